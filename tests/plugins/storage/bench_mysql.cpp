// How fast rows get into MariaDB through the storage, beside LOAD DATA LOCAL INFILE of the same rows into the
// same table. Prints rates and ratios; run it with the number of rows.
#include <filesystem>
#include <fstream>
#include <functional>

#include "bench_customers.h"
#include "mysql_store.h"

namespace carillon::conformance {
namespace {

// A field of LOAD DATA, or \N.
void put(std::string& line, const crl_value& v) {
  if (!line.empty()) line += '\t';
  if (v.is_null != 0) {
    line += "\\N";
  } else if (v.type == CRL_T_TEXT || v.type == CRL_T_JSON || v.type == CRL_T_SET) {
    if (v.type == CRL_T_SET) line += kSetEnd;
    for (const char c : view(v.v.s)) {
      if (c == '\t' || c == '\n' || c == '\\') line += '\\';
      line += c;
    }
  } else {
    line += std::to_string(v.v.i);
  }
}

// The batch as a file; city and tags stand twice, as what their folds would be.
void write_file(const std::string& path, const Batch& b) {
  std::ofstream out(path, std::ios::trunc);
  std::string line;
  for (std::size_t r = 0; r < kBatch; ++r) {
    const crl_value* row = &b.cells[r * 15];
    line.clear();
    for (int c = 0; c < 15; ++c) put(line, row[c]);
    put(line, row[5]);
    put(line, row[13]);
    out << line << '\n';
  }
}

MutationSpec columns() {
  MutationSpec m{.collection = "customers"};
  for (const auto& f : customers().fields) m.columns.push_back(f.name);
  return m;
}

class Contest {
 public:
  Contest() : server_({"--innodb-buffer-pool-size=2G", "--innodb-log-file-size=1G"}) {}

  // Batch by batch in turn, so that a noisy machine disturbs all alike.
  void run(std::size_t rows) {
    const std::string by_hand = server_.new_database();
    const auto raw = open(by_hand, "auto");
    const auto arrays = open(server_.new_database(), "auto");
    const auto statements = open(server_.new_database(), "off");
    auto a = std::move(arrays->session()).value();
    auto b = std::move(statements->session()).value();
    const std::string path = folder_.file("rows");
    const std::string load =
        "LOAD DATA LOCAL INFILE '" + path +
        "' INTO TABLE customers CHARACTER SET utf8mb4 (id, external_id, name, email, phone, city, country, "
        "birth_date, created_at, total_spend, order_count, last_order_at, consent_email, tags, attributes, "
        "city_ci, tags_ci)";
    double loaded = 0, array = 0, statement = 0, same = 0, changed = 0;
    for (std::size_t i = 0; i < rows; i += kBatch) {
      const Batch batch_of = batch(i + 1, kBatch);
      write_file(path, batch_of);
      loaded += seconds([&] { server_.run(load, by_hand); });
      array += seconds([&] { mutate(a, batch_of, CRL_MUT_INSERT, kBatch); });
      statement += seconds([&] { mutate(b, batch_of, CRL_MUT_INSERT, kBatch); });
    }
    for (std::size_t i = 0; i < rows; i += 4 * kBatch) {
      Batch batch_of = batch(i + 1, kBatch);
      same += seconds([&] { mutate(a, batch_of, CRL_MUT_UPSERT, 0); });
      for (std::size_t r = 0; r < kBatch; ++r) ++batch_of.cells[r * 15 + 10].v.i;
      changed += seconds([&] { mutate(a, batch_of, CRL_MUT_UPSERT, kBatch); });
    }
    const auto told = [&](const char* what, double n, double time) {
      std::printf("%-44s %8.0f rows/s  %.2f\n", what, n / time,
                  (n / time) / (static_cast<double>(rows) / loaded));
    };
    const auto n = static_cast<double>(rows);
    const double part = static_cast<double>((rows / kBatch + 3) / 4 * kBatch);
    told("LOAD DATA LOCAL INFILE", n, loaded);
    told("insert, arrays", n, array);
    told("insert, statements of many rows", n, statement);
    told("upsert of rows that stay as they are", part, same);
    told("upsert that changes a number", part, changed);
  }

 private:
  std::unique_ptr<Store> open(const std::string& database, const std::string& bulk) {
    auto settings = mysql_settings(server_, database);
    settings["bulk"] = bulk;
    auto store = open_mysql(settings);
    check(store.ok(), "open");
    auto spec = customers();
    const crl_collection* all[] = {spec.raw()};
    check((*store)->ensure(all).ok(), "ensure");
    return std::move(store).value();
  }

  void mutate(SessionHandle& session, const Batch& rows, std::int32_t verb, std::size_t expected) {
    MutationSpec spec = columns();
    spec.verb = verb;
    if (verb == CRL_MUT_UPSERT) spec.conflict = {"external_id"};
    crl_mutation m = spec.raw();
    m.cells = rows.cells.data();
    m.n_rows = static_cast<std::uint32_t>(kBatch);
    const auto changed = session.mutate(m);
    check(changed.ok() && *changed == expected, "mutate");
  }

  test::MariaDb server_;
  TempFolder folder_;
};

}  // namespace
}  // namespace carillon::conformance

int main(int argc, char** argv) {
  carillon::conformance::Contest().run(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 200'000);
}
