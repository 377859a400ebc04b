// Any bytes are a rule or are refused with places and words; what is a rule can be said in words, bound, made
// SQL that SQLite takes, and judged in memory.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "audience/binding.h"
#include "audience/evaluator.h"
#include "audience/operator_plugins.h"
#include "sql/expression.h"
#include "sqlite/dialect.h"
#include "sqlite/functions.h"
#include "sqlite/schema.h"
#include "store/schema.h"

namespace {

using namespace carillon;

[[noreturn]] void broken(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::abort();
}

// An empty store of the host's collections.
class Store {
 public:
  Store() {
    if (sqlite3_open(":memory:", &db_) != SQLITE_OK || !sqlite::register_functions(db_))
      broken("no database");
    for (const crl_collection* raw : store::collections()) {
      auto collection = sql::read_collection(*raw);
      if (!collection) broken(collection.error().message);
      run(sqlite::create_table(*collection));
      catalog_.put(std::move(collection).value());
    }
  }

  void take(const Expr& where, std::int64_t now_us) {
    sql::Compiler compiler(sqlite::dialect(), catalog_, now_us);
    const auto customers = catalog_.find("customers");
    const auto condition = compiler.condition(where.view(), {*customers, "\"r0\""});
    if (!condition) broken("not lowered: " + condition.error().message);
    run("SELECT 1 FROM \"customers\" AS \"r0\" WHERE " + condition->sql);
  }

 private:
  void run(const std::string& text) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_, text.c_str(), -1, &statement, nullptr) != SQLITE_OK)
      broken(std::string(sqlite3_errmsg(db_)) + "\n" + text);
    sqlite3_step(statement);
    sqlite3_finalize(statement);
  }

  sqlite3* db_ = nullptr;
  sql::Catalog catalog_;
};

void refused(const Issues& issues) {
  if (issues.empty() || issues.size() > 100)
    broken("refused with " + std::to_string(issues.size()) + " issues");
  for (const Issue& issue : issues) {
    if (issue.detail.empty() || issue.code.empty()) broken("refused without words at " + issue.pointer);
    if (!issue.pointer.empty() && issue.pointer.front() != '/') broken("no pointer: " + issue.pointer);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::int64_t kNow = 1'763'719'200'000'000;
  static Store store;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto rule = parse_json(text);
  if (!rule) return 0;
  // A segment that every rule may name; one of its own finds itself in it.
  const audience::Segments segments{[&](Id id) -> Result<std::optional<audience::SavedRule>> {
                                      if (id % 2 == 0) return std::optional<audience::SavedRule>{};
                                      return std::optional<audience::SavedRule>({"saved", std::string(text)});
                                    },
                                    Id{3}};
  const auto result = audience::testing::compiler("Asia/Kolkata").compile(*rule, kNow, segments);
  if (const auto* issues = std::get_if<Issues>(&result)) {
    refused(*issues);
    return 0;
  }
  const audience::Compiled& compiled = *std::get<0>(result);
  if (compiled.explanation.empty()) broken("no explanation");
  if (audience::is_ranked(compiled.where)) return 0;
  store.take(compiled.where, kNow);
  for (const audience::Leaf& leaf : compiled.leaves) store.take(leaf.where, kNow);
  const store::Customer customer;
  audience::holds(compiled.where, audience::CustomerRecord(customer), kNow);
  return 0;
}
