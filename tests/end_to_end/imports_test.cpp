#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "program.h"

namespace carillon::end_to_end {
namespace {

std::int64_t number(const json::value& job, const char* name) {
  return job.at(name).to_number<std::int64_t>();
}

TEST(Imports, survive_kills_at_any_moment_and_every_row_lands_once) {
  const TempFolder folder;
  const auto data = folder.path() / "data";
  constexpr int kRows = 120'000;
  constexpr int kEvery = 1'000;  // so many rows hold one bad one
  std::string csv = "Customer ID,Name,City\n";
  for (int i = 0; i < kRows; ++i) {
    const std::string n = std::to_string(i);
    csv += (i % kEvery == 500 ? "" : "c" + n) + ",Person " + n + ",\"Pune, \"\"old\"\"\"\n";
  }
  std::string path;
  {
    Program program(data);
    const Answer made = program.post("/api/v1/imports?kind=customers&name=people.csv", csv, "text/csv");
    ASSERT_EQ(made.status, 201) << made.body;
    path = "/api/v1/imports/" + std::string(made.json().at("id").get_string());
    program.kill();
  }
  for (const std::int64_t rows : {1, 30'000, 70'000}) {
    Program program(data);
    ASSERT_TRUE(eventually([&] { return number(program.get(path).json(), "rows") >= rows; }));
    ASSERT_LT(number(program.get(path).json(), "rows"), kRows) << "too quick to be killed in the middle";
    program.kill();
  }
  const Program program(data);
  ASSERT_TRUE(eventually([&] { return program.get(path).json().at("state") == "completed"; }))
      << program.get(path).body;
  const auto job = program.get(path).json();
  EXPECT_EQ(number(job, "rows"), kRows);
  EXPECT_EQ(number(job, "created"), kRows - kRows / kEvery) << "a row that lands twice would be unchanged";
  EXPECT_EQ(number(job, "rejected"), kRows / kEvery);
  EXPECT_EQ(number(job, "unchanged") + number(job, "updated"), 0);
  EXPECT_EQ(number(job, "bytes_read"), static_cast<std::int64_t>(csv.size()));
  const auto count = program.get("/api/v1/customers?count=true&limit=1").json();
  EXPECT_EQ(number(count, "count"), kRows - kRows / kEvery);

  std::istringstream report(program.get(path + "/rejected").body);
  std::string line;
  std::getline(report, line);
  EXPECT_EQ(line, "line,code,pointer,detail,row");
  int told = 0;
  while (std::getline(report, line)) {
    const std::string expected = std::to_string(told * kEvery + 500 + 2) + ",";
    EXPECT_TRUE(line.starts_with(expected)) << line << " where " << expected << " was due";
    ++told;
  }
  EXPECT_EQ(told, kRows / kEvery);
  for (const auto& entry : std::filesystem::directory_iterator(data / "imports")) {
    EXPECT_NE(entry.path().extension(), ".rows") << "an upload that is read lies there still";
  }
}

TEST(Bulk, takes_a_body_larger_than_memory_is_spent_on) {
  const TempFolder folder;
  const Program program(folder.path() / "data");
  std::string rows;
  for (int i = 0; i < 200'000; ++i) rows += "{\"external_id\":\"c" + std::to_string(i % 10) + "\"}\n";
  const Answer answer = program.post("/api/v1/customers/bulk", rows, "application/x-ndjson");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(number(answer.json(), "received"), 200'000);
  EXPECT_EQ(number(answer.json(), "created"), 10);
}

}  // namespace
}  // namespace carillon::end_to_end
