#include "audience/evaluator.h"

namespace carillon::audience {

namespace {

crl_value of(const store::Text& text) { return text ? cell::text(*text) : cell::null(CRL_T_TEXT); }
crl_value of(const store::Moment& at) { return at ? cell::time(*at) : cell::null(CRL_T_TIME); }
crl_value of(const std::optional<bool>& truth) {
  return truth ? cell::boolean(*truth) : cell::null(CRL_T_BOOL);
}

}  // namespace

CustomerRecord::CustomerRecord(const store::Customer& customer)
    : customer_(customer), tags_(pack_set(customer.tags)) {}

crl_value CustomerRecord::get(std::string_view column) const {
  const store::Customer& c = customer_;
  if (column == "id") return cell::of_int(c.id);
  if (column == "external_id") return cell::text(c.external_id);
  if (column == "name") return of(c.name);
  if (column == "email") return of(c.email);
  if (column == "phone") return of(c.phone);
  if (column == "city") return of(c.city);
  if (column == "country") return of(c.country);
  if (column == "gender") return of(c.gender);
  if (column == "timezone") return of(c.timezone);
  if (column == "birth_date") return c.birth_date ? cell::date(*c.birth_date) : cell::null(CRL_T_DATE);
  if (column == "tags") return cell::text(tags_, CRL_T_SET);
  if (column == "consent_email") return of(c.consent_email);
  if (column == "consent_sms") return of(c.consent_sms);
  if (column == "attributes") return cell::text(c.attributes, CRL_T_JSON);
  if (column == "created_at") return cell::time(c.created_at);
  if (column == "updated_at") return cell::time(c.updated_at);
  if (column == "total_spend") return cell::decimal(c.total_spend);
  if (column == "order_count") return cell::of_int(c.order_count);
  if (column == "avg_order_value") {
    return c.avg_order_value ? cell::decimal(*c.avg_order_value) : cell::null(CRL_T_DECIMAL);
  }
  if (column == "first_order_at") return of(c.first_order_at);
  if (column == "last_order_at") return of(c.last_order_at);
  return cell::null(CRL_T_TEXT);
}

}  // namespace carillon::audience
