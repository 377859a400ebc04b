// Any bytes are a template or faults with a place; a rendering ends within its bounds, twice alike, leaves
// nothing behind when it was stopped, and no value becomes markup.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/value.hpp>

#include "base/json.h"
#include "liquid/plain_text.h"
#include "liquid/sms.h"
#include "liquid/template.h"

namespace {

using namespace carillon;

crl_value cell_for(const std::string& column, std::string_view name) {
  if (column == "name") return cell::text(name);
  if (column == "tags") return cell::text("vip\x1fgold\x1f", CRL_T_SET);
  if (column == "total_spend") return cell::decimal(Decimal{1'234'567});
  if (column == "last_order_at") return cell::time(1'700'000'000'000'000);
  if (column == "attributes")
    return cell::text(R"({"n":[1,2.5,"x",null,{"a":[]}],"plan":"gold","deep":{"er":true}})", CRL_T_JSON);
  return cell::null(CRL_T_TEXT);
}

std::string render(const liquid::Template& made, std::string_view name, const json::value& data) {
  std::vector<crl_value> cells;
  for (const auto& column : made.columns()) cells.push_back(cell_for(column, name));
  const std::vector<std::string_view> slots(made.slots().size(), "https://carillon.example/u?a=1");
  std::string out = "kept";
  liquid::MissingSet missing;
  const auto done = made.render({cells, slots, &data, 1'700'000'000'000'000}, out, &missing);
  if (!out.starts_with("kept") || (done != liquid::Rendered::kDone && out != "kept")) std::abort();
  if (out.size() > liquid::Limits::kOutput + 4 || missing.size() != made.variables().size()) std::abort();
  return out;
}

std::size_t opened(std::string_view text) {
  std::size_t n = 0;
  for (std::size_t at = text.find("<carillon"); at != std::string_view::npos;
       at = text.find("<carillon", at + 1))
    ++n;
  return n;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  static const json::value data =
      parse_json(R"({"items":[{"name":"Pen","n":3},{"name":"Ink","n":1}],"id":"A"})").value();
  liquid::Scope scope{"campaign", "organisation", "INR", "Asia/Kolkata"};
  scope.slots = {"unsubscribe_url"};
  scope.data = true;
  scope.partial = [&](std::string_view name) -> std::optional<std::string> {
    if (name == "self") return std::string(text);
    if (name == "row") return "<td>{{ item.name }}</td>";
    return std::nullopt;
  };
  for (const auto escape : {liquid::Escape::kNone, liquid::Escape::kLine, liquid::Escape::kHtml}) {
    const auto made = liquid::Template::compile(text, escape, scope);
    if (const auto* faults = std::get_if<std::vector<liquid::Fault>>(&made)) {
      if (faults->empty() || faults->size() > liquid::Limits::kFaults) std::abort();
      for (const auto& fault : *faults) {
        if (fault.message.empty() || fault.line < 1 || fault.column < 1) std::abort();
      }
      continue;
    }
    const auto& program = std::get<liquid::Template>(made);
    const std::string out = render(program, "<carillon a=\"'>", data);
    if (out != render(program, "<carillon a=\"'>", data)) std::abort();
    // What the author wrote may open such a tag; a value may not.
    if (escape == liquid::Escape::kHtml && opened(text) == 0 &&
        text.find("render") == std::string_view::npos && text.find("carillon") == std::string_view::npos &&
        text.find("'<'") == std::string_view::npos && opened(out) != 0) {
      std::abort();
    }
    liquid::plain_text(out);
    if (liquid::sms_segments(out) != liquid::sms_size(out).segments) std::abort();
  }
  liquid::plain_text(text);
  return 0;
}
