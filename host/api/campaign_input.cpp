#include "api/campaign_input.h"

#include <algorithm>
#include <optional>

#include "api/json_writer.h"
#include "api/lookup.h"
#include "api/rule_input.h"
#include "api/services.h"
#include "delivery/delivery.h"

namespace carillon::api {

namespace {

class Reader {
 public:
  Reader(const Context& context, store::Campaign& campaign)
      : context_(context), body_(context.body.get_object()), campaign_(campaign) {}

  Result<Issues> run() {
    campaign_.name = text("name");
    campaign_.objective = text("objective");
    campaign_.channel = text("channel");
    channel();
    audience();
    content();
    if (failed_) return *failed_;
    return std::move(issues_);
  }

 private:
  std::string text(const char* name) const {
    const auto* member = body_.if_contains(name);
    return member == nullptr ? std::string{} : json::value_to<std::string>(*member);
  }
  void fault(std::string pointer, std::string code, std::string detail) {
    issues_.push_back({std::move(pointer), std::move(code), std::move(detail)});
  }

  void channel() {
    std::vector<std::string> names;
    for (const auto& info : context_.services.delivery.channels()) {
      names.push_back(info.name);
      if (info.name == campaign_.channel) return;
    }
    std::string known;
    for (const auto& name : names) known += (known.empty() ? "" : ", ") + name;
    fault("/channel", "unknown_channel",
          "there is no channel \"" + campaign_.channel + "\"" +
              (known.empty() ? "; none is running" : "; there are " + known));
  }

  // The segment's rule, or nothing after a fault.
  std::optional<json::value> rule_of(const json::value& id, const std::string& pointer) {
    const auto segment = segment_named(context_, id.get_string());
    if (!segment) {
      if (segment.error().status == CRL_E_NOT_FOUND) {
        fault(pointer, "unknown_segment", segment.error().message);
      } else {
        failed_ = segment.error();
      }
      return std::nullopt;
    }
    auto rule = parse_json(segment->rule);
    if (!rule) return std::nullopt;
    return *std::move(rule);
  }

  void audience() {
    constexpr const char* kKinds[] = {"segment_id", "rule", "audience", "customer_ids"};
    const auto n = std::count_if(std::begin(kKinds), std::end(kKinds),
                                 [&](const char* kind) { return body_.contains(kind); });
    if (n != 1) {
      return fault("", n == 0 ? "required" : "conflict",
                   "give one of segment_id, rule, audience and customer_ids; found " + std::to_string(n));
    }
    if (const auto* id = body_.if_contains("segment_id")) {
      if (rule_of(*id, "/segment_id")) campaign_.audience = to_json(json::object{{"segment_id", *id}});
    } else if (const auto* rule = body_.if_contains("rule")) {
      use_rule(*rule, "/rule");
    } else if (const auto* several = body_.if_contains("audience")) {
      use_rule(combined(several->get_object()), "/audience");
    } else {
      customers(body_.at("customer_ids").get_array());
    }
  }

  void use_rule(const json::value& rule, std::string_view pointer) {
    auto compiled = compile_rule(context_, rule, pointer, context_.services.clock.now_us());
    if (auto* issues = std::get_if<Issues>(&compiled)) {
      issues_.insert(issues_.end(), issues->begin(), issues->end());
    } else {
      campaign_.audience = to_json(json::object{{"rule", rule}});
    }
  }

  json::value combined(const json::object& audience) {
    const auto any_of = [&](const char* name) {
      json::array rules;
      const auto* ids = audience.if_contains(name);
      if (ids == nullptr) return rules;
      for (std::size_t i = 0; i < ids->get_array().size(); ++i) {
        auto rule = rule_of(ids->get_array()[i], std::string("/audience/") + name + "/" + std::to_string(i));
        if (rule) rules.push_back(*std::move(rule));
      }
      return rules;
    };
    json::array parts{json::object{{"any", any_of("include")}}};
    if (json::array excluded = any_of("exclude"); !excluded.empty()) {
      parts.push_back(json::object{{"not", json::object{{"any", std::move(excluded)}}}});
    }
    return json::object{{"all", std::move(parts)}};
  }

  void customers(const json::array& names) {
    json::array ids;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto customer = customer_named(context_, names[i].get_string());
      if (customer) {
        ids.emplace_back(id_text(customer->id));
      } else if (customer.error().status == CRL_E_NOT_FOUND) {
        fault("/customer_ids/" + std::to_string(i), "unknown_customer", customer.error().message);
      } else {
        failed_ = customer.error();
        return;
      }
    }
    campaign_.audience = to_json(json::object{{"customer_ids", std::move(ids)}});
  }

  void content() {
    json::object content;
    for (const char* name : {"template", "variants"}) {
      if (const auto* member = body_.if_contains(name)) content[name] = *member;
    }
    const auto checked = context_.services.delivery.check_content(content, campaign_.name);
    if (const auto* issues = std::get_if<Issues>(&checked))
      issues_.insert(issues_.end(), issues->begin(), issues->end());
    campaign_.content = to_json(content);
  }

  const Context& context_;
  const json::object& body_;
  store::Campaign& campaign_;
  Issues issues_;
  std::optional<Error> failed_;
};

}  // namespace

Result<Issues> read_campaign(const Context& context, store::Campaign& campaign) {
  return Reader(context, campaign).run();
}

}  // namespace carillon::api
