#include "delivery/results.h"

#include <algorithm>
#include <array>
#include <set>

#include <carillon/expr.hpp>
#include <carillon/value.hpp>

#include "base/json.h"
#include "delivery/states.h"
#include "store/counters.h"
#include "store/tallies.h"

namespace carillon::delivery {

namespace {

constexpr std::array kTreated{MessageState::kSent,    MessageState::kDelivered, MessageState::kOpened,
                              MessageState::kClicked, MessageState::kBounced,   MessageState::kComplained};

// Of a tally: failed before, and tried again.
constexpr std::string_view kQueuedAgain = "queued_again";

crl_value number_of(MessageState state) { return cell::of_int(static_cast<std::int64_t>(state)); }

std::vector<std::string> variant_names(const store::Campaign& campaign) {
  const auto content = parse_json(campaign.content);
  const auto* object = content ? content->if_object() : nullptr;
  const auto* variants = object == nullptr ? nullptr : object->if_contains("variants");
  if (variants == nullptr || !variants->is_array()) return {"default"};
  std::vector<std::string> names;
  for (const auto& variant : variants->get_array())
    names.push_back(json::value_to<std::string>(variant.at("name")));
  return names;
}

// A message of the campaign in one of these states, and for a reason where one is given.
Expr::Id message_in(Expr& out, Id campaign, std::span<const MessageState> states, std::int64_t reason) {
  std::vector<Expr::Id> any{out.field("state", CRL_T_I64)};
  for (const auto state : states) any.push_back(out.lit(number_of(state)));
  std::vector<Expr::Id> parts{out.compare(CRL_X_EQ, "campaign_id", cell::of_int(campaign)),
                              out.node(CRL_X_IN, CRL_T_BOOL, any)};
  if (reason != 0) parts.push_back(out.compare(CRL_X_EQ, "reason", cell::of_int(reason)));
  const Expr::Id all = out.all_of(parts);
  return out.over(CRL_X_EXISTS, CRL_T_BOOL, "messages", {all});
}

Expr::Id order_in(Expr& out, std::int64_t from_us, std::int64_t until_us) {
  const std::array counted{store::OrderStatus::kPending, store::OrderStatus::kCompleted};
  std::vector<Expr::Id> any{out.field("status", CRL_T_I64)};
  for (const auto status : counted) any.push_back(out.lit(cell::of_int(static_cast<std::int64_t>(status))));
  const std::array parts{out.compare(CRL_X_GE, "ordered_at", cell::time(from_us)),
                         out.compare(CRL_X_LT, "ordered_at", cell::time(until_us)),
                         out.node(CRL_X_IN, CRL_T_BOOL, any)};
  const Expr::Id all = out.all_of(parts);
  return out.over(CRL_X_EXISTS, CRL_T_BOOL, "orders", {all});
}

// Calls `use` with each customer who bought in the window and has such a message.
Status each_buyer(store::Session& session, const Results& results, Id campaign,
                  std::span<const MessageState> states, std::int64_t reason,
                  const std::function<void(Id)>& use) {
  Expr where;
  const Expr::Id message = message_in(where, campaign, states, reason);
  const Expr::Id order = order_in(where, results.window_from_us, results.window_until_us);
  where.all_of(std::array{message, order});
  store::Query query;
  query.collection = "customers";
  query.columns = {"id"};
  query.where = &where;
  const auto done = session.query(query, [&](store::Row row) {
    use(row[0].v.i);
    return true;
  });
  return done ? Status{} : done.error();
}

std::int64_t reached(const VariantResult& variant, MessageState state) {
  const auto found = variant.reached.find(std::string(state_name(state)));
  return found == variant.reached.end() ? 0 : found->second;
}

Share share_of(const VariantResult& variant, Test::Metric metric) {
  const std::int64_t sent = reached(variant, MessageState::kSent);
  switch (metric) {
    case Test::Metric::kDelivered:
      return {reached(variant, MessageState::kDelivered), sent};
    case Test::Metric::kOpened:
      return {reached(variant, MessageState::kOpened), sent};
    case Test::Metric::kClicked:
      return {reached(variant, MessageState::kClicked), sent};
    case Test::Metric::kConverted:
      return {variant.converted, sent};
  }
  return {};
}

}  // namespace

std::string_view metric_name(Test::Metric metric) {
  switch (metric) {
    case Test::Metric::kDelivered:
      return "delivered";
    case Test::Metric::kOpened:
      return "opened";
    case Test::Metric::kClicked:
      return "clicked";
    case Test::Metric::kConverted:
      return "converted";
  }
  return "unknown";
}

Status read_tallied(store::Session& session, const store::Campaign& campaign, Results& out) {
  for (auto& name : variant_names(campaign)) {
    out.variants.emplace_back();
    out.variants.back().name = std::move(name);
  }
  out.winner = campaign.winner;
  const auto tallies = store::read_tallies(session, campaign.id);
  if (!tallies) return tallies.error();
  std::map<std::int64_t, Reached> hours;
  for (const auto& tally : *tallies) {
    if (tally.n == 0) continue;
    const std::string state(tally.state == MessageState::kQueued ? kQueuedAgain : state_name(tally.state));
    hours[tally.hour][state] += tally.n;
    if (tally.variant >= 0 && static_cast<std::size_t>(tally.variant) < out.variants.size())
      out.variants[static_cast<std::size_t>(tally.variant)].reached[state] += tally.n;
  }
  for (auto& [hour, states] : hours) out.hours.push_back({hour * kHourUs, std::move(states)});
  return {};
}

Result<Results> read_results(store::Session& session, const store::Campaign& campaign,
                             const CampaignOptions& options, const Split& split) {
  Results out;
  if (auto tallied = read_tallied(session, campaign, out); !tallied) return tallied.error();
  out.metric = options.test ? options.test->metric : Test::Metric::kClicked;
  out.window_from_us = campaign.started_at.value_or(0);
  out.window_until_us = out.window_from_us + options.attribution_us;
  Uplift uplift;
  if (campaign.started_at) {
    const Status treated = each_buyer(session, out, campaign.id, kTreated, 0, [&](Id customer) {
      ++out.converted;
      const std::size_t variant = split.of(campaign.id, customer);
      if (variant < out.variants.size()) ++out.variants[variant].converted;
    });
    if (!treated) return treated.error();
    const std::array skipped{MessageState::kSkipped};
    const std::int64_t held_out = reason_id(reason::kHoldout);
    const Status others =
        each_buyer(session, out, campaign.id, skipped, held_out, [&](Id) { ++uplift.held_out.hits; });
    if (!others) return others.error();
    const auto counters = store::read_counters(session, campaign.id);
    if (!counters) return counters.error();
    for (const auto& counter : *counters) {
      if (std::find(kTreated.begin(), kTreated.end(), counter.state) != kTreated.end())
        uplift.treated.of += counter.n;
      if (counter.state == MessageState::kSkipped && counter.reason == held_out)
        uplift.held_out.of += counter.n;
    }
    uplift.treated.hits = out.converted;
    uplift.difference = difference_interval(uplift.treated, uplift.held_out);
    if (uplift.held_out.of > 0) out.uplift = uplift;
  }
  std::vector<Share> shares;
  for (const auto& variant : out.variants) shares.push_back(share_of(variant, out.metric));
  const auto best = chances_of_being_best(shares);
  for (std::size_t i = 0; i < best.size(); ++i) out.variants[i].best = best[i];
  return out;
}

std::int64_t leader_of(const Results& results) {
  std::int64_t sent = 0;
  for (const auto& variant : results.variants) sent += reached(variant, MessageState::kSent);
  if (sent == 0 || results.variants.empty()) return 0;
  const auto best = std::max_element(results.variants.begin(), results.variants.end(),
                                     [](const auto& a, const auto& b) { return a.best < b.best; });
  return best - results.variants.begin() + 1;
}

}  // namespace carillon::delivery
