"""The atomic steps that followings go through, in Lua.

Works on: the keys of one realm, which all begin with the same root.
Comes in: the root, and what a step needs.
Goes out: scripts for the line.
Does not know: what a following asks for beyond its kind and topic.

A chat's followings are a hash by kind and topic, so that no two are alike. A record is how it stands ("reason since
tried" in microseconds, empty while it does not rest), a line feed, and what was asked for, a MessagePack array whose
first part is the id. Three indexes go with them: where an id is, the chats by kind, and how many follow a topic. When a
following is next due stands in `slots`; what is held back for it in `holding:<id>`, until the time in `releases`.
"""

from __future__ import annotations

from bot.archive.line import Script

# ARGV: root.
SUBSCRIBED = """
local root = ARGV[1]
local function drawer(chat) return root .. 'following:' .. chat end
local function kind_of(field) return string.match(field, '^[^:]*') end
local function read(held)
  local cut = string.find(held, '\\n', 1, true) or 0
  local record = string.sub(held, cut + 1)
  local able, wish = pcall(cmsgpack.unpack, record)
  return string.sub(held, 1, math.max(0, cut - 1)), record, able and type(wish) == 'table' and wish or nil
end
local function counted(field, wish, by)
  local topic = wish and wish[5]
  if type(topic) ~= 'string' or topic == '' then return end
  local name = root .. 'topics:' .. kind_of(field)
  if redis.call('HINCRBY', name, topic, by) <= 0 then redis.call('HDEL', name, topic) end
end
local function others(ids, gone)
  local left = {}
  for id in string.gmatch(ids or '', '%S+') do
    if id ~= gone and redis.call('HEXISTS', root .. 'followings', id) == 1 then left[#left + 1] = id end
  end
  return left
end
local function pass_on(row, key, slug, at, ids)
  local name = root .. 'holding:' .. ids[1]
  redis.call('HSET', row, 'following', table.concat(ids, ' '))
  redis.call('HSET', name, key, slug)
  redis.call('EXPIRE', name, math.max(redis.call('TTL', name), redis.call('TTL', row)))
  redis.call('ZADD', root .. 'releases', 'LT', at, ids[1])
end
local function forget(id)
  local name, at = root .. 'holding:' .. id, redis.call('ZSCORE', root .. 'releases', id)
  redis.call('HDEL', root .. 'followings', id)
  redis.call('ZREM', root .. 'slots', id)
  redis.call('ZREM', root .. 'releases', id)
  local all = redis.call('HGETALL', name)
  for i = 1, #all, 2 do
    local row = root .. 'delivery:' .. all[i]
    local state, following, till = unpack(redis.call('HMGET', row, 'state', 'following', 'till'))
    local left = others(following, id)
    if state == 'held' and #left > 0 then
      pass_on(row, all[i], all[i + 1], at or till or '0', left)
    elseif state == 'held' then
      redis.call('HSET', row, 'state', 'dead', 'reason', 'no longer followed')
      redis.call('HINCRBY', root .. 'counts', 'held', -1)
      redis.call('HINCRBY', root .. 'counts', 'dead', 1)
    end
  end
  redis.call('DEL', name)
end
local function drop(chat, field, held)
  local _, _, wish = read(held)
  if redis.call('HDEL', drawer(chat), field) == 0 then return end
  if wish then forget(wish[1]) end
  counted(field, wish, -1)
  for _, other in ipairs(redis.call('HKEYS', drawer(chat))) do
    if kind_of(other) == kind_of(field) then return end
  end
  redis.call('ZREM', root .. 'followers:' .. kind_of(field), chat)
end
local function place_of(id)
  local place = redis.call('HGET', root .. 'followings', id)
  if not place then return nil end
  return string.match(place, '^(%S+) (.*)$')
end
local function each(chat, visit)
  local all, out = redis.call('HGETALL', drawer(chat)), {}
  for i = 1, #all, 2 do
    local was, record, wish = read(all[i + 1])
    local state = visit(was, wish)
    if state then
      redis.call('HSET', drawer(chat), all[i], state .. '\\n' .. record)
      out[#out + 1] = state .. '\\n' .. record
    end
  end
  return out
end
"""

# ARGV: root, most of a chat, most in all, field, record, id, chat, when it is due or empty.
# 1 kept, 2 kept before under this id, 0 another like it, -1 the chat has too many, -2 too many in all.
ADD = Script(
    SUBSCRIBED
    + """
local field, record, id, chat = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local place = field .. ' ' .. chat
if redis.call('HGET', root .. 'followings', id) == place then return 2 end
if redis.call('HEXISTS', drawer(chat), field) == 1 then return 0 end
if redis.call('HLEN', drawer(chat)) >= tonumber(ARGV[2]) then return -1 end
if redis.call('HLEN', root .. 'followings') >= tonumber(ARGV[3]) then return -2 end
redis.call('HSET', drawer(chat), field, record)
redis.call('HSET', root .. 'followings', id, place)
redis.call('ZADD', root .. 'followers:' .. kind_of(field), 0, chat)
local _, _, wish = read(record)
counted(field, wish, 1)
if ARGV[8] ~= '' then redis.call('ZADD', root .. 'slots', ARGV[8], id) end
return 1
"""
)

