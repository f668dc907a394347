"""What Telegram makes of a text: HTML to entities, keyboards, commands, and what it finds in people's own words.

Pure. A refusal is `Refused` with the platform's own words; what the platform would drop without a word is a protest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]
TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "span": "spoiler", "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
}  # fmt: skip
ATTRIBUTES = {"a": "href", "code": "class", "span": "class", "tg-emoji": "emoji-id", "blockquote": "expandable"}
TYPES = {*TAGS.values(), "expandable_blockquote", "text_mention", "mention", "hashtag", "cashtag", "bot_command", "url"}
BLANK = " \t\r\n\v\0"
MAX_TEXT, MAX_ENTITIES, MAX_BUTTONS, MAX_SOURCE = 4096, 100, 100, 1 << 15


class Refused(Exception):
    """The platform's no: `code` and `description` as it sends them, `parameters` beside them."""

    def __init__(self, description: str, code: int = 400, **parameters: int) -> None:
        prefix = {
            400: "Bad Request",
            401: "Unauthorized",
            403: "Forbidden",
            404: "Not Found",
            409: "Conflict",
            429: "Too Many Requests",
        }
        super().__init__(f"{prefix[code]}: {description}" if description else prefix[code])
        self.code = code
        self.parameters = parameters


def utf16(text: str) -> int:
    """A length as the platform counts it: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def upto(text: str, units: int) -> str:
    """The beginning of a text that is `units` UTF-16 code units long."""
    return text.encode("utf-16-le", "surrogatepass")[: units * 2].decode("utf-16-le", "surrogatepass")


@dataclass(slots=True)
class Marked:
    """A text with its entities, and what the platform would have dropped silently."""

    text: str
    entities: list[Json] = field(default_factory=list)
    protests: list[str] = field(default_factory=list)


# --- HTML ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Tag:
    name: str
    argument: str
    offset: int
    written: int


@dataclass(slots=True)
class _Html:
    """One reading of one source, left to right, as the Bot API does it: names are lowered, the rest is exact."""

    source: str
    at: int = 0
    out: list[str] = field(default_factory=list)
    length: int = 0
    open: list[_Tag] = field(default_factory=list)
    done: Marked = field(default_factory=lambda: Marked(""))

    def read(self) -> Marked:
        while self.at < len(self.source):
            if self.source[self.at] != "<":
                self._letter()
            elif self.source.startswith("</", self.at):
                self._end()
            else:
                self._start()
        if self.open:
            self._fail(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        self.done.text = "".join(self.out)
        if any("\ud800" <= letter <= "\udfff" for letter in self.done.text):
            self._fail(
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
                "surrogate code units"
            )
        return self.done

    def _fail(self, why: str, position: int | None = None) -> None:
        where = "" if position is None else f" at byte offset {len(self.source[:position].encode())}"
        raise Refused(f"can't parse entities: {why}{where}")

    def _letter(self) -> None:
        letter, self.at = _decoded(self.source, self.at)
        self.out.append(letter)
        self.length += utf16(letter)

    def _until(self, stops: str) -> str:
        begun = self.at
        while self.at < len(self.source) and self.source[self.at] not in stops:
            self.at += 1
        return self.source[begun : self.at]

    def _skip(self) -> str:
        """Past the blanks: the character there, empty at the end."""
        while self.at < len(self.source) and self.source[self.at] in BLANK:
            self.at += 1
        return self.source[self.at : self.at + 1]

    def _start(self) -> None:
        begun = self.at
        self.at += 1
        name = self._until(BLANK + ">").lower()
        if self.at == len(self.source):
            self._fail("Unclosed start tag", begun)
        if name not in TAGS:
            self._fail(f'Unsupported start tag "{name}"', begun)
        argument = ""
        while self._skip() != ">":
            attribute, value = self._attribute(name, begun)
            if attribute == ATTRIBUTES.get(name):
                argument = value
            else:
                self.done.protests.append(f"attribute {attribute!r} of <{name}> is ignored")
        self.at += 1
        if name == "span" and argument != "tg-spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"', begun)
        self.open.append(_Tag(name, argument, self.length, len(self.out)))

    def _attribute(self, tag: str, begun: int) -> tuple[str, str]:
        name = self._until(BLANK + ("=" if tag != "blockquote" else "=>"))
        if not name:
            self._fail(f'Empty attribute name in the tag "{tag}"', begun)
        if self._skip() != "=":
            if (tag, name) == ("blockquote", "expandable"):
                return name, "1"
            self._fail(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begun)
        self.at += 1
        value = self._quoted() if self._skip() in ("'", '"') else self._bare()
        if self.at >= len(self.source):
            self._fail("Unclosed start tag", begun)
        return name, value

    def _quoted(self) -> str:
        mark = self.source[self.at]
        self.at += 1
        value: list[str] = []
        while self.at < len(self.source) and self.source[self.at] != mark:
            letter, self.at = _decoded(self.source, self.at)
            value.append(letter)
        self.at += 1
        return "".join(value)

    def _bare(self) -> str:
        begun = self.at
        value = re.compile(r"[A-Za-z0-9.\-]*").match(self.source, begun)
        assert value is not None
        self.at = value.end()
        if self.source[self.at : self.at + 1] not in (*BLANK, ">", ""):
            self._fail("Unexpected end of name token", begun)
        return value[0].lower()

    def _end(self) -> None:
        begun = self.at
        if not self.open:
            self._fail("Unexpected end tag", begun)
        self.at += 2
        name = self._until(BLANK + ">").lower()
        if self._skip() != ">":
            self._fail("Unclosed end tag", begun)
        self.at += 1
        tag = self.open[-1]
        if name and name != tag.name:
            byte = len(self.source[:begun].encode())
            self._fail(f'Unmatched end tag at byte offset {byte}, expected "</{tag.name}>", found "</{name}>"')
        if self.length > tag.offset:
            self._entity(tag)
        self.open.pop()

    def _entity(self, tag: _Tag) -> None:
        entity: Json = {"type": TAGS[tag.name], "offset": tag.offset, "length": self.length - tag.offset}
        inside = {TAGS[outer.name] for outer in self.open[:-1]}
        last = self.done.entities[-1] if self.done.entities else {}
        if tag.name == "code" and inside == {"pre"} and tag.argument.startswith("language-"):
            self.done.entities.append({**entity, "language": tag.argument.removeprefix("language-")})
        elif (
            tag.name == "pre"
            and last.get("language")
            and last | {"type": "pre"} == entity | {"language": last["language"]}
        ):
            last["type"] = "pre"
        elif inside & {"code", "pre"}:
            self.done.protests.append(f"<{tag.name}> inside code is dropped")
        elif entity["type"] in inside:
            self.done.protests.append(f"<{tag.name}> inside its like is dropped")
        elif tag.name == "a":
            self._link(tag, entity)
        elif tag.name == "blockquote" and tag.argument:
            self.done.entities.append({**entity, "type": "expandable_blockquote"})
        elif tag.name == "tg-emoji":
            self._emoji(tag, entity)
        else:
            self.done.entities.append(entity)

    def _link(self, tag: _Tag, entity: Json) -> None:
        address = tag.argument or "".join(self.out[tag.written :])
        person = re.fullmatch(r"tg://user\?id=(\d+)", address)
        if person:
            self.done.entities.append({**entity, "type": "text_mention", "user": {"id": int(person[1])}})
        elif followable(address):
            self.done.entities.append({**entity, "url": address})
        else:
            self.done.protests.append(f"link to {address!r} is dropped")

    def _emoji(self, tag: _Tag, entity: Json) -> None:
        if not tag.argument.isdecimal() or not int(tag.argument):
            self._fail("Invalid custom emoji identifier specified")
        self.done.entities.append({**entity, "custom_emoji_id": tag.argument})


_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]+)|#(?P<number>[0-9]+)|(?P<name>[a-zA-Z]+));?")


def _decoded(source: str, at: int) -> tuple[str, int]:
    """The letter that begins at a position, and where the next begins. Only four names and numbers are known."""
    found = _REFERENCE.match(source, at) if source[at] == "&" else None
    if found and found["name"]:
        letter = _NAMED.get(found["name"], "")
        return (letter, found.end()) if letter else ("&", at + 1)
    if found:
        code = int(found["hex"], 16) if found["hex"] else int(found["number"])
        if 0 < code < 0x10FFFF and len(found[0].rstrip(";")) < 10:
            return chr(code), found.end()
    return source[at], at + 1


def followable(address: str) -> bool:
    """Whether the platform would make a link of an address."""
    if re.search(r"[\s\x00-\x20\x7f]", address) or len(address) > 4096 or re.match(r"(?!\w+://)\w+:\D", address):
        return False
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme in ("tg", "ton", "tonsite"):
        return True
    return parts.scheme in ("http", "https") and "." in host.strip(".") and ".." not in host


# --- a message's text ------------------------------------------------------------------------------------------------


def message_text(sent: Mapping[str, str], *, edit: bool = False, draft: bool = False) -> Marked:
    """The text of a request as it would be kept: parsed, cleaned, trimmed, measured. Raises Refused."""
    source = sent.get("text", "")
    if not source and not draft:
        raise Refused("message text is empty")
    if len(source.encode("utf-8", "surrogatepass")) > MAX_SOURCE:
        raise Refused("text is too long")
    marked = _trimmed(_clean(_parsed(source, sent)))
    if not marked.text and not draft:
        raise Refused("text must be non-empty")
    if utf16(marked.text) > MAX_TEXT:
        raise Refused("MESSAGE_TOO_LONG" if edit or draft else "message is too long")
    if len(marked.entities) > MAX_ENTITIES:
        marked.protests.append(f"{len(marked.entities)} entities: those after {MAX_ENTITIES} are dropped")
    return marked


def _parsed(source: str, sent: Mapping[str, str]) -> Marked:
    mode = sent.get("parse_mode", "").lower()
    if mode == "html":
        marked = _Html(source).read()
        marked.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return marked
    if mode in ("markdown", "markdownv2"):
        return Marked(source, [], [f"parse_mode {mode} is not modelled"])
    if mode:
        raise Refused("unsupported parse_mode")
    return Marked(source, given_entities(sent.get("entities", ""), source))


def given_entities(packed: str, text: str) -> list[Json]:
    """Entities that were sent as such. Raises Refused where they do not fit the text."""
    if not packed:
        return []
    entities = json.loads(packed)
    for entity in entities:
        if entity.get("type") not in TYPES:
            raise Refused("can't parse MessageEntity: Unsupported type specified")
        if entity["offset"] < 0 or entity["length"] <= 0 or entity["offset"] + entity["length"] > utf16(text):
            raise Refused("entity beginning or end is outside of the text")
    return list(entities)


_GONE: dict[int, str | None] = {ord(letter): None for letter in "\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e"}
_SPACED: dict[int, str | None] = {code: " " for code in range(32) if code not in (10, 13)}


def _clean(marked: Marked) -> Marked:
    """Control characters are blanks, carriage returns and bidi overrides vanish; entities move along."""
    text = marked.text

    def moved(units: int) -> int:
        return utf16(upto(text, units).translate(_GONE))

    for entity in marked.entities:
        begin, end = moved(entity["offset"]), moved(entity["offset"] + entity["length"])
        entity.update(offset=begin, length=end - begin)
    marked.text = text.translate(_GONE | _SPACED)
    return marked


def _trimmed(marked: Marked) -> Marked:
    """Without blanks at both ends; what marked only blanks is gone."""
    lead = utf16(marked.text) - utf16(marked.text.lstrip())
    marked.text = marked.text.strip()
    size = utf16(marked.text)
    kept = []
    for entity in marked.entities:
        begin = max(0, entity["offset"] - lead)
        end = min(size, entity["offset"] + entity["length"] - lead)
        if end > begin:
            kept.append({**entity, "offset": begin, "length": end - begin})
    marked.entities = kept
    return marked


# --- what is found in people's words ---------------------------------------------------------------------------------

_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?')\]])"
    r"|(?<![\w/@<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/@])"
    r"|(?<![\w@/])(?P<mention>@[A-Za-z0-9_]{3,32})(?!\w)"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)"
)


def found(text: str) -> list[Json]:
    """Commands, mentions, addresses and tags in a text, with UTF-16 offsets, as clients and server mark them."""
    return [
        {"type": str(match.lastgroup), "offset": utf16(text[: match.start()]), "length": utf16(match[0])}
        for match in _FOUND.finditer(text)
    ]


def marked_part(text: str, entity: Json) -> str:
    """The words an entity covers."""
    return upto(text, entity["offset"] + entity["length"])[len(upto(text, entity["offset"])) :]


# --- keyboards and commands ------------------------------------------------------------------------------------------


def json_value(packed: str, what: str) -> Any:
    """A JSON-packed argument. Raises Refused in the platform's words."""
    try:
        return json.loads(packed)
    except ValueError:
        raise Refused(f"can't parse {what} JSON object") from None


