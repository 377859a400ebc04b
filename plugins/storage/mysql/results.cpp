#include "results.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include <mysql.h>

namespace carillon::mysql {

namespace {

constexpr std::size_t kRoom = 256;  // for a text, at first

}  // namespace

struct Results::Cell {
  enum_field_types wire = MYSQL_TYPE_NULL;  // LONGLONG, DOUBLE or STRING
  bool number_text = false;                 // a DECIMAL, which comes as text
  std::int64_t whole = 0;
  double real = 0;
  std::vector<char> text{};
  unsigned long length = 0;
  my_bool missing = 0;
  my_bool cut = 0;
  bool overflow = false;
};

struct Results::Binds {
  std::vector<MYSQL_BIND> list;
  bool ended = false;
};

Results::Results() : binds_(std::make_unique<Binds>()) {}
Results::~Results() = default;

namespace {

template <class Cell>
void describe(Cell& c, enum_field_types type) {
  switch (type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR:
      c.wire = MYSQL_TYPE_LONGLONG;
      break;
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE:
      c.wire = MYSQL_TYPE_DOUBLE;
      break;
    default:
      c.wire = MYSQL_TYPE_STRING;
      c.number_text = type == MYSQL_TYPE_NEWDECIMAL || type == MYSQL_TYPE_DECIMAL;
      c.text.resize(kRoom);
  }
}

template <class Cell>
void attach(MYSQL_BIND& b, Cell& c) {
  b.buffer_type = c.wire;
  b.is_null = &c.missing;
  b.error = &c.cut;
  b.length = &c.length;
  if (c.wire == MYSQL_TYPE_LONGLONG) {
    b.buffer = &c.whole;
  } else if (c.wire == MYSQL_TYPE_DOUBLE) {
    b.buffer = &c.real;
  } else {
    b.buffer = c.text.data();
    b.buffer_length = static_cast<unsigned long>(c.text.size());
  }
}

}  // namespace

bool Results::open(::st_mysql_stmt* statement) {
  close();
  MYSQL_RES* about = mysql_stmt_result_metadata(statement);
  if (about == nullptr) return false;
  const unsigned n = mysql_num_fields(about);
  cells_.resize(n);
  binds_->list.assign(n, MYSQL_BIND{});
  for (unsigned i = 0; i < n; ++i) {
    describe(cells_[i], mysql_fetch_field_direct(about, i)->type);
    attach(binds_->list[i], cells_[i]);
  }
  mysql_free_result(about);
  return mysql_stmt_bind_result(statement, binds_->list.data()) == 0;
}

Results::Next Results::fetch(::st_mysql_stmt* statement) {
  const int answer = mysql_stmt_fetch(statement);
  if (answer == MYSQL_NO_DATA) return Next::kEnd;
  if (answer == 1) return Next::kError;
  bool grown = false;
  bool overflow = false;
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    Cell& c = cells_[i];
    if (c.missing != 0 || c.wire != MYSQL_TYPE_STRING) continue;
    if (c.length > c.text.size()) {
      c.text.resize(c.length + c.length / 2);
      attach(binds_->list[i], c);
      if (mysql_stmt_fetch_column(statement, &binds_->list[i], static_cast<unsigned>(i), 0) != 0) {
        return Next::kError;
      }
      grown = true;
    }
    if (!c.number_text) continue;
    const auto [end, error] = std::from_chars(c.text.data(), c.text.data() + c.length, c.whole);
    c.overflow = error != std::errc();
    overflow = overflow || c.overflow;
  }
  if (grown && mysql_stmt_bind_result(statement, binds_->list.data()) != 0) return Next::kError;
  return overflow ? Next::kOverflow : Next::kRow;
}

Results::Next Results::next(::st_mysql_stmt* statement) {
  if (!kept_.empty()) {
    cells_ = std::move(kept_.front());
    kept_.pop_front();
    const bool overflow = std::any_of(cells_.begin(), cells_.end(), [](const Cell& c) { return c.overflow; });
    return overflow ? Next::kOverflow : Next::kRow;
  }
  return binds_->ended ? Next::kEnd : fetch(statement);
}

bool Results::drain(::st_mysql_stmt* statement) {
  // The row at hand may still be being read: it stays where it is, the others go elsewhere.
  std::vector<Cell> current = cells_;
  cells_.swap(current);
  for (std::size_t i = 0; i < cells_.size(); ++i) attach(binds_->list[i], cells_[i]);
  binds_->ended = true;
  Next last = Next::kError;
  if (mysql_stmt_bind_result(statement, binds_->list.data()) == 0) {
    while ((last = fetch(statement)) == Next::kRow || last == Next::kOverflow) kept_.push_back(cells_);
  }
  cells_.swap(current);
  return last == Next::kEnd;
}

crl_value Results::column(std::size_t i, std::uint32_t type) const {
  const Cell& c = cells_[i];
  if (c.missing != 0) return cell::null(type);
  switch (type) {
    case CRL_T_TEXT:
    case CRL_T_JSON:
    case CRL_T_SET:
    case CRL_T_BYTES:
      return cell::text({c.text.data(), c.length}, type);
    case CRL_T_F64: {
      const double f = c.wire == MYSQL_TYPE_DOUBLE                      ? c.real
                       : c.wire == MYSQL_TYPE_LONGLONG || c.number_text ? static_cast<double>(c.whole)
                                                                        : 0;
      return std::isfinite(f) ? cell::real(f) : cell::null(type);
    }
    default: {
      const std::int64_t n = c.wire == MYSQL_TYPE_DOUBLE ? std::llround(c.real) : c.whole;
      return type == CRL_T_BOOL ? cell::boolean(n != 0) : cell::of_int(n, type);
    }
  }
}

void Results::close() {
  cells_.clear();
  kept_.clear();
  binds_->ended = false;
}

}  // namespace carillon::mysql
