// The files keep to the plugin line.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

std::vector<std::string> exported(const std::string& file) {
  std::vector<std::string> out;
  FILE* pipe = popen(("nm -D --defined-only '" + file + "' 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return out;
  char line[512];
  while (std::fgets(line, sizeof line, pipe) != nullptr) {
    const std::string text(line);
    const auto name = text.substr(text.find_last_of(' ') + 1);
    out.push_back(name.substr(0, name.find('\n')));
  }
  pclose(pipe);
  return out;
}

TEST(OperatorPlugins, export_one_symbol_each) {
  const char* folder = std::getenv("CARILLON_PLUGIN_DIR");
  for (const std::string name : {"core", "time", "orders", "engagement"}) {
    const std::string file = std::string(folder == nullptr ? "." : folder) + "/" + name + ".carillon.so";
    EXPECT_EQ(exported(file), std::vector<std::string>{"carillon_module_v1"}) << file;
  }
}

}  // namespace
