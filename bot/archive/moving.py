"""A chat that has another address now.

Works on: everything kept of a chat.
Comes in: the old address and the new.
Goes out: nothing; what was kept of the one is kept of the other, and a second time changes nothing.
Does not know: why the chat moved.
"""

from __future__ import annotations

from bot.archive import codec, keys, steps
from bot.archive.ledger import literal
from bot.archive.line import Line, Script
from bot.archive.posting import POST
from bot.news import Chat

LIVES = (keys.RECEIPT_SECONDS, keys.ROW_SECONDS, keys.POST_SECONDS)

# ARGV: root, now (unused), chat, its new address, the place it was, the place it is, seconds of receipts, of
# rows and of posts. Where both addresses have something of one name the new one's stays, and of two revisions the
# later.
_MOVE = Script(
    steps.ROOT
    + POST
    + steps.ROWS
    + """
local chat, to = ARGV[3], ARGV[4]
local function merge(name, visit)
  local old, new = root .. name .. ':' .. chat, root .. name .. ':' .. to
  local all = redis.call('HGETALL', old)
  for i = 1, #all, 2 do
    local fresh = redis.call('HSETNX', new, all[i], all[i + 1]) == 1
    if visit then visit(new, all[i], all[i + 1], fresh) end
  end
  redis.call('DEL', old)
  return #all > 0
end
local function forget(id, kind, topic)
  redis.call('HDEL', root .. 'followings', id)
  redis.call('ZREM', root .. 'slots', id)
  local name = root .. 'topics:' .. kind
  if topic and topic ~= '' and redis.call('HINCRBY', name, topic, -1) <= 0 then redis.call('HDEL', name, topic) end
end
merge('following', function(_, field, held, fresh)
  local read, wish = pcall(cmsgpack.unpack, string.sub(held, (string.find(held, '\\n', 1, true) or 0) + 1))
  if read and fresh then redis.call('HSET', root .. 'followings', wish[1], field .. ' ' .. to) end
  local kind = string.match(field, '^[^:]*')
  if read and not fresh then forget(wish[1], kind, wish[5]) end
  redis.call('ZREM', root .. 'followers:' .. kind, chat)
  redis.call('ZADD', root .. 'followers:' .. kind, 0, to)
end)
if merge('receipts') then redis.call('EXPIRE', root .. 'receipts:' .. to, ARGV[7]) end
local posts = redis.call('ZRANGE', root .. 'posts:' .. chat, 0, -1, 'WITHSCORES')
for i = 1, #posts, 2 do
  local key, at = posts[i], posts[i + 1]
  local old, new = postname(key, chat), postname(key, to)
  local slugs = redis.call('HGET', old, 'slugs')
  for _, slug in ipairs(slugs and cmsgpack.unpack(slugs) or {}) do
    redis.call('ZREM', root .. 'readers:' .. slug, reader(key, chat))
    redis.call('ZADD', root .. 'readers:' .. slug, at, reader(key, to))
  end
  if slugs and redis.call('RENAMENX', old, new) == 0 then redis.call('DEL', old) end
  redis.call('ZADD', root .. 'posts:' .. to, at, key)
end
if #posts > 0 then
  redis.call('EXPIRE', root .. 'posts:' .. to, ARGV[9])
  redis.call('DEL', root .. 'posts:' .. chat)
end
local seen = merge('seen', function(new, slug, mark, fresh)
  local other = redis.call('HGET', new, slug)
  if tonumber(string.match(mark, '^%d+')) > tonumber(string.match(other, '^%d+')) then
    redis.call('HSET', new, slug, mark)
  end
end)
if seen then redis.call('EXPIRE', root .. 'seen:' .. to, ARGV[7]) end
local recent = {root .. 'recent:' .. chat, root .. 'recent:' .. to}
if redis.call('EXISTS', recent[1]) == 1 then
  redis.call('ZUNIONSTORE', recent[2], 2, recent[2], recent[1], 'AGGREGATE', 'MAX')
  redis.call('EXPIRE', recent[2], 3600)
  redis.call('DEL', recent[1])
end
if merge('withheld') then redis.call('EXPIRE', root .. 'withheld:' .. to, ARGV[8]) end
if merge('guest') then
  redis.call('SREM', root .. 'guests', chat)
  redis.call('SADD', root .. 'guests', to)
end
local door = redis.call('HGET', root .. 'doors', ARGV[5])
if door then
  redis.call('HSETNX', root .. 'doors', ARGV[6], door)
  redis.call('HDEL', root .. 'doors', ARGV[5])
end
for _, lane in ipairs(lanes) do
  local old, new = queue(lane, chat), queue(lane, to)
  local ttl, rows = math.max(redis.call('TTL', old), redis.call('TTL', new)), redis.call('LRANGE', old, 0, -1)
  for i = #rows, 1, -1 do
    redis.call('HSET', row(rows[i]), 'chat', to)
    redis.call('LPUSH', new, rows[i])
  end
  redis.call('DEL', old)
  if #rows > 0 then redis.call('EXPIRE', new, ttl) end
end
local till, key = holder(chat)
if key ~= '' then
  redis.call('HDEL', root .. 'held', chat)
  local _, other = holder(to)
  if other == '' then hold(to, till, key)
  elseif redis.call('HGET', row(key), 'state') == 'sending' then become(key, 'sending', 'pending') end
end
line_up(chat)
line_up(to)
"""
)


_RENAME = Script("if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('RENAMENX', KEYS[1], KEYS[2]) end")


async def move(line: Line, realm: keys.Keys, chat: Chat, to: Chat) -> None:
    """Followings, receipts, posts, seen-marks, rows of the outbox, own sources and doors in one step; then the rest.

    The rest, conversations and the articles of own sources, is renamed key by key. A chat does not move to itself.
    """
    if chat == to:
        return
    old, new = codec.plain(str(chat)).decode(), codec.plain(str(to)).decode()
    places = [f"{one.adapter}:{one.room}".encode("utf-8", "replace") for one in (chat, to)]
    await line.run(_MOVE, [], [realm.root, 0, old, new, *places, *LIVES])
    await _rename(line, realm.floor(old), realm.floor(new))
    for prefix, other in ((realm.talk(old, ""), realm.talk(new, "")), _own(chat, to)):
        for name in await line.scan(literal(prefix) + "*"):
            await _rename(line, name, other + name[len(prefix) :])


def _own(chat: Chat, to: Chat) -> tuple[str, str]:
    return keys.Keys(keys.own(chat)).root, keys.Keys(keys.own(to)).root


async def _rename(line: Line, old: str, new: str) -> None:
    """Unless there is nothing, or there is something of the new name already."""
    await line.run(_RENAME, [old, new])
