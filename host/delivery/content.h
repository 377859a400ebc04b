// What a campaign says: one template, or several variants with weights, compiled.
//
// Which variant a customer gets is a fixed function of campaign and customer, so every host and every repeat
// agrees without storing it. Thread safety: immutable once made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/issue.h"
#include "base/json.h"
#include "delivery/template.h"

namespace carillon::delivery {

// A template and where its columns stand among those of the whole content.
struct Body {
  Template text;
  std::vector<std::uint32_t> cells;
};

struct Variant {
  std::string name;
  std::int64_t weight = 1;
  std::optional<Body> subject, text, html;
};

struct Content {
  std::vector<Variant> variants;     // at least one
  std::vector<std::string> columns;  // of customers, for all variants together

  // The index of the variant of a customer.
  std::size_t variant_of(Id campaign, Id customer) const;
};

// `content`: {"template": {subject?, text?, html?}} or {"variants": [{name, weight?, template}]}. Every fault
// is told with its pointer; a template's with line and column.
std::variant<Content, Issues> compile_content(const json::value& content, const Scope& scope);

}  // namespace carillon::delivery
