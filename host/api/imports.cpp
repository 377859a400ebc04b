// Large files on their way into customers and orders: handed in, followed, steered, and what was rejected.
#include "ingest/imports.h"

#include <fstream>
#include <memory>

#include <fcntl.h>
#include <unistd.h>

#include "api/bulk.h"
#include "api/context.h"
#include "api/event_streams.h"
#include "api/http/body_file.h"
#include "api/imports_json.h"
#include "api/listing.h"
#include "api/problem.h"
#include "api/schemas/components.h"
#include "api/services.h"
#include "api/tables.h"
#include "config/config.h"
#include "plugins/json_schema.h"
#include "store/database.h"
#include "store/import_jobs.h"

namespace carillon::api {

namespace {

constexpr std::size_t kLooked = 4'096;
constexpr std::string_view kBlank = " \t\r\n";

http::Response answer(const Context& context, const store::ImportJob& job) {
  return ok(import_body(job, context.services.imports->pace(job.id)));
}

// An object names a file, an array is the rows.
bool names_a_file(const Context& context) {
  if (context.media != "application/json" || context.request.header("Content-Encoding") == "gzip")
    return false;
  std::string start = context.request.body.substr(0, kLooked);
  if (context.request.body_file) {
    start.resize(kLooked);
    const auto n = ::pread(context.request.body_file->descriptor(), start.data(), start.size(), 0);
    start.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
  }
  const auto first = start.find_first_not_of(kBlank);
  return first != std::string::npos && start[first] == '{';
}

const plugins::JsonSchema& schema_of_named() {
  static const plugins::JsonSchema schema = [] {
    json::value document = components_value().get_object().at("ImportOfFile");
    auto compiled = plugins::JsonSchema::compile(json::serialize(document));
    if (!compiled) throw std::logic_error("ImportOfFile: " + compiled.error().message);
    return *std::move(compiled);
  }();
  return schema;
}

http::Response created(const store::ImportJob& job) {
  http::Response response = ok(import_body(job, {}), 201);
  response.headers.emplace_back("Location", "/api/v1/imports/" + id_text(job.id));
  return response;
}

// So that the answer under an Idempotency-Key is kept with the job.
ingest::Imports::With keeping(const Context& context) {
  return [&context](store::Session& session, const store::ImportJob& job) {
    return context.keep(session, created(job));
  };
}

http::Response take_named(Context& context) {
  auto body = context.request.body_file ? Result<json::value>(invalid("the document is too large"))
                                        : parse_json(context.request.body);
  if (!body) return problem(context.request, 400, "malformed", body.error().message);
  Issues issues = schema_of_named().check(*body);
  if (!issues.empty()) return invalid_request(context.request, issues);
  auto spec = spec_of_named(body->get_object(), issues);
  if (!issues.empty()) return invalid_request(context.request, issues);
  const auto job = context.services.imports->add_named(std::move(spec), keeping(context));
  if (!job && (job.error().status == CRL_E_INVALID || job.error().status == CRL_E_NOT_FOUND))
    return invalid_request(context.request, {{"/file", "invalid", job.error().message}});
  return job ? created(*job) : failure(context.request, job.error());
}

Status write_file(const std::filesystem::path& path, const std::string& bytes) {
  http::BodyFile file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.descriptor() < 0 || !file.append(bytes) || ::fsync(file.descriptor()) != 0)
    return Error{CRL_E_FULL, "the file cannot be kept; make room on the disk"};
  return {};
}

http::Response take_upload(Context& context) {
  Issues issues;
  if (!context.has_query("kind")) {
    issues.push_back({"/query/kind", "required", "say what the rows are: customers or orders"});
  }
  auto columns = ingest::parse_column_map(context.query("map"));
  if (!columns) issues.push_back({"/query/map", "format", columns.error().message});
  const auto& request = context.request;
  if (!request.body_file && request.body.empty())
    issues.push_back({"", "required", "the body is empty; send the rows of the file"});
  if (!issues.empty()) return invalid_request(request, issues);
  ingest::ImportSpec spec;
  spec.noun = context.query("kind") == "orders" ? ingest::Noun::kOrders : ingest::Noun::kCustomers;
  spec.format = format_of(context.media);
  spec.columns = *std::move(columns);
  spec.packed = request.header("Content-Encoding") == "gzip";
  spec.dry_run = context.query_bool("dry_run");
  spec.name = context.query("name");
  const auto job = context.services.imports->add_upload(
      spec,
      [&](const std::filesystem::path& path) -> Status {
        if (!request.body_file) return write_file(path, request.body);
        if (request.body_file->keep_as(path)) return {};
        return Error{CRL_E_FULL, "the uploaded file cannot be kept; make room on the disk"};
      },
      keeping(context));
  return job ? created(*job) : failure(context.request, job.error());
}

http::Response create(Context& context) {
  return names_a_file(context) ? take_named(context) : take_upload(context);
}

Result<store::ImportJob> import_named(const Context& context) {
  const auto id = parse_id(context.path_value("id"));
  if (!id) return not_found("there is no import with this id");
  return context.services.imports->get(*id);
}

http::Response get(Context& context) {
  const auto job = import_named(context);
  return job ? answer(context, *job) : failure(context.request, job.error());
}

http::Response list(Context& context) {
  store::ImportPage page;
  const Status done = context.services.database.read([&](store::Session& session) -> Status {
    auto read = store::list_imports(session, context.query("cursor"),
                                    static_cast<std::size_t>(context.query_int("limit")));
    if (!read) return read.error();
    page = *std::move(read);
    return {};
  });
  if (!done) return failure(context.request, done.error());
  return ok(list_body(page.jobs, page.next, std::nullopt, [&](JsonWriter& out, const store::ImportJob& job) {
    write_import(out, job, context.services.imports->pace(job.id));
  }));
}

http::Response steer(Context& context, Status (ingest::Imports::*wish)(Id)) {
  const auto job = import_named(context);
  if (!job) return failure(context.request, job.error());
  if (auto done = (context.services.imports->*wish)(job->id); !done)
    return failure(context.request, done.error());
  return get(context);
}

http::Response remove(Context& context) {
  const auto job = import_named(context);
  if (!job) return failure(context.request, job.error());
  if (auto done = context.services.imports->remove(job->id); !done)
    return failure(context.request, done.error());
  http::Response response;
  response.status = 204;
  return response;
}

// One event whenever the job has moved on, until it is over; comments fill a quiet time.
class Progress {
 public:
  Progress(const ingest::Imports& imports, Id id, EventStreams::Place place)
      : imports_(imports), id_(id), place_(std::move(place)) {}

