// What a campaign says: one template, or several variants with weights, compiled.
//
// Which variant a customer gets: see delivery/split.h. Thread safety: immutable once made.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/issue.h"
#include "base/json.h"
#include "delivery/split.h"
#include "liquid/template.h"

namespace carillon::delivery {

using liquid::Scope;

// A template and where its columns and slots stand among those of the whole content.
struct Body {
  liquid::Template text;
  std::vector<std::uint32_t> cells, slots;
};

struct Variant {
  std::string name;
  std::int64_t weight = 1;
  std::optional<Body> subject, text, html;
};

struct Content {
  std::vector<Variant> variants;     // at least one
  std::vector<std::string> columns;  // of customers, for all variants together
  // What the sender fills for each message, likewise: "unsubscribe_url", "message.id"; see message_slots().
  std::vector<std::string> slots;
  Split split;

  // The index of the variant of a customer.
  std::size_t variant_of(Id campaign, Id customer) const { return split.of(campaign, customer); }
};

// What one message is made of: the row's cells in the order of Content::columns, the texts in that of
// Content::slots (fewer: the rest is missing).
struct MessageValues {
  std::span<const crl_value> cells;
  std::span<const std::string_view> slots{};
  const json::value* data = nullptr;  // of a transactional message
  std::int64_t now_us = 0;
};

// Appends to `out`. See liquid::Template::render.
liquid::Rendered render(const Body& body, const MessageValues& values, std::string& out,
                        liquid::MissingSet* missing = nullptr);

// The slots that a message's templates may name.
const std::vector<std::string>& message_slots();

// A partial of a name: {text?, html?}, as the parts of a message; null: there is none. Valid until the next
// call.
using PartialSource = std::function<const json::object*(std::string_view name)>;

// `content`: {"template": {subject?, text?, html?}} or {"variants": [{name, weight?, template}]}, pinned
// where it names templates of the library (template_library.h); partials come from its "partials" unless
// another source is given. Every fault is told with its pointer; a template's with line and column.
std::variant<Content, Issues> compile_content(const json::value& content, Scope scope,
                                              PartialSource partials = {});

}  // namespace carillon::delivery
