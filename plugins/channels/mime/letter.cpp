#include "letter.h"

#include <algorithm>
#include <array>
#include <memory>

#include <gmime/gmime.h>

#include "gmime_library.h"

namespace carillon::mime {
namespace {

constexpr std::size_t kLongestLine = 998;

bool is_printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return text.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), text.begin(),
                                                    [&](char a, char b) { return lower(a) == lower(b); });
}

// Valid UTF-8 of one line.
std::string header_text(std::string_view text) {
  const std::unique_ptr<char, Free> valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  std::string out(valid.get());
  for (char& c : out) {
    if ((c >= '\0' && c < ' ') || c == '\x7F') c = ' ';
  }
  return out;
}

// Valid UTF-8 whose lines end with "\n".
std::string body_text(std::string_view text) {
  const std::unique_ptr<char, Free> valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  std::string out;
  out.reserve(text.size());
  for (const char* c = valid.get(); *c != '\0'; ++c) {
    if (*c != '\r')
      out += *c;
    else if (c[1] != '\n')
      out += '\n';
  }
  return out;
}

Object<GMimePart> make_part(const char* subtype, std::string_view body) {
  Object<GMimePart> part(GMIME_PART(g_mime_text_part_new_with_subtype(subtype)));
  g_mime_object_set_content_type_parameter(GMIME_OBJECT(part.get()), "charset", "utf-8");
  const std::string text = body_text(body);
  const Object<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(text.data(), text.size()));
  const Object<GMimeDataWrapper> content(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part.get(), content.get());
  g_mime_part_set_content_encoding(part.get(), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return part;
}

void set_body(GMimeMessage* message, const Letter& letter) {
  if (letter.text.empty() || letter.html.empty()) {
    const auto part = letter.html.empty() ? make_part("plain", letter.text) : make_part("html", letter.html);
    g_mime_message_set_mime_part(message, GMIME_OBJECT(part.get()));
    return;
  }
  const Object<GMimeMultipart> both(g_mime_multipart_new_with_subtype("alternative"));
  // "=_" cannot stand in a quoted-printable body, so no body can hold the boundary.
  const std::string local(
      letter.message_id.substr(0, std::min<std::size_t>(letter.message_id.find('@'), 60)));
  g_mime_multipart_set_boundary(both.get(), ("=_" + local).c_str());
  g_mime_multipart_add(both.get(), GMIME_OBJECT(make_part("plain", letter.text).get()));
  g_mime_multipart_add(both.get(), GMIME_OBJECT(make_part("html", letter.html).get()));
  g_mime_message_set_mime_part(message, GMIME_OBJECT(both.get()));
}

void set_header(GMimeMessage* message, const std::string& name, const std::string& value) {
  GMimeObject* const object = GMIME_OBJECT(message);
  const std::string text = header_text(value);
  g_mime_object_set_header(object, name.c_str(), text.c_str(), "utf-8");
  // GMime breaks long words, and a URL must not be broken.
  if (!is_printable_ascii(text) || text.size() + name.size() + 2 > kLongestLine) return;
  if (!starts_with_ignoring_case(name, "List-")) return;
  GMimeHeader* const header =
      g_mime_header_list_get_header(g_mime_object_get_header_list(object), name.c_str());
  g_mime_header_set_raw_value(header, (" " + text + "\n").c_str());
}

std::string serialise(GMimeMessage* message) {
  const Object<GMimeStream> memory(g_mime_stream_mem_new());
  const Object<GMimeStream> filtered(g_mime_stream_filter_new(memory.get()));
  const Object<GMimeFilter> crlf(g_mime_filter_unix2dos_new(TRUE));
  g_mime_stream_filter_add(GMIME_STREAM_FILTER(filtered.get()), crlf.get());
  g_mime_object_write_to_stream(GMIME_OBJECT(message), nullptr, filtered.get());
  g_mime_stream_flush(filtered.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
  std::string out(reinterpret_cast<const char*>(bytes->data), bytes->len);
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out;
}

void add_mailbox(GMimeMessage* message, GMimeAddressType type, const Mailbox& box) {
  const std::string name = header_text(box.name);
  g_mime_message_add_mailbox(message, type, name.empty() ? nullptr : name.c_str(),
                             header_text(box.address).c_str());
}

}  // namespace

bool is_header_name(std::string_view name) {
  return !name.empty() && name.size() <= 76 && is_ascii_letter(name.front()) &&
         std::ranges::all_of(name, [](char c) { return c > ' ' && c <= '~' && c != ':'; });
}

bool is_own_header(std::string_view name) {
  static constexpr std::array<std::string_view, 14> kOwn{
      "From", "To",       "Cc",          "Bcc",      "Subject", "Date", "Message-ID",
      "MIME", "Content-", "Return-Path", "Received", "DKIM-",   "ARC-", "Resent-"};
  return std::ranges::any_of(kOwn, [&](std::string_view own) {
    const bool is_prefix = own.ends_with('-') || own == "MIME";
    return starts_with_ignoring_case(name, own) && (is_prefix || name.size() == own.size());
  });
}

std::string write_letter(const Letter& letter) {
  start_gmime();
  const Object<GMimeMessage> message(g_mime_message_new(FALSE));
  GMimeMessage* const m = message.get();
  add_mailbox(m, GMIME_ADDRESS_TYPE_FROM, letter.from);
  if (letter.reply_to) add_mailbox(m, GMIME_ADDRESS_TYPE_REPLY_TO, *letter.reply_to);
  add_mailbox(m, GMIME_ADDRESS_TYPE_TO, letter.to);
  g_mime_message_set_subject(m, header_text(letter.subject).c_str(), "utf-8");
  const std::unique_ptr<GDateTime, decltype(&g_date_time_unref)> date(
      g_date_time_new_from_unix_utc(letter.date_us / 1'000'000), &g_date_time_unref);
  if (date != nullptr) g_mime_message_set_date(m, date.get());
  g_mime_message_set_message_id(m, header_text(letter.message_id).c_str());
  for (const auto& [name, value] : letter.headers) set_header(m, name, value);
  g_mime_object_set_header(GMIME_OBJECT(m), "MIME-Version", "1.0", nullptr);
  set_body(m, letter);
  return serialise(m);
}

}  // namespace carillon::mime
