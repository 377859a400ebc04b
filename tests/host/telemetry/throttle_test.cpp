#include "telemetry/throttle.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace carillon::log {
namespace {

TEST(Throttle, tells_a_trouble_at_once_and_then_once_in_a_while_with_how_often_it_came) {
  const auto file =
      std::filesystem::temp_directory_path() / ("throttle-" + std::to_string(::getpid()) + ".log");
  start({Level::kInfo, true, file.string()});
  Throttle throttle(1'000);
  for (std::int64_t now = 0; now < 2'500; now += 100)
    throttle.warn("storage is away", {{"reason", "down"}}, now);
  throttle.warn("another trouble", {}, 2'500);
  flush();
  start({});
  std::ifstream in(file);
  std::string text, line;
  int lines = 0;
  while (std::getline(in, line)) {
    ++lines;
    text += line + "\n";
  }
  EXPECT_EQ(lines, 4) << text;
  EXPECT_NE(text.find("\"times_since\":\"10\""), std::string::npos) << text;
  EXPECT_NE(text.find("another trouble"), std::string::npos) << text;
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace carillon::log
