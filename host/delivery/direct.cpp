#include "delivery/direct.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <carillon/value.hpp>

#include "base/fnv.h"
#include "delivery/key.h"
#include "delivery/prepared.h"
#include "delivery/template_library.h"
#include "liquid/plain_text.h"
#include "store/campaigns.h"
#include "store/customers.h"
#include "store/schema.h"

namespace carillon::delivery {

namespace {

// Ids are time-ordered and this small only in the first second that there were any.
constexpr std::uint64_t kSmallIds = std::uint64_t{1} << 40U;

// What sets messages of one channel and template apart; as the options of their campaign.
json::object standing_options(const DirectRequest& request, bool list_unsubscribe) {
  json::object options;
  if (request.opens || request.clicks)
    options["tracking"] = json::object{{"opens", request.opens}, {"clicks", request.clicks}};
  if (list_unsubscribe) options["list_unsubscribe"] = true;
  return options;
}

// The same on every host, so that they agree without asking each other.
Id standing_id(const DirectRequest& request, const json::object& options) {
  std::string name = request.channel + '/' + id_text(request.template_id);
  if (!options.empty()) name += '/' + json::serialize(options);
  const std::uint64_t hash = fnv1a(name);
  return static_cast<Id>((hash ^ (hash >> 32U)) % (kSmallIds - 1) + 1);
}

store::Campaign standing(Id id, const DirectRequest& request, const json::object& options,
                         std::int64_t now_us) {
  store::Campaign campaign;
  campaign.id = id;
  campaign.name = "Single messages by " + request.channel;
  if (request.template_id != 0) campaign.name += ", template " + id_text(request.template_id);
  campaign.channel = request.channel;
  campaign.audience = R"({"customer_ids": []})";
  campaign.content = R"({"template": {"text": "-"}})";  // each message has its own
  campaign.state = store::CampaignState::kRunning;
  campaign.kind = store::CampaignKind::kTransactional;
  campaign.options = json::serialize(options);
  campaign.created_at = campaign.updated_at = now_us;
  campaign.started_at = now_us;
  return campaign;
}

bool names_unsubscribing(const Content& content) {
  return std::find(content.slots.begin(), content.slots.end(), "unsubscribe_url") != content.slots.end();
}

}  // namespace

Direct::Direct(store::Database& database, Channels& channels, IdSource& ids, const Clock& clock,
               const links::Links* links, std::function<Scope(const std::string&)> scope,
               std::function<void()> posted)
    : database_(database),
      channels_(channels),
      ids_(ids),
      clock_(clock),
      links_(links),
      scope_(std::move(scope)),
      posted_(std::move(posted)) {}

Result<Id> Direct::standing_campaign(const DirectRequest& request, bool list_unsubscribe) {
  const json::object options = standing_options(request, list_unsubscribe);
  const Id id = standing_id(request, options);
  bool there = false;
  Status done = database_.read([&](store::Session& session) -> Status {
    const auto found = store::get_campaign(session, id);
    if (!found) return found.error();
    there = found->has_value();
    return {};
  });
  if (!done) return done.error();
  if (there) return id;
  const store::Campaign campaign = standing(id, request, options, clock_.now_us());
  done = database_.write([&](store::Session& session) { return store::insert_campaign(session, campaign); });
  if (!done && done.error().status != CRL_E_CONFLICT) return done.error();  // another was quicker
  return id;
}

Status Direct::render(const DirectRequest& request, const Content& content, store::DirectMessage& message,
                      Issues& issues) {
  const Port& port = *channels_.find(request.channel)->port;
  const Variant& variant = content.variants.front();
  const std::vector<std::string_view> columns(content.columns.begin(), content.columns.end());
  std::string key;
  write_key({message.campaign_id, 0, message.id}, key);
  const std::string campaign = id_text(message.campaign_id);
  std::string unsubscribe_url;
  if (links_ != nullptr && names_unsubscribing(content))
    unsubscribe_url = links_->unsubscribe_url({message.campaign_id, message.id, 0}, request.channel);
  std::vector<std::string_view> slots;
  for (const auto& name : content.slots) {
    slots.push_back(name == "message.id"        ? std::string_view(key)
                    : name == "message.channel" ? std::string_view(request.channel)
                    : name == "message.to"      ? std::string_view(request.address)
                    : name == "campaign.id"     ? std::string_view(campaign)
                    : name == "unsubscribe_url" ? std::string_view(unsubscribe_url)
                                                : std::string_view{});
  }
  const json::value no_data = json::object{};
  const auto write = [&](std::span<const crl_value> cells, const std::optional<Body>& body,
                         const std::string& pointer, std::string& out) {
    out.clear();
    if (!body) return;
    liquid::MissingSet missing;
    const MessageValues values{cells, slots, request.data.is_null() ? &no_data : &request.data,
                               clock_.now_us()};
    if (delivery::render(*body, values, out, &missing) != liquid::Rendered::kDone)
      issues.push_back({pointer, "too_much", "this message takes too many steps or is too long"});
    const auto& names = body->text.variables();
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (missing.has(i) && names[i].starts_with("data."))
        issues.push_back(
            {"/data", "required", names[i] + " is missing, and the template has no default for it"});
    }
  };
  const auto write_all = [&](std::span<const crl_value> cells) {
    issues.clear();
    write(cells, variant.subject, "/template/subject", message.subject);
    write(cells, variant.text, "/template/text", message.text);
    const bool takes_html = (port.caps().flags & CRL_CHANNEL_HTML) != 0;
    if (takes_html || !variant.text) write(cells, variant.html, "/template/html", message.html);
    if (!variant.text) {
      message.text.clear();
      liquid::write_plain_text(message.html, message.text);
    }
    if (!takes_html) message.html.clear();
  };
  bool there = request.customer == 0;
  if (there) {
    std::vector<crl_value> cells;
    for (const auto name : columns) {
      const auto* field = store::find_field("customers", name);
      cells.push_back(cell::null(field == nullptr ? CRL_T_TEXT : field->type));
    }
    write_all(cells);
  } else {
    // read_customers() wants at least one column.
    std::vector<std::string_view> wanted{"id"};
    wanted.insert(wanted.end(), columns.begin(), columns.end());
    const Id customers[] = {request.customer};
    const Status read = database_.read([&](store::Session& session) {
      return store::read_customers(session, customers, wanted, [&](store::Row row) {
        there = true;
        write_all(row.subspan(1));
        return true;
      });
    });
    if (!read) return read;
  }
  if (!there) issues.push_back({"/to", "unknown_customer", "there is no such customer"});
  if (there && issues.empty() && message.text.empty() && message.html.empty())
    issues.push_back({"/template", "empty", "the message would be empty"});
  return {};
}

