-- Drops up to so many entries: '=' and source or '', stamp or '', id or '', how many. Gives how many.
local source, before, id, limit = ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
if id ~= '' then
  if redis.call('EXISTS', P .. 'e:' .. id) == 0 and redis.call('HEXISTS', P .. 'sizes', id) == 0 then
    return 0
  end
  local note = redis.call('HGET', P .. 'sizes', id)
  if note then
    local stamp, of = string.match(note, '^%d+ %d+ (%x+) (.*)$')
    if source ~= '' and source ~= '=' .. of then return 0 end
    if before ~= '' and stamp >= before then return 0 end
  end
  drop(id)
  return 1
end
local ages = P .. 'age'
if source ~= '' then ages = ages .. ':' .. string.sub(source, 2) end
local to = '+'
if before ~= '' then to = '(' .. before end
local found = redis.call('ZRANGEBYLEX', ages, '-', to, 'LIMIT', 0, limit)
for _, age in ipairs(found) do
  drop(string.sub(age, 17))
  redis.call('ZREM', ages, age)
end
return #found
