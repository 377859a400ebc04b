#include "translate/explained_orders.h"

namespace carillon::translate {
namespace {

constexpr Worded kSums[] = {{"the total of orders", "order_sum"},
                            {"the average of orders", "order_avg"},
                            {"the largest of orders", "order_max"},
                            {"the smallest of orders", "order_min"}};

}  // namespace

Read ExplainedOrders::spent() {
  if (!in_.eat("spent ")) return std::nullopt;
  auto rule = ordered_value("total_spend");
  return rule && in_.eat(" in total") ? rule : std::nullopt;
}
Read ExplainedOrders::ordered_once() {
  if (!in_.eat("ordered ")) return std::nullopt;
  for (const auto& [words, op] : kCompares) {
    if (in_.eat(std::string(words) + "once")) return field_leaf("order_count", op, "1");
  }
  return std::nullopt;
}
Read ExplainedOrders::ordered() {
  if (in_.eat("did not order")) {
    Members members;
    return which(members) ? Read(operation("not_ordered", std::move(members))) : std::nullopt;
  }
  if (!in_.eat("ordered")) return std::nullopt;
  Members members;
  const auto count = in_.attempt([&]() -> std::optional<std::string> {
    if (!in_.eat(" ")) return std::nullopt;
    auto is = compare();
    return is && (in_.eat(" times") || in_.eat(" time")) ? is : std::nullopt;
  });
  if (!which(members)) return std::nullopt;
  if (count) {
    members.emplace_back("count", *count);
  } else if (in_.eat(" and later ordered")) {
    Members later;
    if (!which(later)) return std::nullopt;
    return operation("then", {{"first", object_of(members)}, {"later", object_of(later)}});
  } else if (in_.rest().starts_with(" ") && !ends_condition()) {
    return std::nullopt;
  }
  return operation("ordered", std::move(members));
}
bool ExplainedOrders::ends_condition() const {
  return in_.rest().starts_with(" and ") || in_.rest().starts_with(" or ");
}
Read ExplainedOrders::summed() {
  for (const auto& [words, op] : kSums) {
    if (!in_.eat(words)) continue;
    Members members;
    if (!which(members, "of ") || !in_.eat(" is ")) return std::nullopt;
    const auto is = compare();
    if (!is) return std::nullopt;
    members.emplace_back("is", *is);
    return operation(op, std::move(members));
  }
  return std::nullopt;
}
Read ExplainedOrders::edge() {
  const bool first = in_.eat("the first order");
  if (!first && !in_.eat("the last order")) return std::nullopt;
  Members members;
  if (!in_.eat(" exists") && (!in_.eat(" was") || !which(members, "of ") || members.empty()))
    return std::nullopt;
  return operation(first ? "first_order" : "last_order", std::move(members));
}
Read ExplainedOrders::ratio() {
  if (!in_.eat("the spend of the last ")) return std::nullopt;
  const auto within = in_.length();
  if (!within || !in_.eat(" over that of the ")) return std::nullopt;
  const auto before = in_.length();
  if (!before || !in_.eat(" before is ")) return std::nullopt;
  const auto is = compare();
  if (!is) return std::nullopt;
  return operation("spend_ratio",
                   {{"within", json_text(*within)}, {"before_that", json_text(*before)}, {"is", *is}});
}
Read ExplainedOrders::gap() {
  if (!in_.eat("the mean number of days between orders is ")) return std::nullopt;
  const auto is = compare();
  return is ? Read(operation("days_between_orders", {{"is", *is}})) : std::nullopt;
}
Read ExplainedOrders::ranked() {
  const bool top = in_.eat("is among the top ");
  if (!top && !in_.eat("is among the bottom ")) return std::nullopt;
  const auto n = in_.number();
  if (!n) return std::nullopt;
  const bool percent = in_.eat("%");
  if (!in_.eat(" by ")) return std::nullopt;
  const auto name = field_name();
  if (!name) return std::nullopt;
  return operation(top ? "top" : "bottom",
                   {{"field", json_text(*name)}, {percent ? "percent" : "count", *n}});
}
Read ExplainedOrders::rfm() {
  if (!in_.eat("the RFM ")) return std::nullopt;
  for (const char* score : {"recency", "frequency", "monetary"}) {
    if (!in_.eat(score)) continue;
    if (!in_.eat(" score is ")) return std::nullopt;
    const auto is = compare();
    if (!is) return std::nullopt;
    return operation("rfm", {{"score", json_text(score)}, {"is", *is}});
  }
  return std::nullopt;
}

bool ExplainedOrders::messages(Members& out) {
  for (const char* outcome : {"sent", "delivered", "opened", "clicked", "failed", "skipped"}) {
    if (!in_.eat(" " + std::string(outcome))) continue;
    out.emplace_back("outcome", json_text(outcome));
    window(out);
    if (in_.eat(" by campaign ")) {
      const auto id = in_.number();
      if (!id) return false;
      out.emplace_back("campaign", json_text(*id));
    }
    if (in_.eat(" over channel ")) {
      const auto channel = in_.quoted();
      if (!channel) return false;
      out.emplace_back("channel", json_text(*channel));
    }
    return true;
  }
  return false;
}
Read ExplainedOrders::messaged() {
  if (!in_.eat("had ")) return std::nullopt;
  Members members;
  if (in_.eat("a message"))
    return messages(members) ? Read(operation("messaged", std::move(members))) : std::nullopt;
  if (in_.eat("no message"))
    return messages(members) ? Read(operation("not_messaged", std::move(members))) : std::nullopt;
  const auto count = compare();
  if (!count || (!in_.eat(" message") && !in_.eat(" messages")) || !messages(members)) return std::nullopt;
  members.emplace_back("count", *count);
  return operation("messaged", std::move(members));
}
Read ExplainedOrders::message_count() {
  Members members;
  if (!in_.eat("the number of messages") || !messages(members) || !in_.eat(" is ")) return std::nullopt;
  const auto is = compare();
  if (!is) return std::nullopt;
  members.emplace_back("is", *is);
  return operation("messages_count", std::move(members));
}

}  // namespace carillon::translate
