"""The verbs of care: doctor, export, forget.

Works on: the house as a whole.
Comes in: nothing, or a wish to delete.
Goes out: what is right and what is not, with the cure; everything remembered; a confirmation.
Does not know: news.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot import house, settings
from bot.archive import STATES, Leased
from bot.desk import FORGOTTEN
from bot.news import Chat, Source
from bot.store import StoreError
from bot.text import clean
from bot.verbs import serving
from bot.verbs.border import FAILED, Failed, put, run, say
from bot.verbs.reading import CHAT, HISTORY, default_sources, fetcher, opened

if TYPE_CHECKING:
    from bot.archive import Pulse

PROBED, PROBE_SECONDS = 3, 5.0


@dataclass(frozen=True)
class Finding:
    """One thing looked at: fine or not, and what to do."""

    what: str
    fine: bool
    found: str
    cure: str = ""


def doctor(as_json: bool) -> int:
    """Looks at configuration, store, network and keys."""
    return run(_doctor(as_json), as_json=as_json)


async def _doctor(as_json: bool) -> int:
    looks: list[Callable[[], Awaitable[Finding]]] = [_configuration, _store, _network, _chats, _keys]
    findings: list[Finding] = []
    for look in looks:
        findings.append(await look())
        if not findings[0].fine:
            break  # without settings there is nothing else to look at
    fine = all(f.fine for f in findings)
    if as_json:
        put({"kind": "doctor", "fine": fine, "findings": [asdict(f) for f in findings]})
    else:
        for f in findings:
            print(f"{'ok ' if f.fine else 'BAD'}  {f.what}: {clean(f.found)}")
            if f.cure:
                print(f"     Cure: {clean(f.cure)}")
    return 0 if fine else FAILED


async def _configuration() -> Finding:
    python = ".".join(str(part) for part in sys.version_info[:3])
    try:
        loaded = settings.load()
        default_sources(loaded)
    except (settings.SettingsError, Failed) as error:
        return Finding("configuration", False, str(error), "correct it in the environment or in .env")
    zone = loaded.zone or house.system_zone()
    return Finding("configuration", True, f"Python {python}, home {loaded.home}, zone {zone}")


async def _store() -> Finding:
    try:
        async with opened() as home:
            with contextlib.suppress(Leased):  # another doctor writes just now
                async with home.archive.lease("doctor", timedelta(seconds=5)):  # a full disk can be read from
                    pass
            rows = await home.archive.census()
            kind = "embedded" if home.store.embedded else home.store.shown
    except StoreError as error:
        found, _, cure = str(error).partition(": ")
        return Finding("store", False, found, cure or "set DAYBRIEF_REDIS_URL to a Redis or Valkey server")
    total = sum(row.bytes for row in rows)
    return Finding("store", True, f"{kind}, {sum(row.keys for row in rows)} keys, {total / 1e6:.1f} MB")


async def _listed() -> Sequence[Source]:
    """The operator's list; the default one where the store that holds his changes is broken."""
    try:
        async with opened() as home:
            return await home.listed()
    except StoreError:
        return default_sources(settings.load())


async def _network() -> Finding:
    """Asks a few of the listed sources; one answer is a network."""
    from bot import wire

    chosen = (await _listed())[:PROBED]
    errors = []
    try:
        async with asyncio.timeout(PROBE_SECONDS), fetcher() as reader:
            async for poll in wire.poll(chosen, {}, reader, house.utc_now()):
                if not poll.error:
                    return Finding("network", True, f"{poll.source.outlet.name} answers")
                errors.append(f"{poll.source.outlet.name}: {poll.error}")
    except TimeoutError:
        errors.append(f"no answer within {PROBE_SECONDS:.0f} s")
    if not chosen:
        return Finding("network", False, "the list of sources is empty", "daybrief source add URL")
    cure = "check the connection; without one the sample wire is read (`daybrief brief --sample`)"
    return Finding("network", False, errors[0], cure)


async def _chats() -> Finding:
    """The platforms that have a token, what is heard of `daybrief serve`, and what is in the outbox."""
    loaded = settings.load()
    found = [f"{p.title()} {'has a token' if serving.token(loaded, p) else 'has no token'}" for p in serving.PLATFORMS]
    try:
        async with opened() as home:
            pulses, now = await home.archive.pulses.read(), home.clock()
            counts = await home.archive.outbox.counts()
    except StoreError:  # its own finding says so
        return Finding("chats", True, "; ".join(found))
    ill = serving.ailing(pulses, now)
    found.append(ill or (f"`daybrief serve` heard of {_age(pulses, now)} s ago" if pulses else "nothing is serving"))
    if rows := ", ".join(f"{count} {state}" for state, count in counts.items() if count):
        found.append(f"outbox: {rows}")
    cures = ["look into the log of `daybrief serve`; start it where it has ended"] if ill else []
    if counts["made"] and counts["made"] != sum(counts[state] for state in STATES):
        found.append("the books of the outbox do not balance")
        cures.append("daybrief ledger")
    return Finding("chats", not cures, "; ".join(found), "; ".join(cures))


def _age(pulses: Mapping[str, Pulse], now: datetime) -> int:
    return max(0, round((now - max(pulse.at for pulse in pulses.values())).total_seconds()))


async def _keys() -> Finding:
    loaded = settings.load()
    return Finding("keys", True, f"model {'set' if loaded.llm_model else 'not set'}; none is needed")


def export() -> int:
    """Everything remembered, as JSON lines."""
    return run(_export())


async def _export() -> None:
    async with opened() as home:
        async for line in home.archive.export(everything=True):
            put(line)


def forget(everything: bool) -> int:
    """Deletes this terminal's conversation, or all that is stored."""
    return run(_forget(everything))


async def _forget(everything: bool) -> None:
    async with opened() as home:
        home.settings.home.joinpath(HISTORY).unlink(missing_ok=True)
        if everything:
            count = await home.archive.forget(everything=True)
            say(f"Forgotten: all that was stored ({count} keys).")
        else:
            told = await home.archive.seen.forget(Chat.parse(CHAT))
            talked = await home.desk().forget(CHAT)
            say(FORGOTTEN if told else talked.text)
