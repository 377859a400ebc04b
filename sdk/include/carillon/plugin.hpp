// What every C++ plugin shares: its descriptor, its life cycle, and the macro that exports it.
//
//   CARILLON_MODULE(carillon::channel<Sim>({.id = "com.acme.sms", .name = "Acme SMS", .version = "1.0.0"}))
//
// The macro defines carillon_module_v1, the one symbol of the file, over constant data; several entries are
// separated by commas. Every call from the host passes through a noexcept thunk: what a plugin throws becomes
// CRL_E_INTERNAL with the exception's text and never crosses the line.
#pragma once

#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "abi/module.h"
#include "config.hpp"
#include "host.hpp"
#include "result.hpp"

namespace carillon {

// The descriptor in short. Every pointer must be a literal or other static constant.
struct Info {
  const char* id = "";
  const char* name = "";
  const char* version = "0.0.0";
  const char* vendor = "";
  const char* license = "";
  const char* description = "";
  const char* config_schema = R"({"type":"object"})";
  bool serial = false;  // true: the host never runs two [worker] calls of one instance at once
};

// The life cycle that all kinds share. Base of Channel, AiProvider and the others; owned by its Instance.
class Component {
 public:
  virtual ~Component() = default;
  Component() = default;
  Component(const Component&) = delete;
  Component& operator=(const Component&) = delete;

  // [main] Ready to work when it returns; an Error keeps the instance out of service.
  virtual Status start() { return {}; }
  // [main] Let what is in flight finish, for at most this long; nothing new will be handed in.
  virtual void drain(std::chrono::milliseconds) {}
  // [main] Called once for each start(), also for a failed one. After it no thread, timer or callback lives.
  virtual void stop() {}
  // [any] Why the instance cannot work just now.
  virtual Status health() { return {}; }
};

// One line of CARILLON_MODULE; made by channel<T>(), ai_provider<T>() and so on.
struct Entry {
  crl_descriptor descriptor;
  crl_status (*create)(const crl_doc* config, const void* sink, const crl_instance** out, crl_error* error);
};

constexpr Entry make_entry(const char* kind, const Info& info, decltype(Entry::create) create) {
  return {{sizeof(crl_descriptor), info.serial ? CRL_F_SERIAL : 0u, info.id, kind, info.name, info.version,
           info.vendor, info.license, info.description, info.config_schema},
          create};
}

// Runs `body`, which answers a Status, behind the C line.
template <class Body>
crl_status guarded_status(crl_error* out, Body&& body) noexcept {
  return guarded(out, [&] {
    const Status status = body();
    if (status) return CRL_OK;
    write_error(status.error(), out);
    return status.error().status;
  });
}

// Runs `body` behind the C line where nothing can be answered; what it throws goes to the log.
template <class Body>
void guarded_void(const char* call, Body&& body) noexcept {
  crl_error error = empty_error();
  const crl_status status = guarded(&error, [&] {
    body();
    return CRL_OK;
  });
  if (status == CRL_OK) return;
  try {
    host().error("the plugin threw", {{"call", call}, {"error", read_error(status, error).message}});
  } catch (...) {}
}

// The crl_instance of one object. Kind is the base class of the kind; it names its interface and its table:
// `static constexpr const char* kInterface` and `static const void* table()`.
template <class Kind>
class Instance {
 public:
  static const crl_instance* give(std::unique_ptr<Kind> object) {
    return &(new Instance(std::move(object)))->table_;  // destroy() takes it back
  }
  static Kind& object(void* self) { return *static_cast<Instance*>(self)->object_; }

 private:
  explicit Instance(std::unique_ptr<Kind> object) : object_(std::move(object)) {}

  static crl_status start(void* self, crl_error* error) noexcept {
    auto& me = *static_cast<Instance*>(self);
    me.started_ = true;
    return guarded_status(error, [&] { return me.object_->start(); });
  }
  static void drain(void* self, std::uint32_t deadline_ms) noexcept {
    auto& me = *static_cast<Instance*>(self);
    if (!me.started_) return;
    guarded_void("drain", [&] { me.object_->drain(std::chrono::milliseconds(deadline_ms)); });
  }
  static void stop(void* self) noexcept {
    auto& me = *static_cast<Instance*>(self);
    if (!std::exchange(me.started_, false)) return;
    guarded_void("stop", [&] { me.object_->stop(); });
  }
  static void destroy(void* self) noexcept {
    stop(self);
    guarded_void("destroy", [&] { delete static_cast<Instance*>(self); });
  }
  static crl_status health(void* self, crl_error* error) noexcept {
    return guarded_status(error, [&] { return object(self).health(); });
  }
  static const void* get_interface(void*, const char* id) noexcept {
    return std::strcmp(id, Kind::kInterface) == 0 ? Kind::table() : nullptr;
  }

  std::unique_ptr<Kind> object_;
  bool started_ = false;  // touched by [main] calls only
  crl_instance table_{sizeof(crl_instance), 0, this, &start, &drain, &stop, &destroy, &health,
                      &get_interface};
};

// Makes a T from its configuration; T's constructor takes `const Config&` or nothing.
template <class T>
Result<std::unique_ptr<T>> construct(const crl_doc* config) {
  std::optional<Error> problem;
  std::unique_ptr<T> object;
  if constexpr (std::is_constructible_v<T, const Config&>) {
    object = std::make_unique<T>(Config(Doc(config), problem));
  } else {
    object = std::make_unique<T>();
  }
  if (problem) return *std::move(problem);
  return object;
}

namespace detail {

template <const auto& kEntries>
struct Module {
  static crl_status init(const crl_host* table, crl_error*) noexcept {
    current_host.attach(table);
    return CRL_OK;
  }
  static void deinit() noexcept { current_host.attach(nullptr); }
  static crl_status create(const char* id, const crl_doc* config, const void* sink, const crl_instance** out,
                           crl_error* error) noexcept {
    return guarded(error, [&]() -> crl_status {
      for (const Entry& entry : kEntries) {
        if (std::strcmp(entry.descriptor.id, id) == 0) return entry.create(config, sink, out, error);
      }
      write_error(not_found("this file has no plugin \"" + std::string(id) + "\""), error);
      return CRL_E_NOT_FOUND;
    });
  }

  template <std::size_t... I>
  static constexpr auto pointers(std::index_sequence<I...>) {
    return std::array<const crl_descriptor*, sizeof...(I)>{&kEntries[I].descriptor...};
  }
  static constexpr auto kDescriptors = pointers(std::make_index_sequence<kEntries.size()>());
  static constexpr crl_module kTable{sizeof(crl_module),  CRL_ABI_MAJOR, CRL_ABI_MINOR, kDescriptors.size(),
                                     kDescriptors.data(), &init,         &deinit,       &create};
};

}  // namespace detail
}  // namespace carillon

#define CARILLON_MODULE(...)                                                         \
  namespace {                                                                        \
  constexpr auto carillon_entries = std::to_array<::carillon::Entry>({__VA_ARGS__}); \
  }                                                                                  \
  extern "C" CRL_EXPORT const crl_module* carillon_module_v1(void) {                 \
    return &::carillon::detail::Module<carillon_entries>::kTable;                    \
  }
