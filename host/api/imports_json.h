// Import jobs as the API shows them, and as clients ask for them. Pure.
#pragma once

#include <string>

#include "api/json_writer.h"
#include "base/issue.h"
#include "base/json.h"
#include "ingest/imports.h"

namespace carillon::api {

void write_import(JsonWriter& out, const store::ImportJob& job, const ingest::ImportPace& pace);
std::string import_body(const store::ImportJob& job, const ingest::ImportPace& pace);

bool is_over(store::ImportState state);

// From the body that names a file of the import folder, checked against its schema by the caller.
ingest::ImportSpec spec_of_named(const json::object& body, Issues& issues);

}  // namespace carillon::api
