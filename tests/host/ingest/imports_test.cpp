#include "ingest/imports.h"

#include <fstream>
#include <sstream>

#include "ingest_fixture.h"

namespace carillon::ingest {
namespace {

using store::ImportState;
using testing::Fixture;
using testing::succeeded;

class ImportJobs : public ::testing::Test {
 protected:
  ImportJobs() {
    options.folder = f.sqlite.file().parent_path() / "imports";
    options.drop_folder = f.sqlite.file().parent_path() / "drop";
    options.rows_at_once = 10;
    std::filesystem::create_directories(options.drop_folder);
    begin();
  }
  void begin() {
    imports.reset();
    imports = std::make_unique<Imports>(f.sqlite.database(), f.ingest, f.ids, f.clock, options);
    ASSERT_TRUE(succeeded(imports->start()));
  }

  static void write(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
  }
  Id upload(const std::string& text, ImportSpec spec = {}) {
    const auto job = imports->add_upload(spec, [&](const std::filesystem::path& path) {
      write(path, text);
      return Status{};
    });
    EXPECT_TRUE(succeeded(job));
    return job ? job->id : 0;
  }
  store::ImportJob wait_for(Id id, const std::function<bool(const store::ImportJob&)>& done) {
    std::uint64_t mark = 0;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (std::chrono::steady_clock::now() < deadline) {
      auto job = imports->get(id);
      EXPECT_TRUE(succeeded(job));
      if (!job || done(*job)) return job ? *job : store::ImportJob{};
      mark = imports->wait_for_change(mark, std::chrono::milliseconds(100));
    }
    ADD_FAILURE() << "the job did not get there";
    return imports->get(id).value();
  }
  store::ImportJob finished(Id id) {
    return wait_for(id, [](const auto& job) {
      return job.state == ImportState::kCompleted || job.state == ImportState::kFailed;
    });
  }
  std::string report(Id id) {
    std::ifstream in(imports->report_path(id));
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  }

