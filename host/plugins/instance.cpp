#include <utility>

#include "plugins/instance_impl.h"

namespace carillon::plugins {

InstanceState::InstanceState(std::string name, std::string plugin, std::string kind)
    : report_{std::move(name), std::move(plugin), std::move(kind), "created", {}} {}

InstanceReport InstanceState::report() const {
  const std::scoped_lock lock(mutex_);
  return report_;
}

void InstanceState::set(std::string state, std::string reason) {
  const std::scoped_lock lock(mutex_);
  report_.state = std::move(state);
  report_.reason = std::move(reason);
}

void InstanceState::set_reason(std::string reason) {
  const std::scoped_lock lock(mutex_);
  report_.reason = std::move(reason);
}

std::string InstanceState::state() const {
  const std::scoped_lock lock(mutex_);
  return report_.state;
}

Error plugin_error(crl_status status, const crl_error& error) {
  Error out = read_error(status, error);
  if (out.message.empty())
    out.message = "the plugin answered status " + std::to_string(status) + " and no words";
  return out;
}

Instance::Instance(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Instance::~Instance() {
  stop();
  impl_->calls.destroy(impl_->calls.self);
}

const std::string& Instance::name() const { return impl_->name; }
const Descriptor& Instance::descriptor() const { return impl_->descriptor; }
void* Instance::self() const { return impl_->calls.self; }
const void* Instance::interface() const { return impl_->kind_table.get(); }

Status Instance::start() {
  if (impl_->start_was_called || impl_->stopped) {
    return Error{CRL_E_STATE, "instance \"" + impl_->name + "\" is " + impl_->state->state() +
                                  " and cannot be started; make a new one"};
  }
  impl_->start_was_called = true;
  crl_error error = empty_error();
  const crl_status status = impl_->calls.start(impl_->calls.self, &error);
  if (status == CRL_OK) {
    impl_->state->set("running", {});
    return {};
  }
  Error out = plugin_error(status, error);
  impl_->state->set("failed", out.message);
  return out;
}

void Instance::drain(std::uint32_t deadline_ms) {
  if (impl_->calls.drain == nullptr || !impl_->start_was_called || impl_->stopped) return;
  if (impl_->state->state() != "running") return;
  impl_->state->set("draining", {});
  impl_->calls.drain(impl_->calls.self, deadline_ms);
}

void Instance::stop() {
  if (std::exchange(impl_->stopped, true)) return;
  if (impl_->start_was_called) impl_->calls.stop(impl_->calls.self);
  if (impl_->state->state() != "failed") impl_->state->set("stopped", {});
}

Status Instance::health() const {
  if (impl_->calls.health == nullptr) return {};
  crl_error error = empty_error();
  const crl_status status = impl_->calls.health(impl_->calls.self, &error);
  if (status == CRL_OK) {
    if (impl_->state->state() == "running") impl_->state->set_reason({});
    return {};
  }
  Error out = plugin_error(status, error);
  impl_->state->set_reason(out.message);
  return out;
}

std::unique_lock<std::mutex> Instance::serial() const {
  return impl_->serial ? std::unique_lock(impl_->worker_mutex) : std::unique_lock<std::mutex>();
}

}  // namespace carillon::plugins
