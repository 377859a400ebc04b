#include "config/secrets.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "config/text_file.h"

namespace carillon::config {
namespace {

constexpr std::string_view kFile = "file:";

class Resolver {
 public:
  Resolver(const Environment& environment, const std::filesystem::path& folder, Faults& faults)
      : environment_(environment), folder_(folder), faults_(faults) {}

  void resolve(Entry& entry) {
    entry_ = &entry;
    // The first parts name a provider, and "token" is a fine name for one.
    const std::size_t name = entry.path.front() == "channels" || entry.path.front() == "ai" ? 2 : 1;
    for (std::size_t i = name; i < entry.path.size(); ++i)
      entry.secret = entry.secret || names_secret(entry.path[i]);
    resolve(entry.value);
  }

 private:
  void resolve(json::value& value) {
    if (auto* list = value.if_array()) {
      for (json::value& item : *list) resolve(item);
    } else if (auto* table = value.if_object()) {
      for (auto& [key, item] : *table) {
        entry_->secret = entry_->secret || names_secret(key);
        resolve(item);
      }
    } else if (auto* text = value.if_string()) {
      *text = resolved(std::string(*text));
    }
  }

  std::string resolved(const std::string& text) {
    const bool is_file = text.starts_with(kFile);
    std::string out = entry_->value_at.kind == Origin::Kind::kVariable ? text : expanded(text);
    if (!is_file) return out;
    entry_->secret = true;
    std::filesystem::path path = out.substr(kFile.size());
    if (path.is_relative() && entry_->value_at.kind == Origin::Kind::kFile) path = folder_ / path;
    std::optional<std::string> content = read_text(path);
    if (!content) {
      fault("the file " + path.string() + " cannot be read; check its path and its permissions");
      return {};
    }
    if (content->ends_with('\n')) content->pop_back();
    if (content->ends_with('\r')) content->pop_back();
    return *std::move(content);
  }

  std::string expanded(std::string_view text) {
    std::string out;
    while (true) {
      const std::size_t at = text.find("${");
      if (at == std::string_view::npos) return out.append(text);
      if (at > 0 && text[at - 1] == '$') {
        out.append(text.substr(0, at - 1)).append("${");
        text.remove_prefix(at + 2);
        continue;
      }
      out.append(text.substr(0, at));
      const std::size_t end = text.find('}', at);
      if (end == std::string_view::npos) {
        fault("found \"${\" without its \"}\"; write $${ for the two characters themselves");
        return out;
      }
      out += variable(std::string(text.substr(at + 2, end - at - 2)));
      text.remove_prefix(end + 1);
    }
  }

  std::string variable(const std::string& name) {
    entry_->secret = true;
    const auto found = environment_.find(name);
    if (found != environment_.end()) return found->second;
    fault("the environment variable " + name + " is not set; set it, or write the value in its place");
    return {};
  }

  void fault(std::string detail) {
    faults_.push_back(fault_at(entry_->value_at, entry_->path, std::move(detail)));
  }

  const Environment& environment_;
  const std::filesystem::path& folder_;
  Faults& faults_;
  Entry* entry_ = nullptr;
};

}  // namespace

void resolve_secrets(Entries& entries, const Environment& environment, const std::filesystem::path& folder,
                     Faults& faults) {
  Resolver resolver(environment, folder, faults);
  for (Entry& entry : entries) resolver.resolve(entry);
}

}  // namespace carillon::config
