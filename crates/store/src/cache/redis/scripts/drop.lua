-- Stands before the other scripts: the place of all keys, and how one entry goes with all that tells of it.
--
-- `e:<id>` holds the entry, `sizes` what is needed to take it out of the rest, `age` and `age:<source>` its
-- time kept and id in one text, `used` and `end` its times as scores, `sum:<source>` and `total` the sums.
-- A server that is short of memory may have dropped any of these keys; then the rest must still come out.
local P = ARGV[1]

local function drop(id)
  local note = redis.call('HGET', P .. 'sizes', id)
  redis.call('UNLINK', P .. 'e:' .. id)
  redis.call('ZREM', P .. 'used', id)
  redis.call('ZREM', P .. 'end', id)
  if not note then return 0 end
  local bytes, plain, stamp, source = string.match(note, '^(%d+) (%d+) (%x+) (.*)$')
  redis.call('HDEL', P .. 'sizes', id)
  redis.call('ZREM', P .. 'age', stamp .. id)
  redis.call('ZREM', P .. 'age:' .. source, stamp .. id)
  redis.call('DECRBY', P .. 'total', bytes)
  local sum = P .. 'sum:' .. source
  if redis.call('HINCRBY', sum, 'entries', -1) <= 0 then
    redis.call('DEL', sum)
    redis.call('SREM', P .. 'sources', source)
  else
    redis.call('HINCRBY', sum, 'bytes', '-' .. bytes)
    redis.call('HINCRBY', sum, 'plain', '-' .. plain)
  end
  return tonumber(bytes)
end
