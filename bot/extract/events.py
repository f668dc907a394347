"""Which sentence tells the event itself, and which takes it as known.

Works on: the candidate sentences of one story and its headlines.
Comes in: candidates and the headline shown above the brief.
Goes out: how much of the event a sentence tells; how much it leaves to what a reader should know.
Does not know: which sentences are chosen.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot import text
from bot.extract import references
from bot.extract.pool import Candidate

_CORE = 10
"""So many stems make the event: about the telling words of one lede."""
_HAPPENING = (
    r"(?:loss|sinking|crash|collapse|fire|blast|explosion|disaster|accident|attack|shooting|earthquake|quake|flood|"
    r"storm|"
    r"killing|murder|theft|wreck|fall|derailment|capsizing|strike|recall|purchase|takeover|ban|verdict|conviction|"
    r"sentence|election|victory|ruling|decision|outbreak|cyberattack|eruption|avalanche|landslide|final)"
)
_TAKEN = re.compile(
    rf"\b(?:into|over|after|since|from|following|about|before|in|against|on|of|when) "
    rf"(?:the|his|her|its|their|last \w+['’]s) (?:[\w-]+ ){{0,3}}?{_HAPPENING}\b",
    re.IGNORECASE,
)
_LATER = re.compile(r"^[^,“\"]{0,90}?\b(?:will|is to|are to|plans? to|wants? to|vowed|intends? to|promised)\b")
_UNDER_WAY = re.compile(r"^[^,“\"]{0,90}?\b(?:is|are|was|were|had|has been) (?!being)(?:\w+ing|been)\b")
_AFTERWARDS = re.compile(
    r"\b(?:(?:minutes|hours|days|weeks|a day|a week|shortly) after|after \w+ing|as (?:a|an|the)|following|"
    r"in (?:response|reaction) to)\b"
)
_THE = re.compile(r"^The (?:[a-z-]+ ){0,2}?([a-z-]+)\b")


@dataclass(frozen=True)
class Event:
    """What the openings of a story's reports agree on. `stems` weigh it, `nouns` are brought in by them."""

    candidates: Sequence[Candidate]
    headlines: Sequence[str]
    stems: dict[str, float] = field(init=False)
    nouns: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        openings = [c for c in self.candidates if c.place == 0]
        held = Counter(s for c in openings for s in c.stems)
        for c in openings:
            held.update(text.content(c.article.headline, c.article.language))
        held.update({s: 1 + len(openings) // 2 for h in self.headlines[:1] for s in text.content(h)})
        core = held.most_common(_CORE)
        object.__setattr__(self, "stems", {stem: math.sqrt(count) for stem, count in core})
        object.__setattr__(self, "nouns", references.introduced(" ".join(c.passage.text for c in openings)))

    def told(self, c: Candidate) -> float:
        """The share of the event that a sentence tells, in [0, 1]; what stands after "minutes after" counts half."""
        return (self._share(c.stems) + self._share(_main(c))) / 2

    def _is_afterthought(self, c: Candidate) -> bool:
        """True where most of the event stands in what the sentence adds with "minutes after", "as a"."""
        return self._share(_main(c)) < 0.5 * self._share(c.stems)

    def _share(self, stems: frozenset[str]) -> float:
        whole = sum(self.stems.values())
        return sum(weight for stem, weight in self.stems.items() if stem in stems) / whole if whole else 0.0

    def taken(self, c: Candidate) -> float:
        """How far a sentence takes the event as known: 0 for not at all, about 1 for an afterthought."""
        sentence = c.passage.text
        known = _TAKEN.search(sentence)
        excused = bool(known) and (bool({"arrested", "sentence"} & set(c.facts)) or _early_toll(c, known))
        definite = _THE.match(sentence)
        subject = definite is not None and bool(references.kin(definite[1]) & self.nouns)
        return (
            0.45 * (bool(known) and not excused)
            + 0.35 * bool(_LATER.match(sentence))
            + 0.35 * bool(_UNDER_WAY.match(sentence))
            + 0.25 * subject
            + 0.35 * self._is_afterthought(c)
        )


def _main(c: Candidate) -> frozenset[str]:
    """The stems of a sentence before what it adds with "minutes after", "as a", "following"."""
    afterwards = _AFTERWARDS.search(c.passage.text)
    if not afterwards:
        return c.stems
    return frozenset(text.content(c.passage.text[: afterwards.start()], c.article.language))


def _early_toll(c: Candidate, known: re.Match[str] | None) -> bool:
    """True where a count of dead stands before the event: "Fourteen people died in the sinking of ..."."""
    first = next((n for n in text.numbers(c.passage.text) if n.kind == "count"), None)
    return bool(c.facts.get("killed") and first and known and first.start < known.start())
