"""Asking a model: against a scripted endpoint on a socket, with a clock that moves when told."""

import asyncio
import json
import logging
import resource
import subprocess
import sys
import traceback
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from modelserver import HOLD, Asked, Cut, Flood, Late, ModelServer, Raw, Reply, Say, Stall, Status
from pydantic import SecretStr

from bot.llm import Arriving, Breaker, Failed, Kind, Model, Usage, items, load, objects
from bot.llm.failures import _PHRASES
from bot.llm.replies import Thoughts

ROOT = Path(__file__).resolve().parent.parent
BRIEF = load("brief")
ASKED: dict[str, object] = {
    "language": "English",
    "sentences": 3,
    "headline": "Ferry to Osterfjord runs again",
    "sources": [{"n": 1, "outlet": "Harbour Post", "time": "2026-03-10 09:10", "text": "The ferry runs again."}],
    "returned": [],
}
SAID = {"sentences": [{"cites": [1], "text": "The ferry runs again."}]}
GOOD = Say(json.dumps(SAID), cached=40)


def complaint(message: str, **more: str) -> dict[str, Any]:
    """An error in OpenAI's shape."""
    return {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None} | more}


def busy(code: int = 500, **headers: str) -> Status:
    """An endpoint that cannot now: header names with _ for -."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Status(code, complaint("Not now.", type="server_error"), named)


def without(*refused: str) -> Callable[[Asked], Reply]:
    """An endpoint that does not take some parameters, and names the first it finds."""

    def answer(asked: Asked) -> Reply:
        found = next((name for name in refused if name in asked.body), "")
        return Status(400, complaint(f"{found} is not taken.", param=found)) if found else GOOD

    return answer


SSE = "text/event-stream"
EVENT = b'data: {"choices": [{"index": 0, "delta": {"content": "The ferry"}, "finish_reason": null}]}\n\n'
GARBAGE = {
    "nothing": b"",
    "not JSON": b"The ferry runs again.",
    "cut JSON": b'{"id": "1", "choices": [{"index": 0, "message": {"role": "assi',
    "invalid UTF-8": b'{"choices": [{"message": {"content": "\xff\xfe"}}]}',
    "deep": b"[" * 200_000,
    "a list": b"[]",
    "null": b"null",
    "an empty object": b"{}",
    "null choices": b'{"choices": null}',
    "choices that are numbers": b'{"choices": [1]}',
    "no message": b'{"choices": [{"message": 7}]}',
    "content that is a number": b'{"choices": [{"message": {"role": "assistant", "content": 7}}]}',
}
STREAMS: dict[str, tuple[bytes, Kind | None]] = {
    "nothing": (b"", Kind.EMPTY),
    "only [DONE]": (b"data: [DONE]\n\n", Kind.EMPTY),
    "only comments": (b": working\n\n" * 50, Kind.EMPTY),
    "no finish": (EVENT, Kind.CUT),
    "no delta": (EVENT + b'data: {"choices": [{"finish_reason": "stop"}]}\n\n', None),
    "an error inside": (EVENT + b'data: {"error": {"message": "upstream"}}\n\n', Kind.BUSY),
    "not JSON": (EVENT + b"data: runs again\n\n", Kind.MALFORMED),
    "cut JSON": (EVENT + b'data: {"id": "1", "choices": [{"ind', Kind.CUT),
    "invalid UTF-8": (EVENT + b'data: {"choices": [{"delta": {"content": "\xff"}}]}\n\n', Kind.MALFORMED),
    "a list": (EVENT + b"data: []\n\n", Kind.MALFORMED),
    "null choices": (EVENT + b'data: {"choices": null}\n\n', Kind.MALFORMED),
}


class Clock:
    """Monotonic seconds that pass only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server
        server.release.set()
        assert server.protests == []


@pytest.fixture
def spent() -> list[Usage]:
    return []


Make = Callable[..., Model]


