#include "delivery/campaign_options.h"

#include <charconv>
#include <cmath>
#include <initializer_list>

#include "base/time_text.h"
#include "base/zone.h"

namespace carillon::delivery {

namespace {

constexpr std::int64_t kEasternmost = 14 * kHourUs;  // the first zone to reach a local time is UTC+14
constexpr std::string_view kEasternmostZone = "Etc/GMT-14";
constexpr std::int64_t kLongest = 366 * kDayUs;

std::string text_of(const json::value& value) { return std::string(std::string_view(value.get_string())); }

// 3600 (seconds) or "90m"; nothing where it is neither.
std::optional<std::int64_t> duration_of(const json::value& value) {
  std::int64_t n = 0, unit = kSecondUs;
  if (const auto* seconds = value.if_int64()) {
    n = *seconds;
  } else if (const auto* text = value.if_string()) {
    const std::string_view all = *text;
    const auto [end, error] = std::from_chars(all.data(), all.data() + all.size(), n);
    const std::string_view rest(end, static_cast<std::size_t>(all.data() + all.size() - end));
    if (error != std::errc{} || rest.size() != 1) return std::nullopt;
    switch (rest[0]) {
      case 's':
        break;
      case 'm':
        unit = kMinuteUs;
        break;
      case 'h':
        unit = kHourUs;
        break;
      case 'd':
        unit = kDayUs;
        break;
      default:
        return std::nullopt;
    }
  } else {
    return std::nullopt;
  }
  if (n < 0 || n > kLongest / unit) return std::nullopt;
  return n * unit;
}

// "21:30"; minutes of the day.
std::optional<std::int64_t> minute_of(const json::value& value) {
  const auto* text = value.if_string();
  if (text == nullptr || text->size() != 5 || (*text)[2] != ':') return std::nullopt;
  const auto at = parse_time("2000-01-01T" + std::string(std::string_view(*text)) + ":00Z");
  const auto midnight = parse_time("2000-01-01T00:00:00Z");
  if (!at || !midnight || *at - *midnight >= kDayUs) return std::nullopt;
  return (*at - *midnight) / kMinuteUs;
}

class Reader {
 public:
  Reader(std::string_view timezone, std::string_view base) : timezone_(timezone), base_(base) {}

  std::variant<CampaignOptions, Issues> run(const json::value& options) {
    members(options, "", [this](std::string_view name, const json::value& v) { return top(name, v); });
    if (out_.test && out_.test->auto_winner) {
      if (out_.test->test_share >= 1)
        fault("/ab/test_share", "range", "a winner for the rest needs a test_share below 1");
      if (out_.test->decide_after_us == 0)
        fault("/ab/decide_after", "required", "say after what time the winner is chosen, such as \"4h\"");
    }
    if (!issues_.empty()) return std::move(issues_);
    return std::move(out_);
  }

 private:
  void fault(const std::string& pointer, std::string code, std::string detail) {
    issues_.push_back({base_ + pointer, std::move(code), std::move(detail)});
  }

  // Calls `read` for each member that is not null; it answers false for one it does not know.
  template <class Read>
  void members(const json::value& value, const std::string& pointer, Read read) {
    const auto* object = value.if_object();
    if (object == nullptr) return fault(pointer, "type", "expected an object");
    for (const auto& [name, member] : *object) {
      if (!member.is_null() && !read(std::string_view(name), member))
        fault(pointer + pointer_join("", name), "unknown_field", "there is no such option here");
    }
  }

