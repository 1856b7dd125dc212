-- Notes that an entry was used: id, now.
local key = P .. 'e:' .. ARGV[2]
local used = redis.call('HGET', key, 'used_at')
if used and tonumber(used) < tonumber(ARGV[3]) then
  redis.call('HSET', key, 'used_at', ARGV[3])
  redis.call('ZADD', P .. 'used', ARGV[3], ARGV[2])
end
