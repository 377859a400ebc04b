#include "parameters.h"

#include <mysql.h>

namespace carillon::mysql {

namespace {

constexpr std::size_t kOverhead = 9;  // of a cell: its length or its eight bytes

enum_field_types wire_type(std::uint32_t type) {
  switch (type) {
    case CRL_T_F64:
      return MYSQL_TYPE_DOUBLE;
    case CRL_T_TEXT:
    case CRL_T_JSON:
    case CRL_T_SET:
      return MYSQL_TYPE_STRING;
    case CRL_T_BYTES:
      return MYSQL_TYPE_BLOB;
    default:
      return MYSQL_TYPE_LONGLONG;
  }
}

bool is_text(std::uint32_t type) {
  const auto wire = wire_type(type);
  return wire == MYSQL_TYPE_STRING || wire == MYSQL_TYPE_BLOB;
}

std::size_t size_of(const crl_value& v) {
  return kOverhead + (v.is_null == 0 && is_text(v.type) ? v.v.s.len : 0);
}

}  // namespace

struct Parameters::Binds {
  std::vector<MYSQL_BIND> list;
  std::vector<unsigned long> lengths;
  my_bool missing = 1;
  my_bool present = 0;
};

// The cells of one placeholder, row after row, as the client library wants them.
struct Parameters::Column {
  std::uint32_t type = 0;
  std::vector<std::int64_t> numbers{};  // also the bits of doubles
  std::vector<char*> texts{};
  std::vector<unsigned long> lengths{};
  std::vector<char> indicators{};
};

Parameters::Parameters() : binds_(std::make_unique<Binds>()) {}
Parameters::~Parameters() = default;

void Parameters::set(std::size_t i, const crl_value& value) {
  if (row_.size() <= i) row_.resize(i + 1, cell::null(CRL_T_I64));
  row_[i] = value;
}

std::size_t Parameters::row_bytes() const {
  std::size_t bytes = 0;
  for (const crl_value& v : row_) bytes += size_of(v);
  return bytes;
}

void Parameters::add_row() {
  if (columns_.size() < row_.size()) columns_.resize(row_.size());
  for (std::size_t i = 0; i < row_.size(); ++i) {
    const crl_value& v = row_[i];
    Column& c = columns_[i];
    c.type = v.type;
    c.indicators.push_back(v.is_null != 0 ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE);
    if (is_text(v.type)) {
      const bool empty = v.is_null != 0 || v.v.s.len == 0;
      c.texts.push_back(empty ? const_cast<char*>("") : const_cast<char*>(v.v.s.ptr));
      c.lengths.push_back(empty ? 0 : static_cast<unsigned long>(v.v.s.len));
    } else {
      c.numbers.push_back(v.v.i);
    }
  }
  ++rows_;
  array_bytes_ += row_bytes();
}

void Parameters::attach_row(std::size_t count) {
  binds_->lengths.assign(count, 0);
  for (std::size_t i = 0; i < count; ++i) {
    MYSQL_BIND& b = binds_->list[i];
    crl_value& v = row_[i];
    b.buffer_type = wire_type(v.type);
    b.is_null = v.is_null != 0 ? &binds_->missing : &binds_->present;
    if (!is_text(v.type)) {
      b.buffer = &v.v;
    } else {
      const bool empty = v.is_null != 0 || v.v.s.len == 0;
      b.buffer = empty ? const_cast<char*>("") : const_cast<char*>(v.v.s.ptr);
      binds_->lengths[i] = empty ? 0 : static_cast<unsigned long>(v.v.s.len);
      b.buffer_length = binds_->lengths[i];
      b.length = &binds_->lengths[i];
    }
  }
}

void Parameters::attach_array(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    MYSQL_BIND& b = binds_->list[i];
    Column& c = columns_[i];
    b.buffer_type = wire_type(c.type);
    b.u.indicator = c.indicators.data();
    if (is_text(c.type)) {
      b.buffer = c.texts.data();
      b.length = c.lengths.data();
    } else {
      b.buffer = c.numbers.data();
    }
  }
}

bool Parameters::attach(::st_mysql_stmt* statement, std::size_t count) {
  if (row_.size() < count) row_.resize(count, cell::null(CRL_T_I64));
  binds_->list.assign(count, MYSQL_BIND{});
  unsigned rows = static_cast<unsigned>(rows_);
  if (rows_ > 0)
    attach_array(count);
  else
    attach_row(count);
  if (mysql_stmt_attr_set(statement, STMT_ATTR_ARRAY_SIZE, &rows) != 0) return false;
  return count == 0 || mysql_stmt_bind_param(statement, binds_->list.data()) == 0;
}

void Parameters::forget_rows() {
  for (Column& c : columns_) {
    c.numbers.clear();
    c.texts.clear();
    c.lengths.clear();
    c.indicators.clear();
  }
  rows_ = 0;
  array_bytes_ = 0;
}

void Parameters::forget() {
  forget_rows();
  row_.clear();
}

}  // namespace carillon::mysql
