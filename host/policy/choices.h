// What people have chosen: to hear no more, or to hear again. Each choice is kept with its proof.
//
// Somebody who unsubscribes is suppressed by address, so that a second record of the same person is silent,
// too, and loses the consent, so that rules see it; nothing that is chosen twice changes anything the second
// time. Each call is to run within a write transaction of the caller's.
// Thread safety: all calls from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "base/clock.h"
#include "base/ids.h"
#include "policy/gate.h"
#include "store/records.h"
#include "store/session.h"
#include "store/suppressions.h"

namespace carillon::policy {

struct Proof {
  std::string source;    // "unsubscribe link", "reply", "api"
  std::string evidence;  // where from and by what: an address, a browser, the words that came
};

// The message that somebody answers.
struct Answered {
  Id campaign = 0, recipient = 0;
  std::string channel;
  AddressKind kind = AddressKind::kNone;
};

enum class Word { kOther, kStop, kStart };
// The word of a reply, when the reply is that word alone: case, blanks and a full stop aside.
Word word_of(std::string_view reply, const Rules& rules);

class Choices {
 public:
  Choices(Gate& gate, IdSource& ids, const Clock& clock) : gate_(gate), ids_(ids), clock_(clock) {}

  struct Consents {
    std::optional<bool> email, sms;
  };
  // Answers the customer as it is then; nullopt: there is none.
  Result<std::optional<store::Customer>> consent(store::Session& session, Id customer, Consents consents,
                                                 const Proof& proof);

  // `everything`: of every channel, else of the message's own. False: there is no such message any more.
  Result<bool> unsubscribe(store::Session& session, const Answered& message, bool everything,
                           const Proof& proof);
  // What unsubscribing did, undone; other suppressions stay.
  Result<bool> subscribe_again(store::Session& session, const Answered& message, const Proof& proof);

  // A reply to a channel. A word that stops suppresses the number on every channel; one that starts undoes
  // it.
  Result<Word> reply(store::Session& session, AddressKind kind, std::string_view from, std::string_view text);

 private:
  struct Person {
    Id customer = 0;      // 0: a bare address
    std::string address;  // in its normal form; empty: none any more
  };
  Result<std::optional<Person>> person_of(store::Session& session, const Answered& message);
  Status suppress(store::Session& session, const Person& person, std::string_view channel,
                  store::SuppressionReason reason, Id campaign, std::string_view note);

  Gate& gate_;
  IdSource& ids_;
  const Clock& clock_;
};

}  // namespace carillon::policy
