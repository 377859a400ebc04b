#include "base/nearest.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace carillon {
namespace {

const std::array<std::string, 4> kWords = {"port", "address", "work_threads", "socket_threads"};

TEST(Nearest, finds_the_word_behind_a_slip_of_any_sort) {
  EXPECT_EQ(nearest("prot", kWords), "port");                  // two letters swapped
  EXPECT_EQ(nearest("adress", kWords), "address");             // one left out
  EXPECT_EQ(nearest("portt", kWords), "port");                 // one too many
  EXPECT_EQ(nearest("work-threads", kWords), "work_threads");  // one changed
}

TEST(Nearest, finds_every_word_with_any_one_letter_left_out) {
  for (const std::string& word : kWords) {
    for (std::size_t i = 0; i < word.size(); ++i) {
      std::string slip = word;
      slip.erase(i, 1);
      EXPECT_EQ(nearest(slip, kWords), word) << slip;
    }
  }
}

TEST(Nearest, says_nothing_when_nothing_is_near) {
  EXPECT_EQ(nearest("banana", kWords), "");
  EXPECT_EQ(nearest("ab", kWords), "");
  EXPECT_EQ(nearest("", kWords), "");
  EXPECT_EQ(nearest("port", {}), "");
}

}  // namespace
}  // namespace carillon
