#include "objective.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <initializer_list>
#include <span>
#include <vector>

namespace carillon::mock {
namespace {

struct Cue {
  std::string_view words;  // found anywhere in the lower-case text, at the start of a word
  Intent intent;
  int weight;
};

// An occasion outweighs an offer: "20% off for their birthday" is a birthday message with an offer in it.
constexpr std::array kCues{
    Cue{"win back", Intent::kWinBack, 6},
    Cue{"win-back", Intent::kWinBack, 6},
    Cue{"winback", Intent::kWinBack, 6},
    Cue{"bring back", Intent::kWinBack, 6},
    Cue{"come back", Intent::kWinBack, 5},
    Cue{"re-engag", Intent::kWinBack, 5},
    Cue{"reengag", Intent::kWinBack, 5},
    Cue{"reactivat", Intent::kWinBack, 5},
    Cue{"inactive", Intent::kWinBack, 4},
    Cue{"lapsed", Intent::kWinBack, 4},
    Cue{"dormant", Intent::kWinBack, 4},
    Cue{"churn", Intent::kWinBack, 4},
    Cue{"haven't", Intent::kWinBack, 3},
    Cue{"have not", Intent::kWinBack, 3},
    Cue{"not purchased", Intent::kWinBack, 3},
    Cue{"not ordered", Intent::kWinBack, 3},
    Cue{"miss you", Intent::kWinBack, 3},
    Cue{"new arrival", Intent::kNewArrival, 6},
    Cue{"new collection", Intent::kNewArrival, 6},
    Cue{"new product", Intent::kNewArrival, 6},
    Cue{"new range", Intent::kNewArrival, 5},
    Cue{"launch", Intent::kNewArrival, 4},
    Cue{"introduc", Intent::kNewArrival, 4},
    Cue{"just in", Intent::kNewArrival, 4},
    Cue{"announc", Intent::kNewArrival, 3},
    Cue{"our new", Intent::kNewArrival, 4},
    Cue{"latest", Intent::kNewArrival, 3},
    Cue{"discount", Intent::kDiscount, 2},
    Cue{"% off", Intent::kDiscount, 2},
    Cue{"percent off", Intent::kDiscount, 2},
    Cue{"sale", Intent::kDiscount, 2},
    Cue{"offer", Intent::kDiscount, 1},
    Cue{"deal", Intent::kDiscount, 2},
    Cue{"coupon", Intent::kDiscount, 2},
    Cue{"voucher", Intent::kDiscount, 2},
    Cue{"promo", Intent::kDiscount, 2},
    Cue{"free shipping", Intent::kDiscount, 2},
    Cue{"free delivery", Intent::kDiscount, 2},
    Cue{"clearance", Intent::kDiscount, 3},
    Cue{"thank", Intent::kThankYou, 5},
    Cue{"appreciat", Intent::kThankYou, 4},
    Cue{"grateful", Intent::kThankYou, 4},
    Cue{"gratitude", Intent::kThankYou, 4},
    Cue{"birthday", Intent::kBirthday, 7},
    Cue{"anniversary", Intent::kBirthday, 4},
    Cue{"abandon", Intent::kAbandonedCart, 6},
    Cue{"cart", Intent::kAbandonedCart, 5},
    Cue{"basket", Intent::kAbandonedCart, 5},
    Cue{"checkout", Intent::kAbandonedCart, 4},
    Cue{"left behind", Intent::kAbandonedCart, 4},
    Cue{"loyal", Intent::kLoyalty, 5},
    Cue{"vip", Intent::kLoyalty, 5},
    Cue{"reward", Intent::kLoyalty, 4},
    Cue{"points", Intent::kLoyalty, 4},
    Cue{"best customer", Intent::kLoyalty, 5},
    Cue{"top customer", Intent::kLoyalty, 5},
    Cue{"high-value", Intent::kLoyalty, 4},
    Cue{"high value", Intent::kLoyalty, 4},
    Cue{"big spender", Intent::kLoyalty, 4},
    Cue{"webinar", Intent::kEvent, 6},
    Cue{"event", Intent::kEvent, 5},
    Cue{"invit", Intent::kEvent, 5},
    Cue{"workshop", Intent::kEvent, 5},
    Cue{"festival", Intent::kEvent, 4},
    Cue{"opening", Intent::kEvent, 4},
    Cue{"party", Intent::kEvent, 4},
    Cue{"review", Intent::kReview, 5},
    Cue{"feedback", Intent::kReview, 5},
    Cue{"rating", Intent::kReview, 4},
    Cue{"survey", Intent::kReview, 5},
    Cue{"testimonial", Intent::kReview, 5},
    Cue{"opinion", Intent::kReview, 4},
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
}

bool has_cue(std::string_view text, std::string_view cue) {
  for (auto at = text.find(cue); at != std::string_view::npos; at = text.find(cue, at + 1)) {
    if (at == 0 || !is_word(text[at - 1]) || !is_word(cue.front())) return true;
  }
  return false;
}

Intent intent_of(std::string_view text) {
  std::array<int, static_cast<std::size_t>(Intent::kGeneric) + 1> score{};
  for (const Cue& cue : kCues) {
    if (has_cue(text, cue.words)) score[static_cast<std::size_t>(cue.intent)] += cue.weight;
  }
  const auto best = std::ranges::max_element(score);
  return *best == 0 ? Intent::kGeneric : static_cast<Intent>(best - score.begin());
}

// Words with their place in the text; marks stand alone, so that a phrase ends at them.
struct Word {
  std::string text, folded;
};
std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> out;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) out.push_back({word, lower(word)});
    word.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool inside = !word.empty() && i + 1 < text.size() && is_word(text[i + 1]);
    if (is_word(c) || c == '$' || ((c == '\'' || c == '-' || c == '.') && inside)) {
      word += c;
    } else {
      end_word();
      if (c != ' ') out.push_back({std::string(1, c), std::string(1, c)});
    }
  }
  end_word();
  return out;
}

