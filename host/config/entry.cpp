#include "config/entry.h"

#include <algorithm>
#include <array>
#include <utility>

#include "config/value_text.h"

namespace carillon::config {
namespace {

bool is_prefix(const Path& shorter, const Path& longer) {
  return shorter.size() <= longer.size() && std::equal(shorter.begin(), shorter.end(), longer.begin());
}

}  // namespace

void put(Entries& entries, Entry entry) {
  std::erase_if(entries, [&entry](const Entry& other) {
    return is_prefix(entry.path, other.path) || is_prefix(other.path, entry.path);
  });
  entries.push_back(std::move(entry));
}

std::string dotted(const Path& path) {
  std::string text;
  for (const std::string& part : path) {
    if (!text.empty()) text += '.';
    text += part;
  }
  return text;
}

std::string origin_text(const Origin& origin) {
  switch (origin.kind) {
    case Origin::Kind::kFile:
      return origin.name + ":" + std::to_string(origin.line);
    case Origin::Kind::kVariable:
      return "environment " + origin.name;
    case Origin::Kind::kOption:
      return "command line " + origin.name;
    case Origin::Kind::kDefault:
      break;
  }
  return "default";
}

Fault fault_at(const Origin& origin, const Path& path, std::string detail) {
  if (origin.kind == Origin::Kind::kFile) {
    return {origin.name, origin.line, origin.column, dotted(path), std::move(detail)};
  }
  return {{}, 0, 0, origin.name.empty() ? dotted(path) : origin.name, std::move(detail)};
}

std::string describe(const json::value& value, bool secret) {
  switch (value.kind()) {
    case json::kind::string:
      return secret ? "a string" : "the string " + json::serialize(value);
    case json::kind::int64:
    case json::kind::uint64:
      return secret ? "an integer" : "the integer " + json::serialize(value);
    case json::kind::double_:
      return secret ? "a number" : "the number " + value_text(value);
    case json::kind::bool_:
      return value.get_bool() ? "true" : "false";
    case json::kind::array:
      return "a list";
    case json::kind::object:
      return "a table";
    case json::kind::null:
      break;
  }
  return "nothing";
}

bool names_secret(std::string_view key) {
  constexpr std::array<std::string_view, 5> kEndings = {"password", "secret", "secrets", "token", "key"};
  std::string lower(key);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&lower](std::string_view end) { return lower.ends_with(end); });
}

std::string to_text(const Fault& fault) {
  std::string text;
  if (!fault.file.empty()) {
    text += fault.file + ":";
    if (fault.line != 0) text += std::to_string(fault.line) + ":";
    if (fault.column != 0) text += std::to_string(fault.column) + ":";
    text += ' ';
  }
  if (!fault.key.empty()) text += fault.key + ": ";
  return text + fault.detail;
}

}  // namespace carillon::config
