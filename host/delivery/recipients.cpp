#include "delivery/recipients.h"

#include <map>
#include <string>
#include <vector>

#include <carillon/value.hpp>

#include "store/customers.h"
#include "store/direct_messages.h"

namespace carillon::delivery {

namespace {

Status read_customers(store::Session& session, Run& run, std::span<const Id> ids,
                      const std::function<void(const Recipient&)>& use) {
  const auto kind = address_kind(run.port());
  const auto each = [&](store::Row row) {
    const RowHead head = head_of(row, kind);
    use({{.recipient = head.id,
          .customer = head.id,
          .address = head.address,
          .country = head.country,
          .timezone = head.timezone,
          .consent = head.consent},
         row,
         nullptr});
    return true;
  };
  if (run.scattered) return store::read_customers(session, ids, run.columns, each);
  const auto scattered = store::read_neighbours(session, ids, run.columns, each);
  if (!scattered) return scattered.error();
  run.scattered = *scattered;
  return {};
}

struct Person {
  std::string address, country, timezone;
  bool consent = false;
};

Status read_direct(store::Session& session, const Run& run, std::span<const Id> ids,
                   const std::function<void(const Recipient&)>& use) {
  std::vector<store::DirectMessage> messages;
  std::vector<Id> customers;
  const Status read = store::read_direct_messages(session, ids, [&](const store::DirectMessage& message) {
    messages.push_back(message);
    if (message.customer_id != 0) customers.push_back(message.customer_id);
  });
  if (!read) return read;
  const auto kind = address_kind(run.port());
  std::map<Id, Person> people;
  const Status found = store::read_customers(session, customers, run.columns, [&](store::Row row) {
    const RowHead head = head_of(row, kind);
    people[head.id] = {std::string(head.address), std::string(head.country), std::string(head.timezone),
                       head.consent};
    return true;
  });
  if (!found) return found;
  const Person nobody;
  for (const auto& message : messages) {
    const auto person = people.find(message.customer_id);
    if (message.customer_id != 0 && person == people.end()) continue;
    const Person& who = person == people.end() ? nobody : person->second;
    use({{.recipient = message.id,
          .customer = message.customer_id,
          .address = message.address.empty() ? std::string_view(who.address) : message.address,
          .country = who.country,
          .timezone = who.timezone,
          .consent = who.consent},
         {},
         &message});
  }
  return {};
}

}  // namespace

Status read_recipients(store::Session& session, Run& run, std::span<const Id> ids,
                       const std::function<void(const Recipient&)>& use) {
  return run.urgent() ? read_direct(session, run, ids, use) : read_customers(session, run, ids, use);
}

}  // namespace carillon::delivery