bool is_number(std::string_view word) {
  return !word.empty() && word.size() <= 7 && word.front() >= '0' && word.front() <= '9' &&
         word.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool in(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// Words for the people that a message goes to, and for times: no name of a product holds one.
bool is_no_thing(std::string_view w) {
  return in(w,
            {"customer", "customers",   "user",     "users",   "member",    "members",  "people", "shopper",
             "shoppers", "subscribers", "everyone", "who",     "buyers",    "clients",  "guests", "month",
             "months",   "week",        "weeks",    "day",     "days",      "year",     "years",  "time",
             "while",    "hours",       "monday",   "tuesday", "wednesday", "thursday", "friday", "saturday",
             "sunday",   "store",       "shop",     "app",     "website",   "cart",     "basket", "checkout",
             "brand",    "team",        "weekend"});
}

// "$10", "Rs 500", "Rs. 500", "500 INR" at words[i]; empty when there is none.
std::string amount_at(std::span<const Word> words, std::size_t i) {
  const auto folded = [&](std::size_t k) {
    return k < words.size() ? std::string_view(words[k].folded) : "";
  };
  for (const std::string_view sign : {"$", "\xE2\x82\xAC", "\xC2\xA3", "\xE2\x82\xB9", "rs."}) {
    if (folded(i).starts_with(sign) && is_number(folded(i).substr(sign.size()))) return words[i].text;
    if (folded(i) == sign && is_number(folded(i + 1))) return words[i].text + words[i + 1].text;
  }
  if (in(folded(i), {"rs", "inr", "usd", "eur", "gbp"})) {
    const std::size_t number = folded(i + 1) == "." ? i + 2 : i + 1;
    if (is_number(folded(number))) return words[i].text + " " + words[number].text;
  }
  if (is_number(folded(i)) &&
      in(folded(i + 1), {"inr", "usd", "eur", "gbp", "dollars", "euros", "pounds", "rupees"})) {
    return words[i].text + " " + words[i + 1].text;
  }
  return {};
}

// A sum is an offer only where the sentence gives it away: "customers who spent $500" must stay without one.
bool is_given(std::span<const Word> words, std::size_t i) {
  if (i > 0 && in(words[i - 1].folded, {"save", "flat", "extra"})) return true;
  for (std::size_t k = i + 1; k < std::min(i + 5, words.size()); ++k) {
    if (in(words[k].folded, {"off", "discount", "voucher", "coupon", "cashback", "credit", "gift"}))
      return true;
  }
  return false;
}

std::string offer_of(std::span<const Word> words, std::string_view folded) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto next = [&](std::size_t k) {
      return i + k < words.size() ? std::string_view(words[i + k].folded) : "";
    };
    if (is_number(words[i].folded) && in(next(1), {"%", "percent"})) {
      const bool of_people =
          is_no_thing(next(2)) || next(2) == "of" || (i > 0 && in(words[i - 1].folded, {"top", "bottom"}));
      if (!of_people) return words[i].text + "% off";
    }
    const auto amount = amount_at(words, i);
    if (!amount.empty() && is_given(words, i)) return amount + " off";
  }
  for (const std::string_view gift :
       {"free shipping", "free delivery", "buy one get one free", "a free gift"}) {
    if (folded.find(gift) != std::string_view::npos) return std::string(gift);
  }
  if (folded.find("half price") != std::string_view::npos) return "50% off";
  return {};
}

std::string code_of(std::span<const Word> words) {
  const auto shouts = [](std::string_view w) {
    return w.size() >= 4 &&
           std::ranges::all_of(w, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }) &&
           std::ranges::any_of(w, [](char c) { return c >= 'A' && c <= 'Z'; });
  };
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const auto& before = words[i].folded;
    if (before != "code" && before != "coupon" && before != "voucher" && before != "use") continue;
    for (std::size_t k = i + 1; k < std::min(i + 4, words.size()); ++k) {
      if (shouts(words[k].text)) return words[k].text;
    }
  }
  return {};
}

