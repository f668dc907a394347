"""What sites ask of robots: their robots.txt, read once a day (RFC 9309).

Works on: a site, that is scheme, host and port.
Comes in: a function that brings the text of an address ("" where there is none, None where the site is closed).
Goes out: may this page be read?
Does not know: how it is fetched; feeds, which their publishers offer to readers, are not asked about.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

_LIFE = 24 * 3600.0
_CLOSED_LIFE = 600.0
_KEPT = 2_000


class Robots:
    """The rules of the sites asked lately. `token` is our name in robots.txt; `clock` counts monotonic seconds."""

    def __init__(self, token: str, text: Callable[[str], Awaitable[str | None]], clock: Callable[[], float]) -> None:
        self._token, self._text, self._clock = token, text, clock
        self._rules: dict[str, tuple[float, Callable[[str], bool]]] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def allow(self, url: str) -> bool:
        """Whether the site lets us read this page. A site that cannot be asked is closed for ten minutes."""
        split = urlsplit(url)
        site = f"{split.scheme}://{split.netloc}"
        async with self._locks.setdefault(site, asyncio.Lock()):
            held = self._rules.get(site)
            if held is None or held[0] <= self._clock():
                held = self._rules[site] = await self._read(site)
        self._forget()
        return held[1](url)

    async def _read(self, site: str) -> tuple[float, Callable[[str], bool]]:
        text = await self._text(f"{site}/robots.txt")
        if text is None:
            return self._clock() + _CLOSED_LIFE, lambda url: False
        return self._clock() + _LIFE, _rules(text, self._token)

    def _forget(self) -> None:
        while len(self._rules) > _KEPT:
            oldest = next(iter(self._rules))
            del self._rules[oldest]
            self._locks.pop(oldest, None)


def _rules(text: str, token: str) -> Callable[[str], bool]:
    if not text.strip():
        return lambda url: True
    from protego import Protego

    rules = Protego.parse(text)
    return lambda url: bool(rules.can_fetch(url, token))
