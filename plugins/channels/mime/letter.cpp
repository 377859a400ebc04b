#include "letter.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "encoding.h"

namespace carillon::mime {
namespace {

std::string write_date(std::int64_t us) {
  using namespace std::chrono;
  constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const sys_time<microseconds> at{microseconds{us}};
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss clock{floor<seconds>(at - day)};
  char out[64];
  std::snprintf(out, sizeof out, "%s, %02u %s %04d %02d:%02d:%02d +0000", kDays[weekday{day}.c_encoding()],
                static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                static_cast<int>(date.year()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
  return out;
}

std::string write_mailbox(const Mailbox& box) {
  if (box.name.empty()) return box.address;
  const bool quote = box.name.find_first_of("()<>[]:;@\\,.\"") != std::string::npos;
  const std::string name = header_text(box.name);
  if (!quote || name != box.name) return name + " <" + box.address + ">";
  std::string quoted;
  for (const char c : box.name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return "\"" + quoted + "\" <" + box.address + ">";
}

std::string part(std::string_view type, std::string_view body) {
  return "Content-Type: " + std::string(type) +
         "; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + quoted_printable(body) +
         "\r\n";
}

}  // namespace

bool is_header_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) { return c > ' ' && c <= '~' && c != ':'; });
}

std::string write_letter(const Letter& letter) {
  std::string out = "From: " + write_mailbox(letter.from) + "\r\nTo: " + write_mailbox(letter.to) +
                    "\r\nSubject: " + header_text(letter.subject) +
                    "\r\nDate: " + write_date(letter.date_us) + "\r\nMessage-ID: <" +
                    std::string(letter.message_id) + ">\r\n";
  for (const auto& [name, value] : letter.headers) out += name + ": " + header_text(value) + "\r\n";
  out += "MIME-Version: 1.0\r\n";
  if (letter.html.empty()) return out + part("text/plain", letter.text);
  if (letter.text.empty()) return out + part("text/html", letter.html);
  // "=_" cannot stand in a quoted-printable body, so no body can hold the boundary.
  const std::string boundary = "=_" + std::string(letter.message_id.substr(0, letter.message_id.find('@')));
  out += "Content-Type: multipart/alternative; boundary=\"" + boundary + "\"\r\n\r\n";
  out += "--" + boundary + "\r\n" + part("text/plain", letter.text);
  out += "--" + boundary + "\r\n" + part("text/html", letter.html);
  return out + "--" + boundary + "--\r\n";
}

}  // namespace carillon::mime
