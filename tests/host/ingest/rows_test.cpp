#include "ingest/rows.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "ingest/csv_text.h"
#include "ingest_fixture.h"

namespace carillon::ingest {
namespace {

using testing::Fixture;

TEST(Bulk, stores_997_of_1000_rows_and_tells_the_lines_of_the_other_three) {
  std::string ndjson;
  std::string array = "[";
  std::string csv = "external_id,email\n";
  for (int line = 1; line <= 1'000; ++line) {
    const bool bad = line == 1 || line == 500 || line == 1'000;
    const std::string email = bad ? "broken" : "u" + std::to_string(line) + "@example.com";
    const std::string row = R"({"external_id":"c)" + std::to_string(line) + R"(","email":")" + email + "\"}";
    ndjson += row + "\n";
    array += (line == 1 ? "" : ",\n") + row;
    csv += "c" + std::to_string(line) + "," + email + "\n";
  }
  array += "]";
  const struct {
    Format format;
    const std::string& body;
    std::uint64_t first_line;
  } cases[] = {{Format::kNdjson, ndjson, 1}, {Format::kJson, array, 1}, {Format::kCsv, csv, 2}};
  for (const auto& c : cases) {
    Fixture f;
    const auto report = f.bulk(Noun::kCustomers, c.format, c.body);
    EXPECT_EQ(report.received, 1'000U);
    EXPECT_EQ(report.created, 997U);
    EXPECT_EQ(report.rejected, 3U);
    ASSERT_EQ(report.errors.size(), 3U);
    EXPECT_EQ(report.errors[0].line, c.first_line);
    EXPECT_EQ(report.errors[1].line, c.first_line + 499);
    EXPECT_EQ(report.errors[2].line, c.first_line + 999);
    EXPECT_EQ(report.errors[0].pointer, "/email");
    EXPECT_EQ(report.errors[0].code, "format");
    EXPECT_EQ(f.customers().size(), 997U);
    const auto again = f.bulk(Noun::kCustomers, c.format, c.body);
    EXPECT_EQ(again.unchanged, 997U) << "the same body again changes nothing";
  }
}

TEST(Bulk, goes_on_behind_a_row_that_is_no_json) {
  Fixture f;
  const auto report = f.bulk(Noun::kCustomers, Format::kNdjson,
                             "{\"external_id\":\"a\"}\r\n\n{oops\n\"text\"\n{\"external_id\":\"b\"} "
                             "{}\n{\"external_id\":\"c\",\"name\":\"\xFF\"}\n{\"external_id\":\"d\"}");
  EXPECT_EQ(report.received, 6U);
  EXPECT_EQ(report.created, 2U);
  ASSERT_EQ(report.errors.size(), 4U);
  EXPECT_EQ(report.errors[0].line, 3U);
  EXPECT_EQ(report.errors[0].code, "format");
  EXPECT_EQ(report.errors[1].line, 4U);
  EXPECT_EQ(report.errors[1].code, "type");
  EXPECT_EQ(report.errors[2].line, 5U);
  EXPECT_EQ(report.errors[3].line, 6U);
  EXPECT_EQ(report.errors[3].code, "encoding");
}

TEST(Bulk, reads_a_json_array_whatever_its_layout) {
  Fixture f;
  const auto report = f.bulk(Noun::kCustomers, Format::kJson,
                             "\n [ "
                             "{\"external_id\":\"a,]}\\\"\"},\n{\n\"external_id\":\"b\"},\n{\"external_id\":}"
                             ",{\"external_id\":\"c\"}\n]\n");
  EXPECT_EQ(report.created, 3U);
  ASSERT_EQ(report.errors.size(), 1U);
  EXPECT_EQ(report.errors[0].line, 5U);
  EXPECT_TRUE(f.customers().contains("a,]}\""));
  EXPECT_EQ(f.bulk(Noun::kCustomers, Format::kJson, " [ ] ").received, 0U);
  EXPECT_EQ(f.bulk(Noun::kCustomers, Format::kJson, "[{\"external_id\":\"z\"}").rejected, 1U)
      << "never closed";
  EXPECT_FALSE(f.customers().contains("z"));
  EXPECT_FALSE(ingest_bulk(f.ingest, Noun::kCustomers, Format::kJson, "{}", f.clock).ok());
}

TEST(Bulk, reads_quoted_cells_tags_and_attributes_of_csv) {
  Fixture f;
  const auto report =
      f.bulk(Noun::kCustomers, Format::kCsv,
             "\xEF\xBB\xBF"
             "External_ID;City;tags;consent_email;attributes.Plan;attributes.seats;birth_date\r\n"
             "a;\"Pune; \"\"old\"\"\";\"VIP; new\";yes;gold;12;1980-02-03\r\n"
             "\r\n"
             "b;;;;;;\r\n"
             "c;x;y;maybe;;;\r\n"
             "d;too;few\r\n");
  EXPECT_EQ(report.received, 4U);
  EXPECT_EQ(report.created, 2U);
  ASSERT_EQ(report.errors.size(), 2U);
  EXPECT_EQ(report.errors[0].line, 5U);
  EXPECT_EQ(report.errors[0].pointer, "/consent_email");
  EXPECT_EQ(report.errors[1].line, 6U);
  const auto a = f.customers().at("a");
  EXPECT_EQ(a.city, "Pune; \"old\"");
  EXPECT_EQ(a.tags, (std::vector<std::string>{"VIP", "new"}));
  EXPECT_EQ(a.consent_email, true);
  EXPECT_EQ(a.attributes, R"({"Plan":"gold","seats":12})");
  EXPECT_EQ(a.birth_date, 3'685);
}

TEST(Bulk, refuses_a_csv_whose_columns_it_does_not_know) {
  Fixture f;
  for (const auto* body :
       {"", "external_id,shoe_size\na,42\n", "name\nx\n", "external_id,external_id\na,b\n"}) {
    const auto report = ingest_bulk(f.ingest, Noun::kCustomers, Format::kCsv, body, f.clock);
    ASSERT_FALSE(report.ok()) << body;
    EXPECT_EQ(report.error().status, CRL_E_INVALID);
  }
}

TEST(Bulk, stores_orders_with_items_and_tells_unknown_customers) {
  Fixture f;
  f.bulk(Noun::kCustomers, Format::kNdjson, R"({"external_id":"a"})");
  const auto report = f.bulk(
      Noun::kOrders, Format::kNdjson,
      R"({"external_id":"1","customer_external_id":"a","amount":10.25,"ordered_at":"2025-01-02T03:04:05+05:30","status":"delivered","items":[{"sku":"s","quantity":2,"price":5.125}]})"
      "\n"
      R"({"external_id":"2","customer_external_id":"b","amount":1,"ordered_at":"2025-01-02"})");
  EXPECT_EQ(report.created, 1U);
  ASSERT_EQ(report.errors.size(), 1U);
  EXPECT_EQ(report.errors[0].line, 2U);
  EXPECT_EQ(report.errors[0].code, "unknown_customer");
  const auto stored = f.orders().at("1");
  ASSERT_EQ(stored.items.size(), 1U);
  EXPECT_EQ(stored.items[0].price, Decimal{51'250});
  EXPECT_EQ(f.customers().at("a").total_spend, Decimal{102'500});
}

TEST(CsvText, reads_back_any_cells_with_any_delimiter) {
  const std::vector<std::string> pieces{"a",    "\"", ",", ";",  "|", "\t", "\n",
                                        "\r\n", " ",  "é", "पुणे", "😀", "'",  "0"};
  for (unsigned seed = 1; seed <= 200; ++seed) {
    std::minstd_rand random(seed);
    const char delimiter = std::string(",;\t|")[random() % 4];
    const std::string end = random() % 2 == 0 ? "\n" : "\r\n";
    const std::size_t width = 2 + random() % 5;
    std::vector<std::vector<std::string>> rows(1 + random() % 6, std::vector<std::string>(width));
    std::string body = random() % 2 == 0 ? "\xEF\xBB\xBF" : "";
    for (std::size_t i = 0; i < width; ++i)
      body += (i == 0 ? "" : std::string(1, delimiter)) + "h" + std::to_string(i);
    body += end;
    for (auto& row : rows) {
      for (std::size_t i = 0; i < width; ++i) {
        std::string quoted;
        for (std::size_t n = random() % 6; n > 0; --n) {
          const auto& piece = pieces[random() % pieces.size()];
          row[i] += piece;
          quoted += piece == "\"" ? "\"\"" : piece;
        }
        body += (i == 0 ? "" : std::string(1, delimiter)) + "\"" + quoted + "\"";
      }
      body += end;
    }
    if (random() % 2 == 0) body.resize(body.size() - end.size());
    CsvText text(read_text(body));
    ASSERT_TRUE(text.next());
    std::uint64_t line = 2;
    for (const auto& row : rows) {
      ASSERT_TRUE(text.next()) << "seed " << seed;
      EXPECT_FALSE(text.broken()) << "seed " << seed;
      EXPECT_TRUE(text.utf8());
      EXPECT_EQ(text.cells(), row) << "seed " << seed;
      EXPECT_EQ(text.line(), line) << "seed " << seed;
      for (const auto& cell : row)
        line += static_cast<std::uint64_t>(std::count(cell.begin(), cell.end(), '\n'));
      ++line;
    }
    EXPECT_FALSE(text.next());
  }
}

TEST(CsvText, tells_broken_rows_and_goes_on_with_the_next_line) {
  CsvText text(read_text("a,b\n1,x\"y\n2,ok\n3,\"open"));
  ASSERT_TRUE(text.next());
  ASSERT_TRUE(text.next());
  EXPECT_TRUE(text.broken());
  ASSERT_TRUE(text.next());
  EXPECT_FALSE(text.broken());
  EXPECT_EQ(text.cells(), (std::vector<std::string>{"2", "ok"}));
  ASSERT_TRUE(text.next());
  EXPECT_TRUE(text.broken());
  EXPECT_EQ(text.line(), 4U);
  EXPECT_FALSE(text.next());
}

}  // namespace
}  // namespace carillon::ingest
