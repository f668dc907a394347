"""The atomic steps that rows of the outbox, receipts and seen-marks go through, in Lua.

Works on: the keys of one realm, which all begin with the same root.
Comes in: the root, the time, and what a step needs.
Goes out: scripts for the line.
Does not know: what a row says, who sends it.

    put ──▶ pending ──claim──▶ sending ──▶ sent | dead | ambiguous       row:            delivery:<key>, a hash
     │        │  ▲                │                                       chat and lane:  queue:..., a list of rows
     │        │  └─────later──────┘                                       lane:           due:..., chats by time
     │        └──▶ expired                                                following:      holding:<id>, its rows
     └──▶ held ──▶ merged (another row says it) | dead                    chat:           recent:..., the hour's rows

A chat's place in `due` is when the head of its queue is due, or when the lease on the chat ends, whichever is later: so
a claim looks at one entry, however many chats wait. The lease on a chat is an entry of `held`: its end in the caller's
time, and the row it is for. Every step bears being sent twice (a claim sent twice takes two rows; the one whose reply
was lost is claimed again when its lease ends). Times are whole microseconds, which a double holds exactly.
"""

from __future__ import annotations

from bot.archive.line import Script
from bot.archive.posting import POST

# ARGV: root, now.
ROOT = """
local root, now = ARGV[1], tonumber(ARGV[2])
local function text(number) return string.format('%.0f', number) end
"""

# What a chat was told: "revision time key" by slug; `key` names the row that told it, empty where the chat asked.
_SEEN = """
local function told(chat, slug, revision, key, cap, slack, life)
  local name = root .. 'seen:' .. chat
  local was = redis.call('HGET', name, slug)
  local known = was and tonumber(string.match(was, '^%d+') or 0) or -1
  if known > tonumber(revision) or (known == tonumber(revision) and key ~= '') then return nil end
  local mark = revision .. ' ' .. text(now) .. ' ' .. key
  redis.call('HSET', name, slug, mark)
  redis.call('EXPIRE', name, life)
  if redis.call('HLEN', name) > cap + slack then
    local all, times = redis.call('HGETALL', name), {}
    for i = 1, #all, 2 do
      times[#times + 1] = {tonumber(string.match(all[i + 1], '^%d+ (%d+)') or 0), all[i]}
    end
    table.sort(times, function(a, b) return a[1] < b[1] end)
    for i = 1, #times - cap do redis.call('HDEL', name, times[i][2]) end
  end
  return {mark, was or ''}
end
local function untold(chat, slug, mark, was)
  local name = root .. 'seen:' .. chat
  if redis.call('HGET', name, slug) ~= mark then return end
  if was == '' then redis.call('HDEL', name, slug) else redis.call('HSET', name, slug, was) end
end
"""

# The newest receipt is under the empty message. Messages are numbers that grow, beyond what a double holds.
_RECEIPTS = """
local function receipt(chat, newest, cap, slack, life, first)
  local name = root .. 'receipts:' .. chat
  if newest ~= '' then redis.call('HSET', name, '', newest) end
  for i = first, #ARGV, 2 do redis.call('HSET', name, ARGV[i], ARGV[i + 1]) end
  redis.call('EXPIRE', name, life)
  if redis.call('HLEN', name) <= cap + slack then return end
  local all = redis.call('HKEYS', name)
  table.sort(all, function(a, b) return #a < #b or (#a == #b and a < b) end)
  local first = all[1] == '' and 2 or 1
  for i = first, #all - cap do redis.call('HDEL', name, all[i]) end
end
"""

