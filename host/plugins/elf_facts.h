// What an ELF file says of itself, read without running any of it.
//
// The bytes are untrusted: every offset is checked before it is followed, and a file that points outside
// itself is answered with an error. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <carillon/result.hpp>

namespace carillon::plugins {

struct ElfFacts {
  std::vector<std::string> exported;   // names that other files could bind to, in the file's order
  std::vector<std::string> needed;     // DT_NEEDED
  std::vector<std::string> run_paths;  // DT_RPATH and DT_RUNPATH
  bool executable_stack = false;
};

// Reads a shared library for this machine: 64 bits, little-endian, the host's processor.
Result<ElfFacts> read_elf(std::span<const std::byte> file);

}  // namespace carillon::plugins
