#include "receipts.h"

#include <array>
#include <charconv>
#include <chrono>

#include <carillon/json_text.hpp>

#include "encodings.h"
#include "values_of_doc.h"

namespace carillon::http_channel {
namespace {

constexpr std::array<std::pair<std::string_view, std::int32_t>, 8> kStates{
    {{"accepted", CRL_RCPT_ACCEPTED},
     {"sent", CRL_RCPT_SENT},
     {"delivered", CRL_RCPT_DELIVERED},
     {"undelivered", CRL_RCPT_UNDELIVERED},
     {"bounced", CRL_RCPT_BOUNCED},
     {"complained", CRL_RCPT_COMPLAINED},
     {"opened", CRL_RCPT_OPENED},
     {"clicked", CRL_RCPT_CLICKED}}};

// A form as a JSON object, so that pointers serve both.
std::string form_as_json(std::string_view body, const std::string& json_member) {
  const Form form = read_form(body);
  if (!json_member.empty()) {
    for (const auto& [name, value] : form) {
      if (name == json_member) return value;
    }
  }
  JsonText out;
  out.object();
  std::map<std::string_view, bool> seen;
  for (const auto& [name, value] : form) {
    if (!seen.emplace(name, true).second) continue;
    out.key(name).text(value);
  }
  out.end();
  return out.take();
}

// "2026-05-01T10:00:00Z", "2026-05-01 10:00:00.5+02:00": nullopt when it is no such time. Without a zone:
// UTC.
std::optional<std::int64_t> read_time(std::string_view text) {
  int part[6]{};
  constexpr std::array<std::size_t, 6> kAt{0, 5, 8, 11, 14, 17}, kLength{4, 2, 2, 2, 2, 2};
  if (text.size() < 19) return std::nullopt;
  for (std::size_t i = 0; i < 6; ++i) {
    const char* const from = text.data() + kAt[i];
    const auto parsed = std::from_chars(from, from + kLength[i], part[i]);
    if (parsed.ec != std::errc() || parsed.ptr != from + kLength[i]) return std::nullopt;
  }
  using namespace std::chrono;
  const year_month_day date{year(part[0]), month(static_cast<unsigned>(part[1])),
                            day(static_cast<unsigned>(part[2]))};
  if (!date.ok() || part[3] > 23 || part[4] > 59 || part[5] > 60) return std::nullopt;
  auto at = sys_days(date) + hours(part[3]) + minutes(part[4]) + seconds(part[5]);
  const auto zone = text.find_first_of("+-", 19);
  if (zone != std::string_view::npos && text.size() >= zone + 5) {
    int hour = 0, minute = 0;
    std::from_chars(text.data() + zone + 1, text.data() + zone + 3, hour);
    const auto last = text.data() + text.size();
    std::from_chars(last - 2, last, minute);
    const auto offset = hours(hour) + minutes(minute);
    at = text[zone] == '+' ? at - offset : at + offset;
  }
  return duration_cast<microseconds>(at.time_since_epoch()).count();
}

}  // namespace

ReceiptRules::ReceiptRules(const Config& config)
    : configured_(config.has("receipts")),
      form_(config.text("/receipts/format", "json") == "form"),
      items_(config.text("/receipts/items")),
      form_json_(config.text("/receipts/form_json")),
      id_(config.text("/receipts/id")),
      key_(config.text("/receipts/key")),
      state_(config.text("/receipts/state")),
      at_(config.text("/receipts/at")),
      code_(config.text("/receipts/code")),
      detail_(config.text("/receipts/detail")) {
  if (!configured_) return;
  if (id_.empty() && key_.empty())
    config.refuse("/receipts/id", "or key must say where a receipt names its message");
  if (state_.empty()) config.refuse("/receipts/state", "must say where a receipt has its state");
  const auto unit = config.text("/receipts/at_unit", "text");
  time_ = unit == "s" ? Time::kSeconds : unit == "ms" ? Time::kMillis : Time::kText;
  const Doc states = config.doc().at("/receipts/states");
  for (const auto& word : states.keys()) {
    const auto state = states.text("/" + Doc::escape(word));
    const auto known =
        std::ranges::find_if(kStates, [&](const auto& each) { return state && each.first == *state; });
    if (known == kStates.end()) {
      config.refuse(
          "/receipts/states",
          "\"" + word +
              "\" must be accepted, sent, delivered, undelivered, bounced, complained, opened or clicked");
    } else {
      states_[word] = known->second;
    }
  }
  if (states_.empty())
    config.refuse("/receipts/states", "must say what the vendor's words mean, as in DELIVRD = \"delivered\"");
}

std::int64_t ReceiptRules::time_of(const std::string& text, std::int64_t now_us) const {
  if (time_ == Time::kText) return read_time(text).value_or(now_us);
  double number = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc()) return now_us;
  if (!(number > 0 && number < 1e14)) return now_us;
  return static_cast<std::int64_t>(number * (time_ == Time::kSeconds ? 1e6 : 1e3));
}

void ReceiptRules::read_item(const Doc& doc, const std::string& item, std::int64_t now_us,
                             std::vector<ReadReceipt>& out) const {
  const auto value = [&](const std::string& pointer) {
    return pointer.empty() ? std::string() : scalar_text(doc.at(resolved(item, pointer))).value_or("");
  };
  const auto state = states_.find(value(state_));
  ReadReceipt receipt;
  receipt.provider_id = value(id_);
  receipt.key = value(key_);
  if (state == states_.end() || (receipt.provider_id.empty() && receipt.key.empty())) return;
  receipt.state = state->second;
  receipt.at_us = at_.empty() ? now_us : time_of(value(at_), now_us);
  receipt.code = value(code_);
  receipt.detail = value(detail_);
  out.push_back(std::move(receipt));
}

Result<std::vector<ReadReceipt>> ReceiptRules::read(std::string_view body, std::int64_t now_us) const {
  std::vector<ReadReceipt> out;
  const auto use = [&](const Doc& doc) {
    for (const auto& item : find_all(doc, items_)) read_item(doc, item, now_us, out);
  };
  const auto parsed =
      form_ ? host().parse_json(form_as_json(body, form_json_), use) : host().parse_json(body, use);
  if (!parsed)
    return invalid("the receipts are no " + std::string(form_ ? "form" : "JSON") + ": " +
                   parsed.error().message);
  return out;
}

}  // namespace carillon::http_channel