ROWS = """
local lanes = {'conversation', 'breaking', 'correction', 'brief', 'notice'}
local states = {'pending', 'sending', 'sent', 'ambiguous', 'expired', 'dead', 'held', 'merged'}
local function row(key) return root .. 'delivery:' .. key end
local function queue(lane, chat) return root .. 'queue:' .. lane .. ':' .. chat end
local function due(lane, chat) return root .. 'due:' .. string.match(chat, '^[^:]*') .. ':' .. lane end
local function count(state, by) redis.call('HINCRBY', root .. 'counts', state, by) end
local function holder(chat)
  local held = redis.call('HGET', root .. 'held', chat)
  if not held then return 0, '' end
  local till, key = string.match(held, '^(%d+) (.*)$')
  return tonumber(till), key
end
local function hold(chat, till, key) redis.call('HSET', root .. 'held', chat, text(till) .. ' ' .. key) end
local function release(chat, key)
  local _, held = holder(chat)
  if held == key then redis.call('HDEL', root .. 'held', chat) end
end
local function line_up(chat)
  local till = holder(chat)
  for _, lane in ipairs(lanes) do
    local head = redis.call('LINDEX', queue(lane, chat), 0)
    if head then
      local at = tonumber(redis.call('HGET', row(head), 'due') or 0)
      redis.call('ZADD', due(lane, chat), text(math.max(at, till)), chat)
    else
      redis.call('ZREM', due(lane, chat), chat)
    end
  end
end
local function waiting(state) return state == 'pending' or state == 'sending' end
local function become(key, was, state)
  if was == state then return end
  redis.call('HSET', row(key), 'state', state)
  count(was, -1)
  count(state, 1)
end
"""

_SETTLING = """
local function settle(key, chat, lane, state, reason, life)
  local was, parts, marks = unpack(redis.call('HMGET', row(key), 'state', 'parts', 'marks'))
  become(key, was, state)
  if (state == 'dead' or state == 'expired') and tonumber(parts or 0) == 0 and marks then
    local each = cmsgpack.unpack(marks)
    for i = 1, #each, 3 do untold(chat, each[i], each[i + 1], each[i + 2]) end
  end
  redis.call('LREM', queue(lane, chat), 1, key)
  release(chat, key)
  redis.call('HDEL', row(key), 'marks', 'due', 'lease')
  if state == 'sent' then redis.call('HDEL', row(key), 'piece', 'done', 'made', 'expires', 'manner') end
  redis.call('HSET', row(key), 'settled', text(now), 'reason', reason)
  redis.call('EXPIRE', row(key), life)
  line_up(chat)
end
"""

