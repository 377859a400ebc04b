#include "app/cli/import_command.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "app/cli/exit_codes.h"
#include "canned_host.h"
#include "scratch.h"

namespace carillon::cli {
namespace {

// Accepts every row but those that hold "bad", as the API would.
CannedAnswer judge(const CannedRequest& request) {
  const bool csv = request.content_type == "text/csv";
  std::istringstream in(request.body);
  std::string line, errors;
  std::size_t number = 0, received = 0, rejected = 0;
  while (std::getline(in, line)) {
    if (++number == 1 && csv) continue;
    ++received;
    if (line.find("bad") == std::string::npos) continue;
    ++rejected;
    errors += (errors.empty() ? "" : ",") + std::string(R"({"line":)") + std::to_string(number) +
              R"(,"code":"format","pointer":"/email","detail":"found bad, expected an address"})";
  }
  return {200, R"({"received":)" + std::to_string(received) + R"(,"created":)" +
                   std::to_string(received - rejected) + R"(,"updated":0,"unchanged":0,"rejected":)" +
                   std::to_string(rejected) + R"(,"errors":[)" + errors + "]}"};
}

class Import : public testing::Test {
 protected:
  ScratchFolder folder;
  KeptConsole out, err;
};

TEST_F(Import, sends_every_row_once_customers_first) {
  std::string rows;
  for (int i = 0; i < 1000; ++i) rows += "c" + std::to_string(i) + ",Name\n";
  ImportCommand command;
  command.customers = folder.write("c.csv", "external_id,name\n" + rows);
  command.orders = folder.write("o.ndjson", "{\"external_id\":\"1\"}\n");
  command.batch_bytes = 2000;
  std::vector<CannedRequest> requests;
  {
    CannedHost host([](const CannedRequest& request) { return judge(request); });
    command.url = host.url() + "/";
    EXPECT_EQ(run(command, out.console, err.console), kOk) << err.text();
    requests = host.requests();
  }
  std::string sent;
  for (std::size_t i = 0; i + 1 < requests.size(); ++i) {
    EXPECT_EQ(requests[i].target, "/api/v1/customers/bulk");
    EXPECT_LE(requests[i].body.size(), 2000U);
    ASSERT_TRUE(requests[i].body.starts_with("external_id,name\n"));
    sent += requests[i].body.substr(17);
  }
  EXPECT_EQ(sent, rows);
  EXPECT_EQ(requests.back().target, "/api/v1/orders/bulk");
  EXPECT_EQ(requests.back().content_type, "application/x-ndjson");
  EXPECT_TRUE(out.says("customers: 1,000 rows: 1,000 created")) << out.text();
  EXPECT_TRUE(out.says("orders: 1 rows: 1 created"));
  EXPECT_EQ(err.text(), "");
}

TEST_F(Import, tells_the_host_what_the_columns_of_a_csv_mean) {
  ImportCommand command;
  command.customers = folder.write("c.csv", "Client No,Town & Street\n1,Pune\n");
  command.customers_map = "Client No:external_id,Town & Street:city";
  CannedHost host([](const CannedRequest& request) { return judge(request); });
  command.url = host.url();
  EXPECT_EQ(run(command, out.console, err.console), kOk) << err.text();
  EXPECT_EQ(host.requests().front().target,
            "/api/v1/customers/bulk?map=Client%20No%3Aexternal_id%2CTown%20%26%20Street%3Acity");
}

TEST_F(Import, refuses_a_map_for_a_file_without_columns) {
  ImportCommand command;
  command.orders = folder.write("o.ndjson", "{}\n");
  command.orders_map = "A:b";
  EXPECT_EQ(run(command, out.console, err.console), kFailed);
  EXPECT_TRUE(err.says("--orders-map names columns of a CSV")) << err.text();
}

TEST_F(Import, tells_rejected_rows_by_the_line_of_the_file) {
  std::string rows = "external_id,email\n";
  for (int i = 2; i <= 500; ++i) rows += std::to_string(i) + (i % 100 == 0 ? ",bad\n" : ",good\n");
  ImportCommand command;
  command.customers = folder.write("c.csv", rows);
  command.batch_bytes = 1024;
  CannedHost host([](const CannedRequest& request) { return judge(request); });
  command.url = host.url();
  EXPECT_EQ(run(command, out.console, err.console), kSomeRejected);
  for (const char* line : {"c.csv:100: /email: found bad", "c.csv:300: ", "c.csv:500: "})
    EXPECT_TRUE(err.says(line));
  EXPECT_TRUE(out.says("5 rejected"));
  EXPECT_FALSE(err.says("and more"));
}

TEST_F(Import, tells_the_first_rejected_rows_and_how_many_there_are) {
  std::string rows = "external_id,email\n";
  for (int i = 0; i < 60; ++i) rows += "x,bad\n";
  ImportCommand command;
  command.customers = folder.write("c.csv", rows);
  CannedHost host([](const CannedRequest& request) { return judge(request); });
  command.url = host.url();
  EXPECT_EQ(run(command, out.console, err.console), kSomeRejected);
  EXPECT_TRUE(err.says("c.csv:21: "));
  EXPECT_FALSE(err.says("c.csv:22: "));
  EXPECT_TRUE(err.says("60 rows"));
}

TEST_F(Import, asks_a_busy_host_again) {
  ImportCommand command;
  command.orders = folder.write("o.ndjson", "{}\n");
  int asked = 0;
  CannedHost host([&asked](const CannedRequest& request) {
    return ++asked < 3 ? CannedAnswer{503, "{}"} : judge(request);
  });
  command.url = host.url();
  EXPECT_EQ(run(command, out.console, err.console), kOk) << err.text();
  EXPECT_EQ(asked, 3);
}

TEST_F(Import, fails_with_what_the_host_said) {
  ImportCommand command;
  command.orders = folder.write("o.ndjson", "{}\n{}\n");
  CannedHost host([](const CannedRequest&) {
    return CannedAnswer{415, R"({"title":"Unsupported media type","detail":"found x, expected y"})"};
  });
  command.url = host.url();
  EXPECT_EQ(run(command, out.console, err.console), kFailed);
  EXPECT_TRUE(err.says("415: Unsupported media type: found x, expected y")) << err.text();
  EXPECT_TRUE(err.says("from line 1"));
}

TEST_F(Import, fails_where_no_host_answers_and_says_how_to_start_one) {
  ImportCommand command;
  command.orders = folder.write("o.ndjson", "{}\n");
  {
    CannedHost gone([](const CannedRequest&) { return CannedAnswer{}; });
    command.url = gone.url();
  }
  EXPECT_EQ(run(command, out.console, err.console), kFailed);
  EXPECT_TRUE(err.says("carillon serve")) << err.text();
}

TEST_F(Import, fails_where_something_else_answers) {
  ImportCommand command;
  command.orders = folder.write("o.ndjson", "{}\n");
  CannedHost host([](const CannedRequest&) { return CannedAnswer{200, "<html>"}; });
  command.url = host.url();
  EXPECT_EQ(run(command, out.console, err.console), kFailed);
  EXPECT_TRUE(err.says("is it a Carillon host?"));
}

TEST_F(Import, refuses_a_file_of_another_kind) {
  ImportCommand command;
  command.orders = folder.write("o.json", "[]");
  EXPECT_EQ(run(command, out.console, err.console), kFailed);
  EXPECT_TRUE(err.says("expected .csv, .ndjson or .jsonl"));
}

}  // namespace
}  // namespace carillon::cli
