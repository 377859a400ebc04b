#include "links/visitors.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/fold.h"

namespace carillon::links {

namespace {

bool has_any(const std::string& text, auto words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

}  // namespace

bool is_person(std::string_view method,
               const std::function<std::string_view(std::string_view name)>& header) {
  if (method == "HEAD") return false;
  constexpr std::array<std::string_view, 4> kAhead{"Purpose", "Sec-Purpose", "X-Moz", "X-Purpose"};
  constexpr std::array<std::string_view, 3> kAheadWords{"prefetch", "preview", "prerender"};
  if (std::any_of(kAhead.begin(), kAhead.end(),
                  [&](std::string_view name) { return has_any(lower(header(name)), kAheadWords); })) {
    return false;
  }
  const std::string agent = lower(header("User-Agent"));
  constexpr std::array<std::string_view, 3> kProxies{"googleimageproxy", "yahoomailproxy",
                                                     "outlookimageproxy"};
  if (has_any(agent, kProxies)) return true;
  constexpr std::array<std::string_view, 22> kMachines{"bot",
                                                       "crawl",
                                                       "spider",
                                                       "scan",
                                                       "slurp",
                                                       "preview",
                                                       "monitor",
                                                       "curl/",
                                                       "wget/",
                                                       "python",
                                                       "java/",
                                                       "okhttp",
                                                       "go-http",
                                                       "libwww",
                                                       "httpclient",
                                                       "headless",
                                                       "facebookexternalhit",
                                                       "whatsapp",
                                                       "proofpoint",
                                                       "mimecast",
                                                       "barracuda",
                                                       "safelinks"};
  return !agent.empty() && !has_any(agent, kMachines);
}

}  // namespace carillon::links
