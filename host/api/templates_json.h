// Templates and their versions as the API shows them.
#pragma once

#include "api/json_writer.h"
#include "store/templates.h"

namespace carillon::api {

void write_template(JsonWriter& out, const store::MessageTemplate& shown);
void write_template_version(JsonWriter& out, const store::TemplateVersion& version);

}  // namespace carillon::api
