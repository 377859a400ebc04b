#include <algorithm>
#include <optional>
#include <string>

#include "ingest/row_reader.h"

namespace carillon::ingest {

namespace {

constexpr std::string_view kBlank = " \t\r\n";
constexpr std::size_t kMaxDepth = 16;

json::parse_options parse_options() {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  return options;
}

bool plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Common to both: parses single documents and keeps the parser's buffers from one to the next.
class JsonReader : public RowReader {
 protected:
  void parse(std::string_view text) {
    parser_.reset(reset());
    boost::system::error_code error;
    parser_.write(text.data(), text.size(), error);
    if (!error) {
      value_.emplace(parser_.release());
      return;
    }
    if (error == json::error::syntax && !plain(text)) {
      faults_.push_back({"", "encoding", "the row is not JSON in UTF-8"});
    } else {
      faults_.push_back({"", "format", "the row is not JSON: " + error.message()});
    }
  }

 private:
  unsigned char buffer_[4096];
  json::parser parser_{{}, parse_options(), buffer_};
};

class NdjsonReader final : public JsonReader {
 public:
  explicit NdjsonReader(std::string_view body) : rest_(body) {}

  bool next() override {
    while (!rest_.empty()) {
      const auto end = rest_.find('\n');
      std::string_view row = rest_.substr(0, end);
      rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
      ++line_;
      if (row.find_first_not_of(kBlank) == std::string_view::npos) continue;
      parse(row);
      return true;
    }
    return false;
  }

 private:
  std::string_view rest_;
};

// Finds where each element ends by counting brackets outside of texts, so a faulty one does not take its
// neighbours with it.
class ArrayReader final : public JsonReader {
 public:
  // REQUIRES: body[bracket] is '['; only blanks stand before it.
  ArrayReader(std::string_view body, std::size_t bracket)
      : body_(body),
        at_(bracket + 1),
        at_line_(1 + static_cast<std::uint64_t>(std::count(
                         body.begin(), body.begin() + static_cast<std::ptrdiff_t>(bracket), '\n'))) {}

  bool next() override {
    if (ended_) return false;
    // An empty array; after a comma a bracket is an empty row, and a fault.
    if (skip_blanks() && body_[at_] == ']' && first_) {
      ended_ = true;
      return false;
    }
    first_ = false;
    line_ = at_line_;
    const std::size_t start = at_;
    if (!skip_element()) {
      reset();
      faults_.push_back({"", "format", "the array ends within this row; close it with ]"});
      ended_ = true;
      return true;
    }
    parse(body_.substr(start, at_ - start));
    if (body_[at_] == ']') {
      ended_ = true;
      check_rest(at_ + 1);
    } else {
      ++at_;  // the comma
    }
    return true;
  }

 private:
  bool skip_blanks() {
    while (at_ < body_.size() && kBlank.find(body_[at_]) != std::string_view::npos) {
      if (body_[at_] == '\n') ++at_line_;
      ++at_;
    }
    return at_ < body_.size();
  }

  // To the comma or bracket behind the element; false when the body ends before.
  bool skip_element() {
    int depth = 0;
    bool text = false;
    for (; at_ < body_.size(); ++at_) {
      const char c = body_[at_];
      if (c == '\n') ++at_line_;
      if (text) {
        if (c == '\\') {
          ++at_;
        } else if (c == '"') {
          text = false;
        }
      } else if (c == '"') {
        text = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (depth == 0 && (c == ',' || c == ']')) {
        return true;
      } else if (c == '}' || c == ']') {
        --depth;
      }
    }
    return false;
  }

  // What stands behind the array makes its last row doubtful.
  void check_rest(std::size_t after) {
    if (body_.find_first_not_of(kBlank, after) == std::string_view::npos) return;
    faults_.push_back({"", "format", "more text follows the end of the array; send one array"});
  }

  const std::string_view body_;
  std::size_t at_;
  std::uint64_t at_line_;
  bool ended_ = false, first_ = true;
};

}  // namespace

std::unique_ptr<RowReader> read_ndjson(std::string_view body) { return std::make_unique<NdjsonReader>(body); }

Result<std::unique_ptr<RowReader>> read_json_array(std::string_view body) {
  const auto start = body.find_first_not_of(kBlank);
  if (start == std::string_view::npos || body[start] != '[') {
    return invalid(
        "the body is not a JSON array; send [{...}, {...}], or one object a line as application/x-ndjson");
  }
  return std::unique_ptr<RowReader>(std::make_unique<ArrayReader>(body, start));
}

}  // namespace carillon::ingest