@pytest.fixture
async def make(server: ModelServer, clock: Clock, spent: list[Usage]) -> AsyncIterator[Make]:
    made: list[Model] = []

    def build(**kinds: Any) -> Model:
        address, key = kinds.pop("base_url", server.base_url), SecretStr(kinds.pop("key", server.key))
        standing = {"clock": clock, "sleep": clock.sleep, "chance": lambda: 0.5, "spent": spent.append, "timeout": 5.0}
        made.append(Model(address, server.model, key, **standing | kinds))
        return made[-1]

    yield build
    for model in made:
        await model.close()


@pytest.fixture
def model(make: Make) -> Model:
    return make()


async def ask(model: Model, seconds: float = 20.0) -> dict[str, Any]:
    return (await model.ask(BRIEF, ASKED, deadline=model.within(seconds))).parsed


async def failure(model: Model, seconds: float = 20.0) -> Failed:
    with pytest.raises(Failed) as caught:
        await ask(model, seconds)
    return caught.value


def streamed(model: Model, seconds: float = 20.0) -> AsyncGenerator[str, None]:
    return model.stream(BRIEF, ASKED, deadline=model.within(seconds))


async def heard(model: Model, seconds: float = 20.0) -> tuple[str, Failed | None]:
    """All pieces of a stream, and how it failed if it did."""
    said = ""
    try:
        async with aclosing(streamed(model, seconds)) as pieces:
            async for piece in pieces:
                said += piece
    except Failed as failed:
        return said, failed
    return said, None


# --- an answer ---


async def test_an_answer_is_the_object_that_was_asked_for(server: ModelServer, model: Model) -> None:
    server.script(GOOD)
    reply = await model.ask(BRIEF, ASKED, deadline=model.within(20))
    assert reply.parsed == SAID
    assert (reply.model, reply.usage.task, reply.usage.cached) == ("harbour-1", "brief", 40)
    assert not reply.usage.estimated


async def test_the_schema_and_the_limit_are_sent_and_what_is_constant_comes_first(
    server: ModelServer, model: Model
) -> None:
    server.script(GOOD, GOOD)
    await ask(model)
    await ask(model)
    first, second = server.asked
    assert first.schema == BRIEF.schema
    assert first.body["max_tokens"] == BRIEF.limits.output
    assert [m["role"] for m in first.messages] == ["system", "user"]
    assert first.messages[0] == second.messages[0]
    assert first.messages[1] != second.messages[1]  # each has its own marker


async def test_one_client_keeps_its_connection(server: ModelServer, model: Model) -> None:
    server.always = GOOD
    await model.warm()
    line = model._line
    await asyncio.gather(*(ask(model) for _ in range(5)))
    assert model._line is line
    assert len(server.asked) == 5


async def test_a_closed_model_opens_a_new_line_when_asked(server: ModelServer, make: Make) -> None:
    server.script(GOOD, GOOD)
    async with make() as model:
        await ask(model)
    assert await ask(model) == SAID


async def test_tokens_used_are_told_whatever_became_of_the_answer(
    server: ModelServer, model: Model, spent: list[Usage]
) -> None:
    server.script(GOOD, Say("prose"), Say("", reasoning="long thoughts"))
    await ask(model)
    await failure(model)
    await failure(model)
    assert [usage.task for usage in spent] == ["brief"] * 3
    assert all(usage.prompt > 1_000 and usage.completion > 0 for usage in spent)


async def test_tokens_that_the_endpoint_does_not_count_are_estimated(
    server: ModelServer, model: Model, spent: list[Usage]
) -> None:
    server.script(_message(content=json.dumps(SAID)))
    await ask(model)
    assert spent[0].estimated
    assert spent[0].prompt > 1_000
    assert spent[0].model == "harbour-1"


def _message(**message: object) -> Raw:
    return Raw(json.dumps({"choices": [{"message": message, "finish_reason": "stop"}], "usage": {}}).encode())


async def test_words_in_parts_are_words(server: ModelServer, model: Model) -> None:
    halves = json.dumps(SAID)[:20], json.dumps(SAID)[20:]
    server.script(_message(content=[{"type": "text", "text": half} for half in halves]))
    assert await ask(model) == SAID


