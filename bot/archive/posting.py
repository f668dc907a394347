"""What is kept of a piece beside the receipts of its messages, in the step that keeps those.

Works on: one piece as it was posted, and the keys of one realm.
Comes in: the piece, the messages it became.
Goes out: what the scripts of `steps` are told of it, and the part of theirs that keeps it.
Does not know: who asks for it again, what is put right.

A post is found by the stories it carries, and is asked by digests which sentences it says: a digest is of the words and
of one article that they cite, so that the same words of another source are another sentence. A piece of the outbox is
stored once for all its rows; a piece of a conversation, which may hold a question, stands in its own post and goes with
it. In what manner a row was said is kept beside it: what a chat was not shown is no sentence of its post. Sentences
that stand in no wording of a story are kept by story as well, for whoever asks what lost its support.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from bot.archive import codec, keys, pieces
from bot.news import (
    PLAIN,
    Alert,
    Answer,
    Brief,
    Correction,
    Coverage,
    Item,
    Manner,
    Piece,
    Posted,
    Sentence,
    abridged,
)

SIZE = 8
"""Bytes of a digest."""

# Of a slug's readers a member is the length of the post's key, a blank, the key, the chat.
POST = """
local function apart(blob)
  local parts, at = {}, 1
  while at <= #blob do
    local colon = string.find(blob, ':', at, true)
    local size = tonumber(string.sub(blob, at, colon - 1))
    parts[#parts + 1] = string.sub(blob, colon + 1, colon + size)
    at = colon + size + 1
  end
  return parts
end
local function listed(name, member, cap, life)
  redis.call('ZADD', name, 'NX', text(now), member)
  redis.call('ZREMRANGEBYSCORE', name, '-inf', text(now - life * 1000000))
  redis.call('ZREMRANGEBYRANK', name, 0, -1 - cap)
  redis.call('EXPIRE', name, life)
end
local function postname(key, chat) return root .. 'post:' .. #key .. ':' .. key .. ':' .. chat end
local function reader(key, chat) return #key .. ' ' .. key .. chat end
local function post(chat, key, piece, blob)
  if blob == '' then return end
  local parts = apart(blob)
  local own, said, messages = parts[1], parts[2], parts[3]
  local posts, readers, sentences, life = unpack(parts, 4, 7)
  local slugs = {unpack(parts, 9, 8 + parts[8])}
  posts, readers, sentences, life = tonumber(posts), tonumber(readers), tonumber(sentences), tonumber(life)
  local name = postname(key, chat)
  redis.call('HSETNX', name, 'at', text(now))
  local manner = redis.call('HGET', root .. 'delivery:' .. key, 'manner')
  if manner then redis.call('HSET', name, 'manner', manner) end
  redis.call('HSET', name, 'own', own, 'piece', own == '' and piece or '', 'said', said, 'messages', messages,
    'slugs', cmsgpack.pack(slugs))
  redis.call('EXPIRE', name, life)
  listed(root .. 'posts:' .. chat, key, posts, life)
  for _, slug in ipairs(slugs) do listed(root .. 'readers:' .. slug, reader(key, chat), readers, life) end
  local held = root .. 'piece:' .. piece
  if own == '' and redis.call('TTL', held) < life then redis.call('EXPIRE', held, life) end
  for i = 9 + #slugs, #parts, 3 do
    local by = root .. 'said:' .. parts[i]
    if redis.call('HLEN', by) < sentences then redis.call('HSET', by, parts[i + 1], parts[i + 2]) end
    redis.call('EXPIRE', by, life)
  end
end
"""

LIMITS = (keys.POSTS_CAP, keys.READERS_CAP, keys.SAID_CAP, keys.POST_SECONDS)


def blob(
    piece: Piece | None, messages: Sequence[Posted], *, own: bool, manner: Manner = PLAIN, revised: bool = False
) -> bytes:
    """What `post` in a script is told; empty where nothing of a piece could ever be taken back. `own`: stored apart.

    One that was `revised` is kept though nothing is left of it: it says what was taken back.
    """
    slugs = dict.fromkeys(slug for posted in messages for slug in posted.slugs)
    if piece is None or not (revised or sentences(piece)) or not slugs or _fictional(piece):
        return b""
    shown = abridged(piece, manner)
    said = b"".join(dict.fromkeys(digests(sentences(shown))))
    spoken = {(slug, digest(s.text, "")): codec.pack(s) for slug, some in _unworded(shown) for s in some if slug}
    told = [part for (slug, mark), record in spoken.items() for part in (codec.plain(slug), mark, record)]
    parts = [pieces.pack(piece) if own else b"", said, codec.pack(messages), *(b"%d" % most for most in LIMITS)]
    parts += [b"%d" % len(slugs), *(codec.plain(slug) for slug in slugs), *told]
    return b"".join(b"%d:%b" % (len(part), part) for part in parts)


def digest(text: str, article: str) -> bytes:
    """What a sentence is known by as far as it rests on one article."""
    return blake2b(codec.plain(f"{article}\n{text}"), digest_size=SIZE).digest()


def digests(some: Iterable[Sentence]) -> Iterator[bytes]:
    """Of each sentence, one for each article it cites."""
    return (digest(s.text, article) for s in some for article in {cite.article: 0 for cite in s.cites})


def sentences(piece: Piece) -> tuple[Sentence, ...]:
    """Everything a piece claims, wherever it stands in it. An item on its own shows reasons and claims nothing."""
    match piece:
        case Alert():
            return _of(piece.item)
        case Brief():
            return tuple(s for item in piece.items for s in _of(item))
        case Answer():
            return (*piece.sentences, *(s for one in piece.corrections for s in one.now))
        case Correction():
            return piece.now
        case Coverage():
            return (*_of(piece.item), *_life(piece))
    return ()


def _of(item: Item) -> tuple[Sentence, ...]:
    return (*item.sentences, *item.changed, *(s for one in item.corrections for s in one.now))


def _life(coverage: Coverage) -> tuple[Sentence, ...]:
    told = (development.sentence for development in coverage.timeline)
    claims = (claim.sentence for dispute in coverage.disputes for claim in dispute.claims)
    return (*filter(None, told), *claims)


def _unworded(piece: Piece) -> list[tuple[str, tuple[Sentence, ...]]]:
    """By story, what a piece says beyond the story's wording."""
    match piece:
        case Alert():
            return [_beyond(piece.item)]
        case Brief():
            return [_beyond(item) for item in piece.items]
        case Coverage():
            return [_beyond(piece.item), (piece.item.slug, _life(piece))]
        case Answer() | Correction():
            return [(piece.slug, sentences(piece))]
    return []


def _beyond(item: Item) -> tuple[str, tuple[Sentence, ...]]:
    return item.slug, (*item.changed, *(s for one in item.corrections for s in one.now))


def _fictional(piece: Piece) -> bool:
    return piece.item.fictional if isinstance(piece, Alert) else getattr(piece, "fictional", False)
