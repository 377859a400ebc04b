# Part of scripts/bench: the smtp channel against a discarding server on this machine. Needs what scripts/bench defines.
#
# The server is postfix's smtp-sink; the reference in the same run is postfix's own smtp-source over as many connections.

free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }

# Sets sink_port and sink.
start_sink() {
  sink_port=$(free_port)
  local as=()
  [ "$(id -u)" != 0 ] || as=(-u nobody)
  /usr/sbin/smtp-sink "${as[@]}" "127.0.0.1:$sink_port" 1024 &
  sink=$!
  children+=("$sink")
  for _ in {1..100}; do
    (: <>"/dev/tcp/127.0.0.1/$sink_port") 2>/dev/null && return 0
    sleep 0.1
  done
  die "smtp-sink does not listen on port $sink_port"
}

bench_smtp() {
  local mails=20000 began ended key
  cmake --build --preset release --parallel "$jobs" --target bench_smtp >&2
  start_sink
  key=$(openssl genrsa 2048 2>/dev/null | jq -Rs .)
  for _ in $(seq $repeats); do
    CARILLON_PLUGIN_DIR=build/release/lib/carillon/plugins build/release/bin/bench_smtp "$sink_port" $mails >>"$work/s.ours"
    CARILLON_PLUGIN_DIR=build/release/lib/carillon/plugins build/release/bin/bench_smtp "$sink_port" $mails \
      "\"dkim\": {\"selector\": \"s1\", \"private_key\": $key}" >>"$work/s.signed"
    began=$(now)
    /usr/sbin/smtp-source -s 8 -m $mails -l 2500 "127.0.0.1:$sink_port"
    ended=$(now)
    calc "$mails/($ended-$began)" 0 >>"$work/s.source"
    echo >>"$work/s.source"
  done
  local ours low high reference
  read -r reference _ _ < <(median <"$work/s.source")
  read -r ours low high < <(median <"$work/s.ours")
  row "smtp channel, mails/s (smtp-source)" "$ours" "$reference" "$(calc "$ours/$reference" 2)" - "$low - $high"
  # listmonk's author: 50,000 a minute over one server in production, where listmonk was not the bottleneck.
  row "  (listmonk's published 50,000 a minute)" "$ours" 833 "$(calc "$ours/833" 1)" - "$low - $high"
  read -r ours low high < <(median <"$work/s.signed")
  row "  signed by DKIM, RSA of 2048 bits" "$ours" "$reference" "$(calc "$ours/$reference" 2)" - "$low - $high"

  # The whole way: a campaign through the host.
  people 100000 "$work/smtp.ndjson"
  CARILLON__CHANNELS__EMAIL__PLUGIN=smtp CARILLON__CHANNELS__EMAIL__HOST=127.0.0.1 CARILLON__CHANNELS__EMAIL__PORT=$sink_port \
    CARILLON__CHANNELS__EMAIL__SECURITY=none CARILLON__CHANNELS__EMAIL__FROM='Shop <shop@example.com>' start "$work/smtp"
  load "$work/smtp.ndjson"
  local segment campaign
  segment=$(post /api/v1/segments '{"name":"all","rule":{"all":[{"field":"consent_email","op":"eq","value":true}]}}' | jq -r .id)
  for _ in $(seq $repeats); do
    campaign=$(post /api/v1/campaigns "{\"name\":\"bench\",\"segment_id\":\"$segment\",\"channel\":\"email\",\"template\":{\"subject\":\"The spring sale begins\",\"text\":\"Hello {{ customer.name }}\",\"html\":\"<p>Hello {{ customer.name }}</p>\"}}" | jq -r .id)
    began=$(now)
    post "/api/v1/campaigns/$campaign/launch" '' >/dev/null
    until [ "$(curl -fsS "$url/api/v1/campaigns/$campaign/stats" | jq '.queued + .sending')" = 0 ]; do sleep 0.05; done
    ended=$(now)
    [ "$(curl -fsS "$url/api/v1/campaigns/$campaign/stats" | jq .sent)" = 50000 ] || die "not every mail was sent"
    calc "50000/($ended-$began)" 0 >>"$work/s.host"
    echo >>"$work/s.host"
  done
  read -r ours low high < <(median <"$work/s.host")
  row "campaign by e-mail, 50,000, mails/s" "$ours" 833 "$(calc "$ours/833" 1)" - "$low - $high"
  stop "$host"
  kill "$sink"
}
