#include "json_path.h"

#include <algorithm>

namespace carillon::mysql {

namespace {

constexpr std::size_t kMostWays = 16;  // a pointer of more than four numbers: the later ones are members

std::string unescaped(std::string_view step) {
  std::string out;
  for (std::size_t i = 0; i < step.size(); ++i) {
    const bool escape = step[i] == '~' && i + 1 < step.size() && (step[i + 1] == '0' || step[i + 1] == '1');
    if (!escape)
      out += step[i];
    else
      out += step[++i] == '0' ? '~' : '/';
  }
  return out;
}

std::string member(const std::string& name) {
  std::string out = ".\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

bool is_index(std::string_view step) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !step.empty() && step.size() <= 9 && (step.size() == 1 || step.front() != '0') &&
         std::all_of(step.begin(), step.end(), digit);
}

}  // namespace

std::vector<JsonPath> json_paths(std::string_view pointer) {
  std::vector<JsonPath> ways{{"$"}};
  while (!pointer.empty()) {
    pointer.remove_prefix(1);  // the '/'
    const auto end = pointer.find('/');
    const std::string step = unescaped(pointer.substr(0, end));
    pointer.remove_prefix(end == std::string_view::npos ? pointer.size() : end);
    std::vector<JsonPath> longer;
    for (const JsonPath& way : ways) {
      longer.push_back({way.path + member(step), way.arrays});
      if (!is_index(step) || ways.size() >= kMostWays) continue;
      longer.push_back({way.path + "[" + step + "]", way.arrays});
      longer.back().arrays.push_back(way.path);
    }
    ways = std::move(longer);
  }
  return ways;
}

}  // namespace carillon::mysql
