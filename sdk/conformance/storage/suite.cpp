#include "suite.h"

#include <random>

#include "agreement.h"
#include "behaviour.h"
#include "crash.h"
#include "script.h"
#include "scripts.h"

namespace carillon::conformance {

namespace {

std::string new_prefix() {
  std::random_device random;
  std::string out = "t";
  for (int i = 0; i < 8; ++i) out += static_cast<char>('a' + random() % 26);
  return out + "_";
}

// A check that needs one open store.
Check on_store(std::string name, std::string promises, std::function<Findings(Store&)> run) {
  return {std::move(name), std::move(promises), [run = std::move(run)](const Bench& bench) -> Findings {
            auto store = bench.open();
            if (!store) return {"the store does not open: " + store.error().message};
            return run(**store);
          }};
}

std::vector<Check> all() {
  std::vector<Check> out;
  for (const Script& script : scripts()) {
    out.push_back(on_store("script " + std::string(script.name), std::string(script.promises),
                           [&script](Store& store) { return run_script(store, script.text); }));
  }
  for (const unsigned seed : {1u, 2u, 3u}) {
    const std::string n = " " + std::to_string(seed);
    out.push_back(on_store("random predicates" + n, "random conditions select the rows of the reference",
                           [seed](Store& s) { return check_predicates(s, seed); }));
    out.push_back(on_store("random values" + n, "random computations have the values of the reference",
                           [seed](Store& s) { return check_values(s, seed); }));
    out.push_back(on_store("random aggregates" + n, "random groups have the aggregates of the reference",
                           [seed](Store& s) { return check_aggregates(s, seed); }));
  }
  out.push_back(on_store("extremes", "every type keeps its least, greatest and oddest values; texts of 4 MB",
                         check_extremes));
  out.push_back(on_store("transactions", "a reader keeps its view; a rollback or a failure leaves nothing",
                         check_transactions));
  out.push_back(on_store(
      "cursors", "pages neither repeat nor lose a row while others are inserted and removed", check_cursors));
  out.push_back(on_store("cancel", "a cancelled query says so, and its session goes on", check_cancel));
  out.push_back(on_store("claims", "eight threads that claim rows never share one", check_claims));
  out.push_back(
      on_store("many rows", "100,000 rows are written, counted, summed and paged through", check_many));
  out.push_back({"restart", "what was committed is there after a stop and a start", check_restart, true});
  out.push_back({"kill",
                 "a process killed in mid-commit leaves whole transactions, and all that it was told of",
                 check_kill, true});
  return out;
}

}  // namespace

Bench::Bench(const Subject& subject) : subject_(subject), prefix_(new_prefix()) {}

Result<std::unique_ptr<Store>> Bench::open() const {
  return Store::open(subject_.file, subject_.id, subject_.settings, prefix_);
}

const std::vector<Check>& checks() {
  static const std::vector<Check> kAll = all();
  return kAll;
}

bool run_suite(const Subject& subject, const std::function<void(const Check&)>& begins,
               const std::function<void(const Outcome&)>& ended) {
  bool good = true;
  bool forgets = false;
  if (const auto store = Bench(subject).open(); store) {
    forgets = ((*store)->caps().flags & CRL_STORAGE_VOLATILE) != 0;
  }
  for (const Check& check : checks()) {
    begins(check);
    Outcome outcome{check, check.needs_keeping && forgets};
    if (!outcome.skipped) {
      try {
        outcome.findings = check.run(Bench(subject));
      } catch (const std::exception& e) {
        outcome.findings.push_back(std::string("the check broke off: ") + e.what());
      }
    }
    good = good && outcome.findings.empty();
    ended(outcome);
  }
  return good;
}

}  // namespace carillon::conformance
