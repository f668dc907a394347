"""What may be asked next.

Works on: the articles of a story.
Comes in: articles, the question that was asked, whether it was asked of this story alone.
Goes out: up to three questions that the articles answer; the name by which people know the story.
Does not know: how a question is answered, or who is offered it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from bot import text
from bot.asking import senses, tolls
from bot.asking.evidence import NOT_NAMES
from bot.asking.index import Index
from bot.asking.tokens import function_words, telling
from bot.extract import facts
from bot.news import Article

_NOBODY = re.compile(r"\b(?:nobody|no one|none|no|niemand|kein\w*|personne|aucun\w*|nadie|ningun\w*)\b", re.IGNORECASE)
_READ = 12
"""Articles read of a story."""
_ASK = {
    "en": {"say": "What did {} say?", "killed": "How many people were killed?", "injured": "How many people "
    "were injured?",
           "arrested": "How many people were arrested?"},
    "fr": {"say": "Qu’a dit {} ?", "killed": "Combien de personnes sont mortes ?",
           "injured": "Combien de personnes ont été blessées ?"},
    "de": {"say": "Was sagte {}?", "killed": "Wie viele Menschen starben?", "injured": "Wie viele Menschen "
    "wurden verletzt?"},
    "es": {"say": "¿Qué dijo {}?", "killed": "¿Cuántas personas murieron?", "injured": "¿Cuántas personas "
    "resultaron heridas?"},
}  # fmt: skip


def suggestions(
    articles: Sequence[Article], now: datetime, asked: str = "", limit: int = 3, *, alone: bool = True
) -> tuple[str, ...]:
    """Up to `limit` questions a reader may ask next, none of them `asked`; every one is answered by `articles`.

    Where the story is not what is spoken of `alone`, a question names it: "Hollin Bay: how many people were killed?"
    """
    told = articles[:_READ]
    index = Index(told)
    language = index.languages.most_common(1)[0][0] if index.languages else "en"
    about = "" if alone else subject(told)
    out: list[str] = []
    known = {_plain(asked)}
    for question in _possible(told, _ASK.get(language, _ASK["en"])):
        if tolls.asked(question) and tolls.asked(question) == tolls.asked(asked):
            continue
        named = _named(question, about, language)
        if len(out) < limit and not known & {_plain(question), _plain(named)} and _answered(index, question, now):
            # A question of what somebody said names that person: it may stand without its story.
            good = not index.ask(named, now).refused
            out += [named] if good else [question] if not tolls.asked(question) else []
            known.add(_plain(out[-1]) if out else "")
    return tuple(out)


def _answered(index: Index, question: str, now: datetime) -> bool:
    """True where the articles answer; a count of people must be one, or be said to be none."""
    found = index.ask(question, now)
    kind = tolls.asked(question)
    if found.refused or not kind:
        return not found.refused
    best = found.passages[0].passage.text[: tolls.READ]
    return kind in facts.kinds(best, opening=True) or bool(_NOBODY.search(best))


def _plain(question: str) -> str:
    return " ".join(text.words(question))


def _named(question: str, about: str, language: str) -> str:
    """A question with the name of its story before it, unless it holds that name already."""
    if not about or set(text.words(about)) & set(text.words(question)):
        return question
    colon = "\u00a0:" if language == "fr" else ":"
    first, rest = (question[:2], question[2:]) if question[:1] == "¿" else (question[:1], question[1:])
    return f"{about}{colon} {first.lower()}{rest}"


def subject(articles: Sequence[Article]) -> str:
    """The name that most of the headlines hold and a report opens with: "Hollin Bay", "Rosk"; "" for none."""
    heads = [f" {' '.join(text.words(article.headline))} " for article in articles]
    held: Counter[str] = Counter()
    for article in articles:
        opening = " ".join(p.text for p in text.passages(article)[:2])
        held.update({form for name in text.names(opening) for form in _forms(name, article.language or "en")})
    shown = {name: sum(f" {' '.join(text.words(name))} " in head for head in heads) for name in held}
    able = [name for name, count in shown.items() if count and _proper(name, articles)]
    return max(able, key=lambda name: (shown[name], " " in name, held[name], len(name), name), default="")


def _forms(name: str, language: str) -> Iterator[str]:
    """A name in full, and as a headline has it: "Aldous Rosk", "Rosk". The "Bei" of "Bei Lenzen" is no name."""
    parts = re.sub(r"['’]s$", "", _TITLED.sub("", name)).split()
    while len(parts) > 1 and text.fold(parts[0]) in function_words(language):
        parts = parts[1:]
    yield " ".join(parts)
    yield parts[-1]


def _proper(name: str, articles: Sequence[Article]) -> bool:
    """False for a weekday, and for a word that is no name: it is written small, or in German with an article."""
    if " " in name or NOT_NAMES.fullmatch(text.fold(name)):
        return " " in name
    bodies = "\n".join(article.text for article in articles)
    if any((article.language or "en")[:2] == "de" for article in articles):
        return bool(re.search(rf"\b(?i:in|aus|nach|bei|von|um) {re.escape(name)}\b", bodies))
    inside = re.search(rf"(?<=[\w,;:] ){re.escape(name)}\b", bodies)
    return bool(inside) and not re.search(rf"\b{re.escape(name.lower())}\b", bodies)


def _possible(articles: Sequence[Article], forms: dict[str, str]) -> Iterator[str]:
    people: list[str] = []
    for name in (name for article in articles for name in _speakers(article)):
        # "Rubio" after "Marco Rubio" is the same person.
        if not any(name.split()[-1] == known.split()[-1] for known in people):
            people.append(name)
    yield from (forms[k] for k in ("killed", "injured", "arrested") if k in forms)
    yield from (forms["say"].format(name) for name in people[:4])


_TITLED = re.compile(
    r"^(?:(?:Prime|Foreign|Finance|Health|Deputy|Vice|Chief|Secretary|Minister|President|Chancellor|Governor|"
    r"Mayor|Captain|Judge|Senator|"
    r"Professor|Doctor|Dr|General|Colonel|King|Queen|Prince|Princess|Sir|Lord|Lady|Mr|Mrs|Ms|of|State|Transport|"
    r"Economy|"
    r"Interior|Defence|Defense|Justice)\.? )+"
)
_GOVERNED = re.compile(
    r"\b(?:in|on|about|of|with|to|from|for|at|by|over|against|and|de|sur|von|mit|en|con)\s$", re.IGNORECASE
)


def _speakers(article: Article) -> Iterator[str]:
    """Full names that stand beside a verb of speech; a lone word may be a town or a paper that "said"."""
    verbs = senses.alike("say") | {"say"}
    for passage in text.passages(article):
        spoken = [t for t in telling(passage.text, article.language or "en") if t.stem in verbs]
        for printed in text.names(passage.text) if spoken else ():
            at = passage.text.find(printed)
            beside = any(v.start - (at + len(printed)) == 1 or at - v.end == 1 for v in spoken)
            name = _TITLED.sub("", printed)
            if beside and " " in name and not _GOVERNED.search(passage.text[:at]):
                yield name
