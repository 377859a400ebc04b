// The whole suite: everything that a storage plugin must show before a host may trust it with rows.
//
// Checks run one after another, each on collections of its own, so that all may share one database. A check
// answers what it found wrong; what the store does not claim to do (keeping rows while it is stopped, when
// its caps say CRL_STORAGE_VOLATILE) is skipped and said to be.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "store.h"

namespace carillon::conformance {

// The plugin under test and the settings of a store that it may fill.
struct Subject {
  std::string file, id;
  Settings settings{};
};

using Findings = std::vector<std::string>;

// What a check works with. Prefixes differ between benches of all processes.
class Bench {
 public:
  explicit Bench(const Subject& subject);

  // The store, started anew: what was written through an earlier one is there when the store keeps it.
  Result<std::unique_ptr<Store>> open() const;

 private:
  const Subject& subject_;
  std::string prefix_;
};

struct Check {
  std::string name;      // "claims"
  std::string promises;  // what holds when it passes, as a sentence
  std::function<Findings(const Bench&)> run;
  bool needs_keeping = false;  // skipped for volatile stores
};

struct Outcome {
  const Check& check;
  bool skipped = false;
  Findings findings{};  // empty: all is well
};

const std::vector<Check>& checks();

// Runs all of them; `begins` before and `ended` after each. Answers whether none failed.
bool run_suite(const Subject& subject, const std::function<void(const Check&)>& begins,
               const std::function<void(const Outcome&)>& ended);

}  // namespace carillon::conformance
