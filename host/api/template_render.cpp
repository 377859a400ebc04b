// A template filled in for one customer or for sample values, before anybody gets it.
#include <algorithm>
#include <deque>
#include <span>

#include "api/context.h"
#include "api/json_writer.h"
#include "api/lookup.h"
#include "api/problem.h"
#include "api/services.h"
#include "api/tables.h"
#include "api/template_input.h"
#include "base/time_text.h"
#include "liquid/plain_text.h"
#include "liquid/sms.h"
#include "store/customers.h"
#include "store/database.h"
#include "store/schema.h"

namespace carillon::api {

namespace {

// A value of JSON as a cell of a column's type; null where it is none.
crl_value cell_of(const json::value& value, std::uint32_t type, std::deque<std::string>& kept) {
  const auto* text = value.if_string();
  switch (type) {
    case CRL_T_BOOL:
      if (value.is_bool()) return cell::boolean(value.get_bool());
      break;
    case CRL_T_I64:
      if (value.is_int64()) return cell::of_int(value.get_int64());
      break;
    case CRL_T_DECIMAL:
      if (const auto number = json_decimal(value)) return cell::decimal(*number);
      break;
    case CRL_T_TIME:
      if (text != nullptr) {
        if (const auto at = parse_time(*text)) return cell::time(*at);
      }
      break;
    case CRL_T_DATE:
      if (text != nullptr) {
        if (const auto day = parse_date(*text)) return cell::date(*day);
      }
      break;
    case CRL_T_SET:
      if (const auto* items = value.if_array()) {
        std::string packed;
        for (const auto& item : *items) {
          if (item.is_string()) packed += std::string(item.get_string()) + kSetEnd;
        }
        return cell::text(kept.emplace_back(std::move(packed)), CRL_T_SET);
      }
      break;
    case CRL_T_JSON:
      return cell::text(kept.emplace_back(json::serialize(value)), CRL_T_JSON);
    default:
      if (text != nullptr) return cell::text(kept.emplace_back(*text));
  }
  return cell::null(type);
}

class Preview {
 public:
  Preview(Context& context, const delivery::Content& content) : context_(context), content_(content) {
    for (const auto& column : content.columns)
      cells_.push_back(cell::null(store::find_field("customers", column)->type));
    // What stands in for the texts that each message gets at its sending.
    for (const auto& slot : content.slots) {
      const bool address = slot.ends_with("_url");
      slots_.push_back(kept_.emplace_back(address ? "https://carillon.example/preview" : slot));
    }
  }

  void sample(const json::object& values) {
    for (std::size_t i = 0; i < content_.columns.size(); ++i) {
      const auto* given = values.if_contains(content_.columns[i]);
      if (given != nullptr)
        cells_[i] = cell_of(*given, store::find_field("customers", content_.columns[i])->type, kept_);
    }
  }

  Status customer(store::Session& session, Id id) {
    std::vector<std::string_view> columns(content_.columns.begin(), content_.columns.end());
    if (columns.empty()) return {};
    const Id ids[] = {id};
    return store::read_customers(session, ids, columns, [&](store::Row row) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        cells_[i] = row[i];
        const bool borrowed =
            row[i].type == CRL_T_TEXT || row[i].type == CRL_T_SET || row[i].type == CRL_T_JSON;
        if (row[i].is_null == 0 && borrowed)
          cells_[i] = cell::text(kept_.emplace_back(cell::as_text(row[i])), row[i].type);
      }
      return true;
    });
  }

  http::Response answer(const json::value* data) {
    const auto& variant = content_.variants.front();
    const delivery::MessageValues values{cells_, slots_, data, context_.services.clock.now_us()};
    auto subject = part(variant.subject, "subject", values);
    auto text = part(variant.text, "text", values);
    const auto html = part(variant.html, "html", values);
    const bool derived = !text && html;
    if (derived) text = liquid::plain_text(*html);
    std::string body;
    JsonWriter out(body);
    out.begin_object().member("subject", subject).member("text", text).member("html", html);
    out.member("text_from_html", derived);
    write_sms(out, text);
    out.member("missing", missing_).member("warnings", warnings_).end_object();
    return ok(std::move(body));
  }

 private:
  std::optional<std::string> part(const std::optional<delivery::Body>& body, const std::string& name,
                                  const delivery::MessageValues& values) {
    if (!body) return std::nullopt;
    std::string out;
    liquid::MissingSet missing;
    const auto done = delivery::render(*body, values, out, &missing);
    if (done != liquid::Rendered::kDone) {
      warnings_.push_back(
          "the " + name + " is left empty: it would " +
          (done == liquid::Rendered::kTooLong ? "be longer than 1 MiB" : "take too many steps"));
    }
    const auto& names = body->text.variables();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const bool known = std::find(missing_.begin(), missing_.end(), names[i]) != missing_.end();
      if (missing.has(i) && !known) missing_.push_back(names[i]);
    }
    return out;
  }

  void write_sms(JsonWriter& out, const std::optional<std::string>& text) {
    const liquid::SmsSize size = liquid::sms_size(text.value_or(""));
    out.key("sms")
        .begin_object()
        .member("encoding", size.ucs2 ? "UCS-2" : "GSM-7")
        .member("units", size.units)
        .member("segments", size.segments)
        .member("left", size.left)
        .member("forced_by", size.forced)
        .end_object();
    if (!size.ucs2 || content_.variants.front().html) return;
    std::string signs;
    for (const auto& sign : size.forced) signs += (signs.empty() ? "" : " ") + sign;
    warnings_.push_back("as an SMS it has 70 instead of 160 characters a segment, because of " + signs);
  }

  Context& context_;
  const delivery::Content& content_;
  std::vector<crl_value> cells_;
  std::vector<std::string_view> slots_;
  std::deque<std::string> kept_;
  std::vector<std::string> missing_, warnings_;
};

http::Response render_template(Context& context) {
  const auto& body = context.body.get_object();
  std::optional<Id> customer;
  if (const auto* name = body.if_contains("customer")) {
    const auto found = customer_named(context, name->get_string());
    if (!found) return failure(context.request, found.error());
    customer = found->id;
  }
  http::Response response;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    auto made =
        delivery::pin(session, json::object{{"template", body.at("template")}}, library_scope(context));
    if (!made) return made.error();
    if (const auto* issues = std::get_if<Issues>(&*made)) {
      response = invalid_request(context.request, *issues);
      return {};
    }
    const auto& content = std::get<delivery::Pinned>(*made).compiled;
    Preview preview(context, content);
    if (customer) {
      if (auto read = preview.customer(session, *customer); !read) return read;
    } else if (const auto* sample = body.if_contains("sample")) {
      preview.sample(sample->get_object());
    }
    response = preview.answer(body.if_contains("data"));
    return {};
  });
  return done ? response : failure(context.request, done.error());
}

}  // namespace

void add_template_render_routes(Routes& routes) {
  routes.push_back(
      {.method = "POST",
       .path = "/api/v1/templates/render",
       .id = "renderTemplate",
       .tag = "templates",
       .scope = "templates:read",
       .summary = "Fill a template in for one customer, or for sample values",
       .description = "The template comes in the request or is named. Nothing is stored or sent.",
       .body = {.types = {"application/json"}, .schema = "TemplateRenderInput"},
       .answers = {{200, "What would be sent", "TemplateRendering"}},
       .problems = {404},
       .handler = render_template});
}

}  // namespace carillon::api
