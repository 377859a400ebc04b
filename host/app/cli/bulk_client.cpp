#include "app/cli/bulk_client.h"

#include <algorithm>
#include <utility>

#include <curl/curl.h>

#include "base/json.h"

namespace carillon::cli {
namespace {

constexpr std::uint32_t kMostPauseMs = 5'000;
constexpr std::uint32_t kMostWaitMs = 60'000;
constexpr std::size_t kMostAnswerBytes = 256U << 20;
constexpr long kOkStatus = 200, kQueued = 202, kTooMany = 429, kBusy = 503;

struct Answer {
  long status = 0;
  std::string body;
  std::uint32_t retry_after_ms = 0;
};

std::size_t append(char* bytes, std::size_t size, std::size_t count, void* user) {
  auto* body = static_cast<std::string*>(user);
  const std::size_t n = size * count;
  // Less than n ends the transfer: no answer of ours is this large.
  if (body->size() + n > kMostAnswerBytes) return 0;
  body->append(bytes, n);
  return n;
}

std::uint64_t count_of(const json::value& answer, std::string_view name) {
  const json::value* number = at_pointer(answer, "/" + std::string(name));
  if (number == nullptr) return 0;
  boost::system::error_code not_a_number;
  const auto count = number->to_number<std::uint64_t>(not_a_number);
  return not_a_number ? 0 : count;
}

std::string text_of(const json::value& object, std::string_view name) {
  const json::value* text = at_pointer(object, "/" + std::string(name));
  return text != nullptr && text->is_string() ? std::string(text->get_string()) : std::string();
}

Error refusal(const Answer& answer, const std::string& url) {
  std::string message = url + " answered " + std::to_string(answer.status);
  const Result<json::value> problem = parse_json(answer.body);
  if (!problem) return unavailable(message + "; is it a Carillon host?");
  for (const char* name : {"title", "detail"}) {
    const std::string text = text_of(*problem, name);
    if (!text.empty()) message += ": " + text;
  }
  return unavailable(std::move(message));
}

}  // namespace

struct BulkClient::Impl {
  std::string url;
  std::function<void(std::uint32_t)> pause_ms;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), &curl_easy_cleanup};

  Result<Answer> send(const std::string& target, RowFormat format, const std::string& body) {
    CURL* const handle = curl.get();
    if (handle == nullptr) return internal_error("libcurl could not be started");
    Answer answer;
    // The connection survives a reset.
    curl_easy_reset(handle);
    const auto slist = [](curl_slist* list) {
      return std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>(list, &curl_slist_free_all);
    };
    auto headers =
        slist(curl_slist_append(nullptr, format == RowFormat::kCsv ? "Content-Type: text/csv"
                                                                   : "Content-Type: application/x-ndjson"));
    // Without this libcurl asks leave for every large body and waits for it.
    curl_slist_append(headers.get(), "Expect:");
    curl_easy_setopt(handle, CURLOPT_URL, target.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, append);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer.body);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, 600L);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    const CURLcode code = curl_easy_perform(handle);
    if (code == CURLE_COULDNT_CONNECT) {
      return unavailable("no host answers at " + url +
                         "; start one with `carillon serve`, or name it with --url");
    }
    if (code != CURLE_OK) return unavailable(target + ": " + curl_easy_strerror(code));
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer.status);
    curl_off_t seconds = 0;
    curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds);
    answer.retry_after_ms = static_cast<std::uint32_t>(std::clamp<curl_off_t>(seconds, 0, 60)) * 1'000;
    return answer;
  }
};

BulkClient::BulkClient(std::string url, std::function<void(std::uint32_t)> pause_ms)
    : impl_(std::make_unique<Impl>()) {
  while (url.ends_with('/')) url.pop_back();
  impl_->url = std::move(url);
  impl_->pause_ms = std::move(pause_ms);
}

BulkClient::~BulkClient() = default;

Result<BulkAnswer> BulkClient::post(const std::string& resource, RowFormat format, const std::string& body,
                                    const std::string& columns) {
  std::string target = impl_->url + "/api/v1/" + resource + "/bulk";
  if (!columns.empty()) {
    const std::unique_ptr<char, decltype(&curl_free)> escaped(
        curl_easy_escape(impl_->curl.get(), columns.data(), static_cast<int>(columns.size())), &curl_free);
    if (escaped == nullptr) return internal_error("libcurl could not write the address");
    target += std::string("?map=") + escaped.get();
  }
  std::uint32_t waited_ms = 0, own_pause_ms = 100;
  while (true) {
    const Result<Answer> answer = impl_->send(target, format, body);
    if (!answer) return answer.error();
    if (answer->status == kOkStatus || answer->status == kQueued) return parse_answer(answer->body);
    const bool busy = answer->status == kTooMany || answer->status == kBusy;
    if (!busy || waited_ms >= kMostWaitMs) return refusal(*answer, target);
    const std::uint32_t pause = std::min(std::max(answer->retry_after_ms, own_pause_ms), kMostPauseMs);
    impl_->pause_ms(pause);
    waited_ms += pause;
    own_pause_ms *= 2;
  }
}

Result<BulkAnswer> parse_answer(const std::string& body) {
  const Result<json::value> parsed = parse_json(body);
  if (!parsed || !parsed->is_object() || at_pointer(*parsed, "/received") == nullptr) {
    return internal_error("the answer is no bulk answer: found " + body.substr(0, 80) +
                          ", expected {\"received\": ...}; is it a Carillon host?");
  }
  BulkAnswer answer{count_of(*parsed, "received"), count_of(*parsed, "created"),
                    count_of(*parsed, "updated"),  count_of(*parsed, "unchanged"),
                    count_of(*parsed, "rejected"), {},
                    count_of(*parsed, "accepted")};
  const json::value* errors = at_pointer(*parsed, "/errors");
  if (errors == nullptr || !errors->is_array()) return answer;
  for (const json::value& error : errors->get_array()) {
    answer.errors.push_back({count_of(error, "line"), text_of(error, "code"), text_of(error, "pointer"),
                             text_of(error, "detail")});
  }
  return answer;
}

}  // namespace carillon::cli
