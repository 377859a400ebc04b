#include "api/docs.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "api/etag.h"
#include "api/problem.h"
#include "api/services.h"

namespace carillon::api {

namespace {

struct File {
  std::string_view name, type;
};
// The only files that are served: a name from outside never becomes a path.
constexpr File kFiles[] = {
    {"swagger-ui.css", "text/css; charset=utf-8"},
    {"index.css", "text/css; charset=utf-8"},
    {"swagger-ui-bundle.js", "text/javascript; charset=utf-8"},
    {"swagger-ui-standalone-preset.js", "text/javascript; charset=utf-8"},
    {"favicon-16x16.png", "image/png"},
    {"favicon-32x32.png", "image/png"},
};

constexpr std::string_view kStart = R"js(window.onload = () => {
  window.ui = SwaggerUIBundle({
    url: "/api/v1/openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset], layout: "StandaloneLayout"
  });
};
)js";

constexpr std::string_view kPage = R"html(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Carillon API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css"><link rel="stylesheet" href="/docs/index.css">
<link rel="icon" type="image/png" href="/docs/favicon-32x32.png" sizes="32x32"></head>
<body><div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/swagger-ui-standalone-preset.js"></script>
<script src="/docs/start.js"></script></body></html>
)html";

constexpr std::string_view kAbsent = R"html(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Carillon API</title></head><body>
<h1>Carillon API</h1>
<p>Swagger UI's files are not there. Run <code>scripts/npm-assets</code> in the source folder (it fetches
<code>swagger-ui-dist</code> from npm), then start the host again.</p>
<p>The document that it would show is <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p>
</body></html>
)html";

http::Response page(int status, std::string_view type, std::string body) {
  http::Response response;
  response.status = status;
  response.content_type = type;
  response.body = std::move(body);
  response.headers.emplace_back("Content-Security-Policy",
                                "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
                                "object-src 'none'; base-uri 'none'; frame-ancestors 'none'");
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  return response;
}

}  // namespace

http::Response docs_page(Context& context) {
  std::error_code ignored;
  const auto& folder = context.services.docs_folder;
  const bool there =
      !folder.empty() && std::filesystem::is_regular_file(folder / "swagger-ui-bundle.js", ignored);
  return page(200, "text/html; charset=utf-8", std::string(there ? kPage : kAbsent));
}

http::Response docs_file(Context& context) {
  const std::string_view name = context.path_value("file");
  if (name == "start.js") return page(200, "text/javascript; charset=utf-8", std::string(kStart));
  const auto* known =
      std::find_if(std::begin(kFiles), std::end(kFiles), [&](const File& f) { return f.name == name; });
  if (known == std::end(kFiles))
    return problem(context.request, 404, "not_found", "the documentation has no such file");
  std::ifstream in(context.services.docs_folder / known->name, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  if (!in || bytes.empty()) {
    return problem(context.request, 404, "not_found",
                   "Swagger UI's files are not there; run scripts/npm-assets and start again");
  }
  std::string tag = etag_of(bytes);
  const bool same = names_tag(context.request.header("If-None-Match"), tag, true);
  http::Response response = page(same ? 304 : 200, known->type, same ? std::string{} : std::move(bytes));
  response.headers.emplace_back("ETag", std::move(tag));
  response.headers.emplace_back("Cache-Control", "no-cache");
  return response;
}

}  // namespace carillon::api
