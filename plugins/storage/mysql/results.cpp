#include "results.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include <mysql.h>

namespace carillon::mysql {

namespace {

constexpr std::size_t kRoom = 256;  // for a text; a longer one is asked for by itself

}  // namespace

// Where the client library puts a column's value.
struct Results::Column {
  enum_field_types wire = MYSQL_TYPE_NULL;  // LONGLONG, DOUBLE or STRING
  bool number_text = false;                 // a DECIMAL, which comes as text
  std::int64_t whole = 0;
  double real = 0;
  std::vector<char> room{};
  unsigned long length = 0;
  my_bool missing = 0;
  my_bool cut = 0;
};

struct Results::Columns {
  std::vector<Column> list;
  std::vector<MYSQL_BIND> binds;
  bool ended = false;
};

struct Results::Cell {
  enum class Kind { kMissing, kWhole, kReal, kText } kind = Kind::kMissing;
  bool overflow = false;
  std::int64_t whole = 0;
  double real = 0;
  std::string text{};
};

Results::Results() : columns_(std::make_unique<Columns>()) {}
Results::~Results() = default;

namespace {

template <class Column>
void describe(Column& c, enum_field_types type) {
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
      c.room.resize(kRoom);
  }
}

template <class Column>
MYSQL_BIND bind_of(Column& c) {
  MYSQL_BIND b{};
  b.buffer_type = c.wire;
  b.is_null = &c.missing;
  b.error = &c.cut;
  b.length = &c.length;
  if (c.wire == MYSQL_TYPE_LONGLONG) {
    b.buffer = &c.whole;
  } else if (c.wire == MYSQL_TYPE_DOUBLE) {
    b.buffer = &c.real;
  } else {
    b.buffer = c.room.data();
    b.buffer_length = static_cast<unsigned long>(c.room.size());
  }
  return b;
}

// A text that had no room. False: the statement holds the error.
bool fetch_long(::st_mysql_stmt* statement, unsigned column, unsigned long length, std::string& into) {
  into.resize(length);
  MYSQL_BIND b{};
  my_bool missing = 0, cut = 0;
  unsigned long got = 0;
  b.buffer_type = MYSQL_TYPE_STRING;
  b.buffer = into.data();
  b.buffer_length = length;
  b.length = &got;
  b.is_null = &missing;
  b.error = &cut;
  return mysql_stmt_fetch_column(statement, &b, column, 0) == 0;
}

}  // namespace

bool Results::open(::st_mysql_stmt* statement) {
  close();
  MYSQL_RES* about = mysql_stmt_result_metadata(statement);
  if (about == nullptr) return false;
  const unsigned n = mysql_num_fields(about);
  columns_->list.resize(n);
  for (unsigned i = 0; i < n; ++i) {
    describe(columns_->list[i], mysql_fetch_field_direct(about, i)->type);
    columns_->binds.push_back(bind_of(columns_->list[i]));
  }
  mysql_free_result(about);
  return mysql_stmt_bind_result(statement, columns_->binds.data()) == 0;
}

Results::Next Results::fetch(::st_mysql_stmt* statement, Row& into) {
  const int answer = mysql_stmt_fetch(statement);
  if (answer == MYSQL_NO_DATA) return Next::kEnd;
  if (answer == 1) return Next::kError;
  into.resize(columns_->list.size());
  bool overflow = false;
  for (unsigned i = 0; i < into.size(); ++i) {
    const Column& c = columns_->list[i];
    Cell& cell = into[i];
    cell.overflow = false;
    if (c.missing != 0) {
      cell.kind = Cell::Kind::kMissing;
    } else if (c.wire == MYSQL_TYPE_LONGLONG) {
      cell.kind = Cell::Kind::kWhole;
      cell.whole = c.whole;
    } else if (c.wire == MYSQL_TYPE_DOUBLE) {
      cell.kind = Cell::Kind::kReal;
      cell.real = c.real;
    } else if (c.number_text) {
      cell.kind = Cell::Kind::kWhole;
      const auto [end, error] = std::from_chars(c.room.data(), c.room.data() + c.length, cell.whole);
      cell.overflow = error != std::errc();
      overflow = overflow || cell.overflow;
    } else {
      cell.kind = Cell::Kind::kText;
      if (c.length <= c.room.size()) {
        cell.text.assign(c.room.data(), c.length);
      } else if (!fetch_long(statement, i, c.length, cell.text)) {
        return Next::kError;
      }
    }
  }
  return overflow ? Next::kOverflow : Next::kRow;
}

Results::Next Results::next(::st_mysql_stmt* statement) {
  if (!kept_.empty()) {
    row_ = std::move(kept_.front());
    kept_.pop_front();
    const bool overflow = std::any_of(row_.begin(), row_.end(), [](const Cell& c) { return c.overflow; });
    return overflow ? Next::kOverflow : Next::kRow;
  }
  return columns_->ended ? Next::kEnd : fetch(statement, row_);
}

bool Results::drain(::st_mysql_stmt* statement) {
  columns_->ended = true;
  for (;;) {
    Row row;
    const Next last = fetch(statement, row);
    if (last == Next::kEnd) return true;
    if (last == Next::kError) return false;
    kept_.push_back(std::move(row));
  }
}

crl_value Results::column(std::size_t i, std::uint32_t type) const {
  const Cell& c = row_[i];
  if (c.kind == Cell::Kind::kMissing) return cell::null(type);
  switch (type) {
    case CRL_T_TEXT:
    case CRL_T_JSON:
    case CRL_T_SET:
    case CRL_T_BYTES:
      return cell::text(c.text, type);
    case CRL_T_F64: {
      const double f = c.kind == Cell::Kind::kReal ? c.real : static_cast<double>(c.whole);
      return std::isfinite(f) ? cell::real(f) : cell::null(type);
    }
    default: {
      const std::int64_t n = c.kind == Cell::Kind::kReal ? std::llround(c.real) : c.whole;
      return type == CRL_T_BOOL ? cell::boolean(n != 0) : cell::of_int(n, type);
    }
  }
}

void Results::close() {
  columns_->list.clear();
  columns_->binds.clear();
  columns_->ended = false;
  row_.clear();
  kept_.clear();
}

}  // namespace carillon::mysql
