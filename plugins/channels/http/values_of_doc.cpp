#include "values_of_doc.h"

#include <algorithm>
#include <charconv>

namespace carillon::http_channel {
namespace {

constexpr std::size_t kMostItems = 100'000;

}  // namespace

std::optional<std::string> scalar_text(const Doc& doc) {
  switch (doc.kind()) {
    case Doc::Kind::kText:
      return *doc.text("");
    case Doc::Kind::kInteger:
      return std::to_string(*doc.integer(""));
    case Doc::Kind::kBoolean:
      return *doc.boolean("") ? "true" : "false";
    case Doc::Kind::kNumber: {
      char digits[32];
      const auto end = std::to_chars(digits, digits + sizeof digits, *doc.number(""));
      return std::string(digits, end.ptr);
    }
    default:
      return std::nullopt;
  }
}

std::vector<std::string> find_all(const Doc& root, std::string_view pattern) {
  std::vector<std::string> found{""};
  while (!pattern.empty()) {
    pattern.remove_prefix(1);  // "/"
    const auto end = std::min(pattern.find('/'), pattern.size());
    const std::string step(pattern.substr(0, end));
    pattern.remove_prefix(end);
    std::vector<std::string> next;
    for (const auto& at : found) {
      if (step != "*") {
        if (root.has(at + "/" + step)) next.push_back(at + "/" + step);
        continue;
      }
      const auto n = root.kind(at) == Doc::Kind::kList ? root.size(at) : 0;
      for (std::uint64_t i = 0; i < n && next.size() < kMostItems; ++i)
        next.push_back(at + "/" + std::to_string(i));
    }
    found = std::move(next);
  }
  return found;
}

std::string resolved(std::string_view item, std::string_view pointer) {
  std::size_t levels = 0;
  const auto parsed = std::from_chars(pointer.data(), pointer.data() + pointer.size(), levels);
  pointer.remove_prefix(static_cast<std::size_t>(parsed.ptr - pointer.data()));
  for (; levels > 0 && !item.empty(); --levels) item = item.substr(0, item.rfind('/'));
  return std::string(item) + std::string(pointer);
}

}  // namespace carillon::http_channel
