#include "outbox.h"

#include <algorithm>

namespace carillon::smtp {

void Outbox::queue_up(const std::string& name, Domain& domain) {
  if (domain.in_turn || !may_go(domain)) return;
  domain.in_turn = true;
  turns_.push_back(name);
}

void Outbox::put(MailPtr mail) {
  const std::string name = mail->domain;
  Domain& domain = domains_[name];
  domain.waiting.push_back(std::move(mail));
  ++size_;
  queue_up(name, domain);
}

void Outbox::put_back(MailPtr mail) {
  const std::string name = mail->domain;
  Domain& domain = domains_[name];
  domain.waiting.push_front(std::move(mail));
  ++size_;
  ended(name);
}

MailPtr Outbox::take() {
  while (!turns_.empty()) {
    const std::string name = std::move(turns_.front());
    turns_.pop_front();
    const auto found = domains_.find(name);
    if (found == domains_.end()) continue;
    Domain& domain = found->second;
    domain.in_turn = false;
    if (!may_go(domain)) continue;
    MailPtr mail = std::move(domain.waiting.front());
    domain.waiting.pop_front();
    --size_;
    ++domain.under_way;
    queue_up(name, domain);
    return mail;
  }
  return nullptr;
}

void Outbox::ended(const std::string& name) {
  const auto found = domains_.find(name);
  if (found == domains_.end()) return;
  Domain& domain = found->second;
  if (domain.under_way > 0) --domain.under_way;
  queue_up(name, domain);
  if (domain.waiting.empty() && domain.under_way == 0) domains_.erase(found);
}

std::size_t Outbox::takeable(std::size_t enough) const {
  std::size_t out = 0;
  for (const auto& name : turns_) {
    const auto found = domains_.find(name);
    if (found == domains_.end()) continue;
    const Domain& domain = found->second;
    const std::size_t room =
        per_domain_ == 0 ? domain.waiting.size() : per_domain_ - std::min(per_domain_, domain.under_way);
    out += std::min(domain.waiting.size(), room);
    if (out >= enough) return enough;
  }
  return out;
}

}  // namespace carillon::smtp
