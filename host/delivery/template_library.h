// What a campaign says, where it names templates of the library: made whole.
//
// A draft's content may hold {"template": {"template_id": "..", "version"?: n}} and its texts may render
// partials by name. Pinned, it holds the texts of one version and the sources of all partials under
// "partials": nothing that is edited later changes what is sent, and compiling needs no storage.
//
// Functions over a session; they hold to its thread.
#pragma once

#include <string>
#include <variant>

#include "base/issue.h"
#include "base/json.h"
#include "delivery/content.h"
#include "store/records.h"
#include "store/session.h"

namespace carillon::delivery {

struct Pinned {
  json::value content;
  Content compiled;
};

// Also content that is pinned already; that stays as it is.
Result<std::variant<Pinned, Issues>> pin(store::Session& session, const json::value& content, Scope scope);

// Pins a campaign's content, as it leaves its editor's hands. CRL_E_INVALID tells the first fault of the
// library (a template or a partial that is not there); what else may be wrong is found when it is compiled.
Status pin_content(store::Session& session, store::Campaign& campaign);

}  // namespace carillon::delivery
