#include <unordered_map>

#include "ingest/apply.h"
#include "store/customers.h"

namespace carillon::ingest {

namespace {

using store::Customer;

template <class T>
bool replace(T& stored, const T& with) {
  if (stored == with) return false;
  stored = with;
  return true;
}

template <class T>
bool patch(const Patch<T>& from, std::optional<T>& to) {
  return from.given && replace(to, from.value);
}

// Answers whether anything is different now.
bool merge(const CustomerInput& from, Customer& to) {
  static const std::vector<std::string> no_tags;
  static const std::string no_attributes = "{}";
  bool changed = patch(from.name, to.name);
  changed |= patch(from.email, to.email);
  changed |= patch(from.phone, to.phone);
  changed |= patch(from.city, to.city);
  changed |= patch(from.country, to.country);
  changed |= patch(from.gender, to.gender);
  changed |= patch(from.timezone, to.timezone);
  changed |= patch(from.birth_date, to.birth_date);
  changed |= patch(from.consent_email, to.consent_email);
  changed |= patch(from.consent_sms, to.consent_sms);
  if (from.tags.given) changed |= replace(to.tags, from.tags.value ? *from.tags.value : no_tags);
  if (from.attributes.given) {
    changed |= replace(to.attributes, from.attributes.value ? *from.attributes.value : no_attributes);
  }
  if (from.created_at) changed |= replace(to.created_at, *from.created_at);
  return changed;
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
  std::vector<Customer> existing;
  if (!stamp.taken_for_new) {
    // Looked up in the order of their index: neighbours are found on the same page.
    auto sorted = wanted;
    std::sort(sorted.begin(), sorted.end());
    auto found = store::customers_by_external_id(session, sorted, !stamp.dry);
    if (!found) return found.error();
    existing = *std::move(found);
  }

  std::vector<Customer> people(wanted.size());
  std::vector<bool> known(wanted.size());
  std::vector<bool> changed(wanted.size());
  for (Customer& c : existing) {
    const std::size_t at = place.at(c.external_id);
    people[at] = std::move(c);
    known[at] = true;
  }
  std::vector<Outcome> outcomes(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t at = place.at(rows[i]->external_id);
    Customer& person = people[at];
    Outcome& outcome = outcomes[i];
    if (rows[i]->unless_changed_since && *rows[i]->unless_changed_since != person.updated_at) {
      outcome.issues.push_back(changed_meanwhile());
      continue;
    }
    if (person.id == 0) {
      person.id = stamp.ids.next();
      person.external_id = rows[i]->external_id;
      person.created_at = person.updated_at = stamp.now_us;
      merge(*rows[i], person);
      outcome.verdict = Verdict::kCreated;
    } else {
      const bool differs = merge(*rows[i], person);
      outcome.verdict = differs ? Verdict::kUpdated : Verdict::kUnchanged;
      if (differs) {
        person.updated_at = after(person.updated_at, stamp);
        changed[at] = true;
      }
    }
    outcome.id = person.id;
    if (rows[i]->answered) outcome.customer = std::make_shared<const Customer>(person);
  }
  if (stamp.dry) return outcomes;
  std::vector<Customer> fresh;
  std::vector<Customer> replaced;
  fresh.reserve(wanted.size() - existing.size());
  for (std::size_t at = 0; at < people.size(); ++at) {
    if (people[at].id == 0) continue;  // its rows were rejected
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
