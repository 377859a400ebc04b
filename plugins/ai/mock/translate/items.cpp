#include "translate/items.h"

#include <algorithm>
#include <limits>

namespace carillon::translate {
namespace {

struct Chunk {
  std::string_view name;
  Item::Kind kind;
  int bonus;  // against others of the same length; a token is worth 20
};

// The first of equals wins.
constexpr Chunk kChunks[] = {
    {"cond:orders", Item::Kind::kCondition, 3},
    {"cond:rank", Item::Kind::kCondition, 3},
    {"cond:rfm", Item::Kind::kCondition, 3},
    {"cond:gap", Item::Kind::kCondition, 3},
    {"cond:ratio", Item::Kind::kCondition, 3},
    {"cond:segment", Item::Kind::kCondition, 3},
    {"cond:consent", Item::Kind::kCondition, 3},
    {"cond:permission", Item::Kind::kCondition, 60},  // "we may text them" is not the order "text them"
    {"cond:permissions", Item::Kind::kCondition, 120},
    {"cond:birthday", Item::Kind::kCondition, 3},
    {"cond:born", Item::Kind::kCondition, 2},
    {"cond:joined", Item::Kind::kCondition, 3},
    {"cond:age", Item::Kind::kCondition, 1},
    {"cond:gender", Item::Kind::kCondition, 2},
    {"cond:plan", Item::Kind::kCondition, 2},
    {"cond:tag", Item::Kind::kCondition, 1},
    {"cond:text", Item::Kind::kCondition, 1},
    {"cond:attribute", Item::Kind::kCondition, 1},
    {"cond:known", Item::Kind::kCondition, 2},
    {"cond:place", Item::Kind::kCondition, 0},
    {"count", Item::Kind::kCount, 3},
    {"quantity", Item::Kind::kQuantity, 1},
    {"price", Item::Kind::kPrice, 1},
    {"window", Item::Kind::kWindow, 0},
    {"head", Item::Kind::kHead, 0},
    {"total", Item::Kind::kTotal, 1},
    {"amount", Item::Kind::kAmount, 0},
    {"notcategory", Item::Kind::kNotCategory, 1},
    {"category", Item::Kind::kCategory, -2},
    {"marker", Item::Kind::kMarker, -1},
    {"sequence", Item::Kind::kLink, 3},
    {"link", Item::Kind::kLink, 0},
    {"subject", Item::Kind::kSubject, 0},
    {"reject", Item::Kind::kReject, -3},
    {"forbid", Item::Kind::kReject, 60},
    {"filler", Item::Kind::kFiller, -4},
    {"barewindow", Item::Kind::kWindow, -5},
    {"idle", Item::Kind::kFiller, 1},  // "loyal to us" is not of the US
};
constexpr int kToken = 20;
constexpr int kEach = -6;      // so that fewer, longer parts win
constexpr int kUnknown = -90;  // a token that nothing explains
constexpr int kReject = -30;   // rather read it some other way
constexpr int kOpenName = -9;  // a word that is only taken for a name
constexpr int kSign = -5;

// Words that are not known, within a part.
int open_words(const Sentence& s, std::size_t from, std::size_t to) {
  int n = 0;
  for (std::size_t i = from; i < to; ++i) {
    if (s.tokens[i].kind == Token::Kind::kWord && !s.lexicon->known(s.tokens[i].text)) ++n;
  }
  return n;
}

// A sign that is only there for the eye. One that compares, joins or quotes is never dropped.
bool says_nothing(const Token& token) {
  return token.kind == Token::Kind::kSign && (token.text == "-" || token.text == "*" || token.text == "#");
}

bool takes_amount(const Value& head) {
  return head.word == "spend" || head.word == "avg" || head.word == "max" || head.word == "min";
}

}  // namespace

std::vector<Item> cut(const Sentence& s) {
  const std::size_t n = s.tokens.size();
  Matcher matcher(s);
  constexpr int kNever = std::numeric_limits<int>::min() / 2;
  std::vector<int> best(n + 1, kNever);
  std::vector<Item> last(n + 1);
  std::vector<bool> amount_next(n + 1);
  best[0] = 0;
  for (std::size_t at = 0; at < n; ++at) {
    const auto offer = [&](std::size_t to, int score, Item::Kind kind, const Value& value) {
      if (best[at] + score <= best[to]) return;
      best[to] = best[at] + score;
      last[to] = {kind, value, at, to};
    };
    for (const Chunk& chunk : kChunks) {
      for (const Found& found : matcher.match(chunk.name, at)) {
        if (found.end <= at) continue;
        int score = kToken * static_cast<int>(found.end - at) + kEach + chunk.bonus +
                    kOpenName * open_words(s, at, found.end);
        if (chunk.kind == Item::Kind::kReject) score += kReject;
        if (chunk.kind == Item::Kind::kHead && takes_amount(found.value)) amount_next[found.end] = true;
        if (chunk.kind == Item::Kind::kAmount && amount_next[at]) score += 6;
        if (chunk.kind == Item::Kind::kAmount && found.value.compare.bare) score -= 7;
        offer(found.end, score, chunk.kind, found.value);
      }
    }
    const bool sign = says_nothing(s.tokens[at]);
    offer(at + 1, sign ? kSign : kUnknown, sign ? Item::Kind::kFiller : Item::Kind::kUnknown, {});
  }
  std::vector<Item> out;
  for (std::size_t at = n; at > 0; at = last[at].from) out.push_back(last[at]);
  std::ranges::reverse(out);
  return out;
}

}  // namespace carillon::translate
