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
from dataclasses import dataclass

from bot import house, settings
from bot.news import Source
from bot.store import StoreError
from bot.verbs.border import FAILED, put, run, say
from bot.verbs.reading import CHAT, fetcher, opened

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
    return run(_doctor(as_json))


async def _doctor(as_json: bool) -> int:
    looks: list[Callable[[], Awaitable[list[Finding]]]] = [_configuration, _store, _network, _keys]
    findings: list[Finding] = []
    for look in looks:
        findings += await look()
        if not findings[0].fine:
            break
    if as_json:
        rows = [{"what": f.what, "fine": f.fine, "found": f.found, "cure": f.cure} for f in findings]
        put({"kind": "doctor", "fine": all(f.fine for f in findings), "findings": rows})
    else:
        for f in findings:
            print(f"{'ok ' if f.fine else 'BAD'}  {f.what}: {f.found}" + (f"\n     Cure: {f.cure}" if f.cure else ""))
    return 0 if all(f.fine for f in findings) else FAILED


async def _configuration() -> list[Finding]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    try:
        loaded = settings.load()
    except settings.SettingsError as error:
        return [Finding("configuration", False, str(error), "correct it in the environment or in .env")]
    return [
        Finding(
            "configuration", True, f"Python {python}, home {loaded.home}, zone {loaded.zone or house.system_zone()}"
        )
    ]


async def _store() -> list[Finding]:
    try:
        async with opened() as home:
            rows = await home.archive.census()
            kind = "embedded" if home.store.embedded else home.store.shown
    except StoreError as error:
        return [Finding("store", False, str(error), "the line above says it")]
    total = sum(row.bytes for row in rows)
    return [Finding("store", True, f"{kind}, {sum(row.keys for row in rows)} keys, {total / 1e6:.1f} MB")]


async def _listed() -> Sequence[Source]:
    async with opened() as home:
        return await home.listed()


async def _network() -> list[Finding]:
    """Asks a few of the listed sources; one answer is a network."""
    from bot import wire

    chosen = (await _listed())[:PROBED]
    errors = []
    try:
        async with asyncio.timeout(PROBE_SECONDS), fetcher() as reader:
            async for poll in wire.poll(chosen, {}, reader, house.utc_now()):
                if not poll.error:
                    return [Finding("network", True, f"{poll.source.outlet.name} answers")]
                errors.append(f"{poll.source.outlet.name}: {poll.error}")
    except TimeoutError:
        errors.append(f"no answer within {PROBE_SECONDS:.0f} s")
    cure = "check the connection; without one the sample wire is read (`daybrief brief --sample`)"
    return [Finding("network", False, errors[0], cure)]


async def _keys() -> list[Finding]:
    loaded = settings.load()
    named = {
        "model": loaded.llm_model, "Telegram": loaded.telegram_token.get_secret_value(),
        "Discord": loaded.discord_token.get_secret_value(),
    }  # fmt: skip
    states = ", ".join(f"{name} {'set' if value else 'not set'}" for name, value in named.items())
    return [Finding("keys", True, f"{states}; none is needed")]


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
        if everything:
            count = await home.archive.forget(everything=True)
            say(f"Forgotten: all that was stored ({count} keys).")
        else:
            say((await home.desk().forget(CHAT)).text)
