#include "audience/operator_table.h"

#include <algorithm>

#include "base/nearest.h"

namespace carillon::audience {

namespace {

std::string text_or_empty(const char* text) { return text == nullptr ? std::string{} : std::string(text); }

// The one field of the catalogue, without its aliases, that has a type the operator takes.
std::string only_field(const OperatorInfo& info) {
  std::string found;
  for (const Field& field : fields()) {
    if (!takes_type(info, field.type) || (field.type != CRL_T_JSON && field.name != field.column)) continue;
    if (!found.empty()) return {};
    found = field.name;
  }
  return found;
}

OperatorInfo read_info(const std::string& plugin, const crl_operator& table) {
  OperatorInfo info;
  info.name = text_or_empty(table.name);
  info.title = text_or_empty(table.title);
  info.summary = text_or_empty(table.summary);
  info.plugin = plugin;
  info.args_schema = table.args_schema == nullptr ? R"({"type":"object"})" : table.args_schema;
  info.takes_field = table.takes_field != 0;
  for (const std::uint32_t* type = table.field_types; info.takes_field && type != nullptr && *type != 0;
       ++type) {
    info.field_types.push_back(*type);
  }
  for (const char* const* at = table.examples; at != nullptr && at[0] != nullptr && at[1] != nullptr;
       at += 2) {
    info.examples.emplace_back(at[0], at[1]);
  }
  return info;
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

}  // namespace

bool takes_type(const OperatorInfo& info, std::uint32_t type) {
  return std::ranges::find(info.field_types, type) != info.field_types.end();
}

Result<OperatorTable> OperatorTable::make(const std::vector<Compiler::Source>& sources) {
  OperatorTable out;
  for (const auto& source : sources) {
    const auto* table = static_cast<const crl_segop*>(source.interface);
    if (!CRL_HAS(table, operators)) {
      return invalid("plugin \"" + source.plugin + "\" offers no operators: its table is empty or cut short");
    }
    for (std::uint32_t i = 0; i < table->n_operators; ++i) {
      if (const Status added = out.add(source, *table->operators[i]); !added) return added.error();
    }
  }
  out.add_own();
  return out;
}

void OperatorTable::add_own() {
  OperatorInfo info;
  info.name = kInSegment;
  info.title = "is in the segment";
  info.summary = "The customer is selected by the newest version of a saved segment.";
  info.plugin = "host";
  info.args_schema = R"({"type":"object","required":["segment"],"properties":{"segment":{"title":"Segment",)"
                     R"("description":"its id","type":"string","minLength":1,"maxLength":20}}})";
  info.examples.emplace_back(R"({"op":"in_segment","segment":"17"})", "is in the segment \"VIPs\" (17)");
  operators_.emplace(info.name, Operator{nullptr, nullptr, json::parse(info.args_schema), infos_.size(), {}});
  infos_.push_back(std::move(info));
}

Status OperatorTable::add(const Compiler::Source& source, const crl_operator& table) {
  OperatorInfo info = read_info(source.plugin, table);
  if (info.name.empty() || table.lower == nullptr || table.size < CRL_END_OF(&table, describe) ||
      table.describe == nullptr) {
    return invalid("plugin \"" + source.plugin + "\" has an operator without a name, lower() or describe()");
  }
  if (info.name == kInSegment) {
    return conflict("plugin \"" + source.plugin + "\" brings the operator \"" + info.name +
                    "\", which is the host's own");
  }
  if (const Operator* other = find(info.name)) {
    return conflict("the operator \"" + info.name + "\" comes from both plugin \"" +
                    infos_[other->info].plugin + "\" and plugin \"" + source.plugin +
                    "\"; disable one of them");
  }
  auto schema = parse_json(info.args_schema);
  if (!schema) {
    return invalid("the argument schema of operator \"" + info.name + "\" in plugin \"" + source.plugin +
                   "\" is " + schema.error().message);
  }
  Operator made{&table, source.self, std::move(schema).value(), infos_.size(), only_field(info)};
  operators_.emplace(info.name, std::move(made));
  infos_.push_back(std::move(info));
  return {};
}

const Operator* OperatorTable::find(std::string_view name) const {
  const auto found = operators_.find(name);
  return found == operators_.end() ? nullptr : &found->second;
}

std::string OperatorTable::nearest(std::string_view name) const {
  constexpr std::size_t kLongestSlip = 64;
  if (name.size() > kLongestSlip) return {};
  std::vector<std::string> names;
  for (const auto& info : infos_) names.push_back(info.name);
  return carillon::nearest(name, names);
}

std::string OperatorTable::names_for(std::uint32_t field_type) const {
  std::vector<std::string> names;
  for (const auto& info : infos_) {
    if (info.takes_field && takes_type(info, field_type)) names.push_back(info.name);
  }
  return joined(names);
}

std::string OperatorTable::names() const {
  std::vector<std::string> names;
  for (const auto& info : infos_) names.push_back(info.name);
  return joined(names);
}

}  // namespace carillon::audience
