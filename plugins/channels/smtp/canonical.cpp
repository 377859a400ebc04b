#include "canonical.h"

namespace carillon::smtp {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// Appends the text with each run of blanks as one space and none at the end.
void squeeze(std::string_view text, std::string& out) {
  bool blank = false;
  for (const char c : text) {
    if (is_blank(c)) {
      blank = true;
      continue;
    }
    if (blank) out += ' ';
    blank = false;
    out += c;
  }
}

}  // namespace

std::vector<std::string_view> split_headers(std::string_view head) {
  std::vector<std::string_view> out;
  while (!head.empty()) {
    std::size_t end = head.find("\r\n");
    while (end != std::string_view::npos && end + 2 < head.size() && is_blank(head[end + 2])) {
      end = head.find("\r\n", end + 2);
    }
    out.push_back(head.substr(0, end));
    if (end == std::string_view::npos) break;
    head.remove_prefix(end + 2);
  }
  return out;
}

std::string relaxed_name(std::string_view header) {
  std::string out;
  for (const char c : header.substr(0, header.find(':'))) {
    if (is_blank(c)) continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return out;
}

std::string relaxed_header(std::string_view header) {
  std::string out = relaxed_name(header) + ":";
  std::string unfolded;
  const auto colon = header.find(':');
  if (colon == std::string_view::npos) return out;
  for (const char c : header.substr(colon + 1)) {
    if (c != '\r' && c != '\n') unfolded += c;
  }
  std::string_view value = unfolded;
  while (!value.empty() && is_blank(value.front())) value.remove_prefix(1);
  squeeze(value, out);
  return out;
}

std::string relaxed_body(std::string_view body) {
  std::string out;
  out.reserve(body.size() + 2);
  std::size_t text_end = 0;  // behind the last line that is not empty
  while (!body.empty()) {
    const auto end = body.find("\r\n");
    const auto before = out.size();
    squeeze(body.substr(0, end), out);
    const bool has_text = out.size() > before;
    out += "\r\n";
    if (has_text) text_end = out.size();
    if (end == std::string_view::npos) break;
    body.remove_prefix(end + 2);
  }
  out.resize(text_end);
  return out;
}

}  // namespace carillon::smtp
