#include "ingest/csv_text.h"

#include <algorithm>
#include <array>
#include <new>

#include <csv.h>

#include <carillon/utf8.hpp>

#include "ingest/window.h"

namespace carillon::ingest {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The candidate that the first line has most of, outside of quotes.
char delimiter_of(std::string_view body) {
  constexpr std::array<char, 4> kCandidates{',', ';', '\t', '|'};
  std::array<std::size_t, 4> found{};
  bool quoted = false;
  for (const char c : body) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n') break;
    const auto which = std::find(kCandidates.begin(), kCandidates.end(), c);
    if (which != kCandidates.end()) ++found[static_cast<std::size_t>(which - kCandidates.begin())];
  }
  return kCandidates[static_cast<std::size_t>(std::max_element(found.begin(), found.end()) - found.begin())];
}

// Only the delimiter and line ends mean something outside of quotes; spaces belong to the cell.
int never_space(unsigned char) { return 0; }
int line_end(unsigned char c) { return c == '\r' || c == '\n' ? 1 : 0; }

}  // namespace

struct CsvText::Impl {
  explicit Impl(std::unique_ptr<ByteSource> bytes) : window(std::move(bytes)) {}
  ~Impl() {
    if (opened) csv_free(&parser);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void open() {
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) throw std::bad_alloc();
    opened = true;
    csv_set_delim(&parser, static_cast<unsigned char>(delimiter));
    csv_set_space_func(&parser, never_space);
    csv_set_term_func(&parser, line_end);
  }

  static void on_cell(void* text, std::size_t length, void* self) {
    auto& impl = *static_cast<Impl*>(self);
    if (impl.complete) {  // a lone CR ended the row within its line
      impl.broken = true;
      return;
    }
    if (impl.used == impl.cells.size()) impl.cells.emplace_back();
    impl.cells[impl.used++].assign(static_cast<const char*>(text), length);
  }
  static void on_row(int, void* self) { static_cast<Impl*>(self)->complete = true; }

  bool feed(std::string_view text) {
    return csv_parse(&parser, text.data(), text.size(), on_cell, on_row, this) == text.size();
  }

  // One line at a time goes into the parser, so the line at which a row starts is known.
  bool next() {
    used = 0;
    complete = broken = too_long = false;
    utf8 = true;
    original.clear();
    bool started = false;
    for (;;) {
      const Window::Line read = window.line();
      std::string_view text = read.text;
      if (text.empty()) break;
      if (++line_read == 1 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
      if (!started) {
        if (text.find_first_not_of("\r\n") == std::string_view::npos) continue;
        started = true;
        line = line_read;
        if (!opened) {
          delimiter = delimiter_of(text);
          open();
        }
      }
      original.append(
          text.substr(0, std::min(text.size(), kMaxRowBytes - std::min(original.size(), kMaxRowBytes))));
      too_long = read.cut || original.size() >= kMaxRowBytes;
      utf8 = utf8 && is_utf8(text);
      if (too_long || !feed(text) || broken) return restart();
      if (complete) return finish();
    }
    if (!started) return false;
    if (csv_fini(&parser, on_cell, on_row, this) != 0) return restart();
    return finish();
  }

  bool finish() {
    cells.resize(used);
    return true;
  }
  // After a fault the parser begins anew with the next line.
  bool restart() {
    broken = !too_long;
    csv_free(&parser);
    open();
    return finish();
  }

  Window window;
  csv_parser parser{};
  bool opened = false;
  char delimiter = ',';
  std::vector<std::string> cells;
  std::string original;
  std::size_t used = 0;
  std::uint64_t line = 0, line_read = 0;
  bool complete = false, broken = false, too_long = false, utf8 = true;
};

CsvText::CsvText(std::unique_ptr<ByteSource> bytes) : impl_(std::make_unique<Impl>(std::move(bytes))) {}
CsvText::~CsvText() = default;
bool CsvText::next() { return impl_->next(); }
std::uint64_t CsvText::line() const { return impl_->line; }
const std::vector<std::string>& CsvText::cells() const { return impl_->cells; }
bool CsvText::broken() const { return impl_->broken; }
bool CsvText::too_long() const { return impl_->too_long; }
bool CsvText::utf8() const { return impl_->utf8; }
std::string_view CsvText::original() const {
  std::string_view text = impl_->original;
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}
std::uint64_t CsvText::position() const { return impl_->window.position(); }
const Status& CsvText::status() const { return impl_->window.status(); }

}  // namespace carillon::ingest
