#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "ingest/row_reader.h"
#include "ingest/window.h"

namespace carillon::ingest {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
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

  void refuse_length() {
    reset();
    faults_.push_back({"", "too_long", "the row has more than 1 MiB"});
  }

 private:
  unsigned char buffer_[4096];
  json::parser parser_{{}, parse_options(), buffer_};
};

class NdjsonReader final : public JsonReader {
 public:
  explicit NdjsonReader(std::unique_ptr<ByteSource> bytes) : window_(std::move(bytes)) {}

  std::string_view original() const override { return original_; }
  std::uint64_t position() const override { return window_.position(); }
  const Status& status() const override { return window_.status(); }

 private:
  bool advance(bool parsed) override {
    for (;;) {
      const Window::Line read = window_.line();
      if (read.text.empty()) return false;
      original_ = read.text;
      ++line_;
      if (line_ == 1 && original_.starts_with(kByteOrderMark)) original_.remove_prefix(kByteOrderMark.size());
      while (!original_.empty() && kBlank.find(original_.back()) != std::string_view::npos)
        original_.remove_suffix(1);
      if (original_.find_first_not_of(kBlank) == std::string_view::npos) continue;
      if (!parsed) return true;
      if (read.cut) {
        refuse_length();
      } else {
        parse(original_);
      }
      return true;
    }
  }

  Window window_;
  std::string_view original_;
};

// Finds where each element ends by counting brackets outside of texts, so a faulty one does not take its
// neighbours with it.
class ArrayReader final : public JsonReader {
 public:
  explicit ArrayReader(std::unique_ptr<ByteSource> bytes) : window_(std::move(bytes)) {}

  Status open() {
    if (skip_blanks() && window_.ahead().front() == '[') {
      window_.take(1);
      return {};
    }
    if (!window_.status()) return window_.status();
    return invalid(
        "the body is not a JSON array; send [{...}, {...}], or one object a line as application/x-ndjson");
  }

  std::string_view original() const override { return original_; }
  std::uint64_t position() const override { return window_.position(); }
  const Status& status() const override { return window_.status(); }

 private:
  bool advance(bool parsed) override {
    if (ended_) return false;
    window_.take(std::exchange(lent_, 0));
    // An empty array; after a comma a bracket is an empty row, and a fault.
    if (skip_blanks() && window_.ahead().front() == ']' && first_) {
      window_.take(1);
      ended_ = true;
      return false;
    }
    first_ = false;
    line_ = at_line_;
    std::size_t length = 0;
    bool cut = false;
    const char end = find_end(length, cut);
    original_ = cut ? std::string_view(cut_) : window_.ahead().substr(0, length);
    if (end == '\0') {
      ended_ = true;
      lent_ = length;
      if (!window_.status()) return false;
      reset();
      faults_.push_back({"", "format", "the array ends within this row; close it with ]"});
      return true;
    }
    if (cut) {
      refuse_length();
    } else if (parsed) {
      parse(original_);
    }
    if (end == ']') {
      ended_ = true;
      check_rest(length + 1);
      original_ = cut ? std::string_view(cut_) : window_.ahead().substr(0, length);
    }
    lent_ = length + 1;
    return true;
  }

  bool skip_blanks() {
    for (;;) {
      const std::string_view text = window_.ahead();
      const auto end = std::min(text.find_first_not_of(kBlank), text.size());
      at_line_ += static_cast<std::uint64_t>(
          std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
      window_.take(end);
      if (end < text.size()) return true;
      if (!window_.fill()) return false;
    }
  }

  // The comma or bracket behind the element, at `length` of what lies ahead; 0 when the bytes end before.
  // Of an element that is too long only the first part is kept, in `cut_`.
  char find_end(std::size_t& length, bool& cut) {
    int depth = 0;
    bool text = false;
    bool escaped = false;
    for (;; ++length) {
      if (length == window_.ahead().size()) {
        if (length > kMaxRowBytes) {
          if (!cut) cut_.assign(window_.ahead().substr(0, kMaxRowBytes));
          cut = true;
          window_.take(std::exchange(length, 0));
        }
        if (!window_.fill()) return '\0';
      }
      const char c = window_.ahead()[length];
      if (c == '\n') ++at_line_;
      if (escaped) {
        escaped = false;
      } else if (text) {
        escaped = c == '\\';
        text = c != '"';
      } else if (c == '"') {
        text = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (depth == 0 && (c == ',' || c == ']')) {
        if (length > kMaxRowBytes && !cut) {
          cut_.assign(window_.ahead().substr(0, kMaxRowBytes));
          cut = true;
        }
        return c;
      } else if (c == '}' || c == ']') {
        --depth;
      }
    }
  }

  // What stands behind the array makes its last row doubtful.
  void check_rest(std::size_t after) {
    for (;;) {
      if (window_.ahead().find_first_not_of(kBlank, after) != std::string_view::npos) {
        faults_.push_back({"", "format", "more text follows the end of the array; send one array"});
        return;
      }
      if (!window_.fill()) return;
    }
  }

  Window window_;
  std::string_view original_;
  std::string cut_;
  std::size_t lent_ = 0;
  std::uint64_t at_line_ = 1;
  bool ended_ = false, first_ = true;
};

}  // namespace

std::unique_ptr<RowReader> read_ndjson(std::unique_ptr<ByteSource> bytes) {
  return std::make_unique<NdjsonReader>(std::move(bytes));
}

Result<std::unique_ptr<RowReader>> read_json_array(std::unique_ptr<ByteSource> bytes) {
  auto reader = std::make_unique<ArrayReader>(std::move(bytes));
  if (auto opened = reader->open(); !opened) return opened.error();
  return std::unique_ptr<RowReader>(std::move(reader));
}

}  // namespace carillon::ingest
