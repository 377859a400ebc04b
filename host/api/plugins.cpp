#include "api/context.h"
#include "api/json_writer.h"
#include "api/problem.h"
#include "api/services.h"
#include "api/tables.h"
#include "plugins/registry.h"

namespace carillon::api {

namespace {

// "channel" for "carillon.channel/1".
std::string_view short_kind(std::string_view kind) {
  constexpr std::string_view kPrefix = "carillon.";
  if (kind.starts_with(kPrefix)) kind.remove_prefix(kPrefix.size());
  return kind.substr(0, kind.find('/'));
}

void write_instances(JsonWriter& out, const std::vector<plugins::InstanceReport>& instances,
                     const plugins::Descriptor& of) {
  out.key("instances").begin_array();
  for (const auto& instance : instances) {
    if (instance.plugin != of.id || short_kind(instance.kind) != short_kind(of.kind)) continue;
    out.begin_object().member("name", instance.name).member("state", instance.state);
    if (!instance.reason.empty()) out.member("reason", instance.reason);
    out.end_object();
  }
  out.end_array();
}

void write_plugin(JsonWriter& out, const plugins::FileReport& file, const plugins::Descriptor& d,
                  const std::vector<plugins::InstanceReport>& instances) {
  out.begin_object()
      .member("id", d.id)
      .member("kind", short_kind(d.kind))
      .member("name", d.name)
      .member("version", d.version)
      .member("vendor", d.vendor)
      .member("license", d.license)
      .member("description", d.description)
      .member("file", file.file)
      .member("state", d.note.empty() ? "loaded" : "unusable");
  if (!d.note.empty()) out.member("reason", d.note);
  out.member("notes", file.notes)
      .key("config_schema")
      .raw(d.config_schema.empty() ? "{}" : std::string_view(d.config_schema));
  write_instances(out, instances, d);
  out.end_object();
}

void write_refused(JsonWriter& out, const plugins::FileReport& file) {
  out.begin_object()
      .key("id")
      .null()
      .key("kind")
      .null()
      .member("name", file.file.substr(file.file.rfind('/') + 1))
      .key("version")
      .null()
      .member("file", file.file)
      .member("state", "refused")
      .member("reason", file.reason)
      .member("notes", file.notes)
      .key("config_schema")
      .raw("{}")
      .key("instances")
      .raw("[]")
      .end_object();
}

std::string all_plugins(const Context& context) {
  const auto instances = context.services.registry.instances();
  std::string body;
  JsonWriter out(body);
  out.begin_object().key("data").begin_array();
  for (const auto& file : context.services.registry.files()) {
    if (!file.loaded) {
      write_refused(out, file);
      continue;
    }
    for (const auto& descriptor : file.descriptors) write_plugin(out, file, descriptor, instances);
  }
  out.end_array().end_object();
  return body;
}

http::Response list(Context& context) { return ok(all_plugins(context)); }

http::Response get(Context& context) {
  const auto instances = context.services.registry.instances();
  for (const auto& file : context.services.registry.files()) {
    if (!file.loaded) continue;
    for (const auto& descriptor : file.descriptors) {
      if (descriptor.id != context.path_value("id")) continue;
      std::string body;
      JsonWriter out(body);
      write_plugin(out, file, descriptor, instances);
      return ok(std::move(body));
    }
  }
  return problem(
      context.request, 404, "not_found",
      "there is no plugin \"" + std::string(context.path_value("id")) + "\"; GET /api/v1/plugins lists them");
}

http::Response rescan(Context& context) {
  if (const Status done = context.services.rescan ? context.services.rescan() : Status{}; !done)
    return failure(context.request, done.error());
  return ok(all_plugins(context));
}

}  // namespace

void add_plugin_routes(Routes& routes) {
  routes.push_back({.method = "GET",
                    .path = "/api/v1/plugins",
                    .id = "listPlugins",
                    .tag = "plugins",
                    .scope = "plugins:read",
                    .summary = "List plugins, also files that were refused",
                    .answers = {{200, "The plugins", "PluginList"}},
                    .handler = list});
  routes.push_back({.method = "GET",
                    .path = "/api/v1/plugins/{id}",
                    .id = "getPlugin",
                    .tag = "plugins",
                    .scope = "plugins:read",
                    .summary = "Read one plugin",
                    .answers = {{200, "The plugin", "Plugin"}},
                    .handler = get});
  routes.push_back({.method = "POST",
                    .path = "/api/v1/plugins/rescan",
                    .id = "rescanPlugins",
                    .tag = "plugins",
                    .scope = "plugins:write",
                    .summary = "Look for new plugin files now",
                    .answers = {{200, "The plugins that there are now", "PluginList"}},
                    .handler = rescan});
}

}  // namespace carillon::api
