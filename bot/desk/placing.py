"""How a story came together, in words for people.

Works on: why each article stands in its story, as placing noted it; purely.
Comes in: notes by article, the articles, their outlets.
Goes out: reasons that name publishers, and words as they were printed.
Does not know: how articles are compared, how a story is ranked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot import text
from bot.news import Article, Outlet, Reason, Story

Placements = Mapping[str, tuple[Reason, ...]]
"""Article id -> why it stands in its story, and what nearly took it."""
SHOWN, NEAR = 8, 3
"""Ways in which articles joined that are told, and stories that nearly took one."""
NEARLY = "nearly"
_READ = 3_000
"""Code points of an article in which its words are looked up."""
_TERMS = ("shared", "names")
_SAID = {
    "same-address": "the same address", "same-headline": "the same headline", "meaning": "much the same meaning",
}  # fmt: skip
_TOLD = ("same-text", "numbers")
"""Codes whose detail is told as it is; what else is noted says nothing to people."""
_WORD = re.compile(r"[^\W_]+")
_NEAR = re.compile(r"(?P<slug>\S+) \((?:[0-9.]+: )?(?P<why>.*)\)")


def placing(
    story: Story, articles: Mapping[str, Article], placements: Placements, outlets: Mapping[str, Outlet]
) -> list[Reason]:
    """By what a story's articles joined it, first to come first, and what nearly took one of them elsewhere."""
    joined: dict[str, dict[str, None]] = {}
    nearly: dict[str, None] = {}
    for i in (i for i in story.articles if i in placements):
        article = articles.get(i)
        name = outlets[article.outlet].name if article and article.outlet in outlets else ""
        by = "; ".join(_by(placements[i], article, outlets))
        how = "opened it" if i == story.articles[0] else f"joined by: {by}" if by else "joined"
        joined.setdefault(how, {})[name or "a report"] = None
        nearly |= {_near(name or "a report", r.detail): None for r in placements[i] if r.code == NEARLY}
    told = [Reason("placement", _large(f"{_listed(list(names))} {how}")) for how, names in joined.items()]
    left = len(told) - SHOWN
    more = [Reason("placement", f"Other reports joined in {left} more ways")] if left > 1 else told[SHOWN:]
    return [*told[:SHOWN], *more, *(Reason(NEARLY, _large(said)) for said in list(nearly)[:NEAR])]


def _by(why: Sequence[Reason], article: Article | None, outlets: Mapping[str, Outlet]) -> Iterator[str]:
    """What speaks for an article, each thing once."""
    terms = [term for r in why if r.code in _TERMS for term in r.detail.split(", ")]
    if terms:
        yield ", ".join(_whole({word.casefold(): word for word in _printed(terms, article)}.values()))
    for reason in why:
        if reason.code in _SAID:
            yield _SAID[reason.code]
        elif reason.code in _TOLD:
            said, _, outlet = reason.detail.rpartition(" ")
            yield f"{said} {outlets[outlet].name}" if outlet in outlets else reason.detail


def _whole(words: Iterable[str]) -> Iterator[str]:
    """Without the words that stand in a longer name of the same list: "Hollin Bay" is enough."""
    listed = list(words)
    parts = {part.casefold() for word in listed if " " in word for part in word.split()}
    yield from (word for word in listed if word.casefold() not in parts)


def _printed(terms: Sequence[str], article: Article | None) -> list[str]:
    """Stems and folded names as an article prints them; those it does not print only where it prints none."""
    if article is None:
        return list(terms)
    known: dict[str, str] = {}
    for word in _WORD.findall(f"{article.headline}\n{article.text[:_READ]}"):
        for stem in (*text.words(word), *text.stems(word, article.language or "en")):
            known.setdefault(stem, word)
    found = [" ".join(known[part] for part in term.split()) for term in terms if known.keys() >= set(term.split())]
    return found or list(terms)


def _near(name: str, detail: str) -> str:
    found = _NEAR.fullmatch(detail)
    if not found:
        return f"{name} nearly joined {detail}"
    kind, colon, place = found["why"].partition(": ")
    why = f"it happened elsewhere ({place.title()})" if colon and kind == "elsewhere" else found["why"]
    return f"{name} nearly joined {found['slug']}; against it: {why}"


def _listed(names: Sequence[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), names[-1]])


def _large(said: str) -> str:
    return said[:1].upper() + said[1:]