# What rows are made of, from ARGV[a] on: key, chat, lane, following, made, expires, piece, manner (empty: the plain
# one), held until (0: not held), why, most an hour of a chat (0: any number), how many stories, (slug, revision) for
# each. A chat that had its fill of the hour has the row held until the oldest of them is an hour old.
_PLACING = """
local HOUR = 3600000000
local function filled(chat, key, most)
  local name = root .. 'recent:' .. chat
  redis.call('ZREMRANGEBYSCORE', name, '-inf', text(now - HOUR))
  if redis.call('ZCARD', name) >= most then
    return tonumber(redis.call('ZRANGE', name, 0, 0, 'WITHSCORES')[2]) + HOUR
  end
  redis.call('ZADD', name, text(now), key)
  redis.call('EXPIRE', name, 3600)
end
local function withhold(key, chat, lane, following, slug, till, reason, life)
  local id = string.match(following, '^%S+') or ''
  redis.call('HSET', row(key), 'state', 'held', 'chat', chat, 'lane', lane, 'following', following, 'about', slug,
    'made', text(now), 'till', text(till), 'reason', reason)
  redis.call('EXPIRE', row(key), life)
  redis.call('HSET', root .. 'holding:' .. id, key, slug)
  redis.call('EXPIRE', root .. 'holding:' .. id, life)
  redis.call('ZADD', root .. 'releases', 'LT', text(till), id)
end
local function line_last(key, chat, lane, a, life, marks)
  local ttl = life + math.max(0, math.ceil((tonumber(ARGV[a + 5]) - now) / 1000000))
  redis.call('HSET', row(key), 'state', 'pending', 'chat', chat, 'lane', lane, 'following', ARGV[a + 3],
    'made', ARGV[a + 4], 'expires', ARGV[a + 5], 'piece', ARGV[a + 6], 'due', text(now))
  if ARGV[a + 7] ~= '' then redis.call('HSET', row(key), 'manner', ARGV[a + 7]) end
  if #marks > 0 then redis.call('HSET', row(key), 'marks', cmsgpack.pack(marks)) end
  redis.call('EXPIRE', row(key), ttl)
  local length = redis.call('RPUSH', queue(lane, chat), key)
  if redis.call('TTL', queue(lane, chat)) < ttl then redis.call('EXPIRE', queue(lane, chat), ttl) end
  if length == 1 then redis.call('ZADD', due(lane, chat), text(math.max(now, (holder(chat)))), chat) end
  return ttl
end
local function place(a, life, cap, slack, kept)
  local key, chat, lane = ARGV[a], ARGV[a + 1], ARGV[a + 2]
  local till, reason, most, last = tonumber(ARGV[a + 8]), ARGV[a + 9], tonumber(ARGV[a + 10]), a + 10 + 2 * ARGV[a + 11]
  if till == 0 and most > 0 then
    till = filled(chat, key, most) or 0
    reason = till > 0 and 'cap' or reason
  end
  if till > 0 then
    withhold(key, chat, lane, ARGV[a + 3], ARGV[a + 12] or '', till, reason, life)
    return 'held'
  end
  local marks = {}
  for i = a + 12, last, 2 do
    local mark = told(chat, ARGV[i], ARGV[i + 1], key, cap, slack, kept)
    if mark then
      marks[#marks + 1] = ARGV[i]
      marks[#marks + 1] = mark[1]
      marks[#marks + 1] = mark[2]
    end
  end
  return 'pending', line_last(key, chat, lane, a, life, marks)
end
local function put(a, life, cap, slack, kept, records)
  local fresh, new, longest = 0, {pending = 0, held = 0}, {}
  while a <= #ARGV do
    if redis.call('EXISTS', row(ARGV[a])) == 0 then
      local state, ttl = place(a, life, cap, slack, kept)
      new[state] = new[state] + 1
      if ttl then longest[ARGV[a + 6]] = math.max(longest[ARGV[a + 6]] or 0, ttl) end
    end
    a = a + 12 + 2 * ARGV[a + 11]
  end
  for piece, ttl in pairs(longest) do
    local name = root .. 'piece:' .. piece
    local left = redis.call('TTL', name)
    if left < 0 then redis.call('SET', name, records[piece], 'EX', ttl)
    elseif left < ttl then redis.call('EXPIRE', name, ttl) end
  end
  if redis.call('HEXISTS', root .. 'counts', 'made') == 0 then
    local before = 0
    for _, state in ipairs(redis.call('HMGET', root .. 'counts', unpack(states))) do before = before + (state or 0) end
    count('made', before)
  end
  for state, number in pairs(new) do
    if number > 0 then count(state, number) end
  end
  count('made', new.pending + new.held)
  return new.pending
end
local function packed(a, number)
  local records = {}
  for i = a, a + 2 * number - 1, 2 do records[ARGV[i]] = ARGV[i + 1] end
  return records, a + 2 * number
end
"""

# ARGV: root, now, seconds a row is remembered, rows that may wait, cap and slack and seconds of seen-marks, number of
# pieces, (name, record) for each, then the rows. How many were new and wait; -1 when too many do.
PUT = Script(
    ROOT
    + _SEEN
    + ROWS
    + _PLACING
    + """
local held = redis.call('HMGET', root .. 'counts', 'pending', 'sending')
if tonumber(held[1] or 0) + tonumber(held[2] or 0) >= tonumber(ARGV[4]) then return -1 end
local records, first = packed(9, tonumber(ARGV[8]))
return put(first, tonumber(ARGV[3]), tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7], records)
"""
)

