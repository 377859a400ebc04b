#include "api/imports_json.h"

#include <array>
#include <utility>

namespace carillon::api {

namespace {

using ingest::Format;
using store::ImportState;

std::string_view word_of(ImportState state) {
  switch (state) {
    case ImportState::kQueued:
      return "queued";
    case ImportState::kRunning:
      return "running";
    case ImportState::kPaused:
      return "paused";
    case ImportState::kCompleted:
      return "completed";
    case ImportState::kCancelled:
      return "cancelled";
    case ImportState::kFailed:
      return "failed";
  }
  return "unknown";
}

std::string_view word_of(Format format) {
  return format == Format::kCsv ? "csv" : format == Format::kJson ? "json" : "ndjson";
}

constexpr std::array kEndings{std::pair{std::string_view(".csv"), Format::kCsv},
                              std::pair{std::string_view(".tsv"), Format::kCsv},
                              std::pair{std::string_view(".ndjson"), Format::kNdjson},
                              std::pair{std::string_view(".jsonl"), Format::kNdjson},
                              std::pair{std::string_view(".json"), Format::kJson}};

std::string text_at(const json::object& body, std::string_view name) {
  const auto* value = body.if_contains(name);
  return value == nullptr ? std::string() : std::string(value->get_string());
}

}  // namespace

bool is_over(ImportState state) {
  return state == ImportState::kCompleted || state == ImportState::kCancelled ||
         state == ImportState::kFailed;
}

void write_import(JsonWriter& out, const store::ImportJob& job, const ingest::ImportPace& pace) {
  const auto spec =
      ingest::spec_from_json(job.spec).ok() ? *ingest::spec_from_json(job.spec) : ingest::ImportSpec{};
  const auto& p = job.progress;
  out.begin_object()
      .id("id", job.id)
      .member("kind", spec.noun == ingest::Noun::kCustomers ? "customers" : "orders")
      .member("format", word_of(spec.format))
      .member("name", spec.name)
      .member("dry_run", spec.dry_run)
      .member("state", word_of(job.state))
      .key("reason");
  job.reason.empty() ? out.null() : out.value(job.reason);
  out.member("rows", p.rows)
      .member("created", p.created)
      .member("updated", p.updated)
      .member("unchanged", p.unchanged)
      .member("rejected", p.rejected)
      .member("file_bytes", job.file_bytes)
      .member("bytes_read", p.bytes_read)
      .key("rows_per_second");
  pace.rows_per_second > 0 ? out.value(pace.rows_per_second) : out.null();
  out.member("seconds_left", pace.seconds_left)
      .time("created_at", job.created_at)
      .time("updated_at", job.updated_at)
      .time("started_at", job.started_at)
      .time("finished_at", job.finished_at)
      .end_object();
}

std::string import_body(const store::ImportJob& job, const ingest::ImportPace& pace) {
  std::string body;
  JsonWriter out(body);
  write_import(out, job, pace);
  return body;
}

ingest::ImportSpec spec_of_named(const json::object& body, Issues& issues) {
  ingest::ImportSpec spec;
  spec.noun = text_at(body, "kind") == "orders" ? ingest::Noun::kOrders : ingest::Noun::kCustomers;
  spec.name = text_at(body, "file");
  const auto* dry_run = body.if_contains("dry_run");
  spec.dry_run = dry_run != nullptr && dry_run->get_bool();
  if (const auto* columns = body.if_contains("columns")) {
    for (const auto& column : columns->get_object())
      spec.columns.names.emplace_back(column.key(), column.value().get_string());
  }
  std::string_view stem = spec.name;
  spec.packed = stem.ends_with(".gz");
  if (spec.packed) stem.remove_suffix(3);
  const std::string asked = text_at(body, "format");
  bool known = !asked.empty();
  if (known) {
    spec.format = asked == "csv" ? Format::kCsv : asked == "json" ? Format::kJson : Format::kNdjson;
  }
  for (const auto& [ending, format] : kEndings) {
    if (known || !stem.ends_with(ending)) continue;
    spec.format = format;
    known = true;
  }
  if (!known) {
    issues.push_back(
        {"/format", "required", "the file's name does not tell its format; say csv, ndjson or json"});
  }
  return spec;
}

}  // namespace carillon::api
