"""Asking a model: tries, deadline, breaker, and what was learned of the server.

Works on: one model of one endpoint.
Comes in: a prompt, its variables, the moment by which there must be an answer.
Goes out: `Reply`, or the pieces of an answer as they come; `Failed` otherwise. Tokens used are told to `spent`.
Does not know: what becomes of a failure. Whoever asks has something else to say.

    fill the prompt | breaker | try: polite request, answer within its time | again, if that may help | form | reply

A request is made again only while no answer had begun: after a refused connection, after silence, after 408, 425, 429
and 5xx; never before the endpoint's own time, and never past the deadline. The wait is drawn from the whole of a span
that doubles.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.llm import arriving, objects, replies
from bot.llm.breaker import Breaker
from bot.llm.failures import Failed, Kind
from bot.llm.manners import Manners
from bot.llm.prompts import Filled, Prompt
from bot.llm.replies import Reply, Said, Thoughts, Usage

if TYPE_CHECKING:
    from bot.llm.line import Line

T = TypeVar("T")
FIRST_WAIT = 0.5
LONGEST_WAIT = 8.0
"""Seconds: the span that a wait is drawn from doubles from the one to the other."""
LONGEST = 100_000
"""Characters of an answer that streams."""


def _nobody(usage: Usage) -> None:
    """Where nobody counts."""


@dataclass(slots=True)
class _Call:
    """One request of a caller, in one or more tries."""

    prompt: Prompt
    filled: Filled
    deadline: float
    heard: Said = field(default_factory=Said)

    @property
    def asked(self) -> str:
        return self.filled.system + self.filled.user


class Model:
    """One model. An async context manager; `close` does the same.

    `timeout`: seconds an endpoint may be silent. `tries`: requests for one answer. `spent` is told of every request
    that used tokens, whatever became of it. `clock`: monotonic seconds. `chance`: evenly from [0, 1).
    Raises ValueError, without the key in it, for an address or a key that cannot be one.
    """

    def __init__(
        self,
        base_url: str,
        name: str,
        key: SecretStr,
        *,
        timeout: float = 30.0,
        tries: int = 3,
        spent: Callable[[Usage], None] = _nobody,
        breaker: Breaker | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.host, self.name, self.timeout, self.tries = _host(base_url), name, timeout, tries
        if not all("!" <= letter <= "~" for letter in key.get_secret_value()):
            raise ValueError("the model's key holds a blank or a letter that no key has")
        self._base_url, self._key = SecretStr(base_url), key
        self._spent, self._clock, self._sleep, self._chance = spent, clock, sleep, chance
        self._breaker = breaker or Breaker(clock=clock)
        self._manners = Manners()
        self._line: Line | None = None
        self._opening = asyncio.Lock()

    def __repr__(self) -> str:
        return f"Model({self.name!r} at {self.host})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *trouble: object) -> None:
        await self.close()

    async def warm(self) -> None:
        """Has the client library imported and a client made, which costs more than a second; nothing is sent."""
        await self._ready()

    async def close(self) -> None:
        """Ends the connections. A later request opens new ones."""
        line, self._line = self._line, None
        if line:
            await line.close()

    def within(self, seconds: float) -> float:
        """The deadline that is so many seconds from now."""
        return self._clock() + seconds

    async def ask(self, prompt: Prompt, variables: Mapping[str, object], *, deadline: float) -> Reply:
        """An object of the prompt's form. `deadline` is a moment of the model's clock: see `within`.

        Raises Failed, and PromptError for variables that the prompt does not have.
        """
        call = self._called(prompt, variables, deadline)
        with self._guarded():
            return await self._persistently(lambda: self._politely(lambda manners: self._reply(call, manners)), call)

    async def stream(
        self, prompt: Prompt, variables: Mapping[str, object], *, deadline: float
    ) -> AsyncGenerator[str, None]:
        """The text of an answer in pieces, as they come; `arriving.items` finds the sentences in them.

        Raises as `ask` does, also after pieces have come. It is not asked again once one has.
        """
        call = self._called(prompt, variables, deadline)
        with self._guarded():
            first, rest = await self._persistently(lambda: self._politely(lambda m: self._opened(call, m)), call)
            async with aclosing(rest):
                yield first
                async for piece in rest:
                    yield piece

    async def items(
        self, prompt: Prompt, variables: Mapping[str, object], *, deadline: float
    ) -> AsyncGenerator[dict[str, Any], None]:
        """The items of a streaming answer, each as soon as it is complete; raises as `stream` does.

        An answer without the list that was asked for counts as a failure of the endpoint.
        """
        call = self._called(prompt, variables, deadline)
        with self._guarded():
            first, rest = await self._persistently(lambda: self._politely(lambda m: self._opened(call, m)), call)
            async with aclosing(arriving.items(_joined(first, rest), prompt.schema)) as items:
                async for item in items:
                    yield item

    def _called(self, prompt: Prompt, variables: Mapping[str, object], deadline: float) -> _Call:
        call = _Call(prompt, prompt.filled(variables), deadline)
        self._left(call)
        return call

    # --- one try ---

    async def _reply(self, call: _Call, manners: Manners) -> Reply:
        line, left = await self._ready(), self._left(call)
        whole = replies.said(replies.decoded(await line.fetch(manners.body(self.name, call.prompt, call.filled), left)))
        usage = self._tell(call, whole)
        answer = replies.settled(whole)
        _sane(call, answer.text)
        return Reply(objects.found(answer.text, call.prompt.schema), usage, usage.model)

    async def _opened(self, call: _Call, manners: Manners) -> tuple[str, AsyncGenerator[str, None]]:
        """The first piece, and what gives the others."""
        pieces = self._pieces(call, manners)
        try:
            return await anext(pieces), pieces
        except BaseException:
            await pieces.aclose()
            raise

    async def _pieces(self, call: _Call, manners: Manners) -> AsyncGenerator[str, None]:
        line, left = await self._ready(), self._left(call)
        call.heard = Said()
        body, thoughts = manners.body(self.name, call.prompt, call.filled, stream=True), Thoughts()
        try:
            async with aclosing(line.events(body, left)) as events:
                async for event in events:
                    if text := thoughts.without(self._hear(call, replies.said(event))):
                        yield text
        finally:
            if call.heard != Said():
                self._tell(call, call.heard)
        replies.settled(call.heard)
        if not call.heard.finish:
            raise Failed(Kind.CUT)
        if text := thoughts.rest():
            yield text

    def _hear(self, call: _Call, part: Said) -> str:
        call.heard += part
        if len(call.heard.text) > LONGEST:
            raise Failed(Kind.TOO_LARGE)
        _sane(call, call.heard.text[-len(part.text) - len(call.filled.marker) :])
        return part.text

    def _tell(self, call: _Call, whole: Said) -> Usage:
        usage = replies.used(whole, call.asked, self.name, call.prompt.name)
        self._spent(usage)
        return usage

    def _left(self, call: _Call) -> float:
        left = call.deadline - self._clock()
        if left <= 0:
            raise Failed(Kind.LATE, host=self.host)
        return left

    # --- around it ---

    async def _politely(self, once: Callable[[Manners], Awaitable[T]]) -> T:
        """As the server likes it. What a refusal teaches is kept only when it helped."""
        manners = self._manners
        while True:
            try:
                answer = await once(manners)
            except Failed as failure:
                if failure.taken:
                    self._manners = manners
                learned = manners.after(failure.named) if failure.status in (400, 422) else None
                if learned is None:
                    raise
                manners = learned
            else:
                self._manners = manners.answered()
                return answer

    async def _persistently(self, once: Callable[[], Awaitable[T]], call: _Call) -> T:
        attempt = 1
        while True:
            try:
                return await once()
            except Failed as failure:
                wait = self._wait(failure, attempt)
                if attempt >= self.tries or not failure.again or self._clock() + wait >= call.deadline:
                    raise
            await self._sleep(wait)
            attempt += 1

    def _wait(self, failure: Failed, attempt: int) -> float:
        """Seconds, drawn from a span; after what the endpoint asked for, so that not all come back at once."""
        span = FIRST_WAIT if failure.retry_after else min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1))
        return (failure.retry_after or 0.0) + self._chance() * span

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Lets a request pass the breaker, and tells it what became of it."""
        if wait := self._breaker.admit():
            raise Failed(Kind.BROKEN, wait, host=self.host)
        try:
            yield
        except Failed as failure:
            failure.host = self.host
            if failure.ours:
                self._breaker.worked()
            else:
                self._breaker.failed(failure.retry_after or 0.0)
            raise
        except BaseException:
            self._breaker.left()
            raise
        self._breaker.worked()

    async def _ready(self) -> Line:
        async with self._opening:
            if self._line is None:
                self._line = await asyncio.to_thread(self._connect)
            return self._line

    def _connect(self) -> Line:
        from bot.llm.line import Line  # with the client library: in a thread, so that nobody waits for it

        return Line(self._base_url.get_secret_value(), self._key, self.timeout)


async def _joined(first: str, rest: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
    async with aclosing(rest):
        yield first
        async for piece in rest:
            yield piece


def _host(base_url: str) -> str:
    """All of an address that is ever said. Raises ValueError, which repeats none of it."""
    try:
        address = urlsplit(base_url)
        good = address.scheme in ("http", "https") and address.port != 0
    except ValueError:
        good = False
    if not good or not address.hostname:
        raise ValueError("the model's address must begin with http:// or https:// and name a host")
    return address.hostname


def _sane(call: _Call, text: str) -> None:
    """The marker is not to be repeated: a model that does has taken the request for its answer."""
    if call.filled.marker in text:
        raise Failed(Kind.MALFORMED)
