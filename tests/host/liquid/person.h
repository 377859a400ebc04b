// A customer to write to, and templates rendered for him.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <carillon/value.hpp>

#include "base/json.h"
#include "liquid/template.h"

namespace carillon::liquid {

struct Person {
  std::string name = "Zoë Müller";
  std::string attributes = R"({"plan":"gold","score":7.5,"address":{"city":"Pune"},"sizes":["m","l","xl"],)"
                           R"("pets":[{"name":"Rex","age":3},{"name":"Ivy","age":12}],"pi":3.14159265})";
  std::int64_t spend_units = 1'234'500'000;  // 123,450
  bool has_name = true;
};

inline crl_value cell_for(const std::string& column, const Person& p) {
  if (column == "name") return p.has_name ? cell::text(p.name) : cell::null(CRL_T_TEXT);
  if (column == "attributes") return cell::text(p.attributes, CRL_T_JSON);
  if (column == "total_spend") return cell::decimal(Decimal{p.spend_units});
  if (column == "order_count") return cell::of_int(3);
  if (column == "last_order_at") return cell::time(1'700'000'000'000'000);
  if (column == "birth_date") return cell::date(0);
  if (column == "tags") return cell::text("vip\x1fgold\x1f", CRL_T_SET);
  if (column == "timezone") return cell::text("America/New_York");
  return cell::null(CRL_T_TEXT);
}

inline Scope usual_scope() {
  Scope scope{"Diwali", "Bells & Co", "INR", "Asia/Kolkata"};
  scope.slots = {"unsubscribe_url", "message.id"};
  return scope;
}

inline std::string fault_text(const Template::Made& made) {
  std::string out = "error: ";
  for (const auto& fault : std::get<std::vector<Fault>>(made)) out += fault.text() + "\n";
  return out;
}

struct Rendering {
  Escape escape = Escape::kNone;
  Scope scope = usual_scope();
  std::string data{};  // JSON; empty: none
  MissingSet* missing = nullptr;
};

// The rendering, "error: ..." with the faults, or "stopped".
inline std::string rendered(std::string_view text, const Person& person = {}, const Rendering& how = {}) {
  Scope scope = how.scope;
  scope.data = !how.data.empty();
  const auto made = Template::compile(text, how.escape, scope);
  if (!std::holds_alternative<Template>(made)) return fault_text(made);
  const auto& compiled = std::get<Template>(made);
  std::vector<crl_value> cells;
  for (const auto& column : compiled.columns()) cells.push_back(cell_for(column, person));
  std::vector<std::string_view> slots;
  for (const auto& slot : compiled.slots())
    slots.push_back(slot == "message.id" ? "m-1" : "https://carillon.example/u?k=1&s=2");
  json::value data;
  if (!how.data.empty()) data = parse_json(how.data).value();
  std::string out = "<";
  const auto done = compiled.render({cells, slots, &data, 1'700'000'000'000'000}, out, how.missing);
  if (done != Rendered::kDone) return out == "<" ? "stopped" : "stopped, and something was left: " + out;
  return out.substr(1);
}

inline std::string in_html(std::string_view text, const Person& person = {}) {
  return rendered(text, person, {.escape = Escape::kHtml});
}

inline std::string with_data(std::string_view text, std::string data) {
  return rendered(text, {}, {.data = std::move(data)});
}

}  // namespace carillon::liquid
