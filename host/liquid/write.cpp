// Values as text, as JSON, and as the places in HTML want them.
#include <array>

#include "base/time_text.h"
#include "liquid/html_escape.h"
#include "liquid/machine.h"

namespace carillon::liquid {

using Kind = Value::Kind;

namespace {

// Copies runs of characters that stand for themselves; `by` names the replacement of others, null for none.
template <class By>
void replaced(std::string_view text, Writer& out, By by) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view instead = by(text[i]);
    if (instead.data() == nullptr) continue;
    out.add(text.substr(from, i - from));
    out.add(instead);
    from = i + 1;
  }
  out.add(text.substr(from));
}

void write_decimal(std::int64_t units, Writer& out) {
  const bool negative = units < 0;
  std::uint64_t magnitude =
      negative ? ~static_cast<std::uint64_t>(units) + 1 : static_cast<std::uint64_t>(units);
  if (negative) out.add('-');
  out.number(static_cast<std::int64_t>(magnitude / 10'000));
  magnitude %= 10'000;
  if (magnitude == 0) return;
  char places[5] = {'.', static_cast<char>('0' + magnitude / 1000),
                    static_cast<char>('0' + magnitude / 100 % 10),
                    static_cast<char>('0' + magnitude / 10 % 10), static_cast<char>('0' + magnitude % 10)};
  std::size_t n = 5;
  while (places[n - 1] == '0') --n;
  out.add({places, n});
}

// Markup back to the text that it shows; of the entities only those that write_html() makes.
std::string_view shown(std::string_view html, Machine& machine) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kEntities{
      {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}}};
  return machine.make([&](Writer& out) {
    while (!html.empty()) {
      std::size_t used = 0;
      if (html.front() == '&') {
        for (const auto& [entity, sign] : kEntities) {
          if (!html.starts_with(entity)) continue;
          out.add(sign);
          used = entity.size();
          break;
        }
      }
      if (used == 0) {
        out.add(html.front());
        used = 1;
      }
      html.remove_prefix(used);
    }
  });
}

// Schemes that a link may begin with when a value brings them.
bool may_open(std::string_view url) {
  constexpr std::array<std::string_view, 6> kSchemes{"http", "https", "mailto", "tel", "sms", "cid"};
  std::string scheme;
  for (const char c : url) {
    if (c == '/' || c == '?' || c == '#') return true;
    if (c == ':') {
      for (const auto known : kSchemes) {
        if (known == scheme) return true;
      }
      return false;
    }
    if (scheme.size() > 8) continue;
    scheme += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return true;
}

void write_json_text(std::string_view text, Writer& out) {
  out.add('"');
  replaced(text, out, [](char c) -> std::string_view {
    static constexpr std::string_view kHex = "0123456789abcdef";
    thread_local char code[6] = {'\\', 'u', '0', '0', 0, 0};
    switch (c) {
      case '"':
        return "\\\"";
      case '\\':
        return "\\\\";
      case '\n':
        return "\\n";
      case '\r':
        return "\\r";
      case '\t':
        return "\\t";
      default:
        if (static_cast<unsigned char>(c) >= 0x20) return {};
        code[4] = kHex[static_cast<unsigned char>(c) >> 4U];
        code[5] = kHex[static_cast<unsigned char>(c) & 15U];
        return {code, 6};
    }
  });
  out.add('"');
}

constexpr std::string_view kUrlKept = "/:?#[]@!$&()*+,;=%";

}  // namespace

void write_html(std::string_view text, Writer& out) { replaced(text, out, html_of); }

