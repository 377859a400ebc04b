#include "suite.h"

#include <chrono>
#include <random>

#include "calls.h"

namespace carillon::conformance {

namespace {

using queue_calls::Calls;
using queue_calls::Consumer;
using queue_calls::Entry;
using queue_calls::Letter;

std::string new_name() {
  std::random_device random;
  return "suite-" + std::to_string(random()) + std::to_string(random());
}

// What one check works with, and what it found.
class Bench {
 public:
  Bench(const crl_queue& table, void* self) : calls(table, self) {}

  bool done(const Status& status, const std::string& what) {
    if (!status)
      note(what + ": status " + std::to_string(status.error().status) + ", " + status.error().message);
    return status.ok();
  }
  template <class T>
  T take(Result<T> result, const std::string& what) {
    if (result) return std::move(result).value();
    (void)done(result.error(), what);
    return {};
  }
  void refused(const Status& status, crl_status expected, const std::string& what) {
    const crl_status found = status ? CRL_OK : status.error().status;
    if (found != expected)
      note(what + ": expected status " + std::to_string(expected) + ", found " + std::to_string(found));
  }
  void equal(std::uint64_t found, std::uint64_t expected, const std::string& what) {
    if (found != expected)
      note(what + ": expected " + std::to_string(expected) + ", found " + std::to_string(found));
  }
  void bodies(const std::vector<Entry>& found, const std::vector<std::string>& expected,
              const std::string& what) {
    equal(found.size(), expected.size(), what + ", how many");
    for (std::size_t i = 0; i < found.size() && i < expected.size(); ++i) {
      if (found[i].body == expected[i]) continue;
      return note(what + ": entry " + std::to_string(i) + " is not the one that was published there");
    }
  }
  void note(std::string finding) { findings.push_back(std::move(finding)); }

  // A consumer; a second one of another name sees what the first left.
  std::unique_ptr<Consumer> open(const std::string& name) {
    return take(calls.open(stream, name), "consumer_open() of " + name);
  }

