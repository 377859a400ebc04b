#include <random>

#include "api_fixture.h"

namespace carillon::api::testing {
namespace {

// Two stores, each with its own API: what one exports the other imports.
class Exports : public ApiTest {
 protected:
  static std::string whole(const Answered& answered) {
    std::string out;
    if (!answered.response.stream) return out;
    for (std::string piece = answered.response.stream(); !piece.empty(); piece = answered.response.stream())
      out += piece;
    return out;
  }
  std::string exported(const std::string& path) {
    const auto a = get(path);
    EXPECT_EQ(a.status(), 200) << a;
    return whole(a);
  }
};

class OtherStore : public Exports {
 public:
  void TestBody() override {}
  using Exports::exported;
  using Exports::send;
};

// Texts that formats and spreadsheets stumble over.
std::string awkward(std::minstd_rand& random) {
  const std::vector<std::string> pieces{"=", "+", "-", "@",  "'", "\"", ",", ";",
                                        "|", "a", " ", "पुणे", "0", "[",  "{"};
  std::string out = "x";
  if (random() % 2 == 0) out.clear();
  for (unsigned n = 1 + static_cast<unsigned>(random() % 5); n > 0; --n)
    out += pieces[random() % pieces.size()];
  return out;
}

TEST_F(Exports, come_back_exactly_through_an_import_in_either_format) {
  std::minstd_rand random(11);
  json::array people;
  for (int i = 0; i < 300; ++i) {
    json::object row{{"external_id", awkward(random) + std::to_string(i)}};
    if (random() % 3 != 0) row["name"] = awkward(random);
    if (random() % 3 != 0) row["city"] = awkward(random);
    if (random() % 3 != 0) row["gender"] = awkward(random);
    if (random() % 4 != 0) row["tags"] = json::array{awkward(random), awkward(random) + "!"};
    if (random() % 4 != 0) row["attributes"] = json::object{{awkward(random), awkward(random)}, {"n", 1.5}};
    if (random() % 4 != 0) row["consent_email"] = random() % 2 == 0;
    if (random() % 4 != 0) row["phone"] = "+9198123" + std::to_string(10'000 + i);
    if (random() % 4 != 0) row["birth_date"] = "1980-02-28";
    row["created_at"] = "2025-01-02T03:04:05.123456Z";
    people.push_back(row);
  }
  auto a = post("/api/v1/customers/bulk", json::serialize(people));
  ASSERT_EQ(a.text("/created"), "300") << a;
  json::array orders;
  for (int i = 0; i < 50; ++i) {
    orders.push_back(json::object{
        {"external_id", "=" + std::to_string(i)},
        {"customer_external_id", people[static_cast<std::size_t>(i)].at("external_id")},
        {"amount", "12.3456"},
        {"status", i % 2 == 0 ? "refunded" : "completed"},
        {"ordered_at", "2025-01-02T03:04:05Z"},
        {"items", json::array{json::object{
                      {"sku", "s"}, {"name", awkward(random)}, {"quantity", 2}, {"price", 1.5}}}}});
  }
  a = post("/api/v1/orders/bulk", json::serialize(orders));
  ASSERT_EQ(a.text("/created"), "50") << a;
  const std::pair<std::string, std::string> formats[] = {{"csv", "text/csv"},
                                                         {"ndjson", "application/x-ndjson"}};
  for (const auto& [format, type] : formats) {
    OtherStore other;
    for (const std::string kind : {"customers", "orders"}) {
      const std::string path = "/api/v1/" + kind;
      const std::string rows = exported(path + "/export?format=" + format);
      const auto taken = other.send("POST", path + "/bulk", rows, {{"Content-Type", type}});
      ASSERT_EQ(taken.status(), 200) << taken;
      ASSERT_EQ(taken.text("/created"), kind == "orders" ? "50" : "300") << taken;
      EXPECT_EQ(other.exported(path + "/export?format=" + format), rows) << format;
    }
  }
}

TEST_F(Exports, keep_a_spreadsheet_from_running_a_cell) {
  post("/api/v1/customers", R"({"external_id":"a","name":"=1+1","city":"'=x","gender":"'quoted"})");
  const std::string guarded = exported("/api/v1/customers/export");
  EXPECT_NE(guarded.find("\na,'=1+1,,,''=x,,'quoted,"), std::string::npos) << guarded;
  const std::string raw = exported("/api/v1/customers/export?formulas=raw");
  EXPECT_NE(raw.find("\na,=1+1,,,'=x,,'quoted,"), std::string::npos) << raw;
}

TEST_F(Exports, hold_each_row_that_was_there_once_whatever_is_written_meanwhile) {
  json::array people;
  for (int i = 0; i < 2'500; ++i) people.push_back(json::object{{"external_id", "c" + std::to_string(i)}});
  post("/api/v1/customers/bulk", json::serialize(people));
  const auto a = send("GET", "/api/v1/customers/export", "", {{"Accept", "application/x-ndjson"}});
  ASSERT_EQ(a.header("Content-Disposition"), "attachment; filename=\"customers.ndjson\"");
  std::string rows = a.response.stream();
  for (auto& row : people) row.get_object()["city"] = "Pune";
  people.push_back(json::object{{"external_id", "late"}});
  post("/api/v1/customers/bulk", json::serialize(people));
  for (std::string piece = a.response.stream(); !piece.empty(); piece = a.response.stream()) rows += piece;
  EXPECT_EQ(std::count(rows.begin(), rows.end(), '\n'), 2'500);
  for (int i = 0; i < 2'500; ++i)
    EXPECT_NE(rows.find("\"c" + std::to_string(i) + "\""), std::string::npos) << i;
  EXPECT_EQ(rows.find("\"late\""), std::string::npos);
}

TEST_F(Exports, of_a_segment_hold_its_members_with_their_totals_on_request) {
  post("/api/v1/customers/bulk", R"([{"external_id":"a","city":"Pune"},{"external_id":"b","city":"Delhi"}])");
  post("/api/v1/orders",
       R"({"external_id":"1","customer_external_id":"a","amount":5,"ordered_at":"2025-01-02"})");
  const auto segment =
      post("/api/v1/segments", R"({"name":"s","rule":{"field":"city","op":"eq","value":"Pune"}})");
  const std::string path = "/api/v1/segments/" + segment.text("/id") + "/members/export";
  const std::string rows = exported(path + "?totals=true");
  EXPECT_NE(rows.find("total_spend"), std::string::npos) << rows;
  EXPECT_EQ(std::count(rows.begin(), rows.end(), '\n'), 2);
  EXPECT_NE(rows.find(",5,1,5,"), std::string::npos) << rows;
  EXPECT_EQ(get("/api/v1/segments/1/members/export").status(), 404);
  EXPECT_EQ(get("/api/v1/customers/export?format=xml").status(), 422);
}

}  // namespace
}  // namespace carillon::api::testing