# ARGV: root, now, seconds a row is remembered, cap and slack and seconds of seen-marks, the following, what its held
# rows become, why, how many they are, their keys, number of pieces, (name, record) for each, then the row that says
# them (or none). Held rows that came since stay, and are due at once. Nothing happens where some are held no longer:
# another has told them, and what is left has to be looked at anew.
RELEASE = Script(
    ROOT
    + _SEEN
    + ROWS
    + _PLACING
    + """
local id, number = ARGV[7], tonumber(ARGV[10])
local name = root .. 'holding:' .. id
for i = 11, 10 + number do
  if redis.call('HEXISTS', name, ARGV[i]) == 0 then return 0 end
end
for i = 11, 10 + number do
  if redis.call('HDEL', name, ARGV[i]) == 1 and redis.call('HGET', row(ARGV[i]), 'state') == 'held' then
    become(ARGV[i], 'held', ARGV[8])
    redis.call('HSET', row(ARGV[i]), 'settled', text(now), 'reason', ARGV[9])
  end
end
if redis.call('EXISTS', name) == 0 then redis.call('ZREM', root .. 'releases', id)
else redis.call('ZADD', root .. 'releases', text(now), id) end
local records, first = packed(12 + number, tonumber(ARGV[11 + number]))
return put(first, tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6], records)
"""
)

# ARGV: root, now, key, when it expires, seconds a row is remembered. A row that was given up waits again, from the part
# it had reached. One that waits or is held stays as it is, but for its place where it has none: 2 when it had none.
REQUEUE = Script(
    ROOT
    + ROWS
    + """
local key = ARGV[3]
local state, chat, lane, piece = unpack(redis.call('HMGET', row(key), 'state', 'chat', 'lane', 'piece'))
if not state or not chat or not lane then return -1 end
if waiting(state) then
  local missing = not redis.call('LPOS', queue(lane, chat), key)
  if missing then
    redis.call('RPUSH', queue(lane, chat), key)
    redis.call('EXPIRE', queue(lane, chat), math.max(redis.call('TTL', queue(lane, chat)), redis.call('TTL', row(key))))
  end
  missing = missing or not redis.call('ZSCORE', due(lane, chat), chat)
  line_up(chat)
  return missing and 2 or 0
elseif state == 'held' then
  local following, slug, till = unpack(redis.call('HMGET', row(key), 'following', 'about', 'till'))
  local id = string.match(following or '', '^%S+') or ''
  local missing = redis.call('HSETNX', root .. 'holding:' .. id, key, slug or '')
  redis.call('EXPIRE', root .. 'holding:' .. id, ARGV[5])
  return redis.call('ZADD', root .. 'releases', 'NX', till or text(now), id) + missing > 0 and 2 or 0
end
if state ~= 'dead' and state ~= 'expired' and state ~= 'ambiguous' then return 0 end
if not piece or redis.call('EXISTS', root .. 'piece:' .. piece) == 0 then return -2 end
become(key, state, 'pending')
redis.call('HDEL', row(key), 'settled', 'departed', 'doubts', 'tried')
redis.call('HSET', row(key), 'due', text(now), 'made', text(now), 'expires', ARGV[4], 'tries', 0, 'reason', 'put again')
redis.call('RPUSH', queue(lane, chat), key)
local ttl = ARGV[5] + math.max(0, math.ceil((tonumber(ARGV[4]) - now) / 1000000))
redis.call('EXPIRE', row(key), ttl)
if redis.call('TTL', root .. 'piece:' .. piece) < ttl then redis.call('EXPIRE', root .. 'piece:' .. piece, ttl) end
if redis.call('TTL', queue(lane, chat)) < ttl then redis.call('EXPIRE', queue(lane, chat), ttl) end
line_up(chat)
return 1
"""
)

# Whether somebody still waits for a row: one of its followings is there, and does not rest since the row was made.
_WANTED = """
local function wanted(followings, made)
  if not followings or followings == '' then return true end
  for id in string.gmatch(followings, '%S+') do
    local field, chat = string.match(redis.call('HGET', root .. 'followings', id) or '', '^(%S+) (.*)$')
    local held = field and redis.call('HGET', root .. 'following:' .. chat, field)
    local since = held and string.match(held, '^%l+ (%d+) ')
    if held and (not since or tonumber(since) < (tonumber(made) or 0)) then return true end
  end
  return false
end
"""

