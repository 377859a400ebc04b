#include <algorithm>
#include <optional>
#include <string>

#include "ingest/columns.h"
#include "ingest/csv_text.h"
#include "ingest/csv_write.h"
#include "ingest/members.h"
#include "ingest/row_reader.h"

namespace carillon::ingest {

namespace {

std::string lower_word(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

std::optional<bool> boolean_of(std::string_view text) {
  const std::string word = lower_word(text);
  if (word == "true" || word == "yes" || word == "1") return true;
  if (word == "false" || word == "no" || word == "0") return false;
  return std::nullopt;
}

// A number or boolean where the text is exactly that in JSON, otherwise the text: "007" stays a text.
json::value attribute_of(std::string_view text, const json::storage_ptr& memory) {
  if (text == "true" || text == "false") return text == "true";
  if (text.find_first_not_of("0123456789.-+eE") == std::string_view::npos) {
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
  explicit CsvReader(std::unique_ptr<ByteSource> bytes) : text_(std::move(bytes)) {}

  Status read_header(Noun noun, const ColumnMap& map) {
    if (!text_.next()) {
      if (!text_.status()) return text_.status();
      return invalid("the body is empty; its first line must name the columns");
    }
    if (text_.broken() || text_.too_long() || !text_.utf8())
      return invalid("the first line, which names the columns, is not CSV in UTF-8");
    auto columns = read_columns(noun, text_.cells(), map);
    if (!columns) return columns.error();
    columns_ = *std::move(columns);
    return {};
  }

  std::string_view original() const override { return text_.original(); }
  std::uint64_t position() const override { return text_.position(); }
  const Status& status() const override { return text_.status(); }

 private:
  bool advance(bool parsed) override {
    if (!text_.next()) return false;
    line_ = text_.line();
    if (!parsed) return true;
    const json::storage_ptr memory = reset();
    const auto& cells = text_.cells();
    if (text_.too_long()) {
      faults_.push_back({"", "too_long", "the row has more than 1 MiB, or a quote in it is never closed"});
    } else if (text_.broken()) {
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

  // An empty cell is an absent member: it keeps what is stored.
  void build(const json::storage_ptr& memory) {
    json::object row(memory);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string_view cell = without_guard(text_.cells()[i]);
      const Column& column = columns_[i];
      if (cell.empty()) continue;
      switch (column.kind) {
        case ColumnKind::kText:
          row.emplace(column.name, cell);
          break;
        case ColumnKind::kBoolean:
          if (const auto b = boolean_of(cell)) {
            row.emplace(column.name, *b);
          } else {
            faults_.push_back(
                {"/" + column.name, "type", "found " + quoted(cell) + ", expected true or false"});
          }
          break;
        case ColumnKind::kTags:
          if (cell.front() == '[') {
            add_json(row, column.name, cell, memory);
          } else {
            row.emplace(column.name, tags_of(cell, memory));
          }
          break;
        case ColumnKind::kJson:
          add_json(row, column.name, cell, memory);
          break;
        case ColumnKind::kAttribute:
          add_attribute(row, column.name, cell, memory);
          break;
        case ColumnKind::kIgnored:
          break;
      }
    }
    value_.emplace(std::move(row));
  }

  void add_json(json::object& row, const std::string& name, std::string_view cell,
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

  void add_attribute(json::object& row, const std::string& name, std::string_view cell,
                     const json::storage_ptr& memory) {
    json::value& attributes = row["attributes"];
    if (!attributes.is_object()) attributes.emplace_object();
    attributes.get_object().insert_or_assign(name, attribute_of(cell, memory));
  }

  CsvText text_;
  std::vector<Column> columns_;
};

}  // namespace

Result<std::unique_ptr<RowReader>> read_csv(Noun noun, std::unique_ptr<ByteSource> bytes,
                                            const ColumnMap& columns) {
  auto reader = std::make_unique<CsvReader>(std::move(bytes));
  if (auto header = reader->read_header(noun, columns); !header) return header.error();
  return std::unique_ptr<RowReader>(std::move(reader));
}

}  // namespace carillon::ingest
