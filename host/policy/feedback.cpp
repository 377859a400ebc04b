#include "policy/feedback.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <vector>

#include "base/fold.h"
#include "policy/addresses.h"
#include "store/filter.h"
#include "store/records.h"
#include "store/suppressions.h"

namespace carillon::policy {

namespace {

constexpr std::int64_t kSoftWindow = 30 * kDayUs;
constexpr std::size_t kMostSources = 1'000;

struct Recipient {
  std::string address, country;
};

using Recipients = std::unordered_map<Id, Recipient>;

Status read_rows(store::Session& session, std::string_view collection, std::vector<std::string_view> columns,
                 std::span<const Id> ids, const std::function<void(store::Row)>& use) {
  return store::in_pieces(ids, [&](std::span<const Id> piece) -> Status {
    store::Filter filter;
    filter.in("id", piece);
    store::Query query;
    query.collection = collection;
    query.columns = columns;
    query.where = filter.expr();
    const auto done = session.query(query, [&](store::Row row) {
      use(row);
      return true;
    });
    return done ? Status{} : done.error();
  });
}

Status read_customers(store::Session& session, AddressKind kind, std::span<const Id> ids, Recipients& into) {
  const std::string_view column = kind == AddressKind::kEmail ? "email" : "phone";
  return read_rows(session, "customers", {"id", column, "country"}, ids, [&](store::Row row) {
    into[row[0].v.i] = {std::string(cell::as_text(row[1])), std::string(cell::as_text(row[2]))};
  });
}

// Single messages go to an address of their own, or to their customer's.
Status read_direct(store::Session& session, AddressKind kind, std::span<const Id> ids, Recipients& into) {
  std::vector<Id> customers;
  std::unordered_multimap<Id, Id> messages_of;  // by customer
  const Status read =
      read_rows(session, "direct_messages", {"id", "address", "customer_id"}, ids, [&](store::Row row) {
        const std::string_view address = cell::as_text(row[1]);
        if (!address.empty()) {
          into[row[0].v.i] = {std::string(address), {}};
        } else if (row[2].is_null == 0) {
          customers.push_back(row[2].v.i);
          messages_of.emplace(row[2].v.i, row[0].v.i);
        }
      });
  if (!read || customers.empty()) return read;
  Recipients found;
  if (auto done = read_customers(session, kind, customers, found); !done) return done;
  for (const auto& [customer, message] : messages_of) {
    if (const auto person = found.find(customer); person != found.end()) into[message] = person->second;
  }
  return {};
}

}  // namespace

Bounce bounce_of(std::string_view reason) {
  constexpr std::array<std::string_view, 12> kForNow{"soft",         "transient", "temporar",  "mailbox full",
                                                     "mailbox_full", "quota",     "try again", "greylist",
                                                     "deferred",     "timeout",   "timed out", "throttl"};
  const std::string text = fold(reason);
  const bool words = std::any_of(kForNow.begin(), kForNow.end(),
                                 [&](std::string_view word) { return text.find(word) != std::string::npos; });
  // An enhanced code says more than the basic one before it: a full mailbox is x.2.2.
  const bool code_for_now =
      text.size() >= 3 && text[0] == '4' &&
      (text[1] == '.' || (text[1] >= '0' && text[1] <= '9' && text[2] >= '0' && text[2] <= '9'));
  return words || code_for_now || text.find("5.2.2") != std::string::npos ? Bounce::kSoft : Bounce::kHard;
}

Feedback::Feedback(Gate& gate, IdSource& ids, const Clock& clock,
                   std::function<AddressKind(std::string_view)> kind_of)
    : gate_(gate), ids_(ids), clock_(clock), kind_of_(std::move(kind_of)) {}

Result<Feedback::Source> Feedback::source_of(store::Session& session, Id campaign) {
  {
    const std::scoped_lock lock(mutex_);
    if (const auto known = sources_.find(campaign); known != sources_.end()) return known->second;
  }
  store::Filter filter;
  filter.equals("id", cell::of_int(campaign));
  store::Query query;
  query.collection = "campaigns";
  query.columns = {"channel", "kind"};
  query.where = filter.expr();
  Source source;
  const auto done = session.query(query, [&](store::Row row) {
    source = {std::string(cell::as_text(row[0])),
              cell::as_int(row[1]) == static_cast<std::int64_t>(store::CampaignKind::kTransactional)};
    return false;
  });
  if (!done) return done.error();
  const std::scoped_lock lock(mutex_);
  if (sources_.size() >= kMostSources) sources_.clear();
  return sources_[campaign] = source;
}

Status Feedback::recorded(store::Session& session, std::span<const Outcome> outcomes) {
  std::map<Id, std::vector<const Outcome*>> by_campaign;
  for (const Outcome& outcome : outcomes) by_campaign[outcome.campaign].push_back(&outcome);
  for (auto& [campaign, of_it] : by_campaign) {
    if (auto done = recorded_of(session, campaign, of_it); !done) return done;
  }
  return {};
}

Status Feedback::recorded_of(store::Session& session, Id campaign, std::span<const Outcome*> outcomes) {
  const auto source = source_of(session, campaign);
  if (!source) return source.error();
  const AddressKind kind = kind_of_(source->channel);
  if (kind == AddressKind::kNone || kind == AddressKind::kPush) return {};  // of devices nothing is kept
  std::vector<Id> ids;
  for (const Outcome* outcome : outcomes) ids.push_back(outcome->recipient);
  Recipients recipients;
  const Status read = source->transactional ? read_direct(session, kind, ids, recipients)
                                            : read_customers(session, kind, ids, recipients);
  if (!read) return read;
  const std::int64_t now = clock_.now_us();
  std::vector<store::Suppression> ended;
  for (const Outcome* outcome : outcomes) {
    const auto found = recipients.find(outcome->recipient);
    if (found == recipients.end()) continue;
    const auto address = gate_.normal(kind, found->second.address, found->second.country);
    if (!address) continue;
    store::Suppression row;
    row.subject = subject_of_address(*address);
    if (!outcome->complained && bounce_of(outcome->reason) == Bounce::kSoft) {
      const auto n = store::note_soft_bounce(session, row.subject, campaign, now, now - kSoftWindow);
      if (!n) return n.error();
      if (gate_.rules().soft_bounces == 0 || *n < gate_.rules().soft_bounces) continue;
    }
    row.id = ids_.next();
    row.address = *address;
    row.reason =
        outcome->complained ? store::SuppressionReason::kComplained : store::SuppressionReason::kBounced;
    row.campaign_id = campaign;
    row.note = first_code_points(outcome->reason, 90);
    row.created_at = now;
    ended.push_back(std::move(row));
  }
  if (ended.empty()) return {};
  gate_.suppressions_changed();
  return store::put_suppressions(session, ended);
}

}  // namespace carillon::policy