  void flag(const json::value& value, const std::string& pointer, bool& into) {
    if (const auto* given = value.if_bool()) {
      into = *given;
    } else {
      fault(pointer, "type", "expected true or false");
    }
  }
  void flag(const json::value& value, const std::string& pointer, std::optional<bool>& into) {
    bool given = false;
    flag(value, pointer, given);
    into = given;
  }
  void number(const json::value& value, const std::string& pointer, double min, double max, double& into) {
    const double n = value.is_number() ? value.to_number<double>() : std::nan("");
    if (n >= min && n <= max) {
      into = n;
    } else {
      std::string range = "expected a number from " + json::serialize(json::value(min));
      fault(pointer, "range", range + " to " + json::serialize(json::value(max)));
    }
  }
  void whole(const json::value& value, const std::string& pointer, std::int64_t min, std::int64_t max,
             std::int64_t& into) {
    const auto* n = value.if_int64();
    if (n != nullptr && *n >= min && *n <= max) {
      into = *n;
    } else {
      fault(pointer, "range",
            "expected a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    }
  }
  void duration(const json::value& value, const std::string& pointer, std::int64_t& into) {
    if (const auto given = duration_of(value)) {
      into = *given;
    } else {
      fault(pointer, "format",
            "expected seconds, or a time such as \"90m\", \"4h\" or \"3d\", of at most a year");
    }
  }

  bool top(std::string_view name, const json::value& v) {
    if (name == "priority") {
      std::int64_t n = out_.priority;
      whole(v, "/priority", 0, 9, n);
      out_.priority = static_cast<int>(n);
    } else if (name == "schedule") {
      schedule(v);
    } else if (name == "limits") {
      members(v, "/limits", [this](std::string_view n, const json::value& m) { return limit(n, m); });
    } else if (name == "quiet_hours") {
      quiet_hours(v);
    } else if (name == "frequency_caps") {
      flag(v, "/frequency_caps", out_.frequency_caps);
    } else if (name == "holdout") {
      double share = 0;
      number(v, "/holdout", 0, 0.5, share);
      out_.holdout_ppm = static_cast<std::int32_t>(std::lround(share * 1e6));
    } else if (name == "list_unsubscribe") {
      std::optional<bool> wanted;
      flag(v, "/list_unsubscribe", wanted);
      out_.list_unsubscribe = wanted.value_or(false);
    } else if (name == "tracking") {
      members(v, "/tracking", [this](std::string_view n, const json::value& m) {
        if (n == "opens") flag(m, "/tracking/opens", out_.tracking.opens);
        if (n == "clicks") flag(m, "/tracking/clicks", out_.tracking.clicks);
        return n == "opens" || n == "clicks";
      });
    } else if (name == "sender") {
      if (!v.is_string() || v.get_string().size() > 320) {
        fault("/sender", "type", "expected a text of at most 320 bytes");
      } else {
        out_.sender = text_of(v);
      }
    } else if (name == "ab") {
      out_.test.emplace();
      members(v, "/ab", [this](std::string_view n, const json::value& m) { return test(n, m); });
    } else if (name == "attribution_days") {
      std::int64_t days = 0;
      whole(v, "/attribution_days", 0, 90, days);
      out_.attribution_us = days * kDayUs;
    } else if (name == "approval") {
      flag(v, "/approval", out_.approval);
    } else {
      return false;
    }
    return true;
  }

  bool limit(std::string_view name, const json::value& v) {
    if (name == "per_second") {
      number(v, "/limits/per_second", 0.001, 1e6, out_.per_second);
    } else if (name == "expires_after") {
      duration(v, "/limits/expires_after", out_.expires_after_us);
    } else {
      return false;
    }
    return true;
  }

  void quiet_hours(const json::value& v) {
    auto& quiet = out_.quiet_hours;
    if (v == json::value("default")) return;
    if (v == json::value("off")) {
      quiet.how = QuietHours::How::kOff;
      return;
    }
    const auto* object = v.if_object();
    const auto* from = object == nullptr ? nullptr : object->if_contains("from");
    const auto* to = object == nullptr ? nullptr : object->if_contains("to");
    if (from == nullptr || to == nullptr || object->size() != 2) {
      return fault("/quiet_hours", "type",
                   "expected \"default\", \"off\" or {\"from\": \"21:00\", \"to\": \"08:00\"}");
    }
    const auto begins = minute_of(*from), ends = minute_of(*to);
    if (!begins) fault("/quiet_hours/from", "format", "expected a time of day such as \"21:00\"");
    if (!ends) fault("/quiet_hours/to", "format", "expected a time of day such as \"08:00\"");
    if (!begins || !ends) return;
    if (*begins == *ends)
      return fault("/quiet_hours", "range", "from and to must differ; \"off\" turns them off");
    quiet = {QuietHours::How::kOwn, *begins, *ends};
  }

  bool test(std::string_view name, const json::value& v) {
    Test& test = *out_.test;
    if (name == "test_share") {
      number(v, "/ab/test_share", 0.01, 1, test.test_share);
    } else if (name == "decide_after") {
      duration(v, "/ab/decide_after", test.decide_after_us);
    } else if (name == "metric") {
      using enum Test::Metric;
      if (v == json::value("delivered")) {
        test.metric = kDelivered;
      } else if (v == json::value("opened")) {
        test.metric = kOpened;
      } else if (v == json::value("clicked")) {
        test.metric = kClicked;
      } else if (v == json::value("converted")) {
        test.metric = kConverted;
      } else {
        fault("/ab/metric", "choice", "expected delivered, opened, clicked or converted");
      }
    } else if (name == "auto_winner") {
      flag(v, "/ab/auto_winner", test.auto_winner);
    } else {
      return false;
    }
    return true;
  }

  void schedule(const json::value& v) {
    Schedule& to = out_.schedule;
    const std::size_t before = issues_.size();
    const json::value* at = nullptr;
    const json::value* rule = nullptr;
    members(v, "/schedule", [&](std::string_view name, const json::value& m) {
      if (name == "per_customer") {
        flag(m, "/schedule/per_customer", to.per_customer);
      } else if (name == "timezone") {
        if (m.is_string()) to.timezone = text_of(m);
        if (!m.is_string() || !zone::exists(to.timezone))
          fault("/schedule/timezone", "timezone", "expected an IANA name such as \"Asia/Kolkata\"");
      } else if (name == "at") {
        at = &m;
        if (!m.is_string()) fault("/schedule/at", "type", "expected a time");
      } else if (name == "rrule") {
        rule = &m;
        if (!m.is_string())
          fault("/schedule/rrule", "type", "expected a rule such as \"FREQ=WEEKLY;BYDAY=MO\"");
      } else {
        return false;
      }
      return true;
    });
    if (issues_.size() > before) return;
    if (at != nullptr) start(text_of(*at));
    if (at == nullptr && (to.per_customer || rule != nullptr))
      fault("/schedule/at", "required", "say when: the time of the start, or of the first occurrence");
    if (rule != nullptr) repeat(text_of(*rule));
  }

  void start(const std::string& text) {
    Schedule& to = out_.schedule;
    const auto civil = parse_time(text.find('T') == std::string::npos ? text : text + 'Z');
    if (to.per_customer) {
      if (!civil) {
        return fault("/schedule/at", "format",
                     "expected a local time without an offset such as \"2026-12-01T09:00:00\", since each "
                     "customer's own zone counts");
      }
      to.local_us = *civil;
      to.at_us = *civil - kEasternmost;
    } else if (civil) {
      to.at_us = zone::instant_of(zone_of(to, timezone_), *civil).value();
    } else if (const auto instant = parse_time(text)) {
      to.at_us = *instant;
    } else {
      fault("/schedule/at", "format", "expected a time such as \"2026-12-01T09:00:00Z\"");
    }
  }

  void repeat(const std::string& rule) {
    Schedule& to = out_.schedule;
    auto parsed = parse_recurrence(rule, zone_of(to, timezone_));
    if (!parsed) return fault("/schedule/rrule", "rrule", parsed.error().message);
    to.repeat = *std::move(parsed);
    if (to.at_us && !Occurrences(*to.repeat, *to.at_us, zone_of(to, timezone_)).next())
      fault("/schedule/rrule", "rrule", "the rule has no occurrence from schedule.at on");
  }

  const std::string_view timezone_;
  const std::string base_;
  CampaignOptions out_;
  Issues issues_;
};

// SplitMix64's finaliser spreads neighbouring ids evenly; the salts keep the draws independent.
std::uint64_t draw(Id campaign, Id customer, std::uint64_t salt) {
  auto hash = (static_cast<std::uint64_t>(campaign) + salt) * 0x9E37'79B9'7F4A'7C15U;
  for (const auto word : {static_cast<std::uint64_t>(customer), salt}) {
    hash ^= word;
    hash = (hash ^ (hash >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
    hash = (hash ^ (hash >> 27U)) * 0x94D0'49BB'1331'11EBU;
    hash ^= hash >> 31U;
  }
  return hash;
}

}  // namespace

std::variant<CampaignOptions, Issues> read_options(const json::value& options, std::string_view timezone,
                                                   std::string_view pointer) {
  return Reader(timezone, pointer).run(options);
}

std::string_view zone_of(const Schedule& schedule, std::string_view timezone) {
  if (schedule.per_customer) return kEasternmostZone;
  return schedule.timezone.empty() ? timezone : std::string_view(schedule.timezone);
}

std::int64_t local_start_of(std::int64_t at_us) { return at_us + kEasternmost; }

Result<CampaignOptions> stored_options(std::string_view options, std::string_view timezone) {
  const auto parsed = parse_json(options);
  if (!parsed) return parsed.error();
  auto read = read_options(*parsed, timezone);
  if (const auto* issues = std::get_if<Issues>(&read)) {
    return invalid("the campaign's options are not valid: " + issues->front().pointer + ": " +
                   issues->front().detail);
  }
  return std::get<CampaignOptions>(std::move(read));
}

bool in_holdout(Id campaign, Id customer, std::int32_t holdout_ppm) {
  constexpr std::uint64_t kSalt = 0x686F'6C64'6F75'74U;
  return holdout_ppm > 0 &&
         draw(campaign, customer, kSalt) % 1'000'000 < static_cast<std::uint64_t>(holdout_ppm);
}

bool in_test(Id campaign, Id customer, double test_share) {
  constexpr std::uint64_t kSalt = 0x7465'7374U;
  if (test_share >= 1) return true;
  return static_cast<double>(draw(campaign, customer, kSalt) % 1'000'000) < test_share * 1e6;
}

}  // namespace carillon::delivery
