// Templates that come in requests: what they may say, and how they are checked.
#pragma once

#include <variant>

#include "api/context.h"
#include "base/issue.h"
#include "delivery/template_library.h"
#include "store/templates.h"

namespace carillon::api {

// What a template of the library may name: all that campaigns and transactional messages may.
delivery::Scope library_scope(const Context& context);

// A template's faults, with pointers below "/template". An error is storage's.
Result<Issues> check_template(const Context& context, store::Session& session,
                              const store::MessageTemplate& checked);

}  // namespace carillon::api
