# For scripts/bench: previews from the audience index over 1,000,000 customers with 5,000,000 orders.

# Orders of the customers of people().
purchases() { # N CUSTOMERS FILE
  node -e '
    const [n, m, file] = [+process.argv[1], +process.argv[2], process.argv[3]];
    const kinds = ["shoes", "hats", "books", "toys", "garden"];
    const out = require("fs").createWriteStream(file);
    const day = 86400000, now = Date.now();
    let i = 0, seed = 1;
    const chance = (k) => (seed = (seed * 48271) % 2147483647) % k;
    const more = () => {
      let piece = "";
      for (let k = 0; k < 5000 && i < n; k++, i++)
        piece += JSON.stringify({ external_id: "o" + i, customer_external_id: "b" + chance(m), amount: (1 + chance(90000)) / 100,
          ordered_at: new Date(now - chance(700) * day - chance(day)).toISOString(), status: chance(20) ? "completed" : "refunded",
          items: [{ sku: "s" + chance(500), category: kinds[chance(5)], quantity: 1 + chance(3), price: (1 + chance(30000)) / 100 }] }) + "\n";
      if (i >= n) out.end(piece); else if (out.write(piece)) setImmediate(more); else out.once("drain", more);
    };
    more();' "$1" "$2" "$3"
}
metric() { curl -fsS "$url/metrics" | awk -v name="$1" '$1 == name { print $2 }'; }

# Ten conditions, one of them on orders in a window.
preview_rule='{"all":[{"any":[{"field":"city","op":"eq","value":"Pune"},{"field":"city","op":"in","value":["Oslo","Wien"]},{"field":"attributes.plan","op":"eq","value":"gold"}]},{"field":"total_spend","op":"gt","value":500},{"field":"order_count","op":"gte","value":2},{"field":"consent_sms","op":"eq","value":true},{"op":"has_tag","value":"vip"},{"not":{"field":"country","op":"eq","value":"DE"}},{"field":"created_at","op":"within","value":"2y"},{"op":"ordered","within":"90d"}]}'
preview_body="{\"rule\":$preview_rule,\"sample\":10,\"leaves\":true}"

# Until the index answers the rule; sets loaded_at to when it had what the rule names. A preview that storage answers
# takes a core from the load, so it is asked again only once something was loaded, or after a while in which nothing was.
await_index() {
  local loads asked
  loaded_at=$(now)
  for _ in {1..20}; do
    loads=$(metric carillon_index_loads_total)
    post /api/v1/segments/preview "$preview_body" >"$work/asked" &
    asked=$!
    for _ in {1..200}; do
      [ "$(metric carillon_index_loads_total)" = "$loads" ] || { loaded_at=$(now); break; }
      [ "$(jq -r .source "$work/asked")" != index ] || break
      sleep 0.1
    done
    wait "$asked"
    [ "$(jq -r .source "$work/asked")" != index ] || return 0
  done
  die "the audience index does not answer: $(tail -n 3 "$1.log")"
}

# A host whose index answers the rule; sets load_ms and grown_ms.
start_indexed() { # DATA
  local began
  began=$(now)
  start "$1"
  until [ "$(metric carillon_index_ready)" = 1 ]; do sleep 0.05; done
  load_ms=$(calc "($(now)-$began)*1000" 0)
  began=$(now)
  await_index "$1"
  grown_ms=$(calc "($loaded_at-$began)*1000" 0)
}

save_segments() { # N
  for i in $(seq "$1"); do
    post /api/v1/segments "{\"name\":\"Segment $i\",\"rule\":$preview_rule}" >/dev/null
  done
}

# Rows a second of a bulk of customers and of their orders, with 100 saved segments and the index following, or
# without both.
preview_ingest() { # MEMORY_MB NAME
  CARILLON__INDEX__MEMORY_MB=$1 start "$work/preview-ingest"
  load "$work/few.ndjson"
  if [ "$1" != 0 ]; then
    save_segments 100
    await_index "$work/preview-ingest"
  fi
  local began
  began=$(now)
  load "$work/some.ndjson"
  load "$work/some-orders.ndjson" orders
  calc "400000/($(now)-$began)" 0 >>"$work/p.$2"
  echo >>"$work/p.$2"
  stop "$host"
  rm -rf "$work/preview-ingest"
}

preview_latency() { # SCRIPT NAME STORED
  wrk -t1 -c1 -d5s --latency -s "$1" "$url/api/v1/segments/preview" >"$work/preview.wrk"
  row "$2" "$(awk '$1 == "99%" { print $2 }' "$work/preview.wrk")" "$3" - "<= 10ms" \
    "p50 $(awk '$1 == "50%" { print $2 }' "$work/preview.wrk")"
}

bench_preview() {
  people 1000 "$work/few.ndjson"
  people 200000 "$work/some.ndjson"
  purchases 200000 200000 "$work/some-orders.ndjson"
  for _ in $(seq $repeats); do
    preview_ingest 0 without
    preview_ingest 512 with
  done
  read -r with low high < <(median <"$work/p.with")
  read -r without _ _ < <(median <"$work/p.without")
  row "bulk with 100 segments and the index (without)" "$with" "$without" "$(calc "$with/$without" 2)" ">= 0.9" "$low - $high"

  people 1000000 "$work/many.ndjson"
  purchases 5000000 1000000 "$work/many-orders.ndjson"
  CARILLON__INDEX__MEMORY_MB=0 start "$work/preview"
  load "$work/many.ndjson"
  load "$work/many-orders.ndjson" orders
  local began stored
  began=$(now)
  post /api/v1/segments/preview "$preview_body" >"$work/by-storage"
  stored=$(calc "($(now)-$began)*1000" 0)
  stop "$host"
  start_indexed "$work/preview"
  row "  load 1 M customers, ms with the host's start" "$load_ms" 5000 "$(calc "$load_ms/5000" 2)" "<= 1" -
  row "  load 5 M orders and what else a rule names, ms" "$grown_ms" 5000 "$(calc "$grown_ms/5000" 2)" "<= 1" -
  row "  memory of the index, MB" "$(calc "$(metric carillon_index_bytes)/1048576" 0)" - - - -
  post /api/v1/segments/preview "$preview_body" >"$work/by-index"
  # The window moves on with the host's clock, and may leave an order behind.
  jq -es '(.[0].count - .[1].count | fabs) <= 1 + .[1].count / 10000 and .[0].total == .[1].total' \
    "$work/by-index" "$work/by-storage" >/dev/null ||
    die "the index counts $(jq -c '[.count, .total]' "$work/by-index"), storage $(jq -c '[.count, .total]' "$work/by-storage")"
  cat >"$work/preview.lua" <<LUA
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = [==[$preview_body]==]
LUA
  # The same with another window and another sum in each, as by who edits them.
  cat >"$work/edited.lua" <<'LUA'
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
local n = 0
function request()
  n = n + 1
  local body = wrk.body:gsub('"90d"', '"' .. (30 + n * 7 % 300) .. 'd"'):gsub('"value":500', '"value":' .. (100 + n))
  return wrk.format(nil, nil, nil, body)
end
LUA
  grep '^wrk.body' "$work/preview.lua" >>"$work/edited.lua"
  preview_latency "$work/preview.lua" "  preview of 10 conditions, p99 (storage, ms)" "$stored"
  preview_latency "$work/edited.lua" "  the same, two of them edited each time, p99" -
  stop "$host"
}
