#include "liquid/plain_text.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "liquid/markup.h"

namespace carillon::liquid {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Elements that stand apart, those that begin a line, and those of which nothing is shown.
constexpr std::array<std::string_view, 14> kApart{"p",  "h1", "h2", "h3",  "h4",         "h5",    "h6",
                                                  "ul", "ol", "dl", "pre", "blockquote", "table", "hr"};
constexpr std::array<std::string_view, 14> kLines{"div",    "tr",     "li",      "section", "article",
                                                  "header", "footer", "caption", "center",  "dt",
                                                  "dd",     "tbody",  "form",    "address"};
constexpr std::array<std::string_view, 5> kSilent{"script", "style", "title", "noscript", "template"};
constexpr std::array<std::string_view, 8> kEmpty{"br", "img", "hr", "meta", "link", "input", "col", "wbr"};

class Plain {
 public:
  explicit Plain(std::string& out) : out_(out), start_(out.size()) {}

  void run(std::string_view html) {
    Markup markup(html);
    Piece piece;
    while (markup.next(piece)) {
      switch (piece.kind) {
        case Piece::Kind::kText:
          if (hidden_ == 0) text(piece.text);
          break;
        case Piece::Kind::kOpen:
          if (one_of(piece.name, kSilent)) {
            if (!piece.closed) markup.skip_past(piece.name);
          } else {
            opened(piece);
          }
          break;
        case Piece::Kind::kClose:
          closed(piece.name);
          break;
        case Piece::Kind::kOther:
          break;
      }
    }
    if (out_.size() > start_ && breaks_ > 0) out_ += '\n';
  }

 private:
  struct List {
    bool numbered;
    int items = 0;
  };

  bool begun() const { return out_.size() > start_; }
  void apart(int lines) {
    breaks_ = std::max(breaks_, lines);
    space_ = false;
  }

  // What waits before the next character is written.
  void settle() {
    if (begun() && breaks_ > 0) {
      out_.append(static_cast<std::size_t>(breaks_), '\n');
    } else if (begun() && space_ && out_.back() != '\n') {
      out_ += ' ';
    }
    breaks_ = 0;
    space_ = false;
  }

  void text(std::string_view raw) {
    shown_.clear();
    write_shown(raw, shown_);
    for (const char c : shown_) {
      if (preformatted_ > 0 && c == '\n') {
        settle();
        out_ += c;
      } else if (is_space(c)) {
        space_ = true;
      } else {
        settle();
        out_ += c;
      }
    }
  }

  void say(std::string_view words) {
    settle();
    out_ += words;
  }

  static bool is_hidden(const Piece& piece) {
    const auto style = attribute_of(piece.text, "style");
    if (!style) return false;
    std::string bare;
    for (const char c : *style) {
      if (!is_space(c)) bare += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    return bare.find("display:none") != std::string::npos;
  }

  void opened(const Piece& piece) {
    if (hidden_ > 0) {
      if (piece.name == hidden_name_ && !piece.closed) ++hidden_;
      return;
    }
    if (piece.name == "head" || (!one_of(piece.name, kEmpty) && !piece.closed && is_hidden(piece))) {
      hidden_ = 1;
      hidden_name_ = piece.name;
      return;
    }
    if (one_of(piece.name, kApart)) apart(2);
    if (one_of(piece.name, kLines)) apart(1);
    if (piece.name == "br") {
      // Every <br> is a line of its own, up to one empty line.
      breaks_ = std::min(2, breaks_ + 1);
      space_ = false;
    } else if (piece.name == "hr") {
      say("---");
      apart(2);
    } else if (piece.name == "td" || piece.name == "th") {
      space_ = true;
    } else if (piece.name == "ul" || piece.name == "ol") {
      if (!lists_.empty()) breaks_ = 1;
      lists_.push_back({piece.name == "ol"});
    } else if (piece.name == "li") {
      item();
    } else if (piece.name == "pre") {
      ++preformatted_;
    } else if (piece.name == "img") {
      if (const auto alt = attribute_of(piece.text, "alt"); alt && !alt->empty()) text(*alt);
    } else if (piece.name == "a") {
      link_.clear();
      if (const auto href = attribute_of(piece.text, "href")) write_shown(*href, link_);
      link_from_ = out_.size();
    }
  }

  void item() {
    constexpr std::size_t kDeepest = 8;
    std::string head(lists_.empty() ? 0 : std::min(kDeepest, lists_.size() - 1) * 2, ' ');
    if (!lists_.empty() && lists_.back().numbered) {
      head += std::to_string(++lists_.back().items) + ". ";
    } else {
      head += "- ";
    }
    say(head);
  }

  void closed(std::string_view name) {
    if (hidden_ > 0) {
      if (name == hidden_name_) --hidden_;
      return;
    }
    if (name == "a") end_link();
    if (name == "pre" && preformatted_ > 0) --preformatted_;
    if ((name == "ul" || name == "ol") && !lists_.empty()) {
      lists_.pop_back();
      apart(lists_.empty() ? 2 : 1);
    } else if (one_of(name, kApart)) {
      apart(2);
    } else if (one_of(name, kLines)) {
      apart(1);
    }
  }

  void end_link() {
    const std::string link = std::exchange(link_, {});
    if (link.empty() || link.front() == '#' || link_from_ > out_.size()) return;
    std::string_view shown = std::string_view(out_).substr(link_from_);
    while (!shown.empty() && is_space(shown.front())) shown.remove_prefix(1);
    // An address that is shown already is not said twice.
    std::string_view bare = link;
    for (const std::string_view scheme : {"mailto:", "tel:", "https://", "http://"}) {
      if (bare.starts_with(scheme)) bare.remove_prefix(scheme.size());
    }
    if (shown == link || shown == bare) return;
    if (shown.empty()) return say(link);
    out_ += " (" + link + ")";
  }

  std::string& out_;
  const std::size_t start_;
  int breaks_ = 0;  // line ends that wait
  bool space_ = false;
  int hidden_ = 0;  // elements of hidden_name_ that we are in
  std::string hidden_name_;
  int preformatted_ = 0;
  std::vector<List> lists_;
  std::string link_, shown_;
  std::size_t link_from_ = 0;
};

}  // namespace

void write_plain_text(std::string_view html, std::string& out) { Plain(out).run(html); }

std::string plain_text(std::string_view html) {
  std::string out;
  write_plain_text(html, out);
  return out;
}

std::string without_tags(std::string_view html) {
  std::string out;
  Markup markup(html);
  Piece piece;
  while (markup.next(piece)) {
    if (piece.kind == Piece::Kind::kText) out += piece.text;
    if (piece.kind == Piece::Kind::kOpen && (piece.name == "script" || piece.name == "style"))
      markup.skip_past(piece.name);
  }
  return out;
}

}  // namespace carillon::liquid
