"""Who may use the bot: rules of the settings, and what operators said since."""

import pytest

from bot.admission import Rules, Verdict, admit, operates

HERE, OTHER = "telegram:-100", "telegram:-200"
PERSON, OPERATOR = "telegram:77", "telegram:1"
OPEN = Rules(operators=frozenset({OPERATOR}))
COSTLY = Rules(operators=frozenset({OPERATOR}), costly=True)
LISTED = Rules(allow=frozenset({HERE}))
SHUT = Rules(deny=frozenset({HERE}), operators=frozenset({OPERATOR}))

CASES = {
    "open by default": (OPEN, HERE, PERSON, None, Verdict.OPEN),
    "closed where answers cost money": (COSTLY, HERE, PERSON, None, Verdict.CLOSED),
    "opened by an operator": (COSTLY, HERE, PERSON, True, Verdict.OPEN),
    "closed by an operator": (OPEN, HERE, PERSON, False, Verdict.DENIED),
    "allowed by the settings": (LISTED, HERE, PERSON, None, Verdict.OPEN),
    "others where the settings list some": (LISTED, OTHER, PERSON, None, Verdict.CLOSED),
    "closed by an operator though the settings allow it": (LISTED, HERE, PERSON, False, Verdict.DENIED),
    "denied by the settings": (SHUT, HERE, PERSON, None, Verdict.DENIED),
    "denied by the settings though an operator opened it": (SHUT, HERE, PERSON, True, Verdict.DENIED),
    "an operator in a denied chat": (SHUT, HERE, OPERATOR, False, Verdict.OPEN),
    "an operator in a closed chat": (COSTLY, HERE, OPERATOR, None, Verdict.OPEN),
    "a person allowed wherever they write": (Rules(allow=frozenset({PERSON})), OTHER, PERSON, None, Verdict.OPEN),
    "a person denied wherever they write": (Rules(deny=frozenset({PERSON})), OTHER, PERSON, None, Verdict.DENIED),
}


@pytest.mark.parametrize("name", CASES)
def test_a_chat_is_open_closed_or_denied(name: str) -> None:
    rules, place, person, opened, verdict = CASES[name]
    assert admit([place, "telegram:-300"], person, rules, opened) is verdict


def test_only_the_named_operate() -> None:
    assert operates(OPERATOR, OPEN)
    assert not operates(PERSON, OPEN)
