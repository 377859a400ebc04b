// A message that the channel has taken: its texts are its own, for the time that its request is under way.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <carillon/channel.hpp>

#include "text_template.h"

namespace carillon::http_channel {

struct Message {
  explicit Message(const Outgoing& message);

  std::string key, to, from, subject, text, html;
  std::uint32_t attempt;
  std::vector<std::pair<std::string, std::string>> meta;
};

// The operator's own names: vars and secrets.
using OwnValues = std::map<std::string, std::string, std::less<>>;

// What templates see of a message. Borrows all three.
Values values_of(const Message& message, const OwnValues& own, std::int64_t now_us);
KnownName known_names(const OwnValues& own);

}  // namespace carillon::http_channel
