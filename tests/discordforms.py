"""What Discord takes: pure checks of messages, components and commands, refused with its own words.

    wrong = Wrongs()
    check_message(body, wrong)
    wrong.nested()          {"components": {"0": {"_errors": [{"code": ..., "message": ...}]}}}

Knows no socket and no world; `discordrest` asks it before anything is posted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

V2 = 1 << 15
EPHEMERAL = 1 << 6
LOADING = 1 << 7
SETTABLE = 1 << 2 | 1 << 12 | V2
"""Flags a bot may set on a message: no embeds, silent, components only."""
TEXT, COMPONENTS, BYTES = 4_000, 40, 10_170
"""Of one message of components: characters shown, parts nested or not, and the size past which Discord answers 500
(sum of the texts' UTF-8 bytes + 12 a text; undocumented, measured in discord/discord-api-docs#8554)."""

Path = tuple[str, ...]
Json = dict[str, Any]


@dataclass(slots=True)
class Wrongs:
    """What is wrong with a form, each thing at its place."""

    found: list[tuple[Path, str, str]] = field(default_factory=list)

    def add(self, path: Path, code: str, message: str) -> None:
        self.found.append((path, code, message))

    def length(self, path: Path, least: int, most: int) -> None:
        said = f"Must be between {least} and {most} in length." if least else f"Must be {most} or fewer in length."
        self.add(path, "BASE_TYPE_BAD_LENGTH" if least else "BASE_TYPE_MAX_LENGTH", said)

    def required(self, path: Path) -> None:
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def nested(self) -> Json:
        """As Discord nests them under `errors`."""
        root: Json = {}
        for path, code, message in self.found:
            place = root
            for name in path:
                place = place.setdefault(name, {})
            place.setdefault("_errors", []).append({"code": code, "message": message})
        return root

    def __str__(self) -> str:
        return "; ".join(f"{'.'.join(path)}: {code} {message}" for path, code, message in self.found)


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a person sees it."""

    label: str
    custom_id: str
    url: str
    disabled: bool


# --- components ------------------------------------------------------------------------------------------------------


def walk(components: Sequence[Json], path: Path = ("components",)) -> Iterator[tuple[Path, Json]]:
    """Every part with its place, parents first."""
    for number, part in enumerate(components):
        here = (*path, str(number))
        yield here, part
        yield from walk(part.get("components") or (), (*here, "components"))
        if isinstance(part.get("accessory"), dict):
            yield (*here, "accessory"), part["accessory"]


def texts(components: Sequence[Json]) -> list[str]:
    """What is written in the parts, in order."""
    return [part.get("content", "") for _, part in walk(components) if part.get("type") == 10]


def buttons(components: Sequence[Json]) -> list[Button]:
    """Every button, in order."""
    return [
        Button(p.get("label", ""), p.get("custom_id", ""), p.get("url", ""), bool(p.get("disabled")))
        for _, p in walk(components)
        if p.get("type") == 2
    ]


def _among(parts: Any, allowed: set[int], path: Path, wrong: Wrongs) -> None:
    """Whether every part is of a kind that may stand here."""
    for number, part in enumerate(parts or ()):
        kind = part.get("type") if isinstance(part, dict) else None
        if kind not in allowed:
            kinds = ", ".join(str(k) for k in sorted(allowed))
            said = f'Value of field "type" must be one of ({kinds},).'
            wrong.add((*path, str(number)), "UNION_TYPE_CHOICES", said)


def _row(part: Json, path: Path, wrong: Wrongs) -> None:
    inner = part.get("components") or []
    place = (*path, "components")
    if not 1 <= len(inner) <= 5:
        wrong.length(place, 1, 5)
    _among(inner, {2, 3, 5, 6, 7, 8}, place, wrong)
    if len(inner) > 1 and any(p.get("type") != 2 for p in inner):
        wrong.add(place, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")


def _button(part: Json, path: Path, wrong: Wrongs) -> None:
    style, label = part.get("style"), part.get("label", "")
    if style not in (1, 2, 3, 4, 5):
        wrong.add((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6).")
    if not label and not part.get("emoji"):
        wrong.add(path, "BUTTON_COMPONENT_MISSING_LABEL", "A button needs a label or an emoji")
    if not isinstance(label, str) or len(label) > 80:
        wrong.length((*path, "label"), 0, 80)
    if style == 5:
        _link(part, path, wrong)
    else:
        _custom_id(part, path, wrong)


def _link(part: Json, path: Path, wrong: Wrongs) -> None:
    if part.get("custom_id"):
        said = "A custom id and url cannot both be specified"
        wrong.add((*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_AND_URL_MUTUALLY_EXCLUSIVE", said)
    url = part.get("url")
    if not url:
        wrong.required((*path, "url"))
    elif not re.match(r"(https?|discord)://[^\s/]+", url):
        wrong.add((*path, "url"), "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    elif len(url) > 512:
        wrong.length((*path, "url"), 0, 512)


def _custom_id(part: Json, path: Path, wrong: Wrongs) -> None:
    custom_id = part.get("custom_id")
    if custom_id is None:
        wrong.required((*path, "custom_id"))
    elif not isinstance(custom_id, str) or not 1 <= len(custom_id) <= 100:
        wrong.length((*path, "custom_id"), 1, 100)
    if part.get("url"):
        said = "A custom id and url cannot both be specified"
        wrong.add((*path, "url"), "BUTTON_COMPONENT_CUSTOM_ID_AND_URL_MUTUALLY_EXCLUSIVE", said)


def _select(part: Json, path: Path, wrong: Wrongs) -> None:
    _custom_id(part, path, wrong)
    if part.get("type") == 3 and not 1 <= len(part.get("options") or ()) <= 25:
        wrong.length((*path, "options"), 1, 25)
    if len(part.get("placeholder") or "") > 150:
        wrong.length((*path, "placeholder"), 0, 150)


def _section(part: Json, path: Path, wrong: Wrongs) -> None:
    inner = part.get("components") or []
    if not 1 <= len(inner) <= 3:
        wrong.length((*path, "components"), 1, 3)
    _among(inner, {10}, (*path, "components"), wrong)
    accessory = part.get("accessory")
    if accessory is None:
        wrong.required((*path, "accessory"))
    elif accessory.get("type") not in (2, 11):
        said = 'Value of field "type" must be one of (2, 11).'
        wrong.add((*path, "accessory"), "UNION_TYPE_CHOICES", said)


def _text(part: Json, path: Path, wrong: Wrongs) -> None:
    content = part.get("content")
    if not isinstance(content, str):
        wrong.required((*path, "content"))
    elif not 1 <= len(content) <= TEXT:
        wrong.length((*path, "content"), 1, TEXT)
    elif not content.strip():
        wrong.required((*path, "content"))


def _gallery(part: Json, path: Path, wrong: Wrongs) -> None:
    if not 1 <= len(part.get("items") or ()) <= 10:
        wrong.length((*path, "items"), 1, 10)


def _separator(part: Json, path: Path, wrong: Wrongs) -> None:
    if part.get("spacing", 1) not in (1, 2):
        wrong.add((*path, "spacing"), "BASE_TYPE_CHOICES", "Value must be one of (1, 2).")


def _container(part: Json, path: Path, wrong: Wrongs) -> None:
    inner = part.get("components") or []
    if not inner:
        wrong.length((*path, "components"), 1, COMPONENTS)
    _among(inner, {1, 9, 10, 12, 13, 14}, (*path, "components"), wrong)
    colour = part.get("accent_color")
    if colour is not None and not 0 <= colour <= 0xFFFFFF:
        wrong.add((*path, "accent_color"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215.")


def _media(part: Json, path: Path, wrong: Wrongs) -> None:
    if not (part.get("media") or part.get("file") or {}).get("url"):
        wrong.required((*path, "media", "url"))


_KINDS: dict[int, Callable[[Json, Path, Wrongs], None]] = {
    1: _row,
    2: _button,
    **dict.fromkeys((3, 5, 6, 7, 8), _select),
    9: _section,
    10: _text,
    11: _media,
    12: _gallery,
    13: _media,
    14: _separator,
    17: _container,
}


def check_components(parts: Any, wrong: Wrongs, *, v2: bool) -> None:
    """The parts of a message: their kinds, their places, and what they come to together."""
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        return wrong.add(("components",), "BASE_TYPE_BAD_TYPE", "Only iterables may be used in a ListType")
    _among(parts, {1, 9, 10, 12, 13, 14, 17} if v2 else {1}, ("components",), wrong)
    if not v2 and len(parts) > 5:
        wrong.length(("components",), 0, 5)
    for path, part in walk(parts):
        if (check := _KINDS.get(part.get("type", 0))) is not None:
            check(part, path, wrong)
    _together(parts, wrong)
    return None


def _together(parts: list[Json], wrong: Wrongs) -> None:
    everything = list(walk(parts))
    if len(everything) > COMPONENTS:
        said = f"The total number of components exceeds maximum of {COMPONENTS}"
        wrong.add(("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", said)
    if sum(map(len, texts(parts))) > TEXT:
        said = f"Components displayable text size exceeds maximum size of {TEXT}"
        wrong.add(("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", said)
    for name, code in (("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"), ("id", "COMPONENT_ID_DUPLICATED")):
        seen: set[object] = set()
        for path, part in everything:
            value = part.get(name)
            if value and value in seen:
                wrong.add((*path, name), code, f"Component {name.replace('_', ' ')} cannot be duplicated")
            seen.add(value)


def oversized(parts: Sequence[Json]) -> bool:
    """Whether Discord would choke on them: right in every documented limit, and answered 500."""
    written = texts(parts)
    return sum(len(text.encode()) for text in written) + 12 * len(written) > BYTES


# --- messages --------------------------------------------------------------------------------------------------------

FIELDS = {
    "content", "nonce", "tts", "embeds", "allowed_mentions", "message_reference", "components", "sticker_ids",
    "attachments", "flags", "enforce_nonce", "poll",
}  # fmt: skip


def check_message(body: Json, wrong: Wrongs, *, v2: bool = False, ephemeral: bool = False) -> None:
    """A message to be posted, or one that is changed (`v2`: it is made of components already)."""
    flags = body.get("flags") or 0
    allowed = SETTABLE | EPHEMERAL if ephemeral else SETTABLE
    if not isinstance(flags, int) or flags & ~allowed:
        wrong.add(("flags",), "MESSAGE_FLAGS_INVALID", "Invalid flags")
        flags = 0
    v2 = v2 or bool(flags & V2)
    content = body.get("content")
    if content is not None and not isinstance(content, str):
        wrong.add(("content",), "BASE_TYPE_BAD_TYPE", "Could not interpret value as string.")
    elif len(content or "") > 2_000:
        wrong.length(("content",), 0, 2_000)
    if v2:
        _legacy(body, wrong)
    if (nonce := body.get("nonce")) is not None and len(str(nonce)) > 25:
        wrong.length(("nonce",), 0, 25)
    if body.get("components") is not None:
        check_components(body["components"], wrong, v2=v2)
    _embeds(body.get("embeds") or [], wrong)
    _mentions(body.get("allowed_mentions"), wrong)


def _legacy(body: Json, wrong: Wrongs) -> None:
    for name in ("content", "embeds", "sticker_ids", "poll"):
        if body.get(name):
            said = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            wrong.add((name,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", said)


def _embeds(embeds: list[Json], wrong: Wrongs) -> None:
    if len(embeds) > 10:
        wrong.length(("embeds",), 0, 10)
    for number, embed in enumerate(embeds):
        for name, most in (("title", 256), ("description", 4_096)):
            if len(embed.get(name) or "") > most:
                wrong.length(("embeds", str(number), name), 0, most)
    if sum(len(e.get("title") or "") + len(e.get("description") or "") for e in embeds) > 6_000:
        wrong.add(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def _mentions(allowed: Any, wrong: Wrongs) -> None:
    if allowed is None:
        return
    for kind in allowed.get("parse") or ():
        if kind not in ("everyone", "roles", "users"):
            said = "Value must be one of ('everyone', 'roles', 'users')."
            wrong.add(("allowed_mentions", "parse"), "BASE_TYPE_CHOICES", said)
        elif kind != "everyone" and allowed.get(kind):
            said = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            wrong.add(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", said)


def pings(text: str, allowed: Json | None) -> list[str]:
    """What in the text would ring for somebody."""
    parse = ("everyone", "roles", "users") if allowed is None else tuple(allowed.get("parse") or ())
    named = {str(i) for kind in ("users", "roles") for i in (allowed or {}).get(kind) or ()}
    found = re.findall(r"@everyone|@here", text) if "everyone" in parse else []
    for mention, role, number in re.findall(r"(<@(&)?!?(\d+)>)", text):
        if ("roles" if role else "users") in parse or number in named:
            found.append(mention)
    return found


def one_call(allowed: Json, mention: str, text: str) -> bool:
    """Whether nobody may be called, or exactly whom a mention names, by words that the text begins with."""
    named = {kind: list(map(str, allowed.get(kind) or ())) for kind in ("users", "roles", "parse")}
    found = re.fullmatch(r"<@(&?)(\d+)>", mention)
    wanted = {"users": [], "roles": [], "parse": []} | (
        {"roles" if found[1] else "users": [found[2]]} if found else {"parse": ["everyone"]} if mention else {}
    )
    return not any(named.values()) or (named == wanted and text.lstrip().startswith(mention))


ARCHIVING = (60, 1440, 4320, 10080)


def check_thread(body: Json, wrong: Wrongs) -> None:
    """A thread to be begun with a message."""
    name = body.get("name")
    if not isinstance(name, str) or not name.strip() or len(name) > 100:
        wrong.length(("name",), 1, 100)
    if body.get("auto_archive_duration", 1440) not in ARCHIVING:
        wrong.add(("auto_archive_duration",), "BASE_TYPE_CHOICES", f"Value must be one of {ARCHIVING}.")
    for strange in sorted(set(body) - {"name", "auto_archive_duration", "rate_limit_per_user"}):
        wrong.add((strange,), "UNKNOWN", "Unknown field")


# --- application commands --------------------------------------------------------------------------------------------


def check_command(body: Json, wrong: Wrongs, path: Path = ()) -> None:
    """One command. Type 1 is typed with a slash, 2 and 3 are chosen in a menu."""
    name, kind = body.get("name"), body.get("type", 1)
    if not isinstance(name, str) or not 1 <= len(name) <= 32:
        wrong.length((*path, "name"), 1, 32)
    elif kind == 1 and not _proper(name):
        wrong.add((*path, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    if kind not in (1, 2, 3):
        wrong.add((*path, "type"), "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4).")
    _description(body, wrong, path, menu=kind != 1)
    _where(body, wrong, path)
    _options(body.get("options") or [], wrong, (*path, "options"))
    if _extent(body) > 8_000:
        said = "Command exceeds maximum size (8000)"
        wrong.add(path, "APPLICATION_COMMAND_TOO_LARGE", said)


def _proper(name: str) -> bool:
    return name == name.lower() and re.fullmatch(r"[-_'\w]{1,32}", name) is not None


def _description(body: Json, wrong: Wrongs, path: Path, *, menu: bool = False) -> None:
    said = body.get("description")
    if menu and said:
        code = "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID"
        wrong.add((*path, "description"), code, "Context menu commands cannot have description")
    elif not menu and said is None:
        wrong.required((*path, "description"))
    elif not menu and (not isinstance(said, str) or not 1 <= len(said) <= 100):
        wrong.length((*path, "description"), 1, 100)


def _where(body: Json, wrong: Wrongs, path: Path) -> None:
    needed = body.get("default_member_permissions")
    if needed is not None and not (isinstance(needed, (str, int)) and str(needed).isdigit()):
        wrong.add((*path, "default_member_permissions"), "NUMBER_TYPE_COERCE", f'Value "{needed}" is not snowflake.')
    for name, values in (("contexts", {0, 1, 2}), ("integration_types", {0, 1})):
        given = body.get(name)
        if given is not None and (not given or not set(given) <= values or len(set(given)) < len(given)):
            wrong.add((*path, name), "BASE_TYPE_CHOICES", f"Value must be one of {tuple(sorted(values))}.")


def _options(options: list[Json], wrong: Wrongs, path: Path) -> None:
    if len(options) > 25:
        wrong.length(path, 0, 25)
    for name, count in Counter(option.get("name") for option in options).items():
        if count > 1:
            said = f"Option name {name} is not unique"
            wrong.add(path, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", said)
    optional = False
    for number, option in enumerate(options):
        here = (*path, str(number))
        if option.get("required") and optional:
            said = "Required options must be placed before non-required options"
            wrong.add(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", said)
        optional = optional or not option.get("required")
        _option(option, wrong, here)


def _option(option: Json, wrong: Wrongs, path: Path) -> None:
    if not _proper(option.get("name") or ""):
        wrong.add((*path, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    _description(option, wrong, path)
    if option.get("type") not in range(1, 12):
        wrong.add((*path, "type"), "BASE_TYPE_CHOICES", f"Value must be one of {tuple(range(1, 12))}.")
    choices = option.get("choices") or []
    if choices and option.get("autocomplete"):
        said = "Autocomplete and choices are mutually exclusive"
        wrong.add(path, "APPLICATION_COMMAND_AUTOCOMPLETE_AND_CHOICES", said)
    check_choices(choices, wrong, (*path, "choices"), text=option.get("type") == 3)


def check_choices(choices: Any, wrong: Wrongs, path: Path, *, text: bool = True) -> None:
    """The values offered for an option: fixed ones, or the answer to an autocomplete."""
    if not isinstance(choices, list):
        return wrong.required(path)
    if len(choices) > 25:
        wrong.length(path, 0, 25)
    for number, choice in enumerate(choices):
        if not 1 <= len(choice.get("name") or "") <= 100:
            wrong.length((*path, str(number), "name"), 1, 100)
        value = choice.get("value")
        if text and (not isinstance(value, str) or not 1 <= len(value) <= 100):
            wrong.length((*path, str(number), "value"), 1, 100)
    return None


def _extent(body: Json) -> int:
    own = len(body.get("name") or "") + len(body.get("description") or "")
    values = sum(len(c.get("name") or "") + len(str(c.get("value", ""))) for c in body.get("choices") or ())
    return own + values + sum(_extent(option) for option in body.get("options") or ())


def check_commands(bodies: Any, wrong: Wrongs) -> None:
    """All commands at once, as a bulk overwrite sends them."""
    if not isinstance(bodies, list):
        return wrong.add((), "BASE_TYPE_BAD_TYPE", "Only iterables may be used in a ListType")
    kinds = Counter(body.get("type", 1) for body in bodies)
    if kinds[1] > 100 or kinds[2] > 5 or kinds[3] > 5:
        wrong.add((), "APPLICATION_COMMANDS_MAX", "Maximum number of application commands reached (100)")
    seen: set[object] = set()
    for number, body in enumerate(bodies):
        check_command(body, wrong, (str(number),))
        key = (body.get("type", 1), body.get("name"))
        if key in seen:
            said = "Application command names must be unique"
            wrong.add((str(number), "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", said)
        seen.add(key)
    return None
