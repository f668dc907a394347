"""A strict double of the Telegram Bot API on a loopback socket.

    async with telegram_server() as tg:
        bot = telegram.Bot(tg.token, base_url=tg.base_url)
        ada = tg.user(77, "Ada")
        chat = tg.private(ada)
        tg.says(chat, ada, "/brief")
        reply = await tg.wait_for(lambda: tg.messages(chat))
        tg.press(reply[0], "1")
        assert tg.protests == []

It refuses what the platform refuses, with its words; what the platform would silently drop or ignore, and every call it
does not know, lands in `protests`. It has no files, inline mode, business or payments.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import random
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from aiohttp import web
from limits import Tokens
from telegrammarkup import Json, Refused, found, marked_part
from telegrammethods import METHODS, Methods
from telegrammethods import UNLIMITED as UNLIMITED
from telegrammethods import Limits as Limits
from telegramworld import ADMINS, ANONYMOUS, PRESENT, Chat, Message, Topic, User, World, member_json

T = TypeVar("T")
TOKEN = "7000000001:AAFakeFakeFakeFakeFakeFakeFakeFake0"
GUARD = 30.0
"""Seconds after which a wait has failed: far more than anything waited for takes."""


MALFORMED: dict[str, Json] = {
    "no content": {},
    "message is a text": {"message": "hello"},
    "message without a chat": {"message": {"message_id": 5, "date": 0, "text": "/brief"}},
    "chat without a number": {"message": {"message_id": 5, "date": 0, "chat": {"type": "private"}, "text": "/brief"}},
    "date is a text": {
        "message": {"message_id": 5, "date": "today", "chat": {"id": 77, "type": "private"}, "text": "/brief"}
    },
    "text is a list": {"message": {"message_id": 5, "date": 0, "chat": {"id": 77, "type": "private"}, "text": ["/b"]}},
    "entities beyond the text": {
        "message": {
            "message_id": 5,
            "date": 0,
            "chat": {"id": 77, "type": "private", "first_name": "Ada"},
            "from": {"id": 77, "is_bot": False, "first_name": "Ada"},
            "text": "/b",
            "entities": [{"type": "bot_command", "offset": 40, "length": 9000}],
        }
    },
    "press without data or message": {"callback_query": {"id": "1", "from": {"id": 77, "is_bot": False}}},
    "unknown kind": {"telepathy": {"from": {"id": 77}}},
    "standing without a new one": {"my_chat_member": {"chat": {"id": 77, "type": "private"}, "date": 0}},
}
"""Updates no sane platform would send, by what is wrong with them: `tg.raw(MALFORMED[...])`."""


class Kind(StrEnum):
    """How a call goes wrong."""

    LOST = "lost"
    """The connection breaks before anything was done."""
    REPLY_LOST = "reply lost"
    """It is done, and the connection breaks before the answer."""
    ERROR = "500"
    BAD_GATEWAY = "502"
    """An HTML page with that status; nothing was done."""
    GARBAGE = "garbage"
    """It is done, and the answer is cut-off JSON."""
    SLOW = "slow"
    """It is done at once, and the answer comes `seconds` later."""
    HELD = "held"
    """It is done `seconds` later, whether the client still waits or not."""
    REFUSED = "refused"
    """The refusal given."""


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next `times` calls of a method, in one chat or in all."""

    method: str
    times: int
    kind: Kind
    seconds: float = 0.0
    chat: int | None = None
    refusal: Refused | None = None
    spread: float = 0.0
    """Seconds by which it may be held longer, at random."""

    def meets(self, method: str, sent: Mapping[str, str]) -> bool:
        here = self.chat is None or sent.get("chat_id") == str(self.chat)
        return self.times > 0 and here and self.method.lower() in ("*", method.lower())


@dataclass(slots=True)
class Call:
    """A request as it came, when (monotonic seconds), and what became of it."""

    method: str
    sent: dict[str, str]
    at: float
    status: int = 0
    description: str = ""
    token: str = ""

    @property
    def chat(self) -> str:
        return self.sent.get("chat_id", "")