std::string deadline_of(std::span<const Word> words, std::string_view folded) {
  const auto is_day = [](std::string_view w) {
    return in(w,
              {"monday",   "tuesday", "wednesday", "thursday", "friday",   "saturday", "sunday", "midnight",
               "tomorrow", "tonight", "january",   "february", "march",    "april",    "may",    "june",
               "july",     "august",  "september", "october",  "november", "december"});
  };
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (!in(words[i].folded, {"until", "till", "by", "before", "through", "ends"})) continue;
    std::string phrase;
    for (std::size_t k = i + 1; k < std::min(i + 4, words.size()); ++k) {
      if (!is_word(words[k].text.front())) break;
      phrase += " " + words[k].text;
      const bool more = k + 1 < words.size() && is_number(words[k + 1].folded);
      if (is_day(words[k].folded) && !more) return "until" + phrase;
      if (k > i + 1 && is_number(words[k].folded) && is_day(words[k - 1].folded)) return "until" + phrase;
    }
  }
  for (const std::string_view phrase :
       {"this weekend", "this week", "this month", "today", "tonight", "tomorrow"}) {
    if (has_cue(folded, phrase)) return std::string(phrase);
  }
  return {};
}

// Words that end a product's name.
bool ends_phrase(std::string_view w) {
  return in(w, {"a",        "an",       "and",   "any",      "arrival",  "arrivals",   "as",       "at",
                "away",     "back",     "by",    "birthday", "before",   "cart",       "checkout", "code",
                "coupon",   "discount", "each",  "event",    "every",    "everything", "feedback", "first",
                "for",      "from",     "get",   "if",       "in",       "inactive",   "is",       "last",
                "launch",   "launched", "loyal", "next",     "now",      "of",         "off",      "offer",
                "on",       "or",       "order", "orders",   "purchase", "purchases",  "review",   "sale",
                "that",     "them",     "they",  "this",     "those",    "till",       "to",       "today",
                "tomorrow", "until",    "use",   "using",    "vip",      "we",         "when",     "with",
                "you",      "your",     "just",  "has",      "have",     "are",        "it",       "us",
                "our",      "the",      "their", "new",      "all"});
}

// Up to three words that can name a thing, after "our", "the", "new" and the like.
std::string thing_in(std::span<const Word> words) {
  std::string out;
  int taken = 0;
  for (const Word& word : words) {
    if (taken == 0 && in(word.folded, {"our", "the", "new", "all", "their", "some", "your", "any"})) continue;
    if (is_no_thing(word.folded)) return {};
    if (!is_word(word.text.front()) || is_number(word.folded) || ends_phrase(word.folded) || taken == 3)
      break;
    if (taken > 0) out += ' ';
    out += word.text;
    ++taken;
  }
  return out;
}

std::string product_of(std::span<const Word> words, std::string_view text) {
  if (const auto open = text.find('"'); open != std::string_view::npos) {
    const auto close = text.find('"', open + 1);
    if (close != std::string_view::npos && close > open + 1 && close - open <= 40) {
      return std::string(text.substr(open + 1, close - open - 1));
    }
  }
  // The more a lead word promises a thing, the earlier it is tried. "for Diwali" names an occasion.
  for (const std::string_view lead : {"off", "on", "new", "our", "of", "for"}) {
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      if (words[i].folded != lead) continue;
      auto thing = thing_in(words.subspan(i + 1));
      const bool proper = !thing.empty() && thing.front() >= 'A' && thing.front() <= 'Z';
      if (!thing.empty() && !(lead == "for" && proper)) return thing;
    }
  }
  return {};
}

std::string occasion_of(std::string_view folded) {
  for (const std::string_view name :
       {"Diwali", "Holi", "Eid", "Christmas", "Black Friday", "Cyber Monday", "Easter", "Halloween",
        "New Year", "Valentine's Day", "Mother's Day", "Father's Day", "Independence Day", "Thanksgiving",
        "Navratri", "Hanukkah"}) {
    if (has_cue(folded, lower(name))) return std::string(name);
  }
  return {};
}

}  // namespace

std::string_view name_of(Intent intent) {
  switch (intent) {
    case Intent::kWinBack:
      return "win-back";
    case Intent::kNewArrival:
      return "new arrival";
    case Intent::kDiscount:
      return "discount";
    case Intent::kThankYou:
      return "thank-you";
    case Intent::kBirthday:
      return "birthday";
    case Intent::kAbandonedCart:
      return "abandoned cart";
    case Intent::kLoyalty:
      return "loyalty";
    case Intent::kEvent:
      return "event";
    case Intent::kReview:
      return "review request";
    case Intent::kGeneric:
      return "general";
  }
  return "general";
}

Objective read_objective(std::string_view text) {
  const std::string folded = lower(text);
  const auto words = words_of(text);
  Objective out;
  out.intent = intent_of(folded);
  out.offer = offer_of(words, folded);
  out.code = code_of(words);
  out.deadline = deadline_of(words, folded);
  out.product = product_of(words, text);
  out.occasion = occasion_of(folded);
  const bool only_an_offer = out.intent == Intent::kGeneric && !out.offer.empty();
  if (only_an_offer) out.intent = Intent::kDiscount;
  return out;
}

}  // namespace carillon::mock
