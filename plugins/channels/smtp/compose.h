// Makes mails of the host's messages: addresses, headers, MIME text, signature.
//
// Thread safety: all calls are [any] but the constructor's. The Message-ID and the return path are functions
// of the message's idempotency key, so that a repeat is recognised as the same mail and a bounce names its
// message.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <carillon/channel.hpp>

#include "dkim.h"
#include "mail.h"
#include "settings.h"

namespace carillon::smtp {

// A message whose texts are the channel's own, so that another thread may make a mail of it.
struct Draft {
  explicit Draft(const Outgoing& message);

  Ticket ticket;
  std::string key, to, from, subject, text, html;
  std::vector<std::pair<std::string, std::string>> meta;
  std::int64_t not_after_us;
  std::size_t weight;
};

class Composer {
 public:
  explicit Composer(const Settings& settings) : settings_(settings) {}
  // Reads the key; to be called once, before compose().
  Status load_key();

  // [any] Why no mail can be made of it; nullopt when it can. Cheap: for send().
  static std::optional<Error> check(const Outgoing& message);
  // The mail with the draft's ticket in it.
  MailPtr compose(Draft draft) const;

 private:
  const Settings& settings_;
  std::unique_ptr<DkimSigner> signer_;
};

// "KEY@domain"; a key with characters that an address cannot have goes in as its SHA-256.
std::string message_id_of(std::string_view key, std::string_view domain);
// "bounces+KEY@example.com" of "bounces@example.com".
std::string verp_address(std::string_view return_path, std::string_view key);
// The key out of either; empty when there is none in it.
std::string key_in_message_id(std::string_view message_id);
std::string key_in_verp(std::string_view address);

}  // namespace carillon::smtp
