#include "delivery/content.h"

#include <algorithm>

namespace carillon::delivery {

namespace {

constexpr std::size_t kMaxVariants = 20;

class Compiler {
 public:
  explicit Compiler(const Scope& scope) : scope_(scope) {}

  std::variant<Content, Issues> run(const json::value& content) {
    const auto* object = content.if_object();
    const auto* single = object == nullptr ? nullptr : object->if_contains("template");
    const auto* several = object == nullptr ? nullptr : object->if_contains("variants");
    if ((single == nullptr) == (several == nullptr)) {
      fault("", "required", "give either \"template\" or \"variants\"");
    } else if (single != nullptr) {
      Variant variant;
      variant.name = "default";
      compile(*single, "/template", variant);
      content_.variants.push_back(std::move(variant));
    } else {
      variants(*several);
    }
    if (!issues_.empty()) return std::move(issues_);
    return std::move(content_);
  }

 private:
  void fault(std::string pointer, std::string code, std::string detail) {
    issues_.push_back({std::move(pointer), std::move(code), std::move(detail)});
  }

  void variants(const json::value& list) {
    const auto* array = list.if_array();
    if (array == nullptr || array->empty() || array->size() > kMaxVariants) {
      return fault("/variants", "range", "expected a list of 1 to 20 variants");
    }
    for (std::size_t i = 0; i < array->size(); ++i) {
      const std::string at = "/variants/" + std::to_string(i);
      const auto* object = (*array)[i].if_object();
      if (object == nullptr) {
        fault(at, "type", "expected an object {name, weight?, template}");
        continue;
      }
      Variant variant;
      const auto* name = object->if_contains("name");
      if (name == nullptr || !name->is_string() || name->get_string().empty()) {
        fault(at + "/name", "required", "expected a name for the variant");
      } else {
        variant.name = std::string_view(name->get_string());
      }
      if (const auto* weight = object->if_contains("weight")) {
        const auto* number = weight->if_int64();
        if (number == nullptr || *number < 1 || *number > 1'000'000) {
          fault(at + "/weight", "range", "expected a whole number from 1 to 1000000");
        } else {
          variant.weight = *number;
        }
      }
      if (const auto* body = object->if_contains("template")) {
        compile(*body, at + "/template", variant);
      } else {
        fault(at + "/template", "required", "expected a template {subject?, text?, html?}");
      }
      content_.variants.push_back(std::move(variant));
    }
  }

  void compile(const json::value& body, const std::string& at, Variant& variant) {
    const auto* object = body.if_object();
    if (object == nullptr) return fault(at, "type", "expected an object {subject?, text?, html?}");
    for (const auto& [key, value] : *object) {
      const std::string pointer = at + "/" + std::string(key);
      if (key != "subject" && key != "text" && key != "html") {
        fault(pointer, "unknown_field", "a template has subject, text and html");
      } else if (!value.is_string()) {
        fault(pointer, "type", "expected a text");
      } else {
        auto made =
            Template::compile(value.get_string(), key == "html" ? Escape::kHtml : Escape::kNone, scope_);
        if (!made) {
          fault(pointer, "template", made.error().message);
        } else {
          Body body{*std::move(made), {}};
          for (const auto& name : body.text.columns()) body.cells.push_back(place_of(name));
          (key == "subject" ? variant.subject
           : key == "text"  ? variant.text
                            : variant.html) = std::move(body);
        }
      }
    }
    if (object->if_contains("text") == nullptr && object->if_contains("html") == nullptr) {
      fault(at + "/text", "required", "a message needs a text, or html on a channel that takes it");
    } else if (variant.text && variant.text->text.blank() && !variant.html) {
      fault(at + "/text", "empty", "the message would be empty for everybody");
    }
  }

  std::uint32_t place_of(const std::string& column) {
    auto& all = content_.columns;
    const auto found = std::find(all.begin(), all.end(), column);
    const auto place = static_cast<std::uint32_t>(found - all.begin());
    if (found == all.end()) all.push_back(column);
    return place;
  }

  const Scope& scope_;
  Content content_;
  Issues issues_;
};

}  // namespace

std::size_t Content::variant_of(Id campaign, Id customer) const {
  if (variants.size() == 1) return 0;
  std::int64_t total = 0;
  for (const auto& variant : variants) total += variant.weight;
  // SplitMix64's finaliser spreads neighbouring ids evenly.
  auto hash =
      static_cast<std::uint64_t>(campaign) * 0x9E37'79B9'7F4A'7C15U + static_cast<std::uint64_t>(customer);
  hash = (hash ^ (hash >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
  hash = (hash ^ (hash >> 27U)) * 0x94D0'49BB'1331'11EBU;
  auto at = static_cast<std::int64_t>((hash ^ (hash >> 31U)) % static_cast<std::uint64_t>(total));
  for (std::size_t i = 0; i < variants.size(); ++i) {
    at -= variants[i].weight;
    if (at < 0) return i;
  }
  return 0;
}

std::variant<Content, Issues> compile_content(const json::value& content, const Scope& scope) {
  return Compiler(scope).run(content);
}

}  // namespace carillon::delivery
