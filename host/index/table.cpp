#include "index/table.h"

#include <bit>

#include <carillon/value.hpp>

namespace carillon::index {

std::int64_t Column::code(const crl_value& cell) {
  if (words) return words->intern(view(cell.v.s));
  if (type == CRL_T_F64) return std::bit_cast<std::int64_t>(cell.v.f);
  return cell.v.i;
}

void Column::push(const crl_value& cell) {
  if (cell.is_null != 0) {
    values.push_missing();
  } else {
    values.push(code(cell));
  }
}

void Column::set(RowId row, const crl_value& cell) {
  if (cell.is_null != 0) {
    values.set_missing(row);
  } else {
    values.set(row, code(cell));
  }
}

void Column::append(const Column& other) {
  const auto codes = words ? other.codes_in(*words) : std::vector<std::int64_t>{};
  for (std::size_t i = 0; i < other.values.size(); ++i) {
    const auto row = static_cast<RowId>(i);
    if (other.values.missing(row)) {
      values.push_missing();
      continue;
    }
    const std::int64_t value = other.values.at(row);
    values.push(words ? codes[static_cast<std::size_t>(value)] : value);
  }
}

std::vector<std::int64_t> Column::codes_in(Dictionary& other) const {
  std::vector<std::int64_t> out{0};
  for (std::uint32_t code = 1; code <= words->size(); ++code) out.push_back(other.intern(words->text(code)));
  return out;
}

std::size_t Table::bytes() const {
  std::size_t n = 0;
  for (const auto& [name, column] : columns) n += column.bytes();
  for (const auto& [name, run] : runs) n += run.first.bytes() + run.count.bytes() + run.table->bytes();
  return n;
}

}  // namespace carillon::index
