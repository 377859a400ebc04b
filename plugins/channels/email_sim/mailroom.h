// Writes accepted messages into a folder as .eml files, to be looked at with any mail program.
//
// Thread safety: file() is [any]. A file appears whole or not at all; the same message overwrites its own.
#pragma once

#include <filesystem>
#include <string>

#include <carillon/channel.hpp>

#include "mime/address.h"

namespace carillon::sim {

class Mailroom {
 public:
  // REQUIRES: dir exists.
  Mailroom(std::filesystem::path dir, mime::Mailbox from) : dir_(std::move(dir)), from_(std::move(from)) {}
  Status file(const Outgoing& message, std::string_view provider_id) const;

 private:
  std::filesystem::path dir_;
  mime::Mailbox from_;  // of messages that name no sender
};

}  // namespace carillon::sim
