// Judges a plugin's file before any of it runs: who may write it, what it exports, what it needs.
//
// Thread safety: pure but for reading the file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <carillon/result.hpp>

#include "plugins/elf_facts.h"

namespace carillon::plugins {

// What the operator should know of a file that may be opened all the same.
using Notes = std::vector<std::string>;

// The error is one sentence without the file's name: found, expected, remedy.
Result<Notes> judge(const ElfFacts& facts);
Result<Notes> judge_file(const std::filesystem::path& file);

}  // namespace carillon::plugins
