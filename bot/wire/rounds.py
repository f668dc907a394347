"""A round of the wire: every source that is due is asked once.

Works on: sources, what is remembered of each, an open Fetcher.
Comes in: `(sources, states, fetcher, now)`; nothing is read from anywhere else.
Goes out: `Poll` after `Poll`, as sources answer: new and changed articles, and the state to remember.

    sources | fetch (304: done) | same bytes? done | parse | keep what is new or changed | articles + state

Does not know: where state is kept, when the next round is, what an article is about.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.news import Article, Source, SourceState, Status
from bot.text import digest

if TYPE_CHECKING:
    from bot.wire.feeds import Entry, Feed
    from bot.wire.fetch import Fetched, Fetcher

NEWEST = 500
"""Entries of one answer that become articles; the rest counts as known."""
GONE = 100
"""Entries no longer in the feed that are still known: feeds shrink, grow and shuffle."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(hours=6)
BURIED = "gone"
"""The mark of an entry of which the feed says that it is gone."""
LONGEST_AGE = timedelta(minutes=15)
"""How long a publisher's `max-age` is honoured: news that waits longer is none."""

_TAG = re.compile(r"<[^<>]*>")  # never over another bracket: many open ones would be read to the end each
_OLDEST = datetime.min.replace(tzinfo=UTC)
HOSTILE = (ValueError, TypeError, LookupError, ArithmeticError, RecursionError, AttributeError)
"""What a feed made to break parsers can raise in them: it costs that feed, never the round."""


@dataclass(frozen=True, slots=True)
class Poll:
    """What one source brought. With an `error` (a phrase for people) the state holds the backoff and the last good."""

    source: Source
    state: SourceState
    articles: tuple[Article, ...] = ()
    error: str = ""
    unchanged: bool = False


async def poll(
    sources: Iterable[Source], states: Mapping[str, SourceState], fetcher: Fetcher, now: datetime
) -> AsyncIterator[Poll]:
    """Asks all sources, many at once, and yields each as it answers; `states` by `Source.url`, `now` aware UTC.

    A source that fails yields its error and stops no other. Leaving the loop early ends what is under way.
    """
    waiting = deque(by_turns(tuple(sources)))
    expected, count = len(waiting), min(len(waiting), fetcher.concurrency)
    done: asyncio.Queue[Poll | BaseException] = asyncio.Queue()
    room = asyncio.Semaphore(
        2 * count
    )  # answers nobody has taken yet are bounded, so that a slow reader costs no memory

    async def work() -> None:
        while waiting:
            source = waiting.popleft()
            await room.acquire()
            done.put_nowait(await ask(source, states.get(source.url) or SourceState(source.url), fetcher, now))

    def ended(worker: asyncio.Task[None]) -> None:
        if not worker.cancelled() and (bug := worker.exception()):
            done.put_nowait(bug)

    workers = [asyncio.create_task(work()) for _ in range(count)]
    for worker in workers:
        worker.add_done_callback(ended)
    try:
        for _ in range(expected):
            found = await done.get()
            if isinstance(found, BaseException):
                raise found
            yield found
            room.release()
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


def by_turns(sources: Sequence[Source]) -> list[Source]:
    """The same sources, hosts alternating: no host's queue holds up the workers."""
    hosts: dict[str, list[Source]] = {}
    for source in sources:
        hosts.setdefault(urlsplit(source.url).netloc, []).append(source)
    return [source for rank in zip_longest(*hosts.values()) for source in rank if source is not None]


async def ask(source: Source, state: SourceState, fetcher: Fetcher, now: datetime) -> Poll:
    """One source asked once. A feed that has to be mended holds up no other."""
    from bot.wire import feeds
    from bot.wire.fetch import FetchError

    try:
        fetched = await fetcher.get(source.url, etag=state.etag, modified=state.modified)
    except FetchError as error:
        return failed(source, state, str(error), now, error.retry_after, gone=error.status == 410)
    print_ = state.digest if fetched.unchanged else blake2b(fetched.body, digest_size=8).hexdigest()
    if print_ == state.digest:
        return Poll(source, _good(state, fetched, now), unchanged=True)
    try:
        feed = await feeds.parsed(fetched.body, _content_type(fetched), fetched.final, now)
        return taken(source, state, replace(_good(state, fetched, now), digest=print_), feed, now)
    except feeds.NotAFeed as error:
        return failed(source, state, cure(fetched) or str(error), now)
    except HOSTILE as error:
        return failed(source, state, f"the feed could not be read ({type(error).__name__})", now)


# --- deciding: pure ---------------------------------------------------------------------------------------------------


def taken(source: Source, state: SourceState, good: SourceState, feed: Feed, now: datetime) -> Poll:
    """What a feed brings; `good` is the state after it. Only one with entries replaces what is known of the source."""
    if not feed.entries and state.entries:
        return failed(source, state, f"the feed is empty; it held {state.entries} entries before", now)
    articles, known = fresh(feed, source, state, now)
    return Poll(source, replace(good, entries=len(feed.entries), known=known), articles)


