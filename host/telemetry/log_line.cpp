#include "telemetry/log_line.h"

#include <set>

#include <carillon/json_text.hpp>
#include <carillon/utf8.hpp>

#include "base/time_text.h"

namespace carillon::log {

namespace {

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t n = utf8_length(text);
    if (n == 0) {
      out += "\xEF\xBF\xBD";
    } else {
      out += text.substr(0, n);
    }
    text.remove_prefix(n == 0 ? 1 : n);
  }
  return out;
}

// Text for people: as it is, but for control characters.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      out += c;
      continue;
    }
    std::string escaped;
    append_json(escaped, std::string_view(&c, 1));
    out += escaped.substr(1, escaped.size() - 2);
  }
  return out;
}

}  // namespace

std::string_view level_name(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarn:
      return "warn";
    case Level::kError:
      return "error";
  }
  return "info";
}

std::string human_line(std::string_view message, const Fields& fields) {
  std::string out = printable(message);
  for (const auto& [key, value] : fields) {
    out += ' ';
    out += printable(key);
    out += '=';
    if (value.empty() || value.find_first_of(" \"=\\") != std::string::npos) {
      append_json(out, valid_utf8(value));
    } else {
      out += printable(value);
    }
  }
  return out;
}

std::string json_line(std::int64_t at_us, Level level, std::string_view message, const Fields& fields) {
  JsonText out;
  out.object().key("ts").text(time_text(at_us)).key("level").text(level_name(level));
  out.key("msg").text(valid_utf8(message));
  std::set<std::string> used = {"ts", "level", "msg"};
  for (const auto& [key, value] : fields) {
    std::string name = valid_utf8(key);
    while (!used.insert(name).second) name += '_';
    out.key(name).text(valid_utf8(value));
  }
  return out.end().take();
}

}  // namespace carillon::log
