#include "api/campaign_input.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "api/json_writer.h"
#include "api/lookup.h"
#include "api/merge_patch.h"
#include "api/rule_input.h"
#include "api/services.h"
#include "audience/composition.h"
#include "config/config.h"
#include "delivery/campaign_options.h"
#include "delivery/delivery.h"
#include "store/database.h"

namespace carillon::api {

namespace {

class Reader {
 public:
  Reader(const Context& context, const json::object& body, store::Campaign& campaign)
      : context_(context), body_(body), campaign_(campaign) {}

  Result<Issues> run() {
    campaign_.name = text("name");
    campaign_.objective = text("objective");
    campaign_.channel = text("channel");
    if (campaign_.name.empty()) fault("/name", "required", "a campaign has a name");
    channel();
    audience();
    content();
    tags();
    options();
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
    constexpr const char* kKinds[] = {"segment_id", "rule", "rule_text", "audience", "customer_ids"};
    const auto n = std::count_if(std::begin(kKinds), std::end(kKinds),
                                 [&](const char* kind) { return body_.contains(kind); });
    if (n != 1) {
      return fault(
          "", n == 0 ? "required" : "conflict",
          "give one of segment_id, rule, rule_text, audience and customer_ids; found " + std::to_string(n));
    }
    if (const auto* id = body_.if_contains("segment_id")) {
      if (rule_of(*id, "/segment_id")) campaign_.audience = to_json(json::object{{"segment_id", *id}});
    } else if (const auto* several = body_.if_contains("audience")) {
      compose(several->get_object());
    } else if (body_.contains("customer_ids")) {
      campaign_.audience = to_json(json::object{
          {"customer_ids", customer_ids(body_.at("customer_ids").get_array(), "/customer_ids")}});
    } else if (auto rule = rule_in(body_, "")) {
      campaign_.audience = to_json(json::object{{"rule", *std::move(rule)}});
    }
  }

  // The "rule" or "rule_text" of an object, or nothing after a fault.
  std::optional<json::value> rule_in(const json::object& holder, const std::string& pointer) {
    auto given = read_rule(context_, holder, pointer, context_.services.clock.now_us());
    if (auto* rule = std::get_if<GivenRule>(&given)) return std::move(rule->rule);
    const Issues& issues = std::get<RuleFaults>(given).issues;
    issues_.insert(issues_.end(), issues.begin(), issues.end());
    return std::nullopt;
  }

  // An audience of several parts: kept as it is given, but that rules are JSON and customers have their ids.
  void compose(const json::object& given) {
    const std::size_t before = issues_.size();
    json::object plain;
    for (const std::string side : {"include", "exclude"}) {
      const auto* items = given.if_contains(side);
      if (items == nullptr) continue;
      json::array parts;
      for (std::size_t i = 0; i < items->get_array().size(); ++i) {
        parts.push_back(part(items->get_array()[i], "/audience/" + side + '/' + std::to_string(i)));
      }
      plain[side] = std::move(parts);
    }
    if (failed_ || issues_.size() > before) return;
    const Status done = context_.services.database.read([&](store::Session& session) -> Status {
      const auto made =
          audience::compose(session, context_.services.compiler, plain, context_.services.clock.now_us());
      if (!made) return made.error();
      if (const auto* issues = std::get_if<Issues>(&*made)) {
        for (const Issue& issue : *issues) fault("/audience" + issue.pointer, issue.code, issue.detail);
      }
      return {};
    });
    if (!done) failed_ = done.error();
    campaign_.audience = to_json(plain);
  }

  json::value part(const json::value& given, const std::string& pointer) {
    const auto* object = given.if_object();
    if (object == nullptr) return json::object{{"segment_id", given}};
    if (object->contains("rule") || object->contains("rule_text")) {
      auto rule = rule_in(*object, pointer);
      return json::object{{"rule", rule ? *std::move(rule) : json::value{}}};
    }
    if (const auto* ids = object->if_contains("customer_ids"))
      return json::object{{"customer_ids", customer_ids(ids->get_array(), pointer + "/customer_ids")}};
    if (const auto* id = object->if_contains("campaign")) {
      const auto campaign = campaign_named(context_, id->get_string());
      if (!campaign && campaign.error().status == CRL_E_NOT_FOUND) {
        fault(pointer + "/campaign", "unknown_campaign", campaign.error().message);
      } else if (!campaign) {
        failed_ = campaign.error();
      }
    }
    return given;
  }

