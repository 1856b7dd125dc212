-- Notes a pause that ends later than the one there is: name, until.
local key = P .. 'pause:' .. ARGV[2]
local known = redis.call('GET', key)
if not known or tonumber(known) < tonumber(ARGV[3]) then redis.call('SET', key, ARGV[3]) end
