// What must happen in one step in the server. A script that must work when memory is short begins with a
// write that frees some: the server lets it finish then.
#pragma once

namespace carillon::redis {

// KEYS: stream. ARGV: most entries, then kind, body of each. All are added or none.
inline constexpr const char* kPublish = R"lua(
local n = (#ARGV - 1) / 2
local have = redis.call('XLEN', KEYS[1])
if have + n > tonumber(ARGV[1]) then
  return redis.error_reply('FULL ' .. have .. ' of at most ' .. ARGV[1])
end
for i = 2, #ARGV, 2 do
  redis.call('XADD', KEYS[1], '*', 'k', ARGV[i], 'b', ARGV[i + 1])
end
return n
)lua";

// KEYS: owner. ARGV: who asks, milliseconds. 0, or for how long it is another's.
inline constexpr const char* kHold = R"lua(
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then
  return math.max(1, redis.call('PTTL', KEYS[1]))
end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0
)lua";

// KEYS: owner. ARGV: who releases.
inline constexpr const char* kRelease = R"lua(
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 0
)lua";

// KEYS: stream. ARGV: group, then ids. A transaction would be refused when memory is short.
inline constexpr const char* kAcknowledge = R"lua(
redis.call('XACK', KEYS[1], unpack(ARGV))
return redis.call('XDEL', KEYS[1], unpack(ARGV, 2))
)lua";

// KEYS: stream, dead letters. ARGV: group, the stream's name, then id, reason, deliveries of each.
inline constexpr const char* kBury = R"lua(
local n = 0
for i = 3, #ARGV, 3 do
  local found = redis.call('XRANGE', KEYS[1], ARGV[i], ARGV[i])
  if redis.call('XACK', KEYS[1], ARGV[1], ARGV[i]) == 1 and found[1] then
    local fields = found[1][2]
    redis.call('XDEL', KEYS[1], ARGV[i])
    redis.call('XADD', KEYS[2], '*', 'k', fields[2], 'b', fields[4], 's', ARGV[2], 'r', ARGV[i + 1],
               'd', ARGV[i + 2])
    n = n + 1
  end
end
return n
)lua";

// KEYS: dead letters. ARGV: id, what the names of streams begin with. 0: there is none.
inline constexpr const char* kRetry = R"lua(
local found = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])
if not found[1] then return 0 end
local fields = found[1][2]
redis.call('XDEL', KEYS[1], ARGV[1])
redis.call('XADD', ARGV[2] .. fields[6], '*', 'k', fields[2], 'b', fields[4])
return 1
)lua";

// KEYS: stream. ARGV: group, consumer. Forgets a consumer that has nothing pending.
inline constexpr const char* kForget = R"lua(
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2])
if #pending == 0 then return redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2]) end
return 0
)lua";

}  // namespace carillon::redis