# --- no schema, little discipline ---


async def test_a_server_without_schemas_is_found_out_once(server: ModelServer, model: Model) -> None:
    server.schemas = False
    server.always = GOOD
    assert [await ask(model) for _ in range(3)] == [SAID] * 3
    assert [bool(asked.schema) for asked in server.asked] == [True, False, False, False]


async def test_what_was_found_out_is_kept_though_the_answer_is_useless(server: ModelServer, model: Model) -> None:
    server.schemas = False
    server.script(Say("prose"), GOOD)
    await failure(model)
    await ask(model)
    assert [bool(asked.schema) for asked in server.asked] == [True, False, False]


async def test_a_request_refused_for_its_length_does_not_cost_the_schema(server: ModelServer, model: Model) -> None:
    long = Status(400, complaint("The context is too long."))
    server.script(long, long, GOOD, long, GOOD)
    assert (await failure(model)).kind is Kind.REJECTED
    await ask(model)
    await failure(model)  # the schema is proven by now: one request is enough
    await ask(model)
    assert [bool(asked.schema) for asked in server.asked] == [True, False, True, True, True]


@pytest.mark.parametrize(("refused", "kept"), [("max_tokens", "max_completion_tokens"), ("temperature", "max_tokens")])
async def test_a_parameter_that_is_not_taken_is_left_out(
    server: ModelServer, model: Model, refused: str, kept: str
) -> None:
    server.always = without(refused)
    await ask(model)
    await ask(model)
    assert [refused in asked.body for asked in server.asked] == [True, False, False]
    assert server.asked[-1].body[kept] == BRIEF.limits.output


async def test_a_stream_whose_tokens_are_not_counted_is_still_a_stream(
    server: ModelServer, model: Model, spent: list[Usage]
) -> None:
    server.always = without("stream_options")
    assert [await heard(model), await heard(model)] == [(GOOD.text, None)] * 2
    assert ["stream_options" in asked.body for asked in server.asked] == [True, False, False]
    assert all(usage.estimated for usage in spent)


async def test_a_server_that_takes_nothing_is_given_up(server: ModelServer, model: Model) -> None:
    server.always = without("max_tokens", "max_completion_tokens")
    assert (await failure(model)).kind is Kind.REJECTED
    assert len(server.asked) == 2


FORMS = {
    "fenced": "Here it is:\n```json\n%s\n```\nI hope it helps.",
    "prose": "Sure! %s That is all {really}.",
    "thinking": '<think>Maybe {"sentences": []}?</think>\n%s',
    "byte order mark": "\ufeff%s",
    "braces before": "{not this} {} %s",
}


@pytest.mark.parametrize("name", FORMS)
async def test_an_object_is_found_in_what_surrounds_it(server: ModelServer, model: Model, name: str) -> None:
    server.script(Say(FORMS[name] % json.dumps(SAID)))
    assert await ask(model) == SAID


LOOSE = {
    "trailing commas": '{"sentences": [{"cites": [1,], "text": "A, ] b",},],}',
    "line ends in a string": '{"sentences": [{"cites": [1], "text": "A, ] b"}]\n}',
    "undeclared fields": '{"x": 1, "sentences": [{"cites": [1], "text": "A, ] b", "sure": true}]}',
}


@pytest.mark.parametrize("name", LOOSE)
def test_loose_json_is_understood(name: str) -> None:
    assert objects.found(LOOSE[name], BRIEF.schema) == {"sentences": [{"cites": [1], "text": "A, ] b"}]}


MISSHAPEN = {
    "prose": "The ferry runs again.",
    "code": "__import__('os').system('true')",
    "python": "{'sentences': []}",
    "a list": '[{"cites": [1], "text": "A"}]',
    "no cites": '{"sentences": [{"text": "A"}]}',
    "cites that are no numbers": '{"sentences": [{"cites": ["1"], "text": "A"}]}',
    "a truth for a number": '{"sentences": [{"cites": [true], "text": "A"}]}',
    "a number for a text": '{"sentences": [{"cites": [1], "text": 7}]}',
    "sentences that are no list": '{"sentences": {"cites": [1], "text": "A"}}',
    "half a character": '{"sentences": [{"cites": [1], "text": "\\ud800"}]}',
    "deep": "[" * 100_000,
    "deep inside": '{"sentences": ' + "[" * 50_000,
    "a huge number": '{"sentences": [{"cites": [' + "9" * 9_000 + '], "text": "A"}]}',
    "long prose": "{ " * 40_000 + json.dumps(SAID),
}


