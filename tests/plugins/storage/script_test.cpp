#include "storage/script.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "fresh_store.h"

namespace carillon::conformance {
namespace {

std::vector<std::string> scripts() {
  std::vector<std::string> out;
  const char* root = std::getenv("CARILLON_SOURCE_DIR");
  const std::filesystem::path folder(std::string(root == nullptr ? "." : root) +
                                     "/sdk/conformance/storage/scripts");
  for (const auto& entry : std::filesystem::directory_iterator(folder)) out.push_back(entry.path().string());
  std::sort(out.begin(), out.end());
  return out;
}

TEST(StorageScripts, hold) {
  const auto files = scripts();
  ASSERT_FALSE(files.empty());
  for (const auto& file : files) {
    FreshStore store;
    ASSERT_TRUE(store);
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    for (const auto& failure : run_script(*store, text.str())) ADD_FAILURE() << file << " " << failure;
  }
}

TEST(StorageScripts, tell_what_does_not_hold) {
  FreshStore store;
  ASSERT_TRUE(store);
  const auto failures =
      run_script(*store, "collection c\n  id i64 key\n\ninsert c id\n| 1 |\n= 2\n\nquery c id\n| 2 |\n");
  EXPECT_EQ(failures.size(), 2u);
}

}  // namespace
}  // namespace carillon::conformance
