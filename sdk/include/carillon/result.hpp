// Error and Result<T>: how everything in Carillon that can fail says so.
//
// A Result holds a value or an Error, never both. Value type; no thread safety of its own. The status tells
// the caller what to do next (see abi/core.h), the message tells a person: found, expected, remedy.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "abi/core.h"

namespace carillon {

struct Error {
  crl_status status = CRL_E_INTERNAL;
  std::string message{};
  std::uint32_t retry_after_ms = 0;
  std::string vendor_code{};
};

template <class T = void>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // REQUIRES: ok().
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // REQUIRES: !ok().
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)), ok_(false) {}
  bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }
  const Error& error() const { return error_; }

 private:
  Error error_;
  bool ok_ = true;
};

using Status = Result<void>;

// Short forms for the statuses that are made most.
inline Error invalid(std::string message) { return {CRL_E_INVALID, std::move(message), 0, {}}; }
inline Error not_found(std::string message) { return {CRL_E_NOT_FOUND, std::move(message), 0, {}}; }
inline Error conflict(std::string message) { return {CRL_E_CONFLICT, std::move(message), 0, {}}; }
inline Error unavailable(std::string message, std::uint32_t retry_after_ms = 0) {
  return {CRL_E_UNAVAILABLE, std::move(message), retry_after_ms, {}};
}
inline Error internal_error(std::string message) { return {CRL_E_INTERNAL, std::move(message), 0, {}}; }

// Writes an Error into the caller's fixed-size struct, cutting the message at a character boundary.
// `out` may be null; its `size` must be set.
inline void write_error(const Error& error, crl_error* out) {
  if (out == nullptr) return;
  crl_error copy{};
  copy.size = sizeof copy;
  copy.status = error.status;
  copy.retry_after_ms = error.retry_after_ms;
  std::size_t n = std::min(error.message.size(), sizeof copy.message - 1);
  while (n > 0 && n < error.message.size() && (static_cast<unsigned char>(error.message[n]) & 0xC0) == 0x80)
    --n;
  std::memcpy(copy.message, error.message.data(), n);
  copy.message_len = static_cast<std::uint32_t>(n);
  const std::size_t code = std::min(error.vendor_code.size(), sizeof copy.vendor_code - 1);
  std::memcpy(copy.vendor_code, error.vendor_code.data(), code);
  CRL_FILL(out, &copy);
}

// An empty struct to hand to a call of the ABI.
inline crl_error empty_error() {
  crl_error e{};
  e.size = sizeof e;
  return e;
}

// Reads an Error back. `status` is what the call answered and wins over the struct's.
inline Error read_error(crl_status status, const crl_error& e) {
  Error out{status, {}, 0, {}};
  if (e.size >= offsetof(crl_error, message) + e.message_len && e.message_len < sizeof e.message) {
    out.message.assign(e.message, e.message_len);
  }
  out.retry_after_ms = e.retry_after_ms;
  const void* end = std::memchr(e.vendor_code, 0, sizeof e.vendor_code);
  if (end != nullptr) out.vendor_code = e.vendor_code;
  return out;
}

// Runs a body behind the C line: no exception leaves. `body` answers a crl_status.
template <class Body>
crl_status guarded(crl_error* out, Body&& body) noexcept {
  try {
    return body();
  } catch (const std::exception& e) {
    try {
      write_error(internal_error(e.what()), out);
    } catch (...) {}
  } catch (...) {
    try {
      write_error(internal_error("an exception of unknown type was thrown"), out);
    } catch (...) {}
  }
  return CRL_E_INTERNAL;
}

}  // namespace carillon
