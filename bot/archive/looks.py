"""The looks at the outbox that an audit takes, in Lua.

Works on: the keys of one realm, which all begin with the same root.
Comes in: the root, a time that counts for nothing, and where to look.
Goes out: scripts for the line. All but one only read.
Does not know: what fits and what does not.
"""

from __future__ import annotations

from bot.archive import steps
from bot.archive.line import Script

# ARGV: root, 0, keys of rows. Of each that is there: key, state, lane, chat, how often it stands in its queue, whether
# its piece is there, its following holds it and will release it; the end of its lease; doubts.
ROWS = Script(
    steps.ROOT
    + steps.ROWS
    + """
local out = {}
local function is(found) return found and found ~= 0 and 1 or 0 end
for i = 3, #ARGV do
  local key = ARGV[i]
  local state, lane, chat, following, piece, doubts =
    unpack(redis.call('HMGET', row(key), 'state', 'lane', 'chat', 'following', 'piece', 'doubts'))
  local places, kept, holding, release, lease = 0, 1, 1, 1, 0
  if state and waiting(state) then
    if lane and chat then
      places = #redis.call('LPOS', queue(lane, chat), key, 'COUNT', 2)
      local till, held = holder(chat)
      if held == key then lease = till end
    end
    kept = is(piece and redis.call('EXISTS', root .. 'piece:' .. piece))
  elseif state == 'held' then
    local id = string.match(following or '', '^%S+') or ''
    holding = is(redis.call('HEXISTS', root .. 'holding:' .. id, key))
    release = is(redis.call('ZSCORE', root .. 'releases', id))
  end
  if state then
    out[#out + 1] = {key, state, lane or '', chat or '', places, kept, holding, release, text(lease), doubts or '0'}
  end
end
return out
"""
)

# ARGV: root, 0, first place, last place, then (lane, chat)... Of each queue whether a courier looks there, and in those
# places: key, state, lane, chat of each row.
QUEUES = Script(
    steps.ROOT
    + steps.ROWS
    + """
local out = {}
for i = 5, #ARGV, 2 do
  local lane, chat, rows = ARGV[i], ARGV[i + 1], {}
  for _, key in ipairs(redis.call('LRANGE', queue(lane, chat), ARGV[3], ARGV[4])) do
    local held = redis.call('HMGET', row(key), 'state', 'lane', 'chat')
    rows[#rows + 1] = {key, held[1] or '', held[2] or '', held[3] or ''}
  end
  out[#out + 1] = {redis.call('ZSCORE', due(lane, chat), chat) and 1 or 0, rows}
end
return out
"""
)

# ARGV: root, 0, adapter, lane, first place, last place. How many chats stand in these places of the index, and those
# of them that have no queue.
DUE = Script(
    steps.ROOT
    + steps.ROWS
    + """
local chats, idle = redis.call('ZRANGE', root .. 'due:' .. ARGV[3] .. ':' .. ARGV[4], ARGV[5], ARGV[6]), {}
for _, chat in ipairs(chats) do
  if redis.call('EXISTS', queue(ARGV[4], chat)) == 0 then idle[#idle + 1] = chat end
end
return {#chats, idle}
"""
)

# ARGV: root, 0, ids of followings. The (id, key) of whatever they hold that is not held.
HOLDINGS = Script(
    steps.ROOT
    + steps.ROWS
    + """
local out = {}
for i = 3, #ARGV do
  for _, key in ipairs(redis.call('HKEYS', root .. 'holding:' .. ARGV[i])) do
    if redis.call('HGET', row(key), 'state') ~= 'held' then out[#out + 1] = {ARGV[i], key} end
  end
end
return out
"""
)

# ARGV: root, 0. The (chat, key) of leases for rows that do not wait.
LEASES = Script(
    steps.ROOT
    + steps.ROWS
    + """
local out = {}
for _, chat in ipairs(redis.call('HKEYS', root .. 'held')) do
  local _, key = holder(chat)
  local state = redis.call('HGET', row(key), 'state')
  if not state or not waiting(state) then out[#out + 1] = {chat, key} end
end
return out
"""
)

# ARGV: root, 0, then (state, what its counter lacks)... What a counter of rows that wait or are held has too many was
# given up when it vanished; all are then as many as were made.
RECOUNT = Script(
    steps.ROOT
    + steps.ROWS
    + """
for i = 3, #ARGV, 2 do
  count(ARGV[i], ARGV[i + 1])
  if tonumber(ARGV[i + 1]) < 0 then count('dead', -tonumber(ARGV[i + 1])) end
end
local made = 0
for _, number in ipairs(redis.call('HMGET', root .. 'counts', unpack(states))) do made = made + (number or 0) end
redis.call('HSET', root .. 'counts', 'made', text(made))
"""
)
