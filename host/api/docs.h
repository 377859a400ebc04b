// Swagger UI's pages, served from a folder of the build. No file outside that folder is ever read.
#pragma once

#include <string_view>

#include "api/context.h"

namespace carillon::api {

http::Response docs_page(Context& context);
http::Response docs_file(Context& context);

}  // namespace carillon::api
