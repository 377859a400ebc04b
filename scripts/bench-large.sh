# Part of scripts/bench: an import of ten million customers, and a start over them. Needs what scripts/bench defines.
#
# BENCH_LARGE_ROWS: another number of rows.
# shellcheck shell=bash disable=SC2154

people_csv() { # N FILE
  awk -v n="$1" 'BEGIN {
    split("Pune Mumbai Delhi Oslo Graz Wien Leeds Kyoto", city, " ")
    print "external_id,name,email,phone,city,consent_sms,consent_email"
    for (i = 0; i < n; i++)
      printf "c%d,Person %d,p%d@example.com,+1555%07d,%s,true,%s\n", i, i, i, i, city[i % 8 + 1], i % 2 ? "true" : "false"
  }' >"$2"
}
# Of a process, in MB: now (VmRSS) or at its highest (VmHWM).
memory() { awk -v what="$2:" '$1 == what { printf "%d", $2 / 1024 }' "/proc/$1/status"; }

# Once without the audience index, whose memory has a bound of its own, and once as it is by default.
bench_large() {
  local rows=${BENCH_LARGE_ROWS:-10000000} job began index label state
  mkdir -p "$work/drop"
  people_csv "$rows" "$work/drop/people.csv"
  export CARILLON__INGEST__IMPORT_FOLDER=$work/drop
  for index in 0 default; do
    label=$([ $index = 0 ] && echo "no index" || echo "index")
    [ $index = default ] || export CARILLON__INDEX__MEMORY_MB=$index
    start "$work/large"
    began=$(now)
    job=$(post /api/v1/imports '{"kind":"customers","file":"people.csv"}' | jq -r .id)
    until state=$(curl -fsS "$url/api/v1/imports/$job" | jq -r .state) && [[ $state != queued && $state != running ]]; do sleep 0.5; done
    [ "$state" = completed ] || die "the import ended as $state"
    row "import of $rows customers, rows/s, $label" "$(calc "$rows/($(now)-$began)" 0)" - - - -
    row "  peak memory of the host, MB" "$(memory "$host" VmHWM)" 200 - "$([ $index = 0 ] && echo '< 200' || echo -)" -
    stop "$host"
    began=$(now)
    start "$work/large"
    row "  start over them, s" "$(calc "$(now)-$began" 2)" 2 - "< 2" -
    until curl -fsS "$url/readyz" >/dev/null 2>&1; do sleep 0.05; done
    row "  until ready, s" "$(calc "$(now)-$began" 2)" - - - -
    sleep 10
    row "  memory after ten seconds, MB" "$(memory "$host" VmRSS)" - - - -
    stop "$host"
    unset CARILLON__INDEX__MEMORY_MB
    rm -rf "$work/large"
  done
  unset CARILLON__INGEST__IMPORT_FOLDER
}
