#include "delivery/content.h"

#include <algorithm>

namespace carillon::delivery {

namespace {

constexpr std::size_t kMaxVariants = 20;

class Compiler {
 public:
  Compiler(Scope scope, PartialSource partials) : scope_(std::move(scope)), partials_(std::move(partials)) {
    if (scope_.slots.empty()) scope_.slots = message_slots();
  }

  std::variant<Content, Issues> run(const json::value& content) {
    const auto* object = content.if_object();
    if (!partials_) partials_ = partials_in(object);
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
    content_.split = split_of(content);
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
      if (key == "template_id" || key == "version") continue;  // where its texts come from
      if (key != "subject" && key != "text" && key != "html") {
        fault(pointer, "unknown_field", "a template has subject, text and html");
      } else if (!value.is_string()) {
        fault(pointer, "type", "expected a text");
      } else {
        const auto escape = key == "html"      ? liquid::Escape::kHtml
                            : key == "subject" ? liquid::Escape::kLine
                                               : liquid::Escape::kNone;
        scope_.partial = [&](std::string_view name) { return partial(name, escape); };
        auto made = liquid::Template::compile(value.get_string(), escape, scope_);
        if (const auto* faults = std::get_if<std::vector<liquid::Fault>>(&made)) {
          for (const auto& wrong : *faults) fault(pointer, "template", wrong.text());
        } else {
          Body body{std::get<liquid::Template>(std::move(made)), {}, {}};
          for (const auto& name : body.text.columns()) body.cells.push_back(place_of(content_.columns, name));
          for (const auto& name : body.text.slots()) body.slots.push_back(place_of(content_.slots, name));
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

  static std::uint32_t place_of(std::vector<std::string>& all, const std::string& name) {
    const auto found = std::find(all.begin(), all.end(), name);
    const auto place = static_cast<std::uint32_t>(found - all.begin());
    if (found == all.end()) all.push_back(name);
    return place;
  }

  static PartialSource partials_in(const json::object* content) {
    const auto* own = content == nullptr ? nullptr : content->if_contains("partials");
    const auto* all = own == nullptr ? nullptr : own->if_object();
    return [all](std::string_view name) -> const json::object* {
      const auto* found = all == nullptr ? nullptr : all->if_contains(name);
      return found == nullptr ? nullptr : found->if_object();
    };
  }

  // HTML takes a partial's HTML, or its text; text takes its text.
  std::optional<std::string> partial(std::string_view name, liquid::Escape escape) const {
    const json::object* parts = partials_(name);
    if (parts == nullptr) return std::nullopt;
    const auto* source = escape == liquid::Escape::kHtml ? parts->if_contains("html") : nullptr;
    if (source == nullptr) source = parts->if_contains("text");
    if (source == nullptr || !source->is_string()) return std::nullopt;
    return std::string(source->get_string());
  }

  Scope scope_;
  PartialSource partials_;
  Content content_;
  Issues issues_;
};

}  // namespace

liquid::Rendered render(const Body& body, const MessageValues& values, std::string& out,
                        liquid::MissingSet* missing) {
  thread_local std::vector<crl_value> cells;
  thread_local std::vector<std::string_view> slots;
  cells.clear();
  slots.clear();
  for (const std::uint32_t at : body.cells) cells.push_back(values.cells[at]);
  for (const std::uint32_t at : body.slots)
    slots.push_back(at < values.slots.size() ? values.slots[at] : std::string_view{});
  return body.text.render({cells, slots, values.data, values.now_us}, out, missing);
}

const std::vector<std::string>& message_slots() {
  static const std::vector<std::string> kSlots{"unsubscribe_url", "message.id", "message.channel",
                                               "message.to", "campaign.id"};
  return kSlots;
}

std::variant<Content, Issues> compile_content(const json::value& content, Scope scope,
                                              PartialSource partials) {
  return Compiler(std::move(scope), std::move(partials)).run(content);
}

}  // namespace carillon::delivery
