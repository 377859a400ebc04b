#include "app/cli/row_batches.h"

#include <algorithm>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "scratch.h"

namespace carillon::cli {
namespace {

std::vector<Batch> all(const std::filesystem::path& file, RowFormat format, std::uint64_t max_bytes) {
  RowBatches batches(file, format, max_bytes);
  std::vector<Batch> list;
  while (true) {
    auto batch = batches.next();
    EXPECT_TRUE(batch) << (batch ? "" : batch.error().message);
    if (!batch || !batch->has_value()) return list;
    list.push_back(std::move(**batch));
  }
}

std::string line_of(const std::string& text, std::uint64_t line) {
  std::istringstream in(text);
  std::string found;
  for (std::uint64_t i = 0; i < line; ++i) std::getline(in, found);
  return found;
}

std::uint64_t count_lines(const std::string& text) {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')) +
         (text.ends_with('\n') ? 0 : 1);
}

// Rows with quotes, commas and line ends inside, blank lines between, and both kinds of line end.
std::string random_csv(std::mt19937& random) {
  const std::vector<std::string> fields = {"a", "\"b,c\"", "\"two\nlines\"", "\"say \"\"hi\"\"\"",
                                           "",  "ü",       "\"\n\n\""};
  const auto pick = [&random](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  std::string text = "x,y\n";
  const std::size_t rows = 1 + pick(30);
  for (std::size_t i = 0; i < rows; ++i) {
    text += std::to_string(i) + "," + fields[pick(fields.size())] + "," + fields[pick(fields.size())];
    text += pick(4) == 0 ? "\r\n" : "\n";
    if (pick(6) == 0) text += "\n";
  }
  if (pick(2) == 0) text.pop_back();
  return text;
}

TEST(RowBatches, together_are_the_file_and_each_line_knows_where_it_was) {
  const ScratchFolder folder;
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const std::string text = random_csv(random);
    const auto file = folder.write("rows.csv", text);
    const std::uint64_t max_bytes = std::uniform_int_distribution<std::uint64_t>(1, 200)(random);
    std::string joined = "x,y\n";
    for (const Batch& batch : all(file, RowFormat::kCsv, max_bytes)) {
      ASSERT_TRUE(batch.body.starts_with("x,y\n"));
      EXPECT_TRUE(batch.rows == 1 || batch.body.size() <= max_bytes) << batch.body;
      EXPECT_EQ(batch.bytes, batch.body.size() - 4);
      joined += batch.body.substr(4);
      for (std::uint64_t line = 2; line <= count_lines(batch.body); ++line) {
        EXPECT_EQ(line_of(batch.body, line), line_of(text, batch.file_line(line)));
      }
    }
    // Blank lines after the last row are in no request.
    ASSERT_TRUE(text.starts_with(joined));
    EXPECT_EQ(text.substr(joined.size()).find_first_not_of("\r\n"), std::string::npos);
  }
}

TEST(RowBatches, of_ndjson_break_at_line_ends) {
  const ScratchFolder folder;
  const std::string text = "{\"a\":1}\n{\"a\":\"\\\"\"}\n\n{\"a\":3}";
  const auto file = folder.write("rows.ndjson", text);
  const std::vector<Batch> small = all(file, RowFormat::kNdjson, 1);
  ASSERT_EQ(small.size(), 3U);
  EXPECT_EQ(small[0].body, "{\"a\":1}\n");
  EXPECT_EQ(small[2].file_line(1) + (small[2].body.starts_with("\n") ? 1 : 0), 4U);
  const std::vector<Batch> one = all(file, RowFormat::kNdjson, 1000);
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].body, text);
  EXPECT_EQ(one[0].rows, 3U);
}

TEST(RowBatches, of_nothing_are_none) {
  const ScratchFolder folder;
  EXPECT_TRUE(all(folder.write("a.csv", "x,y\n"), RowFormat::kCsv, 10).empty());
  EXPECT_TRUE(all(folder.write("b.csv", "x,y"), RowFormat::kCsv, 10).empty());
  EXPECT_TRUE(all(folder.write("c.ndjson", ""), RowFormat::kNdjson, 10).empty());
  EXPECT_TRUE(all(folder.write("d.ndjson", "\n \n"), RowFormat::kNdjson, 10).empty());
}

TEST(RowBatches, need_a_header_in_csv) {
  const ScratchFolder folder;
  RowBatches empty(folder.write("a.csv", ""), RowFormat::kCsv, 10);
  const auto batch = empty.next();
  ASSERT_FALSE(batch);
  EXPECT_NE(batch.error().message.find("no header"), std::string::npos);
  RowBatches missing(folder.path() / "none.csv", RowFormat::kCsv, 10);
  EXPECT_FALSE(missing.next());
}

TEST(RowBatches, know_their_format_by_the_name) {
  EXPECT_EQ(*format_of("A.CSV"), RowFormat::kCsv);
  EXPECT_EQ(*format_of("a.jsonl"), RowFormat::kNdjson);
  const auto unknown = format_of("a.json");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("jq -c"), std::string::npos);
}

}  // namespace
}  // namespace carillon::cli