  const Calls calls;
  const std::string stream = new_name();
  std::vector<std::string> findings;
};

std::vector<std::string> numbered(int n) {
  std::vector<std::string> out;
  for (int i = 0; i < n; ++i) out.push_back("entry " + std::to_string(i));
  return out;
}

void bytes(Bench& bench) {
  const std::vector<std::string> odd{"", std::string("\0\r\n\xFF\"", 5), std::string(1U << 20, 'x')};
  if (!bench.done(bench.calls.publish(bench.stream, odd, 4'000'000'000U), "publish()")) return;
  const auto one = bench.open("one");
  if (!one) return;
  const auto got = bench.take(one->read(10), "read()");
  bench.bodies(got, odd, "odd bodies");
  for (const Entry& e : got) bench.equal(e.kind, 4'000'000'000U, "the kind");
  bench.done(one->ack(got), "ack()");
}

void order(Bench& bench) {
  const auto all = numbered(3'000);
  if (!bench.done(bench.calls.publish(bench.stream, all), "publish()")) return;
  const auto one = bench.open("one");
  if (!one) return;
  std::vector<Entry> got;
  while (true) {
    auto part = bench.take(one->read(700), "read()");
    if (part.empty()) break;
    bench.done(one->ack(part), "ack()");
    got.insert(got.end(), part.begin(), part.end());
  }
  bench.bodies(got, all, "read in parts");
  bench.bodies(bench.take(one->claim("", 10), "claim()"), {}, "pending after all was acknowledged");
}

void takeover(Bench& bench) {
  if (!bench.done(bench.calls.publish(bench.stream, numbered(30)), "publish()")) return;
  {
    const auto dead = bench.open("dead");
    if (!dead) return;
    auto taken = bench.take(dead->read(20), "read()");
    taken.resize(std::min<std::size_t>(taken.size(), 5));
    bench.done(dead->ack(taken), "ack()");
  }
  const auto heir = bench.open("heir");
  if (!heir) return;
  std::vector<Entry> got;
  for (std::string after;;) {
    const auto part = bench.take(heir->claim(after, 4), "claim()");
    if (part.empty()) break;
    after = part.back().id;
    got.insert(got.end(), part.begin(), part.end());
  }
  const auto all = numbered(30);
  bench.bodies(got, {all.begin() + 5, all.begin() + 20}, "claimed from a consumer that is gone");
  for (const Entry& e : got) bench.equal(e.deliveries, 2, "the deliveries of a claimed entry");
  const auto rest = bench.take(heir->read(100), "read()");
  bench.bodies(rest, {all.begin() + 20, all.end()}, "read behind the claimed ones");
  bench.done(heir->ack(got), "ack()");
  bench.done(heir->ack(rest), "ack()");
  bench.done(heir->ack(rest), "ack() of what is not pending");
}

void leases(Bench& bench) {
  const Calls& calls = bench.calls;
  bench.done(calls.hold(bench.stream, "a", 60'000), "hold()");
  bench.done(calls.hold(bench.stream, "a", 60'000), "hold() by its owner again");
  bench.refused(calls.hold(bench.stream, "b", 60'000), CRL_E_CONFLICT, "hold() by another");
  bench.done(calls.release(bench.stream, "b"), "release() by one who does not have it");
  bench.refused(calls.hold(bench.stream, "b", 60'000), CRL_E_CONFLICT, "hold() by another after that");
  bench.done(calls.release(bench.stream, "a"), "release()");
  bench.done(calls.hold(bench.stream, "b", 50), "hold() when it is free");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!calls.hold(bench.stream, "c", 1'000)) {
    if (std::chrono::steady_clock::now() > deadline) return bench.note("a lease of 50 ms does not end");
  }
  bench.done(calls.release(bench.stream, "c"), "release()");
}

std::vector<Letter> letters_of(Bench& bench) {
  std::vector<Letter> out;
  std::string cursor;
  do {
    auto page = bench.take(bench.calls.letters(cursor, 3), "dead_list()");
    for (auto& letter : page.letters) {
      if (letter.stream == bench.stream) out.push_back(std::move(letter));
    }
    cursor = page.next;
  } while (!cursor.empty());
  return out;
}

void dead_letters(Bench& bench) {
  if (!bench.done(bench.calls.publish(bench.stream, numbered(8), 3), "publish()")) return;
  const auto one = bench.open("one");
  if (!one) return;
  const auto got = bench.take(one->read(8), "read()");
  bench.done(one->bury(got, "for a reason"), "bury()");
  bench.done(one->bury(got, "for a reason"), "bury() of what is not pending");
  const auto letters = letters_of(bench);
  bench.equal(letters.size(), 8, "dead letters");
  if (letters.size() != 8) return;
  if (letters.front().body != "entry 7") bench.note("dead letters: expected the newest first");
  for (const Letter& letter : letters) {
    if (letter.reason != "for a reason" || letter.kind != 3)
      bench.note("a dead letter lost its reason or kind");
  }
  bench.done(bench.calls.retry(letters.back().id), "dead_retry()");
  const auto again = bench.take(one->read(8), "read() after dead_retry()");
  bench.bodies(again, {"entry 0"}, "retried");
  bench.done(one->ack(again), "ack()");
  bench.refused(bench.calls.retry(letters.back().id), CRL_E_NOT_FOUND, "dead_retry() of what was retried");
  for (std::size_t i = 0; i + 1 < letters.size(); ++i)
    bench.done(bench.calls.remove(letters[i].id), "dead_remove()");
  bench.refused(bench.calls.remove(letters.front().id), CRL_E_NOT_FOUND, "dead_remove() of what was removed");
  bench.refused(bench.calls.remove("no such id"), CRL_E_NOT_FOUND, "dead_remove() of nonsense");
  bench.equal(letters_of(bench).size(), 0, "dead letters at the end");
}

void counts(Bench& bench) {
  if (!bench.done(bench.calls.publish(bench.stream, numbered(10)), "publish()")) return;
  const auto one = bench.open("one");
  if (!one) return;
  auto got = bench.take(one->read(4), "read()");
  auto stats = bench.take(bench.calls.stats(bench.stream), "stats()");
  bench.equal(stats.waiting, 6, "waiting");
  bench.equal(stats.pending, 4, "pending");
  if (stats.oldest_us == 0) bench.note("stats() tells no age of entries that wait");
  bench.done(one->ack(got), "ack()");
  got = bench.take(one->read(10), "read()");
  bench.done(one->ack(got), "ack()");
  stats = bench.take(bench.calls.stats(bench.stream), "stats()");
  bench.equal(stats.waiting + stats.pending, 0, "waiting and pending when all is acknowledged");
}

QueueCheck check(std::string name, std::string promises, void (*body)(Bench&)) {
  return {std::move(name), std::move(promises), [body](const crl_queue& table, void* self) {
            Bench bench(table, self);
            body(bench);
            return std::move(bench.findings);
          }};
}

}  // namespace

const std::vector<QueueCheck>& queue_checks() {
  static const std::vector<QueueCheck> all{
      check("bytes", "entries come back byte for byte, with their kind", bytes),
      check("order", "entries are delivered in order of publication, once each", order),
      check("takeover", "what a consumer left unacknowledged goes to another, in order", takeover),
      check("leases", "a stream has one owner at a time, until he lets go or falls silent", leases),
      check("dead letters", "entries are buried with their reason, listed, retried and removed",
            dead_letters),
      check("counts", "what waits and what is pending is counted", counts),
  };
  return all;
}

}  // namespace carillon::conformance
