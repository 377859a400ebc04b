// A message on its way to the server: its envelope, its text as it goes over the wire, and the duty to
// answer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <carillon/channel.hpp>

namespace carillon::smtp {

struct Mail {
  Ticket ticket;
  std::uint64_t token = 0;
  std::string return_path, to, domain;
  std::string message_id;   // without brackets: what the host is told as the provider's id
  std::string wire;         // dot-stuffed, ends with CRLF "." CRLF
  bool needs_utf8 = false;  // an address beyond ASCII
  std::int64_t not_after_us = 0;
  std::size_t weight = 0;  // bytes that it counts against queue_mb
};
using MailPtr = std::unique_ptr<Mail>;

// Doubles the dot that begins a line and appends the line of one dot that ends a mail.
std::string dot_stuffed(std::string mail);

}  // namespace carillon::smtp
