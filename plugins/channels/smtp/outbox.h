// Mails that wait for a connection, by the domain they go to.
//
// Domains take turns, and one that has per_domain mails under way is passed over until one of them ends, so
// that neither a large nor a slow domain holds up the others. For one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "mail.h"

namespace carillon::smtp {

class Outbox {
 public:
  // 0: no limit.
  explicit Outbox(std::uint32_t per_domain) : per_domain_(per_domain) {}

  void put(MailPtr mail);
  // In front of its domain's others; ends what take() began.
  void put_back(MailPtr mail);
  // The next that may go; its domain has one more under way. Null when none may.
  MailPtr take();
  // What take() gave is over.
  void ended(const std::string& domain);

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  // Mails that take() would give now, counted up to `enough`.
  std::size_t takeable(std::size_t enough) const;

  // Takes out all that `wanted` accepts.
  template <class Wanted>
  std::vector<MailPtr> remove(Wanted wanted) {
    std::vector<MailPtr> out;
    for (auto& [name, domain] : domains_) {
      std::deque<MailPtr> kept;
      for (MailPtr& mail : domain.waiting)
        (wanted(*mail) ? out.emplace_back() : kept.emplace_back()) = std::move(mail);
      domain.waiting = std::move(kept);
    }
    size_ -= out.size();
    return out;
  }

 private:
  struct Domain {
    std::deque<MailPtr> waiting;
    std::uint32_t under_way = 0;
    bool in_turn = false;  // its name is in turns_
  };
  bool may_go(const Domain& domain) const {
    return !domain.waiting.empty() && (per_domain_ == 0 || domain.under_way < per_domain_);
  }
  void queue_up(const std::string& name, Domain& domain);

  std::uint32_t per_domain_;
  std::unordered_map<std::string, Domain> domains_;
  std::deque<std::string> turns_;  // domains that may go
  std::size_t size_ = 0;
};

}  // namespace carillon::smtp
