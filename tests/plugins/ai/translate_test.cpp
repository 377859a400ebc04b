// Sentences about customers and what they mean: what is read selects the same customers as what is meant.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include <gtest/gtest.h>

#include "judge.h"

namespace carillon::test {
namespace {

struct Score {
  std::size_t right = 0, refused = 0, wrong = 0, silently_wrong = 0, all = 0;
};

Score score(const std::string& file, bool tell) {
  Score out;
  for (const auto& sentence : sentences(std::filesystem::path(CARILLON_SENTENCES) / file)) {
    ++out.all;
    const auto answer = read_then(sentence.text);
    const bool may_refuse = std::ranges::count(sentence.meanings, "REFUSE") > 0;
    std::string fault;
    if (!answer.refusal.empty()) {
      if (!may_refuse) fault = "refused: " + answer.refusal;
    } else {
      fault = fault_of(answer.rule, sentence.meanings);
    }
    if (fault.empty()) {
      ++out.right;
      continue;
    }
    if (!answer.refusal.empty())
      ++out.refused;
    else
      ++out.wrong;
    const bool silent = sure(answer);
    if (silent) ++out.silently_wrong;
    if (tell) {
      std::cout << (!answer.refusal.empty() ? "REFUSED "
                    : silent                ? "SILENT  "
                                            : "WRONG   ")
                << sentence.text << "\n    meant " << sentence.meanings.front() << "\n    read  "
                << answer.rule << "\n    " << fault << "\n";
    }
  }
  std::cout << file << ": " << out.right << " of " << out.all << " right, " << out.refused << " refused, "
            << out.wrong << " wrong, " << out.silently_wrong << " of these without a word\n";
  return out;
}

TEST(Sentences, are_read_as_they_are_meant) {
  const Score dev = score("dev.txt", true);
  ASSERT_GE(dev.all, 400u);
  EXPECT_GE(dev.right * 100, dev.all * 95);
  EXPECT_EQ(dev.silently_wrong, 0u);
}

TEST(Sentences, that_were_held_out_are_read_as_they_are_meant) {
  const Score held_out = score("held_out.txt", std::getenv("TELL_HELD_OUT") != nullptr);
  ASSERT_GE(held_out.all, 100u);
  EXPECT_GE(held_out.right * 100, held_out.all * 90);
  EXPECT_EQ(held_out.silently_wrong, 0u);
}

// Written without a look at the grammar, scored once as they were, and then mended for.
TEST(Sentences, of_other_voices_are_read_as_they_are_meant) {
  for (const char* file : {"six_voices.txt", "eight_voices.txt", "plain.txt", "workday.txt", "counter.txt",
                           "brief.txt", "ledger.txt", "three_desks.txt"}) {
    const Score voices = score(file, true);
    ASSERT_GE(voices.all, 100u);
    EXPECT_GE(voices.right * 100, voices.all * 97) << file;
    EXPECT_EQ(voices.silently_wrong, 0u) << file;
  }
}

// SENTENCES=FILE reads and tells of any other file: how new sentences are tried.
TEST(Sentences, of_a_file_that_is_named_are_scored) {
  const char* file = std::getenv("SENTENCES");
  if (file == nullptr) GTEST_SKIP() << "SENTENCES names no file";
  EXPECT_EQ(score(file, true).silently_wrong, 0u);
}

}  // namespace
}  // namespace carillon::test
