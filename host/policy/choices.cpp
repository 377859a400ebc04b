#include "policy/choices.h"

#include <algorithm>
#include <array>

#include "base/fold.h"
#include "policy/addresses.h"
#include "store/consents.h"
#include "store/customers.h"
#include "store/filter.h"
#include "store/suppressions.h"

namespace carillon::policy {

namespace {

using store::SuppressionReason;

Choices::Consents consents_of(AddressKind kind, bool both, bool granted) {
  Choices::Consents out;
  if (both || kind == AddressKind::kEmail) out.email = granted;
  if (both || kind == AddressKind::kPhone) out.sms = granted;
  return out;
}

struct DirectRecipient {
  std::string address;
  Id customer = 0;
};

Result<std::optional<DirectRecipient>> direct_recipient(store::Session& session, Id message) {
  store::Filter filter;
  filter.equals("id", cell::of_int(message));
  store::Query query;
  query.collection = "direct_messages";
  query.columns = {"address", "customer_id"};
  query.where = filter.expr();
  std::optional<DirectRecipient> out;
  const auto done = session.query(query, [&](store::Row row) {
    out = DirectRecipient{std::string(cell::as_text(row[0])), cell::as_int(row[1])};
    return false;
  });
  if (!done) return done.error();
  return out;
}

// Whoever has an address, as it was written or in its normal form.
Result<std::vector<Id>> owners_of(store::Session& session, AddressKind kind, std::string_view normal,
                                  std::string_view written) {
  Expr where;
  const std::string_view column = kind == AddressKind::kEmail ? "email" : "phone";
  const auto field = where.field(column, CRL_T_TEXT);
  const auto one = where.lit(cell::text(normal)), other = where.lit(cell::text(written));
  where.node(CRL_X_IN_CI, CRL_T_BOOL, {field, one, other});
  store::Query query;
  query.collection = "customers";
  query.columns = {"id"};
  query.where = &where;
  std::vector<Id> out;
  const auto done = session.query(query, [&](store::Row row) {
    out.push_back(row[0].v.i);
    return true;
  });
  if (!done) return done.error();
  return out;
}

}  // namespace

Word word_of(std::string_view reply, const Rules& rules) {
  constexpr std::string_view kAround = " \t\r\n.!\"'";
  const auto first = reply.find_first_not_of(kAround);
  if (first == std::string_view::npos) return Word::kOther;
  const std::string word = fold(reply.substr(first, reply.find_last_not_of(kAround) - first + 1));
  const auto among = [&](const std::vector<std::string>& words) {
    return std::any_of(words.begin(), words.end(), [&](const std::string& w) { return fold(w) == word; });
  };
  return among(rules.stop_words) ? Word::kStop : among(rules.start_words) ? Word::kStart : Word::kOther;
}

Result<std::optional<store::Customer>> Choices::consent(store::Session& session, Id id, Consents consents,
                                                        const Proof& proof) {
  auto found = store::customers_by_id(session, std::array{id}, true);
  if (!found) return found.error();
  if (found->empty()) return std::optional<store::Customer>{};
  store::Customer customer = std::move(found->front());
  const std::int64_t now = clock_.now_us();
  bool changed = false;
  const auto set = [&](std::optional<bool> wanted, std::optional<bool>& has, const char* kind) -> Status {
    if (!wanted || has == wanted) return {};
    has = wanted;
    changed = true;
    return store::insert_consent(session,
                                 {ids_.next(), id, kind, *wanted, proof.source, proof.evidence, now});
  };
  if (auto done = set(consents.email, customer.consent_email, "email"); !done) return done.error();
  if (auto done = set(consents.sms, customer.consent_sms, "sms"); !done) return done.error();
  if (changed) {
    customer.updated_at = now;
    if (auto done = store::replace_customers(session, std::span(&customer, 1)); !done) return done.error();
  }
  return std::optional<store::Customer>{std::move(customer)};
}

Result<std::optional<Choices::Person>> Choices::person_of(store::Session& session, const Answered& message) {
  Person person;
  person.customer = message.recipient;
  std::string address;
  const auto direct = direct_recipient(session, message.recipient);
  if (!direct) return direct.error();
  if (*direct) {
    person.customer = (*direct)->customer;
    address = (*direct)->address;
  }
  std::string country;
  bool known = !address.empty();
  if (person.customer != 0) {
    const auto customer = store::get_customer(session, person.customer);
    if (!customer) return customer.error();
    if (*customer) {
      known = true;
      const auto& own = message.kind == AddressKind::kEmail ? (*customer)->email : (*customer)->phone;
      if (address.empty()) address = own.value_or("");
      country = (*customer)->country.value_or("");
    } else {
      person.customer = 0;
    }
  }
  if (!known) return std::optional<Person>{};
  // A device's token says nothing lasting about the person, and is too long to keep.
  if (message.kind == AddressKind::kPush) {
    if (person.customer == 0) return std::optional<Person>{};
    return std::optional<Person>{std::move(person)};
  }
  person.address = gate_.normal(message.kind, address, country).value_or("");
  return std::optional<Person>{std::move(person)};
}

Status Choices::suppress(store::Session& session, const Person& person, std::string_view channel,
                         SuppressionReason reason, Id campaign, std::string_view note) {
  store::Suppression row;
  row.id = ids_.next();
  row.subject =
      person.address.empty() ? subject_of_customer(person.customer) : subject_of_address(person.address);
  row.channel = channel;
  row.address = person.address;
  row.customer_id = person.address.empty() ? person.customer : 0;
  row.reason = reason;
  row.campaign_id = campaign;
  row.note = first_code_points(note, 90);
  row.created_at = clock_.now_us();
  gate_.suppressions_changed();
  return store::put_suppressions(session, std::span(&row, 1));
}

Result<bool> Choices::unsubscribe(store::Session& session, const Answered& message, bool everything,
                                  const Proof& proof) {
  const auto person = person_of(session, message);
  if (!person) return person.error();
  if (!*person) return false;
  const Status kept =
      suppress(session, **person, everything ? std::string_view{} : std::string_view(message.channel),
               SuppressionReason::kUnsubscribed, message.campaign, proof.source);
  if (!kept) return kept.error();
  // A wish to hear nothing at all is about the person, whatever the address.
  if (everything && !(*person)->address.empty() && (*person)->customer != 0) {
    const Status also = suppress(session, {(*person)->customer, {}}, {}, SuppressionReason::kUnsubscribed,
                                 message.campaign, proof.source);
    if (!also) return also.error();
  }
  if ((*person)->customer != 0) {
    const auto changed =
        consent(session, (*person)->customer, consents_of(message.kind, everything, false), proof);
    if (!changed) return changed.error();
  }
  return true;
}

Result<bool> Choices::subscribe_again(store::Session& session, const Answered& message, const Proof& proof) {
  const auto person = person_of(session, message);
  if (!person) return person.error();
  if (!*person) return false;
  std::vector<std::int64_t> subjects;
  if (!(*person)->address.empty()) subjects.push_back(subject_of_address((*person)->address));
  if ((*person)->customer != 0) subjects.push_back(subject_of_customer((*person)->customer));
  for (const std::int64_t subject : subjects) {
    const auto lifted =
        store::lift_suppressions(session, subject, std::nullopt, SuppressionReason::kUnsubscribed);
    if (!lifted) return lifted.error();
  }
  if ((*person)->customer != 0) {
    const auto changed = consent(session, (*person)->customer, consents_of(message.kind, false, true), proof);
    if (!changed) return changed.error();
  }
  return true;
}

Result<Word> Choices::reply(store::Session& session, AddressKind kind, std::string_view from,
                            std::string_view text) {
  const Word word = word_of(text, gate_.rules());
  if (word == Word::kOther) return word;
  const auto address = gate_.normal(kind, from, {});
  if (!address) return invalid("\"" + std::string(from.substr(0, 80)) + "\" is no address of this channel");
  const Proof proof{"reply", std::string(from) + ": " + std::string(first_code_points(text, 160))};
  if (word == Word::kStop) {
    const Status kept = suppress(session, {0, *address}, {}, SuppressionReason::kStop, 0, proof.evidence);
    if (!kept) return kept.error();
  } else {
    const auto lifted = store::lift_suppressions(session, subject_of_address(*address), std::nullopt,
                                                 SuppressionReason::kStop);
    if (!lifted) return lifted.error();
  }
  const auto owners = owners_of(session, kind, *address, from);
  if (!owners) return owners.error();
  for (const Id owner : *owners) {
    const auto changed = consent(session, owner, consents_of(kind, false, word == Word::kStart), proof);
    if (!changed) return changed.error();
  }
  return word;
}

}  // namespace carillon::policy
