#include "delivery/template_library.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "store/templates.h"

namespace carillon::delivery {

namespace {

constexpr std::string_view kPartials = "partials";

bool has_texts(const json::object& body) {
  return body.contains("subject") || body.contains("text") || body.contains("html");
}

class Pinning {
 public:
  Pinning(store::Session& session, const json::value& content) : session_(session), content_(content) {}

  // Stops at the first error of storage.
  Status templates() {
    auto* object = content_.if_object();
    if (object == nullptr) return {};
    if (auto* single = object->if_contains("template")) {
      if (auto done = one(*single, "/template"); !done) return done;
    }
    auto* several = object->if_contains("variants");
    if (several == nullptr || !several->is_array()) return {};
    auto& variants = several->get_array();
    for (std::size_t i = 0; i < variants.size(); ++i) {
      auto* variant = variants[i].if_object();
      auto* body = variant == nullptr ? nullptr : variant->if_contains("template");
      if (body == nullptr) continue;
      if (auto done = one(*body, "/variants/" + std::to_string(i) + "/template"); !done) return done;
    }
    return {};
  }

  // The source of a partial, out of the content or the library; what the library gives is remembered.
  PartialSource partials() {
    return [this](std::string_view name) -> const json::object* {
      const auto* object = content_.if_object();
      if (const auto* own = object == nullptr ? nullptr : object->if_contains(kPartials);
          own && own->is_object()) {
        if (const auto* found = own->get_object().if_contains(name)) return found->if_object();
      }
      if (const auto known = found_.find(name); known != found_.end()) return &known->second;
      if (failed_) return nullptr;
      auto read = store::find_partial(session_, name);
      if (!read) {
        failed_ = read.error();
        return nullptr;
      }
      if (!*read) return nullptr;
      auto content = parse_json((*read)->content);
      if (!content || !content->is_object()) return nullptr;
      content->get_object()["version"] = (*read)->version;
      return &found_.emplace(name, content->get_object()).first->second;
    };
  }

  const json::value& content() const { return content_; }
  // With the partials that were asked for.
  json::value take() {
    if (!found_.empty()) {
      auto& all = content_.get_object().emplace(kPartials, json::object{}).first->value().get_object();
      for (auto& [name, source] : found_) all.insert_or_assign(name, std::move(source));
    }
    return std::move(content_);
  }

  Issues issues;
  const std::optional<Error>& failed() const { return failed_; }

 private:
  Status one(json::value& body, const std::string& at) {
    auto* object = body.if_object();
    if (object == nullptr || !object->contains("template_id") || has_texts(*object)) return {};
    const auto* name = object->at("template_id").if_string();
    const auto id = name == nullptr ? std::nullopt : parse_id(*name);
    const auto none = [&](std::string pointer, std::string detail) -> Status {
      issues.push_back({std::move(pointer), "unknown_template", std::move(detail)});
      return {};
    };
    if (!id) return none(at + "/template_id", "expected the id of a template");
    const auto found = store::get_template(session_, *id);
    if (!found) return found.error();
    if (!*found || (*found)->kind != store::kMessageTemplate) {
      return none(at + "/template_id", *found ? "it is a partial; name a template of the kind message"
                                              : "there is no template " + id_text(*id));
    }
    std::int64_t version = (*found)->version;
    std::string content = (*found)->content;
    if (const auto* asked = object->if_contains("version"); asked != nullptr && !asked->is_null()) {
      version = asked->is_int64() ? asked->get_int64() : 0;
      const auto kept = store::get_template_version(session_, *id, version);
      if (!kept) return kept.error();
      if (!*kept) {
        return none(at + "/version", "the template has no version " + std::to_string(version) +
                                         "; its newest is " + std::to_string((*found)->version));
      }
      content = (*kept)->content;
    }
    auto texts = parse_json(content);
    if (!texts) return texts.error();
    for (auto& [key, value] : texts->get_object()) (*object)[key] = std::move(value);
    (*object)["version"] = version;
    return {};
  }

  store::Session& session_;
  json::value content_;
  std::map<std::string, json::object, std::less<>> found_;
  std::optional<Error> failed_;
};

}  // namespace

Result<std::variant<Pinned, Issues>> pin(store::Session& session, const json::value& content, Scope scope) {
  Pinning pinning(session, content);
  if (auto done = pinning.templates(); !done) return done.error();
  auto names = store::partial_names(session);
  if (!names) return names.error();
  scope.partial_names = *std::move(names);
  if (!pinning.issues.empty()) return std::variant<Pinned, Issues>{std::move(pinning.issues)};
  auto compiled = compile_content(pinning.content(), std::move(scope), pinning.partials());
  if (pinning.failed()) return *pinning.failed();
  if (auto* issues = std::get_if<Issues>(&compiled)) return std::variant<Pinned, Issues>{std::move(*issues)};
  return std::variant<Pinned, Issues>{Pinned{pinning.take(), std::get<Content>(std::move(compiled))}};
}

Status pin_content(store::Session& session, store::Campaign& campaign) {
  const auto content = parse_json(campaign.content);
  if (!content) return content.error();
  Pinning pinning(session, *content);
  if (auto done = pinning.templates(); !done) return done;
  if (!pinning.issues.empty())
    return invalid("its content is not valid: " + pinning.issues.front().pointer + ": " +
                   pinning.issues.front().detail);
  // Compiled for the partials that it asks for alone; its other faults are told by the caller's own check.
  Scope scope;
  scope.data = true;
  (void)compile_content(pinning.content(), std::move(scope), pinning.partials());
  if (pinning.failed()) return *pinning.failed();
  campaign.content = json::serialize(pinning.take());
  return {};
}

}  // namespace carillon::delivery