# ARGV: root, now, adapter, length of the lease, seconds a row is remembered, rows settled at most. The row as
# claimed; 1 when that many were settled on the way, nothing when none is due. What nobody waits for any more is dead.
# Lanes come in their order, but of every 20 claims one begins with each lower lane, so that none is starved.
CLAIM = Script(
    ROOT
    + _SEEN
    + ROWS
    + _SETTLING
    + _WANTED
    + """
local lease, passed, UNSENT = tonumber(ARGV[4]), 0, 6000000 -- until a part leaves: the reply to a claim may be lost
local function claim(lane, chat)
  local key = redis.call('LINDEX', queue(lane, chat), 0)
  local till = holder(chat)
  if not key or till > now then line_up(chat) return nil end
  local state, expires, departed, following, made =
    unpack(redis.call('HMGET', row(key), 'state', 'expires', 'departed', 'following', 'made'))
  if not waiting(state) then
    if not state then
      count('pending', -1)
      count('dead', 1)
    end
    redis.call('LREM', queue(lane, chat), 1, key)
    line_up(chat)
    return nil
  end
  local late = (tonumber(expires) or 0) <= now
  if late or not wanted(following, made) then
    local ended, reason = late and 'expired' or 'dead', late and 'expired' or 'no longer followed'
    settle(key, chat, lane, departed and 'ambiguous' or ended, reason, ARGV[5])
    return nil
  end
  become(key, state, 'sending')
  redis.call('HINCRBY', row(key), 'attempt', 1)
  redis.call('HSET', row(key), 'lease', ARGV[4])
  hold(chat, now + math.min(lease, UNSENT), key)
  line_up(chat)
  return {key, redis.call('HGETALL', row(key))}
end
local turn = tonumber(redis.call('HGET', root .. 'counts', 'claims:' .. ARGV[3]) or 0)
local order = {unpack(lanes)}
if turn % 5 == 4 then table.insert(order, 1, lanes[(turn + 1) / 5 + 1]) end
for _, lane in ipairs(order) do
  local name = root .. 'due:' .. ARGV[3] .. ':' .. lane
  while true do
    local chat = redis.call('ZRANGEBYSCORE', name, '-inf', text(now), 'LIMIT', 0, 1)[1]
    if not chat then break end
    local found = claim(lane, chat)
    if found then
      redis.call('HSET', root .. 'counts', 'claims:' .. ARGV[3], (turn + 1) % 20)
      return found
    end
    passed = passed + 1
    if passed >= tonumber(ARGV[6]) then return 1 end
  end
end
return nil
"""
)

# ARGV: root, now, key, attempt. 0 when a newer attempt has the row, or another row the chat.
_FENCE = """
local key, attempt = ARGV[3], ARGV[4]
local held_row = redis.call('HMGET', row(key), 'state', 'chat', 'lane', 'attempt', 'lease')
local state, chat, lane, last, lease = unpack(held_row)
if not state or last ~= attempt then return 0 end
local till, held = holder(chat)
local function renew()
  if held == key or till <= now then
    hold(chat, now + tonumber(lease), key)
    line_up(chat)
  end
end
"""

# A departure nobody cleared keeps its time: a platform's memory of the part began then.
DEPARTING = Script(
    ROOT
    + ROWS
    + _FENCE
    + """
if state ~= 'sending' or (held ~= key and till > now) then return 0 end
redis.call('HSETNX', row(key), 'departed', text(now))
if redis.call('HGET', row(key), 'tried') ~= attempt then
  redis.call('HINCRBY', row(key), 'tries', 1)
  redis.call('HSET', row(key), 'tried', attempt)
end
renew()
return 1
"""
)

# ARGV: ..., part, the post so far, cap and slack and seconds of receipts, message, its slugs.
ARRIVED = Script(
    ROOT
    + POST
    + _RECEIPTS
    + ROWS
    + _FENCE
    + """
if not waiting(state) then return 0 end
local done, part = redis.call('HGET', row(key), 'done') or '', ARGV[5]
if string.sub(done, -#part) ~= part then
  redis.call('HSET', row(key), 'done', done .. part)
  redis.call('HINCRBY', row(key), 'parts', 1)
end
redis.call('HDEL', row(key), 'departed')
post(chat, key, redis.call('HGET', row(key), 'piece') or '', ARGV[6])
receipt(chat, '', tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9], 10)
renew()
return 1
"""
)

