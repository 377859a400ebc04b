#include "page.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "cursor.h"
#include "words.h"

namespace carillon::sql {

namespace {

constexpr std::size_t kRows = 256;
constexpr std::size_t kBlock = 64 * 1024;
constexpr std::size_t kBytes = 1024 * 1024;  // a page with longer texts is handed over early

// Memory for texts that all die together; blocks are kept for the next page.
class TextBlocks {
 public:
  std::string_view keep(std::string_view text) {
    used_ += text.size();
    if (text.size() > kBlock) {
      large_.push_back(std::make_unique<char[]>(text.size()));
      std::memcpy(large_.back().get(), text.data(), text.size());
      return {large_.back().get(), text.size()};
    }
    if (block_ == blocks_.size() || at_ + text.size() > kBlock) next_block();
    char* to = blocks_[block_].get() + at_;
    std::copy(text.begin(), text.end(), to);  // of an empty text the address may be null
    at_ += text.size();
    return {to, text.size()};
  }
  std::size_t used() const { return used_; }
  void clear() {
    large_.clear();
    block_ = 0;
    at_ = 0;
    used_ = 0;
  }

 private:
  void next_block() {
    if (block_ < blocks_.size()) ++block_;
    if (block_ == blocks_.size()) blocks_.push_back(std::make_unique<char[]>(kBlock));
    at_ = 0;
  }

  std::vector<std::unique_ptr<char[]>> blocks_, large_;
  std::size_t block_ = 0, at_ = 0, used_ = 0;
};

class Page {
 public:
  Page(std::size_t columns, const crl_rows_sink& sink) : columns_(columns), sink_(sink) {}

  void add(crl_value cell) {
    if (cell.is_null == 0 && holds_text(cell.type)) cell.v.s = str(texts_.keep(view(cell.v.s)));
    cells_.push_back(cell);
  }
  bool full() const { return cells_.size() >= kRows * columns_ || texts_.used() >= kBytes; }
  // False: the sink wants no more.
  bool flush() {
    if (cells_.empty()) return true;
    const auto rows = static_cast<std::uint32_t>(cells_.size() / columns_);
    const bool more = sink_.page(sink_.ctx, cells_.data(), rows, static_cast<std::uint32_t>(columns_)) == 0;
    cells_.clear();
    texts_.clear();
    return more;
  }

 private:
  std::size_t columns_;
  const crl_rows_sink& sink_;
  std::vector<crl_value> cells_;
  TextBlocks texts_;
};

crl_value read_cell(Statement& statement, std::size_t i, std::uint32_t type) {
  crl_value v = statement.column(static_cast<int>(i), type);
  if (type == CRL_T_SET && v.is_null == 0 && v.v.s.len > 0) v.v.s = {v.v.s.ptr + 1, v.v.s.len - 1};
  return v;
}

std::string cursor_of(Statement& statement, const Select& select) {
  std::vector<crl_value> values;
  for (const auto at : select.cursor_at) values.push_back(read_cell(statement, at, select.items[at].type));
  return encode_cursor(select.order, values);
}

}  // namespace

Status read_pages(Connection& db, Statement& statement, const Select& select, const crl_rows_sink& sink) {
  Page page(select.visible, sink);
  std::uint64_t rows = 0;
  std::string cursor;
  while (true) {
    if (db.interrupted()) return Error{CRL_E_CANCELLED, "the call was cancelled", 0, {}};
    auto more = statement.step();
    if (!more) return more.error();
    if (!*more) break;
    if (select.limit != 0 && rows == select.limit) {  // the row past the limit: there is more
      if (!page.flush()) return {};
      if (sink.cursor != nullptr) sink.cursor(sink.ctx, str(cursor));
      return {};
    }
    ++rows;
    for (std::size_t i = 0; i < select.visible; ++i) page.add(read_cell(statement, i, select.items[i].type));
    if (rows == select.limit) cursor = cursor_of(statement, select);
    if (page.full() && !page.flush()) return {};
  }
  page.flush();
  return {};
}

}  // namespace carillon::sql
