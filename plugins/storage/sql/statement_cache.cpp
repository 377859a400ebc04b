#include "statement_cache.h"

namespace carillon::sql {

Result<StatementCache::Lease> StatementCache::take(std::string_view sql) {
  const auto found = by_text_.find(sql);
  if (found != by_text_.end()) {
    const auto entry = found->second;
    by_text_.erase(found);
    Lease lease(*this, std::move(entry->sql), std::move(entry->statement));
    recent_.erase(entry);
    return lease;
  }
  auto made = db_.prepare(sql);
  if (!made) return made.error();
  return Lease(*this, std::string(sql), std::move(made).value());
}

Result<StatementCache::Lease> StatementCache::take(const Fragment& statement) {
  auto lease = take(std::string_view(statement.sql));
  if (!lease) return lease;
  int i = 0;
  for (const Param& p : statement.params) {
    if (Status s = (*lease)->bind(++i, p.value); !s) return s.error();
  }
  return lease;
}

void StatementCache::give_back(std::string sql, std::unique_ptr<Statement> statement) {
  statement->reset(true);
  if (by_text_.contains(sql)) return;
  recent_.push_front({std::move(sql), std::move(statement)});
  by_text_.emplace(recent_.front().sql, recent_.begin());
  if (recent_.size() <= kMost) return;
  by_text_.erase(recent_.back().sql);
  recent_.pop_back();
}

}  // namespace carillon::sql
