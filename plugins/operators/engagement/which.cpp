#include "which.h"

#include <algorithm>
#include <charconv>

#include "language/words.h"

namespace carillon::engagement {

namespace {

// The codes of a message's states in the ledger. A message that bounced was handed to its channel and failed
// all the same; one that was complained of had arrived, and whether it had been opened is forgotten.
constexpr std::int64_t kSent = 3, kDelivered = 4, kOpened = 5, kClicked = 6, kSkipped = 10, kFailed = 11,
                       kBounced = 12, kComplained = 13;

struct Outcome {
  std::string_view name;
  std::vector<std::int64_t> states;
};

const std::vector<Outcome>& outcomes() {
  static const std::vector<Outcome> all = {
      {"sent", {kSent, kDelivered, kOpened, kClicked, kBounced, kComplained}},
      {"delivered", {kDelivered, kOpened, kClicked, kComplained}},
      {"opened", {kOpened, kClicked}},
      {"clicked", {kClicked}},
      {"failed", {kFailed, kBounced}},
      {"skipped", {kSkipped}}};
  return all;
}

std::string outcome_of(const Leaf& leaf) {
  const auto outcome = leaf.text("outcome");
  return outcome ? *outcome : std::string("sent");
}

}  // namespace

Result<Which> Which::read(const Leaf& leaf, const Lowering& to) {
  Which out;
  auto window = language::Window::read(leaf, "", to);
  if (!window) return window.error();
  out.window_ = *window;
  const auto outcome = std::ranges::find(outcomes(), outcome_of(leaf), &Outcome::name);
  if (outcome == outcomes().end())
    return Leaf::refuse("/outcome", "must be sent, delivered, opened, clicked, failed or skipped");
  out.states_ = outcome->states;
  if (leaf.has("campaign")) {
    const auto text = leaf.text("campaign");
    if (!text) return text.error();
    std::int64_t id = 0;
    const auto end = text->data() + text->size();
    const auto read = std::from_chars(text->data(), end, id);
    if (read.ec != std::errc{} || read.ptr != end || id <= 0)
      return Leaf::refuse("/campaign", "must be the id of a campaign, found " + language::quoted(*text));
    out.campaign_ = id;
  }
  if (leaf.has("channel")) {
    auto channel = leaf.text("channel");
    if (!channel) return channel.error();
    out.channel_ = std::move(channel).value();
  }
  return out;
}

Id Which::holds(Lowering& to) const {
  std::vector<Id> parts;
  if (campaign_) parts.push_back(to.node(CRL_X_EQ, {to.field("campaign_id"), to.integer(*campaign_)}));
  std::vector<Id> states = {to.field("state")};
  for (const std::int64_t state : states_) states.push_back(to.integer(state));
  parts.push_back(to.node(CRL_X_IN, states));
  if (!window_.is_open()) parts.push_back(window_.lower(to, "updated_at"));
  if (channel_ && to.enter("campaign")) {
    const Id over = to.node(CRL_X_EQ, {to.field("channel"), to.text(*channel_)});
    parts.push_back(to.over(CRL_X_EXISTS, over));
  }
  return to.node(CRL_X_AND, parts);
}

Id Which::over_messages(Lowering& to, std::uint32_t op) const {
  if (!to.enter("messages")) return 0;
  return to.over(op, holds(to));
}

std::string Which::words(const Leaf& leaf) {
  std::string out = ' ' + outcome_of(leaf) + language::Window::words(leaf, "");
  if (const auto campaign = leaf.text("campaign")) out += " by campaign " + *campaign;
  if (const auto channel = leaf.text("channel")) out += " over channel " + language::quoted(*channel);
  return out;
}

}  // namespace carillon::engagement