  json::array customer_ids(const json::array& names, const std::string& pointer) {
    json::array ids;
    for (std::size_t i = 0; i < names.size() && !failed_; ++i) {
      const auto customer = customer_named(context_, names[i].get_string());
      if (customer) {
        ids.emplace_back(id_text(customer->id));
      } else if (customer.error().status == CRL_E_NOT_FOUND) {
        fault(pointer + '/' + std::to_string(i), "unknown_customer", customer.error().message);
      } else {
        failed_ = customer.error();
      }
    }
    return ids;
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
    const auto* made = std::get_if<delivery::Content>(&checked);
    variants_ = made == nullptr ? 0 : made->variants.size();
  }

  void tags() {
    campaign_.tags.clear();
    if (const auto* given = body_.if_contains("tags"))
      campaign_.tags = json::value_to<std::vector<std::string>>(*given);
  }

  void options() {
    const auto* given = body_.if_contains("options");
    const json::value options = given == nullptr ? json::value(json::object{}) : *given;
    const auto read =
        delivery::read_options(options, context_.services.config.organisation.timezone, "/options");
    if (const auto* issues = std::get_if<Issues>(&read)) {
      issues_.insert(issues_.end(), issues->begin(), issues->end());
    } else if (std::get<delivery::CampaignOptions>(read).test && variants_ == 1) {
      fault("/options/ab", "conflict", "a test needs several variants, and there is one");
    }
    campaign_.options = to_json(options);
  }

  const Context& context_;
  const json::object& body_;
  store::Campaign& campaign_;
  Issues issues_;
  std::optional<Error> failed_;
  std::size_t variants_ = 0;  // 0: the content is at fault
};

// What of an input is one kind of a thing, and excludes the others.
constexpr std::array<std::string_view, 5> kAudiences{"segment_id", "rule", "rule_text", "audience",
                                                     "customer_ids"};
constexpr std::array<std::string_view, 2> kContents{"template", "variants"};

void replace_kind(json::object& input, const json::object& patch, std::span<const std::string_view> kinds) {
  const auto given = [&](std::string_view kind) {
    const auto* member = patch.if_contains(kind);
    return member != nullptr && !member->is_null();
  };
  if (std::none_of(kinds.begin(), kinds.end(), given)) return;
  for (const auto kind : kinds) {
    if (!given(kind)) input.erase(kind);
  }
}

// A column of JSON that was an object when it was stored.
json::object stored(const std::string& text) {
  auto parsed = parse_json(text);
  return parsed && parsed->is_object() ? std::move(parsed->get_object()) : json::object{};
}

}  // namespace

Result<Issues> read_campaign(const Context& context, const json::object& body, store::Campaign& campaign) {
  return Reader(context, body, campaign).run();
}

json::object patched_input(const store::Campaign& campaign, const json::object& patch) {
  json::object input{
      {"name", campaign.name}, {"objective", campaign.objective}, {"channel", campaign.channel}};
  input["tags"] = json::value_from(campaign.tags);
  input["options"] = stored(campaign.options);
  json::object audience = stored(campaign.audience);
  if (audience.contains("include")) {
    input["audience"] = std::move(audience);
  } else {
    for (auto& [kind, value] : audience) input[kind] = std::move(value);
  }
  for (auto& [kind, value] : stored(campaign.content)) input[kind] = std::move(value);
  replace_kind(input, patch, kAudiences);
  replace_kind(input, patch, kContents);
  // Audiences are wholes: a patch of one does not reach into it.
  for (const auto kind : kAudiences) {
    if (patch.contains(kind)) input.erase(kind);
  }
  return merge_patch(std::move(input), patch).get_object();
}

}  // namespace carillon::api