@pytest.mark.parametrize("name", MISSHAPEN)
def test_what_is_not_of_the_form_is_malformed(name: str) -> None:
    with pytest.raises(Failed) as caught:
        objects.found(MISSHAPEN[name], BRIEF.schema)
    assert caught.value.kind is Kind.MALFORMED


@pytest.mark.parametrize("unit", ['\\"', '{"', ", ", "{", '{"a": ', "[[", '"\\'])
def test_no_text_makes_the_search_slow(unit: str) -> None:
    text = ('{"' + unit * objects.LONGEST)[: objects.LONGEST]
    begun = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    with pytest.raises(Failed):
        objects.found(text, BRIEF.schema)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - begun < 1.0


def test_a_judges_truths_are_truths() -> None:
    schema = load("judge").schema
    good = {"verdicts": [{"n": 1, "why": "all there", "ok": True}]}
    assert objects.found(json.dumps(good), schema) == good
    with pytest.raises(objects.Misfit, match=r"\$\.verdicts\[0\]\.ok is no boolean"):
        objects.fitted({"verdicts": [{"n": 1, "why": "", "ok": 1}]}, schema)


async def test_an_answer_that_repeats_the_marker_is_none(server: ModelServer, model: Model) -> None:
    def parrot(asked: Asked) -> Reply:
        marker = asked.messages[1]["content"].splitlines()[0].rpartition(" ")[2]
        return Say(json.dumps({"sentences": [{"cites": [1], "text": f"The {marker} runs."}]}))

    server.always = parrot
    assert (await failure(model)).kind is Kind.MALFORMED
    said, failed = await heard(model)
    assert failed is not None
    assert failed.kind is Kind.MALFORMED
    assert "runs" not in said


# --- failures ---

FAILURES: dict[str, tuple[Reply, Kind]] = {
    "a refusal": (Say("", refusal="I cannot write this."), Kind.REFUSED),
    "filtered": (Say("The", finish="content_filter"), Kind.REFUSED),
    "no word": (Say(""), Kind.EMPTY),
    "no choice": (Raw(b'{"choices": []}'), Kind.EMPTY),
    "thoughts alone": (Say("", reasoning="Let me think."), Kind.EMPTY),
    "thoughts that used up the tokens": (Say("<think>Let me", finish="length"), Kind.EMPTY),
    "cut by length": (Say(json.dumps(SAID)[:30], finish="length"), Kind.CUT),
    "complete, yet cut by length": (Say(json.dumps(SAID), finish="length"), Kind.CUT),
    "prose": (Say("The ferry runs again."), Kind.MALFORMED),
    "a web page": (Status(200, "<html><body>Sign in: to go on</body></html>"), Kind.MALFORMED),
    "forbidden": (Status(403), Kind.REJECTED),
    "no such model": (Status(404), Kind.REJECTED),
    "moved": (Status(307, headers={"location": "/v2"}), Kind.REJECTED),
    "no money": (Status(429, complaint("No money.", code="insufficient_quota")), Kind.REJECTED),
    "a broken connection": (Cut('{"sentences": ['), Kind.UNREACHABLE),
    "too much": (Flood(1_000_001), Kind.TOO_LARGE),
}


@pytest.mark.parametrize("name", FAILURES)
async def test_a_failure_has_its_kind_and_is_not_tried_again(server: ModelServer, model: Model, name: str) -> None:
    reply, kind = FAILURES[name]
    server.script(reply)
    failed = await failure(model)
    assert failed.kind is kind
    assert len(server.asked) == 1
    assert str(failed).startswith("The model at 127.0.0.1 ")


