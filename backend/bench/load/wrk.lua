-- Requests of many customers, each in their own session, every transfer with a key of its own.
-- Arguments: method, path, payee ("any" or "merchant"), caller ("any" or "merchant"), prefix of keys, file of sessions,
-- payments in each request (0 for a single transfer), shape of a transfer

local sessions, names, bodies = {}, {}, {}
local method, path, payee, caller, prefix, shape
local customers, sent, bulk = 0, 0, 0
local headers = { ["Content-Type"] = "application/json" }

-- Bodies of one transfer, by whose API takes them.
local shapes = {
  bank = function(_, to)
    return bodies[to]
  end,
  blnk = function(from, to, key)
    return '{"precise_amount":1,"precision":100,"currency":"EUR","reference":"' .. key .. '","source":"bln_' .. names[from]
      .. '","destination":"bln_' .. names[to] .. '","description":"transfer","skip_queue":true}'
  end,
  formance = function(from, to)
    return '{"postings":[{"source":"users:' .. names[from] .. '","destination":"users:' .. names[to]
      .. '","amount":1,"asset":"EUR/2"}]}'
  end,
}

function init(args)
  method, path, payee, caller, prefix = args[1], args[2], args[3], args[4], args[5]
  for line in io.lines(args[6]) do
    local session, name = line:match("(%S+)\t(%S+)")
    sessions[#sessions + 1], names[#names + 1] = "Bearer " .. session, name
    bodies[#bodies + 1] = '{"to":"' .. name .. '","amount":1}'
  end
  customers = #sessions - 1
  bulk, shape = tonumber(args[7]), shapes[args[8]]
  math.randomseed(os.time())
end

local function payee_of(from)
  if payee == "any" then
    return 1 + (from + math.random(customers - 1) - 1) % customers
  end
  return customers + 1
end

local function payments(from)
  local items = {}
  for i = 1, bulk do
    sent = sent + 1
    items[i] = '{"key":"' .. prefix .. sent .. '","to":"' .. names[payee_of(from)] .. '","amount":1}'
  end
  return '{"atomic":false,"payments":[' .. table.concat(items, ",") .. "]}"
end

function request()
  local from = caller == "merchant" and customers + 1 or math.random(customers)
  headers["Authorization"] = sessions[from]
  if method == "GET" then
    return wrk.format(method, path, headers)
  end
  if bulk > 0 then
    headers["Idempotency-Key"] = nil
    return wrk.format(method, path, headers, payments(from))
  end
  local to = payee_of(from)
  sent = sent + 1
  local key = prefix .. sent
  headers["Idempotency-Key"] = key
  return wrk.format(method, path, headers, shape(from, to, key))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"micros":%d,"refused":%d,"broken":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)
  ))
end
