#include "row_writer.h"

#include <algorithm>
#include <cmath>

#include "fold.h"
#include "words.h"

namespace carillon::sql {

namespace {

Error bad_cell(const Collection& collection, const Column& column, const std::string& why) {
  return invalid(collection.name + "." + column.name + " " + why);
}

}  // namespace

Status check_cell(const Collection& collection, const Column& column, const crl_value& cell) {
  if (cell.is_null != 0) {
    return column.required ? Status(bad_cell(collection, column, "is required, but a row lacks it"))
                           : Status();
  }
  if (cell.type != column.type) {
    return bad_cell(collection, column, "is " + type_name(column.type) + ", found a " + type_name(cell.type));
  }
  if (cell.type == CRL_T_F64 && !std::isfinite(cell.v.f)) {
    return bad_cell(collection, column, "must be finite");
  }
  if (column.max_len != 0 && holds_text(cell.type) && cell.v.s.len > column.max_len) {
    return bad_cell(
        collection, column,
        "holds at most " + std::to_string(column.max_len) + " bytes, found " + std::to_string(cell.v.s.len));
  }
  return {};
}

Result<RowWriter> RowWriter::make(const Collection& collection, const crl_mutation& mutation) {
  RowWriter out(collection);
  for (std::uint32_t i = 0; i < mutation.n_columns; ++i) {
    const auto c = collection.column(view(mutation.columns[i]));
    if (!c) return c.error();
    if (std::find(out.fields_.begin(), out.fields_.end(), *c) != out.fields_.end()) {
      return invalid(collection.name + "." + (*c)->name + " is given twice");
    }
    out.fields_.push_back(*c);
    out.names_.push_back((*c)->name);
  }
  if (out.fields_.empty()) return invalid("a write to " + collection.name + " names no column");
  for (std::size_t i = 0; i < out.fields_.size(); ++i) {
    if (out.fields_[i]->folded.empty()) continue;
    out.folds_.push_back(i);
    out.names_.push_back(out.fields_[i]->folded);
  }
  return out;
}

Status RowWriter::bind(Statement& statement, int first, const crl_value* row, std::size_t slot) {
  if (memory_.size() <= slot) memory_.resize(slot + 1);
  std::vector<std::string>& made = memory_[slot];
  made.resize(names_.size());
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (Status s = check_cell(*collection_, *fields_[i], row[i]); !s) return s;
    const int at = first + static_cast<int>(i);
    Status s;
    if (fields_[i]->type == CRL_T_SET && row[i].is_null == 0) {
      made[i].assign(1, kSetEnd).append(view(row[i].v.s));
      s = statement.bind(at, cell::text(made[i], CRL_T_SET));
    } else {
      s = statement.bind(at, row[i]);
    }
    if (!s) return s;
  }
  for (std::size_t f = 0; f < folds_.size(); ++f) {
    const std::size_t i = folds_[f];
    const int at = first + static_cast<int>(fields_.size() + f);
    std::string& folded = made[fields_.size() + f];
    crl_value value = cell::null(CRL_T_TEXT);
    if (row[i].is_null == 0) {
      fold_into(fields_[i]->type == CRL_T_SET ? std::string_view(made[i]) : view(row[i].v.s), folded);
      value = cell::text(folded);
    }
    if (Status s = statement.bind(at, value); !s) return s;
  }
  return {};
}

}  // namespace carillon::sql
