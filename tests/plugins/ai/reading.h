// How the tests of properties read: on one day, with no words of a shop's own; and the sentences to be read.
//
// Thread safety: free functions.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "translate/translate.h"

namespace carillon::test {

inline translate::Answer read(const std::string& prompt) {
  return translate::translate(
      {.prompt = prompt, .today = 20'619, .categories = {}, .cities = {}, .tags = {}});
}

// Those of a file in sentences/, without what they mean; appended to `out`.
inline void add_sentences(const std::filesystem::path& file, std::vector<std::string>& out) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.front() != '#') out.push_back(line.substr(0, line.rfind(" => ")));
  }
}

}  // namespace carillon::test
