// What is asked for and is not there, or is no choice of customers: each word with the reason.
#include "translate/lexicon.h"

namespace carillon::translate {
namespace {

constexpr Entry kEntries[] = {
    {"reject",
     "income|incomes|salary|salaries|earn|earns|earning|earnings|net "
     "worth|wealthy|rich|poor|affluent|wages|pay grade|high net worth",
     "income is not recorded"},
    {"reject",
     "within a radius|radius|km|kms|kilometre|kilometres|kilometer|kilometers|miles|mile|nearby|near "
     "me|close to the store|near the store|near our store|distance|pincode|pin code|zip code|zip "
     "codes|zip|postcode|postal code|pincodes|latitude|gps|near our|meters|metres|walking distance|minutes "
     "from",
     "distances and addresses are not recorded, only city and country"},
    {"reject",
     "rain|rains|raining|weather|sunny|temperature|snow|snowing|monsoon|forecast|humidity|hot day|rainy",
     "the weather is not recorded"},
    {"reject",
     "website|web site|site|web page|webpage|page|pages|page "
     "views|pageviews|app|apps|browsed|browsing|browse|browser|clicked|clicks|click|logged in|log "
     "in|login|logins|session|sessions|online|landing page|online "
     "visits|portal|scrolled|viewed|views|searched for|video|videos|bounce "
     "rate|utm|url|cookie|cookies|installed|uninstalled|download|downloaded|downloads|web "
     "traffic|impressions|ad|ads|advert|adverts",
     "visits of a website or an app are not recorded, only orders"},
    {"reject",
     "opened|open rate|opens|opening|replied|reply|responded|response|read our|clicked through|click "
     "through|reopened|forwarded",
     "whether messages are opened, clicked or answered is not recorded"},
    {"reject",
     "abandoned|cart|carts|basket abandoned|wishlist|wish list|wishlisted|checkout|added to cart|left "
     "items|saved items",
     "carts and wish lists are not recorded"},
    {"reject",
     "married|unmarried|single women|single "
     "men|spouse|wife|husband|children|parents|mothers|fathers|moms|dads|pregnant|divorced|family "
     "size|engaged couples|newlyweds|newly married|widowed|anniversary|wedding anniversary|wedding|kids at "
     "home|have kids|with kids|grandparents|mother|father|parent|bachelors",
     "family is not recorded"},
    {"reject",
     "religion|hindu|muslim|christian|sikh|caste|jain|buddhist|ethnicity|race|nationality|skin "
     "colour|political|politics|vote|voted|voters|union members|sexual orientation|gay|lesbian",
     "religion, origin and opinions are not recorded"},
    {"reject",
     "doctors|doctor|engineers|engineer|lawyers|teachers|profession|occupation|job|jobs|employed|unemployed|"
     "homemakers|housewives|farmers|education|degree|graduates|college "
     "educated|industry|company|companies|designation|job title|retired|self employed|software "
     "professionals|working professionals|professionals",
     "profession and education are not recorded"},
    {"reject",
     "credit card|credit cards|debit card|debit cards|upi|paypal|cash|cod|cash on delivery|payment "
     "method|payment mode|payment|emi|net banking|wallet balance|gpay|paytm|phonepe|card payment|by card|via "
     "card|installments|instalments|invoice overdue|overdue|owe|outstanding dues|outstanding balance",
     "how orders are paid is not recorded"},
    {"reject",
     "coupon|coupons|promo code|promo codes|discount code|discount|discounts|discounted|voucher|vouchers|on "
     "sale|sale items|full price|offer code|cashback|loyalty points|points|reward points|gift card|gift "
     "cards|redeemed|redeem|free shipping",
     "discounts, codes and points are not recorded with orders"},
    {"reject",
     "review|reviews|rating|ratings|rated|stars|star|nps|feedback|satisfaction|satisfied|unsatisfied|happy "
     "customers|unhappy|complaint|complaints|complained|support ticket|support tickets|tickets|ticket|called "
     "support|customer service|customer care|angry|unhappy "
     "customers|promoters|detractors|survey|surveys|testimonial",
     "reviews, ratings and complaints are not recorded"},
    {"reject",
     "facebook|instagram|twitter|linkedin|tiktok|youtube|social media|followers|follow "
     "us|follows|follower|social|influence|whatsapp|telegram|snapchat|push notification|push "
     "notifications|push|google ads",
     "social networks and other channels are not recorded"},
    {"reject",
     "iphone|iphones|android|ios|device|devices|desktop|smartphone|smartphones|operating system|windows "
     "pc|mac|phone model|mobile app",
     "devices are not recorded"},
    {"reject",
     "likely|predict|predicted|prediction|propensity|probability|churn risk|at risk|might churn|about to "
     "churn|will|going to|gonna|plan to|planning to|intend|intends|intend to|expected "
     "to|future|forecasted|likelihood|next purchase|potential|prone|tend|tends|tending|about to|soon",
     "the future is not known: a segment speaks of what has happened"},
    {"reject",
     "similar|lookalike|look alike|lookalikes|resemble|like "
     "them|referred|referral|referrals|refer|referrer|friends of|introduced by|recommended|recommend",
     "likeness and referrals are not recorded"},
    {"reject",
     "profit|profitable|profitability|margin|margins|cost price|roi|cac|acquisition cost|loss making|gross "
     "profit",
     "costs and margins are not recorded"},
    {"reject",
     "credit score|cibil|loan|loans|bank account|insurance|debt|bank "
     "balance|savings|mortgage|stocks|stock|shares|mutual funds|crypto|bitcoin",
     "finances are not recorded"},
    {"reject",
     "height|weight|tall|taller|short people|blood group|health "
     "condition|diabetic|allergy|allergic|vegetarian|vegetarians|vegan|vegans|diet|smokers|fat|overweight|"
     "shoe size|clothing size|left handed|hair|eyes|blonde|zodiac|horoscope|star "
     "sign|leo|aries|scorpio|favourite colour|favorite "
     "color|favourite|favorite|hobby|hobbies|interests|interested|interest|prefer|prefers|preference|"
     "preferences|love|loves|like "
     "to|likes|enjoy|enjoys|hate|hates|language|languages|speak|speaks|speaking|hindi|tamil "
     "speaking|dog|dogs|cats|pets|pet owners|car owners|own a "
     "car|car|cars|house|homeowners|tenants|personality",
     "tastes and bodies are not recorded"},
    {"reject",
     "delivered late|late delivery|delivery time|delivery|shipping|shipped|courier|return rate|returned "
     "items|returned an item|returned products|returned a product|returned an order|returned "
     "orders|returns|exchanged|exchange|replacement|warranty|courier partner|store location|which "
     "store|branch|warehouse|pickup|pick up in store|in store|instore|in "
     "stores|offline|branches|outlet|outlets|store visit|footfall|physical store|express delivery",
     "deliveries, returns and branches are not recorded"},
    {"reject",
     "colour|color|red|blue|green|black|white|size|xl|brand|brands|nike|adidas|apple|samsung|brand "
     "new|material|leather|cotton|model",
     "colours, sizes and brands of goods are not recorded"},
    {"reject",
     "recently|lately|often|frequently|rarely|seldom|regularly|regular|occasionally|a "
     "lot|lots|lot|many|several|few|a few|frequent|big|huge|small|high|heavy|valuable|best "
     "customers|loyal|best|good|bad|premium customers|premium|top customers|expensive|cheap|high value|high "
     "ticket|low value|occasional|sporadic|heavily|much|large|big ticket|whales|top|top spenders|big "
     "spenders|high spenders|high rollers|new|newest|old|oldest|young|elderly|middle aged|old "
     "people|younger|older|youngest|recent|long time|longtime|for long|a long time|long|for ages|ages ago|a "
     "while|while back|ages|in a while|for a while|some time|vip level "
     "spend|significant|significantly|decent|handsome|substantial|hardly ever|now and "
     "then|daily|weekly|monthly|yearly|every month|every week|every day|each month|per month|per week|per "
     "year|every year|a month each|annually|consistently|consecutive|on weekends|weekends|weekend "
     "shoppers|in the morning|at night|morning|evening|afternoon|midnight|night|hours "
     "of|weekdays|weekday|peak hours|after midnight|soonest|seasonal|seasonally|quarterly|average "
     "customers|millennials|gen z|boomers|gen x|middle class|kids|youth|youngsters|more and "
     "more|increasingly|trending|vague|important|average|typical|normal|special|favourable|dissatisfied|"
     "quite|somewhat|fairly|sometimes|usually|mostly|mainly|majority|almost "
     "always|always|generally|popular|bestsellers|bestseller|best selling|most popular|multiple "
     "categories|variety|different categories|categories|favourites",
     "no border is given: say how much, how often or since when"},
    {"reject",
     "diwali|holi|eid|dussehra|navratri|pongal|onam|ramadan|ramzan|easter|thanksgiving|black friday|cyber "
     "monday|raksha bandhan|rakhi|ganesh chaturthi|hanukkah|lohri|karva chauth|durga puja|halloween|festive "
     "season|festival season|festive|festival|lockdown|covid|pandemic|wedding season|summer sale|mega "
     "sale|big billion days|end of season sale|prime day|clearance sale|flash sale|eoss|anniversary sale",
     "when that is is not known here: write the days"},
    {"reject",
     "state|states|province|district|region|county|countries in|kerala|maharashtra|karnataka|tamil "
     "nadu|gujarat|rajasthan|punjab|haryana|uttar pradesh|up state|madhya pradesh|bihar|west "
     "bengal|odisha|telangana|andhra pradesh|assam|jharkhand|chhattisgarh|uttarakhand|himachal|himachal "
     "pradesh|kashmir|california|texas|florida|ohio|bavaria|scotland|wales|ontario|south india|north "
     "india|east india|west india|europe|asia|africa|middle east|tier 1|tier 2|tier 3|tier one|tier two|tier "
     "1 cities|metro cities|metros|metro|rural|urban|villages|village|small "
     "towns|towns|suburbs|abroad|overseas|foreign|foreigners|nri|nris|international|eu|gulf|europeans|"
     "european|asian|asians|african|local",
     "only city and country are recorded, no states or regions"},
    {"reject",
     "delete|drop table|truncate|update|insert into|select *|union "
     "select|shutdown|rm|sudo|exec|password|passwords|api key|api "
     "keys|secret|secrets|token|credentials|admin|root|system "
     "prompt|prompt|prompts|instruction|instructions|jailbreak|disregard|override|bypass|pretend|act as|you "
     "are now|you are|developer mode|reveal|hack|hacked|script|javascript|sql|database "
     "schema|schema|table|tables|alter|grant|execute|base64|ignore all|ignore previous|ignore the "
     "above|ignore everything|forget|forget everything|output|raw json|env|environment "
     "variables|config|configuration|language model|ai "
     "model|chatgpt|gpt|assistant|chatbot|robot|simulate|role play|roleplay|new rule|print|repeat after "
     "me|respond|translate|summarise|summarize|write a|write me|compose|draft|email them all|transfer|grant "
     "me|credit card numbers|card numbers|export all|dump|unlock|erase|wipe|remove "
     "all|modify|edit|change|set their|change their|assign|upgrade|downgrade|add tag|add a tag|remove "
     "tag|tag them|tag all|unsubscribe all|subscribe all|charge|refund all|increase|decrease|give "
     "them|double their",
     "this asks for something other than a choice of customers"},
    {"reject",
     "poem|story|joke|song|recipe|capital of|president|prime minister|movie|cricket|football|score "
     "of|news|news today|calculate|what is|what are|who is the|how to|how do|why|when is|when was|when "
     "will|explain|the meaning|define|essay|code for|python|weather in|time is it|how are you|your "
     "name|hello "
     "world|who won|what time|tell me a|should i|can i|help|what|how",
     "this is not a choice of customers"},
    {"reject",
     "employees of|competitor|competitors|rival|rivals|subscriber count|staff "
     "at|suppliers|supplier|vendors|vendor|products that|stores|store|shops with|stock level|inventory|sku "
     "level|items that|orders that are late|products which|bots|companies with|invoices "
     "due|shop|celebrities|celebrity|famous",
     "this is not about customers"},
    {"reject",
     "tall dark|crying|laughing|smart|intelligent|handsome "
     "men|beautiful|nice|polite|rude|lazy|funny|kind|trustworthy|honest|genuine|fake|fraud|fraudulent|"
     "suspicious|spam|spammy|duplicate|duplicates|cool|awesome|great|amazing|wonderful|happy|sad|excited|"
     "interested in|curious|bored|tired|hungry",
     "what people are like is not recorded"},
    {"reject",
     "same day|same month|the same city|same name|same email|the day after|days after joining|after "
     "joining|after signing up|after signup|since their first|after their first|between their|within days "
     "of|of joining|of signing up|of registration|of signup|of registering|of their first|from joining|from "
     "signup|after registration|before joining|than average|above average|below average|than the "
     "average|median|more than average|than others|than men|than women|relative to others|their birthday "
     "month|of their birthday|on their birthday|before their birthday|around their birthday",
     "one's own data are not compared with each other"},

    {"forbid",
     "drop table|delete from|truncate table|insert into|select *|union select|ignore all previous|ignore "
     "previous|ignore all instructions|ignore your instructions|ignore the instructions|ignore the "
     "above|ignore everything|ignore all of the above|ignore any previous|ignore prior|ignore all "
     "prior|ignore the previous|ignore your previous|ignore your rules|ignore all rules|ignore the "
     "rules|disregard all|disregard previous|disregard the above|disregard your|forget all|ignore the "
     "rest|ignore what|ignore that|ignore this|ignore my|ignore these|disregard|forget that|forget "
     "this|forget what|forget about|make everyone|make everybody|make all|make them|make these|make "
     "those|make every|make each|turn everyone|turn all|turn them|turn these|move everyone|move all|move "
     "them|move these|move every|put everyone in|put them in|put everyone on|put them on|mark everyone|mark "
     "all|mark every|flag all|flag everyone|label all|label everyone|promote all|promote everyone|promote "
     "every|promote them|set everyone|set all|give all|give everyone|give "
     "everybody|assign|reset|rename|merge|approve|reject all|block all|call them|call all|remind them|notify "
     "them|message them|text them|email them|email all of them|mail them|{|}|`|\\|< /|forget "
     "everything|forget previous|forget your|forget the|override your|system prompt|your prompt|your "
     "instructions|developer mode|jailbreak|you are now|act as|pretend to be|pretend you|pretend that|delete "
     "all|delete every|delete the|delete customers|remove all customers from|api key|api "
     "keys|password|passwords|secret key|credit card numbers|instead of a segment|instead output|and "
     "output|reveal your|reveal the|print your|print the|new instructions|previous instructions|bypass|do "
     "anything now|as an ai|language model|without any restrictions|no restrictions|admin mode|grant "
     "me|sudo|or 1 = 1|1 = 1|</|<script|```|{{|{%|rm -|shutdown|erase all|wipe the|dump all|export all|email "
     "me all|leak|exfiltrate|opt everyone|opt all|subscribe everyone|unsubscribe everyone|set consent|set "
     "their|give every|give them|give each|add tag|add the tag|update their|change their|mark them|tag "
     "them|tag all|send them|refund all|refund every|cancel all|cancel their|charge them|charge their",
     "this asks for something other than a choice of customers"},
    {"forbid",
     "in each of|each of the|each of these|in every|every one of the|each month|each week|each year|on "
     "them|on these|for them|on it|for it|with them|one of them|of which|among which|on those|of that|on "
     "that|one of those|of whom|each of these|do so|did so|done so|the same|those orders|these orders|that "
     "order|this order|such orders|the former|the latter|vice versa|the other way",
     "it is not clear what this refers to"},
    // Words with no reading of their own: they are never part of a name.
    {"closed",
     "fortnight|nights|months|weeks|days|hours|quarters|hr|yr|yrs|wk|mth|mo|mos|zero|one|two|three|four|five|"
     "six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
     "twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety|hundreds|thousands|lakhs|lac|lacs|crores|"
     "millions|billion|couple|rupees|rupee|bucks|dollars|dollar|euros|euro|pounds|grand|decade|fortnights|"
     "hrs|wks|mths|yrs|spring|summer|winter|autumn|fall|springtime|summertime|monday|tuesday|wednesday|"
     "thursday|friday|saturday|sunday|weekend|q1|q2|q3|q4|h1|h2|than|because|though|how|why|does|into|upon|"
     "onto|off|up|down|himself|herself|so|us|get|got|gets|getting|using|used|use|uses|let|lets|keep|keeps|"
     "kept|put|puts|take|takes|took|taken|come|comes|came|go|goes|gone|went|goods|say|says|said|see|seen|saw|"
     "know|knows|knew|known|think|thinks|thought|call|calls|called|try|tried|ask|asked|work|works|worked|"
     "seem|seems|feel|feels|leave|left|turn|turned|start|started|begin|began|help|helped|move|moved|live|"
     "lived|believe|happen|happened|hold|held|bring|brought|become|became|show|shows|shown|total|number|date|"
     "day|days|week|weeks|month|months|year|years|today|now|hour|hours|time|times|percent|per|cent|half|"
     "quarter|dozen|hundred|thousand|lakh|crore|million|want|need|make|made|give|gave|given|tell|told|back|"
     "again|next|coming|upcoming|ahead|forthcoming|future|above|below|under|over|between|same|value|amount|"
     "date|near",
     ""},
};

}  // namespace

std::span<const Entry> refused_entries() { return kEntries; }

}  // namespace carillon::translate
