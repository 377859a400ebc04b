#include "config/toml_reader.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include "base/nearest.h"
#include "config/keys.h"
#include "config/text_file.h"

namespace carillon::config {
namespace {

// Clears `finite` where a number is inf or nan, which JSON cannot carry.
json::value convert(const toml::node& node, bool& finite) {
  if (const auto* text = node.as_string()) return json::value(text->get());
  if (const auto* integer = node.as_integer()) return json::value(integer->get());
  if (const auto* flag = node.as_boolean()) return json::value(flag->get());
  if (const auto* number = node.as_floating_point()) {
    const bool good = std::isfinite(number->get());
    finite = finite && good;
    return json::value(good ? number->get() : 0.0);
  }
  if (const toml::array* list = node.as_array()) {
    json::array values;
    for (const toml::node& item : *list) values.push_back(convert(item, finite));
    return values;
  }
  if (const toml::table* table = node.as_table()) {
    json::object values;
    for (const auto& [key, item] : *table) values[key.str()] = convert(item, finite);
    return values;
  }
  std::ostringstream moment;
  if (const auto* date = node.as_date()) moment << date->get();
  if (const auto* time = node.as_time()) moment << time->get();
  if (const auto* both = node.as_date_time()) moment << both->get();
  return json::value(moment.str());
}

class Reader {
 public:
  Reader(std::string file, Entries& entries, Faults& faults)
      : file_(std::move(file)), entries_(entries), faults_(faults) {}

  void read(const toml::table& root) {
    for (const auto& [key, node] : root) {
      const std::string name(key.str());
      if (find_key(name) == nullptr && !is_section(name)) {
        faults_.push_back(fault_at(place(key.source()), {name}, unknown(name, node.is_table())));
        continue;
      }
      leaves({name}, key, node);
    }
  }

 private:
  Origin place(const toml::source_region& region) const {
    return {Origin::Kind::kFile, file_, region.begin.line, region.begin.column};
  }

  static std::string unknown(const std::string& name, bool table) {
    const std::vector<std::string> names = table ? section_names() : paths_of("");
    std::string detail = table ? "found an unknown table" : "found an unknown key outside of any table";
    const std::string meant = nearest(name, names);
    if (!meant.empty()) return detail + "; did you mean " + meant + "?";
    detail += "; expected one of";
    for (const std::string& known : names) detail += " " + known;
    return detail;
  }

  void leaves(const Path& path, const toml::key& key, const toml::node& node) {
    const toml::table* table = node.as_table();
    if (table == nullptr || table->empty()) {
      bool finite = true;
      entries_.push_back({path, convert(node, finite), place(key.source()), place(node.source()), false});
      if (!finite) {
        faults_.push_back(fault_at(place(node.source()), path, "found inf or nan, expected a finite number"));
      }
      return;
    }
    for (const auto& [inner_key, inner] : *table) {
      Path longer = path;
      longer.emplace_back(inner_key.str());
      leaves(longer, inner_key, inner);
    }
  }

  std::string file_;
  Entries& entries_;
  Faults& faults_;
};

}  // namespace

void read_toml(const std::filesystem::path& file, Entries& entries, Faults& faults) {
  const std::optional<std::string> text = read_text(file);
  if (!text) {
    faults.push_back(
        {file.string(), 0, 0, {}, "the file cannot be read; check its path and its permissions"});
    return;
  }
  const toml::parse_result result = toml::parse(*text);
  if (!result) {
    const toml::parse_error& error = result.error();
    const toml::source_position at = error.source().begin;
    faults.push_back(
        {file.string(), at.line, at.column, {}, "no valid TOML: " + std::string(error.description())});
    return;
  }
  Reader(file.string(), entries, faults).read(result.table());
  // toml++ hands keys out by name; a person wrote them in an order.
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.key_at.line, a.key_at.column) < std::pair(b.key_at.line, b.key_at.column);
  });
}

json::value parse_loose(std::string_view text) {
  const std::string line = "v = " + std::string(text);
  const toml::parse_result result = toml::parse(line);
  if (!result || result.table().size() != 1) return json::value(text);
  const toml::node* node = result.table().get("v");
  // A rest that TOML skips, as after '#', is no comment in a variable.
  if (node == nullptr || node->source().end.column != line.size() + 1) return json::value(text);
  if (node->is_date() || node->is_time() || node->is_date_time() || node->is_table())
    return json::value(text);
  bool finite = true;
  json::value value = convert(*node, finite);
  return finite ? value : json::value(text);
}

}  // namespace carillon::config