Result<std::variant<store::DirectMessage, Issues>> Direct::compose(const DirectRequest& request) {
  using Composed = std::variant<store::DirectMessage, Issues>;
  if (channels_.find(request.channel) == nullptr) {
    return Composed(
        Issues{{"/channel", "unknown_channel", "there is no channel \"" + request.channel + "\""}});
  }
  Scope scope = scope_(request.campaign_name);
  scope.data = true;
  std::variant<Pinned, Issues> pinned;
  const Status read = database_.read([&](store::Session& session) -> Status {
    auto made = pin(session, request.content, scope);
    if (!made) return made.error();
    pinned = *std::move(made);
    return {};
  });
  if (!read) return read.error();
  if (auto* issues = std::get_if<Issues>(&pinned)) return Composed(std::move(*issues));
  const Content& content = std::get<Pinned>(pinned).compiled;
  const auto campaign =
      standing_campaign(request, request.list_unsubscribe.value_or(names_unsubscribing(content)));
  if (!campaign) return campaign.error();
  store::DirectMessage message;
  message.id = ids_.next();
  message.campaign_id = *campaign;
  message.customer_id = request.customer;
  message.address = request.address;
  message.template_id = request.template_id;
  message.created_at = clock_.now_us();
  if (request.expires_in_us > 0) message.expires_at = message.created_at + request.expires_in_us;
  Issues issues;
  if (auto rendered = render(request, content, message, issues); !rendered) return rendered.error();
  if (!issues.empty()) return Composed(std::move(issues));
  return Composed(std::move(message));
}

}  // namespace carillon::delivery
