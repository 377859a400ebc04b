// Who customers are, and how they stand among the others. To teach a word, add it to the line of its class.
#include "translate/lexicon.h"

namespace carillon::translate {
namespace {

constexpr Entry kEntries[] = {
    // ---- people
    {"gender", "women|woman|female|females|ladies|lady|girls|womens|womenfolk|ladys|woman folk", "female"},
    {"gender", "men|man|male|males|gents|gentlemen|guys|boys|mens|menfolk", "male"},
    {"gender", "non binary|nonbinary|other gender|gender other", "other"},
    {"aged", "aged|age|ages|who are aged|of age|aged about", ""},
    {"ageis", "age is|age|whose age is|aged|age of|age being|of age|ages|age group|ages are", ""},
    {"yearsold",
     "years old|year old|years of age|year olds|yrs old|yr old|yrs of age|years in age|yo|y o|years|yrs|of "
     "age|yr olds|y/o",
     ""},
    // Of what is older than two years it is not said whether it is the person or the account.
    {"olderop", "older than|elder than|older then", "gt"},
    {"olderop", "younger than|younger then", "lt"},
    {"olderop", "not younger than|no younger than", "gte"},
    {"olderop", "not older than|no older than", "lte"},
    {"ageop",
     "above the age of|over the age of|past the age of|aged over|aged "
     "above|aged more than|age over|age above|age more than|age greater than|age >|elder to|senior to",
     "gt"},
    {"ageop",
     "below the age of|under the age of|aged under|aged below|aged less than|age "
     "under|age below|age less than|age <|junior to",
     "lt"},
    {"ageop",
     "aged at least|age at least|minimum age|minimum age of|aged from|age "
     ">=",
     "gte"},
    {"ageop", "aged at most|age at most|aged up to|age up to|maximum age|age <=", "lte"},
    {"ageop", "turned", "gte"},
    {"agesuffix",
     "or older|and older|or elder|and elder|or above years old|and above years old|plus years old|+ years "
     "old",
     "gte"},
    {"agesuffix", "or younger|and younger", "lte"},
    {"agegroup", "teenagers|teens|teenaged|teenager", "13-19"},
    {"agegroup", "adults|adult|grown ups", "18-"},
    {"agegroup", "minors|minor|underage", "-17"},
    {"agegroup", "senior citizens|senior citizen|seniors|pensioners", "60-"},
    {"decade", "twenties|20s", "20-29"},
    {"decade", "thirties|30s", "30-39"},
    {"decade", "forties|40s", "40-49"},
    {"decade", "fifties|50s", "50-59"},
    {"decade", "sixties|60s", "60-69"},
    {"decade", "seventies|70s", "70-79"},
    {"decade", "eighties|80s", "80-89"},
    {"decade", "teens", "13-19"},
    {"birthday",
     "birthday|birthdays|birth day|bday|b day|birthdate|birth date|whose birthday|have a birthday|has a "
     "birthday|having a birthday|having birthday|having birthdays|having their birthday|have birthday|have "
     "their birthday|celebrate their birthday|celebrating their birthday|celebrates their birthday|celebrate "
     "birthday|celebrate birthdays|celebrating birthdays|celebrating a birthday|celebrating birthday|with "
     "birthday|with birthdays|with a birthday|with their birthday|turn a year older|turning a year "
     "older|celebrate a birthday|date of birth|had a birthday|had their birthday|celebrated their "
     "birthday|celebrated a birthday|had birthday",
     ""},
    {"isin",
     "is|is there|are there|is "
     "falling|falls|fall|falling|are|comes|coming|come|occurs|occurring|lies|happens|was|were|that "
     "falls|which "
     "falls|fell|is due|due|coming up|are due",
     ""},
    {"coming", "coming|due|falling|falls|is|are|comes", ""},
    {"upcoming", "upcoming|a upcoming|an upcoming|with an upcoming|with upcoming", ""},
    {"bdaywhen", "today", "today"},
    {"bdaywhen", "tomorrow", "tomorrow"},
    {"bdaywhen", "yesterday", "yesterday"},
    {"bdaywhen", "this month|the current month|current month|this calendar month", "this_month"},
    {"bdaywhen", "next month|the next month", "next_month"},
    {"bdaywhen", "last month|previous month", "last_month"},
    {"bdaywhen", "this week|current week", "this_week"},
    {"bdaywhen", "next week", "next_week"},
    {"bdaywhen", "last week|previous week", "last_week"},
    {"born",
     "born|was born|were born|birth year|birth year is|date of birth is|date of birth|birth date is|birth "
     "date|dob|dob is|birthdate is|year of birth|year of birth is|birth_date",
     ""},
    {"placeprep",
     "from|in|living in|lives in|live in|based in|based out of|located in|residing in|resides in|reside "
     "in|who live in|settled in|staying in|stay in|stays in|hailing from|hail from|hails from|belonging "
     "to|belong to|belongs to|of|at|coming from|come from|comes from|are in|is in|around|native of|residents "
     "of|resident of|resident in|people of|within|across|city of|native to|native from|natives "
     "of|inhabitants of|with an address in|address in|with address in|dwelling in|currently in|situated "
     "in|living at|stationed in|out of|lived in|who are from|who are in|whose city is|whose country is|is "
     "from|are from|to|for",
     ""},
    {"either", "either|any of|any one of|one of", ""},
    {"cityof",
     "city of|cities of|city|cities|cities like|town of|country of|cities such as|the cities|countries of",
     ""},
    {"cityword", "city|cities|area|town|region|metro|itself|only|proper", ""},
    {"residents", "residents|based|dwellers|natives|locals|folks|based ones|resident|people", ""},
    {"outside",
     "outside|outside of|out of|not living in|living outside|living outside of|based outside|away from|not "
     "located in|residing outside|beyond",
     ""},
    {"tagged",
     "tagged|labelled|labeled|marked|flagged|tag|tags|tagged as|labelled as|marked as|categorised "
     "as|categorized as|flagged as|carrying the tag|carry the tag|bearing the tag|tagged with|classified as",
     ""},
    {"tagword", "tag|tags|label|labels|badge|flag|tagged|tag of|tags of|tag called|tag named", ""},
    {"tag", "vip|vips|v i p", "vip"},
    {"tag", "vvip|vvips", "vvip"},
    {"tag", "wholesale|wholesalers|wholesaler|wholesale buyers|wholesale buyer", "wholesale"},
    {"tag", "employee|employees", "employee"},
    {"tag", "staff|staff members|staff member", "staff"},
    {"tag", "student|students", "student"},
    {"tag", "influencer|influencers", "influencer"},
    {"tag", "reseller|resellers", "reseller"},
    {"tag", "corporate|corporates", "corporate"},
    {"tag", "dealer|dealers", "dealer"},
    {"tag", "distributor|distributors", "distributor"},
    {"tag", "partner|partners", "partner"},
    {"tag", "affiliate|affiliates", "affiliate"},
    {"tag", "beta|beta testers|beta tester", "beta"},
    {"tag", "press", "press"},
    {"tag", "b2b", "b2b"},
    {"tag", "blacklisted|blacklist", "blacklist"},
    {"tag", "franchise|franchisees", "franchise"},
    {"tag", "newsletter subscribers", "newsletter"},
    {"tagish",
     "festive|seasonal|summer|winter|monsoon|spring|premium|gold|silver|loyal|regular|new|lapsed|active|"
     "inactive|member|members|beta|birthday|prospect|"
     "lead|churned|repeat|family|friend|friends|retail",
     ""},
    {"planname",
     "gold|silver|free|platinum|bronze|basic|premium|pro|enterprise|diamond|standard|starter|plus|trial|"
     "titanium|business|elite",
     ""},
    // These alone are plans; "free" and "plus" alone are not.
    {"planmetal", "gold|silver|platinum|bronze|titanium", ""},
    {"planword",
     "plan|plans|tier|tiers|membership|subscription|package|membership plan|plan tier|level|plan is|tier "
     "is|memberships|subscriptions|plan users",
     ""},
    {"planword", "attributes.plan", ""},
    {"onplan",
     "on|on the|with|with the|with a|having|having a|having the|using|using the|under the|under|subscribed "
     "to the|subscribed to|in the|have the|have a|has the|has a|holding|holding a|belong to the|enrolled "
     "in|enrolled in the|enrolled on|are on|is on|of the|who have|hold|holds|hold a|in",
     ""},
    {"planpeople",
     "users|members|subscribers|user|member|customers|customer|members only|holders|people|folks|tier "
     "customers|accounts|plan customers|plan users|plan members|plan people|ones",
     ""},
    {"optin",
     "opted in|opted into|opt in|opts in|subscribed|subscribe|subscribers|consented|have consented|gave "
     "consent|given consent|have given consent|agreed|signed "
     "up|accept|accepts|accepting|allow|allows|allowed|permit|willing to receive|happy to receive|agreed to "
     "receive|consent|consents|consented to receive|who gave permission|gave permission|given "
     "permission|opted in to receive|opted to receive|subscribing|reachable|can be reached|contactable|can "
     "be contacted|okay|ok|consenting|opting in|opted-in|with consent|having consent|with permission|has "
     "consent|have consent|permission|who consent|still on|are still on|remain on|still get|still "
     "receive|still subscribed|still opted in|remain subscribed|remain opted in|can receive|may receive|said "
     "yes",
     ""},
    {"optout",
     "opted out|opted out of|opt out|opts out|unsubscribed|unsubscribe|withdrew consent|revoked "
     "consent|refused|declined|opted-out|said no|turned "
     "off|disabled|blocked|stopped|withdrawn consent|unsubscribers|opting out|declined to receive|refuse",
     "out"},
    {"optout", "non subscribed|not opted in|not subscribed|unreachable|not consented|do not consent", "not"},
    {"tofrom",
     "to|for|from|in|on|of|by|via|into|to the|for the|from the|to your|of the|of our|by the|on "
     "the|with|over|to receive|to get|receiving|to be contacted by|to be "
     "contacted via|to be contacted over|through|to our|from our|for receiving|to receiving|to hear from us "
     "by|to get our|to hear by",
     ""},
    {"channel",
     "email|emails|mail|mails|email marketing|marketing emails|newsletter|newsletters|mailers|mailing|email "
     "communication|promotional emails|marketing email|email newsletters|email updates|email "
     "newsletter|mailing list|email list|our emails|promo emails|promotional email|marketing mails|e mail|e "
     "mails",
     "email"},
    {"channel",
     "sms|texts|text messages|text|text message|smses|sms marketing|marketing sms|promotional "
     "sms|texting|sms updates|sms messages|our sms|our texts|marketing texts|promo sms|sms alerts",
     "sms"},
    {"channelnoun",
     "messages|marketing|communication|communications|updates|offers|campaigns|notifications|promotions|"
     "consent|channels|newsletters|alerts|list|both",
     ""},
    {"butnot",
     "but not|and not|yet not|but never|not|but no|but have not opted in|but not opted in|but have not", ""},
    {"canbe",
     "can be|may be|could be|allowed to be|agreed to be|want to be|are okay to be|we can|we may|we are "
     "allowed to|consented to be|we could",
     ""},
    {"consentverb",
     "emailed|mailed|email|mail|reached by email|reached via email|contacted by email|contacted via "
     "email|reached on email|contacted over email",
     "email"},
    {"consentverb",
     "texted|text|sms|reached by sms|reached via sms|contacted by sms|contacted via sms|reached on "
     "sms|reached by text|contacted by text|contacted over sms",
     "sms"},
    {"consentword", "consent|permission|email consent|consent given|marketing consent|marketing permission",
     ""},
    {"giving", "given|gave|give|gives|granted|grant|provided|have given|has given", ""},
    {"consentfield", "consent_email|email_consent", "email"},
    {"consentfield", "consent_sms|sms_consent", "sms"},
    {"yes", "true|yes|1|given|on", ""},
    {"no", "false|no|0|off", ""},
    {"namefield", "name|names|full name", "name"},
    {"namefield", "email|emails|email address|email id|mail id", "email"},
    {"optword",
     "opted in|opt in|subscribed|subscribers|subscriber|consented|consent|consent given|opt "
     "ins|opted|permission|allowed|opt in true|consent true|is on|enabled|consenting",
     "in"},
    {"optword",
     "opted out|opt out|unsubscribed|unsubscribers|opt outs|consent withdrawn|consent false|disabled|is off",
     "out"},
    {"contact",
     "email|emails|email address|email addresses|email id|email ids|mail id|mail ids|emailid|e mail "
     "address|email on file|email contact|mail address",
     "email"},
    {"contact",
     "phone|phones|phone number|phone numbers|mobile|mobile number|mobile numbers|number|contact "
     "number|contact numbers|telephone|telephone number|cell number|phone no|mobile no|phone contact|cell "
     "phone",
     "phone"},
    {"contact", "city|city name", "city"},
    {"contact", "birthday|birth date|date of birth|birthdate|dob|birthdays|birth dates|age", "birth_date"},
    {"contact", "gender|sex", "gender"},
    {"contact", "country", "country"},
    {"contact", "name", "name"},
    {"contact", "timezone|time zone", "timezone"},
    {"contact", "plan", "attributes.plan"},
    {"withsome",
     "with|have|has|having|who have|have a|has a|with a|provided|gave|given|shared|have shared|have "
     "provided|whose|have given|gave us",
     ""},
    {"validword", "valid|known|recorded|registered|working|saved|listed|available|stored|proper", ""},
    {"onfile",
     "on file|on record|on their profile|in their profile|in the system|in our system|in our records|in the "
     "records|available|recorded|with us|known to us|in the database|in our "
     "database|saved|listed|registered|in profile|stored|on the profile|in our books|with us on "
     "file|provided|given|set",
     ""},
    {"isknown",
     "we know|we do know|is known|are known|is set|is present|is available|exists|is recorded|known|is on "
     "file|is not "
     "missing|is not empty|is not blank|is there|is filled|is filled in|is given|is "
     "provided|available|present|is not null",
     ""},
    {"isunknown",
     "is not there|are not there|not there|we do not know|we do not have|we lack|we are missing|is "
     "unknown|is missing|is not known|is not set|missing|is empty|is blank|unknown|is not available|is "
     "not recorded|is null|not known|not set|not available|not present|are missing|is not on file|not "
     "given|not provided|is absent|is not given|is not provided",
     ""},
    {"textfield", "name|names|full name|customer name|whose name|first name|their name", "name"},
    {"textfield", "email|emails|email address|email id|mail id|email addresses|mail|email ids|whose email",
     "email"},
    {"textfield", "phone|phone number|mobile number|mobile|phone numbers|contact number", "phone"},
    {"textfield", "city|city name|whose city", "city"},
    {"textfield", "external id|external_id|customer id|id", "external_id"},
    {"textop",
     "starts with|start with|starting with|that begin with|that start with|which begin with|which start "
     "with|begins with|begin with|beginning with|starts from|starting "
     "from|is starting with|beginning in|starting in|begins in|starts in",
     "starts_with"},
    {"textop",
     "ends with|end with|ending with|that end with|that end in|which end with|which end in|ends in|ending "
     "in|end in|is at|is on|ending on|finishes with|finishing "
     "with",
     "ends_with"},
    {"textop",
     "contains|contain|containing|includes|include|including|has|having|that contains|with|have|having the "
     "word|mentions",
     "contains"},
    {"textop", "is|equals|=|is equal to|is exactly", "eq"},
    {"letter", "letter|the letter|word|the word|letters|the letters|text|the text|string|the string", ""},
    {"domain", "gmail|google mail|gmail.com|gmails", "gmail.com"},
    {"domain", "yahoo|yahoo.com|yahoo mail", "yahoo.com"},
    {"domain", "hotmail|hotmail.com", "hotmail.com"},
    {"domain", "outlook|outlook.com", "outlook.com"},
    {"domain", "rediffmail|rediff|rediffmail.com", "rediffmail.com"},
    {"domain", "icloud|icloud.com", "icloud.com"},
    {"domain", "protonmail|protonmail.com|proton mail", "protonmail.com"},
    {"domain", "aol|aol.com", "aol.com"},
    {"domain", "yandex|yandex.com", "yandex.com"},
    {"domain", "zoho|zoho.com|zoho mail", "zoho.com"},
    {"mailpeople",
     "users|user|accounts|account|addresses|address|email|emails|email addresses|email address|email "
     "ids|email id|ids|id|mail ids|customers|people|email accounts|email users|mail "
     "users|mailboxes|inbox|inboxes|domain|domains|folks|account holders|email domain",
     ""},
    {"mailwith",
     "using|use|uses|with|email at|email is at|email on|emails on|email ends with|email ending with|email "
     "ending in|email ends in|email domain|email domain is|domain is|having|have|has|on|email address "
     "at|email address on|email addresses at|mail on|email from|whose email is on|email is on|email address "
     "is|email is|emails at|mail at|registered with|signed up with|email id on|email ids on|via|email "
     "addresses on|email contains|email containing|email id of|email ids of|email of|emails of|mail id "
     "of|mail ids "
     "of|email address of|email addresses of|mail of|email id is|email id from|email ids from|email address "
     "from|email addresses from|emails from",
     ""},

    {"insegment",
     "in|of|from|belonging to|members of|member of|part of|inside|within|who are in|people in|customers in",
     ""},

    // ---- ranks
    {"topside", "top|best|highest|leading|most valuable", "top"},
    {"topside", "bottom|lowest|worst|least valuable", "bottom"},
    {"rankpeople",
     "spenders|highest spenders|big spenders|top spenders|spending customers|paying customers|spender|valued "
     "customers by spend",
     "total_spend"},
    {"rankpeople",
     "frequent buyers|frequent shoppers|frequent customers|repeat buyers|orderers|frequent "
     "visitors|visitors|most frequent buyers",
     "order_count"},
    {"rankpeople",
     "customers|people|shoppers|buyers|users|clients|of customers|of the customers|of our customers|of all "
     "customers|of buyers|of customer base|of our base|of the base|of our customer base|members|of "
     "shoppers|customer",
     "total_spend"},
    {"our", "our|the|all|my", ""},
    {"totally", "overall|in total", ""},
    {"by",
     "by|based on|in terms of|ranked by|sorted by|ordered by|according to|as per|when ranked "
     "by|on|in|measured by|with highest|with the highest|with the most|having the highest|with most|ranked "
     "on|on the basis of|w.r.t|by their|in order of|for",
     ""},
    {"rankfield",
     "total spend|spend|spending|lifetime spend|total spending|lifetime value|ltv|revenue|amount spent|money "
     "spent|total spent|value|lifetime spending|purchase value|sales|total_spend|total "
     "purchases|clv|purchase amount|total revenue|total purchase value|lifetime total spend|how much they "
     "spent|billing|business",
     "total_spend"},
    {"rankfield",
     "number of orders|orders|order count|purchases|visits|number of purchases|number of visits|purchase "
     "count|visit count|frequency|order frequency|purchase frequency|order_count|no of orders|total "
     "orders|how often they order|transactions|number of transactions|count of orders|visit frequency",
     "order_count"},
    {"rankfield",
     "average order value|aov|average order|average basket|basket size|average bill|ticket size|average "
     "order size|avg order value|average ticket size|average purchase value|avg_order_value|average spend "
     "per order|average bill value|average basket value",
     "avg_order_value"},
    {"rankfield",
     "recency|last order|last order date|last purchase|most recent order|last purchase date|recent "
     "order|latest order|last visit|last_order_at",
     "last_order_at"},
    {"rankfield", "first order|first order date|first purchase|first purchase date|first_order_at",
     "first_order_at"},
    {"rankfield",
     "join date|signup date|joining date|registration date|sign up date|newest|date joined|created_at|date "
     "of joining|signup|registration",
     "created_at"},
    {"superlative",
     "highest spending|highest spenders|biggest spending|biggest spenders|top spending|top spenders|most "
     "valuable|best spending|highest paying|largest spenders|biggest spender|highest value|top paying|most "
     "spending|highest spender",
     "top total_spend"},
    {"superlative",
     "lowest spending|lowest spenders|least spending|smallest spenders|least valuable|bottom spenders|lowest "
     "value",
     "bottom total_spend"},
    {"superlative",
     "most frequent|most frequent buyers|most active|most loyal|highest ordering|most often ordering|most "
     "frequently ordering|most frequently buying|most regular|frequent most|most frequent shoppers",
     "top order_count"},
    {"superlative", "least frequent|least active|least frequent buyers", "bottom order_count"},
    {"superlative",
     "newest|latest joined|most recently joined|most recently registered|most recent signups|youngest "
     "accounts|latest|most recent sign ups|most recently signed up",
     "top created_at"},
    {"superlative", "oldest|longest standing|earliest joined|longest serving|earliest registered",
     "bottom created_at"},
    {"superlative",
     "most recent|most recent buyers|most recently ordering|latest buyers|most recent shoppers",
     "top last_order_at"},
    {"portion", "decile", "10"},
    {"portion", "quintile|fifth", "20"},
    {"portion", "quartile|quarter", "25"},
    {"portion", "third", "33"},
    {"portion", "half", "50"},
    {"rfmscore", "recency", "recency"},
    {"rfmscore", "frequency", "frequency"},
    {"rfmscore", "monetary|monetary value|money", "monetary"},
    {"gapword",
     "average gap between orders|average gap between purchases|average days between orders|average number of "
     "days between orders|days between orders|gap between orders|average time between orders|mean days "
     "between orders|average interval between orders|time between orders|mean gap between orders|average gap "
     "between visits|average days between purchases|days between purchases|average time between "
     "purchases|days_between_orders|mean time between orders|average gap between two orders|average gap",
     ""},
    {"onaverage", "on average|on an average|in average|typically", ""},
    {"lessmore", "less", "lt"},
    {"lessmore", "more", "gt"},
    {"fellrose",
     "fell|dropped|declined|decreased|fallen|gone down|reduced|went down|down|shrunk|is down|drop", "lt"},
    {"fellrose", "rose|grew|increased|risen|gone up|went up|grown|up|is up|jumped", "gt"},
    {"foldword",
     "halved|dropped by half|fallen by half|fell by half|dropped by half or more|fell by half or more",
     "half"},
    {"foldword", "doubled|at least doubled", "double"},
    {"versus",
     "compared to|compared with|versus|vs|against|over|relative to|as compared to|than|in comparison to", ""},
    {"beforethat",
     "before that|before|prior|prior to that|preceding|earlier|before those|preceding that|previous to "
     "that|period before",
     ""},
};

}  // namespace

std::span<const Entry> people_entries() { return kEntries; }

}  // namespace carillon::translate
