#include "queueing/rows.h"

#include "ingest/parse.h"

namespace carillon::queueing {

namespace {

const std::string& key_of(const ingest::CustomerInput& row) { return row.external_id; }
const std::string& key_of(const ingest::OrderInput& row) {
  return row.customer ? row.customer->external_id : row.customer_external_id;
}

template <class Input>
std::variant<Judged, Issues> judged(std::uint32_t kind, const json::value& row, std::int64_t now_us,
                                    Input (*parse)(const json::value&, std::int64_t, Issues&)) {
  Issues issues;
  const Input input = parse(row, now_us, issues);
  if (!issues.empty()) return issues;
  return Judged{{kind, json::serialize(row)}, key_of(input), input.external_id};
}

template <class Input>
Result<Row> read(const Delivered& entry, const json::value& text, std::int64_t now_us,
                 Input (*parse)(const json::value&, std::int64_t, Issues&)) {
  Issues issues;
  Row row{entry.id, entry.deliveries, 0, parse(text, now_us, issues)};
  if (!issues.empty()) return invalid(text_of(issues));
  return row;
}

}  // namespace

std::string_view noun_of(std::uint32_t kind) { return kind == kOrderRow ? "orders" : "customers"; }

const std::string& Row::key() const { return is_order() ? key_of(order()) : key_of(customer()); }

// FNV-1a: the same on every host and in every version, whatever the standard library's hash does.
std::size_t Judged::stream() const {
  std::uint64_t hash = 0xCBF2'9CE4'8422'2325U;
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 0x0100'0000'01B3U;
  hash =
      (hash ^ (hash >> 32U)) * 0x9E37'79B9'7F4A'7C15U;  // so that short texts differ in the upper half, too
  return (hash >> 32U) % kStreams.size();
}

std::variant<Judged, Issues> judge(std::uint32_t kind, const json::value& row, std::int64_t now_us) {
  return kind == kOrderRow ? judged(kind, row, now_us, ingest::parse_order)
                           : judged(kind, row, now_us, ingest::parse_customer);
}

Result<Row> row_of(const Delivered& entry, std::int64_t now_us) {
  if (entry.kind != kCustomerRow && entry.kind != kOrderRow)
    return invalid("an entry of the unknown kind " + std::to_string(entry.kind) + "; it needs a newer host");
  const auto text = parse_json(entry.body);
  if (!text) return invalid("the entry is no JSON: " + text.error().message);
  // The clocks of two hosts differ a little; the host that took the row in has judged its times already.
  const std::int64_t now = std::max(now_us, entry.published_us);
  return entry.kind == kOrderRow ? read(entry, *text, now, ingest::parse_order)
                                 : read(entry, *text, now, ingest::parse_customer);
}

std::string text_of(const Issues& issues) {
  std::string out;
  for (const Issue& issue : issues) {
    if (!out.empty()) out += "; ";
    if (!issue.pointer.empty()) out += issue.pointer + ": ";
    out += issue.detail;
  }
  return out;
}

}  // namespace carillon::queueing
