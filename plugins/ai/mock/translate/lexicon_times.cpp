// What came to customers, and when anything was. To teach a word, add it to the line of its class.
#include "translate/lexicon.h"

namespace carillon::translate {
namespace {

constexpr Entry kEntries[] = {
    // ---- messages
    {"msgverb",
     "received|got|receive|get|receiving|was delivered|were delivered|had delivered|been delivered",
     "delivered"},
    {"msgverb",
     "opened|open|opens|opening|read|reads|viewed|have opened|has opened|been opening|looked at|opened up",
     "opened"},
    {"msgverb",
     "clicked|click|clicks|clicking|clicked on|click on|clicked in|clicked through|clicked "
     "into|tapped|tapped "
     "on|clicked inside",
     "clicked"},
    {"clickverb", "clicked|click|clicks|clicking|clicked on|click on|tapped|tapped on|followed", "clicked"},
    {"anylink",
     "a link in|the link in|any link in|links in|any links in|the links in|a link from|the link from|any "
     "link "
     "of|a link of|the link of|a link inside|any link inside|some link in|a link inside of|a link "
     "within|link in",
     ""},
    {"linkalone", "a link|any link|any links|links|one of our links|any of our links|our link|our links", ""},
    {"campaignword",
     "campaign|campaigns|mailer|newsletter|blast|broadcast|campaign message|campaign messages|campaign "
     "email|campaign sms|message|messages|email|emails|sms|mail|mailing|promotion|promo|communication",
     ""},
    {"aboutword", "of|for|from|about|on|called|named|titled|regarding", ""},
    {"itword", "it|them|that one|that message|the message|the same message|the same|that email|that mail",
     ""},
    {"msgverb", "were sent|was sent|been sent|have been sent|had been sent|sent", "sent"},
    {"msgaction",
     "been messaged|been contacted|were contacted|was contacted|messaged|contacted|were messaged|was "
     "messaged|been reached|contacted by us|been contacted by us",
     "any"},
    {"msgaction", "been texted|were texted|texted", "sms"},
    {"msgaction", "been emailed|were emailed|emailed|been mailed|mailed", "email"},
    {"msgaction2", "sent", "sent"},
    {"failedword", "failed|undelivered|bounced|undeliverable", "failed"},
    {"failedword", "delivered", "delivered"},
    {"failedword", "skipped", "skipped"},
    {"msgresult",
     "failed|was failed|were failed|bounced|did not go through|failed to deliver|failed to be "
     "delivered|could not be delivered|was not delivered|delivery failed|has failed|have failed",
     "failed"},
    {"msgresult", "was delivered|were delivered|got delivered|delivered|reached them|went through",
     "delivered"},
    {"msgresult", "was sent|were sent|sent", "sent"},
    {"msgresult", "was skipped|were skipped|skipped", "skipped"},
    {"msgnoun",
     "message|messages|campaign|campaigns|communication|communications|notification|notifications|campaign "
     "message|campaign messages|marketing message|marketing messages|broadcast|broadcasts|msg|msgs",
     "any"},
    {"msgnoun", "sms|smses|text|texts|text message|text messages|sms message|sms messages|sms campaign",
     "sms"},
    {"msgnoun", "email|emails|mail|mails|email campaign|email message|newsletter|newsletters|mailer|mailers",
     "email"},
    {"msgarticle", "a|an|any|some|our|one|the|of our|at least one|any of our|one of our|their", ""},

    // ---- time
    {"last", "last|past|previous|recent|trailing|preceding|prior|latest|most recent|immediate past|very last",
     ""},
    {"past", "past|trailing|preceding", ""},
    {"ago", "ago|back|before|earlier|before today|before now|ago from today|prior|in the past|old", ""},
    {"inprep",
     "in|within|over|during|for|of|on|across|throughout|at|inside|through|in the course of|sometime "
     "in|anytime in|all through|at any time in|at any point in|at some point in|dated",
     ""},
    {"dayprep",
     "in|within|during|for|of|on|across|throughout|inside|through|in the course of|sometime in|anytime "
     "in|all "
     "through|at any time in|at any point in|at some point in|dated",
     ""},
    {"since",
     "since|from|starting|starting from|starting on|beginning|beginning from|since on|as of|effective|ever "
     "since|from as early as|since as early as|since about",
     ""},
    {"before",
     "before|prior to|earlier than|pre|ahead of|any time before|anytime before|previous to|sometime "
     "before|before about|older than|no later than the day before",
     ""},
    {"after",
     "after|later than|post|past|following|any time after|anytime after|sometime after|subsequent "
     "to|beyond|not before the end of",
     ""},
    {"until", "until|till|by|through|up to|up until|no later than|not later than|til|as late as", ""},
    {"onwards",
     "onwards|onward|on|forward|forwards|and later|or later|and after|till date|till now|to date|until "
     "now|to now|to today|till today|up to now|and on|afterwards|to the present|to present|till "
     "present|until today",
     ""},
    {"startof",
     "start of|beginning of|the start of|the beginning of|first day of|the first day of|early|1st of|first "
     "of|opening of|the first of",
     ""},
    {"endof", "end of|the end of|last day of|the last day of|close of|the close of", ""},
    {"unitday", "day", "today"},
    {"unitday", "week", "this_week"},
    {"unitday", "month", "this_month"},
    {"unitday", "quarter", "this_quarter"},
    {"unitday", "year", "this_year"},
    {"suffixword",
     "or more|or longer|plus|and more|and counting|at least|now|straight|or over|and above|or above", ""},
    {"period", "today|the current day", "today"},
    {"period", "yesterday", "yesterday"},
    {"period", "day before yesterday", "day_before_yesterday"},
    {"period", "this week|current week|the current week|ongoing week|so far this week|week to date",
     "this_week"},
    {"period", "last week|previous week|last calendar week|the previous week|the week before", "last_week"},
    {"period",
     "this month|current month|the current month|ongoing month|so far this month|month to date|mtd|this "
     "calendar month|current calendar month|running month",
     "this_month"},
    {"period",
     "last month|previous month|last calendar month|previous calendar month|the previous month|prior "
     "month|preceding month",
     "last_month"},
    {"period", "this quarter|current quarter|ongoing quarter|so far this quarter|quarter to date|qtd",
     "this_quarter"},
    {"period",
     "last quarter|previous quarter|last calendar quarter|prior quarter|the previous quarter|preceding "
     "quarter",
     "last_quarter"},
    {"period",
     "this year|current year|ongoing year|so far this year|year to date|ytd|this calendar year|current "
     "calendar year|running year",
     "this_year"},
    {"period", "last year|previous year|last calendar year|previous calendar year|prior year|preceding year",
     "last_year"},
    {"period", "month before last", "month_before_last"},
    {"period", "year before last", "year_before_last"},
    {"period", "week before last", "week_before_last"},
    {"period", "this financial year|this fiscal year|current financial year|current fiscal year|this fy",
     "this_financial_year"},
    {"period", "last financial year|last fiscal year|previous financial year|previous fiscal year|last fy",
     "last_financial_year"},
    {"holiday", "christmas|christmas day|xmas", "1225"},
    {"holiday", "new year|new years day|new year day|new years", "0101"},
    {"holiday", "valentines day|valentine day|valentines", "0214"},
    {"holiday", "independence day", "0815"},
    {"holiday", "republic day", "0126"},
    {"month",
     "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|"
     "jun|jul|aug|sep|sept|oct|nov|dec",
     ""},
};

}  // namespace

std::span<const Entry> time_entries() { return kEntries; }

}  // namespace carillon::translate
