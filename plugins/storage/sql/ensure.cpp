#include "ensure.h"

#include <algorithm>

namespace carillon::sql {

namespace {

constexpr const char* kBookkeeping = "carillon_schema";

Collection bookkeeping() {
  return {.name = kBookkeeping,
          .columns = {{.name = "name", .type = CRL_T_TEXT, .max_len = 64, .required = true, .key = true},
                      {.name = "version", .type = CRL_T_I64, .required = true}},
          .key = {"name"}};
}

class Ensurer {
 public:
  Ensurer(const Dialect& dialect, Connection& db) : dialect_(dialect), db_(db) {}

  Status table(const Collection& c) {
    if (Status s = dialect_.check_declaration(c); !s) return s;
    auto there = dialect_.existing_columns(db_, c.name);
    if (!there) return there.error();
    if (there->empty()) {
      if (Status s = run(dialect_.create_table(c)); !s) return about(c, s);
    } else if (Status s = dialect_.check_table(db_, c); !s) {
      return s;
    } else if (Status s = columns(c, *there); !s) {
      return s;
    }
    for (const Index& index : c.indexes) {
      auto has = dialect_.has_index(db_, c, index);
      if (!has) return has.error();
      if (*has) continue;
      if (Status s = run(dialect_.create_index(c, index)); !s) return about(c, s);
    }
    return {};
  }

 private:
  Status columns(const Collection& c, const std::vector<std::string>& there) {
    const auto finished = is_finished(c);
    if (!finished) return finished.error();
    const auto has = [&](const std::string& name) {
      return std::find(there.begin(), there.end(), name) != there.end();
    };
    for (const Column& column : c.columns) {
      if (!has(column.name)) {
        if (column.key) {
          return conflict("the table " + c.name + " is there without the key " + column.name +
                          "; a key cannot be added: move the old table away");
        }
        if (Status s = run(dialect_.add_column(c, column)); !s) return about(c, s);
      }
      if (column.folded.empty()) continue;
      const bool there_already = has(column.folded);
      if (!there_already) {
        if (Status s = run(dialect_.add_folded_column(c, column)); !s) return about(c, s);
      }
      // Where DDL commits by itself, a host may have died between the column and its content.
      if (there_already && *finished) continue;
      const std::string from = dialect_.quote(column.name);
      const std::string to = dialect_.quote(column.folded);
      const std::string fill = "UPDATE " + dialect_.quote(c.name) + " SET " + to + " = " +
                               dialect_.fold(from).sql + " WHERE " + to + " IS NULL AND " + from +
                               " IS NOT NULL";
      if (Status s = run(fill); !s) return about(c, s);
    }
    return {};
  }

  // Whether ensure() has come to its end with this version before.
  Result<bool> is_finished(const Collection& c) {
    auto statement = db_.prepare("SELECT " + dialect_.quote("version") + " FROM " +
                                 dialect_.quote(kBookkeeping) + " WHERE " + dialect_.quote("name") + " = ?");
    if (!statement) return statement.error();
    if (Status s = (*statement)->bind(1, cell::text(c.name)); !s) return s.error();
    auto row = (*statement)->step();
    if (!row) return row.error();
    return *row && cell::as_int((*statement)->column(0, CRL_T_I64)) >= static_cast<std::int64_t>(c.version);
  }

  static Status about(const Collection& c, const Status& s) {
    Error error = s.error();
    error.message = "while preparing " + c.name + ": " + error.message;
    return error;
  }

  Status run(const std::string& sql) {
    Status done = run_once(sql);
    return !done && dialect_.is_done(done.error()) ? Status() : done;
  }

  Status run_once(const std::string& sql) {
    auto statement = db_.prepare(sql);
    if (!statement) return statement.error();
    auto done = (*statement)->step();
    return done ? Status() : Status(done.error());
  }

  const Dialect& dialect_;
  Connection& db_;
};

Status remember(Session& session, const std::vector<Collection>& collections) {
  std::vector<crl_value> cells;
  for (const Collection& c : collections) {
    cells.push_back(cell::text(c.name));
    cells.push_back(cell::of_int(c.version));
  }
  const crl_str columns[] = {str("name"), str("version")};
  const std::int32_t merge[] = {CRL_MERGE_KEEP, CRL_MERGE_MAX};
  crl_mutation m{};
  m.size = sizeof m;
  m.verb = CRL_MUT_UPSERT;
  m.collection = str(kBookkeeping);
  m.columns = columns;
  m.n_columns = 2;
  m.n_rows = static_cast<std::uint32_t>(collections.size());
  m.cells = cells.data();
  m.merge = merge;
  auto done = session.mutate(m);
  return done ? Status() : Status(done.error());
}

}  // namespace

Result<std::shared_ptr<const Catalog>> ensure_schema(const Dialect& dialect, std::unique_ptr<Connection> db,
                                                     const Catalog& known,
                                                     std::span<const crl_collection* const> collections) {
  auto catalog = std::make_shared<Catalog>(known);
  std::vector<Collection> wanted;
  for (const crl_collection* raw : collections) {
    auto c = read_collection(*raw);
    if (!c) return c.error();
    if (c->name == kBookkeeping) return invalid("the name carillon_schema is the storage's own");
    wanted.push_back(std::move(c).value());
    catalog->put(wanted.back());
  }
  auto books = std::make_shared<Catalog>();
  books->put(bookkeeping());

  Session session(dialect, std::move(db), [books] { return books; });
  if (Status s = session.begin(CRL_TX_WRITE); !s) return s.error();
  Ensurer ensurer(dialect, session.connection());
  if (Status s = ensurer.table(bookkeeping()); !s) return s.error();
  for (const Collection& c : wanted) {
    if (Status s = ensurer.table(c); !s) return s.error();
  }
  if (Status s = remember(session, wanted); !s) return s.error();
  if (Status s = session.commit(); !s) return s.error();
  return std::shared_ptr<const Catalog>(std::move(catalog));
}

}  // namespace carillon::sql
