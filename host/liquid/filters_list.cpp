#include <algorithm>
#include <cstring>

#include "base/fold.h"
#include "liquid/filters.h"

namespace carillon::liquid::filter {

namespace {

using Kind = Value::Kind;

Value list_of(std::span<const Value> items) { return Value::list(items.data(), items.size()); }

// The member of an object, or the value itself when no name is given.
Value member(Machine& m, const Value& v, std::string_view name) {
  if (v.kind != Kind::kJson || !v.node->is_object()) return {};
  const auto* found = v.node->get_object().if_contains(name);
  return found == nullptr ? Value{} : m.from_json(*found);
}

Value by_name(Machine& m, const Value& v, Args args) {
  return args.empty() ? v : member(m, v, m.text_of(args[0]));
}

// Missing ones last; what cannot be compared keeps its order among kinds.
bool before(const Value& a, const Value& b) {
  if (a.missing() || b.missing()) return !a.missing() && b.missing();
  const auto rank = [](const Value& v) {
    return v.is_number()                                    ? 0
           : v.kind == Kind::kTime || v.kind == Kind::kDate ? 1
                                                            : static_cast<int>(v.kind) + 2;
  };
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  return order(a, b).value_or(0) < 0;
}

template <class Keep>
Value kept(Machine& m, const Value& v, Keep keep) {
  const auto items = m.items_of(v);
  Value* out = m.new_values(items.size());
  std::size_t n = 0;
  for (const Value& item : items) {
    if (keep(item, std::span<const Value>(out, n))) out[n++] = item;
  }
  return Value::list(out, n);
}

}  // namespace

Value size(Machine& m, const Value& v, Args) {
  if (v.is_list()) return Value::whole(static_cast<std::int64_t>(m.items_of(v).size()));
  if (v.kind == Kind::kText) return Value::whole(static_cast<std::int64_t>(code_points(v.s)));
  if (v.kind == Kind::kJson) return Value::whole(static_cast<std::int64_t>(v.node->get_object().size()));
  return Value::whole(0);
}

Value first(Machine& m, const Value& v, Args) {
  if (v.kind == Kind::kText) return Value::text(first_code_points(v.s, 1));
  const auto items = m.items_of(v);
  return items.empty() ? Value{} : items.front();
}

Value last(Machine& m, const Value& v, Args) {
  if (v.kind == Kind::kText) {
    const std::size_t n = code_points(v.s);
    return Value::text(v.s.substr(first_code_points(v.s, n == 0 ? 0 : n - 1).size()));
  }
  const auto items = m.items_of(v);
  return items.empty() ? Value{} : items.back();
}

Value join(Machine& m, const Value& v, Args args) {
  const std::string_view between = args.empty() ? std::string_view(" ") : m.text_of(args[0]);
  const auto items = m.items_of(v);
  return Value::text(m.make([&](Writer& out) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out.add(between);
      write_value(items[i], out);
    }
  }));
}

Value split(Machine& m, const Value& v, Args args) {
  if (v.nothing()) return Value::list(nullptr, 0);
  const std::string_view in = m.text_of(v);
  const std::string_view at = m.text_of(args[0]);
  m.charge(in.size());
  const auto next = [&](std::string_view rest) -> std::size_t {
    if (at.empty()) return first_code_points(rest, 1).size();
    const void* found = ::memmem(rest.data(), rest.size(), at.data(), at.size());
    return found == nullptr ? rest.size()
                            : static_cast<std::size_t>(static_cast<const char*>(found) - rest.data());
  };
  std::size_t n = 0;
  for (std::string_view rest = in; !rest.empty();) {
    rest.remove_prefix(std::min(rest.size(), next(rest) + at.size()));
    ++n;
  }
  Value* out = m.new_values(n);
  std::string_view rest = in;
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t end = next(rest);
    out[i] = Value::text(rest.substr(0, end));
    rest.remove_prefix(std::min(rest.size(), end + at.size()));
  }
  return Value::list(out, n);
}

Value reverse(Machine& m, const Value& v, Args) {
  const auto items = m.items_of(v);
  Value* out = m.new_values(items.size());
  std::reverse_copy(items.begin(), items.end(), out);
  return Value::list(out, items.size());
}

Value sort(Machine& m, const Value& v, Args args) {
  const auto items = m.items_of(v);
  struct Keyed {
    Value key;
    const Value* item;
  };
  m.charge(items.size() * 16);
  std::vector<Keyed> keyed;
  keyed.reserve(items.size());
  for (const Value& item : items) keyed.push_back({by_name(m, item, args), &item});
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const Keyed& a, const Keyed& b) { return before(a.key, b.key); });
  Value* out = m.new_values(items.size());
  for (std::size_t i = 0; i < keyed.size(); ++i) out[i] = *keyed[i].item;
  return Value::list(out, items.size());
}

Value uniq(Machine& m, const Value& v, Args) {
  return kept(m, v, [&](const Value& item, std::span<const Value> seen) {
    m.charge(seen.size());
    return std::none_of(seen.begin(), seen.end(), [&](const Value& other) { return equal(item, other); });
  });
}

Value compact(Machine& m, const Value& v, Args) {
  return kept(m, v, [](const Value& item, std::span<const Value>) { return !item.missing(); });
}

Value where(Machine& m, const Value& v, Args args) {
  const std::string_view name = m.text_of(args[0]);
  return kept(m, v, [&](const Value& item, std::span<const Value>) {
    const Value found = member(m, item, name);
    return args.size() > 1 ? equal(found, args[1]) : found.truthy();
  });
}

Value map(Machine& m, const Value& v, Args args) {
  const std::string_view name = m.text_of(args[0]);
  const auto items = m.items_of(v);
  Value* out = m.new_values(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) out[i] = member(m, items[i], name);
  return Value::list(out, items.size());
}

Value concat(Machine& m, const Value& v, Args args) {
  const auto head = m.items_of(v);
  const auto tail = m.items_of(args[0]);
  Value* out = m.new_values(head.size() + tail.size());
  std::copy(tail.begin(), tail.end(), std::copy(head.begin(), head.end(), out));
  return Value::list(out, head.size() + tail.size());
}

Value sum(Machine& m, const Value& v, Args args) {
  Value total = Value::whole(0);
  for (const Value& item : m.items_of(v)) {
    const Value by = by_name(m, item, args);
    const Value one[] = {by};
    if (as_units(by)) total = plus(m, total, one);
  }
  return total;
}

Value slice(Machine& m, const Value& v, Args args) {
  if (v.missing()) return {};
  std::int64_t from = as_whole(args[0]).value_or(0);
  const std::int64_t n = args.size() > 1 ? as_whole(args[1]).value_or(0) : 1;
  const bool list = v.is_list();
  const auto items = list ? m.items_of(v) : std::span<const Value>{};
  const std::string_view text = list ? std::string_view{} : m.text_of(v);
  m.charge(text.size());
  const auto all = static_cast<std::int64_t>(list ? items.size() : code_points(text));
  if (from < 0) from += all;
  if (from < 0 || from >= all || n <= 0) return list ? Value::list(nullptr, 0) : Value::text({});
  const auto first = static_cast<std::size_t>(from);
  const auto count = static_cast<std::size_t>(std::min(n, all - from));
  if (list) return list_of(items.subspan(first, count));
  const std::string_view rest = text.substr(first_code_points(text, first).size());
  return Value::text(first_code_points(rest, count));
}

}  // namespace carillon::liquid::filter
