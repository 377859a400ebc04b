// Opens plugin files: the only door to Boost.DLL, which is used as a loader and nothing else.
//
// What is open stays open until the process ends: code that a library left behind (threads, destructors of
// thread-local objects, exceptions) would crash after an unload. Thread safety: all calls from any thread.
#pragma once

#include <filesystem>

#include <carillon/abi/module.h>
#include <carillon/result.hpp>

namespace carillon::plugins {

using EntryPoint = const crl_module* (*)();

// REQUIRES: an absolute, canonical path of a file that judge_file() passed. The same path is opened once.
Result<EntryPoint> open_library(const std::filesystem::path& file);

}  // namespace carillon::plugins
