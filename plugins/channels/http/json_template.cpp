#include "json_template.h"

#include <algorithm>

#include "values_of_doc.h"

namespace carillon::http_channel {

Result<JsonTemplate> JsonTemplate::parse(const Doc& doc, const KnownName& known) {
  JsonTemplate out;
  switch (doc.kind()) {
    case Doc::Kind::kText: {
      out.kind_ = Kind::kText;
      auto text = TextTemplate::parse(*doc.text(""), known);
      if (!text) return invalid("\"" + doc.pointer() + "\": " + text.error().message);
      out.text_ = std::move(*text);
      return out;
    }
    case Doc::Kind::kList:
      out.kind_ = Kind::kList;
      for (const Doc& item : doc.items()) {
        auto member = parse(item, known);
        if (!member) return member.error();
        out.members_.emplace_back("", std::move(*member));
      }
      return out;
    case Doc::Kind::kObject:
      out.kind_ = Kind::kObject;
      for (const auto& key : doc.keys()) {
        auto member = parse(doc.at("/" + Doc::escape(key)), known);
        if (!member) return member.error();
        out.members_.emplace_back(key, std::move(*member));
      }
      return out;
    default:
      out.literal_ = scalar_text(doc).value_or("null");
      return out;
  }
}

const JsonTemplate* JsonTemplate::find(std::string_view pointer) const {
  const JsonTemplate* at = this;
  while (!pointer.empty() && at != nullptr) {
    pointer.remove_prefix(1);
    const auto end = std::min(pointer.find('/'), pointer.size());
    const auto name = pointer.substr(0, end);
    const auto member =
        std::ranges::find_if(at->members_, [&](const auto& each) { return each.first == name; });
    at = at->kind_ == Kind::kObject && member != at->members_.end() ? &member->second : nullptr;
    pointer.remove_prefix(end);
  }
  return at;
}

bool JsonTemplate::repeats_at(std::string_view pointer) const {
  const JsonTemplate* list = find(pointer);
  return list != nullptr && list->kind_ == Kind::kList && list->members_.size() == 1;
}

bool JsonTemplate::is_left_out(const Values& values) const {
  return kind_ == Kind::kText && text_.is_optional() && text_.render(values, Escape::kText).empty();
}

void JsonTemplate::write(JsonText& out, const std::vector<Values>& messages, const Values& one,
                         const JsonTemplate* repeated) const {
  switch (kind_) {
    case Kind::kLiteral:
      out.raw(literal_);
      break;
    case Kind::kText:
      out.text(text_.render(one, Escape::kText));
      break;
    case Kind::kList:
      out.array();
      if (this == repeated) {
        for (const Values& message : messages) members_.front().second.write(out, messages, message, nullptr);
      } else {
        for (const auto& [name, member] : members_) {
          if (!member.is_left_out(one)) member.write(out, messages, one, repeated);
        }
      }
      out.end();
      break;
    case Kind::kObject:
      out.object();
      for (const auto& [name, member] : members_) {
        if (member.is_left_out(one)) continue;
        out.key(name);
        member.write(out, messages, one, repeated);
      }
      out.end();
      break;
  }
}

std::string JsonTemplate::render(const std::vector<Values>& messages, std::string_view repeated) const {
  JsonText out;
  write(out, messages, messages.front(), repeated.empty() ? nullptr : find(repeated));
  return out.take();
}

}  // namespace carillon::http_channel
