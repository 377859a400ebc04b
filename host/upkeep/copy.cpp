#include "upkeep/copy.h"

#include <deque>
#include <string>
#include <vector>

#include <carillon/value.hpp>

#include "store/count.h"
#include "store/schema.h"

namespace carillon::upkeep {

namespace {

constexpr std::size_t kRowsAtOnce = 5'000;
constexpr std::size_t kBytesAtOnce = 8U << 20;

// Leases of hosts: they mean nothing elsewhere.
constexpr std::string_view kNotCopied = "nodes";

// Rows on their way, with their texts.
class Batch {
 public:
  void add(store::Row row) {
    for (crl_value value : row) {
      const bool is_text = value.is_null == 0 && (value.type == CRL_T_TEXT || value.type == CRL_T_BYTES ||
                                                  value.type == CRL_T_JSON || value.type == CRL_T_SET);
      if (is_text) {
        value.v.s = str(texts_.emplace_back(view(value.v.s)));
        bytes_ += texts_.back().size();
      }
      cells_.push_back(value);
    }
    ++rows_;
  }
  bool is_full() const { return rows_ >= kRowsAtOnce || bytes_ >= kBytesAtOnce; }
  std::size_t rows() const { return rows_; }
  std::span<const crl_value> cells() const { return cells_; }
  void clear() {
    cells_.clear();
    texts_.clear();
    rows_ = bytes_ = 0;
  }

 private:
  std::vector<crl_value> cells_;
  std::deque<std::string> texts_;
  std::size_t rows_ = 0, bytes_ = 0;
};

struct Columns {
  std::vector<std::string_view> all, key;
};

Columns columns_of(const crl_collection& collection) {
  Columns out;
  for (std::uint32_t i = 0; i < collection.n_fields; ++i) {
    const crl_field& field = *collection.fields[i];
    out.all.push_back(view(field.name));
    if ((field.flags & CRL_FIELD_KEY) != 0) out.key.push_back(view(field.name));
  }
  return out;
}

Status put(store::Database& to, std::string_view collection, const Columns& columns, const Batch& batch,
           bool over) {
  return to.write([&](store::Session& session) -> Status {
    store::Mutation m;
    m.verb = over ? CRL_MUT_UPSERT : CRL_MUT_INSERT;
    m.collection = collection;
    m.columns = columns.all;
    if (over) m.conflict = columns.key;
    m.cells = batch.cells();
    const auto done = session.mutate(m);
    return done ? Status{} : done.error();
  });
}

Result<std::uint64_t> copy(store::Session& from, store::Database& to, const crl_collection& collection,
                           bool over, const CopyProgress& progress) {
  const std::string_view name = view(collection.name);
  const auto of = store::count_rows(from, name, nullptr, 0);
  if (!of) return of.error();
  const Columns columns = columns_of(collection);
  Batch batch;
  std::uint64_t copied = 0;
  Status written;
  const auto flush = [&] {
    written = put(to, name, columns, batch, over);
    if (!written) return false;
    copied += batch.rows();
    batch.clear();
    progress(name, copied, static_cast<std::uint64_t>(*of));
    return true;
  };
  store::Query query;
  query.collection = name;
  query.columns = columns.all;
  query.order = columns.key;
  const auto read = from.query(query, [&](store::Row row) {
    batch.add(row);
    return !batch.is_full() || flush();
  });
  if (!read) return read.error();
  if (written && batch.rows() > 0) flush();
  if (!written) return written.error();
  return copied;
}

Status require_empty(store::Database& to) {
  return to.read([](store::Session& session) -> Status {
    for (const crl_collection* collection : store::collections()) {
      const std::string_view name = view(collection->name);
      if (name == kNotCopied) continue;
      const auto n = store::count_rows(session, name, nullptr, 0);
      if (!n) return n.error();
      if (*n != 0) {
        return conflict("the target already has " + std::to_string(*n) + " rows of " + std::string(name) +
                        "; copy into an empty storage, or --over to replace rows of the same keys");
      }
    }
    return {};
  });
}

}  // namespace

Result<std::uint64_t> copy_all(store::Database& from, store::Database& to, bool over,
                               const CopyProgress& progress) {
  if (!over) {
    if (Status empty = require_empty(to); !empty) return empty.error();
  }
  std::uint64_t copied = 0;
  const Status done = from.read([&](store::Session& session) -> Status {
    for (const crl_collection* collection : store::collections()) {
      if (view(collection->name) == kNotCopied) continue;
      const auto rows = copy(session, to, *collection, over, progress);
      if (!rows) return rows.error();
      copied += *rows;
    }
    return {};
  });
  if (!done) return done.error();
  return copied;
}

}  // namespace carillon::upkeep
