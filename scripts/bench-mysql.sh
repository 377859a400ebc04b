# Sourced by scripts/bench: what is measured over a private MariaDB with its default durability.
# shellcheck shell=bash disable=SC2154

# The server stays for all of these; each measure begins with empty tables.
mysql_server() {
  if [ -z "${mysql_up:-}" ]; then
    MARIADB_BUFFER_POOL=4G MARIADB_LOG_FILE=1G scripts/mariadb start "$work/mariadb" >"$work/mysql.settings"
    mysql_up=1
  fi
  set -a
  # shellcheck disable=SC1091
  source "$work/mysql.settings"
  set +a
}
sql() {
  mariadb --no-defaults --local-infile=1 --host=127.0.0.1 --port="$CARILLON__STORAGE__PORT" --user="$CARILLON__STORAGE__USER" \
    --password="$CARILLON__STORAGE__PASSWORD" --batch --skip-column-names "$@" carillon
}
mysql_clear() {
  sql --execute="SELECT concat('DROP TABLE IF EXISTS \`', table_name, '\`;') FROM information_schema.tables WHERE table_schema = 'carillon'" | sql
}
# So that the other measures of this run have their own storage again.
mysql_leave() { unset "${!CARILLON__STORAGE__@}"; }

# Fills a copy of a table with LOAD DATA LOCAL INFILE from the rows that the host stored; prints rows/s.
load_data() { # TABLE ROWS
  sql --execute="SELECT * FROM $1" >"$work/$1.tsv"
  sed -i 's/\bNULL\b/\\N/g' "$work/$1.tsv"
  sql --execute="DROP TABLE IF EXISTS copy_$1; CREATE TABLE copy_$1 LIKE $1; SET GLOBAL local_infile = 1" 2>/dev/null ||
    sql --execute="DROP TABLE IF EXISTS copy_$1; CREATE TABLE copy_$1 LIKE $1"
  local began ended
  began=$(now)
  sql --execute="LOAD DATA LOCAL INFILE '$work/$1.tsv' INTO TABLE copy_$1 CHARACTER SET utf8mb4"
  ended=$(now)
  local stored
  stored=$(sql --execute="SELECT count(*) FROM copy_$1")
  [ "$stored" = "$2" ] || die "LOAD DATA stored $stored rows of $1 instead of $2"
  sql --execute="DROP TABLE copy_$1"
  calc "$2/($ended-$began)" 0
  echo
}

orders() { # N CUSTOMERS FILE
  node -e '
    const [n, people, file] = [+process.argv[1], +process.argv[2], process.argv[3]];
    const out = require("fs").createWriteStream(file);
    let i = 0;
    const more = () => {
      let piece = "";
      for (let k = 0; k < 5000 && i < n; k++, i++)
        piece += JSON.stringify({ external_id: "o" + i, customer_external_id: "b" + (i * 7919) % people, amount: ((i % 9000) / 100 + 1).toFixed(2),
          ordered_at: new Date(1.7e12 + i * 1e4).toISOString() }) + "\n";
      if (i >= n) out.end(piece); else if (out.write(piece)) setImmediate(more); else out.once("drain", more);
    };
    more();' "$1" "$2" "$3"
}

bench_mysql_bulk() {
  mysql_server
  people 200000 "$work/people.ndjson"
  orders 200000 200000 "$work/orders.ndjson"
  for i in $(seq $repeats); do
    mysql_clear
    start "$work/mysql$i"
    local began ended
    began=$(now)
    load "$work/people.ndjson"
    ended=$(now)
    calc "200000/($ended-$began)" 0 >>"$work/mb.ours"
    echo >>"$work/mb.ours"
    began=$(now)
    load "$work/orders.ndjson" orders
    ended=$(now)
    calc "200000/($ended-$began)" 0 >>"$work/mo.ours"
    echo >>"$work/mo.ours"
    stop "$host"
    load_data customers 200000 >>"$work/mb.load"
    load_data orders 200000 >>"$work/mo.load"
  done
  mysql_leave
  read -r ours low high < <(median <"$work/mb.ours")
  read -r reference _ _ < <(median <"$work/mb.load")
  row "MySQL: bulk customers, rows/s (LOAD DATA)" "$ours" "$reference" "$(calc "$ours/$reference" 2)" ">= 0.7" "$low - $high"
  read -r ours low high < <(median <"$work/mo.ours")
  read -r reference _ _ < <(median <"$work/mo.load")
  row "MySQL: bulk orders with totals (LOAD DATA)" "$ours" "$reference" "$(calc "$ours/$reference" 2)" ">= 0.4" "$low - $high"
}

# Prints requests a second and the 99th percentile in ms, of 64 connections.
posts() { # URL
  wrk -t2 -c64 -d5s --latency -H 'Connection: Keep-Alive' -s "$work/post.lua" "$1" |
    awk '/99%/ { t = $2; p = t + 0; if (t ~ /us/) p /= 1000; else if (t !~ /ms/) p *= 1000 } /^Requests\/sec/ { r = $2 } END { print r, p }'
}

bench_mysql_post() {
  mysql_server
  mysql_clear
  post_script
  start "$work/mysql_post"
  local first=$host first_url=$url
  cp -r scripts/bench-express "$work/express"
  npm ci --prefix "$work/express" --loglevel=error >&2
  node "$work/express/server.mjs" >"$work/express.port" &
  local express=$!
  children+=("$express")
  until [ -s "$work/express.port" ]; do sleep 0.1; done
  for _ in $(seq $repeats); do
    posts "$first_url" >>"$work/mp.ours"
    posts "http://127.0.0.1:$(<"$work/express.port")" >>"$work/mp.express"
  done
  kill "$express"
  read -r ours low high < <(cut -d' ' -f1 "$work/mp.ours" | median)
  read -r reference _ _ < <(cut -d' ' -f1 "$work/mp.express" | median)
  read -r p99 _ _ < <(cut -d' ' -f2 "$work/mp.ours" | median)
  row "MySQL: POST /customers, req/s (express)" "$ours" "$reference" "$(calc "$ours/$reference" 1)" ">= 15" "$low - $high"
  row "  its 99th percentile, ms" "$p99" 50 - "< 50" -

  start "$work/mysql_post2"
  local second=$host
  for _ in $(seq $repeats); do
    posts "$first_url" >"$work/two.first" &
    local beside=$!
    posts "$url" >"$work/two.second"
    wait "$beside"
    paste -d' ' "$work/two.first" "$work/two.second" | awk '{ print $1 + $3 }' >>"$work/mp.two"
  done
  stop "$first"
  stop "$second"
  mysql_leave
  read -r two low high < <(median <"$work/mp.two")
  row "MySQL: two hosts on one database (one)" "$two" "$ours" "$(calc "$two/$ours" 2)" ">= 1.0" "$low - $high"
}
