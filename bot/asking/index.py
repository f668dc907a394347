"""Passages kept so that many questions can be asked of them.

Works on: articles cut into citable sentences.
Comes in: articles once, then question after question.
Goes out: the passages that bear on a question, scored, with a confidence; or that the sources do not say.
Does not know: where articles are stored, who asks, how an answer is worded.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import text
from bot.asking import evidence, senses
from bot.asking.question import FIGURES, Kind, Question, Term, read
from bot.asking.tokens import function_words, telling
from bot.asking.weights import Wanted, adjacent, best, coverage, heaviest, newness
from bot.news import Article, Passage, Reason

THRESHOLD = 0.68
"""Below this confidence the sources are held not to say. Fixed on tests/cases/asking/tuning.txt."""

_CANDIDATES = 40
_ALIKE, _VARIANT, _LOOSE = 0.9, 0.8, 0.6
_LEANING, _BEFORE, _HEADLINE, _LEDE, _BODY = 0.75, 0.6, 0.5, 0.35, 0.25
_TOPIC = {True: (0.92, 0.85, 0.65), False: (0.85, 0.8, 0.5)}
"""What a word of the topic is worth in the headline, the first sentence, elsewhere; for a name, and for other words."""
_ABSENT, _LACKING = 0.3, 0.9
"""A word that says what is asked and is all but missing costs more than its share."""
_ELSEWHERE, _ONCE = 0.4, 0.4
_UNNAMED = 0.2
"""Below this a name is nowhere in an article: whatever it says, it says of somebody else."""
_NAMED_NEXT = 0.95
_OPPOSITE, _FOREIGN = 0.5, 0.7
_OPENERS = re.compile(
    r"(?:he|she|they|it|this|that|these|those|his|her|their|its|il|elle|ils|elles|ce|cette|er|sie|es|dieser?|"
    r"dies|él|ella|ellos|"
    r"este|esta|esto|su|sus)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage and how well it bears on the question, 0 to 1.

    `lead` is the sentence it leans on, `follow` the one that names whom it speaks of; `when` its article's time.
    """

    passage: Passage
    score: float
    lead: Passage | None = None
    follow: Passage | None = None
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: passages best first (also when refused), confidence 0 to 1, and why it is so."""

    question: str
    passages: tuple[Scored, ...]
    confidence: float
    refused: bool
    reasons: tuple[Reason, ...] = ()
    kind: Kind = Kind.OPEN


@dataclass(frozen=True, slots=True)
class _Source:
    """What the index holds of an article beside its passages."""

    article: Article
    language: str
    first: int
    count: int
    headline: frozenset[str]


class Index:
    """Passages of articles, ready for questions. Adding costs about 1 ms an article; asking, a few ms."""

    def __init__(self, articles: Iterable[Article] = ()) -> None:
        self._sources: list[_Source] = []
        self._passages: list[Passage] = []
        self._of: list[int] = []
        self._stems: list[tuple[str, ...]] = []
        self._postings: dict[str, list[int]] = defaultdict(list)
        self._prefixes: dict[str, list[str]] = defaultdict(list)
        self._held: dict[str, int] = {}
        self._gone: set[int] = set()
        self._length = 0
        self.languages: Counter[str] = Counter()
        self.add(articles)

    def __len__(self) -> int:
        """How many articles can be asked of."""
        return len(self._held)

    @property
    def waste(self) -> int:
        """How many dropped articles are still kept: a reason to build anew."""
        return len(self._gone)

    def __contains__(self, id: object) -> bool:
        """True for the id of an article that can be asked of."""
        return id in self._held

    def holds(self) -> frozenset[str]:
        """The ids of the articles that can be asked of."""
        return frozenset(self._held)

    def add(self, articles: Iterable[Article]) -> None:
        """Takes articles in; one whose id is held already replaces the older version, if it says anything else."""
        for article in articles:
            number = self._held.get(article.id)
            if number is not None and self._sources[number].article == article:
                continue
            self.drop((article.id,))
            self._held[article.id] = len(self._sources)
            self._add(article)

    def drop(self, ids: Iterable[str]) -> None:
        """Articles that may no longer answer. They cost memory until an index is built anew (see `waste`)."""
        for id in ids:
            number = self._held.pop(id, None)
            if number is not None:
                self._gone.add(number)
                self.languages[self._sources[number].language] -= 1

    @property
    def _mean(self) -> float:
        return self._length / max(1, len(self._stems))

    def _add(self, article: Article) -> None:
        language = (article.language or _guess(" ".join(article.paragraphs[:4])))[:2].lower()
        passages = text.passages(article)
        headline = frozenset(t.stem for t in telling(f"{article.headline}. {article.dek}", language))
        self._sources.append(_Source(article, language, len(self._passages), len(passages), headline))
        self.languages[language] += 1
        for passage in passages:
            stems = tuple(t.stem for t in telling(passage.text, language))
            number = len(self._passages)
            self._passages.append(passage)
            self._of.append(len(self._sources) - 1)
            self._stems.append(stems)
            self._length += len(stems)
            for stem in set(stems):
                if stem not in self._postings:
                    self._prefixes[stem[:4]].append(stem)
                self._postings[stem].append(number)

    def ask(self, question: str, now: datetime, limit: int = 6) -> Found:
        """The passages that bear on a question, best first, at most `limit`. Never raises, whatever is asked.

        `refused` is True when a telling word of the question, or the kind of answer it wants, is in no passage.
        """
        main = self.languages.most_common(1)[0][0] if self.languages else "en"
        asked = read(question, main)
        if not asked.terms:
            return Found(
                question, (), 0.0, True, (Reason("no-question", "there is no word in it to look for"),), asked.kind
            )
        wanted = [self._wanted(term, asked) for term in asked.terms]
        candidates = self._candidates(wanted)
        latest = self._latest((n for n, _ in candidates), now)
        scored = sorted(
            ((*self._judge(n, base, asked, wanted, latest), n) for n, base in candidates),
            key=lambda x: (x[1] < THRESHOLD, -x[0], x[2]),
        )
        # Sorted by rank; the confidence is that of the passage a reader would be shown first.
        distinct = self._distinct(scored)[:limit]
        passages = tuple(self._scored(n, confidence, asked) for confidence, n in distinct)
        confidence = scored[0][1] if scored else 0.0
        refused = confidence < THRESHOLD
        return Found(question, passages, confidence, refused, self._why(asked, wanted, scored, refused), asked.kind)

    def _distinct(self, scored: Sequence[tuple[float, float, int]]) -> list[tuple[float, int]]:
        """(confidence, number) of passages, each wording once, in the article that printed it first: whoever copies a
        sentence later knows no more than it says."""
        first: dict[str, tuple[float, int]] = {}
        for _, confidence, n in scored:
            printed = text.fold(self._passages[n].text).strip(" .")
            held = first.get(printed)
            if held is None or self._printed(n) < self._printed(held[1]):
                first[printed] = (held[0] if held else confidence, n)
        return list(first.values())

    def _printed(self, n: int) -> float:
        when = self._sources[self._of[n]].article.when
        return when.timestamp() if when else math.inf

    # --- from the question to candidates ---

    def _wanted(self, term: Term, asked: Question) -> Wanted:
        stems: dict[str, float] = {}
        for language in {asked.language, *self.languages}:
            for token in telling(term.word, language) if "_" not in term.stem else ():
                stems[token.stem] = 1.0
        stems[term.stem] = 1.0
        for stem in list(stems):
            # Only a question of what was said takes any verb of speech: "called it useful" is not "denied it".
            loose = stem in senses.alike("say") and asked.kind is not Kind.SAID
            for other in senses.alike(stem):
                stems.setdefault(other, _LOOSE if loose else _ALIKE)
            for other in self._variants(stem, term.name):
                stems.setdefault(other, _VARIANT)
        held = sum(len(self._postings.get(s, ())) for s in stems)
        total = len(self._passages)
        rarity = math.log(1 + total / (1 + held)) / math.log(1 + total) if total else 1.0
        return Wanted(term, stems, term.weight * (0.5 + 0.5 * min(1.0, rarity)))

    def _variants(self, stem: str, name: bool) -> list[str]:
        """Stems with a long common beginning: "ukrain" and "ukrainian", "produc" and "product"."""
        if len(stem) < 5 or stem[0].isdigit():
            return []
        need = 4 if name else 5
        found = []
        for other in self._prefixes.get(stem[:4], ()):
            short, long = sorted((len(stem), len(other)))
            common = next((i for i, (a, b) in enumerate(zip(stem, other, strict=False)) if a != b), short)
            if common >= need and common >= short - 1 and long - common <= 3 and other != stem:
                found.append(other)
        return found

    def _candidates(self, wanted: Sequence[Wanted]) -> list[tuple[int, float]]:
        """Passages by BM25 over the wanted words, with a share for what their article is about."""
        total, mean = len(self._passages), self._mean
        scores: dict[int, float] = defaultdict(float)
        about: dict[int, float] = defaultdict(float)
        for want in wanted:
            best: dict[int, float] = {}
            for stem, credit in want.stems.items():
                for n in self._postings.get(stem, ()):
                    best[n] = max(best.get(n, 0.0), credit)
            idf = want.term.weight * math.log(1 + (total - len(best) + 0.5) / (len(best) + 0.5))
            for n, credit in best.items():
                scores[n] += credit * idf * 2.2 / (1 + 1.2 * (0.4 + 0.6 * len(self._stems[n]) / mean))
            for source in {self._of[n] for n in best}:
                about[source] += idf
        for n in scores:
            scores[n] += 0.35 * about[self._of[n]]
        if self._gone:
            scores = {n: s for n, s in scores.items() if self._of[n] not in self._gone}
        top = sorted(scores.items(), key=lambda kv: (-kv[1], kv[0]))[:_CANDIDATES]
        ceiling = top[0][1] if top else 1.0
        return [(n, s / ceiling if ceiling else 0.0) for n, s in top]

    def _latest(self, numbers: Iterable[int], now: datetime) -> datetime:
        """When the newest article among passages was published, `now` at the latest: the old are old beside it."""
        times = (self._sources[self._of[n]].article.when for n in numbers)
        return min(now, max((t for t in times if t), default=now))

    # --- from a candidate to its score ---

    def _judge(
        self, n: int, base: float, asked: Question, wanted: Sequence[Wanted], latest: datetime
    ) -> tuple[float, float]:
        """(rank, confidence) of one passage; `latest` is when the newest of its rivals was published."""
        source = self._sources[self._of[n]]
        fits = self._fits(n, asked, wanted)
        credits = [1.0 if fits and want.term.implied else self._credit(n, source, want, asked.kind) for want in wanted]
        confidence = coverage(wanted, credits) * (0.3 + 0.7 * fits)
        if self._contradicts(n, wanted, credits):
            confidence *= _OPPOSITE
        if any(c < _ABSENT and w.term.telling for w, c in zip(wanted, credits, strict=True)):
            confidence *= _LACKING
        if any(c < _UNNAMED and w.term.name for w, c in zip(wanted, credits, strict=True)):
            confidence *= _OPPOSITE
        rank = (
            confidence
            + 0.25 * base
            + 0.08 * adjacent(wanted, self._stems[n])
            + newness(source.article, latest, asked.kind)
        )
        if source.language != asked.language:
            rank -= 0.15
            # Few words are known across languages: where sources speak the reader's own, others must say it outright.
            confidence *= _FOREIGN if asked.language in self.languages else 1.0
        return rank, round(min(1.0, confidence), 4)

    def _fits(self, n: int, asked: Question, wanted: Sequence[Wanted]) -> float:
        """How well a passage holds the kind of answer asked for."""
        passage, lead = self._passages[n], self._lead(n)
        tokens = telling(passage.text, self._sources[self._of[n]].language)
        inside = {s for want in wanted for s in want.stems}
        places = [(t.start, t.end) for t in tokens if t.stem in inside]
        fits = evidence.fit(asked, passage.text, tokens, places)
        if not fits and lead and asked.kind is Kind.WHO:
            # "He called it useful": who he is stands in the sentence before.
            return 0.9 * evidence.fit(asked, lead.text, tokens, places)
        return max(fits, _NAMED_NEXT) if self._follow(n, asked) else fits

    def _credit(self, n: int, source: _Source, want: Wanted, kind: Kind) -> float:
        """How far a term is met: in the sentence itself, in the one it follows, or by what the article is about."""
        own = max((want.stems.get(s, 0.0) for s in self._stems[n]), default=0.0)
        if own >= _VARIANT:
            return own
        first, last = source.first, source.first + source.count
        before = self._stems[n - 1] if n > first else ()
        ledes = [s for i in range(first, min(first + 2, last)) for s in self._stems[i]]
        leaning = _LEANING if _OPENERS.match(self._passages[n].text) else _BEFORE
        shares = [leaning * best(want, before), _HEADLINE * best(want, source.headline), _LEDE * best(want, ledes)]
        if kind in (Kind.COUNT, Kind.QUANTITY) and not want.term.name and not want.term.topic:
            # A number belongs to its own sentence: "800 soldiers were sent" does not say how many were killed.
            shares = [0.6 * s for s in shares]
        if kind in FIGURES and want.term.name and self._others(n, want):
            # A figure beside another name belongs to that name, not to one that was named before.
            shares = [_ELSEWHERE * s for s in shares]
            if want.term.laid:
                return max(shares)
        shares.append(own)
        body = {s for i in range(first, last) for s in self._stems[i]}
        if not want.term.name:
            shares.append(_BODY * best(want, body))
        if want.term.topic:
            shares.append(self._topical(source, want))
        if want.term.name:
            # A person or place once named stays what the article is about.
            shares = [s * 1.3 for s in shares]
            shares.append(2 * _BODY * best(want, body))
        return min(1.0, max(shares))

    def _others(self, n: int, want: Wanted) -> bool:
        """True where a sentence names somebody else, and its article is not about whom is asked."""
        source = self._sources[self._of[n]]
        elsewhere = want.term.laid or best(want, source.headline) < _VARIANT
        return elsewhere and bool(text.names(self._passages[n].text))

    def _topical(self, source: _Source, want: Wanted) -> float:
        """How sure it is that an article is about a word: a place it names once is only where somebody spoke."""
        headline, opening, body = _TOPIC[want.term.name]
        first, last = source.first, source.first + source.count
        if best(want, source.headline) >= _VARIANT:
            return headline
        held = [i for i in range(first, last) if any(s in want.stems for s in self._stems[i])]
        if held[:1] == [first]:
            return opening
        return body if len(held) > 1 else _ONCE if held and not want.term.name else 0.0

    def _contradicts(self, n: int, wanted: Sequence[Wanted], credits: Sequence[float]) -> bool:
        """True where the sentence says the opposite of a word of the question that it lacks itself."""
        held = set(self._stems[n])
        return any(
            credit < _VARIANT and held & senses.opposed(want.term.stem)
            for want, credit in zip(wanted, credits, strict=True)
        )

    def _lead(self, n: int) -> Passage | None:
        """The sentence before, where this one opens with a word that points back to it."""
        leans = n > self._sources[self._of[n]].first and _OPENERS.match(self._passages[n].text.lstrip("“\"'«„‘"))
        return self._passages[n - 1] if leans else None

    def _follow(self, n: int, asked: Question) -> Passage | None:
        """The next sentence, where this one speaks of "its biggest shareholder" and the next one names it."""
        source = self._sources[self._of[n]]
        roles = asked.sort or ({t.word for t in asked.terms if t.telling} if asked.manner == "identity" else set())
        if asked.kind is not Kind.WHO or not roles or n + 1 >= source.first + source.count:
            return None
        said = set(text.words(self._passages[n].text))
        if not roles & said or evidence.fit(asked, self._passages[n].text, (), ()) >= 1.0:
            return None
        after = self._passages[n + 1]
        return after if evidence.fit(asked, after.text, (), ()) >= 1.0 and not _OPENERS.match(after.text) else None

    def _scored(self, n: int, confidence: float, asked: Question) -> Scored:
        article = self._sources[self._of[n]].article
        return Scored(self._passages[n], confidence, self._lead(n), self._follow(n, asked), article.when)

    def _why(
        self, asked: Question, wanted: Sequence[Wanted], scored: Sequence[tuple[float, float, int]], refused: bool
    ) -> tuple[Reason, ...]:
        if not refused:
            return (Reason("covered", f"a passage has the words asked for and {asked.kind.value}"),)
        absent = [w for w in wanted if not any(s in self._postings for s in w.stems)]
        if absent or not scored:
            return (Reason("absent-word", f"no source says “{heaviest(absent or wanted)}”"),)
        n = scored[0][2]
        source = self._sources[self._of[n]]
        missing = [w for w in wanted if not w.term.implied and self._credit(n, source, w, asked.kind) < _BEFORE]
        if missing:
            return (Reason("uncovered-word", f"the nearest passage does not speak of “{heaviest(missing)}”"),)
        if self._fits(n, asked, wanted) < _VARIANT:
            return (Reason("no-such-answer", f"the nearest passage does not hold {asked.kind.value}"),)
        return (Reason("in-part", "the nearest passage bears on the question only in part"),)


def _guess(sample: str) -> str:
    """The language whose function words the sample uses most, English when none shows."""
    words = text.words(sample[:600])
    counts = {lang: sum(w in function_words(lang) for w in words) for lang in ("en", "fr", "de", "es")}
    return max(counts, key=lambda lang: counts[lang])
