#include "plugins/registry.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <map>
#include <system_error>

#include "base/nearest.h"
#include "plugins/file_check.h"
#include "plugins/instance_impl.h"
#include "plugins/kind_table.h"
#include "plugins/library.h"
#include "plugins/module_lifetime.h"
#include "plugins/module_reader.h"
#include "telemetry/log.h"

namespace carillon::plugins {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kSuffix = ".carillon.so";

struct Module {
  crl_module table{};
  const crl_host* host = nullptr;
};

struct Plugin {
  ReadDescriptor descriptor;
  const Module& module;
  std::string file;
};

// Every plugin file below a folder, by name; what cannot be read is told in the log and skipped.
std::vector<fs::path> plugin_files(const fs::path& folder) {
  std::vector<fs::path> out;
  std::error_code error;
  fs::recursive_directory_iterator walk(folder, fs::directory_options::skip_permission_denied, error);
  while (!error && walk != fs::recursive_directory_iterator()) {
    const auto& path = walk->path();
    std::error_code unreadable;
    if (path.filename().string().ends_with(kSuffix) && !walk->is_directory(unreadable)) out.push_back(path);
    walk.increment(error);
  }
  if (error)
    log::warn("a plugin folder cannot be read", {{"folder", folder.string()}, {"error", error.message()}});
  std::sort(out.begin(), out.end());
  return out;
}

std::string stem(const fs::path& file) {
  std::string name = file.filename().string();
  if (name.ends_with(kSuffix)) name.resize(name.size() - kSuffix.size());
  return name;
}

// Tells one version of a file from the next.
std::string stamp(const fs::path& file) {
  std::error_code error;
  const auto time = fs::last_write_time(file, error).time_since_epoch().count();
  const auto size = fs::file_size(file, error);
  return std::to_string(time) + '/' + std::to_string(size);
}

struct Opened {
  Notes notes;
  ReadModule module;
};

Result<Opened> open_and_read(const fs::path& file) {
  auto notes = judge_file(file);
  if (!notes) return notes.error();
  const auto entry = open_library(file);
  if (!entry) return entry.error();
  auto module = read_module((*entry)());
  if (!module) return module.error();
  return Opened{std::move(*notes), std::move(*module)};
}

void describe(FileReport& report, const Opened& opened) {
  report.abi_minor = opened.module.table.abi_minor;
  report.notes = opened.notes;
  for (const auto& d : opened.module.descriptors) report.descriptors.push_back(d.words);
}

}  // namespace

struct Registry::Impl {
  explicit Impl(HostServices& host_services) : services(host_services) {}

  struct File {
    FileReport report;
    std::string stamp;
  };

  // What remains to be judged once the file is open: ids against those of other files, and init().
  Status admit(const fs::path& file, Opened& opened) {
    for (const auto& d : opened.module.descriptors) {
      const auto* other = plugin(d.words.id);
      if (other == nullptr) continue;
      return conflict("its id \"" + d.words.id + "\" is already taken by " + other->file +
                      ", which was found first; remove one of the two");
    }
    const crl_host* host = services.table_for(stem(file));
    if (auto status = enter_module(opened.module.table, host); !status) {
      return Error{status.error().status, "its init() failed: " + status.error().message};
    }
    modules.push_back({opened.module.table, host});
    for (auto& d : opened.module.descriptors)
      plugins.push_back({std::move(d), modules.back(), file.string()});
    return {};
  }

  const Plugin* plugin(std::string_view id) const {
    const auto found = std::find_if(plugins.begin(), plugins.end(),
                                    [&](const Plugin& p) { return p.descriptor.words.id == id; });
    return found == plugins.end() ? nullptr : &*found;
  }

  const Plugin* plugin(std::string_view kind, std::string_view id) const {
    const auto* found = plugin(id);
    return found != nullptr && found->descriptor.words.kind == kind ? found : nullptr;
  }

  void load(const fs::path& file) {
    File entry{{file.string(), false, {}, 0, {}, {}}, stamp(file)};
    auto opened = open_and_read(file);
    if (opened) describe(entry.report, *opened);
    const std::scoped_lock lock(mutex);
    Status status = opened ? admit(file, *opened) : Status(opened.error());
    entry.report.loaded = status.ok();
    if (!status) entry.report.reason = status.error().message;
    tell(entry.report);
    files[file] = std::move(entry);
  }

