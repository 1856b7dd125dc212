-- Takes or renews a lease: name, owner, now, until, ttl in ms. Gives nothing, or until when it is held.
local key = P .. 'lease:' .. ARGV[2]
local held = redis.call('HMGET', key, 'owner', 'until')
if held[1] and held[1] ~= ARGV[3] and tonumber(held[2]) > tonumber(ARGV[4]) then return held[2] end
redis.call('HSET', key, 'owner', ARGV[3], 'until', ARGV[5])
redis.call('PEXPIRE', key, ARGV[6])
return false
