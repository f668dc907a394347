"""What the model used, by day.

Works on: the counts of each day, by task and in all; the tokens of each chat on that day.
Comes in: what one request used.
Goes out: sums.
Does not know: what was asked, what a token costs, who may ask for more.

Days are UTC's. A request that is sent to the store twice counts twice: a limit is then reached too early, never late.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date, timedelta

from bot.archive import codec, keys
from bot.archive.line import Line, Script, Word
from bot.news import Spent

ALL = "all"
OTHERS = "*"
"""Whose tokens are those of every chat past the cap: together, so that no limit is ever passed for want of room."""
MOST = 10**9
"""Tokens of one request that are believed: the count is the endpoint's, and a counter must not run over."""
COUNTS = tuple(field.name for field in fields(Spent))

# KEYS: the day's counts, the day's chats. ARGV: seconds the one and the other live, the most counts, the most chats,
# task, chat, its tokens, then each count's name and number. A field is "task count".
_SPEND = Script("""
local function add(task)
  for i = 8, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], task .. ' ' .. ARGV[i], ARGV[i + 1]) end
end
local task, chat = ARGV[5], ARGV[6]
add('all')
local known = redis.call('HEXISTS', KEYS[1], task .. ' ' .. ARGV[8]) == 1
if task ~= 'all' and (known or redis.call('HLEN', KEYS[1]) < tonumber(ARGV[3])) then add(task) end
redis.call('EXPIRE', KEYS[1], ARGV[1])
if chat == '' then return end
local full = redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[4])
if full and redis.call('HEXISTS', KEYS[2], chat) == 0 then chat = '*' end
redis.call('HINCRBY', KEYS[2], chat, ARGV[7])
redis.call('EXPIRE', KEYS[2], ARGV[2])
""")


class Usages:
    """A day's counts are kept for 40 days, what each chat used on it for two."""

    def __init__(self, line: Line, realm: keys.Keys) -> None:
        self._line = line
        self._keys = realm

    async def spend(self, day: date, chat: str, task: str, spent: Spent) -> None:
        """Adds, atomically. `chat` is empty for what no chat asked for; it is not kept then."""
        counts = {name: min(max(number, 0), MOST) for name, number in asdict(spent).items()}
        words: list[Word] = [
            keys.SPENT_SECONDS, keys.SPENDERS_SECONDS, len(COUNTS) * (keys.TASKS_CAP + 1), keys.SPENDERS_CAP,
            codec.plain(task or ALL), codec.plain(chat), counts["prompt"] + counts["completion"],
        ]  # fmt: skip
        words += [word for pair in counts.items() for word in pair]
        await self._line.run(_SPEND, [self._spent(day), self._spenders(day)], words)

    async def send_back(self, day: date, reasons: Mapping[str, int]) -> None:
        """Adds to how often sentences of a model did not pass, by the code of the reason."""
        name = f"{self._keys.sentback}{day:%F}"
        words = [
            ("HINCRBY", name, codec.plain(code), count) for code, count in list(reasons.items())[: keys.REASONS_CAP]
        ]
        await self._line.all([*words, ("EXPIRE", name, keys.SPENT_SECONDS)])

    async def sent_back(self, day: date) -> Mapping[str, int]:
        """How often sentences of a model did not pass on a day, by the code of the reason, the commonest first."""
        held = (await self._line.do("HGETALL", f"{self._keys.sentback}{day:%F}")).items()
        ranked = sorted(held, key=lambda one: (-int(one[1]), one[0]))
        return {code.decode("utf-8", "replace"): int(count) for code, count in ranked}

    async def of(self, day: date) -> Mapping[str, Spent]:
        """What each task used on a day, and under "all" all of them."""
        found: dict[str, dict[str, int]] = {ALL: {}}
        for field, number in (await self._line.do("HGETALL", self._spent(day))).items():
            task, _, name = field.decode("utf-8", "replace").rpartition(" ")
            found.setdefault(task, {})[name] = int(number)
        return {task: Spent(**{n: c for n, c in counts.items() if n in COUNTS}) for task, counts in found.items()}

    async def days(self, newest: date, count: int) -> list[tuple[date, Spent]]:
        """What all tasks used on each of so many days, the newest first."""
        days = [newest - timedelta(days=back) for back in range(count)]
        names = [f"{ALL} {name}" for name in COUNTS]
        replies = await self._line.all([("HMGET", self._spent(day), *names) for day in days])
        sums = [Spent(*(int(number or 0) for number in reply)) for reply in replies]
        return list(zip(days, sums, strict=True))

    async def chat(self, day: date, chat: str) -> int:
        """Tokens that were used for a chat on a day."""
        if not chat:
            return 0
        own, others = await self._line.do("HMGET", self._spenders(day), codec.plain(chat), OTHERS)
        return int(own or others or 0)

    async def chats(self, chat: str = "") -> list[tuple[str, str, int]]:
        """Day, chat and tokens, of one chat or of all, on the days that are kept."""
        names = await self._line.scan(self._keys.spenders + "*")
        replies = await self._line.all([("HGETALL", name) for name in names])
        found = [
            (name[len(self._keys.spenders) :], field.decode("utf-8", "replace"), int(tokens))
            for name, reply in zip(names, replies, strict=True)
            for field, tokens in sorted(reply.items())
        ]
        return [one for one in found if one[1] != OTHERS and chat in ("", one[1])]

    def _spent(self, day: date) -> str:
        return f"{self._keys.spent}{day:%F}"

    def _spenders(self, day: date) -> str:
        return f"{self._keys.spenders}{day:%F}"
