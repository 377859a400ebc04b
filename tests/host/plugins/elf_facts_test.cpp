#include "plugins/elf_facts.h"

#include <algorithm>
#include <fstream>
#include <random>

#include <gtest/gtest.h>

#include "loader_folders.h"
#include "plugins/file_check.h"

namespace carillon::plugins {
namespace {

std::vector<std::byte> bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  in.seekg(0, std::ios::end);
  std::vector<std::byte> bytes(static_cast<std::size_t>(in.tellg()));
  in.seekg(0);
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

std::vector<std::byte> small_library() { return bytes_of(bad_plugins() / "small_module.carillon.so"); }

TEST(ElfFacts, reads_what_a_plugin_exports_and_needs) {
  const auto facts = read_elf(bytes_of(good_plugins() / "probe.carillon.so"));
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(facts->exported, std::vector<std::string>{"carillon_module_v1"});
  EXPECT_NE(std::find(facts->needed.begin(), facts->needed.end(), "libc.so.6"), facts->needed.end());
  EXPECT_FALSE(facts->executable_stack);
}

TEST(ElfFacts, finds_every_symbol_of_a_large_library) {
  // The C library that this test runs on: thousands of symbols, versions, weak and unique ones.
  std::ifstream maps("/proc/self/maps");
  std::string libc;
  for (std::string line; std::getline(maps, line);) {
    if (line.ends_with("/libc.so.6")) libc = line.substr(line.find('/'));
  }
  ASSERT_FALSE(libc.empty());
  const auto facts = read_elf(bytes_of(libc));
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_GT(facts->exported.size(), 2000U);
  for (const char* name : {"printf", "malloc", "qsort", "environ"}) {
    EXPECT_NE(std::find(facts->exported.begin(), facts->exported.end(), name), facts->exported.end()) << name;
  }
}

TEST(ElfFacts, refuses_another_machine_and_another_kind_of_file) {
  auto file = small_library();
  file[18] = std::byte{8};  // e_machine: MIPS
  file[19] = std::byte{0};
  EXPECT_NE(read_elf(file).error().message.find("machine 8"), std::string::npos);
  EXPECT_NE(read_elf({}).error().message.find("no ELF file"), std::string::npos);
  const auto program = read_elf(bytes_of("/proc/self/exe"));
  ASSERT_FALSE(program);
  EXPECT_NE(program.error().message.find("program"), std::string::npos);
}

// What matters in these is that nothing outside the bytes is read: run them under AddressSanitizer.
TEST(ElfFacts, survives_a_file_cut_at_any_place) {
  const auto file = small_library();
  ASSERT_TRUE(read_elf(file));
  for (std::size_t size = 0; size < file.size(); size += size < 2048 ? 1 : 37) {
    const std::vector<std::byte> cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
    static_cast<void>(read_elf(cut));
  }
}

TEST(ElfFacts, survives_random_damage) {
  const auto file = small_library();
  std::mt19937_64 random(20'251'121);
  std::size_t refused = 0;
  constexpr int kRounds = 20'000;
  for (int round = 0; round < kRounds; ++round) {
    auto damaged = file;
    const int edits = 1 + static_cast<int>(random() % 8);
    for (int i = 0; i < edits; ++i) {
      // Mostly within the headers and tables, where an offset may come to point anywhere.
      const std::size_t reach = random() % 2 == 0 ? 1024 : damaged.size();
      const std::size_t at = random() % std::min(reach, damaged.size());
      const std::uint64_t kind = random() % 3;
      damaged[at] = kind == 0 ? std::byte{0xFF} : kind == 1 ? std::byte{0} : static_cast<std::byte>(random());
    }
    if (!read_elf(damaged)) ++refused;
  }
  EXPECT_GT(refused, 0U);
}

TEST(ElfFacts, survives_random_bytes) {
  const auto header = small_library();
  std::mt19937_64 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::byte> noise(random() % 600);
    for (auto& byte : noise) byte = static_cast<std::byte>(random());
    const auto keep = static_cast<std::ptrdiff_t>(std::min<std::size_t>(noise.size(), random() % 64));
    std::copy(header.begin(), header.begin() + keep, noise.begin());
    EXPECT_FALSE(read_elf(noise));
  }
}

ElfFacts sound() { return {{"carillon_module_v1"}, {"libc.so.6"}, {}, false}; }

TEST(FileCheck, refuses_a_second_cpp_runtime_and_says_how_to_link) {
  for (const char* library : {"libc++.so.1", "libc++abi.so.1", "libunwind.so.1", "libstdc++.so.5"}) {
    auto facts = sound();
    facts.needed.emplace_back(library);
    const auto verdict = judge(facts);
    ASSERT_FALSE(verdict) << library;
    EXPECT_NE(verdict.error().message.find(library), std::string::npos);
    EXPECT_NE(verdict.error().message.find("statically"), std::string::npos);
  }
  auto musl = sound();
  musl.needed = {"libc.musl-x86_64.so.1"};
  EXPECT_NE(judge(musl).error().message.find("glibc"), std::string::npos);
}

TEST(FileCheck, takes_ordinary_libraries) {
  auto facts = sound();
  facts.needed = {"libc.so.6",     "libm.so.6",           "libstdc++.so.6",
                  "libgcc_s.so.1", "libsoci_core.so.4.0", "libcurl.so.4"};
  EXPECT_TRUE(judge(facts));
}

TEST(FileCheck, counts_foreign_symbols_and_notes_run_paths) {
  auto facts = sound();
  facts.exported = {"carillon_module_v1", "one", "two"};
  EXPECT_NE(judge(facts).error().message.find("2 symbols"), std::string::npos);
  facts = sound();
  facts.exported.emplace_back("carillon_module_v2");  // one file may serve two majors
  facts.run_paths = {"/opt/elsewhere"};
  const auto notes = judge(facts);
  ASSERT_TRUE(notes);
  ASSERT_EQ(notes->size(), 1U);
  EXPECT_NE(notes->front().find("/opt/elsewhere"), std::string::npos);
}

}  // namespace
}  // namespace carillon::plugins