  Fixture f;
  ImportOptions options;
  std::unique_ptr<Imports> imports;
};

std::string people(int n) {
  std::string out;
  for (int i = 0; i < n; ++i) out += "{\"external_id\":\"c" + std::to_string(i) + "\"}\n";
  return out;
}

TEST_F(ImportJobs, store_every_row_and_report_the_rejected_ones_as_they_were_sent) {
  const Id id =
      upload(people(25) + "{oops\n" + people(3) + "{\"external_id\":\"x\",\"email\":\"=no, mail\"}\n");
  const auto job = finished(id);
  EXPECT_EQ(job.state, ImportState::kCompleted) << job.reason;
  EXPECT_EQ(job.progress.rows, 30);
  EXPECT_EQ(job.progress.created, 25);
  EXPECT_EQ(job.progress.unchanged, 3);
  EXPECT_EQ(job.progress.rejected, 2);
  EXPECT_EQ(job.progress.bytes_read, job.file_bytes);
  EXPECT_EQ(f.customers().size(), 25U);
  const std::string told = report(id);
  EXPECT_EQ(static_cast<std::int64_t>(told.size()), job.progress.report_bytes);
  EXPECT_NE(told.find("\n26,format,,"), std::string::npos) << told;
  EXPECT_NE(told.find("{oops\n"), std::string::npos) << told;
  EXPECT_NE(told.find("\n30,format,/email,"), std::string::npos) << told;
  EXPECT_NE(told.find("\"{\"\"external_id\"\":\"\"x\"\""), std::string::npos) << told;
  EXPECT_FALSE(std::filesystem::exists(options.folder / (id_text(id) + ".rows")));
}

TEST_F(ImportJobs, run_in_the_order_in_which_they_came) {
  ImportSpec orders;
  orders.noun = Noun::kOrders;
  const Id first = upload(people(40));
  const Id second = upload(
      R"({"external_id":"1","customer_external_id":"c39","amount":5,"ordered_at":"2025-01-02"})", orders);
  EXPECT_EQ(finished(second).progress.created, 1) << report(second);
  EXPECT_EQ(imports->get(first)->state, ImportState::kCompleted);
}

TEST_F(ImportJobs, that_are_tried_out_judge_all_and_store_nothing) {
  f.put(testing::customer("c1"));
  ImportSpec spec;
  spec.dry_run = true;
  const auto job = finished(upload(people(25) + "{}\n", spec));
  EXPECT_EQ(job.progress.created, 24);
  EXPECT_EQ(job.progress.unchanged, 1);
  EXPECT_EQ(job.progress.rejected, 1);
  EXPECT_EQ(f.customers().size(), 1U);
  spec.noun = Noun::kOrders;
  const auto orders = finished(
      upload(R"({"external_id":"1","customer":{"external_id":"new"},"amount":5,"ordered_at":"2025-01-02"})"
             "\n"
             R"({"external_id":"2","customer_external_id":"nobody","amount":5,"ordered_at":"2025-01-02"})",
             spec));
  EXPECT_EQ(orders.progress.created, 1);
  EXPECT_EQ(orders.progress.rejected, 1);
  EXPECT_TRUE(f.orders().empty());
}

TEST_F(ImportJobs, pause_go_on_over_a_restart_and_count_every_row_once) {
  const Id id = upload(people(20'000) + "{oops\n");
  wait_for(id, [](const auto& job) { return job.progress.rows > 0; });
  ASSERT_TRUE(succeeded(imports->pause(id)));
  EXPECT_EQ(imports->pause(id).error().status, CRL_E_STATE);
  begin();
  const auto paused = imports->get(id).value();
  EXPECT_EQ(paused.state, ImportState::kPaused);
  ASSERT_LT(paused.progress.rows, 20'001) << "too quick to be paused";
  EXPECT_EQ(f.customers().size(), static_cast<std::size_t>(paused.progress.created));
  ASSERT_TRUE(succeeded(imports->resume(id)));
  wait_for(id, [&](const auto& job) { return job.progress.rows > paused.progress.rows; });
  begin();  // a stop of the host between: the job goes on by itself
  const auto job = finished(id);
  EXPECT_EQ(job.state, ImportState::kCompleted) << job.reason;
  EXPECT_EQ(job.progress.created, 20'000);
  EXPECT_EQ(job.progress.rejected, 1);
  EXPECT_EQ(f.customers().size(), 20'000U);
  EXPECT_EQ(imports->resume(id).error().status, CRL_E_STATE);
}

TEST_F(ImportJobs, that_are_cancelled_leave_what_is_stored_and_lose_their_file) {
  const Id id = upload(people(20'000));
  wait_for(id, [](const auto& job) { return job.progress.rows > 0; });
  ASSERT_TRUE(succeeded(imports->cancel(id)));
  EXPECT_FALSE(std::filesystem::exists(options.folder / (id_text(id) + ".rows")));
  const Id next = upload(people(1));
  finished(next);
  const auto job = imports->get(id).value();
  EXPECT_EQ(job.state, ImportState::kCancelled);
  EXPECT_EQ(f.customers().size(), static_cast<std::size_t>(job.progress.created));
  EXPECT_EQ(imports->cancel(12345).error().status, CRL_E_NOT_FOUND);
}

TEST_F(ImportJobs, that_are_over_can_be_forgotten_with_their_report) {
  const Id id = upload("{\"external_id\":\"a\"}\n{\"external_id\":7}\n");
  ASSERT_EQ(finished(id).state, ImportState::kCompleted);
  ASSERT_TRUE(std::filesystem::exists(imports->report_path(id)));
  EXPECT_TRUE(succeeded(imports->remove(id)));
  EXPECT_FALSE(std::filesystem::exists(imports->report_path(id)));
  EXPECT_EQ(imports->get(id).error().status, CRL_E_NOT_FOUND);
  EXPECT_EQ(imports->remove(id).error().status, CRL_E_NOT_FOUND);
  EXPECT_EQ(f.customers().size(), 1U) << "what it stored stays";
}

TEST_F(ImportJobs, that_are_not_over_cannot_be_forgotten) {
  const Id id = upload(people(20'000));
  const auto refused = imports->remove(id);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().status, CRL_E_STATE);
  EXPECT_TRUE(succeeded(imports->cancel(id)));
  EXPECT_TRUE(succeeded(imports->remove(id)));
}

TEST_F(ImportJobs, whose_file_is_no_such_thing_fail_with_the_reason) {
  ImportSpec spec;
  spec.format = Format::kCsv;
  auto job = finished(upload("external_id,shoe_size\na,42\n", spec));
  EXPECT_EQ(job.state, ImportState::kFailed);
  EXPECT_NE(job.reason.find("shoe_size"), std::string::npos);
  spec.packed = true;
  job = finished(upload("external_id\na\n", spec));
  EXPECT_EQ(job.state, ImportState::kFailed);
}

TEST_F(ImportJobs, read_files_of_the_import_folder_and_nothing_outside_of_it) {
  write(options.drop_folder / "people.ndjson", people(5));
  write(f.sqlite.file().parent_path() / "secret.ndjson", people(5));
  std::filesystem::create_directories(options.drop_folder / "sub");
  std::filesystem::create_symlink(f.sqlite.file().parent_path() / "secret.ndjson",
                                  options.drop_folder / "link.ndjson");
  const auto named = [](const std::string& name) {
    ImportSpec spec;
    spec.name = name;
    return spec;
  };
  for (const std::string name : {"../secret.ndjson", "sub/../../secret.ndjson", "/etc/passwd", "", ".", "..",
                                 "sub", "link.ndjson", "./../secret.ndjson", "nothing.ndjson"}) {
    EXPECT_FALSE(imports->add_named(named(name)).ok()) << name;
  }
  EXPECT_FALSE(imports->add_named(named(std::string("people.ndjson\0x", 15))).ok());
  const auto job = imports->add_named(named("sub/../people.ndjson"));
  ASSERT_TRUE(succeeded(job));
  EXPECT_EQ(finished(job->id).progress.created, 5);
  EXPECT_TRUE(std::filesystem::exists(options.drop_folder / "people.ndjson")) << "the file is not the host's";
  options.drop_folder.clear();
  begin();
  EXPECT_FALSE(imports->add_named(named("people.ndjson")).ok());
}

TEST_F(ImportJobs, are_entered_together_with_what_depends_on_them_or_not_at_all) {
  std::filesystem::path kept;
  const auto write_rows = [&](const std::filesystem::path& path) {
    kept = path;
    write(path, "{\"external_id\":\"a\"}\n");
    return Status{};
  };
  const auto refused = imports->add_upload({}, write_rows, [](store::Session&, const store::ImportJob&) {
    return Status(conflict("another host was first"));
  });
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().status, CRL_E_CONFLICT);
  EXPECT_FALSE(std::filesystem::exists(kept)) << "no job owns the file";
  Id seen = 0;
  const auto made =
      imports->add_upload({}, write_rows, [&](store::Session& session, const auto& job) -> Status {
        const auto found = store::get_import(session, job.id);
        if (!found) return found.error();
        if (*found) seen = (*found)->id;
        return {};
      });
  ASSERT_TRUE(succeeded(made));
  EXPECT_EQ(seen, made->id) << "the transaction is that of the job";
  EXPECT_EQ(finished(made->id).progress.created, 1);
  EXPECT_EQ(f.customers().size(), 1U);
}

}  // namespace
}  // namespace carillon::ingest
