// The operator plugins as a host sees them, loaded from where the build puts them.
//
// The files stay loaded to the end of the process.
#pragma once

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <dlfcn.h>

#include <carillon/abi/module.h>
#include <carillon/abi/segop.h>

#include "audience/audience.h"

namespace carillon::audience::testing {

inline Compiler::Source load_operators(const std::string& name) {
  const char* folder = std::getenv("CARILLON_PLUGIN_DIR");
  const std::string file = std::string(folder == nullptr ? "." : folder) + "/" + name + ".carillon.so";
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(std::string("cannot load the plugin: ") + dlerror());
  using Entry = const crl_module* (*)();
  const auto entry = reinterpret_cast<Entry>(dlsym(library, CRL_ENTRY_NAME));
  if (entry == nullptr) throw std::runtime_error(file + " exports no " CRL_ENTRY_NAME);
  const crl_instance* instance = nullptr;
  const json::value settings = json::object{};
  const DocView config(settings);
  if (entry()->create(name.c_str(), config.doc(), nullptr, &instance, nullptr) != CRL_OK) {
    throw std::runtime_error(file + " makes no instance of \"" + name + "\"");
  }
  static auto& kept = *new std::vector<const crl_instance*>;  // outlives everything that uses them
  kept.push_back(instance);
  return {name, instance->get_interface(instance->self, CRL_SEGOP_ID), instance->self};
}

// The operators that ship, in a zone.
inline const Compiler& compiler(const std::string& timezone = "UTC") {
  static std::map<std::string, std::unique_ptr<Compiler>> made;
  auto& found = made[timezone];
  if (!found) {
    static const std::vector<Compiler::Source> sources = {load_operators("core"), load_operators("time"),
                                                          load_operators("orders"),
                                                          load_operators("engagement")};
    auto compiler = Compiler::make(sources, timezone);
    if (!compiler) throw std::runtime_error(compiler.error().message);
    found = std::move(compiler).value();
  }
  return *found;
}

inline Compilation compile(std::string_view rule, std::int64_t now_us, const std::string& timezone = "UTC") {
  auto parsed = parse_json(rule);
  if (!parsed) throw std::runtime_error(parsed.error().message);
  return compiler(timezone).compile(*parsed, now_us);
}

// REQUIRES: a rule without faults.
inline std::shared_ptr<const Compiled> compiled(std::string_view rule, std::int64_t now_us,
                                                const std::string& timezone = "UTC") {
  auto result = compile(rule, now_us, timezone);
  if (const auto* issues = std::get_if<Issues>(&result)) {
    throw std::runtime_error(std::string(rule) + ": " + issues->front().pointer + " " +
                             issues->front().detail);
  }
  return std::get<0>(result);
}

}  // namespace carillon::audience::testing
