// Suppressions by the file: taken in from other systems, and given out in the form that is taken in.
#include <memory>
#include <stdexcept>
#include <utility>

#include "api/bulk.h"
#include "api/context.h"
#include "api/json_writer.h"
#include "api/problem.h"
#include "api/row_stream.h"
#include "api/services.h"
#include "api/suppressions_json.h"
#include "api/tables.h"
#include "base/time_text.h"
#include "config/config.h"
#include "delivery/delivery.h"
#include "ingest/csv_text.h"
#include "ingest/csv_write.h"
#include "ingest/row_reader.h"
#include "store/customers.h"
#include "store/database.h"
#include "store/filter.h"

namespace carillon::api {

namespace {

constexpr std::size_t kRowsAtOnce = 1'000;
constexpr std::size_t kMostErrors = 1'000;

struct RowFault {
  std::uint64_t line = 0;
  Issue issue;
};

// Judges rows and stores the good ones, many in one transaction.
class Import {
 public:
  explicit Import(const Services& services) : services_(services) {}

  Status row(std::uint64_t line, const json::value& value, const Issues& faults) {
    ++received_;
    Issues issues = faults;
    if (issues.empty()) {
      auto input = parse_suppression(value, services_.delivery.gate(), services_.clock.now_us(), issues);
      if (issues.empty()) {
        input.row.id = services_.ids.next();
        waiting_.push_back({line, std::move(input)});
      }
    }
    if (!issues.empty()) reject(line, std::move(issues.front()));
    return waiting_.size() < kRowsAtOnce ? Status{} : flush();
  }

  Status flush() {
    std::vector<std::size_t> unknown;
    std::vector<store::Suppression> rows;
    const Status written = services_.database.write([&](store::Session& session) -> Status {
      unknown.clear();
      rows.clear();
      if (auto named = name_customers(session, unknown); !named) return named;
      for (const auto& [line, input] : waiting_) {
        if (input.row.subject != 0) rows.push_back(input.row);
      }
      return store::put_suppressions(session, rows);
    });
    if (!written) return written;
    stored_ += rows.size();
    for (const std::size_t at : unknown) {
      reject(waiting_[at].first,
             {"/customer_external_id", "unknown",
              "there is no customer \"" + waiting_[at].second.customer_external_id + "\""});
    }
    waiting_.clear();
    services_.delivery.gate().suppressions_changed();
    return {};
  }

  std::string report() const {
    std::string body;
    JsonWriter out(body);
    out.begin_object()
        .member("received", received_)
        .member("stored", stored_)
        .member("rejected", rejected_)
        .key("errors")
        .begin_array();
    for (const auto& fault : faults_) {
      out.begin_object().member("line", fault.line).member("code", fault.issue.code);
      if (!fault.issue.pointer.empty()) out.member("pointer", fault.issue.pointer);
      out.member("detail", fault.issue.detail).end_object();
    }
    out.end_array().end_object();
    return body;
  }

 private:
  void reject(std::uint64_t line, Issue issue) {
    ++rejected_;
    if (faults_.size() < kMostErrors) faults_.push_back({line, std::move(issue)});
  }

  Status name_customers(store::Session& session, std::vector<std::size_t>& unknown) {
    std::vector<std::string_view> names;
    for (const auto& [line, input] : waiting_) {
      if (!input.customer_external_id.empty()) names.push_back(input.customer_external_id);
    }
    if (names.empty()) return {};
    const auto customers = store::customers_by_external_id(session, names, false);
    if (!customers) return customers.error();
    for (std::size_t at = 0; at < waiting_.size(); ++at) {
      SuppressionInput& input = waiting_[at].second;
      if (input.customer_external_id.empty()) continue;
      const auto found =
          std::find_if(customers->begin(), customers->end(), [&](const store::Customer& customer) {
            return customer.external_id == input.customer_external_id;
          });
      if (found == customers->end()) {
        unknown.push_back(at);
      } else {
        name_customer(input.row, found->id);
      }
    }
    return {};
  }

