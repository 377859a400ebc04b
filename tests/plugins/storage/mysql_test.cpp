// What is MariaDB's own: its limits, its locks, and tables that people alter. One server for the program.
#include <atomic>
#include <limits>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "mysql_fixture.h"
#include "shop.h"

namespace carillon::conformance {
namespace {

MutationSpec spend(std::int64_t id, std::int64_t units) {
  Expr e;
  e.compare(CRL_X_EQ, "id", cell::of_int(id));
  return {.verb = CRL_MUT_UPDATE,
          .collection = "customers",
          .columns = {"spend"},
          .rows = {{OwnedCell(cell::decimal({units}))}},
          .where = e};
}

TEST_F(Mysql, a_wrong_password_is_told_at_once_and_is_not_unavailability) {
  open({{"password", std::string("wrong")}});
  const Status refused = ensure(customers());
  ASSERT_EQ(status_of(refused), CRL_E_AUTH);
  EXPECT_NE(refused.error().message.find("carillon"), std::string::npos) << refused.error().message;
  EXPECT_EQ(refused.error().message.find("wrong"), std::string::npos) << "the password is in the message";
}

TEST_F(Mysql, a_database_that_is_not_there_is_named) {
  open({{"database", std::string("nowhere")}});
  const Status refused = ensure(customers());
  ASSERT_EQ(status_of(refused), CRL_E_AUTH);
  EXPECT_NE(refused.error().message.find("nowhere"), std::string::npos) << refused.error().message;
}

TEST_F(Mysql, a_server_that_is_not_there_is_unavailable_and_named) {
  open({{"port", std::int64_t{1}}});
  const Status refused = ensure(customers());
  ASSERT_EQ(status_of(refused), CRL_E_UNAVAILABLE);
  EXPECT_NE(refused.error().message.find("127.0.0.1:1"), std::string::npos) << refused.error().message;
  EXPECT_EQ(status_of(store_->session()), CRL_E_UNAVAILABLE);
  EXPECT_EQ(status_of(store_->health()), CRL_E_UNAVAILABLE);
}

TEST_F(Mysql, is_reached_by_its_socket_as_well) {
  open({{"socket", server_.socket()}, {"port", std::int64_t{1}}});
  EXPECT_TRUE(succeeded(ensure(customers())));
  EXPECT_TRUE(succeeded(store_->health()));
}

TEST_F(Mysql, a_second_write_to_a_row_is_told_to_come_back) {
  open_shop({{"lock_wait_timeout_s", std::int64_t{1}}, {"write_attempts", std::int64_t{1}}});
  auto a = session();
  auto b = session();
  ASSERT_TRUE(succeeded(a.mutate(insert({customer(1, "a", 1), customer(2, "b", 2)}).raw())));
  ASSERT_TRUE(succeeded(a.begin(CRL_TX_WRITE)));
  ASSERT_TRUE(succeeded(a.mutate(spend(1, 10).raw())));
  EXPECT_TRUE(succeeded(b.mutate(spend(2, 20).raw()))) << "another row is free";
  EXPECT_EQ(status_of(b.mutate(spend(1, 20).raw())), CRL_E_UNAVAILABLE);
  ASSERT_TRUE(succeeded(a.commit()));
  EXPECT_TRUE(succeeded(b.mutate(spend(1, 20).raw())));
  EXPECT_EQ(ask("SELECT spend FROM customers WHERE id = 1"), "20");
}

TEST_F(Mysql, of_two_writes_in_each_others_way_one_is_told_to_begin_anew) {
  open_shop();
  auto a = session();
  auto b = session();
  ASSERT_TRUE(succeeded(a.mutate(insert({customer(1, "a", 1), customer(2, "b", 2)}).raw())));
  ASSERT_TRUE(succeeded(a.begin(CRL_TX_WRITE)));
  ASSERT_TRUE(succeeded(b.begin(CRL_TX_WRITE)));
  ASSERT_TRUE(succeeded(a.mutate(spend(1, 10).raw())));
  ASSERT_TRUE(succeeded(b.mutate(spend(2, 20).raw())));
  std::set<crl_status> answers;
  crl_status of_a = CRL_OK;
  std::thread other([&] { of_a = status_of(a.mutate(spend(2, 10).raw())); });
  answers.insert(status_of(b.mutate(spend(1, 20).raw())));
  other.join();
  answers.insert(of_a);
  EXPECT_EQ(answers, (std::set<crl_status>{CRL_E_UNAVAILABLE, CRL_OK}));
  EXPECT_TRUE(succeeded(a.rollback()));
  EXPECT_TRUE(succeeded(b.rollback()));
}

// The count is read and written back, which only works when nobody else writes in between.
TEST_F(Mysql, what_a_writing_transaction_has_read_stays_true_until_it_ends) {
  open_shop();
  ASSERT_TRUE(succeeded(session().mutate(insert({customer(1, "a", 0)}).raw())));
  std::vector<std::thread> threads;
  std::atomic<int> done{0};
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      auto s = session();
      for (int i = 0; i < 10;) {
        if (!s.begin(CRL_TX_WRITE)) continue;
        auto q = everyone();
        q.columns = {"spend"};
        const auto rows = s.query(q.raw());
        const bool written =
            rows.ok() && s.mutate(spend(1, rows->rows[0][0].view().v.i + 1).raw()).ok() && s.commit().ok();
        if (written) {
          ++i;
          ++done;
        } else {
          (void)s.rollback();
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(ask("SELECT spend FROM customers"), std::to_string(done.load()));
}

TEST_F(Mysql, eight_threads_that_race_for_work_never_share_a_row) {
  open({{"max_sessions", std::int64_t{16}}});
  ASSERT_TRUE(succeeded(ensure({.name = "work",
                                .fields = {{"id", CRL_T_I64, CRL_FIELD_KEY},
                                           {"owner", CRL_T_I64, CRL_FIELD_REQUIRED},
                                           {"lease", CRL_T_TIME, CRL_FIELD_REQUIRED}},
                                .indexes = {{{"owner"}, false}}})));
  constexpr std::int64_t kRows = 2'000;
  MutationSpec all{.collection = "work", .columns = {"id", "owner", "lease"}};
  for (std::int64_t i = 0; i < kRows; ++i) {
    all.rows.push_back({OwnedCell(cell::of_int(i)), OwnedCell(cell::of_int(0)), OwnedCell(cell::time(0))});
  }
  ASSERT_TRUE(succeeded(session().mutate(all.raw())));
  std::atomic<std::int64_t> claimed{0};
  std::vector<std::thread> threads;
  for (std::int64_t me = 1; me <= 8; ++me) {
    threads.emplace_back([&, me] {
      auto s = session();
      std::int64_t mine = 0;
      while (true) {
        Expr free;
        free.compare(CRL_X_EQ, "owner", cell::of_int(0));
        MutationSpec claim{.verb = CRL_MUT_UPDATE,
                           .collection = "work",
                           .columns = {"owner", "lease"},
                           .rows = {{OwnedCell(cell::of_int(me)), OwnedCell(cell::time(me))}},
                           .where = free,
                           .limit = 25};
        const auto got = s.mutate(claim.raw());
        if (status_of(got) == CRL_E_UNAVAILABLE) continue;  // the host begins anew as well
        ASSERT_TRUE(succeeded(got));
        if (*got == 0) break;
        mine += static_cast<std::int64_t>(*got);
      }
      // What it was told it has is what it has.
      EXPECT_EQ(ask("SELECT COUNT(*) FROM work WHERE owner = " + std::to_string(me)), std::to_string(mine));
      claimed += mine;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(claimed, kRows);
}

TEST_F(Mysql, a_write_that_waits_for_another_one_can_be_cancelled) {
  open_shop({{"lock_wait_timeout_s", std::int64_t{60}}});
  auto a = session();
  auto b = session();
  ASSERT_TRUE(succeeded(a.mutate(insert({customer(1, "a", 1)}).raw())));
  ASSERT_TRUE(succeeded(a.begin(CRL_TX_WRITE)));
  ASSERT_TRUE(succeeded(a.mutate(spend(1, 10).raw())));
  std::atomic<bool> done{false};
  std::thread canceller([&] {
    while (!done) b.cancel();
  });
  const auto waited = b.mutate(spend(1, 20).raw());
  done = true;
  canceller.join();
  EXPECT_EQ(status_of(waited), CRL_E_CANCELLED);
  ASSERT_TRUE(succeeded(a.commit()));
  EXPECT_TRUE(succeeded(b.mutate(spend(1, 20).raw()))) << "the session goes on";
}

TEST_F(Mysql, a_session_whose_connection_was_closed_connects_anew_outside_a_transaction) {
  open_shop();
  auto s = session();
  ASSERT_TRUE(succeeded(s.mutate(insert({customer(1, "a", 1)}).raw())));
  const auto close_connections = [&] {
    const std::string id = ask("SELECT ID FROM information_schema.PROCESSLIST WHERE DB = '" + database_ +
                               "' AND ID <> CONNECTION_ID()");
    server_.run("KILL " + id);
    while (ask("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = " + id) != "0") {}
  };
  EXPECT_EQ(count(s), 1);
  close_connections();
  EXPECT_EQ(count(s), 1) << "a query is safe to repeat";
  close_connections();
  EXPECT_TRUE(succeeded(s.mutate(insert({customer(2, "a", 1)}).raw())));
  ASSERT_TRUE(succeeded(s.begin(CRL_TX_WRITE)));
  ASSERT_TRUE(succeeded(s.mutate(insert({customer(3, "a", 1)}).raw())));
  close_connections();
  EXPECT_EQ(status_of(s.mutate(insert({customer(4, "a", 1)}).raw())), CRL_E_UNAVAILABLE);
  EXPECT_EQ(status_of(s.commit()), CRL_E_STATE);
  EXPECT_TRUE(succeeded(s.rollback()));
  ASSERT_TRUE(succeeded(s.begin(CRL_TX_WRITE)));
  EXPECT_EQ(count(s), 2) << "nothing of the lost transaction is there";
  ASSERT_TRUE(succeeded(s.commit()));
  ASSERT_TRUE(succeeded(s.begin(CRL_TX_WRITE)));
  ASSERT_TRUE(succeeded(s.mutate(insert({customer(5, "a", 1)}).raw())));
  close_connections();
  EXPECT_EQ(status_of(s.commit()), CRL_E_UNKNOWN) << "a commit that got no answer may have happened";
  EXPECT_EQ(count(s), 2);
}

TEST_F(Mysql, keeps_every_byte_of_texts_and_blobs) {
  open();
  ASSERT_TRUE(succeeded(ensure({.name = "papers",
                                .fields = {{"id", CRL_T_I64, CRL_FIELD_KEY},
                                           {"name", CRL_T_TEXT, 0, 100},
                                           {"body", CRL_T_TEXT},
                                           {"scan", CRL_T_BYTES},
                                           {"mark", CRL_T_BYTES, 0, 300},
                                           {"doc", CRL_T_JSON},
                                           {"ratio", CRL_T_F64}},
                                .indexes = {{{"name"}, true}}})));
  std::string all_bytes;
  for (int i = 0; i < 256; ++i) all_bytes += static_cast<char>(i);
  const std::string zeros("a\0b\0", 4);
  std::string long_text;
  while (long_text.size() < 4 * 1024 * 1024) long_text += "Zürich 😀 ";
  const std::string json = R"({ "b":1.0,  "a":[1,2 ], "a2":1e3,"ü":"\u00fc" })";
  const double kReals[] = {0.1 + 0.2, std::numeric_limits<double>::max(),
                           std::numeric_limits<double>::denorm_min(), -0.0};
  MutationSpec m{.collection = "papers", .columns = {"id", "name", "body", "scan", "mark", "doc", "ratio"}};
  const auto text = [](std::string_view s, std::uint32_t type = CRL_T_TEXT) {
    return OwnedCell(cell::text(s, type));
  };
  const std::string kNames[] = {"a", "a ", std::string("a\0", 2), ""};  // none equals another
  for (std::int64_t i = 0; i < 4; ++i) {
    m.rows.push_back({OwnedCell(cell::of_int(i)), text(kNames[i]), text(i == 2 ? long_text : zeros),
                      text(i == 1 ? long_text : all_bytes, CRL_T_BYTES), text(all_bytes, CRL_T_BYTES),
                      text(json, CRL_T_JSON), OwnedCell(cell::real(kReals[i]))});
  }
  auto s = session();
  ASSERT_TRUE(succeeded(s.mutate(m.raw())));
  QuerySpec q{.collection = "papers", .columns = m.columns};
  auto rows = s.query(q.raw());
  ASSERT_TRUE(succeeded(rows));
  EXPECT_TRUE(rows->rows == m.rows);
  // One at a time takes another way to the server.
  ASSERT_TRUE(succeeded(s.mutate(MutationSpec{.verb = CRL_MUT_DELETE, .collection = "papers"}.raw())));
  for (const Row& row : m.rows) {
    MutationSpec one{.collection = "papers", .columns = m.columns, .rows = {row}};
    ASSERT_TRUE(succeeded(s.mutate(one.raw())));
  }
  rows = s.query(q.raw());
  ASSERT_TRUE(succeeded(rows));
  EXPECT_TRUE(rows->rows == m.rows);
}

TEST_F(Mysql, refuses_text_that_is_not_utf8) {
  open_shop();
  auto s = session();
  EXPECT_EQ(status_of(s.mutate(insert({customer(1, "\xff\xfe", 1)}).raw())), CRL_E_INVALID);
  EXPECT_EQ(count(s), 0);
}

TEST_F(Mysql, a_row_larger_than_the_servers_packets_is_refused_and_the_session_goes_on) {
  const std::string before = server_.ask("SELECT @@global.max_allowed_packet");
  server_.run("SET GLOBAL max_allowed_packet = 65536");
  open();
  ASSERT_TRUE(succeeded(
      ensure({.name = "notes", .fields = {{"id", CRL_T_I64, CRL_FIELD_KEY}, {"body", CRL_T_TEXT}}})));
  auto s = session();
  server_.run("SET GLOBAL max_allowed_packet = " + before);
  const auto note = [](std::int64_t id, std::size_t bytes) {
    const std::string body(bytes, 'x');
    return Row{OwnedCell(cell::of_int(id)), OwnedCell(cell::text(body))};
  };
  MutationSpec large{.collection = "notes", .columns = {"id", "body"}, .rows = {note(1, 70'000)}};
  const auto refused = s.mutate(large.raw());
  ASSERT_EQ(status_of(refused), CRL_E_INVALID);
  EXPECT_NE(refused.error().message.find("max_allowed_packet"), std::string::npos) << refused.error().message;
  MutationSpec several{.collection = "notes", .columns = {"id", "body"}};
  for (std::int64_t i = 10; i < 40; ++i) several.rows.push_back(note(i, 30'000));
  EXPECT_TRUE(succeeded(s.mutate(several.raw()))) << "many rows are sent in parts";
  several.rows = {note(50, 10), note(51, 70'000), note(52, 10)};
  EXPECT_EQ(status_of(s.mutate(several.raw())), CRL_E_INVALID);
  EXPECT_EQ(ask("SELECT COUNT(*) FROM notes"), "30");
}

TEST_F(Mysql, an_upsert_that_meets_another_row_by_a_second_key_is_a_conflict) {
  open_shop();
  auto s = session();
  ASSERT_TRUE(succeeded(s.mutate(insert({customer(1, "a", 1), customer(2, "b", 2)}).raw())));
  MutationSpec upsert = insert({customer(1, "z", 9)});
  upsert.verb = CRL_MUT_UPSERT;
  upsert.conflict = {"external_id"};
  upsert.rows[0][1] = OwnedCell(cell::text("new"));  // its id is customer 1's
  EXPECT_EQ(status_of(s.mutate(upsert.raw())), CRL_E_CONFLICT);
  upsert.rows.push_back(customer(2, "z", 9));
  EXPECT_EQ(status_of(s.mutate(upsert.raw())), CRL_E_CONFLICT);
  EXPECT_EQ(ask("SELECT GROUP_CONCAT(city ORDER BY id) FROM customers"), "a,b");
  upsert.rows.erase(upsert.rows.begin());
  EXPECT_TRUE(succeeded(s.mutate(upsert.raw())));
}

TEST_F(Mysql, a_table_that_was_altered_is_refused_with_the_difference) {
  struct Case {
    const char* alteration;
    const char* named;
  };
  const Case kCases[] = {
      {"ALTER TABLE customers MODIFY spend DOUBLE", "spend is double, expected bigint"},
      {"ALTER TABLE customers MODIFY city VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
       "city holds 20 characters, expected 100"},
      {"ALTER TABLE customers MODIFY city VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
       "city is compared by utf8mb4_general_ci"},
      {"ALTER TABLE customers MODIFY spend BIGINT NOT NULL", "spend is NOT NULL"},
      {"ALTER TABLE customers DROP PRIMARY KEY, ADD PRIMARY KEY (external_id)",
       "primary key is (`external_id`)"},
      {"ALTER TABLE customers DROP INDEX ux_customers__external_id, ADD INDEX ux_customers__external_id "
       "(external_id)",
       "ux_customers__external_id is not unique"},
      {"ALTER TABLE customers DROP COLUMN id", "primary key"},
  };
  open();
  for (const Case& c : kCases) {
    ASSERT_TRUE(succeeded(ensure(customers())));
    sql(c.alteration);
    const Status refused = ensure(customers());
    EXPECT_EQ(status_of(refused), CRL_E_CONFLICT) << c.alteration;
    if (!refused) {
      EXPECT_NE(refused.error().message.find(c.named), std::string::npos)
          << c.alteration << ": " << refused.error().message;
    }
    sql("DROP TABLE customers");
  }
}

TEST_F(Mysql, what_people_add_to_a_table_is_left_alone) {
  open_shop();
  sql("ALTER TABLE customers ADD COLUMN remark TEXT, ADD INDEX by_remark (remark(10)), "
      "MODIFY city VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin, DROP INDEX "
      "ix_customers__spend");
  ASSERT_TRUE(succeeded(ensure(customers())));
  EXPECT_EQ(ask("SELECT COUNT(*) FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND "
                "INDEX_NAME IN ('by_remark', 'ix_customers__spend')"),
            "2");
}

TEST_F(Mysql, a_row_keeps_its_length_when_a_missing_number_comes) {
  open_shop();
  auto missing = customer(1, "Pune", 0);
  missing[3] = OwnedCell(cell::null(CRL_T_DECIMAL));
  ASSERT_TRUE(succeeded(session().mutate(insert({missing, customer(2, "Pune", 20)}).raw())));
  const std::string lengths =
      "SELECT GROUP_CONCAT(LENGTH(_room) + IF(spend IS NULL, 0, 8) ORDER BY id) FROM customers";
  EXPECT_EQ(ask(lengths), "8,8");
  auto upsert = insert({customer(1, "Pune", 20), missing, customer(2, "Pune", 30)});
  upsert.verb = CRL_MUT_UPSERT;
  ASSERT_TRUE(succeeded(session().mutate(upsert.raw())));
  EXPECT_EQ(ask(lengths), "8,8");
  EXPECT_EQ(ask("SELECT COUNT(*) FROM (SELECT * FROM customers) AS c WHERE spend = 30"), "1");
  EXPECT_EQ(ask("SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND "
                "TABLE_NAME = 'customers' AND COLUMN_NAME = '_room' AND EXTRA LIKE '%INVISIBLE%'"),
            "1");
}

// As if a host had died after it added the column.
TEST_F(Mysql, ensure_finishes_what_another_host_left_half_done) {
  auto narrow = customers();
  narrow.fields[2].flags = 0;
  narrow.indexes.erase(narrow.indexes.begin() + 1);
  open();
  ASSERT_TRUE(succeeded(ensure(narrow)));
  ASSERT_TRUE(
      succeeded(session().mutate(insert({customer(1, "KÖLN", 1), customer(2, "ıİᎠꭰẞς", 1)}).raw())));
  sql("ALTER TABLE customers ADD COLUMN city_ci VARCHAR(100) CHARACTER SET utf8mb4 COLLATE "
      "utf8mb4_nopad_bin");
  auto wide = customers();
  wide.version = 2;
  ASSERT_TRUE(succeeded(ensure(wide)));
  EXPECT_EQ(ask("SELECT HEX(city_ci) FROM customers WHERE id = 1"), ask("SELECT HEX('köln')"));
  EXPECT_EQ(ask("SELECT HEX(city_ci) FROM customers WHERE id = 2"), ask("SELECT HEX('ıİᎠᎠßσ')"));
}

TEST_F(Mysql, a_key_too_wide_for_the_database_is_refused_by_name) {
  open();
  const Status wide = ensure({.name = "c", .fields = {{"id", CRL_T_TEXT, CRL_FIELD_KEY, 2'000}}});
  ASSERT_EQ(status_of(wide), CRL_E_INVALID);
  EXPECT_NE(wide.error().message.find("c.id"), std::string::npos) << wide.error().message;
  EXPECT_TRUE(succeeded(ensure({.name = "d",
                                .fields = {{"id", CRL_T_TEXT, CRL_FIELD_KEY, 768}, {"note", CRL_T_TEXT}},
                                .indexes = {{{"note", "id"}, false}}})));
}

TEST_F(Mysql, several_hosts_may_ensure_at_once) {
  std::vector<std::thread> hosts;
  std::vector<crl_status> answers(4, CRL_E_INTERNAL);
  for (std::uint32_t version : {1u, 2u}) {
    hosts.clear();
    for (auto& answer : answers) {
      hosts.emplace_back([&, this] {
        auto store = open_mysql(settings());
        std::vector<CollectionSpec> specs;
        for (const char* name : {"customers", "friends", "foes"}) {
          specs.push_back(customers());
          specs.back().name = name;
          if (version == 1) continue;
          specs.back().version = 2;
          specs.back().fields.push_back({"nick", CRL_T_TEXT, CRL_FIELD_REQUIRED | CRL_FIELD_FOLDED, 50});
          specs.back().indexes.push_back({{"nick"}, false});
        }
        std::vector<const crl_collection*> all;
        for (auto& spec : specs) all.push_back(spec.raw());
        const Status done = store ? (*store)->ensure(all) : Status(store.error());
        EXPECT_TRUE(succeeded(done));
        answer = status_of(done);
      });
    }
    for (auto& host : hosts) host.join();
    EXPECT_EQ(answers, std::vector<crl_status>(4, CRL_OK));
  }
}

TEST_F(Mysql, a_sum_beyond_64_bits_is_refused_and_the_session_goes_on) {
  open_shop();
  auto s = session();
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  ASSERT_TRUE(succeeded(s.mutate(insert({customer(1, "a", most), customer(2, "b", most)}).raw())));
  QuerySpec q{.collection = "customers"};
  Expr sum;
  const auto field = sum.field("spend", CRL_T_DECIMAL);
  sum.over(CRL_X_SUM, CRL_T_DECIMAL, "", {field});
  q.outputs.push_back(sum);
  EXPECT_EQ(status_of(s.query(q.raw())), CRL_E_INVALID);
  EXPECT_EQ(count(s), 2);
}

}  // namespace
}  // namespace carillon::conformance