@pytest.mark.parametrize("name", GARBAGE)
async def test_garbage_is_no_answer(server: ModelServer, model: Model, name: str) -> None:
    server.script(Raw(GARBAGE[name]))
    assert (await failure(model)).kind is Kind.MALFORMED
    assert len(server.asked) == 1


@pytest.mark.parametrize(("code", "kind"), [(401, Kind.REJECTED), (429, Kind.BUSY), (502, Kind.BUSY), ("x", Kind.BUSY)])
async def test_an_error_that_comes_as_a_success_has_the_kind_of_its_code(
    server: ModelServer, model: Model, code: object, kind: Kind
) -> None:
    server.script(Raw(json.dumps({"error": {"code": code, "message": "no"}}).encode()))
    assert (await failure(model)).kind is kind


async def test_a_wrong_key_is_said_with_its_cure(server: ModelServer, make: Make) -> None:
    failed = await failure(make(key="sk-wrong"))
    assert (failed.kind, failed.status) == (Kind.REJECTED, 401)
    assert "DAYBRIEF_LLM_API_KEY" in str(failed)


async def test_every_kind_has_its_phrase() -> None:
    assert set(_PHRASES) == set(Kind)
    assert all(str(Failed(kind)).startswith("The model ") for kind in Kind)


async def test_a_hundred_megabytes_are_neither_read_nor_held(server: ModelServer, model: Model) -> None:
    server.script(Flood(100_000_000), Flood(100_000_000), Flood(100_000_000, code=400), Flood(100_000_000, code=400))
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kinds = [(await failure(model)).kind, (await heard(model))[1], (await failure(model)).kind]
    assert [getattr(kind, "kind", kind) for kind in kinds] == [Kind.TOO_LARGE, Kind.TOO_LARGE, Kind.REJECTED]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held < 30_000  # kB
    assert server.sent < 60_000_000


async def test_a_line_that_does_not_end_is_too_large(server: ModelServer, model: Model) -> None:
    server.script(Flood(100_000_000, unbroken=True))
    assert (await heard(model))[1].kind is Kind.TOO_LARGE  # type: ignore[union-attr]


async def test_what_is_packed_is_not_unpacked(server: ModelServer, model: Model) -> None:
    server.script(Status(200, {"x": 1}, {"content-encoding": "gzip"}))
    assert (await failure(model)).kind is Kind.MALFORMED
    assert server.asked[0].headers["accept-encoding"] == "identity"


# --- again ---

PASSING: dict[str, tuple[Reply, list[float]]] = {
    "an error of the server": (busy(), [0.25]),
    "a connection that breaks before it answers": (Cut(), [0.25]),
    "too many requests, and for how long": (busy(429, retry_after="3"), [3.25]),
    "too many requests, in thousandths": (busy(429, retry_after_ms="1500"), [1.75]),
    "too many requests": (busy(429), [0.25]),
    "overloaded": (busy(503, retry_after="2"), [2.25]),
    "a wait that is no number": (busy(429, retry_after="nan"), [0.25]),
    "a wait that is over": (busy(429, retry_after="-5"), [0.25]),
}


@pytest.mark.parametrize("name", PASSING)
async def test_what_passes_is_tried_again(server: ModelServer, model: Model, clock: Clock, name: str) -> None:
    reply, waits = PASSING[name]
    server.script(reply, GOOD)
    assert await ask(model) == SAID
    assert clock.slept == waits


async def test_a_wait_until_a_time_of_day_is_counted_from_the_answers_own(
    server: ModelServer, model: Model, clock: Clock
) -> None:
    until = {"retry-after": "Tue, 10 Mar 2026 12:00:07 GMT", "date": "Tue, 10 Mar 2026 12:00:00 GMT"}
    server.script(Status(503, headers=until), GOOD)
    await ask(model)
    assert clock.slept == [7.25]


