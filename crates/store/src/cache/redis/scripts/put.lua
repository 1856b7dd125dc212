-- Stores an entry: id, bytes, plain bytes, stamp, source, used_at, keep_until, ttl in ms, then its fields.
local id, bytes, plain, stamp, source = ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
drop(id)
local key = P .. 'e:' .. id
redis.call('HSET', key, unpack(ARGV, 10))
redis.call('PEXPIRE', key, ARGV[9])
redis.call('HSET', P .. 'sizes', id, bytes .. ' ' .. plain .. ' ' .. stamp .. ' ' .. source)
redis.call('ZADD', P .. 'age', 0, stamp .. id)
redis.call('ZADD', P .. 'age:' .. source, 0, stamp .. id)
redis.call('ZADD', P .. 'used', ARGV[7], id)
redis.call('ZADD', P .. 'end', ARGV[8], id)
redis.call('INCRBY', P .. 'total', bytes)
redis.call('SADD', P .. 'sources', source)
local sum = P .. 'sum:' .. source
redis.call('HINCRBY', sum, 'entries', 1)
redis.call('HINCRBY', sum, 'bytes', bytes)
redis.call('HINCRBY', sum, 'plain', plain)
