#include "window.h"

#include "calendar.h"
#include "duration.h"
#include "moment.h"
#include "period.h"
#include "words.h"

namespace carillon::language {

namespace {

// The start of a day in the organisation's zone.
Result<std::int64_t> start_of(const Lowering& to, std::int64_t day) {
  const Civil civil = civil_of(day);
  return to.day_start(civil.year, civil.month, civil.day);
}

std::string period_words(std::string name) {
  for (char& c : name) c = c == '_' ? ' ' : c;
  return name;
}

}  // namespace

Result<Window> Window::read(const Leaf& leaf, const std::string& base, const Lowering& to) {
  Window out;
  if (const Status read = out.read_lengths(leaf, base, to); !read) return read.error();
  if (const Status read = out.read_moments(leaf, base, to); !read) return read.error();
  if (const Status read = out.read_period(leaf, base, to); !read) return read.error();
  return out;
}

Status Window::read_lengths(const Leaf& leaf, const std::string& base, const Lowering& to) {
  for (const char* name : {"/within", "/older_than"}) {
    const std::string at = base + name;
    if (!leaf.has(at)) continue;
    const auto length = read_duration(leaf, at);
    if (!length) return length.error();
    const auto border = instant_before(to, to.now_us(), *length);
    if (!border) return Leaf::refuse(leaf.pointer(at), border.error().message);
    if (at == base + "/older_than") {
      end_before(*border);
    } else {
      start_at(*border);
      end_before(to.now_us() + 1);
    }
  }
  return {};
}

Status Window::read_moments(const Leaf& leaf, const std::string& base, const Lowering& to) {
  for (const std::string name : {"since", "until", "before", "after"}) {
    const std::string at = base + "/" + name;
    if (!leaf.has(at)) continue;
    const auto span = read_span(leaf, at, to);
    if (!span) return span.error();
    if (name == "since") start_at(span->from);
    if (name == "until") end_before(span->to);
    if (name == "before") end_before(span->from);
    if (name == "after") start_at(span->to);
  }
  const std::string at = base + "/on";
  if (!leaf.has(at)) return {};
  const auto day = read_day(leaf, at);
  if (!day) return day.error();
  const auto span = day_span(to, *day, {});
  if (!span) return Leaf::refuse(leaf.pointer(at), span.error().message);
  start_at(span->from);
  end_before(span->to);
  return {};
}

Status Window::read_period(const Leaf& leaf, const std::string& base, const Lowering& to) {
  const std::string at = base + "/period";
  if (!leaf.has(at)) return {};
  const auto name = leaf.text(at);
  if (!name) return name.error();
  const auto today = to.local_day(to.now_us());
  if (!today) return today.error();
  const auto days = period_days(*name, *today);
  if (!days) {
    return Leaf::refuse(leaf.pointer(at), "must be one of " + period_names() + ", found " + quoted(*name));
  }
  const auto from = start_of(to, days->from);
  const auto end = start_of(to, days->to);
  if (!from) return Leaf::refuse(leaf.pointer(at), from.error().message);
  if (!end) return Leaf::refuse(leaf.pointer(at), end.error().message);
  start_at(*from);
  end_before(*end);
  return {};
}

Lowering::Id Window::lower(Lowering& to, std::string_view field) const {
  const Lowering::Id at = to.field(field);
  std::vector<Lowering::Id> parts;
  if (from_) parts.push_back(to.node(CRL_X_GE, {at, to.time(*from_)}));
  if (to_) parts.push_back(to.node(CRL_X_LT, {at, to.time(*to_)}));
  return parts.size() == 1 ? parts.front() : to.node(CRL_X_AND, parts);
}

std::string Window::words(const Leaf& leaf, const std::string& base) {
  std::string out;
  const auto length = [&](const char* name) {
    const auto read = read_duration(leaf, base + name);
    return read ? language::words(*read) : std::string("a while");
  };
  if (leaf.has(base + "/within")) out += " in the last " + length("/within");
  if (leaf.has(base + "/older_than")) out += " more than " + length("/older_than") + " ago";
  for (const std::string name : {"since", "until", "before", "after", "on"}) {
    if (const auto text = leaf.text(base + "/" + name)) out += " " + name + " " + moment_words(*text);
  }
  if (const auto name = leaf.text(base + "/period")) out += " " + period_words(*name);
  return out;
}

}  // namespace carillon::language