async def test_the_wait_grows_and_its_tries_are_counted(server: ModelServer, make: Make, clock: Clock) -> None:
    server.always = busy()
    failed = await failure(make(tries=5), seconds=60)
    assert (failed.kind, failed.status, len(server.asked)) == (Kind.BUSY, 500, 5)
    assert clock.slept == [0.25, 0.5, 1.0, 2.0]


async def test_a_wait_past_the_deadline_is_not_begun(server: ModelServer, model: Model, clock: Clock) -> None:
    server.script(busy(429, retry_after="30"))
    failed = await failure(model, seconds=10)
    assert (failed.kind, failed.retry_after, clock.slept) == (Kind.BUSY, 30, [])


async def test_nobody_answering_is_unreachable(server: ModelServer, model: Model) -> None:
    await server.go_down()
    failed = await failure(model)
    assert failed.kind is Kind.UNREACHABLE
    assert len(model._clock.slept) == 2  # type: ignore[attr-defined]


async def test_silence_before_the_answer_is_tried_again(server: ModelServer, make: Make) -> None:
    server.script(Late(30, GOOD), GOOD)
    assert await ask(make(timeout=0.1)) == SAID
    assert len(server.asked) == 2


async def test_silence_within_the_answer_is_late(server: ModelServer, make: Make) -> None:
    server.script(Stall(30, '{"sentences": ['))
    assert (await failure(make(timeout=0.1))).kind is Kind.LATE
    assert len(server.asked) == 1


async def test_the_deadline_ends_a_request_that_is_out(server: ModelServer, model: Model) -> None:
    server.script(Late(30, GOOD))
    assert (await failure(model, seconds=0.1)).kind is Kind.LATE


async def test_past_the_deadline_nothing_is_sent(server: ModelServer, model: Model) -> None:
    assert (await failure(model, seconds=0)).kind is Kind.LATE
    assert (await heard(model, seconds=-1))[1].kind is Kind.LATE  # type: ignore[union-attr]
    assert server.asked == []
    assert model._breaker._row == 0


