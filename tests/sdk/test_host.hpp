// A host small enough for tests: it loads a plugin file, offers it the services of a real one and shows what
// the plugin did with them.
//
// Thread safety: all calls are [any] but load() and the destructor. Timers run on one thread of the host's
// own; a fake HTTP service answers from that thread too. Plugins must be stopped before the host dies.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/abi.h>
#include <carillon/result.hpp>
#include <carillon/value.hpp>

namespace carillon::test {

// A parsed document that plugins can read. The text must be JSON.
class JsonDoc {
 public:
  explicit JsonDoc(std::string_view text);
  ~JsonDoc();
  const crl_doc* get() const { return &doc_; }

 private:
  struct Parsed;
  std::unique_ptr<Parsed> parsed_;
  crl_doc doc_{};
};

struct PostedBody {
  std::string url, body;
  std::map<std::string, std::string> headers;
};

class TestHost {
 public:
  TestHost();
  ~TestHost();
  const crl_host* table() const { return &table_; }

  // Hides a service, as an older host would.
  void hide(std::string_view service);
  // Answers what the plugin posts; without it the HTTP service answers 200. Called on the timer's thread.
  void on_http(std::function<int(const PostedBody&)> answer);

  std::vector<std::string> log() const;
  double counter(const std::string& name) const;
  std::size_t armed_timers() const;

 private:
  struct Timers;
  struct Services;
  crl_host table_{};
  std::unique_ptr<Timers> timers_;
  std::unique_ptr<Services> services_;
};

// A plugin file, loaded for good, as every host does. Aborts the test when the file cannot be loaded.
class Module {
 public:
  Module(const std::string& path, const TestHost& host);
  ~Module();
  const crl_module& table() const { return *module_; }
  const crl_descriptor* descriptor(std::string_view id) const;

 private:
  const crl_module* module_ = nullptr;
};

struct DestroyInstance {
  void operator()(const crl_instance* instance) const { instance->destroy(instance->self); }
};
using InstancePtr = std::unique_ptr<const crl_instance, DestroyInstance>;

// Makes an instance; the error says why not.
Result<InstancePtr> create(const Module& module, std::string_view id, std::string_view config_json,
                           const void* sink = nullptr);

// start() in C++.
Status start(const crl_instance& instance);

// Waits for a condition with a deadline that only a broken program meets.
bool eventually(const std::function<bool()>& condition,
                std::chrono::milliseconds deadline = std::chrono::seconds(20));

// Where the build puts its plugins: "<dir>/<name>.carillon.so".
std::string plugin_path(std::string_view name);

}  // namespace carillon::test
