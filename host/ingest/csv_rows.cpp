#include <algorithm>
#include <optional>
#include <string>

#include "ingest/csv_text.h"
#include "ingest/members.h"
#include "ingest/parse.h"
#include "ingest/row_reader.h"

namespace carillon::ingest {

namespace {

constexpr std::string_view kAttribute = "attributes.";
constexpr std::size_t kMaxColumns = 500;

enum class Kind { kText, kBoolean, kTags, kJson, kAttribute };

struct Column {
  std::string name;
  Kind kind;
};

std::string trimmed_lower(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  std::string out(text);
  const auto dot = std::min(out.find('.'), out.size());  // an attribute's own name keeps its case
  std::transform(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(dot), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

std::optional<Kind> kind_of(const std::string& name, Noun noun) {
  const auto members = noun == Noun::kCustomers ? customer_members() : order_members();
  if (noun == Noun::kCustomers && name.starts_with(kAttribute) && name.size() > kAttribute.size()) {
    return Kind::kAttribute;
  }
  if (std::find(members.begin(), members.end(), name) == members.end()) return std::nullopt;
  if (name == "tags") return Kind::kTags;
  if (name == "consent_email" || name == "consent_sms") return Kind::kBoolean;
  if (name == "attributes" || name == "items" || name == "customer") return Kind::kJson;
  return Kind::kText;
}

std::optional<bool> boolean_of(const std::string& text) {
  const std::string word = trimmed_lower(text);
  if (word == "true" || word == "yes" || word == "1") return true;
  if (word == "false" || word == "no" || word == "0") return false;
  return std::nullopt;
}

// A number or boolean where the text is exactly that in JSON, otherwise the text: "007" stays a text.
json::value attribute_of(const std::string& text, const json::storage_ptr& memory) {
  if (text == "true" || text == "false") return text == "true";
  if (text.find_first_not_of("0123456789.-+eE") == std::string::npos) {
    boost::system::error_code error;
    json::value number = json::parse(text, error);
    if (!error && number.is_number()) return number;
  }
  return json::value(text, memory);
}

json::array tags_of(std::string_view text, const json::storage_ptr& memory) {
  json::array out(memory);
  while (!text.empty()) {
    const auto end = std::min(text.find(';'), text.size());
    auto tag = text.substr(0, end);
    while (!tag.empty() && tag.front() == ' ') tag.remove_prefix(1);
    while (!tag.empty() && tag.back() == ' ') tag.remove_suffix(1);
    if (!tag.empty()) out.emplace_back(tag);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

class CsvReader final : public RowReader {
 public:
  CsvReader(std::string_view body, Noun noun) : text_(body), noun_(noun) {}

  Status read_header() {
    if (!text_.next()) return invalid("the body is empty; its first line must name the columns");
    if (text_.broken() || !text_.utf8())
      return invalid("the first line, which names the columns, is not CSV in UTF-8");
    const auto members = noun_ == Noun::kCustomers ? customer_members() : order_members();
    if (text_.cells().size() > kMaxColumns) return invalid("the first line names more than 500 columns");
    for (const std::string& cell : text_.cells()) {
      std::string name = trimmed_lower(cell);
      const auto kind = kind_of(name, noun_);
      if (!kind) {
        return invalid("the column " + quoted(cell) + " is not known; known are " + listed(members) +
                       (noun_ == Noun::kCustomers ? ", and attributes.NAME for anything else" : ""));
      }
      const auto same = [&](const Column& c) { return c.name == name; };
      if (std::any_of(columns_.begin(), columns_.end(), same)) {
        return invalid("the column " + quoted(cell) + " is named twice in the first line");
      }
      columns_.push_back({std::move(name), *kind});
    }
    const auto is_id = [](const Column& c) { return c.name == "external_id"; };
    if (std::none_of(columns_.begin(), columns_.end(), is_id)) {
      return invalid("the first line names no column external_id, which every row needs");
    }
    return {};
  }

  bool next() override {
    if (!text_.next()) return false;
    line_ = text_.line();
    const json::storage_ptr memory = reset();
    const auto& cells = text_.cells();
    if (text_.broken()) {
      faults_.push_back(
          {"", "format",
           "a quote is not closed or stands within an unquoted cell; write it twice in a quoted cell"});
    } else if (!text_.utf8()) {
      faults_.push_back({"", "encoding", "the row is not UTF-8"});
    } else if (cells.size() != columns_.size()) {
      faults_.push_back({"", "format",
                         "found " + std::to_string(cells.size()) + " cells, expected " +
                             std::to_string(columns_.size()) + " as in the first line"});
    } else {
      build(memory);
    }
    return true;
  }

 private:
  // An empty cell is an absent member: it keeps what is stored.
  void build(const json::storage_ptr& memory) {
    json::object row(memory);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string& cell = text_.cells()[i];
      const Column& column = columns_[i];
      if (cell.empty()) continue;
      switch (column.kind) {
        case Kind::kText:
          row.emplace(column.name, cell);
          break;
        case Kind::kBoolean:
          if (const auto b = boolean_of(cell)) {
            row.emplace(column.name, *b);
          } else {
            faults_.push_back(
                {"/" + column.name, "type", "found " + quoted(cell) + ", expected true or false"});
          }
          break;
        case Kind::kTags:
          row.emplace(column.name, tags_of(cell, memory));
          break;
        case Kind::kJson:
          add_json(row, column.name, cell, memory);
          break;
        case Kind::kAttribute:
          add_attribute(row, column.name.substr(kAttribute.size()), cell, memory);
          break;
      }
    }
    value_.emplace(std::move(row));
  }

  void add_json(json::object& row, const std::string& name, const std::string& cell,
                const json::storage_ptr& memory) {
    boost::system::error_code error;
    json::value parsed = json::parse(cell, error, memory);
    if (error) {
      faults_.push_back({"/" + name, "format", "the cell is not JSON: " + error.message()});
      return;
    }
    if (name == "attributes" && parsed.is_object() && row.contains(name) && row.at(name).is_object()) {
      for (auto& member : parsed.get_object())
        row.at(name).get_object().insert_or_assign(member.key(), member.value());
      return;
    }
    row.insert_or_assign(name, std::move(parsed));
  }

  void add_attribute(json::object& row, const std::string& name, const std::string& cell,
                     const json::storage_ptr& memory) {
    json::value& attributes = row["attributes"];
    if (!attributes.is_object()) attributes.emplace_object();
    attributes.get_object().insert_or_assign(name, attribute_of(cell, memory));
  }

  CsvText text_;
  const Noun noun_;
  std::vector<Column> columns_;
};

}  // namespace

Result<std::unique_ptr<RowReader>> read_csv(Noun noun, std::string_view body) {
  auto reader = std::make_unique<CsvReader>(body, noun);
  if (auto header = reader->read_header(); !header) return header.error();
  return std::unique_ptr<RowReader>(std::move(reader));
}

}  // namespace carillon::ingest
