// What the gate costs a batch of messages over SQLite, beside reading their customers. Prints; asserts
// nothing.
//
//   bench_gate [customers]
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "policy/addresses.h"
#include "policy/gate.h"
#include "sqlite_fixture.h"
#include "store/customers.h"
#include "store/suppressions.h"

using namespace carillon;
using namespace carillon::policy;

namespace {

constexpr std::size_t kBatch = 2'000;
const std::vector<std::string_view> kColumns{"email", "consent_email", "id", "country", "timezone"};

std::string email_of(std::size_t i) {
  return "person" + std::to_string(i * 7'919 % 1'000'003) + "@example.com";
}

void fill(store::Database& database, std::size_t people) {
  for (std::size_t at = 0; at < people;) {
    std::vector<store::Customer> rows;
    for (; rows.size() < 10'000 && at < people; ++at) {
      store::Customer c;
      c.id = static_cast<Id>(at + 1);
      c.external_id = "c" + std::to_string(at);
      c.email = email_of(at);
      c.phone = "+9198" + std::to_string(10'000'000 + at);
      c.consent_email = true;
      rows.push_back(std::move(c));
    }
    std::ignore = database.write([&](store::Session& s) { return store::insert_customers(s, rows); });
  }
}

// Microseconds a message.
double judged(store::Database& database, Gate* gate, std::size_t people, Id campaign) {
  const auto start = std::chrono::steady_clock::now();
  Terms terms;
  terms.campaign = campaign;
  for (std::size_t at = 0; at + kBatch <= people; at += kBatch) {
    std::vector<Id> ids;
    for (std::size_t i = 0; i < kBatch; ++i) ids.push_back(static_cast<Id>(at + i + 1));
    std::optional<Gate::Batch> batch;
    if (gate != nullptr) batch.emplace(gate->batch(terms, {"email", AddressKind::kEmail}));
    std::ignore = database.read([&](store::Session& session) -> Status {
      const Status read = store::read_customers(session, ids, kColumns, [&](store::Row row) {
        if (batch) {
          batch->add({row[2].v.i, row[2].v.i, cell::as_text(row[0]), cell::as_text(row[3]),
                      cell::as_text(row[4]), cell::as_int(row[1]) == 1});
        }
        return true;
      });
      return read && batch ? batch->look_up(session) : read;
    });
    if (batch) std::ignore = batch->admit();
  }
  const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
  return took.count() / static_cast<double>(people / kBatch * kBatch);
}

void show(const char* what, double with, double without) {
  std::printf("%-52s %6.2f us a message, %6.2f ms for 1,000 messages more than reading alone\n", what, with,
              with - without);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t people = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 200'000;
  store::testing::SqliteStore store;
  auto& database = store.database();
  const SystemClock clock;
  const auto filling = std::chrono::steady_clock::now();
  fill(database, people);
  const std::chrono::duration<double> filled = std::chrono::steady_clock::now() - filling;
  std::printf("%zu customers stored at %.0f rows/s\n", people, static_cast<double>(people) / filled.count());
  judged(database, nullptr, people, 1);
  const double reading = judged(database, nullptr, people, 1);
  show("reading the customers", reading, reading);
  Rules rules;
  rules.skip_duplicates = false;
  Gate plain(database, clock, rules, false);
  show("no suppressions, no caps, duplicates not looked for", judged(database, &plain, people, 2), reading);
  rules.send_times.quiet_from = 1;
  rules.send_times.quiet_to = 2;
  Gate timed(database, clock, rules, false);
  show("and quiet hours", judged(database, &timed, people, 3), reading);
  rules.send_times = {};
  rules.skip_duplicates = true;
  Gate usual(database, clock, rules, false);
  show("duplicates looked for (the default)", judged(database, &usual, people, 4), reading);
  std::vector<store::Suppression> suppressed(people / 20);
  for (std::size_t i = 0; i < suppressed.size(); ++i) {
    suppressed[i].id = static_cast<Id>(i + 1);
    suppressed[i].address = email_of(i * 20);
    suppressed[i].subject = subject_of_address(suppressed[i].address);
  }
  std::ignore = database.write([&](store::Session& s) { return store::put_suppressions(s, suppressed); });
  Gate strict(database, clock, rules, false);
  show("and suppressions, of one in twenty", judged(database, &strict, people, 5), reading);
  rules.caps = {parse_cap("3 in 7 days").value()};
  Gate capped(database, clock, rules, false);
  show("and a frequency cap", judged(database, &capped, people, 6), reading);
}
