#include "api/lookup.h"

#include <string>

#include "api/services.h"
#include "store/campaigns.h"
#include "store/customers.h"
#include "store/database.h"
#include "store/orders.h"
#include "store/segments.h"

namespace carillon::api {

namespace {

constexpr std::string_view kExternal = "external:";

// `by_id` and `by_external` answer Result<optional<Row>>; the latter may be null.
template <class Row, class ById, class ByExternal>
Result<Row> named(const Context& context, std::string_view name, std::string_view noun, ById by_id,
                  ByExternal by_external) {
  std::optional<Row> row;
  const auto id = parse_id(name);
  const bool external = name.starts_with(kExternal);
  if (id || external) {
    const Status done = context.services.database.read([&](store::Session& session) -> Status {
      auto found = id ? by_id(session, *id) : by_external(session, name.substr(kExternal.size()));
      if (!found) return found.error();
      row = *std::move(found);
      return {};
    });
    if (!done) return done.error();
  }
  if (!row) return not_found("there is no " + std::string(noun) + " " + std::string(name));
  return *std::move(row);
}

}  // namespace

Result<store::Customer> customer_named(const Context& context, std::string_view name) {
  return named<store::Customer>(context, name, "customer", store::get_customer, store::find_customer);
}

Result<store::Order> order_named(const Context& context, std::string_view name) {
  return named<store::Order>(context, name, "order", store::get_order, store::find_order);
}

Result<store::Segment> segment_named(const Context& context, std::string_view id) {
  const auto none = [](store::Session&, std::string_view) -> Result<std::optional<store::Segment>> {
    return std::optional<store::Segment>{};
  };
  return named<store::Segment>(context, id, "segment", store::get_segment, none);
}

Result<store::MessageTemplate> template_named(const Context& context, std::string_view id) {
  const auto none = [](store::Session&, std::string_view) -> Result<std::optional<store::MessageTemplate>> {
    return std::optional<store::MessageTemplate>{};
  };
  return named<store::MessageTemplate>(context, id, "template", store::get_template, none);
}

Result<store::Campaign> campaign_named(const Context& context, std::string_view id) {
  const auto none = [](store::Session&, std::string_view) -> Result<std::optional<store::Campaign>> {
    return std::optional<store::Campaign>{};
  };
  return named<store::Campaign>(context, id, "campaign", store::get_campaign, none);
}

}  // namespace carillon::api