async def test_whoever_stops_waiting_leaves_nothing_open(server: ModelServer, model: Model) -> None:
    server.script(Late(30, GOOD), GOOD)
    task = asyncio.create_task(ask(model))
    await server.wait_for(lambda: server.open == 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await server.wait_for(lambda: server.open == 0)
    assert await ask(model) == SAID


# --- the breaker ---


def test_a_breaker_opens_tries_one_and_closes(clock: Clock) -> None:
    breaker = Breaker(failures=3, pause=30, clock=clock)
    for _ in range(3):
        assert breaker.admit() == 0
        breaker.failed()
    assert breaker.admit() == 30
    clock.now += 30
    assert [breaker.admit(), breaker.admit()] == [0, 30]  # one is let through to try
    breaker.worked()
    assert (breaker.admit(), breaker.open) == (0, False)


def test_a_breaker_whose_try_fails_opens_again(clock: Clock) -> None:
    breaker = Breaker(failures=1, pause=30, clock=clock)
    breaker.failed()
    clock.now += 30
    assert breaker.admit() == 0
    breaker.left()  # whoever tried went away
    assert breaker.admit() == 0
    breaker.failed()
    assert breaker.admit() == 30


def test_an_endpoint_that_asks_for_rest_gets_it_within_reason(clock: Clock) -> None:
    breaker = Breaker(clock=clock)
    breaker.failed(rest=60)
    assert breaker.admit() == 60
    clock.now += 61
    assert breaker.admit() == 0
    breaker.failed(rest=1e9)
    assert breaker.admit() == 600


async def test_an_endpoint_that_fails_in_a_row_is_left_alone(server: ModelServer, make: Make, clock: Clock) -> None:
    model = make(tries=1, breaker=Breaker(failures=2, pause=30, clock=clock))
    server.always = busy()
    await failure(model)
    await failure(model)
    failed = await failure(model)
    assert (failed.kind, failed.retry_after, len(server.asked)) == (Kind.BROKEN, 30, 2)
    clock.now += 30
    server.always = GOOD
    assert await ask(model) == SAID


async def test_a_story_the_model_will_not_write_says_nothing_of_the_line(server: ModelServer, make: Make) -> None:
    model = make(breaker=Breaker(failures=1))
    server.script(Say("", refusal="No."), GOOD)
    await failure(model)
    assert await ask(model) == SAID


async def test_a_rest_that_was_asked_for_is_kept(server: ModelServer, model: Model, clock: Clock) -> None:
    server.script(busy(429, retry_after="60"), GOOD)
    await failure(model)
    assert (await failure(model)).kind is Kind.BROKEN
    assert len(server.asked) == 1
    clock.now += 61
    assert await ask(model) == SAID


# --- streams ---


async def test_pieces_come_before_the_answer_is_complete(server: ModelServer, model: Model, spent: list[Usage]) -> None:
    server.script(Say("", pieces=('{"sentences": [', '{"cites": [1], "text": "A"}', HOLD, "]}")))
    async with aclosing(items(streamed(model), BRIEF.schema)) as sentences:
        assert await anext(sentences) == {"cites": [1], "text": "A"}
        assert server.open == 1
        server.release.set()
        assert [sentence async for sentence in sentences] == []
    assert [usage.estimated for usage in spent] == [False]


async def test_a_stream_left_early_is_closed_and_counted(server: ModelServer, model: Model, spent: list[Usage]) -> None:
    server.script(Say("", pieces=('{"sentences": [', HOLD, "]}")), GOOD)
    async with aclosing(streamed(model)) as pieces:
        await anext(pieces)
    await server.wait_for(lambda: server.open == 0)
    assert [(usage.task, usage.estimated) for usage in spent] == [("brief", True)]
    assert await ask(model) == SAID


@pytest.mark.parametrize("name", [name for name in FAILURES if name not in ("prose", "too much")])
async def test_a_stream_fails_as_an_answer_does(server: ModelServer, model: Model, name: str) -> None:
    reply, kind = FAILURES[name]
    server.script(reply)
    _, failed = await heard(model)
    assert failed is not None
    assert failed.kind is kind


@pytest.mark.parametrize("name", STREAMS)
async def test_a_stream_of_garbage_is_no_answer(server: ModelServer, model: Model, name: str) -> None:
    body, kind = STREAMS[name]
    server.script(Raw(body, SSE))
    said, failed = await heard(model)
    assert (failed and failed.kind) is kind
    assert said in ("", "The ferry")
    assert len(server.asked) == 1


async def test_a_stream_is_tried_again_only_before_its_first_piece(server: ModelServer, model: Model) -> None:
    server.script(busy(), GOOD, Cut("The ferry"))
    assert await heard(model) == (GOOD.text, None)
    said, failed = await heard(model)
    assert said == "The ferry"
    assert failed is not None
    assert failed.kind is Kind.UNREACHABLE
    assert len(server.asked) == 3


async def test_a_stream_that_falls_silent_is_late(server: ModelServer, make: Make) -> None:
    server.script(Stall(30, "The ferry"))
    said, failed = await heard(make(timeout=0.2))
    assert said == "The ferry"
    assert failed is not None
    assert failed.kind is Kind.LATE


async def test_a_server_that_does_not_stream_is_understood(server: ModelServer, model: Model) -> None:
    server.script(_message(content=json.dumps(SAID)))
    assert await heard(model) == (json.dumps(SAID), None)


async def test_thoughts_are_no_part_of_the_stream(server: ModelServer, model: Model) -> None:
    thoughts = ("<th", "ink>", *("Hm. " * 60), '{"sentences": [{"cites": [9], "text": "No"}]}', "</th", "ink>")
    server.script(Say("", pieces=(*thoughts, json.dumps(SAID))))
    assert await heard(model) == (json.dumps(SAID), None)


async def test_a_text_that_only_begins_like_a_thought_is_a_text(server: ModelServer, model: Model) -> None:
    server.script(Say("<thi"), Say("", pieces=("<", "b>")))
    assert [await heard(model), await heard(model)] == [("<thi", None), ("<b>", None)]
    assert Thoughts().without("  \n") == ""


async def test_an_answer_without_its_list_fails_when_it_ends(server: ModelServer, model: Model) -> None:
    server.script(Say("The ferry runs again, and nothing else is to be said of it today. " * 9))
    with pytest.raises(Failed) as caught:
        [item async for item in items(streamed(model), BRIEF.schema)]
    assert caught.value.kind is Kind.MALFORMED


TWO = '{"sentences" : [ {"cites": [1], "text": "A \\"}] b"}, {"cites": [2, 3], "text": "B {"} ], "more": [{}]}'


@pytest.mark.parametrize("size", [1, 2, 3, 7, 200])
def test_items_are_found_wherever_the_pieces_are_cut(size: int) -> None:
    arriving = Arriving(BRIEF.schema)
    found = [item for at in range(0, len(TWO), size) for item in arriving.feed(TWO[at : at + size])]
    assert found == [{"cites": [1], "text": 'A "}] b'}, {"cites": [2, 3], "text": "B {"}]


@pytest.mark.parametrize("item", ['{"text": "A"}', "[1]", '{"cites": [1], "text": "' + "x" * 20_000])
def test_an_item_that_is_none_fails(item: str) -> None:
    with pytest.raises(Failed) as caught:
        Arriving(BRIEF.schema).feed('{"sentences": [' + item)
    assert caught.value.kind is Kind.MALFORMED


# --- secrets ---

KEY = "sk-secret-0123456789"


async def test_no_secret_is_in_a_failure_a_name_or_a_log(
    server: ModelServer, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    model = make(base_url=f"{server.base_url}?code=query-secret", key=KEY, tries=1)
    server.key = KEY
    may_not = Status(400, complaint(f"The key {KEY} may not."))
    server.script(may_not, may_not, Status(403, f"<p>{KEY}</p>"), Status(500, KEY), Cut(), Cut("x"))
    failures = [await failure(model) for _ in range(5)]
    told = "".join("".join(traceback.format_exception(each)) + repr(each) for each in failures)
    told += repr(model) + str(vars(model)) + caplog.text
    assert "query-secret" not in told
    assert KEY not in told
    assert all(each.__context__ is None for each in failures)


async def test_the_query_of_an_address_is_sent_with_every_request(make: Make) -> None:
    lines: list[bytes] = []

    async def gone(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(await reader.readline())
        writer.write(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(gone, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        assert (await failure(make(base_url=f"http://127.0.0.1:{port}/openai/v1/?api-version=v9#x"))).status == 404
    assert lines == [b"POST /openai/v1/chat/completions?api-version=v9 HTTP/1.1\r\n"]


async def test_no_proxy_stands_before_a_model_on_this_machine(
    server: ModelServer, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server.script(GOOD)
    assert await ask(make()) == SAID


async def test_without_a_key_none_is_sent(server: ModelServer, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_ADMIN_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    server.key = "none of ours"
    assert (await failure(make(key=""))).status == 401
    server.key = ""
    server.script(GOOD)
    assert await ask(make(key="")) == SAID
    assert KEY not in str([asked.headers for asked in server.asked])


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("ftp://host/v1", "k"), ("http:///v1", "k"), ("http://[::1/v1", "k"), ("http://u:pa:ss@host:port/v1", "k"),
        ("http://host/v1", "sk-with blank"), ("http://host/v1", "sk-line\nend"), ("http://host/v1", "sk-ключ"),
    ],
)  # fmt: skip
def test_an_address_or_a_key_that_cannot_be_one_is_said_without_it(address: str, key: str) -> None:
    with pytest.raises(ValueError, match=r"^the model's (address|key)") as caught:
        Model(address, "m", SecretStr(key))
    assert key not in str(caught.value).split()
    assert "ss@" not in str(caught.value)


def test_the_client_library_is_imported_by_nobody_who_does_not_ask() -> None:
    code = (
        "import sys, bot.llm; from pydantic import SecretStr;"
        "bot.llm.Model('http://127.0.0.1/v1', 'm', SecretStr('k')); bot.llm.load('brief'); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"openai", "httpx2", "httpx"} & {*done.stdout.split()}
