# Part of scripts/bench: twelve rules counted by storage, beside the SQL that one would write for each by hand. Needs
# what scripts/bench defines, people() and purchases().
#
# BENCH_RULES: a pattern of the lines to ask, for some of them alone.
# shellcheck shell=bash disable=SC2154

# name | rule | SQL; NOW stands for the instant in microseconds, DAY for one day of them.
rules_table() {
  cat <<'END'
spend and city|{"all":[{"field":"total_spend","op":"gt","value":2500},{"field":"city","op":"eq","value":"Pune"}]}|SELECT count(*) FROM customers WHERE total_spend > 25000000 AND city_ci = 'pune'
cities and an attribute|{"all":[{"field":"city","op":"in","value":["Pune","Oslo","Wien"]},{"field":"attributes.plan","op":"eq","value":"gold"}]}|SELECT count(*) FROM customers WHERE city_ci IN ('pune', 'oslo', 'wien') AND json_type(attributes, '$.plan') = 'text' AND lower(json_extract(attributes, '$.plan')) = 'gold'
a tag|{"op":"has_tag","value":"vip"}|SELECT count(*) FROM customers WHERE instr(char(31) || tags_ci || char(31), char(31) || 'vip' || char(31)) > 0
a part of the name|{"field":"name","op":"contains","value":"son 123"}|SELECT count(*) FROM customers WHERE instr(name_ci, 'son 123') > 0
not of a city, consent, joined|{"all":[{"not":{"field":"city","op":"eq","value":"Pune"}},{"field":"consent_email","op":"eq","value":true},{"field":"created_at","op":"within","value":"30d"}]}|SELECT count(*) FROM customers WHERE city_ci IS NOT 'pune' AND consent_email = 1 AND created_at BETWEEN NOW - 30 * DAY AND NOW
ordered in 30 days|{"op":"ordered","within":"30d"}|SELECT count(*) FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.ordered_at BETWEEN NOW - 30 * DAY AND NOW AND o.status IN (1, 2))
did not order in 90 days|{"op":"not_ordered","within":"90d"}|SELECT count(*) FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.ordered_at BETWEEN NOW - 90 * DAY AND NOW AND o.status IN (1, 2))
ordered twice in a year|{"op":"ordered","within":"365d","count":{"gte":2}}|SELECT count(*) FROM customers c WHERE (SELECT count(*) FROM orders o WHERE o.customer_id = c.id AND o.ordered_at BETWEEN NOW - 365 * DAY AND NOW AND o.status IN (1, 2)) >= 2
spent in 90 days|{"op":"order_sum","within":"90d","is":{"gte":1000}}|SELECT count(*) FROM customers c WHERE (SELECT sum(o.amount) FROM orders o WHERE o.customer_id = c.id AND o.ordered_at BETWEEN NOW - 90 * DAY AND NOW AND o.status IN (1, 2)) >= 10000000
shoes in 90 days|{"op":"ordered","within":"90d","category":"shoes"}|SELECT count(*) FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.ordered_at BETWEEN NOW - 90 * DAY AND NOW AND o.status IN (1, 2) AND EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id AND i.category_ci = 'shoes'))
shoes and later hats|{"op":"then","first":{"category":"shoes"},"later":{"category":"hats"}}|SELECT count(*) FROM customers c WHERE (SELECT min(o.ordered_at) FROM orders o WHERE o.customer_id = c.id AND o.status IN (1, 2) AND EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id AND i.category_ci = 'shoes')) < (SELECT max(o.ordered_at) FROM orders o WHERE o.customer_id = c.id AND o.status IN (1, 2) AND EXISTS (SELECT 1 FROM order_items i WHERE i.order_id = o.id AND i.category_ci = 'hats'))
the top tenth by spend|{"field":"total_spend","op":"top","percent":10}|WITH n AS (SELECT (count(*) + 9) / 10 AS n FROM customers WHERE order_count > 0), border AS (SELECT total_spend AS s, id FROM customers WHERE order_count > 0 ORDER BY total_spend DESC, id LIMIT 1 OFFSET (SELECT n - 1 FROM n)) SELECT count(*) FROM customers, border WHERE order_count > 0 AND (total_spend > s OR (total_spend = s AND customers.id <= border.id))
END
}

# Both are asked $repeats times in turn, warm; the least time of each counts. The host's answer must be the SQL's, but
# for the orders at the border of a window while the host's clock goes on.
bench_rules_over() { # DATA
  local name rule sql id ours theirs counted by_hand told
  CARILLON__INDEX__MEMORY_MB=0 start "$1"
  while IFS='|' read -r name rule sql; do
    id=$(post /api/v1/segments "{\"name\":\"$name\",\"rule\":$rule}" | jq -r .id)
    rm -f "$work/rules.ours" "$work/rules.sql"
    for _ in $(seq "$repeats"); do
      curl -fsS -o "$work/rules.out" -w '%{time_total}\n' "$url/api/v1/segments/$id/members?limit=1&count=true" >>"$work/rules.ours"
      told=${sql//NOW/$(date +%s)000000}
      printf '.timer on\n%s;\n' "${told//DAY/86400000000}" | sqlite3 -readonly "$1/carillon.db" >>"$work/rules.sql"
    done
    ours=$(sort -g "$work/rules.ours" | head -1)
    theirs=$(sed -n 's/.*real \([0-9.]*\).*/\1/p' "$work/rules.sql" | sort -g | head -1)
    counted=$(jq -r .count "$work/rules.out")
    by_hand=$(grep -E '^[0-9]+$' "$work/rules.sql" | tail -1)
    awk "BEGIN { exit !(($counted - $by_hand) ^ 2 <= (1 + $by_hand / 10000) ^ 2) }" || die "\"$name\" counts $counted, the SQL $by_hand"
    row "  $name, ms (by hand)" "$(calc "$ours*1000" 0)" "$(calc "$theirs*1000" 0)" "$(calc "$ours/$theirs" 2)" "<= 1.2" "$counted"
  done < <(rules_table | grep -E "${BENCH_RULES:-.}")
  stop "$host"
}

bench_rules() {
  people 1000000 "$work/rules.ndjson"
  purchases 5000000 1000000 "$work/rules-orders.ndjson"
  CARILLON__INDEX__MEMORY_MB=0 start "$work/rules"
  load "$work/rules.ndjson"
  load "$work/rules-orders.ndjson" orders
  stop "$host"
  row "rules over 1 M customers, 5 M orders" - - - - -
  bench_rules_over "$work/rules"
}
