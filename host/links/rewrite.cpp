#include "links/rewrite.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace carillon::links {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f'; }

bool starts_with_ci(std::string_view text, std::string_view with) {
  if (text.size() < with.size()) return false;
  for (std::size_t i = 0; i < with.size(); ++i) {
    if (lower(text[i]) != with[i]) return false;
  }
  return true;
}

std::size_t find_ci(std::string_view text, std::string_view what, std::size_t from) {
  for (; from + what.size() <= text.size(); ++from) {
    if (starts_with_ci(text.substr(from), what)) return from;
  }
  return std::string_view::npos;
}

// The references that stand in links: &amp; and its like.
std::string decoded(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, char>, 5> kNamed{
      {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
  std::string out;
  while (!text.empty()) {
    const auto mark = text.find('&');
    out += text.substr(0, mark);
    if (mark == std::string_view::npos) break;
    text.remove_prefix(mark);
    std::size_t used = 1;
    char meant = '&';
    for (const auto& [name, c] : kNamed) {
      if (starts_with_ci(text, name)) {
        used = name.size();
        meant = c;
      }
    }
    if (text.starts_with("&#") && used == 1) {
      const bool hex = text.size() > 2 && lower(text[2]) == 'x';
      const auto end = text.find(';');
      const std::string_view digits =
          text.substr(hex ? 3 : 2, end == std::string_view::npos ? 0 : end - (hex ? 3 : 2));
      unsigned code = 0;
      const auto [last, error] =
          std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
      if (!digits.empty() && error == std::errc{} && last == digits.data() + digits.size() && code >= 0x20 &&
          code < 0x7F) {
        used = end + 1;
        meant = static_cast<char>(code);
      }
    }
    out += meant;
    text.remove_prefix(used);
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// Walks over the HTML; what was not copied yet begins at `copied_`.
class Walk {
 public:
  Walk(std::string_view html, const std::function<std::string(std::string_view)>& replace, std::string& out)
      : html_(html), replace_(replace), out_(out) {}

  void run() {
    while ((at_ = html_.find('<', at_)) != std::string_view::npos) {
      const std::string_view rest = html_.substr(at_);
      if (rest.starts_with("<!--")) {
        skip_past("-->");
      } else if (is_element(rest, "<script")) {
        skip_past("</script");
      } else if (is_element(rest, "<style")) {
        skip_past("</style");
      } else if (is_element(rest, "<a") || is_element(rest, "<area")) {
        attributes();
      } else {
        ++at_;
      }
    }
    out_ += html_.substr(copied_);
  }

 private:
  static bool is_element(std::string_view rest, std::string_view name) {
    return starts_with_ci(rest, name) && rest.size() > name.size() &&
           (is_space(rest[name.size()]) || rest[name.size()] == '>' || rest[name.size()] == '/');
  }

  void skip_past(std::string_view end) {
    const auto found = find_ci(html_, end, at_ + 1);
    at_ = found == std::string_view::npos ? html_.size() : found + end.size();
  }

  void skip_spaces() {
    while (at_ < html_.size() && (is_space(html_[at_]) || html_[at_] == '/')) ++at_;
  }

  void attributes() {
    while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '>') ++at_;
    for (;;) {
      skip_spaces();
      if (at_ >= html_.size()) return;
      if (html_[at_] == '>') return;
      const std::size_t name_at = at_;
      while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '=' && html_[at_] != '>') ++at_;
      const std::string_view name = html_.substr(name_at, at_ - name_at);
      skip_spaces();
      if (at_ >= html_.size() || html_[at_] != '=') {
        if (name.empty() && at_ < html_.size() && html_[at_] != '>') ++at_;
        continue;
      }
      ++at_;
      while (at_ < html_.size() && is_space(html_[at_])) ++at_;
      value(starts_with_ci(name, "href") && name.size() == 4);
    }
  }

  void value(bool is_link) {
    if (at_ >= html_.size()) return;
    const char quote = html_[at_];
    const bool quoted = quote == '"' || quote == '\'';
    const std::size_t from = quoted ? at_ + 1 : at_;
    std::size_t to = from;
    while (to < html_.size() && (quoted ? html_[to] != quote : !is_space(html_[to]) && html_[to] != '>'))
      ++to;
    at_ = quoted && to < html_.size() ? to + 1 : to;
    // A quote that never ends is broken HTML, which nobody can read for sure.
    if (!is_link || (quoted && to == html_.size())) return;
    const std::string other = replace_(trimmed(decoded(html_.substr(from, to - from))));
    if (other.empty()) return;
    out_ += html_.substr(copied_, from - copied_);
    out_ += other;
    copied_ = to;
  }

  const std::string_view html_;
  const std::function<std::string(std::string_view)>& replace_;
  std::string& out_;
  std::size_t at_ = 0, copied_ = 0;
};

}  // namespace

void rewrite_links(std::string_view html, const std::function<std::string(std::string_view url)>& replace,
                   std::string& out) {
  Walk(html, replace, out).run();
}

void add_picture(std::string& html, std::size_t from, std::string_view url) {
  std::string picture = "<img src=\"";
  picture += url;
  picture += "\" width=\"1\" height=\"1\" alt=\"\" style=\"border:0\">";
  std::size_t end = html.size();
  for (std::size_t at = html.size(); at-- > from;) {
    if (html[at] == '<' && starts_with_ci(std::string_view(html).substr(at), "</body")) {
      end = at;
      break;
    }
  }
  html.insert(end, picture);
}

}  // namespace carillon::links
