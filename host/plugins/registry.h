// The plugins of this process: found, checked, loaded, listed, and made into running instances.
//
// A file is judged before it is opened; one that is refused is kept in the list with one sentence (found,
// expected, remedy) and the host goes on. Loaded libraries are never unloaded.
//
// Thread safety: scan(), create() and stop of instances on the lifecycle thread; list() from any.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/abi/module.h>
#include <carillon/result.hpp>

#include "base/issue.h"
#include "base/json.h"
#include "plugins/host_services.h"

namespace carillon::plugins {

struct Descriptor {
  std::string id, kind, name, version, vendor, license, description, config_schema;
  std::string note;  // why it is listed but cannot be used: its kind needs a newer host; empty otherwise
};

// What is known of one file.
struct FileReport {
  std::string file;
  bool loaded = false;
  std::string reason;  // why it was refused; empty when it was loaded
  std::uint32_t abi_minor = 0;
  std::vector<Descriptor> descriptors;
  std::vector<std::string> notes;  // what the operator should know of a file that was loaded all the same
};

// What is known of one instance.
struct InstanceReport {
  std::string name, plugin, kind, state;  // state: created, running, failed, stopped
  std::string reason;                     // of failed, or what health() last said
};

// One configured use of a plugin. Destroyed: stopped and destroyed first.
class Instance {
 public:
  ~Instance();
  const std::string& name() const;
  const Descriptor& descriptor() const;
  void* self() const;
  // The kind's table; null when the plugin has none. Optional functions that it lacks are stubs.
  const void* interface() const;
  Status start();
  void drain(std::uint32_t deadline_ms);
  void stop();  // safe twice
  Status health() const;
  // To be held around a [worker] call: locks only when the plugin asked for CRL_F_SERIAL.
  std::unique_lock<std::mutex> serial() const;

 private:
  friend class Registry;
  struct Impl;
  explicit Instance(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

class Registry {
 public:
  explicit Registry(HostServices& services);
  ~Registry();

  // Loads every *.carillon.so below the folders, in order of folder and name; an earlier id wins. Scanning a
  // folder again loads only files that are new.
  void scan(std::span<const std::filesystem::path> folders);

  std::vector<FileReport> files() const;
  std::vector<InstanceReport> instances() const;
  // The descriptor of a plugin, or null; valid for the life of the registry.
  const Descriptor* find(std::string_view kind, std::string_view id) const;
  std::vector<const Descriptor*> of_kind(std::string_view kind) const;

  // Makes an instance. `settings` (an object) is validated against the plugin's schema and gets its
  // defaults; faults name the key. An unknown id names the nearest one of that kind. `sink` outlives it.
  Result<std::unique_ptr<Instance>> create(std::string_view kind, std::string_view id, std::string name,
                                           const json::value& settings, const void* sink);

  // What create() would say of settings: each issue points at the key. An unknown id is an issue at "".
  Issues check_settings(std::string_view kind, std::string_view id, const json::value& settings) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Judges one file without keeping it: what `carillon plugin inspect FILE` shows. Opens it only when the
// checks that need no opening pass.
FileReport inspect(const std::filesystem::path& file);

}  // namespace carillon::plugins
