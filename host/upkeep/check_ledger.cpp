#include <map>
#include <string>
#include <utility>

#include <carillon/value.hpp>

#include "delivery/states.h"
#include "store/counters.h"
#include "store/filter.h"
#include "upkeep/campaigns.h"
#include "upkeep/check.h"

namespace carillon::upkeep {

namespace {

using Sums = std::map<std::pair<store::MessageState, std::int64_t>, std::int64_t>;  // (state, reason): n

struct Books {
  Sums messages, counters;
  std::int64_t total = 0;  // messages
};

Result<Books> read_books(store::Session& session, Id campaign) {
  Books out;
  Expr count;
  count.over(CRL_X_COUNT, CRL_T_I64, "", {});
  store::Filter filter;
  filter.equals("campaign_id", cell::of_int(campaign));
  store::Query query;
  query.collection = "messages";
  query.columns = {"state", "reason"};
  query.group_by = {"state", "reason"};
  query.outputs = {&count};
  query.where = filter.expr();
  const auto read = session.query(query, [&](store::Row row) {
    const std::int64_t n = cell::as_int(row[2]);
    out.messages[{static_cast<store::MessageState>(cell::as_int(row[0])), cell::as_int(row[1])}] = n;
    out.total += n;
    return true;
  });
  if (!read) return read.error();
  const auto counters = store::read_counters(session, campaign);
  if (!counters) return counters.error();
  for (const auto& counter : *counters) {
    if (counter.n != 0) out.counters[{counter.state, counter.reason}] = counter.n;
  }
  return out;
}

// What must be added to the counters to make them right.
store::CounterChanges difference(Id campaign, const Books& books) {
  Sums missing = books.messages;
  for (const auto& [key, n] : books.counters) missing[key] -= n;
  store::CounterChanges out;
  for (const auto& [key, n] : missing) out.add(campaign, key.first, key.second, n);
  return out;
}

std::string text_of(const Sums& sums) {
  std::string out;
  for (const auto& [key, n] : sums) {
    out += (out.empty() ? "" : ", ") + std::string(delivery::state_name(key.first)) + " " + std::to_string(n);
  }
  return out.empty() ? "nothing" : out;
}

Status repair(store::Database& database, Id campaign) {
  return database.write([&](store::Session& session) -> Status {
    const auto books = read_books(session, campaign);
    if (!books) return books.error();
    return store::apply(session, difference(campaign, *books));
  });
}

Status check_campaign(store::Database& database, const store::Campaign& known, const Options& options) {
  Books books;
  std::int64_t audience = 0;
  const Status read = database.read([&](store::Session& session) -> Status {
    const auto campaign = store::get_campaign(session, known.id);
    if (!campaign) return campaign.error();
    auto seen = read_books(session, known.id);
    if (!seen) return seen.error();
    books = *std::move(seen);
    audience = *campaign ? (*campaign)->audience_size : 0;
    return {};
  });
  if (!read) return read;
  const std::string name = name_of(known);
  if (books.messages != books.counters) {
    if (options.repair) {
      if (Status done = repair(database, known.id); !done) return done;
    }
    options.on_finding(
        {name + " counts " + text_of(books.counters) + "; its messages are " + text_of(books.messages),
         options.repair, false});
  }
  if (books.total != audience) {
    options.on_finding({name + " has an audience of " + std::to_string(audience) + " but " +
                            std::to_string(books.total) + " messages",
                        false, true});
  }
  options.on_progress(static_cast<std::uint64_t>(books.total));
  return {};
}

}  // namespace

Status check_ledger(store::Database& database, const Options& options) {
  return each_campaign(
      database, [&](const store::Campaign& campaign) { return check_campaign(database, campaign, options); });
}

}  // namespace carillon::upkeep
