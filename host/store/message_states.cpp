#include "store/message_states.h"

#include <carillon/value.hpp>

#include "store/filter.h"

namespace carillon::store {

Status read_states(Session& session, const MessageSet& set,
                   const std::function<void(Id customer, MessageState state)>& row) {
  return in_pieces(set.customers, [&](std::span<const Id> piece) -> Status {
    Filter filter;
    filter.equals("campaign_id", cell::of_int(set.campaign)).in("customer_id", piece);
    filter.equals("step", cell::of_int(set.step));
    Query query;
    query.collection = "messages";
    query.columns = {"customer_id", "state"};
    query.where = filter.expr();
    const auto done = session.query(query, [&](Row cells) {
      row(cells[0].v.i, static_cast<MessageState>(cells[1].v.i));
      return true;
    });
    return done ? Status{} : done.error();
  });
}

}  // namespace carillon::store
