// What was ordered, how much was spent, which messages were received.
#include <algorithm>

#include "translate/grammar.h"

namespace carillon::translate {
namespace {

Value first(const Sentence&, Captures c) { return c[0]; }

Value one_name(const Sentence&, Captures c) { return of_names({{c[0].word}, false}); }

Value two_words(const Sentence&, Captures c) { return of_names({{c[0].word + " " + c[1].word}, false}); }

// A name that nobody has told: it is taken for one, and said so. "and grumbled" is none.
Value said(Value names, const std::string& open) {
  if (open.size() > 4 && open.ends_with("ed")) return {};
  names.note = "\"" + open + "\" is taken for a category";
  return names;
}
Value open_name(const Sentence& s, Captures c) { return said(one_name(s, c), c[0].word); }
Value two_words_open(const Sentence& s, Captures c) {
  return said(two_words(s, c), c[0].word + " " + c[1].word);
}

Value more_names(const Sentence&, Captures c) {
  Names out = c[0].names;
  const Names& rest = c[2].names;
  for (const auto& name : rest.items) out.items.push_back(name);
  if (out.items.size() > kMostNames) return {};
  const bool last = rest.items.size() == 1;
  if (!last && c[1].word != "," && rest.all != (c[1].word == "and")) return {};  // a, b or c and d
  out.all = last ? c[1].word == "and" : rest.all;
  return of_names(std::move(out));
}

Value any_names(const Sentence&, Captures c) {
  Value out = c[0];
  out.names.all = false;
  return out;
}
Value all_names(const Sentence&, Captures c) {
  Value out = c[0];
  out.names.all = out.names.both = true;
  return out;
}

Value head(std::string_view type) { return of_word(std::string(type)); }
Value head_of(std::string_view type, const Value& categories) {
  Value out = head(type);
  out.names = categories.names;
  return out;
}

// "placed an order" speaks of one, "bought" of all that was bought.
std::string_view buy_type(const std::string& phrase) {
  for (const std::string_view one : {" order", " purchase", " transaction"}) {
    // "have done purchase of 5000": without an article it is the mass.
    if (phrase.ends_with("done purchase") || phrase.ends_with("made purchase")) return "buy";
    if (phrase.ends_with(one)) return "order";
    if (phrase.ends_with(std::string(one) + "s")) return "orders";
  }
  return "buy";
}

Value buy(const Sentence&, Captures c) { return head(buy_type(c[0].word)); }
Value buy_categories(const Sentence&, Captures c) {
  return head_of(c.size() > 1 ? buy_type(c[0].word) : "buy", c.back());
}
Value nor_names(const Sentence&, Captures c) {
  Names out = c[0].names;
  for (const auto& name : c[1].names.items) out.items.push_back(name);
  if (out.items.size() > kMostNames) return {};
  return of_names(std::move(out));
}
Value buy_none(const Sentence&, Captures) {
  Value out = head("buy");
  out.window.members = {{"neither", ""}};
  return out;
}
Value spend_none(const Sentence& s, Captures c) { return buy_none(s, c); }
Value buy_neither(const Sentence&, Captures c) {
  Value out = head_of("buy", c.back());
  out.window.members = {{"neither", ""}};
  return out;
}
Value orders(const Sentence&, Captures) { return head("orders"); }
Value order_one(const Sentence&, Captures) { return head("order"); }
Value orders_of(const Sentence&, Captures c) { return head_of("orders", c.back()); }
Value named_head(const Sentence&, Captures c) { return head(c[0].word); }
Value named_head_of(const Sentence&, Captures c) { return head_of(c[0].word, c.back()); }
Value spend(const Sentence&, Captures) { return head("spend"); }

Value with_status(const Sentence&, Captures c) {
  Value out = head("orders");
  out.note.clear();
  out.window.members = {{"status", c[0].word}};
  return out;
}

// word: messaged; the outcome and the channel stand among the members.
Value message(std::string_view outcome, std::string_view channel) {
  Value out = head("message");
  out.window.members = {{"outcome", std::string(outcome)}};
  if (!channel.empty() && channel != "any") out.window.members.emplace_back("channel", std::string(channel));
  return out;
}
Value verb_message(const Sentence&, Captures c) {
  return message(c[0].word, c.size() > 1 ? c.back().word : "");
}
Value verb_count_message(const Sentence&, Captures c) {
  Value out = message(c[0].word, c[2].word);
  out.compare = c[1].compare;
  return out;
}
Value message_verb(const Sentence&, Captures c) { return message(c[1].word, c[0].word); }
Value messaged(const Sentence&, Captures c) { return message("sent", c[0].word); }
Value campaign(const Sentence&, Captures c) {
  Value out = message(c[0].word, "");
  out.window.members.emplace_back("campaign", number_text(c[1].number.units));
  return out;
}

Value named_campaign(const Sentence&, Captures c) {
  Value out = message(c.front().word, "");
  out.window.members.emplace_back("campaign", c.back().word);
  return out;
}
// "but did not open it": the message that was spoken of last.
Value same_message(const Sentence&, Captures c) {
  Value out = message(c[0].word, "");
  out.window.members.emplace_back("same", "");
  return out;
}

constexpr Pattern kPatterns[] = {
    {"catname", "$quoted", one_name},
    {"catname", "<category>", one_name},
    {"catname", "<goodsword>", one_name},
    {"catname", "$open", open_name},
    {"catname", "$theirs", one_name},
    {"catname", "<category> <category>", two_words},
    {"catname", "<category> $open", two_words_open},
    {"catname", "$open <category>", two_words_open},
    {"cat", "~article? $catname ~catnoun?", first},
    {"cat", "~article? ~catnoun ~ofprep the? $catname ~catword?", first},
    {"cat", "category =|:|is $catname", first},
    {"knowncat", "~article? <category> ~catnoun?", one_name},
    {"knowncat", "~article? $theirs", one_name},
    {"catlist", "$cat", first},
    {"catlist", "$cat <sep> ~ofprep? $catlist", more_names},
    {"catlist", "both $catlist", all_names},
    {"catlist", "either|any_of|any_one_of|one_of|at_least_one_of $catlist", any_names},
    {"knowncats", "$knowncat", first},
    {"knowncats", "$knowncat <sep> ~ofprep? $knowncats", more_names},
    {"knowncats", "both $knowncats", all_names},
    {"knowncats", "either|any_of|any_one_of|one_of|at_least_one_of $knowncats", any_names},

    {"head", "purchase|order|transact ~anything", [](const Sentence&, Captures) { return head("buy"); }},
    {"head", "purchase|order ~anyof? $catlist",
     [](const Sentence&, Captures c) { return head_of("buy", c.back()); }},
    {"head", "<buyverb>", buy},
    {"head", "<buyverb> ~anything", buy},
    {"head", "<buyverb> ~anything? ~anyof? $catlist", buy_categories},
    {"head", "~buyverb neither ~anyof? $norlist", buy_neither},
    {"norlist", "$cat nor|or $cat", nor_names},
    {"norlist", "$cat , $norlist", nor_names},
    {"head", "<buyverb> ~anything ~ofprep the? $catlist", buy_categories},
    {"head", "<buyverb> ~catprep the? $knowncats", buy_categories},
    {"head", "~ordernoun", orders},
    {"head", "whose|having purchase|purchases|shopping is|are|was|were?",
     [](const Sentence&, Captures) {
       Value out = head("orders");
       out.window.members = {{"mass", ""}};
       return out;
     }},
    {"head", "all|every|each|only|solely of? their|the|his|her? ~ordernoun",
     [](const Sentence&, Captures) { return head("every"); }},
    {"head", "whose|their? ~ordernoun are|were|have|had all|always been?",
     [](const Sentence&, Captures) { return head("every"); }},
    {"head", "an|a|any|one|some|single ~orderadj? ~order1", order_one},
    {"head", "~ordernoun ~catprep the? $catlist", orders_of},
    {"head", "~ordernoun containing|including|with|having $catlist", orders_of},
    {"head", "~buyverb|placed|made|had|have an|a|any? ~ordernoun ~catprep the? $catlist", orders_of},
    {"head", "an|a|any|one ~order1 ~catprep the? $catlist",
     [](const Sentence&, Captures c) { return head_of("order", c.back()); }},
    {"head", "an|a|any|one ~order1 containing|including|with $catlist",
     [](const Sentence&, Captures c) { return head_of("order", c.back()); }},
    {"head", "$knowncats ~ordernoun", orders_of},
    {"head", "$knowncats ~buyernoun", buy_categories},
    {"head", "~buyernoun of $catlist", buy_categories},
    {"head", "<status> ~ordernoun", with_status},
    {"head", "a|an|any|at_least_one? <status> ~ordernoun", with_status},
    {"head", "<status> an|a|any|their|one|some ~order1", with_status},
    {"head", "had|have|has an|a|any|their ~ordernoun <status>", with_status},
    {"head", "whose ~ordernoun was|were|is|are <status>", with_status},

    {"head", "<buyverb> nothing|no_items|zero_items", buy_none},
    {"head", "~spendword zero",
     [](const Sentence&, Captures) {
       Value out = head("spend");
       out.compare.parts.emplace_back("eq", Number{});
       return out;
     }},
    {"head", "~usedtobuy ~anyof? $knowncats",
     [](const Sentence&, Captures c) { return head_of("lapsed", c.back()); }},
    {"head", "~spendword nothing|nil|no_money", spend_none},
    {"head", "~rackverb $cmp in|worth_of|worth|of ~purchasing",
     [](const Sentence&, Captures c) {
       if (c[0].compare.bare || c[0].compare.approximate) return Value{};
       Value out = head("spend");
       out.compare = c[0].compare;
       return out;
     }},
    {"head", "<againverb>",
     [](const Sentence&, Captures) {
       Value out = head("buy");
       out.window.members = {{"again", ""}};
       return out;
     }},
    {"head", "$bigcmp of|worth|worth_of? ~purchasing",
     [](const Sentence&, Captures c) {
       Value out = head("spend");
       out.compare = c[0].compare;
       return out;
     }},
    {"head", "$cmp in|worth_of ~purchasing",
     [](const Sentence&, Captures c) {
       if (c[0].compare.bare || c[0].compare.approximate || c[0].compare.parts[0].second.units < 1'000'000)
         return Value{};
       Value out = head("spend");
       out.compare = c[0].compare;
       return out;
     }},
    {"bigcmp", "$cmp",
     [](const Sentence&, Captures c) {
       const auto& parts = c[0].compare.parts;
       const bool sum = std::ranges::all_of(
           parts, [](const auto& part) { return part.second.money || part.second.scaled; });
       return c[0].compare.bare || c[0].compare.approximate || !sum ? Value{} : c[0];
     }},
    {"head", "~spendword", spend},
    {"head", "~spendword :", spend},
    {"head", "<avghead> :", named_head},
    {"head", "~subject worth $cmp to_us|to_me?",
     [](const Sentence&, Captures c) {
       if (c[0].compare.bare || c[0].compare.approximate) return Value{};
       Value out = head("spend");
       out.compare = c[0].compare;
       return out;
     }},
    {"head", "~repeater of $catlist",
     [](const Sentence&, Captures c) {
       Value out = head_of("buy", c[0]);
       Number twice;
       twice.units = 20'000;
       out.compare.parts.emplace_back("gte", twice);
       return out;
     }},
    // What is vague is told by what follows it.
    {"head",
     "frequent|loyal|regular ~subject "
     ":|,|with|having|who_have|who_placed|who_made|who_have_placed|who_have_made "
     "$countcmp ~orderadj? ~ordernoun",
     [](const Sentence&, Captures c) {
       Value out = head("orders");
       out.compare = c[0].compare;
       out.note = "how frequent or loyal they are is read from the number of orders alone";
       return out;
     }},
    {"head", "~spendword ~anything", spend},
    {"head", "<avghead>", named_head},
    {"head", "<rankhead>", named_head},
    {"head", "<firstlast>", named_head},
    {"head", "<firstlast> came|comes|happened|took_place|occurred|fell|falls|dates|dated|lies", named_head},
    {"head", "<firstlast> was|is|were|being|had|has for|of|from|in|included|contained|a|an? the? $catlist",
     named_head_of},
    {"head", "<firstlast> included|contained|contains|includes|of|for|had a|an? $catlist", named_head_of},
    {"head", "<firstbuy> something|anything|an_item|a_product|some_thing", named_head},
    {"head", "<firstbuy> $catlist", named_head_of},
    {"head", "<statehead>", named_head},

    {"category", "~catprep the? $catlist", first},
    {"category", "in|from|within the? $knowncats ~catword?", first},
    {"category", "under the? $knowncats ~catword", first},
    {"category", "in|from|under|within the? $catlist ~catword", first},
    {"category", "$knowncats", first},
    {"category", "category =|:|is $catlist", first},
    {"category", "category in|=|is (|[ $catlist )|]", first},
    {"notcategory", "but|and|yet? neither $norlist", first},
    {"notcategory", "but|and|yet? not on|for|any? ~article? $catlist", first},

    {"head", "<msgverb> ~msgarticle? <msgnoun>", verb_message},
    {"head", "<msgverb> ~msgarticle? <msgnoun> from_us|by_us", verb_message},
    {"head", "<msgverb> $countcmp <msgnoun>", verb_count_message},
    {"head", "<msgnoun> <msgresult>", message_verb},
    {"head", "<clickverb> on? ~linkalone",
     [](const Sentence&, Captures c) { return message(c[0].word, ""); }},
    {"head", "<msgaction>", messaged},
    {"head", "<msgverb> the? campaign number|no|id|#? $num", campaign},
    {"head", "<msgverb> ~msgarticle? ~campaignword? $campaign ~campaignword?", named_campaign},
    {"head", "<msgverb> ~msgarticle? $campaignpart ~campaignword", named_campaign},
    {"head", "<msgverb> ~msgarticle? ~campaignword ~aboutword the? $campaign ~campaignword?", named_campaign},
    {"head", "<msgverb> ~msgarticle? ~campaignword ~aboutword the? $campaignpart ~campaignword?",
     named_campaign},
    {"head", "<msgverb> ~itword", same_message},
    {"head", "<clickverb> ~anylink ~msgarticle? <msgnoun>", verb_message},
    {"head", "<clickverb> ~anylink ~msgarticle? $campaign ~campaignword?", named_campaign},
    {"head", "<clickverb> ~anylink ~msgarticle? $campaignpart ~campaignword", named_campaign},
    {"head", "<msgaction2> <msgnoun>",
     [](const Sentence&, Captures c) { return message(c[0].word, c[1].word); }},
    {"head", "<failedword> <msgnoun>",
     [](const Sentence&, Captures c) { return message(c[0].word, c[1].word); }},
};

}  // namespace

std::span<const Pattern> order_patterns() { return kPatterns; }

}  // namespace carillon::translate
