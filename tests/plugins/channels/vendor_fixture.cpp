#include "vendor_fixture.h"

#include <cstdlib>
#include <regex>
#include <sstream>

#include "config/config.h"
#include "http/encodings.h"
#include "sdk/test_host.hpp"

namespace carillon::test {
namespace {

VendorRequest as_request(const plugins::TinyServer::Request& raw) {
  VendorRequest out{raw.line, raw.body, {}};
  std::istringstream lines(raw.head);
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    std::string name = line.substr(0, colon);
    for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    out.headers[name] = line.substr(std::min(line.size(), colon + 2));
  }
  return out;
}

std::string as_bytes(const VendorAnswer& answer) {
  std::string out = "HTTP/1.1 " + std::to_string(answer.status) +
                    " X\r\nConnection: close\r\nContent-Length: " + std::to_string(answer.body.size()) +
                    "\r\n";
  for (const auto& [name, value] : answer.headers) out += name + ": " + value + "\r\n";
  return out + "\r\n" + answer.body;
}

}  // namespace

std::map<std::string, std::string> VendorRequest::form() const {
  std::map<std::string, std::string> out;
  for (const auto& [name, value] : http_channel::read_form(body)) out[name] = value;
  return out;
}

Vendor::Vendor() {
  server_ = std::make_unique<plugins::TinyServer>(
      [this](const plugins::TinyServer::Request& request) -> std::optional<std::string> {
        const std::scoped_lock lock(mutex_);
        requests_.push_back(as_request(request));
        if (!next_.empty()) {
          const auto answer = next_.front();
          next_.pop_front();
          return as_bytes(answer);
        }
        if (!answer_) return std::nullopt;
        return as_bytes(*answer_);
      });
  open_host(true);
}

Vendor::~Vendor() {
  channel_.reset();
  registry_.reset();
  services_.reset();
}

void Vendor::open_host(bool allow_private) {
  channel_.reset();
  registry_.reset();
  services_ = std::make_unique<plugins::HostServices>(
      clock_, metrics_, plugins::HttpOptions{.timeout_ms = 5000, .allow_private = allow_private});
  registry_ = std::make_unique<plugins::Registry>(*services_);
  const std::filesystem::path folder = std::filesystem::path(plugin_path("http")).parent_path();
  registry_->scan(std::vector{folder});
}

std::string Vendor::turned(std::string text) const {
  static const std::regex kHost("https://[a-z0-9.]+|VENDOR");
  return std::regex_replace(text, kHost, server_->url(""));
}

void Vendor::use_example(const std::string& name, const std::map<std::string, std::string>& environment) {
  const char* root = std::getenv("CARILLON_SOURCE_DIR");
  const auto file = std::filesystem::path(root == nullptr ? "." : root) / "config/vendors" / (name + ".toml");
  const auto loaded = config::load(file, environment, {});
  if (const auto* faults = std::get_if<std::vector<config::Fault>>(&loaded)) {
    for (const auto& fault : *faults) ADD_FAILURE() << config::to_text(fault);
    return;
  }
  const auto& channels = std::get<config::Loaded>(loaded).config.channels;
  ASSERT_EQ(channels.size(), 1u);
  json::object settings = channels[0].settings;
  auto& url = settings.at("request").at("url");
  url = turned(std::string(url.as_string()));
  auto made = registry_->create(CRL_CHANNEL_ID, channels[0].plugin, name, settings, probe_.sink());
  ASSERT_TRUE(made.ok()) << made.error().message;
  channel_ = std::move(*made);
  const auto started = channel_->start();
  ASSERT_TRUE(started.ok()) << started.error().message;
}

void Vendor::use(const std::string& settings_json, bool allow_private, const std::string& plugin) {
  if (!allow_private) open_host(false);
  auto made =
      registry_->create(CRL_CHANNEL_ID, plugin, "test", json::parse(turned(settings_json)), probe_.sink());
  ASSERT_TRUE(made.ok()) << made.error().message;
  channel_ = std::move(*made);
  ASSERT_TRUE(channel_->start().ok());
}

Error Vendor::refusal(const std::string& settings_json, const std::string& plugin) {
  const auto made =
      registry_->create(CRL_CHANNEL_ID, plugin, "test", json::parse(settings_json), probe_.sink());
  return made ? Error{CRL_OK, "it was taken", 0, {}} : made.error();
}

void Vendor::answer(std::optional<VendorAnswer> answer) {
  const std::scoped_lock lock(mutex_);
  answer_ = std::move(answer);
}
void Vendor::answer_next(const VendorAnswer& answer) {
  const std::scoped_lock lock(mutex_);
  next_.push_back(answer);
}
std::vector<VendorRequest> Vendor::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}
VendorRequest Vendor::last() const {
  const auto all = requests();
  return all.empty() ? VendorRequest{} : all.back();
}

const crl_channel& Vendor::table() const { return *static_cast<const crl_channel*>(channel_->interface()); }

std::uint32_t Vendor::offer(const std::vector<Letter>& letters, Error* why) {
  const auto taken = probe_.send(table(), channel_->self(), letters, next_token_, why);
  next_token_ += taken;
  return taken;
}

bool Vendor::completed(std::size_t n) {
  return eventually([&] { return probe_.completed() >= n; });
}

SeenCompletion Vendor::send(const Letter& letter) {
  const auto token = next_token_;
  if (offer({letter}) == 0) return {CRL_E_STATE, "", "it was not taken", 0, ""};
  if (!eventually([&] { return probe_.completions().contains(token); }))
    return {CRL_E_STATE, "", "no answer", 0, ""};
  return probe_.completions()[token].at(0);
}

Result<std::string> Vendor::ask(const std::map<std::string, std::string>& query) {
  std::vector<crl_kv> kv;
  for (const auto& [name, value] : query) kv.push_back({str(name), str(value)});
  crl_error error = empty_error();
  std::string out;
  const auto status = table().challenge(
      channel_->self(), kv.data(), static_cast<std::uint32_t>(kv.size()), &out,
      [](void* ctx, crl_str body) { *static_cast<std::string*>(ctx) = view(body); }, &error);
  if (status != CRL_OK) return read_error(status, error);
  return out;
}

Status Vendor::post(const std::string& body, const std::map<std::string, std::string>& headers) {
  std::vector<crl_kv> kv;
  for (const auto& [name, value] : headers) kv.push_back({str(name), str(value)});
  crl_error error = empty_error();
  const auto status =
      table().webhook(channel_->self(), kv.data(), static_cast<std::uint32_t>(kv.size()), str(body), &error);
  if (status == CRL_OK) return {};
  return read_error(status, error);
}

}  // namespace carillon::test
