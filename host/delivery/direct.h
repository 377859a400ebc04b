// Single messages, outside of any audience: a confirmation, a code, a receipt.
//
// They are rendered when they are asked for, so that what is missing is told to whoever asks, and kept with
// the ledger row in one transaction. A standing campaign for each channel, template and way of counting sends
// them, before all others and without consent, caps and hold-outs; suppressions of the address still count.
// Links that count are put in when a message is sent: kept is what its template says.
//
// Thread safety: all calls from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include <carillon/result.hpp>

#include "base/clock.h"
#include "base/ids.h"
#include "base/issue.h"
#include "base/json.h"
#include "delivery/channels.h"
#include "delivery/content.h"
#include "links/links.h"
#include "store/database.h"
#include "store/records.h"

namespace carillon::delivery {

struct DirectRequest {
  std::string channel;
  Id customer = 0;                     // 0: to `address`
  std::string address;                 // of a customer: instead of theirs
  std::string campaign_name;           // what the template calls campaign.name
  Id template_id = 0;                  // of the library; 0: the content came with the request
  json::value content;                 // {"template": {subject?, text?, html?}}
  json::value data;                    // what the template calls data.*; an object
  std::int64_t expires_in_us = 0;      // 0: never
  bool opens = false, clicks = false;  // counted in its HTML
  std::optional<bool>
      list_unsubscribe{};  // tells mail programs how to unsubscribe; nothing: when it has the link
};

class Direct {
 public:
  // `scope`: what templates may name besides; `posted`: called after a message is durable.
  // `links`: null, messages have no links of ours.
  Direct(store::Database& database, Channels& channels, IdSource& ids, const Clock& clock,
         const links::Links* links, std::function<Scope(const std::string& campaign)> scope,
         std::function<void()> posted);

  // A message ready to be stored, or what is wrong with the request. Its standing campaign is there
  // afterwards.
  Result<std::variant<store::DirectMessage, Issues>> compose(const DirectRequest& request);

  // After the transaction that inserted it (store/direct_messages.h) is durable: it is sent at once.
  void posted() const { posted_(); }

 private:
  Result<Id> standing_campaign(const DirectRequest& request, bool list_unsubscribe);
  Status render(const DirectRequest& request, const Content& content, store::DirectMessage& message,
                Issues& issues);

  store::Database& database_;
  Channels& channels_;
  IdSource& ids_;
  const Clock& clock_;
  const links::Links* links_;
  const std::function<Scope(const std::string&)> scope_;
  const std::function<void()> posted_;
};

}  // namespace carillon::delivery