# ARGV: ..., state, reason, seconds a row is remembered, where the receipt belongs (empty: the row's chat), the newest
# receipt or empty, the post, cap and slack and seconds of receipts, (message, its slugs)...
SETTLE = Script(
    ROOT
    + _SEEN
    + POST
    + _RECEIPTS
    + ROWS
    + _SETTLING
    + _FENCE
    + """
if state == ARGV[5] then return 1 end
if not waiting(state) then return 0 end
if ARGV[9] ~= '' then
  local where = ARGV[8] == '' and chat or ARGV[8]
  post(where, key, redis.call('HGET', row(key), 'piece') or '', ARGV[10])
  receipt(where, ARGV[9], tonumber(ARGV[11]), tonumber(ARGV[12]), ARGV[13], 14)
end
settle(key, chat, lane, ARGV[5], ARGV[6], ARGV[7])
return 1
"""
)

# ARGV: ..., due, reason, doubts, whether the departure is cleared.
LATER = Script(
    ROOT
    + ROWS
    + _FENCE
    + """
if not waiting(state) then return 0 end
become(key, state, 'pending')
if ARGV[8] == '1' then redis.call('HDEL', row(key), 'departed') end
local doubts = tonumber(redis.call('HGET', row(key), 'doubts') or 0)
if tonumber(ARGV[7]) > doubts then
  redis.call('HSET', row(key), 'doubts', ARGV[7])
  count('doubted', 1)
end
redis.call('HSET', row(key), 'due', ARGV[5], 'reason', ARGV[6])
release(chat, key)
line_up(chat)
return 1
"""
)

# ARGV: ..., the following, the story, until when, why, seconds a row is remembered. A claimed row of which nothing has
# left is held after all, as one put so would be.
HOLD = Script(
    ROOT
    + _SEEN
    + ROWS
    + _PLACING
    + _FENCE
    + """
if state == 'held' then return 1 end
if not waiting(state) then return 0 end
become(key, state, 'held')
local marks = redis.call('HGET', row(key), 'marks')
local each = marks and cmsgpack.unpack(marks) or {}
for i = 1, #each, 3 do untold(chat, each[i], each[i + 1], each[i + 2]) end
redis.call('LREM', queue(lane, chat), 1, key)
release(chat, key)
redis.call('HDEL', row(key), 'marks', 'due', 'lease', 'piece', 'manner', 'expires')
redis.call('ZREM', root .. 'recent:' .. chat, key)
withhold(key, chat, lane, ARGV[5], ARGV[6], tonumber(ARGV[7]), ARGV[8], ARGV[9])
line_up(chat)
return 1
"""
)

# ARGV: root, now, adapter. When the next row is due.
NEXT = Script(
    ROOT
    + """
local first
for _, lane in ipairs({'conversation', 'breaking', 'correction', 'brief', 'notice'}) do
  local head = redis.call('ZRANGE', root .. 'due:' .. ARGV[3] .. ':' .. lane, 0, 0, 'WITHSCORES')
  if head[2] and (not first or tonumber(head[2]) < first) then first = tonumber(head[2]) end
end
return first and text(first)
"""
)

# ARGV: root, now, chat, cap and slack and seconds of seen-marks, (slug, revision)...
MARK = Script(
    ROOT
    + _SEEN
    + """
for i = 7, #ARGV, 2 do told(ARGV[3], ARGV[i], ARGV[i + 1], '', tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]) end
"""
)

# ARGV: root, now, chat, the newest receipt, its key, the post, cap and slack and seconds of receipts,
# (message, its slugs)...
KEEP = Script(
    ROOT
    + POST
    + _RECEIPTS
    + """
post(ARGV[3], ARGV[5], '', ARGV[6])
receipt(ARGV[3], ARGV[4], tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9], 10)
"""
)