@dataclass(slots=True)
class Windows:
    """Sliding windows by scope. A call is counted in all of its scopes, or refused and counted in none.

    `hammered` counts calls in a scope whose `retry_after` was not yet over.
    """

    jitter: float
    hits: dict[str, deque[float]] = field(default_factory=dict)
    shut: dict[str, float] = field(default_factory=dict)
    hammered: int = 0
    bucket: Tokens | None = None

    def enter(self, scopes: Mapping[str, tuple[int, float]], now: float) -> None:
        for scope, (count, seconds) in scopes.items():
            wait = self._free(scope, count, seconds, now)
            self.hammered += now < self.shut.get(scope, now) - self.jitter
            if wait > 0:
                whole = max(1, math.ceil(wait))
                self.shut[scope] = now + whole
                raise Refused(f"retry after {whole}", 429, retry_after=whole)
        for scope in scopes:
            if self.bucket and scope == "token":
                self.bucket.take(now)
            else:
                self.hits[scope].append(now)

    def _free(self, scope: str, count: int, seconds: float, now: float) -> float:
        """Seconds until the window has room; not positive when it has."""
        if self.bucket and scope == "token":
            return self.bucket.reset(now)
        hits = self.hits.setdefault(scope, deque())
        while hits and hits[0] <= now - max(0.0, seconds - self.jitter):
            hits.popleft()
        return hits[0] + seconds - now if len(hits) >= count else 0.0


