// What is kept of them: tags, plan, consent, what is known, texts.
#include <set>

#include "translate/grammar.h"

namespace carillon::translate {
namespace {

Value first(const Sentence&, Captures c) { return c[0]; }

std::string quoted(const std::string& text) { return json_text(text); }

// ---- tags
Value tag_one(const Sentence&, Captures c) { return of_names({{c[0].word}, false}); }
// "tagged wholesale and grumbled": a verb is no tag.
Value tag_open(const Sentence& s, Captures c) {
  return c[0].word.size() > 4 && c[0].word.ends_with("ed") ? Value{} : tag_one(s, c);
}
Value tag_more(const Sentence&, Captures c) {
  Names out = c[0].names;
  const Names& rest = c.back().names;
  for (const auto& name : rest.items) out.items.push_back(name);
  if (out.items.size() > kMostNames) return {};
  const bool last = rest.items.size() == 1;
  if (!last && c[1].word != "," && rest.all != (c[1].word == "and")) return {};
  out.all = last ? c[1].word == "and" : rest.all;
  return of_names(std::move(out));
}
Value tag_rule(const Names& names) {
  if (names.items.size() == 1) return of_rule("tag", field_leaf("tags", "has_tag", quoted(names.items[0])));
  if (!names.all) return of_rule("tag", field_leaf("tags", "has_any_tag", json_list(names.items)));
  std::vector<Rule> all;
  for (const auto& name : names.items) all.push_back(field_leaf("tags", "has_tag", quoted(name)));
  return of_rule("tag", all_of(std::move(all)));
}
Value tagged(const Sentence&, Captures c) { return tag_rule(c.back().names); }
Value tagged_any(const Sentence&, Captures c) {
  Names names = c.back().names;
  names.all = false;
  return tag_rule(names);
}
Value tagged_list(const Sentence& s, Captures c) {
  return c.back().names.items.size() > 1 ? tagged_any(s, c) : Value{};
}
Value tagged_both(const Sentence&, Captures c) {
  Names names = c.back().names;
  if (names.items.size() < 2) return {};
  names.all = true;
  Value out = tag_rule(names);
  out.word = "tags";
  return out;
}

// ---- plan
Value more(const Sentence&, Captures c) {
  Names out = c[0].names;
  for (const auto& name : c.back().names.items) out.items.push_back(name);
  if (out.items.size() > kMostNames) return {};
  return of_names(std::move(out));
}
Value plan(const Sentence&, Captures c) {
  const auto& items = c.back().names.items;
  return of_rule("plan", items.size() == 1 ? field_leaf("attributes.plan", "eq", quoted(items[0]))
                                           : field_leaf("attributes.plan", "in", json_list(items)));
}
Value not_plan(const Sentence& s, Captures c) {
  Value out = plan(s, c);
  out.rule = negation(std::move(out.rule));
  return out;
}
Value plan_front(const Sentence& s, Captures c) { return plan(s, c.first(1)); }
Value plan_doubtful(const Sentence& s, Captures c) {
  Value out = plan_front(s, c);
  out.note = "\"" + c[0].names.items[0] + "\" is taken for the plan of that name";
  return out;
}

// "not gold": the plan, if nothing was bought right before it.
Value plan_alone(const Sentence& s, Captures c) {
  Value out = plan_doubtful(s, c);
  out.word = "plan alone";
  return out;
}

// ---- consent: e-mail, SMS or both
Value consent(bool given, const std::string& channels, bool all) {
  const std::string truth = given ? "true" : "false";
  const Rule email = field_leaf("consent_email", "eq", truth), sms = field_leaf("consent_sms", "eq", truth);
  if (channels == "email") return of_rule("consent", email);
  if (channels == "sms") return of_rule("consent", sms);
  if (channels == "both")
    return of_rule("consent", all == given ? all_of({email, sms}) : any_of({email, sms}));
  if (channels == "either") return of_rule("consent", given ? any_of({email, sms}) : all_of({email, sms}));
  return {};
}
Value opted_in(const Sentence&, Captures c) { return consent(true, c.back().word, true); }
Value opted_out(const Sentence&, Captures c) { return consent(false, c.back().word, false); }
// "opted out of email or SMS" is out of one of them, "not opted in to email or SMS" in none.
Value left_channels(const Sentence& s, Captures c) {
  Value out = opted_out(s, c);
  if (!out.given() || c[0].word != "out" || c.back().word != "either") return out;
  out = of_rule("consent", any_of({consent(false, "email", false).rule, consent(false, "sms", false).rule}));
  out.note = "\"opted out of email or SMS\" is read as: out of at least one of them";
  return out;
}
Value in_but_out(const Sentence&, Captures c) {
  if (c[0].word == c[1].word) return {};
  return of_rule("consent",
                 all_of({consent(true, c[0].word, true).rule, consent(false, c[1].word, true).rule}));
}
Value out_but_in(const Sentence& s, Captures c) {
  const Value swapped[] = {c[1], c[0]};
  return in_but_out(s, swapped);
}
Value two_channels(const Sentence&, Captures c) {
  if (c[0].word == c[2].word) return {};
  return of_word(c[1].word == "or" ? "either" : "both");
}
Value neither_channel(const Sentence&, Captures c) {
  return c[0].word == c[1].word ? Value{} : consent(false, "either", true);
}
Value channel_consent(const Sentence&, Captures c) { return consent(c[1].word != "out", c[0].word, true); }

// ---- what is known
Value known(const Sentence&, Captures c) { return of_rule("known", bare_leaf(c[0].word, "is_set")); }
Value unknown(const Sentence&, Captures c) { return of_rule("known", bare_leaf(c[0].word, "is_not_set")); }
// "phone is valid": no such text is an address or a number.
bool no_such_text(const std::string& field, const std::string& op, const std::string& text) {
  if (op != "eq") return false;
  if (field == "email") return text.find('@') == std::string::npos;
  return field == "phone" && text.find_first_of("0123456789") == std::string::npos;
}
Value text_match(const Sentence&, Captures c) {
  if (no_such_text(c[0].word, c[1].word, c[2].word)) return {};
  return of_rule("text", field_leaf(c[0].word, c[1].word, quoted(c[2].word)));
}
Value surname(const Sentence&, Captures c) {
  Value out = of_rule("text", field_leaf("name", "ends_with", quoted(" " + c[0].word)));
  out.note = "the surname is taken for the end of the name";
  return out;
}
Value first_name(const Sentence&, Captures c) {
  Value out = of_rule("text", any_of({field_leaf("name", "starts_with", quoted(c[0].word + " ")),
                                      field_leaf("name", "eq", quoted(c[0].word))}));
  out.note = "the first name is taken for the beginning of the name";
  return out;
}
// A word that means something else is a name only with a capital: "called Rose", not "called yesterday".
Value proper_name(const Sentence& s, Captures c) {
  const char begin = c[0].word.front();
  const bool capital = begin >= 'A' && begin <= 'Z';
  std::string folded = c[0].word;
  for (char& each : folded) each = each >= 'A' && each <= 'Z' ? static_cast<char>(each + 32) : each;
  return capital || !s.lexicon->known(folded) ? c[0] : Value{};
}
// "the newsletter tag": any word that joins or compares nothing.
Value word_of_tag(const Sentence& s, Captures c) {
  const auto tokens = tokenize(c[0].word);
  if (tokens.size() != 1 || tokens[0].kind != Token::Kind::kWord) return {};
  for (const char* klass : {"link", "filler", "subject", "op", "article", "tagged", "tagword", "reject",
                            "sep", "withsome", "validword", "closed", "marker", "msgarticle", "suffix"}) {
    if (!s.lexicon->find(klass, tokens, 0).empty()) return {};
  }
  return tag_rule({{c[0].word}, false});
}
Value domain(const Sentence&, Captures c) {
  return of_rule("text", field_leaf("email", "ends_with", quoted("@" + c[0].word)));
}
Value domain_list(const Sentence&, Captures c) {
  std::vector<Rule> any;
  for (const auto& name : c[0].names.items)
    any.push_back(field_leaf("email", "ends_with", quoted("@" + name)));
  return of_rule("text", any_of(std::move(any)));
}
Value open_domain(const Sentence& s, Captures c) {
  return c[0].word.find('.') == std::string::npos ? Value{} : domain(s, c);
}
Value text_without(const Sentence& s, Captures c) {
  Value out = text_match(s, c);
  if (out.given()) out.rule = negation(std::move(out.rule));
  return out;
}
// SQL's: % stands for any text, at the ends.
Value text_like(const Sentence&, Captures c) {
  std::string text = c[1].word;
  const bool before = text.starts_with('%'), after = text.size() > 1 && text.ends_with('%');
  if (before) text.erase(0, 1);
  if (after) text.pop_back();
  if (text.empty() || text.find_first_of("%_") != std::string::npos) return {};
  const char* op = before && after ? "contains" : before ? "ends_with" : after ? "starts_with" : "eq";
  return of_rule("text", field_leaf(c[0].word, op, quoted(text)));
}
Value contained(const Sentence&, Captures c) {
  return of_rule("text", field_leaf(c.back().word, "contains", quoted(c[c.size() - 2].word)));
}
Value dotted(const Sentence&, Captures c) { return of_word("." + c[0].word); }
Value attribute(const Sentence&, Captures c) {
  if (!c[0].word.starts_with("attributes.")) return {};
  return of_rule("attribute", field_leaf(c[0].word, "eq", quoted(c[1].word)));
}
Value phone_prefix(const Sentence&, Captures c) {
  return of_rule("text", field_leaf("phone", "starts_with", quoted("+" + number_text(c[0].number.units))));
}

constexpr Pattern kPatterns[] = {
    {"tagname", "<tag>", tag_one},
    {"tagname", "<knowntag>", tag_one},
    {"freetag", "$tagname", first},
    {"freetag", "$quoted", tag_one},
    {"freetag", "$open", tag_open},
    {"freetag", "<planname>", tag_one},
    {"freetag", "<tagish>", tag_one},
    {"tags", "$tagname", first},
    {"tags", "$tagname <sep> $tags", tag_more},
    {"freetags", "$freetag", first},
    {"freetags", "$freetag <sep> ~tagged? $freetags", tag_more},
    {"cond:tag", "~tagged as|with|by|under? ~article? ~tagword? $freetags ~tagword?", tagged},
    {"cond:tag", "~tagged as|with|by? ~article? either|any_of $freetags", tagged_any},
    {"cond:tag", "~tagged as|with|by? ~article? both $freetags", tagged_both},
    {"cond:tag", "with|having|have|has|carrying|carry|bearing|wearing? ~article? ~tagword $freetags", tagged},
    {"cond:tag", "with|having|have|has|carrying|carry|bearing ~article? $freetags ~tagword", tagged},
    {"cond:tag", "with|having|have|has any_of? ~article? ~tagword $freetags", tagged},
    {"cond:tag", "$freetags ~tagword", tagged},
    {"cond:tag", "~article? $any tag|label|badge", word_of_tag},
    {"cond:tag", "$tags", tagged},
    {"cond:tag", "both $tags", tagged_both},
    {"cond:tag", "either $tags", tagged_list},
    {"cond:tag", "~tagword $freetags", tagged},
    {"cond:tag", "~tagword =|:|is|are|includes|contains $freetags", tagged},
    {"cond:tag", "~tagword in|=|is (|[ $freetags )|]", tagged_any},
    {"cond:tag", "~tagword !=|is_not|not_in $freetags",
     [](const Sentence& s, Captures c) {
       Value out = tagged_any(s, c);
       out.rule = negation(std::move(out.rule));
       return out;
     }},

    {"planone", "<planname>", tag_one},
    {"planone", "$quoted", tag_one},
    {"planone", "$open", tag_one},
    {"planname", "<planname>", tag_one},
    {"plans", "$planone", first},
    {"plans", "$planone <sep> ~article? $plans", more},
    {"plannames", "$planname", first},
    {"plannames", "$planname <sep> ~article? $plannames", more},
    {"cond:plan", "~onplan? ~article? $plannames ~planword", plan_front},
    {"cond:plan", "~onplan ~article? $plans ~planword", plan_front},
    {"cond:plan", "~planword is|=|as|:|in|of|equals? ~article? ~either? $plans", plan},
    {"cond:plan", "~planword in|=|is (|[ $plans )|]", plan},
    {"cond:plan",
     "~planword is_not|is_anything_but|is_other_than|!=|not|not_equal_to|anything_but|other_than ~article? "
     "$plans",
     not_plan},
    {"cond:plan", "~planword is|are|being? neither ~article? $planone nor|or ~article? $planone",
     [](const Sentence& s, Captures c) {
       const Value both[] = {more(s, c)};
       return not_plan(s, both);
     }},
    {"cond:plan", "$plannames ~planpeople", plan_doubtful},
    {"cond:plan", "~onplan ~article? $plannames", plan_front},
    {"cond:plan", "$planmetals", plan_alone},
    {"planmetals", "<planmetal>", tag_one},
    {"planmetals", "<planmetal> ~sep $planmetals",
     [](const Sentence& s, Captures c) {
       const Value both[] = {tag_one(s, c), c[1]};
       return more(s, both);
     }},

    {"channel", "<channel>", first},
    {"channels", "$channel", first},
    {"channels", "both $channel and $channel", [](const Sentence&, Captures) { return of_word("both"); }},
    {"channels", "either? $channel <sep> ~inprep|to|for? $channel", two_channels},
    {"channels", "both ~channelnoun?", [](const Sentence&, Captures) { return of_word("both"); }},
    {"cond:consent", "~optin ~tofrom? $channels ~channelnoun?", opted_in},
    {"cond:consent", "<optout> ~tofrom? $channels ~channelnoun?", left_channels},
    {"cond:consent", "$channels ~channelnoun? <optword>", channel_consent},
    {"cond:consent", "neither ~optin ~tofrom? <channel> nor ~tofrom? <channel>", neither_channel},
    {"cond:consent", "~optin ~tofrom? neither ~tofrom? <channel> nor ~tofrom? <channel>", neither_channel},
    {"cond:consent", "~canbe <consentverb>",
     [](const Sentence&, Captures c) { return consent(true, c[0].word, true); }},
    {"cond:consent", "~consentword ~tofrom? $channels ~channelnoun?", opted_in},
    {"cond:consent", "~giving us|me? ~article? their|the|any? $channels ~consentword", opted_in},
    {"cond:consent", "~giving us|me? ~article? their|the|any? ~consentword ~tofrom? $channels ~channelnoun?",
     opted_in},
    {"cond:consent",
     "~giving us|me? ~article? their|the|any? ~consentword to|to_be <consentverb> them|him|her?",
     [](const Sentence&, Captures c) { return consent(true, c[0].word, true); }},
    {"cond:consent", "~optin ~tofrom? <channel> ~channelnoun? ,? ~butnot ~tofrom? <channel> ~channelnoun?",
     in_but_out},
    {"cond:consent", "~optout ~tofrom? <channel> ~channelnoun? ,? ~butnot ~tofrom? <channel> ~channelnoun?",
     out_but_in},
    {"cond:consent", "~canbe <consentverb> ~butnot <consentverb>", in_but_out},
    {"cond:permission",
     "allowed|allows|permitted|permits|who_allow|that_allow|who_permit us|me to? <consentverb> them|him|her?",
     [](const Sentence&, Captures c) { return consent(true, c[0].word, true); }},
    {"cond:permissions", "~canbe <consentverb> them|him|her? ~butnot <consentverb> them|him|her?",
     in_but_out},
    {"cond:permission", "~canbe <consentverb> them|him|her",
     [](const Sentence&, Captures c) { return consent(true, c[0].word, true); }},
    {"cond:consent", "<consentfield> is|=|:|equals? ~yes",
     [](const Sentence&, Captures c) { return consent(true, c[0].word, true); }},
    {"cond:consent", "<consentfield> is|=|:|equals? ~no",
     [](const Sentence&, Captures c) { return consent(false, c[0].word, true); }},
    {"cond:consent", "~optin ~tofrom? <channel> ~channelnoun? ,? ~butnot ~tofrom? <channel> ~channelnoun?",
     in_but_out},
    {"cond:consent", "~optout ~tofrom? <channel> ~channelnoun? ,? ~butnot ~tofrom? <channel> ~channelnoun?",
     out_but_in},
    {"cond:consent", "~canbe <consentverb> ~butnot <consentverb>", in_but_out},

    {"cond:known", "~withsome ~article? ~validword? <contact> ~onfile?", known},
    {"cond:known", "~withsome? both ~article? <contact> and ~article? <contact> ~onfile?",
     [](const Sentence&, Captures c) {
       return of_rule("known", all_of({bare_leaf(c[0].word, "is_set"), bare_leaf(c[1].word, "is_set")}));
     }},
    {"cond:known", "whose? <contact> ~isknown", known},
    {"cond:known", "whose? <contact> ~isunknown", unknown},
    {"cond:known", "missing|lacking|lack|lacks ~article? <contact> ~onfile?", unknown},
    {"cond:known", "~article? <contact> ~onfile", known},
    {"cond:known", "<contact>",
     [](const Sentence& s, Captures c) {
       Value out = known(s, c);
       out.word = "contact";  // counts only after "no" or "without"
       return out;
     }},
    {"cond:text", "<textfield> <textop> $textarg", text_match},
    {"cond:text", "<textfield> <textop> $textarg or ~article? ~letter? $shorttext",
     [](const Sentence&, Captures c) {
       return of_rule("text", any_of({field_leaf(c[0].word, c[1].word, quoted(c[2].word)),
                                      field_leaf(c[0].word, c[1].word, quoted(c[3].word))}));
     }},
    {"cond:text", "<textfield> <textop> ~letter? $textvalue and|but <textop> ~letter? $textvalue",
     [](const Sentence&, Captures c) {
       return of_rule("text", all_of({field_leaf(c[0].word, c[1].word, quoted(c[2].word)),
                                      field_leaf(c[0].word, c[3].word, quoted(c[4].word))}));
     }},
    // "starts with A and ...": the A is the text and no article.
    {"textarg", "$textvalue", first},
    {"textarg", "~article? ~letter $textvalue", first},
    {"textarg", "~article $quoted", first},
    {"shorttext", "$quoted", first},
    {"shorttext", "$open",
     [](const Sentence&, Captures c) { return c[0].word.ends_with("ed") ? Value{} : c[0]; }},
    {"shorttext", "$any", [](const Sentence&, Captures c) { return c[0].word.size() == 1 ? c[0] : Value{}; }},
    {"textvalue", "$quoted", first},
    {"textvalue", "$any",
     [](const Sentence&, Captures c) {
       static const std::set<std::string> kNoText{
           "not", "no",     "unknown", "missing", "empty", "blank", "known", "set",  "null",  "please",
           "pls", "thanks", "only",    "and",     "or",    "but",   "who",   "that", "which", "whose"};
       return kNoText.contains(c[0].word) ? Value{} : c[0];
     }},
    {"cond:text", "<textfield> does|do|did not <textop> $textarg", text_without},
    {"cond:text", "<textfield> not <textop> $textarg", text_without},
    {"cond:text", "<textfield> is_not|are_not|!=|is_other_than $textvalue",
     [](const Sentence&, Captures c) {
       if (no_such_text(c[0].word, "eq", c[1].word)) return Value{};
       return of_rule("text", negation(field_leaf(c[0].word, "eq", quoted(c[1].word))));
     }},
    {"textvalue", ". $any", dotted},
    {"textvalue", "$any @ $any",
     [](const Sentence&, Captures c) { return of_word(c[0].word + "@" + c[1].word); }},
    {"textvalue", "@ $any", [](const Sentence&, Captures c) { return of_word("@" + c[0].word); }},
    {"cond:text", "~withsome? $anyname in the|their|his|her|its? <namefield>", contained},
    {"anyname", "$quoted", first},
    {"anyname", "$open", first},
    {"cond:text", "<textfield> like|ilike $quoted", text_like},
    {"calledname", "name_is|name_equals $textvalue", first},
    {"calledname", "named|called $propername", first},
    {"propername", "$quoted", first},
    {"propername", "$any", proper_name},
    {"calledname", "name $anyname", [](const Sentence&, Captures c) { return c[0]; }},
    {"cond:text", "$calledname",
     [](const Sentence&, Captures c) {
       Value out =
           of_rule("text", field_leaf("name", c[0].word.find(' ') == std::string::npos ? "contains" : "eq",
                                      quoted(c[0].word)));
       out.note = "\"" + c[0].word + "\" is looked for in the name";
       return out;
     }},
    {"cond:text", "named|called $propername or $propername",
     [](const Sentence&, Captures c) {
       Value out = of_rule("text", any_of({field_leaf("name", "contains", quoted(c[0].word)),
                                           field_leaf("name", "contains", quoted(c[1].word))}));
       out.note = "\"" + c[0].word + "\" and \"" + c[1].word + "\" are looked for in the name";
       return out;
     }},
    {"cond:text", "first_name is|=|of $textvalue", first_name},
    {"cond:text", "first_name $propername", first_name},
    {"cond:text", "surname|last_name|family_name is|=|of $textvalue", surname},
    {"cond:text", "surname|last_name|family_name $propername", surname},
    {"cond:text", "surname|last_name|family_name ends_with|ends_in|ending_in|ending_with ~letter? $textvalue",
     [](const Sentence&, Captures c) {
       return of_rule("text", field_leaf("name", "ends_with", quoted(c[0].word)));
     }},
    {"domains", "<domain>", tag_one},
    {"domains", "<domain> ~sep $domains",
     [](const Sentence& s, Captures c) {
       const Value both[] = {tag_one(s, c), c[1]};
       return more(s, both);
     }},
    {"cond:text", "$domains ~mailpeople", domain_list},
    {"cond:text", "~mailwith ~article? $domains ~mailpeople?", domain_list},
    {"cond:text", "email|mail domain|domains is|=|of|:? @? <domain>", domain},
    {"cond:text", "email|mail domain|domains is|=|of|:? @? $open", open_domain},
    {"cond:text", "~mailwith ~article? @? $open ~mailpeople?", open_domain},
    {"cond:text", "email|mail|email_address|mail_address is_not|are_not|not at|on|from @? <domain>",
     [](const Sentence& s, Captures c) {
       Value out = domain(s, c);
       out.rule = negation(std::move(out.rule));
       return out;
     }},
    {"cond:text", "email|mail|email_address|mail_address is? at|on|from @? <domain>", domain},
    {"cond:text", "@ <domain> ~mailpeople?", domain},
    {"cond:text", "@ $open ~mailpeople?", open_domain},
    {"cond:text", "@? $open ~mailpeople", open_domain},
    {"cond:text",
     "phone|phone_number|phone_numbers|mobile|mobile_number|mobile_numbers|number|phones "
     "starts_with|starting_with|begins_with|beginning_with|start_with|begin_with|that_start_with|"
     "that_begin_with + $num",
     phone_prefix},
    {"cond:attribute", "$any is|=|equals $textvalue", attribute},
};

}  // namespace

std::span<const Pattern> contact_patterns() { return kPatterns; }

}  // namespace carillon::translate
