"""The verbs of care: doctor, export, forget.

Works on: the house as a whole.
Comes in: nothing, or a wish to delete.
Goes out: what is right and what is not, with the cure; everything remembered; a confirmation.
Does not know: news.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass

from bot import house, settings
from bot.news import Source
from bot.store import StoreError
from bot.text import clean
from bot.verbs.border import FAILED, Failed, put, run, say
from bot.verbs.reading import CHAT, HISTORY, default_sources, fetcher, opened

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
    looks: list[Callable[[], Awaitable[Finding]]] = [_configuration, _store, _network, _keys]
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


async def _keys() -> Finding:
    loaded = settings.load()
    named = {
        "model": loaded.llm_model, "Telegram": loaded.telegram_token.get_secret_value(),
        "Discord": loaded.discord_token.get_secret_value(),
    }  # fmt: skip
    states = ", ".join(f"{name} {'set' if value else 'not set'}" for name, value in named.items())
    return Finding("keys", True, f"{states}; none is needed")


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
            say((await home.desk().forget(CHAT)).text)
