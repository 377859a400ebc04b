// The template library: made, changed, put away, found again.
#include "store/templates.h"

#include <algorithm>

#include "api/context.h"
#include "api/etag.h"
#include "api/listing.h"
#include "api/lookup.h"
#include "api/merge_patch.h"
#include "api/problem.h"
#include "api/services.h"
#include "api/tables.h"
#include "api/template_input.h"
#include "api/templates_json.h"
#include "base/fold.h"
#include "store/ask.h"
#include "store/database.h"

namespace carillon::api {

namespace {

std::string body_of(const store::MessageTemplate& shown) {
  std::string body;
  JsonWriter out(body);
  write_template(out, shown);
  return body;
}

// Lays the body's members over a template.
void lay_over(const Context& context, store::MessageTemplate& into) {
  const auto& body = context.body.get_object();
  if (const auto* name = body.if_contains("name")) into.name = json::value_to<std::string>(*name);
  if (const auto* kind = body.if_contains("kind")) into.kind = json::value_to<std::string>(*kind);
  if (const auto* description = body.if_contains("description")) {
    into.description = description->is_null() ? std::string{} : json::value_to<std::string>(*description);
  }
  if (const auto* tags = body.if_contains("tags")) {
    into.tags =
        tags->is_null() ? std::vector<std::string>{} : json::value_to<std::vector<std::string>>(*tags);
  }
  if (const auto* texts = body.if_contains("template")) {
    const auto before = parse_json(into.content);
    into.content = json::serialize(merge_patch(before ? *before : json::value(json::object{}), *texts));
  }
}

// Checks within the transaction that writes, so that a name cannot be taken meanwhile; `write` writes.
http::Response checked(Context& context, const store::MessageTemplate& written, http::Response response,
                       const std::function<Status(store::Session&)>& write) {
  Issues issues;
  const Status done = context.services.database.write([&](store::Session& session) -> Status {
    auto found = check_template(context, session, written);
    if (!found) return found.error();
    issues = *std::move(found);
    if (!issues.empty()) return {};
    if (auto stored = write(session); !stored) return stored;
    return context.keep(session, response);
  });
  if (!done) return failure(context.request, done.error());
  return issues.empty() ? std::move(response) : invalid_request(context.request, issues);
}

http::Response insert(Context& context, store::MessageTemplate made) {
  made.id = context.services.ids.next();
  made.version = 1;
  made.created_at = made.updated_at = context.services.clock.now_us();
  http::Response response = tagged(context, body_of(made), 201);
  response.headers.emplace_back("Location", "/api/v1/templates/" + id_text(made.id));
  return checked(context, made, std::move(response),
                 [&](store::Session& session) { return store::insert_template(session, made); });
}

http::Response create(Context& context) {
  store::MessageTemplate made;
  lay_over(context, made);
  return insert(context, std::move(made));
}

http::Response duplicate(Context& context) {
  constexpr std::size_t kLongestName = 200;
  auto copy = template_named(context, context.path_value("id"));
  if (!copy) return failure(context.request, copy.error());
  const auto* name = context.body.is_object() ? context.body.get_object().if_contains("name") : nullptr;
  const std::string suffix = " (copy)";
  copy->name = name != nullptr
                   ? json::value_to<std::string>(*name)
                   : std::string(first_code_points(copy->name, kLongestName - suffix.size())) + suffix;
  copy->archived_at.reset();
  return insert(context, *std::move(copy));
}

http::Response get(Context& context) {
  const auto found = template_named(context, context.path_value("id"));
  if (!found) return failure(context.request, found.error());
  return tagged(context, body_of(*found));
}

http::Response patch(Context& context) {
  auto changed = template_named(context, context.path_value("id"));
  if (!changed) return failure(context.request, changed.error());
  if (!may_change(context, body_of(*changed))) return has_changed(context);
  const std::int64_t version = changed->version;
  const store::MessageTemplate before = *changed;
  lay_over(context, *changed);
  if (changed->content != before.content || changed->name != before.name) ++changed->version;
  changed->updated_at = context.services.clock.now_us();
  return checked(context, *changed, tagged(context, body_of(*changed)),
                 [&](store::Session& session) { return store::update_template(session, *changed, version); });
}

http::Response put_away(Context& context, bool away) {
  auto moved = template_named(context, context.path_value("id"));
  if (!moved) return failure(context.request, moved.error());
  if (moved->archived_at.has_value() == away) return tagged(context, body_of(*moved));
  const std::int64_t now = context.services.clock.now_us();
  moved->archived_at = away ? store::Moment(now) : std::nullopt;
  moved->updated_at = now;
  const auto write = [&](store::Session& session) {
    return store::update_template(session, *moved, moved->version);
  };
  http::Response response = tagged(context, body_of(*moved));
  if (!away) return checked(context, *moved, std::move(response), write);  // its name may be taken by now
  const Status done = context.services.database.write(write);
  return done ? std::move(response) : failure(context.request, done.error());
}

http::Response list(Context& context) {
  store::TemplateFilter filter{context.query("search"), context.query("tag"), context.query("kind")};
  if (context.query("archived") == "false") filter.archived = store::Archived::kLeftOut;
  if (context.query("archived") == "true") filter.archived = store::Archived::kOnly;
  store::TemplatePage page;
  std::optional<std::int64_t> count;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    auto read = store::list_templates(session, filter, context.query("cursor"),
                                      static_cast<std::size_t>(context.query_int("limit")));
    if (!read) return read.error();
    page = *std::move(read);
    if (!context.query_bool("count")) return {};
    const auto counted = store::count_templates(session, filter);
    if (!counted) return counted.error();
    count = *counted;
    return {};
  });
  if (!done) return failure(context.request, done.error());
  return ok(
      list_body(page.templates, page.next, count,
                [](JsonWriter& out, const store::MessageTemplate& shown) { write_template(out, shown); }));
}

