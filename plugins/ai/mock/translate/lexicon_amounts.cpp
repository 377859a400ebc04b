// How much and how many: comparisons, counts, verbs of buying and spending, kinds of buyers. To teach a word,
// add it to the line of its class.
#include "translate/lexicon.h"

namespace carillon::translate {
namespace {

constexpr Entry kEntries[] = {
    // ---- comparisons
    {"op",
     "over|above|more often than|more frequently than|passed|has passed|have passed|gone past|gone over|gone "
     "beyond|more than|greater "
     "than|greater then|more then|exceeding|exceeds|exceeded|exceed|higher "
     "than|in excess of|beyond|north of|bigger than|larger "
     "than|>|crossed|crossing|crosses|cross|surpassed|surpassing|surpasses|better than|more|greater|went "
     "above|went over|topped|topping|tops|strictly more than|is over|is above|is more than|longer than|well "
     "over|just over|upward of|is greater than|goes above|past",
     "gt"},
    {"op",
     "at least|no less than|not less than|no fewer than|not fewer than|minimum|minimum of|a minimum "
     "of|min|min.|not under|not below|> =|>=|upwards of|starting from|starting at|no lower than|not lower "
     "than|is at least|at the very least|greater than or equal to|more than or equal to|more or equal to|not "
     "smaller than|at minimum|equal to or more than|equal to or greater than|equal or more "
     "than|reached|touched|hit",
     "gte"},
    {"op",
     "under|below|less often than|less frequently than|less than|fewer than|less then|lower than|smaller "
     "than|short of|<|lesser "
     "than|fewer|less|is under|is below|is less than|not even|not reached|not yet reached|strictly less "
     "than|south of|shorter than|beneath|not crossed|just under",
     "lt"},
    {"op",
     "at most|no more than|not more than|maximum|maximum of|a maximum of|max|up to|not over|not above|not "
     "exceeding|not exceed|does not exceed|do not exceed|did not exceed|< =|<=|is at most|no greater "
     "than|not greater than|no higher than|not higher than|less than or equal to|fewer than or equal to|not "
     "beyond|limited to|at the most|capped at|equal to or less than|not crossing|never more than|never over",
     "lte"},
    {"op",
     "exactly|precisely|equal to|equals|equalling|=|just|only|a total of|total of|is exactly|is equal "
     "to|equaling|strictly",
     "eq"},
    {"op", "!=|not equal to|not exactly|does not equal|other than|anything but", "ne"},
    {"suffix",
     "or more|and more|or above|and above|& above|+|plus|or higher|and higher|and up|and upwards|upwards|or "
     "over|and over|or greater|minimum|at least|onwards|and onwards|or beyond|at minimum|at the least|or "
     "upwards|upward|and upward|min|or up|and greater|or better|and beyond|or even more|at the very least",
     "gte"},
    {"suffix",
     "or less|or fewer|or below|and below|and under|or under|or lower|or lesser|max|maximum|at most|at the "
     "most|and less|tops|or smaller|and lower|at maximum|and fewer|downwards|and downwards|and lesser",
     "lte"},
    {"suffix", "exactly|only|flat|on the dot|precisely", "eq"},
    {"between",
     "between|in between|anywhere between|somewhere between|ranging between|lying between|falls between|is "
     "between",
     ""},
    {"range", "range|bracket|band|bucket|slab", ""},
    {"inclusive", "inclusive|both inclusive|including both|both included|included", ""},
    {"approx",
     "about|around|approximately|approx|roughly|nearly|almost|close to|somewhere around|circa|nearabout|near",
     ""},
    {"multiple", "once|one time|a single time|just one time|1x", "once"},
    {"multiple", "twice|two times|2x", "twice"},
    {"multiple", "thrice|three times|3x", "thrice"},
    {"times", "times|time|occasions|occasion|x", ""},
    {"orderadj",
     "separate|different|distinct|total|lifetime|individual|completed "
     "orders|successful|overall|past|recorded|such|or so|all time",
     ""},
    {"ordernoun",
     "orders|order|purchases|purchase|visits|visit|transactions|transaction|buys|shopping trips|shopping "
     "trip|bookings|invoices|invoice|bills|sales",
     ""},
    {"order1", "order|purchase|visit|transaction|bill|invoice|shopping trip|booking|sale", ""},
    {"ordercount",
     "order count|orders count|number of orders|number of purchases|number of visits|number of "
     "transactions|no of orders|no. of orders|no of purchases|no of visits|total orders|total number of "
     "orders|total purchases count|total visits|visit count|visits count|purchase count|purchase "
     "frequency|order frequency|total number of purchases|total number of visits|count of orders|orders "
     "placed|visits made|lifetime orders|total order count|order_count|visits|total transactions",
     ""},
    {"worth",
     "worth|valued at|with a value of|with value|with a total value of|value|amount|amounting to|of value|of "
     "amount|whose value is|whose amount is|worth of|with an amount of|with amount|with a value|order "
     "value|bill amount|bill value|bill|with a total of|cost|costing|whose total is|of worth|in value",
     ""},
    {"totalling",
     "totalling|totaling|adding up to|that total|totalled|totaled|summing to|that add up to|with a combined "
     "value of|combined value of|with a combined total of|amounting in total to|which total|collectively "
     "worth|together worth|in total worth|worth a total of|with total value of|with a total worth of|worth "
     "in total|for a total of",
     ""},
    {"units", "units|unit|items|item|pieces|piece|pcs|pairs|pair|packs|pack|products|copies|bottles", ""},
    {"each",
     "each|per order|apiece|a piece|per purchase|per transaction|in a single order|in one order|in a single "
     "purchase|in one purchase|in one go|in a single transaction|in one transaction|in a single visit|in one "
     "visit|at one go|at a time|at once|single order|in a single bill|in one bill|in the same order|in any "
     "single order|in any order|per visit|every time|on a single order|on one order|in just one order|in one "
     "shot",
     "each"},

    // ---- buying and spending
    {"buyverb",
     "bought|buy|buys|buying|purchased|purchasing|ordered|ordering|shopped|shop|shops|shopping|visited|visit "
     "us|visiting|placed an order|placed any order|placed any orders|placed orders|place an order|place any "
     "order|place orders|placing an order|placing orders|made a purchase|made any purchase|made "
     "purchases|made any purchases|make a purchase|make any purchase|make purchases|making a purchase|made "
     "an order|made orders|made any order|made any orders|made at least one purchase|placed at least one "
     "order|transacted|transact|did a purchase|done a purchase|done a transaction|made a transaction|made "
     "transactions|made any transaction|done shopping|did shopping|done any shopping|did any shopping|done "
     "some shopping|doing shopping|been shopping|came to shop|picked up|taken|purchases of|placed|made|done "
     "any purchase|done purchase|done purchases|did any purchase|done purchasing|did purchasing|order from "
     "us|buy from us|bought from us|ordered from us|purchased from us|shopped with us|shopped from us|shop "
     "with us|shopping with us|visited us|visited our store|visited the store|visited our shop|visited the "
     "shop|order with us|ordered with us|gone for|booked|own|owns|paid for|purchasing from us|came in|come "
     "in|dropped by|stopped by|been to our store|been in|picking up|snapped "
     "up|grabbed|ordering from us|buying from us|made one purchase|with an order|buyed|boughted|racked "
     "up|clocked up|notched up|chalked up|transacting|seen an order|seen any order|seen any orders|seen a "
     "purchase|seen any purchase|had an order|had any order|had any orders|got an order|received an "
     "order|received any order|received any orders",
     ""},
    {"actverb",
     "buy|purchase|order|shop|visit|spend|transact|make|place|join|register|sign "
     "up|subscribe|come|return|open|click|reorder",
     ""},
    {"doneverb",
     "bought|purchased|ordered|shopped|visited|spent|transacted|made|placed|joined|registered|signed "
     "up|liked",
     ""},
    {"againverb",
     "come back|came back|been back|come again|came again|come back to us|came back to us|come back "
     "since|shopped again|order again|ordered again|buy again|bought again|purchased again|purchase "
     "again|shop again|reordered|reorder|repurchased|repurchase|returned since|return since|returned to "
     "us|return to us|returned to buy|come back to buy|come back to shop|come back again|bought anything "
     "again|ordered anything again|shopped with us again|ordered from us again|bought from us again",
     ""},
    {"buyverb",
     "came by|come by|coming by|coming|came over|popped in|dropped in|drop in|coming in|coming to us|coming "
     "to our shop|coming to our store|came to our shop|came to our store|come to our shop|come to our "
     "store|come to the shop|came to the shop",
     ""},
    {"anything",
     "anything|something|any thing|some thing|any item|any items|any product|any products|stuff|things|from "
     "us|with us|at our store|at our shop|from our store|from our shop|an item|a product|something from "
     "us|anything from us|anything at all|products|items|a single thing|at all|at our stores",
     ""},
    {"anyof", "some|any|all of|our", ""},
    {"article",
     "a|an|the|some|any|our|their|his|her|new|a pair of|pairs of|a set of|the same|any of the|at least "
     "one|one of our|one of the|at least 1|min 1|minimum 1|minimum one",
     ""},
    {"catnoun",
     "products|product|items|item|goods|category|stuff|things|range|line|merchandise|related "
     "products|related items",
     ""},
    {"catword", "category|categories|section|department|range|line|collection|products|items|aisle", ""},
    {"ofprep", "of|from|in|for|on|in the|from the|from our", ""},
    {"catprep",
     "on|of|for|towards|worth of|category|in category|from category|in the category|from the category|in the "
     "category of|containing|including|with items from|that included|that contained|which included|that "
     "include|which contained|that contain",
     ""},
    {"buyernoun", "buyers|buyer|purchasers|purchaser|shoppers|lovers|customers", ""},
    {"datedbuyers", "buyers|purchasers|shoppers|orderers", ""},
    {"rackverb",
     "racked up|clocked up|clocked|notched up|chalked up|amassed|accumulated|run up|ran up|logged|put "
     "in|made|placed|"
     "done|did|had|generated|booked",
     ""},
    {"status", "cancelled|canceled|cancel|cancels", "cancelled"},
    {"status", "refunded|refund", "refunded"},
    {"status", "pending|open|unfulfilled|unfinished", "pending"},
    {"status", "completed|complete|fulfilled|finished", "completed"},
    {"spendword",
     "spent|given us|gave us|giving us|handed us|handed over to us|orders come to|orders add up to|orders "
     "total|orders amount to|orders sum to|orders came to|purchases come to|purchases add up to|purchases "
     "amount to|purchases came to|purchase of|handed over|coughed up|parted with|contributing|contributing "
     "revenue|contributed "
     "revenue|generating|generating revenue|bringing in|spend|spends|spending|total spend|total spent|total "
     "spending|total spends|lifetime "
     "spend|lifetime spending|lifetime spends|lifetime value|life time value|ltv|clv|customer lifetime "
     "value|total purchases|total purchase|total purchase value|total purchase amount|purchase "
     "value|purchases value|shelled out|total order value|total value|total business|business|billing|total "
     "billing|billed|total bill|revenue|total revenue|lifetime revenue|overall spend|overall "
     "spending|cumulative spend|cumulative spending|combined spend|total amount spent|amount spent|money "
     "spent|total money spent|shopping worth|shopping of|shopping for|shopping above|purchases "
     "worth|purchase worth|purchased worth|bought worth|purchased goods worth|bought goods worth|bought "
     "things worth|bought items worth|orders worth a total of|paid us|paid|paid a total "
     "of|dropped|total_spend|total expenditure|expenditure|lifetime purchases|lifetime purchase "
     "value|lifetime purchase|overall purchases|overall purchase value|total shopping|total sales|total "
     "transaction value|brought in|brought us|generated|contributed|given us business of|given us business "
     "worth|gave us business of|gave us business worth|done business of|done business worth|did business "
     "of|did business worth|purchases totalling|purchases totaling|orders totalling|orders "
     "totaling|purchases amounting to|purchases of|shopped for|shopped worth|bought for|purchased for|done "
     "shopping of|done shopping worth|done shopping for|did shopping of|did shopping worth|made purchases "
     "worth|made purchases of|made purchases totalling|made purchases for|splurged|splashed out|forked "
     "out|laid out|total outlay|outlay|lifetime total|historical spend|spend total|spends total|purchase "
     "total|purchases total|total of their purchases|total of their orders|sum of their orders|sum of "
     "orders|order total|orders total|combined order value|combined orders|spenders "
     "of|spenders|spender|invested|shopped goods worth|blown|big spenders|high spenders|heavy spenders|large "
     "spenders",
     ""},
    {"purchasing",
     "purchase|purchases|purchasing|shopping|business|billing|sales|buying|spending|spend|spends", ""},
    {"avghead",
     "average order value|average order|avg order value|average order size|aov|mean order value|average "
     "basket|average basket value|average basket size|basket size|average ticket|average ticket size|average "
     "purchase|average purchase value|average purchase amount|average bill|average bill value|average bill "
     "amount|average transaction|average transaction value|average spend per order|average spend per "
     "visit|average spend per purchase|average spending per order|avg spend per order|avg basket|avg "
     "ticket|avg bill|avg bill value|avg purchase|avg purchase value|avg_order_value|average value of "
     "orders|average value of their orders|average value per order|average amount per order|average order "
     "amount|avg order|avg order amount|typical order|typical order value|average cart value|average "
     "invoice|average spend|average spending|average order worth|spend per order|spend on average|spends on "
     "average|spend an average of|spent an average of|spends an average of|average order total|average "
     "sale|ticket size|order on average|spend per visit|spend per purchase|spend per transaction|spending "
     "per order|spending per visit|averaging|averages|averaged|orders averaging|orders average|baskets "
     "averaging|baskets average|bills averaging|bills average|purchases averaging|purchases average|tickets "
     "averaging|average spend per transaction|avg spend|avg spending|avg spend per visit|average "
     "value|average invoice value|average amount spent per "
     "order|spent on average|average per order",
     "avg"},
    {"rankhead",
     "largest invoice|biggest invoice|highest invoice|largest sale|biggest sale|largest basket|biggest "
     "basket|largest ticket|biggest ticket|costliest purchase|most expensive purchase|largest order|biggest "
     "order|highest order|highest order value|largest order value|largest "
     "purchase|biggest purchase|maximum order|maximum order value|max order|max order value|most expensive "
     "order|costliest order|largest single order|biggest single order|highest purchase|highest value "
     "order|biggest order value|highest single order|largest transaction|biggest transaction|biggest "
     "bill|highest bill|largest bill|single largest order|single biggest order|highest single "
     "purchase|biggest ever order|biggest order ever|largest ever order",
     "max"},
    {"rankhead",
     "smallest invoice|lowest invoice|smallest sale|smallest basket|cheapest bill|smallest order|lowest "
     "order|lowest order value|cheapest order|minimum order|minimum order value|min "
     "order value|least expensive order|smallest purchase|cheapest purchase|smallest bill|lowest "
     "bill|smallest order value|lowest value order",
     "min"},
    {"firstlast",
     "first order|first purchase|first visit|first transaction|initial purchase|initial order|very first "
     "order|very first purchase|first ever order|first ever purchase|first ordered|first bought|first "
     "purchased|first shopped|first visited|first order date|first purchase date|made their first "
     "purchase|made the first purchase|placed their first order|placed the first order|made first "
     "purchase|placed first order|started buying|started shopping|began buying|began shopping|started "
     "ordering|first_order_at|new buyers|first time purchase|first time order|bought for the first "
     "time|ordered for the first time|shopped for the first time|purchased for the first time|maiden "
     "order|maiden purchase|first came|debut order|first_order",
     "first"},
    {"firstlast",
     "last one|latest one|most recent one|last order|last purchase|last visit|last transaction|latest "
     "order|latest purchase|latest visit|latest "
     "transaction|most recent order|most recent purchase|most recent visit|most recent transaction|recent "
     "most order|last ordered|last bought|last purchased|last shopped|last visited|last order date|last "
     "purchase date|last order at|last_order_at|final order|final purchase|previous order|previous "
     "purchase|recent order|most recently ordered|most recently bought|most recently purchased|made their "
     "last purchase|placed their last order|made last purchase|placed last order|last time they ordered|last "
     "time they bought|last seen|last shopping|last booking|last bill|last came|last_order|latest buy|last "
     "invoice|last shopping trip|last shopping|last transacted",
     "last"},
    {"firstbuy", "first bought|first purchased|first ordered", "first"},
    {"firstbuy",
     "last bought|last purchased|last ordered|most recently bought|most recently ordered|most recently "
     "purchased",
     "last"},
    {"statehead",
     "joined|join|signed up|sign up|signup|signed up with us|registered|register|registration|became a "
     "customer|became customers|become a customer|become customers|became our customer|became our "
     "customers|created their account|created an account|created account|account created|accounts "
     "created|accounts opened|account opened|opened their account|accounts registered|account was "
     "created|created_at|onboarded|acquired|enrolled|enlisted|sign up date|signup date|registration "
     "date|joining date|date of joining|join date|customers since|customer since|member since|members "
     "since|with us since|been with us|been customers|been a customer|been our customer|been our "
     "customers|been a member|been members|new customers|new customer|new signups|new sign ups|new "
     "joiners|newly joined|newly registered|new members|new users|came on board|come on board|joined "
     "us|signed on|were added|was added|added|registered with us|created|customers for|customer for|with us "
     "for|are with us|new registrations|newly acquired|who are new|a customer for|new since|a customer "
     "since|joinees|new entrants|has been with us|subscribed as a customer|came aboard|came to us|opened an "
     "account|started with us|known to us since|signups|sign ups|joiners|registrations|new accounts|new "
     "registrations since|old customers since|our customers since|customer of ours "
     "for|customer of ours since|loyal since|recruited",
     "joined"},
    {"statehead",
     "inactive|dormant|in active|idle|silent|gone quiet|been quiet|been away|been inactive|been dormant|been "
     "silent|gone silent|gone cold|gone dormant|gone inactive|no activity|without activity|no "
     "transactions|no order activity|sleeping|gone missing|disappeared|absent|been idle|been absent|zero "
     "activity|not been active|unengaged|have not been seen|not been seen|has not been seen|not seen|not "
     "active|gone dark|stayed away|inactivity|quiet|unheard of|no purchase activity|not shown up|away",
     "inactive"},
    {"statehead", "active|been active|seen|been seen|engaged|shown up", "active"},
    {"usedtobuy",
     "used to buy|used to order|used to purchase|stopped buying|stopped ordering|stopped purchasing|have "
     "stopped buying",
     ""},
    {"statehead",
     "lapsed|churned|lost|used to buy|used to shop|used to order|used to purchase|stopped buying|stopped "
     "ordering|stopped shopping|stopped purchasing|stopped visiting|have stopped buying|once bought|drifted "
     "away|fallen away|defected|slipped away|ex customers|former customers|past customers|have lapsed|gone "
     "away|once loyal|stopped|have stopped|had stopped|stopped coming|stopped coming to us|stopped visiting "
     "us|stopped buying from us|stopped ordering from us|stopped shopping with us",
     "lapsed"},
    {"marker",
     "before|earlier|previously|in the past|at some point|ever before|beforehand|before that|prior to "
     "that|formerly|in past|sometime in the past|at some time|some time ago|once upon a time|in earlier "
     "times|at least once before|at least once in the past|until then|prior|historically|at one time|at some "
     "point in the past",
     "before"},
    {"marker",
     "in total|overall|altogether|lifetime|till date|to date|so far|ever|of all time|all time|in "
     "all|cumulatively|in their lifetime|over their lifetime|till now|until now|up to now|up till now|across "
     "all orders|across all purchases|in aggregate|since the beginning|in general|on the whole|with us|with "
     "us so far|from us|during their lifetime|since joining|over time|historically so far|across orders|to "
     "this day|in a lifetime|at our store|combined|anytime|at any time|any time|of all times|throughout|all "
     "told|at "
     "any point|under their belt|under their belts|to their name|over the whole of their lifetime|over the "
     "whole lifetime|over their whole lifetime|over their entire lifetime|over the whole of their lifetime "
     "with us|in their whole lifetime|over the years|over all the years",
     "total"},
    {"marker", "since|since then|ever since|thereafter|from then on|since that|since that time",
     "since then"},
    {"marker", "for the first time|for their first time|for first time", "first time"},
    {"marker", "on average|on an average|in average|on the average|as an average|average per order", "mean"},
    {"marker",
     "each|per order|apiece|per purchase|per transaction|in a single order|in one order|in a single "
     "purchase|in one purchase|in one go|in a single transaction|in one transaction|in a single visit|in one "
     "visit|at one go|at a time|at once|in a single bill|in one bill|in the same order|in any single "
     "order|per visit|every time|on a single order|on one order|in just one order|in one shot|single order",
     "each"},

    // ---- kinds of buyers
    {"firsttimer",
     "one time buyers|one time buyer|one time customers|one time customer|one time shoppers|one time "
     "purchasers|one time|first time buyers|first time buyer|first time customers|first time customer|first "
     "time shoppers|single purchase customers|single order customers|single time buyers|onetime "
     "buyers|onetime customers|first timers|one timers|single purchase buyers|one order customers|one order "
     "wonders|one off buyers|one off customers|bought once only|single buyers|one purchase customers|first "
     "time purchasers|single purchase|1 time buyers|1 time customers|one off|first time|one time "
     "purchase|single time customers|oneoff buyers",
     ""},
    {"repeater",
     "repeat customers|repeat customer|repeat buyers|repeat buyer|repeat shoppers|repeat "
     "purchasers|returning customers|returning buyers|returning shoppers|returning customer|repeat|multi "
     "time buyers|repeaters|repeated customers|repeated buyers|multiple orders|multiple purchases|multiple "
     "times|more than a single order|repeat purchase|repeat purchases|repeat orders|come back "
     "customers|repeat visitors|multi buyers|several orders made|repeat clients|repeat clientele",
     ""},
    {"neverbuyer",
     "non buyers|non purchasers|never buyers|nonbuyers|non buyer|zero order customers|no order customers|non "
     "customers|window shoppers|prospects without orders|zero purchase customers|non transacting "
     "customers|non transacting|yet to order|yet to buy|yet to purchase|yet to place an order|yet to place "
     "their first order|yet to make a purchase|yet to make their first purchase|yet to shop|are yet to "
     "buy|are yet to order|order free|signed up but never bought",
     ""},
    {"everbuyer",
     "paying customers|existing buyers|actual buyers|transacting customers|ordering customers|paying", ""},
};

}  // namespace

std::span<const Entry> amount_entries() { return kEntries; }

}  // namespace carillon::translate
