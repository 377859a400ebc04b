#include "copy.h"

#include <array>

namespace carillon::mock {
namespace {

constexpr std::array kWinBack{
    Copy{"warm", "We miss you, {name}",
         "<Hi/Hello> {name}, we miss you![ Come back and enjoy {deal}.| It would be lovely to see you "
         "again.][ Code {code}.][ Valid {deadline}.]",
         "It has been a while, and we miss you.[ To welcome you back, {deal} is waiting for you.| A lot has "
         "changed since your last visit.][ Your code is {code}.][ It is yours {deadline}.]",
         "Names the absence kindly and gives a reason to return"},
    Copy{"direct", "[{offer} to welcome you back|Ready for another look, {name}?]",
         "{name},[ your welcome-back gift: {deal}.| there is plenty new since your last visit.][ Code "
         "{code}.][ Valid {deadline}.] <Shop/Order> again today",
         "[{deal}, as a thank-you for giving us another look.|There is plenty that you have not seen yet.][ "
         "Enter {code} at the checkout.][ Please note: valid {deadline}.]",
         "Leads with the benefit; for people who skim"},
    Copy{"playful", "Long time no see, {name}",
         "Long time no see, {name}! We kept your place warm[ and {deal} ready|, come and say hi].[ Psst: "
         "{code}.][ Only {deadline}.]",
         "Did we do something wrong? We kept your place warm all the same[, with {deal} on top].[ The magic "
         "word is {code}.][ The spell lasts {deadline}.]",
         "A wink lowers the threshold for people who have drifted away"},
};
constexpr std::array kNewArrival{
    Copy{"excited", "[New: {product}|Just in, {name}]",
         "<Hi/Hello> {name}, just in: [our new {product}!|something new!][ With {offer} to start.] <See it "
         "first/Take a look> before it is gone",
         "It is here: [our new {product}|what we have been working on]. <We think you will like it/We could "
         "not wait to show you>.[ To celebrate, take {offer}.][ Code {code}.][ This is on {deadline}.]",
         "Being early is the reward; works best within days of the launch"},
    Copy{"exclusive", "{name}, you are first to know",
         "{name}, you are among the first to see [our new {product}|our latest arrivals].[ {offer} for "
         "you.][ Code {code}.]",
         "Before we tell everyone else, we want to show you [our new {product}|our latest arrivals].[ As an "
         "early guest you get {offer}.][ Your code is {code}.][ Open to you {deadline}.]",
         "A privilege is noticed even by those who do not buy at once"},
    Copy{"friendly", "[Have you seen our new {product}?|Have you seen what is new?]",
         "Hi {name}, have you seen [our new {product}|what is new] yet?[ {offer} right now.] Come and have a "
         "look",
         "We have something new[: {product}], and it made us think of you.[ Right now with {offer}.][ {code} "
         "is the code.] Come and have a look when you have a minute.",
         "A question asks for nothing and so gets more answers"},
};
constexpr std::array kDiscount{
    Copy{"direct", "[{occasion} special: {deal}|{deal} for you, {name}|A special price for you, {name}]",
         "{name}, [our {occasion} special: {deal}.|{deal} just for you.|a special price just for you.][ Code "
         "{code}.][ Valid {deadline}.] <Do not miss "
         "it/Shop now>",
         "[{deal}, just for you.|We have put a special price aside for you.][ Enter {code} at the "
         "checkout.][ Valid {deadline}.] That is the whole message.",
         "The offer is the first thing read; nothing stands in its way"},
    Copy{"urgent", "[Ends soon: {offer}|Last chance, {name}]",
         "Last call, {name}![ {deal}| Our special prices end soon][ - only {deadline}].[ Use {code}.] Gone "
         "when it is gone",
         "[{deal} will not last.|Our special prices will not last.][ After that - {deadline} - it is back to "
         "normal.][ Code {code}.] <If you have been waiting, wait no longer/Now is a good moment>.",
         "A limit moves the undecided; use it sparingly"},
    Copy{"friendly", "A little [{occasion} treat|treat] for you, {name}",
         "[Happy {occasion}|Hi] {name}, a little treat:[ {deal}| a better price on your favourites].[ Your "
         "code: {code}.][ Good "
         "{deadline}.] Enjoy!",
         "We thought you might enjoy a little treat[: {deal}|: a better price on the things you like].[ Just "
         "use {code}.][ It is good {deadline}.] Enjoy!",
         "Gives the discount as a present and keeps the price's worth"},
};
constexpr std::array kThankYou{
    Copy{"warm", "Thank you, {name}",
         "Thank you, {name}! <You make our day/Customers like you keep us going>.[ As a small thank-you: "
         "{deal}.][ Code {code}.][ Valid {deadline}.]",
         "We simply want to say thank you. <Your trust means a lot to us/You are the reason we do this>.[ As "
         "a small token: {deal}.][ Your code is {code}.][ It is valid {deadline}.]",
         "Thanks come first and the gift, if any, second"},
    Copy{"personal", "{name}, this one is for you",
         "{name}, you were with us when it mattered. Thank you![ Please take {deal}.][ Code {code}.]",
         "You could have gone anywhere, and you came to us. That does not go unnoticed.[ Please take {deal} "
         "from us.][ Code {code}.] Thank you.",
         "Speaks of the customer's choice, not of the shop"},
    Copy{"cheerful", "A big thank you from us, {name}",
         "High five, {name}! Thanks for being with us.[ {deal} is on us.][ Use {code}.] <See you soon/Until "
         "next time>!",
         "High five! Thanks for being with us.[ {deal} is on us.][ {code} opens it.][ {deadline}, that is.] "
         "<See you soon/Until next time>!",
         "Light enough to be read to the end"},
};
constexpr std::array kBirthday{
    Copy{"warm", "Happy birthday, {name}!",
         "Happy birthday, {name}! <Have a wonderful day/We wish you a lovely day>.[ Our present: {deal}.][ "
         "Code {code}.][ Valid {deadline}.]",
         "Happy birthday! We wish you a day full of good things.[ Here is our present: {deal}.][ Your code "
         "is {code}.][ Unwrap it {deadline}.]",
         "A wish that would be welcome without a present, too"},
    Copy{"festive", "[Your birthday present: {offer}|A birthday wish for you, {name}]",
         "It is your day, {name}! [{deal} as a present from us.|Treat yourself to something nice.][ Code "
         "{code}.] Cheers!",
         "Today is all about you. [Your present from us: {deal}.|Treat yourself to something nice.][ Use "
         "{code}.][ It waits for you {deadline}.] Cheers!",
         "The present in the subject line is what gets opened"},
    Copy{"playful", "Cake is on you, the treat is on us",
         "Hooray, {name}! Cake is on you, [{deal}|the good wishes] on us.[ Code {code}.] Happy birthday!",
         "You take care of the cake, we take care of [{deal}|the good wishes]. Happy birthday![ The code is "
         "{code}.]",
         "Makes people smile, and is remembered next year"},
};
constexpr std::array kAbandonedCart{
    Copy{
        "helpful", "You left something behind, {name}",
        "Hi {name}, [your {product} is|your basket is] still waiting for you.[ Finish now with {offer}.][ "
        "Code {code}.] Need help? Just reply",
        "You left something in your basket[: {product}]. We have kept it for you.[ Finish your order with "
        "{offer}.][ Code {code}.][ Valid {deadline}.] If something did not work, just reply to this message.",
        "Assumes that something came in between and offers help"},
    Copy{"urgent", "[{offer} if you finish today|Your basket will not wait for ever]",
         "{name}, we cannot hold [your {product}|your basket] much longer.[ {offer} if you order now.][ Code "
         "{code}.][ Valid {deadline}.]",
         "We have held [your {product}|your basket] back for you, but cannot do so for ever.[ Order now and "
         "get {offer}.][ Code {code}.][ The offer is valid {deadline}.]",
         "Scarcity, told once, brings the undecided to a decision"},
    Copy{"playful", "[Your {product} misses you|Your basket misses you]",
         "{name}, [your {product} asks|your basket asks] where you went.[ It even brought {offer}.][ Code "
         "{code}.] Come back soon?",
         "We found [your {product}|your basket] sitting here, looking at the door.[ It has even brought "
         "{offer}.][ {code} is the password.] Will you take it home?",
         "Turns a reminder into a smile"},
};
constexpr std::array kLoyalty{
    Copy{"exclusive", "{name}, only for our best customers",
         "{name}, this is only for our best customers:[ {deal}.| early access for you.][ Code {code}.][ "
         "Valid {deadline}.] Thank you for your loyalty",
         "Not everyone gets this message: it is for the customers we value most.[ {deal}, reserved for you.| "
         "You are the first to choose, before anyone else.][ Your code is {code}.][ Reserved {deadline}.]",
         "Status is worth more to regular customers than money"},
    Copy{"warm", "Your loyalty means a lot, {name}",
         "{name}, your loyalty means a lot to us.[ Please enjoy {deal}.| There is something nice for you "
         "next time you visit.][ Code {code}.]",
         "You keep coming back, and that is the finest compliment there is.[ Please enjoy {deal}.| Next time "
         "you visit, there is something nice for you.][ Code {code}.][ Valid {deadline}.]",
         "Rewards what they already do, so that they go on doing it"},
    Copy{"celebratory", "[VIP treat: {offer}|You have earned this, {name}]",
         "You have earned it, {name}! [VIP treat: {deal}.|A VIP treat is waiting for you.][ Code {code}.][ "
         "Until: {deadline}.]",
         "You have earned it. [Your VIP treat: {deal}.|Your VIP treat is waiting for you.][ {code} unlocks "
         "it.][ Make use of it {deadline}.]",
         "Celebrates a standing that was reached"},
};
constexpr std::array kEvent{
    Copy{"inviting", "You are invited, {name}",
         "{name}, you are invited![ Discover {product} with us][ and get {offer}]. <Save your place/We look "
         "forward to seeing you>[ - {deadline}].",
         "We would love to have you with us.[ Come and discover {product}.][ Guests get {offer}.][ Code "
         "{code}.] Bring someone along if you like.",
         "An invitation asks for a yes instead of a purchase"},
    Copy{"direct", "[{product}: save your place|Save the date, {name}]",
         "Save the date, {name}[: {product}].[ {offer} for guests.][ Code {code}.] Places are limited, so "
         "answer today",
         "Save the date[: {product}]. Places are limited, and we would like one of them to be yours.[ With "
         "{offer} for guests.][ Code {code}.]",
         "Clear and short; for people with full calendars"},
    Copy{"excited", "It is nearly time, {name}!",
         "It is nearly time, {name}! [{product} - and you|And you] should be there.[ {offer} on the day.] "
         "Are you in?",
         "It is nearly time, and we can hardly wait.[ {product} is what everyone talks about.][ On the day: "
         "{offer}.][ Code {code}.] Are you in?",
         "Shares anticipation and ends with a question"},
};
constexpr std::array kReview{
    Copy{"polite", "How did we do, {name}?",
         "Hi {name}, how did we do[ with {product}]? One minute of your time helps us a lot.[ As a "
         "thank-you: {offer}.]",
         "We would love to hear what you think[ of {product}]. It takes a minute and helps us and other "
         "customers a lot.[ As a thank-you you get {offer}.][ Code {code}.]",
         "Says how long it takes, which is what people wonder"},
    Copy{"personal", "{name}, your opinion counts",
         "{name}, your opinion counts. What did you like[ about {product}], and what not?[ {offer} for your "
         "answer.]",
         "We read every answer ourselves. What did you like[ about {product}], and what should we do "
         "better?[ For your answer you get {offer}.]",
         "Asks for both sides, which brings honest answers"},
    Copy{"playful", "Stars, please, {name}",
         "{name}, one star or five? Tell us[ how {product} turned out]. We can take it![ {offer} for your "
         "trouble.]",
         "One star or five: we can take it. Tell us[ how {product} turned out] in a minute or less.[ {offer} "
         "for your trouble.]",
         "Takes the weight off a request that many ignore"},
};
constexpr std::array kGeneric{
    Copy{"friendly", "[News about {product}, {name}|Something for you, {name}]",
         "<Hi/Hello> {name}, [we have news about {product}|we have something for you].[ {offer} included.][ "
         "Code {code}.][ Valid {deadline}.] Have a look!",
         "[We have news about {product} that you may like.|We have something that you may like.][ With "
         "{offer}.][ Code {code}.][ Valid {deadline}.] Have a look when it suits you.",
         "Opens the conversation and leaves the next step to the reader"},
    Copy{"direct", "[{name}: {deal}|{name}, this is worth a minute]",
         "{name}, [{deal} for you.|this is worth a minute of your time.][ Code {code}.][ Valid {deadline}.] "
         "<See more/Find out more> today",
         "[In short: {deal}.|In short: this is worth a minute of your time.][ Use {code}.][ Valid "
         "{deadline}.] Everything else is one click away.",
         "Short and to the point"},
    Copy{"curious", "Have you heard, {name}?",
         "Have you heard, {name}? [{product} is|Something good is] waiting for you[, with {offer}].[ Code "
         "{code}.] Come and see",
         "Have you heard? [{product} is|Something good is] waiting for you[, with {offer} on top].[ {code} "
         "is the code.] Come and see for yourself.",
         "Leaves a question open that only a visit answers"},
};

}  // namespace

std::span<const Copy> copies_for(Intent intent) {
  switch (intent) {
    case Intent::kWinBack:
      return kWinBack;
    case Intent::kNewArrival:
      return kNewArrival;
    case Intent::kDiscount:
      return kDiscount;
    case Intent::kThankYou:
      return kThankYou;
    case Intent::kBirthday:
      return kBirthday;
    case Intent::kAbandonedCart:
      return kAbandonedCart;
    case Intent::kLoyalty:
      return kLoyalty;
    case Intent::kEvent:
      return kEvent;
    case Intent::kReview:
      return kReview;
    case Intent::kGeneric:
      return kGeneric;
  }
  return kGeneric;
}

}  // namespace carillon::mock
