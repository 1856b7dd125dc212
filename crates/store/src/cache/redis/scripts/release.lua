-- Gives a lease back: name, owner.
local key = P .. 'lease:' .. ARGV[2]
if redis.call('HGET', key, 'owner') ~= ARGV[3] then return 0 end
return redis.call('DEL', key)
