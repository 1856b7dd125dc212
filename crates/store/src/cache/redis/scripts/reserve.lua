-- Notes a request in all logs of an ask, or gives until when to wait and why. What decides is explained
-- and tested in pace/decide.rs; here are the same three passes: pauses, limits, claims.
local ask = cjson.decode(ARGV[2])
local now, day = ask.now, 86400000
local latest, first

local function text(number) return string.format('%.0f', number) end

local function hold(at, why)
  if at <= now then return end
  if not first then first, latest = why, at end
  if at > latest then latest = at end
end

local function nth_newest(log, nth)
  local found = redis.call('ZREVRANGE', P .. 'log:' .. log.name, nth - 1, nth - 1, 'WITHSCORES')
  return tonumber(found[2])
end

for _, log in ipairs(ask.logs) do
  hold(tonumber(redis.call('GET', P .. 'pause:' .. log.name) or now), 'Paused')
  local learned = redis.call('HGETALL', P .. 'limits:' .. log.name)
  for at = 1, #learned, 2 do
    table.insert(log.limits, { tonumber(string.match(learned[at + 1], '^%d+')), tonumber(learned[at]) })
  end
end

for _, log in ipairs(ask.logs) do
  log.longest = 0
  for _, limit in ipairs(log.limits) do
    local count, window = limit[1], limit[2]
    log.longest = math.max(log.longest, window)
    local at = now
    if count > 0 then at = nth_newest(log, count) end
    if at then hold(at + window, 'Limit') end
  end
end

for _, log in ipairs(ask.logs) do
  local claims = P .. 'claims:' .. log.name
  redis.call('ZREMRANGEBYSCORE', claims, '-inf', '(' .. text(now - ask.grace - ask.slack))
  local waiting = {}
  if ask.background then waiting = redis.call('ZRANGE', claims, 0, -1, 'WITHSCORES') end
  for _, limit in ipairs(log.limits) do
    local count, window = limit[1], limit[2]
    local others, look = 0, math.huge
    for at = 1, #waiting, 2 do
      local due = tonumber(waiting[at + 1])
      if waiting[at] ~= ask.owner and due + ask.grace > now and due < now + window then
        others = others + 1
        if due <= now then due = math.min(now + ask.look_again, due + ask.grace) end
        look = math.min(look, due)
      end
    end
    if others >= count and others > 0 then
      hold(look, 'Claimed')
    elseif others > 0 then
      local at = nth_newest(log, count - others)
      if at then hold(at + window, 'Claimed') end
    end
  end
end

for _, log in ipairs(ask.logs) do
  local claims = P .. 'claims:' .. log.name
  if not first then
    local key = P .. 'log:' .. log.name
    -- Requests may share an instant, so each is a member of its own.
    redis.call('ZADD', key, now, redis.call('INCR', P .. 'requests'))
    redis.call('ZREMRANGEBYSCORE', key, '-inf', '(' .. text(now - log.longest - ask.slack))
    redis.call('PEXPIRE', key, text(math.min(math.ceil((log.longest + ask.slack) / 1000), day * 3650) + day))
    redis.call('ZREM', claims, ask.owner)
  elseif not ask.background then
    redis.call('ZADD', claims, latest, ask.owner)
    redis.call('PEXPIRE', claims, text(math.min(math.ceil((latest - now) / 1000), day * 3650) + day))
  end
end

if not first then return {} end
return { text(latest), first }
