#include "api/template_input.h"

#include "api/services.h"
#include "config/config.h"

namespace carillon::api {

delivery::Scope library_scope(const Context& context) {
  const auto& organisation = context.services.config.organisation;
  delivery::Scope scope{"the campaign's name", organisation.name, organisation.currency,
                        organisation.timezone};
  scope.data = true;
  return scope;
}

Result<Issues> check_template(const Context& context, store::Session& session,
                              const store::MessageTemplate& checked) {
  auto body = parse_json(checked.content);
  if (!body) return body.error();
  const bool partial = checked.kind == store::kPartialTemplate;
  Issues issues;
  if (partial) {
    if (body->get_object().contains("subject"))
      issues.push_back({"/template/subject", "unknown_field", "a partial has text and html"});
    const auto other = store::find_partial(session, checked.name);
    if (!other) return other.error();
    if (*other && (*other)->id != checked.id) {
      issues.push_back(
          {"/name", "conflict",
           "there is a partial of this name already, " + id_text((*other)->id) + "; take another name"});
    }
  }
  delivery::Scope scope = library_scope(context);
  scope.parameters = partial;
  const auto made = delivery::pin(session, json::object{{"template", *std::move(body)}}, std::move(scope));
  if (!made) return made.error();
  if (const auto* found = std::get_if<Issues>(&*made))
    issues.insert(issues.end(), found->begin(), found->end());
  return issues;
}

}  // namespace carillon::api