def keyboard(packed: str) -> list[list[Json]]:
    """The rows of an inline keyboard; empty when none was sent. Raises Refused."""
    if not packed:
        return []
    value = json_value(packed, "reply keyboard markup")
    if not isinstance(value, dict):
        raise Refused("object expected as reply markup")
    rows = value.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refused('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    for button in _buttons(rows):
        _check(button)
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise Refused("reply markup is too long")
    return [row for row in rows if row]


def _buttons(rows: Sequence[Sequence[Any]]) -> Iterator[Any]:
    return (button for row in rows for button in row)


def _check(button: Any) -> None:
    if not isinstance(button, dict):
        raise Refused("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text, payload, address = button.get("text"), button.get("callback_data"), button.get("url")
    if not isinstance(text, str):
        raise Refused("can't parse inline keyboard button: Can't find field \"text\"")
    if not text.strip():
        raise Refused("inline keyboard button text must be non-empty")
    if address:
        if not followable(address):
            raise Refused(f"inline keyboard button URL '{address}' is invalid: Wrong HTTP URL")
    elif not payload:
        raise Refused("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    elif not isinstance(payload, str) or len(payload.encode()) > 64:
        raise Refused("BUTTON_DATA_INVALID")


def bot_commands(packed: str) -> list[Json]:
    """The commands of a menu. Raises Refused."""
    value = json_value(packed, "commands") if packed else []
    if not isinstance(value, list):
        raise Refused("expected an Array of BotCommand")
    if len(value) > 100:
        raise Refused("BOT_COMMANDS_TOO_MUCH")
    return [_command(command) for command in value]


def _command(command: Any) -> Json:
    if not isinstance(command, dict):
        raise Refused("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(command.get(name), str):
            raise Refused(f"can't parse BotCommand: Can't find field \"{name}\"")
    name = command["command"].strip().removeprefix("/")
    description = command["description"].strip()
    if not name:
        raise Refused("command must be non-empty")
    if len(name) > 32:
        raise Refused("command length must not exceed 32")
    if not description:
        raise Refused("command description must be non-empty")
    if len(description) > 256:
        raise Refused("command description length must not exceed 256")
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise Refused("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}
