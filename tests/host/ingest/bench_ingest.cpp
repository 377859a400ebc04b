// How fast new customers get into the store, through each format. Prints; asserts nothing.
//
//   bench_ingest [rows]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <tuple>

#include "base/json.h"
#include "ingest/parse.h"
#include "ingest_fixture.h"

using namespace carillon;
using namespace carillon::ingest;

namespace {

std::string row_of(int i) {
  const std::string n = std::to_string(i);
  return R"({"external_id":"cust-)" + n + R"(","name":"Person Number )" + n + R"(","email":"person)" + n +
         R"(@example.com","phone":"+9198)" + std::to_string(10'000'000 + i) +
         R"(","city":"Pune","country":"IN","gender":"female","timezone":"Asia/Kolkata","birth_date":"1990-04-0)" +
         std::to_string(1 + i % 9) +
         R"(","tags":["vip","newsletter"],"consent_email":true,"consent_sms":true,"attributes":{"plan":"gold","seats":4}})";
}

// Also the processor time of all threads, which says more on a busy machine.
class Stopwatch {
 public:
  void report(const char* what, int rows) const {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - since_;
    const double cpu = static_cast<double>(std::clock() - cpu_since_) / CLOCKS_PER_SEC;
    std::printf("%-28s %8.0f rows/s %6.2f us of processor a row\n", what, rows / took.count(),
                cpu * 1e6 / rows);
  }

 private:
  const std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
  const std::clock_t cpu_since_ = std::clock();
};

}  // namespace

int main(int argc, char** argv) {
  const int rows = argc > 1 ? std::atoi(argv[1]) : 100'000;
  std::string ndjson;
  std::string csv = "external_id,name,email,phone,city,country,tags,consent_email,attributes.plan\n";
  for (int i = 0; i < rows; ++i) {
    ndjson += row_of(i) + "\n";
    const std::string n = std::to_string(i);
    csv += "cust-" + n + ",Person Number " + n + ",person" + n +
           "@example.com,+91981234567,Pune,IN,vip;newsletter,true,gold\n";
  }
  for (const auto& [what, format, body] :
       {std::tuple{"NDJSON, new", Format::kNdjson, &ndjson}, std::tuple{"CSV, new", Format::kCsv, &csv}}) {
    ingest::testing::Fixture f;
    const Stopwatch fresh;
    const auto first = f.bulk(Noun::kCustomers, format, *body);
    fresh.report(what, rows);
    const Stopwatch repeated;
    const auto again = f.bulk(Noun::kCustomers, format, *body);
    repeated.report("  the same again", rows);
    if (first.created + again.unchanged != 2U * static_cast<unsigned>(rows)) return 1;
  }
  std::vector<CustomerInput> batch;
  Issues issues;
  for (int i = 0; i < rows; ++i)
    batch.push_back(parse_customer(*parse_json(row_of(i)), 1'763'712'000'000'000, issues));
  ingest::testing::Fixture f;
  const Stopwatch stopwatch;
  for (int at = 0; at < rows; at += 10'000) {
    std::vector<CustomerInput> piece(batch.begin() + at, batch.begin() + std::min(rows, at + 10'000));
    if (!f.ingest.write_customers(std::move(piece))) return 1;
  }
  stopwatch.report("batches of 10k, committed", rows);
  return 0;
}
