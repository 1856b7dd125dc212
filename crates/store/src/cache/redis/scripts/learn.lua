-- Replaces what was learned unless another did: name, window, what was read or '', what to write.
local key = P .. 'limits:' .. ARGV[2]
if (redis.call('HGET', key, ARGV[3]) or '') ~= ARGV[4] then return 0 end
redis.call('HSET', key, ARGV[3], ARGV[5])
return 1