void write_value(const Value& value, Writer& out) {
  switch (value.kind) {
    case Kind::kMissing:
    case Kind::kEmpty:
    case Kind::kBlank:
      break;
    case Kind::kBool:
      out.add(value.i != 0 ? "true" : "false");
      break;
    case Kind::kInt:
      out.number(value.i);
      break;
    case Kind::kDecimal:
      write_decimal(value.i, out);
      break;
    case Kind::kTime:
      out.add(time_text(value.i));
      break;
    case Kind::kDate:
      out.add(date_text(value.i));
      break;
    case Kind::kText:
      out.add(value.s);
      break;
    case Kind::kSet: {
      std::string_view rest = value.s;
      for (auto end = rest.find(kSetEnd); end != std::string_view::npos; end = rest.find(kSetEnd)) {
        out.add(rest.substr(0, end));
        rest.remove_prefix(end + 1);
        if (!rest.empty()) out.add(", ");
      }
      break;
    }
    case Kind::kList:
      for (std::int64_t i = 0; i < value.i; ++i) {
        if (i > 0) out.add(", ");
        write_value(value.items[i], out);
      }
      break;
    case Kind::kJson:
      out.add(json::serialize(*value.node));
      break;
  }
}

void write_json(const Value& value, Writer& out) {
  const auto in_list = [&](std::int64_t n, auto&& each) {
    out.add('[');
    for (std::int64_t i = 0; i < n; ++i) {
      if (i > 0) out.add(',');
      each(i);
    }
    out.add(']');
  };
  switch (value.kind) {
    case Kind::kMissing:
    case Kind::kEmpty:
    case Kind::kBlank:
      out.add("null");
      break;
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kDecimal:
    case Kind::kJson:
      write_value(value, out);
      break;
    case Kind::kTime:
      write_json_text(time_text(value.i), out);
      break;
    case Kind::kDate:
      write_json_text(date_text(value.i), out);
      break;
    case Kind::kText:
      write_json_text(value.s, out);
      break;
    case Kind::kSet: {
      const auto items = unpack_set(value.s);
      in_list(static_cast<std::int64_t>(items.size()),
              [&](std::int64_t i) { write_json_text(items[static_cast<std::size_t>(i)], out); });
      break;
    }
    case Kind::kList:
      in_list(value.i, [&](std::int64_t i) { write_json(value.items[i], out); });
      break;
  }
}

void write_percent(std::string_view text, std::string_view kept, Writer& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '-' || c == '_' || c == '.' || c == '~' || kept.find(c) != std::string_view::npos;
    if (plain) {
      out.add(c);
    } else {
      out.add('%');
      out.add(kHex[static_cast<unsigned char>(c) >> 4U]);
      out.add(kHex[static_cast<unsigned char>(c) & 15U]);
    }
  }
}

void write_for(Mode mode, const Value& value, Machine& machine, Writer& out) {
  if (mode == Mode::kPlain || (mode == Mode::kHtml && value.html)) return write_value(value, out);
  // Numbers have no character that means anything in HTML.
  if (value.is_number() && mode != Mode::kUrl) return write_value(value, out);
  std::string_view text = machine.text_of(value);
  if (value.html) text = shown(text, machine);
  switch (mode) {
    case Mode::kLine:
      replaced(text, out, [](char c) -> std::string_view {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? " " : std::string_view{};
      });
      break;
    case Mode::kHtml:
    case Mode::kAttribute:
      write_html(text, out);
      break;
    case Mode::kUrl: {
      // Browsers pass over blanks and control characters before and within a scheme.
      while (!text.empty() && static_cast<unsigned char>(text.front()) <= 0x20) text.remove_prefix(1);
      if (!may_open(text)) {
        out.add('#');
        break;
      }
      const auto url = machine.make([&](Writer& made) { write_percent(text, kUrlKept, made); });
      write_html(url, out);
      break;
    }
    case Mode::kUrlPath: {
      const auto url = machine.make([&](Writer& made) { write_percent(text, kUrlKept, made); });
      write_html(url, out);
      break;
    }
    case Mode::kUrlAmbiguous: {
      const auto url = machine.make([&](Writer& made) { write_percent(text, "/?#[]@!$&()*+,;=%", made); });
      write_html(url, out);
      break;
    }
    case Mode::kUrlQuery:
      // What url_encode made has nothing left to encode but its own signs.
      write_percent(text, value.encoded ? "%+" : "", out);
      break;
    case Mode::kCss:
      for (const char c : text) {
        const bool kept = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          c == '#' || c == '.' || c == ',' || c == '-' || c == '%' || c == ' ';
        if (kept) out.add(c);
      }
      break;
    default:
      break;
  }
}

}  // namespace carillon::liquid
