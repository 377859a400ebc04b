// The running host: every part of it, made in the order in which they depend on each other and stopped in
// the reverse of it.
//
//   data folder -> plugins -> server (its gate closed) -> storage -> ingest, audience -> delivery, channels,
//   AI -> API
//
// Thread safety: start(), tend() and stop() on the lifecycle thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include <carillon/result.hpp>

#include "config/config.h"

namespace carillon::app {

class Host {
 public:
  // Waits for so long; true when the wait is to be given up, as the process is told to end.
  using Pause = std::function<bool(std::chrono::milliseconds)>;

  // Everything up and serving, or the first thing that failed. A channel or AI provider that cannot start
  // does not keep the host from starting: it is listed with its reason. Storage does, unless it is only not
  // there yet: then the host waits for it, answering /readyz with the reason. CRL_E_CANCELLED: `pause` gave
  // up.
  static Result<std::unique_ptr<Host>> start(const config::Loaded& loaded, const Pause& pause);
  ~Host();

  std::uint16_t port() const;

  // Work of the lifecycle thread: plugin files that were dropped in, rescans that the API asked for.
  void tend();

  // Stops accepting, finishes what is under way, records what is known. Safe twice.
  void stop();

 private:
  struct Parts;
  explicit Host(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace carillon::app