http::Response versions(Context& context) {
  const auto found = template_named(context, context.path_value("id"));
  if (!found) return failure(context.request, found.error());
  const auto page = store::ask(context.services.database, [&](store::Session& session) {
    return store::list_template_versions(session, found->id, context.query("cursor"),
                                         static_cast<std::size_t>(context.query_int("limit")));
  });
  if (!page) return failure(context.request, page.error());
  return ok(list_body(
      page->versions, page->next, std::nullopt,
      [](JsonWriter& out, const store::TemplateVersion& version) { write_template_version(out, version); }));
}

http::Response version(Context& context) {
  const auto found = template_named(context, context.path_value("id"));
  if (!found) return failure(context.request, found.error());
  const auto number = parse_id(context.path_value("version"));
  const auto kept = store::ask(context.services.database, [&](store::Session& session) {
    return store::get_template_version(session, found->id, number.value_or(0));
  });
  if (!kept) return failure(context.request, kept.error());
  if (!*kept) {
    return problem(context.request, 404, "not_found",
                   "there is no version " + std::string(context.path_value("version")) +
                       "; the newest of this template is " + std::to_string(found->version));
  }
  std::string body;
  JsonWriter out(body);
  write_template_version(out, **kept);
  return ok(std::move(body));
}

std::vector<Parameter> list_parameters() {
  Parameter archived{"archived", ParameterType::kChoice, "true: only those that are archived; any: all",
                     "\"any\""};
  archived.choices = {"false", "true", "any"};
  archived.otherwise = "false";
  Parameter kind{"kind", ParameterType::kChoice, "Only those of this kind", "\"partial\""};
  kind.choices = {"message", "partial"};
  Parameter tag{"tag", ParameterType::kText, "Only those with this tag, whatever its case", "welcome"};
  tag.min = 1;
  tag.max = 100;
  Parameter search{"search", ParameterType::kText, "Only those with this in their name, whatever its case",
                   "offer"};
  search.min = 1;
  search.max = 200;
  return {limit_parameter(), cursor_parameter(), count_parameter(),  std::move(search),
          std::move(tag),    std::move(kind),    std::move(archived)};
}

// One of the routes of a single template.
Route on_one(std::string method, const std::string& what, std::string id, std::string summary, Answer answer,
             http::Response (*handler)(Context&)) {
  const bool reads = method == "GET";
  return {.method = std::move(method),
          .path = "/api/v1/templates/{id}" + what,
          .id = std::move(id),
          .tag = "templates",
          .scope = reads ? "templates:read" : "templates:write",
          .summary = std::move(summary),
          .answers = {std::move(answer)},
          .handler = handler};
}

Answer whole(std::string description, int status = 200) {
  return {status, std::move(description), "StoredTemplate", "application/json", "", true};
}

}  // namespace

void add_template_routes(Routes& routes) {
  routes.push_back({.method = "POST",
                    .path = "/api/v1/templates",
                    .id = "createTemplate",
                    .tag = "templates",
                    .scope = "templates:write",
                    .summary = "Save a template",
                    .description =
                        "Faults of a text are told with line and column, many at once. A partial is "
                        "found by its name: {% render \"name\" %}.",
                    .body = {.types = {"application/json"}, .schema = "TemplateInput"},
                    .answers = {whole("Saved", 201)},
                    .handler = create});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/templates",
                    .id = "listTemplates",
                    .tag = "templates",
                    .scope = "templates:read",
                    .summary = "List templates, the newest first",
                    .query = list_parameters(),
                    .answers = {{200, "A page", "StoredTemplateList"}},
                    .handler = list});
  routes.push_back(on_one("GET", "", "getTemplate", "Read a template", whole("The template"), get));
  auto change = on_one("PATCH", "", "patchTemplate", "Change a template", whole("As it is now"), patch);
  change.description =
      "A changed text or name makes a new version. Campaigns that were launched keep theirs.";
  change.body = {.types = {"application/merge-patch+json", "application/json"}, .schema = "TemplatePatch"};
  change.problems = {409, 412};
  routes.push_back(std::move(change));
  auto away = on_one("POST", "/archive", "archiveTemplate", "Put a template away: it is no longer listed",
                     whole("Archived"), [](Context& context) { return put_away(context, true); });
  away.problems = {409};
  routes.push_back(std::move(away));
  auto back = on_one("POST", "/unarchive", "unarchiveTemplate", "Bring an archived template back",
                     whole("No longer archived"), [](Context& context) { return put_away(context, false); });
  back.problems = {409};
  routes.push_back(std::move(back));
  auto copy = on_one("POST", "/duplicate", "duplicateTemplate", "Make a copy of a template, at version 1",
                     whole("The copy", 201), duplicate);
  copy.body = {.types = {"application/json"}, .schema = "DuplicateInput", .required = false};
  routes.push_back(std::move(copy));
  auto all =
      on_one("GET", "/versions", "listTemplateVersions", "List a template's versions, the newest first",
             {200, "A page", "TemplateVersionList"}, versions);
  all.query = {limit_parameter(), cursor_parameter()};
  routes.push_back(std::move(all));
  routes.push_back(on_one("GET", "/versions/{version}", "getTemplateVersion", "Read a version of a template",
                          {200, "The version", "TemplateVersion"}, version));
}

}  // namespace carillon::api
