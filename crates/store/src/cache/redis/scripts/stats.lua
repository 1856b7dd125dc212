-- What is held of each source: name, entries, bytes, plain bytes, first and last text of its ages.
local sums = {}
for _, source in ipairs(redis.call('SMEMBERS', P .. 'sources')) do
  local sum = redis.call('HMGET', P .. 'sum:' .. source, 'entries', 'bytes', 'plain')
  local ages = P .. 'age:' .. source
  local first, last = redis.call('ZRANGE', ages, 0, 0)[1], redis.call('ZRANGE', ages, -1, -1)[1]
  if sum[1] and sum[2] and sum[3] and first then
    table.insert(sums, { source, sum[1], sum[2], sum[3], first, last })
  end
end
return sums
