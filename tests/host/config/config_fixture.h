// Configurations written to a folder of their own, and loaded.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "config/config.h"

namespace carillon::config {

class ConfigTest : public testing::Test {
 protected:
  ConfigTest() {
    std::string name = (std::filesystem::temp_directory_path() / "carillon-config-XXXXXX").string();
    folder = ::mkdtemp(name.data());
  }
  ~ConfigTest() override { std::filesystem::remove_all(folder); }

  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::ofstream(folder / name, std::ios::binary) << text;
    return folder / name;
  }

  LoadResult load_text(std::string_view toml) { return load(write("c.toml", toml), environment, overrides); }

  // REQUIRES: the text has no fault; says which it has.
  Loaded good(std::string_view toml) {
    LoadResult result = load_text(toml);
    if (const auto* faults = std::get_if<std::vector<Fault>>(&result)) {
      for (const Fault& fault : *faults) ADD_FAILURE() << to_text(fault);
      return {};
    }
    return std::get<Loaded>(std::move(result));
  }

  std::vector<Fault> faults_of(std::string_view toml) {
    LoadResult result = load_text(toml);
    if (auto* faults = std::get_if<std::vector<Fault>>(&result)) return *faults;
    return {};
  }

  // REQUIRES: exactly one fault.
  Fault only_fault(std::string_view toml) {
    std::vector<Fault> faults = faults_of(toml);
    for (const Fault& fault : faults) SCOPED_TRACE(to_text(fault));
    EXPECT_EQ(faults.size(), 1U) << toml;
    return faults.empty() ? Fault{} : faults.front();
  }

  static std::optional<Shown> shown(const Loaded& loaded, std::string_view key) {
    for (const Shown& value : loaded.values) {
      if (value.key == key) return value;
    }
    return std::nullopt;
  }

  std::filesystem::path folder;
  std::map<std::string, std::string> environment;
  Overrides overrides;
};

}  // namespace carillon::config