def cure(fetched: Fetched) -> str:
    """What to do about a source that is a web page; "" where it is none."""
    from bot.wire import feeds, pages

    if feeds.sniff(fetched.body, fetched.content_type) != "html":
        return ""
    announced = pages.feeds_of(fetched.body, fetched.final)
    if announced:
        return f"this is a web page; remove it and add its feed: {announced[0]}"
    return "this is a web page that names no feed; remove it and add the address of its feed"


def fresh(feed: Feed, source: Source, state: SourceState, now: datetime) -> tuple[tuple[Article, ...], dict[str, str]]:
    """The articles of entries that are new or changed, oldest last, and the entries known from now on."""
    from bot.wire import feeds

    seen: dict[str, str] = {}
    new: list[Entry] = []
    for entry, key in zip(feed.entries, _keys(feed.entries), strict=True):
        _mark(entry, state.known.get(key))
        print_ = fingerprint(entry)
        if key not in seen and state.known.get(key) != print_:
            new.append(entry)
        seen[key] = print_
    if len(new) > NEWEST:
        new = sorted(new, key=lambda entry: entry.published or _OLDEST, reverse=True)[:NEWEST]
    for entry in new:
        entry.section = entry.section or source.section
    buried, stones = tombstones(feed, source, {k: p for k, p in state.known.items() if k not in seen}, now)
    seen |= stones
    gone = ((key, print_) for key, print_ in state.known.items() if key not in seen)
    articles = tuple(feeds.article(entry, source.outlet, now, feed.language) for entry in new)
    return articles + buried, dict(chain(seen.items(), islice(gone, GONE)))


def tombstones(
    feed: Feed, source: Source, known: Mapping[str, str], now: datetime
) -> tuple[tuple[Article, ...], dict[str, str]]:
    """What the feed says is gone, of the entries known that it lists no more: withdrawn articles, each once; and marks.

    An entry that returns has another mark, and is printed again.
    """
    from bot.wire.addresses import article_id, canonical

    articles, marks = [], {}
    for address in map(canonical, feed.deleted):
        key = digest(address)
        if key in known:
            marks[key] = BURIED
            if known[key] != BURIED:
                id = article_id(address, address, source.outlet.id)
                articles.append(Article(id, source.outlet.id, "", (), address, fetched=now, status=Status.CANCELED))
    return tuple(articles), marks


def _mark(entry: Entry, before: str | None) -> None:
    """A headline that was printed before, now with the mark of a withdrawal over the same text, is one."""
    from bot.wire.withdrawals import unmarked

    rest = unmarked(entry.headline)
    if not rest or before is None or entry.status is not Status.USABLE:
        return
    struck = replace(entry, status=Status.CANCELED)
    if before in (fingerprint(replace(entry, headline=rest)), fingerprint(struck)):
        entry.status = Status.CANCELED


def _keys(entries: Sequence[Entry]) -> list[str]:
    """What each entry is remembered by: its address, because some feeds make up new GUIDs at every poll; its own key
    where several entries share one address."""
    from bot.wire.addresses import canonical

    addresses = [canonical(entry.url) if entry.url else "" for entry in entries]
    count: dict[str, int] = {"": 2}
    for address in addresses:
        count[address] = count.get(address, 0) + 1
    return [
        digest(address if count[address] == 1 else f"{address} {entry.key}")
        for address, entry in zip(addresses, entries, strict=True)
    ]


def fingerprint(entry: Entry) -> str:
    """What an entry says. Not its times, which some feeds renew at every poll, nor its markup with its pixels."""
    print_ = digest(f"{entry.headline}\n{_TAG.sub('', entry.html)}", 6)
    return print_ if entry.status is Status.USABLE else f"{print_} {entry.status}"


def failed(
    source: Source, state: SourceState, error: str, now: datetime, wait: float | None = None, *, gone: bool = False
) -> Poll:
    """The state after a failure: all that was good is kept, and the pause doubles. `wait`: seconds the server named."""
    failures = state.failures + 1
    doubled = FIRST_PAUSE * 2 ** min(failures - 1, 10)
    pause = LONGEST_PAUSE if gone else min(LONGEST_PAUSE, max(doubled, timedelta(seconds=min(wait or 0.0, 86_400.0))))
    state = replace(state, polled=now, due=now + pause, failures=failures, error=error)
    return Poll(source, state, error=error)


def _good(state: SourceState, fetched: Fetched, now: datetime) -> SourceState:
    age = min(LONGEST_AGE, timedelta(seconds=fetched.max_age or 0.0))
    return replace(
        state,
        etag=fetched.etag,
        modified=fetched.modified,
        polled=now,
        good=now,
        due=now + age if age else None,
        failures=0,
        error="",
    )


def _content_type(fetched: Fetched) -> str:
    return f"{fetched.content_type}; charset={fetched.charset}" if fetched.charset else fetched.content_type