# ARGV: root, id, field, what is asked for, when it is due or empty. Its kind and id stay; how it stands too.
# 1 changed, 0 another like it, -1 there is none.
CHANGE = Script(
    SUBSCRIBED
    + """
local id, field, record = ARGV[2], ARGV[3], ARGV[4]
local before, chat = place_of(id)
local held = before and redis.call('HGET', drawer(chat), before)
if not held then return -1 end
if field ~= before and redis.call('HEXISTS', drawer(chat), field) == 1 then return 0 end
local state, _, wish = read(held)
counted(before, wish, -1)
redis.call('HDEL', drawer(chat), before)
redis.call('HSET', drawer(chat), field, state .. '\\n' .. record)
redis.call('HSET', root .. 'followings', id, field .. ' ' .. chat)
local _, _, now = read('\\n' .. record)
counted(field, now, 1)
redis.call('ZREM', root .. 'slots', id)
if ARGV[5] ~= '' then redis.call('ZADD', root .. 'slots', ARGV[5], id) end
return 1
"""
)

# ARGV: root, id. The chat and record of a following.
FIND = Script(
    SUBSCRIBED
    + """
local field, chat = place_of(ARGV[2])
local held = field and redis.call('HGET', drawer(chat), field)
return held and {chat, held} or nil
"""
)

# ARGV: root, id.
REMOVE = Script(
    SUBSCRIBED
    + """
local field, chat = place_of(ARGV[2])
if not field then return 0 end
drop(chat, field, redis.call('HGET', drawer(chat), field) or '')
forget(ARGV[2])
return 1
"""
)

# ARGV: root, chat, reason, time. Those that did not rest before; the others keep since when they do. What somebody let
# rest on purpose goes on resting for that.
PAUSE = Script(
    SUBSCRIBED
    + """
local fresh = {}
local changed = each(ARGV[2], function(was)
  if string.match(was, '^asked ') then return nil end
  local since, tried = string.match(was, '^%l+ (%d+) (%d*)$')
  fresh[#fresh + 1] = since and 0 or 1
  return ARGV[3] .. ' ' .. (since or ARGV[4]) .. ' ' .. (tried or '')
end)
local new = {}
for i, record in ipairs(changed) do
  if fresh[i] == 1 then new[#new + 1] = record end
end
return new
"""
)

# ARGV: root, chat, time.
TRIED = Script(
    SUBSCRIBED
    + """
return #each(ARGV[2], function(was)
  local rest = string.match(was, '^(%l+ %d+ )')
  if rest then return rest .. ARGV[3] end
end)
"""
)

# ARGV: root, chat. Those that did not rest because somebody asked for it.
RESUME = Script(
    SUBSCRIBED
    + """
return each(ARGV[2], function(was) if was ~= '' and not string.match(was, '^asked ') then return '' end end)
"""
)

# ARGV: root, id, the state it is to have, empty for none. Whether it stood otherwise.
STAND = Script(
    SUBSCRIBED
    + """
local field, chat = place_of(ARGV[2])
if not field then return 0 end
return #each(chat, function(was, wish)
  local rests = was ~= ''
  if wish and wish[1] == ARGV[2] and rests ~= (ARGV[3] ~= '') then return ARGV[3] end
end)
"""
)

# ARGV: root, chat, time or empty. Those that rest since before it, unless somebody asked for that; all without one.
DROP = Script(
    SUBSCRIBED
    + """
local all, gone = redis.call('HGETALL', drawer(ARGV[2])), {}
for i = 1, #all, 2 do
  local reason, since = string.match(all[i + 1], '^(%l+) (%d+) ')
  if ARGV[3] == '' or (since and reason ~= 'asked' and tonumber(since) < tonumber(ARGV[3])) then
    drop(ARGV[2], all[i], all[i + 1])
    gone[#gone + 1] = all[i + 1]
  end
end
return gone
"""
)

# ARGV: root, the chat before, most, kind.
PAGE = Script(
    SUBSCRIBED
    + """
local chats = redis.call('ZRANGEBYLEX', root .. 'followers:' .. ARGV[4], ARGV[2], '+', 'LIMIT', 0, ARGV[3])
local out = {}
for _, chat in ipairs(chats) do
  local all = redis.call('HGETALL', drawer(chat))
  for i = 1, #all, 2 do
    if kind_of(all[i]) == ARGV[4] then
      out[#out + 1] = chat
      out[#out + 1] = all[i + 1]
    end
  end
end
return {chats[#chats] or '', out}
"""
)

# ARGV: root, name of the index (slots or releases), time, most. Ids, chats and records of what is due, the longest due
# first; what nobody follows any more leaves the index.
DUE = Script(
    SUBSCRIBED
    + """
local index, out = root .. ARGV[2], {}
local all = redis.call('ZRANGEBYSCORE', index, '-inf', ARGV[3], 'WITHSCORES', 'LIMIT', 0, ARGV[4])
for i = 1, #all, 2 do
  local field, chat = place_of(all[i])
  local held = field and redis.call('HGET', drawer(chat), field)
  if held then
    for _, part in ipairs({all[i + 1], chat, held}) do out[#out + 1] = part end
  else
    forget(all[i])
  end
end
return out
"""
)

# ARGV: root, id, when it was due, when it is due next. Changes nothing where another has moved it on.
MOVED_ON = Script(
    SUBSCRIBED
    + """
if tonumber(redis.call('ZSCORE', root .. 'slots', ARGV[2]) or -1) ~= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', root .. 'slots', ARGV[4], ARGV[2])
return 1
"""
)