  std::string next() {
    if (over_) return {};
    mark_ = imports_.wait_for_change(mark_, kWait);
    const auto job = imports_.get(id_);
    if (!job) {
      over_ = true;
      return "event: error\ndata: {}\n\n";
    }
    std::string body = import_body(*job, imports_.pace(id_));
    over_ = is_over(job->state);
    if (body == told_ && !over_) return ": still here\n\n";
    told_ = std::move(body);
    return std::string("event: ") + (over_ ? "end" : "progress") + "\ndata: " + told_ + "\n\n";
  }

 private:
  static constexpr std::chrono::milliseconds kWait{1'000};
  const ingest::Imports& imports_;
  const Id id_;
  const EventStreams::Place place_;
  std::uint64_t mark_ = 0;
  std::string told_;
  bool over_ = false;
};

http::Response events(Context& context) {
  const auto job = import_named(context);
  if (!job) return failure(context.request, job.error());
  auto place = EventStreams::take(context.services.config);
  if (!place)
    return failure(context.request, unavailable("too many event streams are open; poll the import", 5'000));
  auto progress = std::make_shared<Progress>(*context.services.imports, job->id, std::move(place));
  http::Response response;
  response.content_type = "text/event-stream";
  response.headers.emplace_back("Cache-Control", "no-store");
  response.stream = [progress] { return progress->next(); };
  return response;
}

http::Response rejected(Context& context) {
  const auto job = import_named(context);
  if (!job) return failure(context.request, job.error());
  auto file =
      std::make_shared<std::ifstream>(context.services.imports->report_path(job->id), std::ios::binary);
  http::Response response;
  response.content_type = "text/csv; charset=utf-8";
  response.headers.emplace_back("Content-Disposition",
                                "attachment; filename=\"rejected-" + id_text(job->id) + ".csv\"");
  response.stream = [file, left = static_cast<std::size_t>(job->progress.report_bytes)]() mutable {
    std::string piece(std::min<std::size_t>(left, 64U << 10), '\0');
    file->read(piece.data(), static_cast<std::streamsize>(piece.size()));
    piece.resize(static_cast<std::size_t>(file->gcount()));
    left -= piece.size();
    return piece;
  };
  return response;
}

Route route_of(std::string method, std::string path, std::string id, std::string summary) {
  Route route{std::move(method), "/api/v1/imports" + std::move(path), std::move(id)};
  route.tag = "imports";
  route.scope = "imports:" + std::string(route.method == "GET" ? "read" : "write");
  route.summary = std::move(summary);
  return route;
}

Route create_route() {
  Route route = route_of("POST", "", "createImport", "Import a large file in the background");
  route.description =
      "The body is the rows (JSON array, one JSON object a line, or CSV; plain or gzip) with their kind as a "
      "parameter, or a JSON object that names a file of the configured import folder. The job goes on where "
      "it "
      "was when the host is killed; each row lands once. Jobs run one after the other.";
  Parameter kind{"kind", ParameterType::kChoice, "What the rows are; needed with an upload", "customers"};
  kind.choices = {"customers", "orders"};
  Parameter dry_run{"dry_run", ParameterType::kBoolean, "Judge the rows and store none", "true"};
  dry_run.otherwise = "false";
  Parameter name{"name", ParameterType::kText, "What the file is called, for people", "customers.csv"};
  name.max = 200;
  route.query = {kind, map_parameter(), dry_run, name};
  route.body = {.types = {"application/json", "application/x-ndjson", "text/csv"},
                .schema = "ImportOfFile",
                .parsed = false,
                .bulk = true,
                .file = true};
  route.answers = {{201, "Waiting for its turn", "Import"}};
  route.problems = {422};
  route.handler = create;
  return route;
}

}  // namespace

void add_import_routes(Routes& routes) {
  routes.push_back(create_route());
  Route all = route_of("GET", "", "listImports", "List imports, the newest first");
  all.query = {limit_parameter(), cursor_parameter()};
  all.answers = {{200, "A page", "ImportList"}};
  all.handler = list;
  routes.push_back(std::move(all));
  Route one = route_of("GET", "/{id}", "getImport", "Read an import and its progress");
  one.answers = {{200, "The import", "Import"}};
  one.handler = get;
  routes.push_back(std::move(one));
  Route forgotten = route_of("DELETE", "/{id}", "deleteImport", "Forget an import that is over");
  forgotten.description = "Its report of rejected rows goes too; what it stored stays.";
  forgotten.answers = {{204, "It is forgotten"}};
  forgotten.problems = {409};
  forgotten.handler = remove;
  routes.push_back(std::move(forgotten));
  Route following = route_of("GET", "/{id}/events", "streamImport", "Follow an import");
  following.description =
      "Server-Sent Events: `progress` with the import whenever it moved on, `end` with the last.";
  following.answers = {{200, "Events until the import is over", R"({"type": "string"})", "text/event-stream",
                        "event: end\ndata: {\"state\": \"completed\"}\n\n"}};
  following.handler = events;
  routes.push_back(std::move(following));
  Route told =
      route_of("GET", "/{id}/rejected", "getRejectedRows", "Download the rejected rows of an import");
  told.description =
      "CSV: line, code, pointer, detail and the row as it was sent. An apostrophe keeps spreadsheets from "
      "running "
      "a cell as a formula.";
  told.answers = {{200, "What is rejected by now", R"({"type": "string"})", "text/csv",
                   "line,code,pointer,detail,row\n3,required,/external_id,it is required but absent,{}\n"}};
  told.handler = rejected;
  routes.push_back(std::move(told));
  using Wish = Status (ingest::Imports::*)(Id);
  const struct {
    const char *path, *id, *summary;
    Wish wish;
  } wishes[] = {
      {"/{id}/pause", "pauseImport", "Pause an import behind its next commit", &ingest::Imports::pause},
      {"/{id}/resume", "resumeImport", "Go on with a paused import", &ingest::Imports::resume},
      {"/{id}/cancel", "cancelImport", "End an import; what is stored stays", &ingest::Imports::cancel}};
  for (const auto& w : wishes) {
    Route route = route_of("POST", w.path, w.id, w.summary);
    route.answers = {{200, "The import", "Import"}};
    route.problems = {409};
    route.handler = [wish = w.wish](Context& context) { return steer(context, wish); };
    routes.push_back(std::move(route));
  }
}

}  // namespace carillon::api
