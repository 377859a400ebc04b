// The template library: messages to write, and partials that they are made of. Each version is kept, so that
// a campaign shows what it sent.
//
// Functions over a session; they hold to its thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/result.hpp>

#include "store/records.h"
#include "store/segments.h"
#include "store/session.h"

namespace carillon::store {

inline constexpr std::string_view kMessageTemplate = "message";
inline constexpr std::string_view kPartialTemplate = "partial";

struct MessageTemplate {
  Id id = 0;
  std::string name, description;
  std::string kind{kMessageTemplate};
  std::string content;  // JSON: {subject?, text?, html?}
  std::int64_t version = 1;
  std::vector<std::string> tags;
  std::int64_t created_at = 0, updated_at = 0;
  Moment archived_at;
};

struct TemplateVersion {
  Id template_id = 0;
  std::int64_t version = 1;
  std::string name, content;
  std::int64_t created_at = 0;
};

// Also keeps the version.
Status insert_template(Session& session, const MessageTemplate& made);
Result<std::optional<MessageTemplate>> get_template(Session& session, Id id);

struct TemplateFilter {
  std::string_view name;  // part of the name, whatever its case; empty: any
  std::string_view tag;   // empty: any
  std::string_view kind;  // empty: any
  Archived archived = Archived::kAny;
};

struct TemplatePage {
  std::vector<MessageTemplate> templates;
  std::string next;  // cursor; empty at the end
};
// Newest first.
Result<TemplatePage> list_templates(Session& session, const TemplateFilter& filter, std::string_view cursor,
                                    std::size_t limit);
Result<std::int64_t> count_templates(Session& session, const TemplateFilter& filter);

// Writes all of it if the stored version still is `expected`, else CRL_E_CONFLICT. A higher version is kept
// beside the earlier ones.
Status update_template(Session& session, const MessageTemplate& changed, std::int64_t expected);

Result<std::optional<TemplateVersion>> get_template_version(Session& session, Id id, std::int64_t version);
struct TemplateVersionPage {
  std::vector<TemplateVersion> versions;
  std::string next;
};
// Newest first.
Result<TemplateVersionPage> list_template_versions(Session& session, Id id, std::string_view cursor,
                                                   std::size_t limit);

// The partial of exactly this name that is not archived; of several the oldest.
Result<std::optional<MessageTemplate>> find_partial(Session& session, std::string_view name);
// Names of partials that are not archived, at most 1,000.
Result<std::vector<std::string>> partial_names(Session& session);

}  // namespace carillon::store