  static void tell(const FileReport& report) {
    if (!report.loaded) {
      log::warn("a plugin file was refused", {{"file", report.file}, {"reason", report.reason}});
      return;
    }
    for (const auto& d : report.descriptors) {
      log::info("plugin loaded",
                {{"id", d.id}, {"version", d.version}, {"kind", d.kind}, {"file", report.file}});
      if (!d.note.empty()) log::warn("a plugin cannot be used", {{"id", d.id}, {"reason", d.note}});
    }
    for (const auto& note : report.notes)
      log::warn("a plugin file is odd", {{"file", report.file}, {"note", note}});
  }

  // True when the file was judged before, as it is now.
  bool known(const fs::path& file) {
    const std::scoped_lock lock(mutex);
    const auto found = files.find(file);
    if (found == files.end()) return false;
    auto& [report, seen] = found->second;
    const std::string now = stamp(file);
    if (now == seen) return true;
    if (!report.loaded) return false;
    seen = now;
    report.notes.push_back("the file has changed since it was loaded; restart the host to use the new one");
    log::warn("a plugin file changed", {{"file", report.file}, {"note", report.notes.back()}});
    return true;
  }

  Error unknown_plugin(std::string_view kind, std::string_view id) const {
    std::string word(kind_word(kind));
    if (word.empty()) word = "plugin of kind " + std::string(kind);
    std::vector<std::string> ids;
    for (const auto& p : plugins) {
      if (p.descriptor.words.kind == kind) ids.push_back(p.descriptor.words.id);
    }
    std::string text = "there is no " + word + " \"" + std::string(id) + "\"";
    const std::string near = nearest(id, ids);
    if (const auto* other = plugin(id); other != nullptr) {
      const std::string_view its = kind_word(other->descriptor.words.kind);
      text += "; it is a plugin of another kind (" +
              (its.empty() ? other->descriptor.words.kind : std::string(its)) + ")";
    } else if (!near.empty()) {
      text += "; did you mean \"" + near + "\"?";
    } else if (ids.empty()) {
      text += "; no plugin of this kind is loaded, see the list of plugins for files that were refused";
    } else {
      text += "; there are:";
      for (const auto& known_id : ids) text += " " + known_id;
    }
    return not_found(std::move(text));
  }

  HostServices& services;
  mutable std::mutex mutex;
  std::map<fs::path, File> files;
  std::deque<Module> modules;  // deques: addresses stay
  std::deque<Plugin> plugins;
  std::vector<std::weak_ptr<InstanceState>> instances;
};

Registry::Registry(HostServices& services) : impl_(std::make_unique<Impl>(services)) {}

Registry::~Registry() {
  for (auto& module : impl_->modules) leave_module(module.table, module.host);
}

void Registry::scan(std::span<const fs::path> folders) {
  for (const auto& folder : folders) {
    for (const auto& path : plugin_files(folder)) {
      std::error_code error;
      fs::path file = fs::canonical(path, error);
      if (error) file = fs::absolute(path, error);
      if (!impl_->known(file)) impl_->load(file);
    }
  }
}

std::vector<FileReport> Registry::files() const {
  const std::scoped_lock lock(impl_->mutex);
  std::vector<FileReport> out;
  for (const auto& [path, file] : impl_->files) out.push_back(file.report);
  return out;
}

std::vector<InstanceReport> Registry::instances() const {
  const std::scoped_lock lock(impl_->mutex);
  std::vector<InstanceReport> out;
  for (const auto& weak : impl_->instances) {
    if (const auto state = weak.lock()) out.push_back(state->report());
  }
  return out;
}

const Descriptor* Registry::find(std::string_view kind, std::string_view id) const {
  const std::scoped_lock lock(impl_->mutex);
  const auto* plugin = impl_->plugin(kind, id);
  return plugin == nullptr ? nullptr : &plugin->descriptor.words;
}

std::vector<const Descriptor*> Registry::of_kind(std::string_view kind) const {
  const std::scoped_lock lock(impl_->mutex);
  std::vector<const Descriptor*> out;
  for (const auto& plugin : impl_->plugins) {
    if (plugin.descriptor.words.kind == kind) out.push_back(&plugin.descriptor.words);
  }
  return out;
}

