// How fast new customers get into the store, through each format. Prints; asserts nothing.
//
//   bench_ingest [rows]
#include <chrono>
#include <cstdio>
#include <cstdlib>
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

void report(const char* what, int rows, std::chrono::steady_clock::time_point since) {
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - since;
  std::printf("%-28s %8.0f rows/s\n", what, rows / took.count());
}

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
    auto start = std::chrono::steady_clock::now();
    const auto first = f.bulk(Noun::kCustomers, format, *body);
    report(what, rows, start);
    start = std::chrono::steady_clock::now();
    const auto again = f.bulk(Noun::kCustomers, format, *body);
    report("  the same again", rows, start);
    if (first.created + again.unchanged != 2U * static_cast<unsigned>(rows)) return 1;
  }
  std::vector<CustomerInput> batch;
  Issues issues;
  for (int i = 0; i < rows; ++i)
    batch.push_back(parse_customer(*parse_json(row_of(i)), 1'763'712'000'000'000, issues));
  ingest::testing::Fixture f;
  const auto start = std::chrono::steady_clock::now();
  for (int at = 0; at < rows; at += 10'000) {
    std::vector<CustomerInput> piece(batch.begin() + at, batch.begin() + std::min(rows, at + 10'000));
    if (!f.ingest.write_customers(std::move(piece))) return 1;
  }
  report("batches of 10k, committed", rows, start);
  return 0;
}
