"""What a sentence takes as known: "the bill", "the text", where no bill is on the page.

Works on: one sentence, what stands before it in its article, what a brief already prints.
Comes in: strings.
Goes out: the nouns that need one of their kind before them; whether a brief has it.
Does not know: which sentence matters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[.,;:!?“”\"()]")
_DEFINITE = re.compile(
    r"\b[Tt]he (?P<kind>(?:[a-z]+(?:ed|en|al|ous|"
    r"y) )?)(?P<noun>[a-z][a-z-]+)(?P<ending>['’]s)?(?P<next>[ ,.;]+[\w’']+)?"
)
_INTRODUCES = frozenset(["a", "an", "one", "another"])
_STOPS = frozenset(
    [
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "with",
        "by",
        "that",
        "which",
        "who",
        "and",
        "or",
        "but",
        "after",
        "before",
        "as",
        "when",
        "while",
        "was",
        "is",
        "were",
        "are",
        "has",
        "had",
        "said",
        "will",
        "would",
        "the",
        "into",
        "over",
        "near",
        "during",
        "because",
    ]
)
_SPECIFIED = frozenset(["of", "that", "which", "who", "whose", "between", "by", "where", "for"])
"""Words after a noun that say which one is meant."""
_REACH = 4
_KINDS = (
    "bill law text act legislation measure cap limit charter reform rule ban treaty banned bans",
    "candidate contender rival nominee",
    "strike walkout stoppage",
    "deal takeover purchase merger acquisition sale bid offer buy buys bought acquire acquired merge agreed",
    "ship ferry boat vessel barge trawler liner",
    "fire blaze wildfire inferno burned burnt",
    "blast explosion exploded",
    "quake earthquake tremor",
    "crash accident collision derailment crashed derailed collided overturned",
    "motion amendment resolution proposal draft plan scheme",
    "poll vote ballot election run-off voted elected",
    "attack assault shooting attacked shot cyberattack",
    "charge accusation allegation charged accused",
    "suit lawsuit sue sued suing challenge challenged",
    "firm company maker group",
    "trial case hearing verdict",
    "probe inquiry investigation",
)
_KIN = {noun: frozenset(row.split()) for row in _KINDS for noun in row.split()}
_ALWAYS = frozenset(
    [
        "text",
        "bill",
        "measure",
        "proposal",
        "motion",
        "amendment",
        "candidate",
        "deal",
        "offer",
        "blast",
        "attack",
        "crash",
        "accident",
        "ban",
        "scheme",
        "concession",
        "dispute",
        "vessel",
        "suit",
        "lawsuit",
        "pact",
    ]
)
"""Nouns that mean nothing without the one they point back to."""


def introduced(before: str) -> frozenset[str]:
    """Nouns that a text brings in: what follows "a", "an" or "one" within a few words, in lower case."""
    tokens = _TOKEN.findall(before.lower())
    found: set[str] = set()
    for i, token in enumerate(tokens):
        if token in _INTRODUCES:
            for word in tokens[i + 1 : i + 1 + _REACH]:
                if word in _STOPS or not word[0].isalpha():
                    break
                found.add(word)
    return frozenset(found)


def refers(sentence: str, known: frozenset[str]) -> tuple[str, ...]:
    """Nouns that a sentence uses as known: brought in earlier in its article, or empty without what they name."""
    nouns = []
    for match in _DEFINITE.finditer(sentence):
        noun, following = match["noun"], (match["next"] or "").strip()
        if noun in _STOPS or following in _SPECIFIED or following[:1].isupper():
            continue
        earlier = set(sentence[: match.start()].lower().split())
        if (noun in known or noun in _ALWAYS) and not earlier & kin(noun):
            nouns.append(noun)
    return tuple(nouns)


def kin(noun: str) -> frozenset[str]:
    """A noun and those that name the same thing, singular and plural."""
    near = _KIN.get(noun, frozenset()) | {noun}
    return near | {n + "s" for n in near} | {n.removesuffix("s") for n in near}


def missing(nouns: Iterable[str], printed: frozenset[str]) -> list[str]:
    """Those of the nouns that nothing printed has named; `printed` holds words in lower case."""
    return [noun for noun in nouns if not printed & kin(noun)]
