# Sourced by scripts/bench: a campaign to a million, over SQLite and over a private MariaDB.
# shellcheck shell=bash disable=SC2154

stats() { curl -fsS "$url/api/v1/campaigns/$1/stats"; }
# The sum of some counts of a campaign's statistics; without jq, as the cores are the host's while it sends.
sum_of() { # CAMPAIGN COUNT...
  local text sum=0 name
  text=$(stats "$1")
  shift
  for name in "$@"; do [[ $text =~ \"$name\":([0-9]+) ]] && sum=$((sum + BASH_REMATCH[1])); done
  echo "$sum"
}
millis() { calc "($(now) - $1) * 1000" 0; }
campaign_of() { # SEGMENT
  post /api/v1/campaigns "{\"name\":\"bench\",\"segment_id\":\"$1\",\"channel\":\"sms\",\"template\":{\"text\":\"Hi {{ customer.first_name | default: 'there' }}, you are great\"}}" | jq -r .id
}
launch() { post "/api/v1/campaigns/$1/launch" '' >/dev/null; }

# Sends so many single messages, one after the other; for each, the milliseconds until it is sent. By one client that looks
# every two milliseconds, as the cores are the host's.
singles() { # N
  node -e '
    const [base, n] = [process.argv[1] + "/api/v1/messages", +process.argv[2]];
    const message = { channel: "sms", to: "external:b7", template: { text: "Your code is 4711" } };
    const json = async (...request) => (await fetch(...request)).json();
    (async () => {
      for (let i = 0; i < n; i++) {
        const began = performance.now();
        const { id } = await json(base, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(message) });
        while (!/^(sent|delivered|failed)$/.test((await json(base + "/" + id)).state)) await new Promise((done) => setTimeout(done, 2));
        console.log(Math.round(performance.now() - began));
      }
    })();' "$url" "$1"
}

# deliver STORAGE N REFERENCE TARGET: a campaign to everybody, and what is promised beside it. The reference is in rows/s.
deliver() {
  local storage=$1 n=$2 segment campaign began ended first before single worst
  segment=$(post /api/v1/segments '{"name":"all","rule":{"all":[]}}' | jq -r .id)
  campaign=$(campaign_of "$segment")
  began=$(now)
  launch "$campaign"
  until [ "$(sum_of "$campaign" sent delivered failed)" -gt 0 ]; do :; done
  first=$(millis "$began")
  until [[ $(stats "$campaign") =~ \"finished_at\":\" ]]; do sleep 0.2; done
  until [ "$(sum_of "$campaign" queued sending sent)" = 0 ]; do sleep 0.01; done
  ended=$(now)
  row "$storage: $n recipients, messages/s" "$(calc "$n/($ended-$began)" 0)" "$3" "$(calc "$n/($ended-$began)/$3" 2)" "$4" -
  row "  first message after, ms" "$first" 300 - "<= 300" -
  row "  peak memory of the host, MB" "$(awk '/VmHWM/ { printf "%d", $2 / 1024 }' "/proc/$host/status")" 150 - "< 150" -

  campaign=$(campaign_of "$segment")
  launch "$campaign"
  singles 20 >"$work/single.$storage"
  read -r single _ worst < <(median <"$work/single.$storage")
  row "  one message beside it, sent after, ms" "$single" 50 - "<= 50" "worst $worst"
  post "/api/v1/campaigns/$campaign/pause" '' >/dev/null
  sleep 1
  before=$(sum_of "$campaign" sending sent delivered failed)
  sleep 2
  row "  messages that left later than 1 s after a pause" "$(($(sum_of "$campaign" sending sent delivered failed) - before))" 0 - 0 -
  post "/api/v1/campaigns/$campaign/cancel" '' >/dev/null
}

bench_million() {
  local n=1000000 bare
  people $n "$work/million.ndjson"
  export CARILLON__INDEX__MEMORY_MB=0
  start "$work/million"
  load "$work/million.ndjson"
  stop "$host"
  start "$work/million"
  deliver SQLite $n 150000 ">= 1"
  stop "$host"

  mysql_server
  mysql_clear
  start "$work/million_mysql"
  load "$work/million.ndjson"
  stop "$host"
  sql --execute="CREATE TABLE bare LIKE messages"
  bare=$(now)
  sql --execute="INSERT INTO bare (customer_id, campaign_id, step, state, reason, attempts, updated_at) SELECT id, 1, 0, 1, 0, 0, 1 FROM customers;
    UPDATE bare SET state = 2, updated_at = 2; UPDATE bare SET state = 4, updated_at = 3"
  bare=$(calc "$n/($(now)-$bare)" 0)
  sql --execute="DROP TABLE bare"
  start "$work/million_mysql"
  deliver MySQL $n "$bare" ">= 0.4, or 60000/s"
  stop "$host"
  mysql_leave
  unset CARILLON__INDEX__MEMORY_MB
}
