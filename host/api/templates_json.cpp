#include "api/templates_json.h"

namespace carillon::api {

void write_template(JsonWriter& out, const store::MessageTemplate& shown) {
  out.begin_object()
      .id("id", shown.id)
      .member("name", shown.name)
      .member("description", shown.description)
      .member("kind", shown.kind);
  out.key("template").raw(shown.content);
  out.member("version", shown.version)
      .member("tags", shown.tags)
      .member("archived", shown.archived_at.has_value())
      .time("archived_at", shown.archived_at)
      .time("created_at", shown.created_at)
      .time("updated_at", shown.updated_at)
      .end_object();
}

void write_template_version(JsonWriter& out, const store::TemplateVersion& version) {
  out.begin_object()
      .id("template_id", version.template_id)
      .member("version", version.version)
      .member("name", version.name);
  out.key("template").raw(version.content);
  out.time("created_at", version.created_at).end_object();
}

}  // namespace carillon::api
