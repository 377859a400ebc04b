#include "insert.h"

#include <algorithm>

#include "words.h"

namespace carillon::sql {

namespace {

constexpr std::size_t kMostParameters = 65'535;
constexpr std::size_t kGroupBytes = 1024 * 1024;  // a statement of many rows is about this long at most

class Inserter {
 public:
  Inserter(const WriteContext& context, const Collection& collection, const crl_mutation& mutation,
           RowWriter& writer, const Fragment& tail)
      : x_(context), c_(collection), m_(mutation), writer_(writer), tail_(tail) {}

  Result<std::uint64_t> run() {
    if (m_.n_rows > 1 && x_.db.array_rows() > 1) return arrays();
    for (std::uint32_t row = 0; row < m_.n_rows;) {
      const std::size_t group = group_from(row);
      auto statement = x_.statements.take(std::string_view(text(group)));
      if (!statement) return statement.error();
      do {
        for (std::size_t i = 0; i < group; ++i) {
          if (Status s = bind(**statement, row + i, i); !s) return s.error();
        }
        if (Status s = step(**statement); !s) return s.error();
        row += static_cast<std::uint32_t>(group);
      } while (row < m_.n_rows && group_from(row) == group);
    }
    return changed_;
  }

 private:
  Result<std::uint64_t> arrays() {
    auto statement = x_.statements.take(std::string_view(text(1)));
    if (!statement) return statement.error();
    std::size_t slot = 0;
    for (std::uint32_t row = 0; row < m_.n_rows; ++row) {
      const crl_value* cells = m_.cells + static_cast<std::size_t>(m_.n_columns) * row;
      if (Status s = writer_.bind(**statement, 1, cells, slot++); !s) return s.error();
      auto full = (*statement)->add_row();
      if (!full) return full.error();
      if (!*full && row + 1 < m_.n_rows) continue;
      if (Status s = step(**statement); !s) return s.error();
      slot = 0;
    }
    return changed_;
  }

  // How many rows from this one on the next statement takes: a power of two, so that few shapes are prepared.
  std::size_t group_from(std::uint32_t row) const {
    const std::size_t width = writer_.columns().size();
    std::size_t most = std::max<std::size_t>(1, x_.dialect.rows_per_insert());
    while (most > 1 && most * width > kMostParameters) most /= 2;
    const std::size_t left = std::min<std::size_t>(most, m_.n_rows - row);
    std::size_t fit = 0;
    for (std::size_t bytes = 0; fit < left && bytes < kGroupBytes; ++fit) bytes += bytes_of(row + fit);
    while (most > std::max<std::size_t>(1, fit)) most /= 2;
    return most;
  }

  std::size_t bytes_of(std::size_t row) const {
    const crl_value* cells = m_.cells + m_.n_columns * row;
    std::size_t bytes = 0;
    for (std::uint32_t i = 0; i < m_.n_columns; ++i) {
      if (cells[i].is_null == 0 && holds_text(cells[i].type)) bytes += 2 * cells[i].v.s.len;  // with its fold
    }
    return bytes;
  }

  Status bind(Statement& statement, std::size_t row, std::size_t slot) {
    const int width = static_cast<int>(writer_.columns().size());
    return writer_.bind(statement, 1 + width * static_cast<int>(slot), m_.cells + m_.n_columns * row, slot);
  }

  Status step(Statement& statement) {
    if (x_.db.interrupted()) return Error{CRL_E_CANCELLED, "the call was cancelled", 0, {}};
    auto done = statement.step();
    if (done) changed_ += statement.affected();
    statement.reset(false);
    return done ? Status() : Status(done.error());
  }

  std::string text(std::size_t rows) const {
    std::string names;
    std::string row;
    for (const auto& name : writer_.columns()) {
      names += (names.empty() ? "" : ", ") + x_.dialect.quote(name);
      row += row.empty() ? "?" : ", ?";
    }
    std::string sql = "INSERT INTO " + x_.dialect.quote(c_.name) + " (" + names + ") VALUES ";
    for (std::size_t i = 0; i < rows; ++i) sql += (i > 0 ? ", (" : "(") + row + ")";
    return sql + tail_.sql;
  }

  const WriteContext& x_;
  const Collection& c_;
  const crl_mutation& m_;
  RowWriter& writer_;
  const Fragment& tail_;
  std::uint64_t changed_ = 0;
};

}  // namespace

Result<std::uint64_t> insert_rows(const WriteContext& context, const Collection& collection,
                                  const crl_mutation& mutation, RowWriter& writer, const Fragment& tail) {
  return Inserter(context, collection, mutation, writer, tail).run();
}

}  // namespace carillon::sql