class TelegramServer(Methods, World):
    """The platform: what people do on it, what the bot did, and how it fails."""

    def __init__(self, limits: Limits, token: str, clock: Callable[[], float], privacy: bool) -> None:
        World.__init__(self, clock)
        Methods.__init__(self)
        self.limits = limits
        self.token = token
        self.privacy = privacy
        self.me = User(int(token.split(":")[0]), "Daybrief", "daybrief_bot", is_bot=True)
        self.users[self.me.id] = self.me
        self.revoked: set[str] = set()
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.windows = Windows(limits.jitter)
        if limits.rule == "bucket":
            self.windows.bucket = Tokens(*limits.per_token)
        self.port = 0
        self._watched: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        self._runner: web.AppRunner | None = None

    # --- where it is ---

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """What `telegram.Bot(base_url=...)` takes."""
        return f"{self.url}/bot"

    async def come_up(self) -> None:
        """Listens, on the port it had before if it had one."""
        app = web.Application(client_max_size=1 << 24)
        app.router.add_route("*", "/{tail:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = int(self._runner.addresses[0][1])

    async def go_down(self) -> None:
        """Nothing listens any more: connections are refused, open ones broken."""
        self.release_poll()
        if self._runner:
            await self._runner.cleanup()
        self._runner = None

    # --- chats ---

    def private(self, user: User, *, started: bool = True) -> Chat:
        """A person's own chat with the bot; not `started`: the person never wrote, the bot may not begin."""
        return self.add(Chat(user.id, "private", user.first_name, user.username, started=started))

    def group(self, title: str = "Harbour", *, bot: str = "member", **roles: list[User]) -> Chat:
        """A basic group; roles by status: `creator=[ada], member=[bob]`."""
        return self.add(Chat(-self.group_number(), "group", title, members=_members(roles), bot=bot))

    def supergroup(
        self, title: str = "Quay", *, topics: tuple[str, ...] = (), bot: str = "member", **roles: list[User]
    ) -> Chat:
        """A supergroup; with topics it is a forum."""
        number = -1_000_000_000_000 - self.group_number()
        chat = self.add(Chat(number, "supergroup", title, is_forum=bool(topics), members=_members(roles), bot=bot))
        if topics:
            self.keep(chat, None, "", service={"supergroup_chat_created": True})
        for name in topics:
            self.open_topic(chat, name)
        return chat

    def channel(self, title: str = "News", *, bot: str = "administrator") -> Chat:
        return self.add(Chat(-1_000_000_000_000 - self.group_number(), "channel", title, bot=bot))

    def open_topic(self, chat: Chat, name: str) -> int:
        """Opens a topic: its number."""
        creator = next((self.users[p] for p, status in chat.members.items() if status in ADMINS), None)
        root = self.keep(chat, creator, "", service={"forum_topic_created": {"name": name, "icon_color": 7322096}})
        root.thread = root.id
        chat.topics[root.id] = Topic(name, root)
        return root.id

    def topic(self, chat: Chat, name: str) -> int:
        """The number of a topic by its name."""
        return next(number for number, topic in chat.topics.items() if topic.name == name)

    # --- what people do ---

    def says(
        self,
        chat: Chat,
        user: User | None,
        text: str,
        *,
        reply_to: Message | None = None,
        thread: int | None = None,
        entities: list[Json] | None = None,
    ) -> Message:
        """A person writes; nobody (`None`) is a channel itself, or an administrator who stays anonymous."""
        if user is None and chat.type == "supergroup":
            user = self.user(ANONYMOUS, "Group", username="GroupAnonymousBot", is_bot=True)
        if chat.type == "private" and (not chat.started or chat.bot == "kicked"):
            self.standing(chat, "member", by=user)
        if user is not None and chat.type != "private":
            chat.members.setdefault(user.id, "member")
        marks = found(text) if entities is None else entities
        thread = reply_to.thread if reply_to and thread is None else thread
        message = self.keep(chat, user, text, entities=marks, reply_to=reply_to, thread=thread)
        if self.hears(message):
            self.deliver("channel_post" if chat.type == "channel" else "message", message.json())
        self.stir()
        return message

    def edits(self, message: Message, text: str) -> None:
        """A person changes what they wrote."""
        message.was.append(message.text)
        message.text, message.entities, message.edited = text, found(text), int(self.clock())
        if self.hears(message):
            self.deliver("edited_message", message.json())

    def press(self, message: Message, label: str, user: User | None = None) -> str:
        """A person presses a button: the number of the query. Without `user`, the person whose chat it is."""
        button = message.button(label)
        assert "callback_data" in button, f"{label!r} opens {button.get('url')}"
        who = user or self.users[message.chat.id]
        query = self.ask(who)
        seen = {"chat": message.chat.json(), "message_id": message.id, "date": 0} if message.deleted else message.json()
        fields = {"id": query, "from": who.json(), "message": seen, "chat_instance": str(abs(message.chat.id) * 7)}
        self.deliver("callback_query", {**fields, "data": button["callback_data"]})
        return query

    def standing(self, chat: Chat, status: str, by: User | None = None) -> None:
        """The bot is added, removed, promoted, muted, or blocked: `status` as in a ChatMember; it is told of it."""
        before, chat.bot = chat.bot, status
        chat.started = chat.started or status == "member"
        chat.can_send = status != "restricted"
        who = by or self.users.get(chat.id) or self.user(777, "Somebody")
        change = {"chat": chat.json(), "from": who.json(), "date": int(self.clock())}
        old, new = (member_json(self.me, s, can_send=s != "restricted") for s in (before, status))
        self.deliver("my_chat_member", {**change, "old_chat_member": old, "new_chat_member": new})
        self.stir()

    def block(self, chat: Chat, *, told: bool = True) -> None:
        """A person blocks the bot, or a group throws it out. Not `told`: the bot learns it only when it writes."""
        if told:
            self.standing(chat, "kicked")
        chat.bot = "kicked"

    def upgrade(self, chat: Chat, *, told: bool = True) -> Chat:
        """A group becomes a supergroup with a new number: the new chat. The old one refuses and names it."""
        assert chat.type == "group"
        number = -1_000_000_000_000 - self.group_number()
        to = self.add(Chat(number, "supergroup", chat.title, members=dict(chat.members), bot=chat.bot))
        chat.moved_to = to.id
        left = self.keep(chat, self.user(777, "Somebody"), "", service={"migrate_to_chat_id": to.id})
        came = self.keep(to, self.user(777, "Somebody"), "", service={"migrate_from_chat_id": chat.id})
        for message in (left, came) if told else ():
            self.deliver("message", message.json())
        return to

    def mute(self, chat: Chat, *, silent: bool = True) -> None:
        """The bot may, or may again, not write here. It is not told."""
        chat.can_send = not silent

    def revoke_token(self) -> None:
        """From now on the token is refused, as after /revoke."""
        self.revoked.add(self.token)
        self.release_poll()

    def raw(self, update: Json) -> int:
        """An update as it is, with a number of its own: for what no sane platform would send."""
        return self.queue(update)

    # --- what the bot did ---

    def messages(self, chat: Chat, thread: int | None = None) -> list[Message]:
        """What the bot said there and what still stands, oldest first."""
        return [message for message in chat.of_bot if thread is None or message.thread == thread]

    def text(self, chat: Chat) -> str:
        """All the bot said there, a blank line between two messages."""
        return "\n\n".join(message.text for message in chat.of_bot)

    def made(self, method: str, chat: Chat | None = None) -> list[Call]:
        """Calls of a method, refused ones too."""
        return [c for c in self.calls if c.method == method and (chat is None or c.chat == str(chat.id))]

    @property
    def refusals(self) -> Counter[int]:
        """Answers other than 200, by status."""
        return Counter(call.status for call in self.calls if call.status not in (0, 200))

    async def wait_for(self, predicate: Callable[[], T], guard: float = GUARD) -> T:
        """What the predicate gives, once it is true; asked again after everything that happens here."""
        if value := predicate():
            return value
        waited: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._watched.append((predicate, waited))
        try:
            return await asyncio.wait_for(waited, guard)
        except TimeoutError:
            last = [(c.method, c.status, c.description, c.sent.get("text", "")[:80]) for c in self.calls[-12:]]
            raise AssertionError(f"waited in vain; last calls {last}; protests {self.protests}") from None
        finally:
            self._watched.remove((predicate, waited))

    def stir(self) -> None:
        """Something happened: what is waited for may have come."""
        for predicate, waited in list(self._watched):
            if waited.done():
                continue
            try:
                if value := predicate():
                    waited.set_result(value)
            except BaseException as exc:
                waited.set_exception(exc)

    # --- how it fails ---

    def fail(
        self,
        method: str = "*",
        times: int = 1,
        kind: Kind | str = Kind.LOST,
        *,
        seconds: float = 0.0,
        chat: Chat | None = None,
        refusal: Refused | None = None,
    ) -> Fault:
        """The next `times` calls of a method go wrong. With a refusal the kind is REFUSED."""
        fault = Fault(
            method, times, Kind.REFUSED if refusal else Kind(kind), seconds, chat.id if chat else None, refusal
        )
        self.faults.append(fault)
        return fault

    # --- one request ---

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        token, _, name = request.path.removeprefix("/bot").partition("/")
        call = Call(METHODS.get(name.lower(), name), {}, time.monotonic(), token=token)
        self.calls.append(call)
        try:
            call.sent = await self._read(request)
            return await self._faulty(request, call)
        finally:
            self.stir()

    async def _read(self, request: web.Request) -> dict[str, str]:
        """Arguments as texts, wherever they are: address, form, parts, or JSON."""
        sent: dict[str, Any] = dict(request.query)
        if request.content_type == "application/json" and request.can_read_body:
            sent |= await request.json()
        elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
            sent |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
        return {key: value if isinstance(value, str) else json.dumps(value) for key, value in sent.items()}

    async def _faulty(self, request: web.Request, call: Call) -> web.StreamResponse:
        fault = next((f for f in self.faults if f.meets(call.method, call.sent)), None)
        if fault is None:
            return await self._done(call)
        fault.times -= 1
        match fault.kind:
            case Kind.LOST:
                return self._broken(request, call)
            case Kind.REPLY_LOST:
                await self._done(call)
                return self._broken(request, call)
            case Kind.ERROR | Kind.BAD_GATEWAY:
                call.status = int(fault.kind)
                page = f"<html><body><h1>{fault.kind}</h1><hr>nginx</body></html>"
                return web.Response(status=call.status, text=page, content_type="text/html")
            case Kind.GARBAGE:
                whole = await self._done(call)
                return web.Response(body=(whole.body or b"")[:-7], content_type="application/json")  # type: ignore[index]
            case Kind.SLOW:
                answer = await self._done(call)
                await asyncio.sleep(fault.seconds)
                return answer
            case Kind.HELD:
                return await asyncio.shield(
                    asyncio.create_task(self._held(call, fault.seconds + random.uniform(0, fault.spread)))
                )
            case Kind.REFUSED:
                assert fault.refusal is not None
                return self._no(call, fault.refusal)

    async def _held(self, call: Call, seconds: float) -> web.Response:
        await asyncio.sleep(seconds)
        call.at = time.monotonic()
        answer = await self._done(call)
        self.stir()
        return answer

    def _broken(self, request: web.Request, call: Call) -> web.StreamResponse:
        call.status, call.description = 0, "connection broken"
        if request.transport:
            request.transport.abort()
        return web.Response()

    async def _done(self, call: Call) -> web.Response:
        try:
            result = await self._result(call)
        except Refused as refused:
            return self._no(call, refused)
        except Exception as exc:
            self.protests.append(f"{call.method} broke on {call.sent}: {exc!r}")
            raise
        call.status = 200
        return web.json_response({"ok": True, "result": result})

    def _no(self, call: Call, refused: Refused) -> web.Response:
        call.status, call.description = refused.code, str(refused)
        body: Json = {"ok": False, "error_code": refused.code, "description": str(refused)}
        headers = {}
        if refused.parameters:
            body["parameters"] = refused.parameters
        if "retry_after" in refused.parameters:
            headers["Retry-After"] = str(refused.parameters["retry_after"])
        return web.json_response(body, status=refused.code, headers=headers)

    async def _result(self, call: Call) -> Any:
        if not call.token.partition(":")[0].isdecimal() or call.method not in METHODS.values():
            self.protests.append(f"unknown: /bot.../{call.method}")
            raise Refused("", 404)
        if call.token != self.token or call.token in self.revoked:
            raise Refused("", 401)
        if call.method in self.limits.counted:
            self.windows.enter(self._scopes(call), call.at)
        return await self.carry_out(call.method, call.sent)

    def _scopes(self, call: Call) -> dict[str, tuple[int, float]]:
        chat = self.chats.get(int(call.chat)) if call.chat.lstrip("-").isdecimal() else None
        scopes = {"token": self.limits.per_token}
        if chat:
            scopes[call.chat] = self.limits.per_private if chat.type == "private" else self.limits.per_group
        return scopes

    # --- what the bot is told ---

    def hears(self, message: Message) -> bool:
        """Whether the bot is given a message: with privacy on, in groups, only what is meant for it."""
        chat = message.chat
        if chat.bot not in PRESENT or chat.moved_to:
            return False
        if chat.type in ("private", "channel") or not self.privacy or chat.bot in ADMINS:
            return True
        if message.reply_to and message.reply_to.sender is self.me:
            return True
        words = [marked_part(message.text, e) for e in message.entities if e["type"] in ("bot_command", "mention")]
        mine = f"@{self.me.username}".lower()
        return any(word.lower().endswith(mine) or ("@" not in word) for word in words)


def _members(roles: Mapping[str, list[User]]) -> dict[int, str]:
    return {user.id: status for status, people in roles.items() for user in people}


@contextlib.asynccontextmanager
async def telegram_server(
    limits: Limits | None = None,
    *,
    token: str = TOKEN,
    clock: Callable[[], float] = time.time,
    privacy: bool = True,
) -> AsyncIterator[TelegramServer]:
    """A running platform with one bot on it."""
    server = TelegramServer(limits or Limits(), token, clock, privacy)
    await server.come_up()
    try:
        yield server
    finally:
        await server.go_down()
