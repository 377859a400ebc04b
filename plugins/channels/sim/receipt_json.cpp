#include "receipt_json.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <optional>

#include <carillon/json_text.hpp>

namespace carillon::sim {
namespace {

struct StateName {
  std::int32_t state;
  std::string_view name;
};
// The first name of a state is the one that is written.
constexpr std::array kStates{
    StateName{CRL_RCPT_ACCEPTED, "accepted"},       StateName{CRL_RCPT_SENT, "sent"},
    StateName{CRL_RCPT_DELIVERED, "delivered"},     StateName{CRL_RCPT_UNDELIVERED, "failed"},
    StateName{CRL_RCPT_UNDELIVERED, "undelivered"}, StateName{CRL_RCPT_BOUNCED, "bounced"},
    StateName{CRL_RCPT_COMPLAINED, "complained"},   StateName{CRL_RCPT_OPENED, "opened"},
    StateName{CRL_RCPT_CLICKED, "clicked"},
};

std::string_view name_of(std::int32_t state) {
  for (const auto& s : kStates) {
    if (s.state == state) return s.name;
  }
  return "accepted";
}

std::int32_t state_of(std::string_view name) {
  for (const auto& s : kStates) {
    if (s.name == name) return s.state;
  }
  return 0;
}

std::string optional_text(const Doc& doc, std::string_view name) {
  auto text = doc.text(name);
  return text ? std::move(text).value() : std::string{};
}

Result<OwnedReceipt> read_one(const Doc& doc, std::int64_t now_us) {
  OwnedReceipt out;
  const auto state = doc.text("state");
  if (!state) return state.error();
  out.state = state_of(*state);
  if (out.state == 0) {
    return Error{
        CRL_E_INVALID,
        "\"" + doc.pointer("state") +
            "\" must be accepted, sent, delivered, failed, bounced, complained, opened or clicked; found \"" +
            *state + "\"",
        0, doc.pointer("state")};
  }
  out.idempotency_key = optional_text(doc, "idempotency_key");
  out.provider_id = optional_text(doc, "provider_id");
  if (out.idempotency_key.empty() && out.provider_id.empty()) {
    return Error{CRL_E_INVALID, "\"" + doc.pointer() + "\" needs idempotency_key or provider_id", 0,
                 doc.pointer()};
  }
  out.detail_code = optional_text(doc, "detail_code");
  out.detail = optional_text(doc, "detail");
  out.at_us = now_us;
  if (doc.kind("at") == Doc::Kind::kInteger) {
    out.at_us = doc.integer("at").value();
  } else if (doc.has("at")) {
    const auto text = doc.text("at");
    if (!text) return text.error();
    const auto at = read_time(*text);
    if (!at)
      return Error{CRL_E_INVALID, "\"" + doc.pointer("at") + "\": " + at.error().message, 0,
                   doc.pointer("at")};
    out.at_us = *at;
  }
  return out;
}

}  // namespace

std::string write_time(std::int64_t us) {
  using namespace std::chrono;
  const sys_time<microseconds> at{microseconds{us}};
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss clock{at - day};
  char text[48];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return text;
}

Result<std::int64_t> read_time(std::string_view text) {
  const std::string copy(text);
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, read = 0;
  const auto wrong = [&] {
    return invalid("\"" + copy + "\" is no time like 2026-05-01T10:00:00Z (UTC, with up to six decimals)");
  };
  if (std::sscanf(copy.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d%n", &year, &month, &day, &hour, &minute, &second,
                  &read) != 6 ||
      read != 19) {
    return wrong();
  }
  std::int64_t fraction = 0;
  std::string_view rest = std::string_view(copy).substr(19);
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    std::int64_t unit = 100'000;
    while (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
      fraction += (rest.front() - '0') * unit;
      unit /= 10;
      rest.remove_prefix(1);
    }
  }
  using namespace std::chrono;
  const year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  const bool clock_ok = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60;
  if (rest != "Z" || !date.ok() || !clock_ok) return wrong();
  const auto at = sys_days{date} + hours{hour} + minutes{minute} + seconds{second};
  return duration_cast<microseconds>(at.time_since_epoch()).count() + fraction;
}

std::string write_receipts(std::span<const Receipt> receipts) {
  JsonText out;
  out.object().key("receipts").array();
  for (const Receipt& r : receipts) {
    out.object();
    if (!r.idempotency_key.empty()) out.key("idempotency_key").text(r.idempotency_key);
    if (!r.provider_id.empty()) out.key("provider_id").text(r.provider_id);
    out.key("state").text(name_of(r.state)).key("at").text(write_time(r.at_us));
    if (!r.detail_code.empty()) out.key("detail_code").text(r.detail_code);
    if (!r.detail.empty()) out.key("detail").text(r.detail);
    out.end();
  }
  return out.end().end().take();
}

Result<std::vector<OwnedReceipt>> read_receipts(std::string_view body, std::int64_t now_us) {
  std::vector<OwnedReceipt> out;
  std::optional<Error> problem;
  const Status parsed = host().parse_json(body, [&](const Doc& doc) {
    if (doc.kind("receipts") != Doc::Kind::kList) {
      problem = Error{CRL_E_INVALID, "\"/receipts\" must be a list of receipts", 0, "/receipts"};
      return;
    }
    for (const Doc& each : doc.items("receipts")) {
      auto receipt = read_one(each, now_us);
      if (!receipt) {
        problem = receipt.error();
        return;
      }
      out.push_back(std::move(receipt).value());
    }
  });
  if (!parsed) return parsed.error();
  if (problem) return *std::move(problem);
  return out;
}

}  // namespace carillon::sim