  const Services& services_;
  std::vector<std::pair<std::uint64_t, SuppressionInput>> waiting_;
  std::uint64_t received_ = 0, stored_ = 0, rejected_ = 0;
  std::vector<RowFault> faults_;
};

// Rows of CSV as objects; their header names the members.
Status read_csv(std::unique_ptr<ingest::ByteSource> bytes, Import& import) {
  ingest::CsvText text(std::move(bytes));
  if (!text.next()) {
    return text.status() ? invalid("the body is empty; the first row of a CSV names its columns")
                         : text.status();
  }
  std::vector<std::string> names = text.cells();
  for (auto& name : names) {
    for (char& c : name)
      c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == ' ' || c == '-' ? '_' : c;
    if (name == "email" || name == "phone" || name == "e_mail") name = "address";
  }
  while (text.next()) {
    json::object row;
    Issues faults;
    if (text.broken() || text.too_long() || !text.utf8() || text.cells().size() > names.size()) {
      faults.push_back({"", "malformed",
                        "the row has a quote in the wrong place, more cells than there are "
                        "columns, or bytes that are no UTF-8"});
    }
    for (std::size_t i = 0; faults.empty() && i < text.cells().size(); ++i) {
      const auto cell = ingest::without_guard(text.cells()[i]);
      if (!cell.empty()) row[names[i]] = cell;
    }
    if (auto done = import.row(text.line(), std::move(row), faults); !done) return done;
  }
  return text.status();
}

Status read_ndjson(std::unique_ptr<ingest::ByteSource> bytes, Import& import) {
  const auto rows = ingest::read_ndjson(std::move(bytes));
  while (rows->next()) {
    const json::value nothing;
    const auto& value = rows->faults().empty() ? rows->value() : nothing;
    if (auto done = import.row(rows->line(), value, rows->faults()); !done) return done;
  }
  return rows->status();
}

http::Response take(Context& context) {
  Import import(context.services);
  auto bytes = rows_of(context.request, context.services.config.http.max_bulk_bytes);
  Status done = format_of(context.media) == ingest::Format::kCsv ? read_csv(std::move(bytes), import)
                                                                 : read_ndjson(std::move(bytes), import);
  if (done) done = import.flush();
  if (!done && done.error().status == CRL_E_INVALID) {
    return problem(context.request, 400, "malformed", done.error().message);
  }
  if (!done) return failure(context.request, done.error());
  return ok(import.report());
}

void append_csv(std::string& out, const store::Suppression& row) {
  const auto add = [&](std::string_view text) {
    ingest::append_cell(out, text);
    out += ',';
  };
  add(row.address);
  add(row.customer_id == 0 ? std::string() : id_text(row.customer_id));
  add(row.channel);
  add(suppression_reason_name(row.reason));
  add(row.note);
  add(time_text(row.created_at));
  out += row.expires_at == store::kForever ? std::string() : time_text(row.expires_at);
  out += '\n';
}

http::Response give_all(Context& context) {
  const bool csv = context.query("format") != "ndjson";
  auto filter = std::make_shared<store::Filter>();
  filter->where(CRL_X_LT, "id", cell::of_int(context.services.ids.next()));  // those of the beginning
  const Expr* where = filter->expr();
  auto rows = std::make_shared<RowStream>(
      context.services.database, csv ? "address,customer_id,channel,reason,note,created_at,expires_at\n" : "",
      [csv, filter, where](store::Session& session, std::string_view cursor, RowPage& page) -> Status {
        auto read = store::list_suppressions(session, where, cursor, kRowsAtOnce);
        if (!read) return read.error();
        for (const auto& row : read->rows) {
          if (csv) {
            append_csv(page.text, row);
          } else {
            JsonWriter writer(page.text);
            write_suppression(writer, row);
            page.text += '\n';
          }
        }
        page.next = std::move(read->next);
        return {};
      });
  http::Response response;
  response.content_type = csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
  response.headers.emplace_back("Content-Disposition", std::string("attachment; filename=\"suppressions") +
                                                           (csv ? ".csv\"" : ".ndjson\""));
  response.stream = [rows] { return rows->next(); };
  return response;
}

}  // namespace

void add_suppression_row_routes(Routes& routes) {
  Route taken{"POST", "/api/v1/suppressions/import", "importSuppressions"};
  taken.tag = "suppressions";
  taken.scope = "suppressions:write";
  taken.summary = "Take in a list of whom not to write to";
  taken.description =
      "CSV with a header row, or one JSON object a line, plain or gzip: address, customer_id or "
      "customer_external_id, and channel, reason, note, created_at, expires_at. Rows are judged one by one; "
      "a "
      "repeat of the whole changes nothing.";
  taken.body = {.types = {"text/csv", "application/x-ndjson"},
                .schema = R"({"type": "string"})",
                .parsed = false,
                .bulk = true};
  taken.answers = {{200, "How many were stored, and what is wrong with the others", "SuppressionImport"}};
  taken.handler = take;
  routes.push_back(std::move(taken));
  Route given{"GET", "/api/v1/suppressions/export", "exportSuppressions"};
  given.tag = "suppressions";
  given.scope = "suppressions:read";
  given.summary = "Export whom not to write to";
  given.description =
      "In a form that the import takes. An answer that ends without its last chunk is not whole.";
  Parameter format{"format", ParameterType::kChoice, "Of the rows", "csv"};
  format.choices = {"csv", "ndjson"};
  format.otherwise = "csv";
  given.query = {format};
  given.answers = {{200, "The rows", R"({"type": "string"})", "text/csv",
                    "address,customer_id,channel,reason,note,created_at,expires_at\n"}};
  given.handler = give_all;
  routes.push_back(std::move(given));
}

}  // namespace carillon::api
