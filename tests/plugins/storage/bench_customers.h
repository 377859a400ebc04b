// Customers by the batch, as a production store has them, for the benchmarks of storages.
#pragma once

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "storage/spec.h"

namespace carillon::conformance {

inline constexpr std::size_t kBatch = 10'000;

inline CollectionSpec customers() {
  return {.name = "customers",
          .fields = {{"id", CRL_T_I64, CRL_FIELD_KEY},
                     {"external_id", CRL_T_TEXT, CRL_FIELD_REQUIRED, 64},
                     {"name", CRL_T_TEXT, 0, 200},
                     {"email", CRL_T_TEXT, 0, 200},
                     {"phone", CRL_T_TEXT, 0, 32},
                     {"city", CRL_T_TEXT, CRL_FIELD_FOLDED, 100},
                     {"country", CRL_T_TEXT, 0, 2},
                     {"birth_date", CRL_T_DATE},
                     {"created_at", CRL_T_TIME, CRL_FIELD_REQUIRED},
                     {"total_spend", CRL_T_DECIMAL, CRL_FIELD_REQUIRED},
                     {"order_count", CRL_T_I64, CRL_FIELD_REQUIRED},
                     {"last_order_at", CRL_T_TIME},
                     {"consent_email", CRL_T_BOOL},
                     {"tags", CRL_T_SET, CRL_FIELD_FOLDED},
                     {"attributes", CRL_T_JSON}},
          .indexes = {{{"external_id"}, true}}};
}

struct Batch {
  std::vector<std::string> texts;
  std::vector<crl_value> cells;
};

inline Batch batch(std::size_t first, std::size_t rows) {
  static const char* const kCities[] = {"Mumbai", "Pune", "Delhi", "München", "Jaipur"};
  Batch out;
  out.texts.reserve(rows * 4);
  const auto keep = [&](std::string s) { return cell::text(out.texts.emplace_back(std::move(s))); };
  for (std::size_t i = first; i < first + rows; ++i) {
    const auto n = static_cast<std::int64_t>(i);
    const std::string no = std::to_string(i);
    const crl_value row[] = {cell::of_int(n),
                             keep("cust-" + no),
                             keep("Customer Number " + no),
                             keep("customer" + no + "@example.com"),
                             keep("+91" + std::to_string(9'000'000'000 + n)),
                             cell::text(kCities[i % 5]),
                             cell::text("IN"),
                             cell::date(n % 20'000),
                             cell::time(1'700'000'000'000'000 + n),
                             cell::decimal({(n * 7919) % 500'000'000}),
                             cell::of_int(n % 40),
                             i % 3 == 0 ? cell::null(CRL_T_TIME) : cell::time(1'710'000'000'000'000 + n),
                             cell::boolean(i % 2 == 0),
                             cell::text("vip\x1fspring\x1f", CRL_T_SET),
                             cell::text(R"({"plan":"gold","score":12})", CRL_T_JSON)};
    out.cells.insert(out.cells.end(), std::begin(row), std::end(row));
  }
  return out;
}

template <class Work>
double seconds(Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

inline void check(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "failed: %s\n", what);
  std::exit(1);
}

}  // namespace carillon::conformance
