#include "api/export_rows.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "api/json_writer.h"
#include "api/orders_json.h"
#include "base/time_text.h"

namespace carillon::api {

namespace {

using store::Customer;
using store::Order;

// A row of cells; an absent value is an empty one.
class Cells {
 public:
  Cells(std::string& out, ingest::Formulas formulas) : out_(out), formulas_(formulas) {}

  Cells& text(std::string_view text) {
    if (!first_) out_ += ',';
    first_ = false;
    ingest::append_cell(out_, text, formulas_);
    return *this;
  }
  Cells& maybe(const store::Text& given) {
    return text(given ? std::string_view(*given) : std::string_view{});
  }
  Cells& boolean(std::optional<bool> maybe) {
    return text(!maybe ? std::string_view{} : *maybe ? "true" : "false");
  }
  Cells& time(store::Moment maybe) { return text(maybe ? time_text(*maybe) : std::string{}); }
  void end() { out_ += '\n'; }

 private:
  std::string& out_;
  const ingest::Formulas formulas_;
  bool first_ = true;
};

// Semicolons between the tags; a JSON array where those would not tell them apart.
std::string tags_text(const std::vector<std::string>& tags) {
  std::string out;
  const auto plain = [](const std::string& tag) {
    return tag.find(';') == std::string::npos && tag.front() != ' ' && tag.back() != ' ';
  };
  const bool list =
      !tags.empty() && !tags.front().starts_with('[') && std::all_of(tags.begin(), tags.end(), plain);
  if (tags.empty()) return out;
  if (!list) {
    JsonWriter(out).value(tags);
    return out;
  }
  for (const auto& tag : tags) out += (out.empty() ? "" : ";") + tag;
  return out;
}

void write_items(JsonWriter& out, const Order& order) {
  out.begin_array();
  for (const auto& item : order.items) {
    out.begin_object()
        .member("sku", item.sku)
        .member("category", item.category)
        .member("name", item.name)
        .member("quantity", item.quantity)
        .member("price", item.price)
        .end_object();
  }
  out.end_array();
}

void write_totals(JsonWriter& out, const Customer& c) {
  out.id("id", c.id)
      .member("total_spend", c.total_spend)
      .member("order_count", c.order_count)
      .member("avg_order_value", c.avg_order_value)
      .time("first_order_at", c.first_order_at)
      .time("last_order_at", c.last_order_at)
      .time("updated_at", c.updated_at);
}

void write_json(std::string& text, const ExportStyle& style, const Customer& c) {
  JsonWriter out(text);
  out.begin_object()
      .member("external_id", c.external_id)
      .member("name", c.name)
      .member("email", c.email)
      .member("phone", c.phone)
      .member("city", c.city)
      .member("country", c.country)
      .member("gender", c.gender)
      .key("birth_date");
  c.birth_date ? out.value(date_text(*c.birth_date)) : out.null();
  out.member("timezone", c.timezone)
      .member("tags", c.tags)
      .member("consent_email", c.consent_email)
      .member("consent_sms", c.consent_sms)
      .key("attributes")
      .raw(c.attributes.empty() ? "{}" : std::string_view(c.attributes))
      .time("created_at", c.created_at);
  if (style.totals) write_totals(out, c);
  out.end_object();
  text += '\n';
}

void write_cells(std::string& text, const ExportStyle& style, const Customer& c) {
  Cells cells(text, style.formulas);
  cells.text(c.external_id)
      .maybe(c.name)
      .maybe(c.email)
      .maybe(c.phone)
      .maybe(c.city)
      .maybe(c.country)
      .maybe(c.gender)
      .text(c.birth_date ? date_text(*c.birth_date) : std::string{})
      .maybe(c.timezone)
      .text(tags_text(c.tags))
      .boolean(c.consent_email)
      .boolean(c.consent_sms)
      .text(c.attributes == "{}" ? std::string_view{} : std::string_view(c.attributes))
      .time(c.created_at);
  if (style.totals) {
    cells.text(id_text(c.id))
        .text(to_text(c.total_spend))
        .text(std::to_string(c.order_count))
        .text(c.avg_order_value ? to_text(*c.avg_order_value) : std::string{})
        .time(c.first_order_at)
        .time(c.last_order_at)
        .time(c.updated_at);
  }
  cells.end();
}

}  // namespace

std::string customer_header(const ExportStyle& style) {
  if (style.format != ExportFormat::kCsv) return {};
  std::string out =
      "external_id,name,email,phone,city,country,gender,birth_date,timezone,tags,consent_email,consent_sms,"
      "attributes,created_at";
  if (style.totals)
    out += ",id,total_spend,order_count,avg_order_value,first_order_at,last_order_at,updated_at";
  return out + "\n";
}

std::string order_header(const ExportStyle& style) {
  if (style.format != ExportFormat::kCsv) return {};
  return "external_id,customer_external_id,amount,currency,status,ordered_at,items\n";
}

void append_customer(std::string& out, const ExportStyle& style, const Customer& customer) {
  style.format == ExportFormat::kCsv ? write_cells(out, style, customer) : write_json(out, style, customer);
}

void append_order(std::string& text, const ExportStyle& style, const Order& order,
                  const std::string& customer) {
  if (style.format == ExportFormat::kCsv) {
    std::string items;
    JsonWriter list(items);
    write_items(list, order);
    Cells cells(text, style.formulas);
    cells.text(order.external_id)
        .text(customer)
        .text(to_text(order.amount))
        .maybe(order.currency)
        .text(order_status_name(order.status))
        .time(order.ordered_at)
        .text(items);
    cells.end();
    return;
  }
  JsonWriter out(text);
  out.begin_object()
      .member("external_id", order.external_id)
      .member("customer_external_id", customer)
      .member("amount", order.amount)
      .member("currency", order.currency)
      .member("status", order_status_name(order.status))
      .time("ordered_at", order.ordered_at)
      .key("items");
  write_items(out, order);
  out.end_object();
  text += '\n';
}

}  // namespace carillon::api
