// What the gate asks storage for: suppressions, duplicates of an address, places of frequency caps.
#include <algorithm>
#include <limits>
#include <unordered_map>

#include "base/fold.h"
#include "policy/addresses.h"
#include "policy/caps.h"
#include "policy/gate.h"
#include "store/filter.h"
#include "store/message_states.h"
#include "store/suppressions.h"
#include "store/touches.h"

namespace carillon::policy {

namespace {

using store::SuppressionReason;

std::string_view text_of(SuppressionReason why) {
  switch (why) {
    case SuppressionReason::kUnsubscribed:
      return reason::kUnsubscribed;
    case SuppressionReason::kManual:
      return reason::kSuppressed;
    case SuppressionReason::kStop:
      return reason::kStopped;
    case SuppressionReason::kBounced:
      return reason::kBouncedBefore;
    case SuppressionReason::kComplained:
      return reason::kComplainedBefore;
  }
  return reason::kSuppressed;
}

bool refused(const Verdict& verdict) { return verdict.kind == Verdict::Kind::kSkip; }

using Touches = std::unordered_map<Id, std::vector<store::Touch>>;  // by customer

Result<Touches> touches_of(store::Session& session, std::span<const Id> customers, std::int64_t since_us) {
  Touches out;
  const Status read = store::read_touches(session, customers, since_us, [&](const store::Touch& touch) {
    out[touch.customer_id].push_back(touch);
  });
  if (!read) return read.error();
  return out;
}

const std::vector<store::Touch>& of(const Touches& all, Id customer) {
  static const std::vector<store::Touch> kNone;
  const auto found = all.find(customer);
  return found == all.end() ? kNone : found->second;
}

// A message that is tried again took its place before.
bool has_place(std::span<const store::Touch> before, const Terms& terms) {
  return std::any_of(before.begin(), before.end(), [&](const store::Touch& touch) {
    return touch.campaign_id == terms.campaign && touch.step == terms.step;
  });
}

}  // namespace

Status Gate::Batch::look_up_suppressions(store::Session& session) {
  // Two items of a batch may have one address, so a subject may be of several.
  std::unordered_multimap<std::int64_t, std::size_t> by_subject;
  std::vector<std::int64_t> subjects;
  const auto want = [&](std::int64_t subject, std::size_t at) {
    if (!by_subject.contains(subject)) subjects.push_back(subject);
    by_subject.emplace(subject, at);
  };
  for (std::size_t at = 0; at < items_.size(); ++at) {
    if (refused(items_[at].verdict)) continue;
    if (items_[at].len > 0) want(subject_of_address(address(at)), at);
    if (items_[at].customer != 0) want(subject_of_customer(items_[at].customer), at);
  }
  std::vector<SuppressionReason> strongest(items_.size(), SuppressionReason{0});
  const Status read =
      store::read_suppressions(session, subjects, now_us_, [&](const store::Suppression& found) {
        if (!found.channel.empty() && found.channel != channel_.name) return;
        const auto [first, last] = by_subject.equal_range(found.subject);
        for (auto it = first; it != last; ++it) {
          const std::size_t at = it->second;
          const bool same = found.address.empty() ? found.customer_id == items_[at].customer
                                                  : fold(found.address) == fold(address(at));
          if (same) strongest[at] = std::max(strongest[at], found.reason);
        }
      });
  if (!read) return read;
  for (std::size_t at = 0; at < items_.size(); ++at) {
    const bool passes = terms_.transactional && strongest[at] == SuppressionReason::kUnsubscribed;
    if (strongest[at] == SuppressionReason{0} || passes) continue;
    items_[at].verdict = Verdict::skip(text_of(strongest[at]));
  }
  return {};
}

// Of customers with one address the one of the lowest id gets a campaign. Within the batch the normal forms
// are compared; over the whole audience, by the index of the column, the address as stored and in its normal
// form. A customer of a lower id who was skipped stands in nobody's way.
Status Gate::Batch::look_up_duplicates(store::Session& session) {
  std::unordered_map<std::string, std::vector<std::size_t>> by_address;
  std::vector<crl_value> cells;
  for (std::size_t at = 0; at < items_.size(); ++at) {
    const Item& item = items_[at];
    if (refused(item.verdict) || item.customer == 0) continue;
    auto& same = by_address[fold(address(at))];
    if (same.empty()) cells.push_back(cell::text(address(at)));
    const std::string_view raw = std::string_view(bytes_).substr(item.raw_at, item.raw_len);
    if (raw != address(at)) cells.push_back(cell::text(raw));
    same.push_back(at);
  }
  for (auto& [text, same] : by_address) {
    if (same.size() < 2) continue;
    const auto lowest = std::min_element(same.begin(), same.end(), [&](std::size_t a, std::size_t b) {
      return items_[a].customer < items_[b].customer;
    });
    for (const std::size_t at : same) {
      if (at != *lowest) items_[at].verdict = Verdict::skip(reason::kDuplicate);
    }
  }
  const std::string_view column = channel_.address == AddressKind::kEmail ? "email" : "phone";
  // Who else has these addresses, with a lower id. The members of the audience between the first and the last
  // of a batch are in it, so only those before the first are looked for, which the index alone can answer.
  Id lowest = std::numeric_limits<Id>::max();
  for (const Item& item : items_) {
    if (item.customer != 0) lowest = std::min(lowest, item.customer);
  }
  std::unordered_map<Id, std::size_t> rivals;  // to the item that they rival
  const Status read = store::in_pieces(std::span<const crl_value>(cells), [&](auto piece) -> Status {
    Expr where;
    std::vector<Expr::Id> args{where.field(column, CRL_T_TEXT)};
    // Statements of one length recur, so the last is repeated.
    const std::size_t n = piece.size() > 100 ? store::kIdsAtOnce : piece.size();
    for (std::size_t i = 0; i < n; ++i) args.push_back(where.lit(piece[std::min(i, piece.size() - 1)]));
    const auto same = where.node(CRL_X_IN_CI, CRL_T_BOOL, args);
    // Of a sum, not of the field: a server that makes the bound a part of each range it looks up (MariaDB)
    // takes twice as long.
    const auto id =
        where.node(CRL_X_ADD, CRL_T_I64, {where.field("id", CRL_T_I64), where.lit(cell::of_int(0))});
    const auto lower = where.node(CRL_X_LT, CRL_T_BOOL, {id, where.lit(cell::of_int(lowest))});
    where.node(CRL_X_AND, CRL_T_BOOL, {same, lower});
    store::Query query;
    query.collection = "customers";
    query.columns = {"id", column};
    query.where = &where;
    const auto done = session.query(query, [&](store::Row row) {
      const Id id = row[0].v.i;
      std::string text = fold(cell::as_text(row[1]));
      auto found = by_address.find(text);
      if (found == by_address.end() && channel_.address == AddressKind::kPhone) {
        if (const auto number = phone_number(text, gate_.rules_.country)) found = by_address.find(*number);
      }
      if (found == by_address.end()) return true;
      for (const std::size_t at : found->second) {
        if (!refused(items_[at].verdict) && id < items_[at].customer) rivals.emplace(id, at);
      }
      return true;
    });
    return done ? Status{} : done.error();
  });
  if (!read || rivals.empty()) return read;
  std::vector<Id> ids;
  for (const auto& [id, at] : rivals) ids.push_back(id);
  return store::read_states(session, {terms_.campaign, terms_.step, ids},
                            [&](Id customer, store::MessageState state) {
                              if (state == store::MessageState::kSkipped) return;
                              items_[rivals.at(customer)].verdict = Verdict::skip(reason::kDuplicate);
                            });
}

Status Gate::Batch::admit() {
  if (!gate_.rules_.caps.empty() && terms_.caps && !terms_.transactional) {
    if (auto taken = take_places(); !taken) return taken;
  }
  gate_.count(*this);
  return {};
}

Status Gate::Batch::take_places() {
  std::vector<Id> customers;
  std::unordered_map<Id, std::size_t> items;
  for (std::size_t at = 0; at < items_.size(); ++at) {
    if (!items_[at].verdict.sends() || items_[at].customer == 0) continue;
    customers.push_back(items_[at].customer);
    items.emplace(items_[at].customer, at);
  }
  if (customers.empty()) return {};
  std::sort(customers.begin(), customers.end());
  const std::int64_t channel = channel_number(channel_.name);
  std::vector<Id> over;
  const Status written = gate_.database_.write([&](store::Session& session) -> Status {
    over.clear();
    if (gate_.shared_) {
      if (auto locked = store::lock_customers(session, customers); !locked) return locked;
    }
    const auto got = touches_of(session, customers, now_us_ - longest_window(gate_.rules_.caps));
    if (!got) return got.error();
    std::vector<store::Touch> taken;
    for (const Id customer : customers) {
      const auto& before = of(*got, customer);
      if (has_place(before, terms_)) continue;
      if (within_caps(gate_.rules_.caps, channel_.name, before, now_us_)) {
        taken.push_back({customer, terms_.campaign, terms_.step, channel, now_us_});
      } else {
        over.push_back(customer);
      }
    }
    return store::put_touches(session, taken);
  });
  if (!written) return written;
  for (const Id customer : over) items_[items.at(customer)].verdict = Verdict::skip(reason::kCapped);
  gate_.prune(now_us_);
  return {};
}

Status Gate::Batch::foresee(store::Session& session) {
  if (gate_.rules_.caps.empty() || !terms_.caps || terms_.transactional) return {};
  std::vector<Id> customers;
  for (const Item& item : items_) {
    if (!refused(item.verdict) && item.customer != 0) customers.push_back(item.customer);
  }
  const auto got = touches_of(session, customers, now_us_ - longest_window(gate_.rules_.caps));
  if (!got) return got.error();
  for (Item& item : items_) {
    if (refused(item.verdict) || item.customer == 0) continue;
    const auto& before = of(*got, item.customer);
    const std::int64_t when = std::max(now_us_, item.verdict.until_us);
    if (!has_place(before, terms_) && !within_caps(gate_.rules_.caps, channel_.name, before, when))
      item.verdict = Verdict::skip(reason::kCapped);
  }
  return {};
}

}  // namespace carillon::policy
