-- Drops up to so many entries, past ones first, then what was used longest ago until the rest fits: now,
-- most bytes, how many. Gives how many, and their bytes.
local now, most, limit = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local count, freed = 0, 0
for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'end', '-inf', now, 'LIMIT', 0, limit)) do
  freed = freed + drop(id)
  count = count + 1
end
while count < limit and tonumber(redis.call('GET', P .. 'total') or 0) > most do
  local id = redis.call('ZRANGE', P .. 'used', 0, 0)[1]
  if not id then
    redis.call('SET', P .. 'total', 0)
    break
  end
  freed = freed + drop(id)
  count = count + 1
end
return { count, freed }
