"""The atomic steps that rows of the outbox, receipts and seen-marks go through, in Lua.

Works on: the keys of one realm, which all begin with the same root.
Comes in: the root, the time, and what a step needs.
Goes out: scripts for the line.
Does not know: what a row says, who sends it.

    put ──▶ pending ──claim──▶ sending ──▶ sent | dead | ambiguous       row:            delivery:<key>, a hash
              │  ▲                │                                       chat and lane:  queue:..., a list of rows
              │  └─────later──────┘                                       lane:           due:..., chats by time
              └──▶ expired

A chat's place in `due` is when the head of its queue is due, or when the lease on the chat ends, whichever is later: so
a claim looks at one entry, however many chats wait. The lease on a chat is an entry of `held`: its end in the caller's
time, and the row it is for. Every step bears being sent twice (a claim sent twice takes two rows; the one whose reply
was lost is claimed again when its lease ends). Times are whole microseconds, which a double holds exactly.
"""

from __future__ import annotations

from bot.archive.line import Script

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
  redis.call('HDEL', row(key), 'piece', 'done', 'marks', 'following', 'made', 'expires', 'due', 'lease')
  redis.call('HSET', row(key), 'settled', text(now), 'reason', reason)
  redis.call('EXPIRE', row(key), life)
  line_up(chat)
end
"""

# ARGV: root, now, seconds a row is remembered, rows that may wait, cap and slack and seconds of seen-marks, number of
# pieces, (name, record) for each, then for each row its key, chat, lane, following, made, expires, piece, number of
# stories, (slug, revision) for each. How many were new; -1 when too many wait.
PUT = Script(
    ROOT
    + _SEEN
    + ROWS
    + """
local life, cap, slack, kept = tonumber(ARGV[3]), tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7]
local pieces, a, fresh, longest = {}, 9, 0, {}
for _ = 1, tonumber(ARGV[8]) do
  pieces[ARGV[a]] = ARGV[a + 1]
  a = a + 2
end
local states = redis.call('HMGET', root .. 'counts', 'pending', 'sending')
if tonumber(states[1] or 0) + tonumber(states[2] or 0) >= tonumber(ARGV[4]) then return -1 end
while a <= #ARGV do
  local key, chat, lane, piece, stories = ARGV[a], ARGV[a + 1], ARGV[a + 2], ARGV[a + 6], tonumber(ARGV[a + 7])
  if redis.call('EXISTS', row(key)) == 0 then
    local ttl = life + math.max(0, math.ceil((tonumber(ARGV[a + 5]) - now) / 1000000))
    local marks = {}
    for i = a + 8, a + 6 + 2 * stories, 2 do
      local mark = told(chat, ARGV[i], ARGV[i + 1], key, cap, slack, kept)
      if mark then
        marks[#marks + 1] = ARGV[i]
        marks[#marks + 1] = mark[1]
        marks[#marks + 1] = mark[2]
      end
    end
    redis.call('HSET', row(key), 'state', 'pending', 'chat', chat, 'lane', lane, 'following', ARGV[a + 3],
      'made', ARGV[a + 4], 'expires', ARGV[a + 5], 'piece', piece, 'due', text(now))
    if #marks > 0 then redis.call('HSET', row(key), 'marks', cmsgpack.pack(marks)) end
    redis.call('EXPIRE', row(key), ttl)
    longest[piece] = math.max(longest[piece] or 0, ttl)
    local length = redis.call('RPUSH', queue(lane, chat), key)
    if redis.call('TTL', queue(lane, chat)) < ttl then redis.call('EXPIRE', queue(lane, chat), ttl) end
    if length == 1 then
      redis.call('ZADD', due(lane, chat), text(math.max(now, (holder(chat)))), chat)
    end
    fresh = fresh + 1
  end
  a = a + 8 + 2 * stories
end
for piece, ttl in pairs(longest) do
  local name = root .. 'piece:' .. piece
  local left = redis.call('TTL', name)
  if left < 0 then redis.call('SET', name, pieces[piece], 'EX', ttl)
  elseif left < ttl then redis.call('EXPIRE', name, ttl) end
end
if fresh > 0 then count('pending', fresh) end
return fresh
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
CLAIM = Script(
    ROOT
    + _SEEN
    + ROWS
    + _SETTLING
    + _WANTED
    + """
local lease, passed = tonumber(ARGV[4]), 0
local function claim(lane, chat)
  local key = redis.call('LINDEX', queue(lane, chat), 0)
  local till = holder(chat)
  if not key or till > now then line_up(chat) return nil end
  local state, expires, departed, following, made =
    unpack(redis.call('HMGET', row(key), 'state', 'expires', 'departed', 'following', 'made'))
  if not waiting(state) then
    if not state then count('pending', -1) end
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
  hold(chat, now + lease, key)
  line_up(chat)
  return {key, redis.call('HGETALL', row(key))}
end
for _, lane in ipairs(lanes) do
  local name = root .. 'due:' .. ARGV[3] .. ':' .. lane
  while true do
    local chat = redis.call('ZRANGEBYSCORE', name, '-inf', text(now), 'LIMIT', 0, 1)[1]
    if not chat then break end
    local found = claim(lane, chat)
    if found then return found end
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

# ARGV: ..., part, cap and slack and seconds of receipts, message, its slugs.
ARRIVED = Script(
    ROOT
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
receipt(chat, '', tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8], 9)
renew()
return 1
"""
)

# ARGV: ..., state, reason, seconds a row is remembered, where the receipt belongs (empty: the row's chat), the newest
# receipt or empty, cap and slack and seconds of receipts, (message, its slugs)...
SETTLE = Script(
    ROOT
    + _SEEN
    + _RECEIPTS
    + ROWS
    + _SETTLING
    + _FENCE
    + """
if state == ARGV[5] then return 1 end
if not waiting(state) then return 0 end
if ARGV[9] ~= '' then
  receipt(ARGV[8] == '' and chat or ARGV[8], ARGV[9], tonumber(ARGV[10]), tonumber(ARGV[11]), ARGV[12], 13)
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

# ARGV: root, now, chat, the newest receipt, cap and slack and seconds of receipts, (message, its slugs)...
KEEP = Script(
    ROOT
    + _RECEIPTS
    + """
receipt(ARGV[3], ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7], 8)
"""
)