Issues Registry::check_settings(std::string_view kind, std::string_view id,
                                const json::value& settings) const {
  const Plugin* plugin = nullptr;
  {
    const std::scoped_lock lock(impl_->mutex);
    plugin = impl_->plugin(kind, id);
    if (plugin == nullptr) return {{"", "unknown_plugin", impl_->unknown_plugin(kind, id).message}};
  }
  json::value complete = settings;
  plugin->descriptor.settings.apply_defaults(complete);
  return plugin->descriptor.settings.check(complete);
}

Result<std::unique_ptr<Instance>> Registry::create(std::string_view kind, std::string_view id,
                                                   std::string name, const json::value& settings,
                                                   const void* sink) {
  const Plugin* plugin = nullptr;
  {
    const std::scoped_lock lock(impl_->mutex);
    plugin = impl_->plugin(kind, id);
    if (plugin == nullptr) return impl_->unknown_plugin(kind, id);
  }
  const auto& descriptor = plugin->descriptor;
  const std::string of = " of \"" + name + "\" (plugin " + descriptor.words.id + ")";
  json::value complete = settings;
  descriptor.settings.apply_defaults(complete);
  if (const auto issues = descriptor.settings.check(complete); !issues.empty()) {
    std::string text = "the settings" + of + " cannot be used";
    for (const auto& issue : issues) {
      text += (&issue == issues.data() ? ": " : "; ") + (issue.pointer.empty() ? "" : issue.pointer + ": ") +
              issue.detail;
    }
    return Error{CRL_E_INVALID, std::move(text), 0, issues.front().pointer};
  }

  const DocView view(complete);
  const crl_instance* raw = nullptr;
  crl_error error = empty_error();
  const crl_status status =
      plugin->module.table.create(descriptor.words.id.c_str(), view.doc(), sink, &raw, &error);
  if (status != CRL_OK) {
    Error out = plugin_error(status, error);
    out.message = "the instance" + of + " could not be made: " + out.message;
    return out;
  }
  if (raw == nullptr || raw->size < CRL_END_OF(raw, destroy) || raw->size > (64U << 10)) {
    return internal_error("the instance" + of +
                          " could not be made: create() answered OK but gave no instance table");
  }
  auto made = std::make_unique<Instance::Impl>(std::move(name), descriptor.words,
                                               (descriptor.flags & CRL_F_SERIAL) != 0);
  std::memcpy(&made->calls, raw, std::min<std::size_t>(raw->size, sizeof made->calls));
  const auto& calls = made->calls;
  if (calls.start == nullptr || calls.stop == nullptr || calls.destroy == nullptr ||
      calls.get_interface == nullptr) {
    if (calls.destroy != nullptr) calls.destroy(calls.self);
    return internal_error("the instance" + of +
                          " could not be made: start(), stop(), destroy() or get_interface() is missing");
  }
  auto table = complete_table(kind, calls.get_interface(calls.self, descriptor.words.kind.c_str()));
  if (!table) {
    calls.destroy(calls.self);
    return Error{CRL_E_INTERNAL, "the instance" + of + " could not be made: " + table.error().message};
  }
  made->kind_table = std::move(*table);
  made->state = std::make_shared<InstanceState>(made->name, descriptor.words.id, descriptor.words.kind);
  const std::scoped_lock lock(impl_->mutex);
  std::erase_if(impl_->instances, [](const auto& weak) { return weak.expired(); });
  impl_->instances.push_back(made->state);
  return std::unique_ptr<Instance>(new Instance(std::move(made)));
}

FileReport inspect(const fs::path& file) {
  std::error_code error;
  const fs::path canonical = fs::canonical(file, error);
  FileReport report{canonical.string(), false, {}, 0, {}, {}};
  if (error) {
    report.file = file.string();
    report.reason = "it cannot be read: " + error.message();
    return report;
  }
  const auto opened = open_and_read(canonical);
  report.loaded = opened.ok();
  if (opened) {
    describe(report, *opened);
  } else {
    report.reason = opened.error().message;
  }
  return report;
}

}  // namespace carillon::plugins
