#include <algorithm>
#include <cstring>

#include "base/fold.h"
#include "liquid/filters.h"
#include "liquid/plain_text.h"

namespace carillon::liquid::filter {

namespace {

constexpr std::string_view kSpace = " \t\r\n\f\v";

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

// memmem takes time linear in both texts, whatever they are; find() does not.
std::size_t find(std::string_view text, std::string_view what) {
  if (what.empty()) return std::string_view::npos;
  const void* at = ::memmem(text.data(), text.size(), what.data(), what.size());
  if (at == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(at) - text.data());
}

template <class Change>
Value changed(Machine& m, const Value& v, Change change) {
  if (v.missing()) return {};
  const std::string_view in = m.text_of(v);
  m.charge(in.size());
  return Value::text(m.make([&](Writer& out) { change(in, out); }));
}

enum class Times { kOnce, kAlways };

Value substituted(Machine& m, const Value& v, std::string_view what, std::string_view by, Times times) {
  return changed(m, v, [&](std::string_view rest, Writer& out) {
    for (auto at = find(rest, what); at != std::string_view::npos; at = find(rest, what)) {
      out.add(rest.substr(0, at));
      out.add(by);
      rest.remove_prefix(at + what.size());
      if (times == Times::kOnce) break;
    }
    out.add(rest);
  });
}

Value cut(Machine& m, const Value& v, bool left, bool right) {
  if (v.missing()) return {};
  Value out = v.kind == Value::Kind::kText ? v : Value::text(m.text_of(v));
  const auto first = left ? out.s.find_first_not_of(kSpace) : 0;
  if (first == std::string_view::npos) return Value::text({});
  out.s.remove_prefix(first);
  if (right) out.s = out.s.substr(0, out.s.find_last_not_of(kSpace) + 1);
  return out;
}

// A count that is asked for; `otherwise` when it is no number.
std::size_t most_of(Args args, std::int64_t otherwise) {
  const auto n = args.empty() ? std::nullopt : as_whole(args[0]);
  return static_cast<std::size_t>(std::max<std::int64_t>(0, n.value_or(otherwise)));
}

char upper_ascii(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

void add_upper(std::string_view in, Writer& out) {
  if (!is_ascii(in)) return out.add(carillon::upper(in));
  for (const char c : in) out.add(upper_ascii(c));
}

void add_lower(std::string_view in, Writer& out) {
  if (!is_ascii(in)) return out.add(carillon::lower(in));
  for (const char c : in) out.add(lower_ascii(c));
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower_ascii(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

Value append(Machine& m, const Value& v, Args args) {
  const std::string_view head = m.text_of(v);
  const std::string_view tail = m.text_of(args[0]);
  return Value::text(m.make([&](Writer& out) {
    out.add(head);
    out.add(tail);
  }));
}

Value prepend(Machine& m, const Value& v, Args args) {
  const Value front[] = {v};
  return append(m, args[0], front);
}

Value upcase(Machine& m, const Value& v, Args) { return changed(m, v, add_upper); }
Value downcase(Machine& m, const Value& v, Args) { return changed(m, v, add_lower); }

Value capitalize(Machine& m, const Value& v, Args) {
  return changed(m, v, [](std::string_view in, Writer& out) {
    const auto head = first_code_points(in, 1);
    add_upper(head, out);
    add_lower(in.substr(head.size()), out);
  });
}

Value strip(Machine& m, const Value& v, Args) { return cut(m, v, true, true); }
Value lstrip(Machine& m, const Value& v, Args) { return cut(m, v, true, false); }
Value rstrip(Machine& m, const Value& v, Args) { return cut(m, v, false, true); }

Value strip_newlines(Machine& m, const Value& v, Args) {
  return changed(m, v, [](std::string_view in, Writer& out) {
    for (const char c : in) {
      if (c != '\n' && c != '\r') out.add(c);
    }
  });
}

Value truncate(Machine& m, const Value& v, Args args) {
  const std::string_view tail = args.size() > 1 ? m.text_of(args[1]) : "...";
  const std::size_t most = most_of(args, 50);
  return changed(m, v, [&](std::string_view in, Writer& out) {
    if (code_points(in) <= most) return out.add(in);
    const std::size_t ending = code_points(tail);
    out.add(first_code_points(in, most > ending ? most - ending : 0));
    out.add(first_code_points(tail, most));
  });
}

Value truncatewords(Machine& m, const Value& v, Args args) {
  const std::string_view tail = args.size() > 1 ? m.text_of(args[1]) : "...";
  const std::size_t most = std::max<std::size_t>(1, most_of(args, 15));
  return changed(m, v, [&](std::string_view in, Writer& out) {
    std::size_t words = 0;
    std::string_view rest = in;
    while (true) {
      const auto begin = rest.find_first_not_of(kSpace);
      if (begin == std::string_view::npos) return out.add(in);
      if (words == most) break;
      rest.remove_prefix(begin);
      rest.remove_prefix(std::min(rest.size(), rest.find_first_of(kSpace)));
      ++words;
    }
    out.add(in.substr(0, in.size() - rest.size()));
    out.add(tail);
  });
}

Value replace(Machine& m, const Value& v, Args args) {
  const std::string_view what = m.text_of(args[0]);
  const std::string_view by = args.size() > 1 ? m.text_of(args[1]) : std::string_view{};
  return substituted(m, v, what, by, Times::kAlways);
}

Value replace_first(Machine& m, const Value& v, Args args) {
  const std::string_view what = m.text_of(args[0]);
  const std::string_view by = args.size() > 1 ? m.text_of(args[1]) : std::string_view{};
  return substituted(m, v, what, by, Times::kOnce);
}

Value remove(Machine& m, const Value& v, Args args) {
  return substituted(m, v, m.text_of(args[0]), {}, Times::kAlways);
}

Value remove_first(Machine& m, const Value& v, Args args) {
  return substituted(m, v, m.text_of(args[0]), {}, Times::kOnce);
}

// In HTML what this makes is not escaped again; in text it is what was asked for.
Value escape(Machine& m, const Value& v, Args) {
  if (v.html) return v;
  Value out = changed(m, v, [](std::string_view in, Writer& to) { write_html(in, to); });
  out.html = !out.missing();
  return out;
}

Value newline_to_br(Machine& m, const Value& v, Args) {
  const bool escapes = m.program().escape == Escape::kHtml && !v.html;
  Value out = changed(m, v, [&](std::string_view in, Writer& to) {
    while (true) {
      const auto end = in.find('\n');
      std::string_view line = in.substr(0, end);
      if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
      if (escapes) {
        write_html(line, to);
      } else {
        to.add(line);
      }
      if (end == std::string_view::npos) return;
      to.add("<br>\n");
      in.remove_prefix(end + 1);
    }
  });
  out.html = !out.missing();
  return out;
}

Value strip_html(Machine& m, const Value& v, Args) {
  return changed(m, v, [](std::string_view in, Writer& out) { out.add(without_tags(in)); });
}

Value url_encode(Machine& m, const Value& v, Args) {
  Value out = changed(m, v, [](std::string_view in, Writer& to) { write_percent(in, {}, to); });
  out.encoded = !out.missing();
  return out;
}

Value url_decode(Machine& m, const Value& v, Args) {
  return changed(m, v, [](std::string_view in, Writer& out) {
    for (std::size_t i = 0; i < in.size(); ++i) {
      const bool coded = in[i] == '%' && i + 2 < in.size() && hex(in[i + 1]) >= 0 && hex(in[i + 2]) >= 0;
      if (coded) {
        out.add(static_cast<char>(hex(in[i + 1]) * 16 + hex(in[i + 2])));
        i += 2;
      } else {
        out.add(in[i] == '+' ? ' ' : in[i]);
      }
    }
  });
}

}  // namespace carillon::liquid::filter
