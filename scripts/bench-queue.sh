# Part of scripts/bench: rows through the redis queue against rows straight to storage. Needs what scripts/bench defines.
#
# The queue is a private redis-server that keeps every row on the disk before it acknowledges it (appendfsync always).
# shellcheck shell=bash disable=SC2154

# Sets redis and the environment of a host that uses it.
start_redis() {
  local port
  port=$(free_port)
  mkdir -p "$work/redis"
  redis-server --bind 127.0.0.1 --port "$port" --dir "$work/redis" --save '' --appendonly yes --appendfsync always \
    --maxmemory-policy noeviction >"$work/redis.log" &
  redis=$!
  children+=("$redis")
  for _ in {1..100}; do
    if redis-cli -h 127.0.0.1 -p "$port" ping >/dev/null 2>&1; then
      export CARILLON__QUEUE__PLUGIN=redis CARILLON__QUEUE__HOST=127.0.0.1 CARILLON__QUEUE__PORT=$port
      return 0
    fi
    sleep 0.1
  done
  die "redis-server does not answer: $(cat "$work/redis.log")"
}
stop_redis() {
  unset "${!CARILLON__QUEUE__@}"
  kill "$redis" && wait "$redis" || true
  rm -rf "$work/redis"
}
# Rows that this host took from the queue and stored.
consumed() { curl -fsS "$url/metrics" | awk '/^carillon_queue_consumed_total/ { n += $2 } END { print n + 0 }'; }

bench_queue() {
  local rows=200000 began answered stored
  people $rows "$work/queue.ndjson"
  for i in $(seq $repeats); do
    start "$work/direct$i"
    began=$(now)
    load "$work/queue.ndjson"
    calc "$rows/($(now)-$began)" 0 >>"$work/q.direct"
    echo >>"$work/q.direct"
    stop "$host"
    start_redis
    start "$work/queued$i"
    began=$(now)
    load "$work/queue.ndjson"
    answered=$(now)
    until [ "$(consumed)" -ge $rows ]; do sleep 0.05; done
    stored=$(now)
    calc "$rows/($answered-$began)" 0 >>"$work/q.answered"
    echo >>"$work/q.answered"
    calc "$rows/($stored-$began)" 0 >>"$work/q.stored"
    echo >>"$work/q.stored"
    stop "$host"
    stop_redis
    rm -rf "$work/direct$i" "$work/queued$i"
  done
  local direct ours low high
  read -r direct _ _ < <(median <"$work/q.direct")
  read -r ours low high < <(median <"$work/q.answered")
  row "redis queue: rows/s until answered (direct)" "$ours" "$direct" "$(calc "$ours/$direct" 2)" - "$low - $high"
  read -r ours low high < <(median <"$work/q.stored")
  row "  until all are stored" "$ours" "$direct" "$(calc "$ours/$direct" 2)" - "$low - $high"
}
