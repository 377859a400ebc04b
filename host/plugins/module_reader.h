// Reads what a loaded file says of itself: its module table and its descriptors, each checked before use.
//
// Pure: nothing of the plugin runs here but its entry point. Thread safety: all calls from any thread.
#pragma once

#include <string>
#include <vector>

#include <carillon/abi/module.h>
#include <carillon/result.hpp>

#include "plugins/json_schema.h"
#include "plugins/registry.h"

namespace carillon::plugins {

struct ReadDescriptor {
  Descriptor words;
  std::uint32_t flags = 0;
  JsonSchema settings;
};

struct ReadModule {
  crl_module table{};  // a copy; members that the file does not know are null
  std::vector<ReadDescriptor> descriptors;
};

// The error is one sentence without the file's name.
Result<ReadModule> read_module(const crl_module* module);

// "channel", ... for a kind's id that this host knows; empty for another.
std::string_view kind_word(std::string_view kind);

}  // namespace carillon::plugins
