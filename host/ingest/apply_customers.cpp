#include <unordered_map>

#include "ingest/apply.h"
#include "store/customers.h"

namespace carillon::ingest {

namespace {

using store::Customer;

template <class T, class Stored>
void patch(const Patch<T>& from, Stored& to) {
  if (from.given) to = from.value;
}

void merge(const CustomerInput& from, Customer& to) {
  patch(from.name, to.name);
  patch(from.email, to.email);
  patch(from.phone, to.phone);
  patch(from.city, to.city);
  patch(from.country, to.country);
  patch(from.gender, to.gender);
  patch(from.timezone, to.timezone);
  patch(from.birth_date, to.birth_date);
  if (from.tags.given) to.tags = from.tags.value.value_or(std::vector<std::string>{});
  patch(from.consent_email, to.consent_email);
  patch(from.consent_sms, to.consent_sms);
  if (from.attributes.given) to.attributes = from.attributes.value.value_or("{}");
  if (from.created_at) to.created_at = *from.created_at;
}

}  // namespace

Result<std::vector<Outcome>> apply_customers(store::Session& session,
                                             std::span<const CustomerInput* const> rows, Stamp stamp) {
  std::unordered_map<std::string_view, std::size_t> place;  // external_id -> index in `people`
  std::vector<std::string_view> wanted;
  place.reserve(rows.size());
  for (const auto* row : rows) {
    if (place.try_emplace(row->external_id, wanted.size()).second) wanted.push_back(row->external_id);
  }
  auto existing = store::customers_by_external_id(session, wanted, true);
  if (!existing) return existing.error();

  std::vector<Customer> people(wanted.size());
  std::vector<bool> known(wanted.size());
  std::vector<bool> changed(wanted.size());
  for (Customer& c : *existing) {
    const std::size_t at = place.at(c.external_id);
    people[at] = std::move(c);
    known[at] = true;
  }
  std::vector<Outcome> outcomes(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t at = place.at(rows[i]->external_id);
    Customer& person = people[at];
    Outcome& outcome = outcomes[i];
    if (person.id == 0) {
      person.id = stamp.ids.next();
      person.external_id = rows[i]->external_id;
      person.created_at = person.updated_at = stamp.now_us;
      merge(*rows[i], person);
      outcome.verdict = Verdict::kCreated;
    } else {
      Customer after = person;
      merge(*rows[i], after);
      outcome.verdict = after == person ? Verdict::kUnchanged : Verdict::kUpdated;
      if (outcome.verdict == Verdict::kUpdated) {
        after.updated_at = stamp.now_us;
        person = std::move(after);
        changed[at] = true;
      }
    }
    outcome.id = person.id;
  }
  std::vector<Customer> fresh;
  std::vector<Customer> replaced;
  for (std::size_t at = 0; at < people.size(); ++at) {
    if (!known[at]) {
      fresh.push_back(std::move(people[at]));
    } else if (changed[at]) {
      replaced.push_back(std::move(people[at]));
    }
  }
  if (auto done = store::insert_customers(session, fresh); !done) return done.error();
  if (auto done = store::replace_customers(session, replaced); !done) return done.error();
  return outcomes;
}

}  // namespace carillon::ingest
