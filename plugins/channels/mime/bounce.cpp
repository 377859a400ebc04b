#include "bounce.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include <gmime/gmime.h>

#include "gmime_library.h"

namespace carillon::mime {
namespace {

constexpr std::size_t kLongestDiagnostic = 300;

bool same(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// A field of "Name: value" lines, unfolded; the first of its name in the text, across all blocks.
std::optional<std::string> field(std::string_view text, std::string_view name) {
  std::optional<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool folded = !line.empty() && (line.front() == ' ' || line.front() == '\t');
    if (out && !folded) return out;
    if (out) {
      *out += ' ';
      *out += trimmed(line);
      continue;
    }
    const auto colon = line.find(':');
    if (!folded && colon != std::string_view::npos && same(line.substr(0, colon), name))
      out = trimmed(line.substr(colon + 1));
  }
  return out;
}

std::string without_brackets(std::string_view id) {
  id = trimmed(id);
  if (id.starts_with('<')) id.remove_prefix(1);
  return std::string(id.substr(0, id.find('>')));
}

// "rfc822; text" and "smtp; 550 5.1.1 text" without the type in front.
std::string without_type(std::string_view value) {
  const auto semicolon = value.find(';');
  return std::string(trimmed(semicolon == std::string_view::npos ? value : value.substr(semicolon + 1)));
}

std::string content_of(GMimeObject* object) {
  if (!GMIME_IS_PART(object)) return {};
  GMimeDataWrapper* const content = g_mime_part_get_content(GMIME_PART(object));
  if (content == nullptr) return {};
  const Object<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, stream.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

void read_report(const std::string& text, Bounce& out) {
  const std::string action = field(text, "Action").value_or("failed");
  out.kind = same(action, "delayed") ? Bounce::Kind::kDelayed
             : same(action, "delivered") || same(action, "relayed") || same(action, "expanded")
                 ? Bounce::Kind::kDelivered
                 : Bounce::Kind::kFailed;
  out.status = field(text, "Status").value_or("");
  out.status = out.status.substr(0, out.status.find_first_not_of("0123456789."));
  out.diagnostic = without_type(field(text, "Diagnostic-Code").value_or("")).substr(0, kLongestDiagnostic);
}

struct Reading {
  Bounce bounce;
  bool is_report = false;
};

void read_part(GMimeObject*, GMimeObject* part, gpointer user) {
  auto& reading = *static_cast<Reading*>(user);
  GMimeContentType* const type = g_mime_object_get_content_type(part);
  const auto is = [&](const char* kind, const char* subtype) {
    return g_mime_content_type_is_type(type, kind, subtype) != FALSE;
  };
  Bounce& out = reading.bounce;
  if (is("message", "delivery-status") && !reading.is_report) {
    reading.is_report = true;
    read_report(content_of(part), out);
  } else if (is("message", "feedback-report") && !reading.is_report) {
    reading.is_report = true;
    out.kind = Bounce::Kind::kComplaint;
    out.diagnostic = field(content_of(part), "Feedback-Type").value_or("");
  } else if (GMIME_IS_MESSAGE_PART(part) && out.message_id.empty()) {
    GMimeMessage* const original = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
    const char* const id = original == nullptr ? nullptr : g_mime_message_get_message_id(original);
    if (id != nullptr) out.message_id = id;
  } else if (is("text", "rfc822-headers") && out.message_id.empty()) {
    out.message_id = without_brackets(field(content_of(part), "Message-ID").value_or(""));
  }
}

}  // namespace

Result<Bounce> read_bounce(std::string_view mail) {
  start_gmime();
  const Object<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(mail.data(), mail.size()));
  const Object<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  const Object<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (message == nullptr || g_mime_message_get_mime_part(message.get()) == nullptr)
    return invalid("this is no mail");
  Reading reading;
  g_mime_message_foreach(message.get(), read_part, &reading);
  if (!reading.is_report)
    return invalid("the mail is no delivery report (RFC 3464) and no complaint (RFC 5965)");
  for (const char* name : {"To", "Delivered-To", "X-Original-To", "Envelope-To"}) {
    const char* const value = g_mime_object_get_header(GMIME_OBJECT(message.get()), name);
    if (value == nullptr) continue;
    std::string_view text = value;
    if (const auto open = text.rfind('<'); open != std::string_view::npos)
      text = text.substr(open + 1, text.find('>', open) - open - 1);
    reading.bounce.written_to.emplace_back(trimmed(text));
  }
  return std::move(reading.bounce);
}

}  // namespace carillon::mime
