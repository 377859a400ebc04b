#include "delivery/port.h"

#include <algorithm>

#include <carillon/value.hpp>

namespace carillon::delivery {

namespace {
constexpr std::int64_t kShortPause = 20'000;  // when a channel takes less than offered and gives no advice
}

Port::Port(std::string name, std::string plugin, const crl_channel* table, void* self, Serial serial)
    : name_(std::move(name)),
      plugin_(std::move(plugin)),
      table_(table),
      self_(self),
      serial_(std::move(serial)) {
  caps_.size = sizeof caps_;
  table_->caps(self_, &caps_);
}

std::string_view Port::address_column() const {
  if (caps_.address == CRL_ADDRESS_PUSH) return "attributes";  // its push_token
  return caps_.address == CRL_ADDRESS_EMAIL ? "email" : "phone";
}
std::string_view Port::consent_column() const {
  return caps_.address == CRL_ADDRESS_EMAIL ? "consent_email" : "consent_sms";
}

std::size_t Port::offer(std::span<const crl_message* const> messages, std::int64_t now_us, Error& why) {
  const auto lock = serial_();
  crl_error error = empty_error();
  const auto n = static_cast<std::uint32_t>(messages.size());
  // Closed before the call: a ready() that comes from within it must win.
  closed_until_ = now_us + kShortPause;
  const std::uint32_t taken = std::min(n, table_->send(self_, messages.data(), n, &error));
  if (taken == n) {
    closed_until_ = 0;
    return taken;
  }
  why = read_error(error.status, error);
  if (error.retry_after_ms > 0) {
    std::int64_t expected = now_us + kShortPause;
    closed_until_.compare_exchange_strong(expected, now_us + std::int64_t{error.retry_after_ms} * 1000);
  }
  return taken;
}

void Port::cancel(std::span<const std::uint64_t> tokens) {
  table_->cancel(self_, tokens.data(), static_cast<std::uint32_t>(tokens.size()));
}

Status Port::webhook(std::span<const crl_kv> headers, std::string_view body) {
  const auto lock = serial_();
  crl_error error = empty_error();
  const crl_status status =
      table_->webhook(self_, headers.data(), static_cast<std::uint32_t>(headers.size()), str(body), &error);
  if (status == CRL_OK) return {};
  return read_error(status, error);
}

Result<std::string> Port::challenge(std::span<const crl_kv> query) {
  if (table_->challenge == nullptr)
    return Error{CRL_E_UNSUPPORTED, "this channel's vendor asks for nothing here", 0, {}};
  const auto lock = serial_();
  crl_error error = empty_error();
  std::string out;
  const crl_status status = table_->challenge(
      self_, query.data(), static_cast<std::uint32_t>(query.size()), &out,
      [](void* ctx, crl_str body) { *static_cast<std::string*>(ctx) = view(body); }, &error);
  if (status != CRL_OK) return read_error(status, error);
  return out;
}

bool may_repeat(crl_status status) {
  return status == CRL_E_RATE || status == CRL_E_UNAVAILABLE || status == CRL_E_TIMEOUT ||
         status == CRL_E_UNKNOWN;
}

std::string reason_of(const Error& error) {
  if (!error.vendor_code.empty()) return error.vendor_code;
  std::string_view kind = "channel_error";
  switch (error.status) {
    case CRL_E_INVALID:
      kind = "refused";
      break;
    case CRL_E_AUTH:
      kind = "channel_credentials";
      break;
    case CRL_E_RATE:
      kind = "throttled";
      break;
    case CRL_E_UNAVAILABLE:
      kind = "channel_unavailable";
      break;
    case CRL_E_TIMEOUT:
      kind = "timed_out";
      break;
    case CRL_E_CANCELLED:
      kind = "cancelled";
      break;
    default:
      break;
  }
  return error.message.empty() ? std::string(kind) : std::string(kind) + ": " + error.message;
}

}  // namespace carillon::delivery
