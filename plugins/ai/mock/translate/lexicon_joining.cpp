// The words that join conditions, and those that carry none. To teach a word, add it to the line of its
// class.
#include "translate/lexicon.h"

namespace carillon::translate {
namespace {

constexpr Entry kEntries[] = {
    // ---- joining
    {"sep", "or|and or|or else|/|or in|or from|or the|, or|nor|, nor|or even|or maybe|as well as or", "or"},
    {"sep", "and|, and|& |as well as|and also|plus|along with|, as well as|and from|and in|together with",
     "and"},
    {"sep", ",", ","},
    {"link",
     "and|also|as well as|plus|and also|additionally|moreover|furthermore|along with|while|whilst|as "
     "well|too|&&|together with|and further|besides|besides that|on top of that|coupled with|combined "
     "with|simultaneously|at the same time|in addition|and in addition|and again|and once again|and then "
     "again|also and",
     "and"},
    {"link", "or|or else|or alternatively|alternatively|or otherwise|||", "or"},
    {"link", "and or", "or"},
    {"link", "but|yet|however|although|though|even though|despite|still|nevertheless|whereas", "but"},
    {"link",
     "but not|and not|yet not|not|non|never|without|no|none|nobody|neither of|zero|n't|nothing|without "
     "any|not any|without a|never ever|not a|without an|and without|sans|have not yet|has not yet|had not "
     "yet|do not yet|does not yet|lacking|have not|has not|and "
     "never|not having|having no|have no|has no|with no|nor have they|nor did they|without "
     "having|not yet|yet to have|hardly|none of them|none of those|none of these|have not got|has not "
     "got|have not got any|has not got any|not got any",
     "not"},
    {"link",
     "anywhere but|anywhere except|anywhere other than|everywhere but|everywhere except|any city but|any "
     "city except|any city other than|all cities but|all cities except|everyone but|everybody but|anyone "
     "but|anybody but|all but|all customers but|except|except "
     "for|excluding|exclude|excludes|excluded|other than|leave out|leaving out|minus|skip|skipping|apart "
     "from|barring|omit|omitting|but skip|but leave out|but exclude|and "
     "exclude|remove|removing|ignoring|except those|save for|but for|with the exception of|leaving aside|not "
     "including|but not including|not counting|filter out|filtering out|aside from|bar|drop|dropping|but "
     "excluding|and skip|and leave out|but ignore|keep out|and remove|but remove|cut out|take out|but "
     "drop|and drop|keeping out|to the exclusion of|but except|but omit|and omit|but "
     "without|discard|ignore|subtract|except the|excepting|besides excluding",
     "except"},
    {"link", "unless|except if|except when|unless if|except where", "unless"},
    {"link", "neither", "neither"},
    {"link", "nor", "nor"},
    {"link", "either", "either"},
    {"link", "both", "both"},
    {"link",
     "but only if|only if|provided|provided that|as long as|so long as|given that|on condition that|on the "
     "condition that|but only when|only when|only where|but only those|but only the ones|but only|and only "
     "if|if and only if|but keep only|and keep only|keeping only|restricted to|limited "
     "to those|narrowed to|but limit to|and of these only|of those only|of these|of those|and among "
     "them|among them|out of these|out of those|from these|from those|from among them|filtered to",
     "onlyif"},
    {"link", "if|assuming|in case", "if"},
    {"link",
     "but not both|not both|and not both|but not both of them|but not of both|not both of them|but not the "
     "two|but not both together|but not both at once",
     "notboth"},
    {"link", ",", "comma"},
    {"link", ".|;|!|?|:", "stop"},
    {"link", "(|[", "open"},
    {"link", ")|]", "close"},
    {"link",
     "then|and then|first then|first and then|first and later|first and afterwards|first followed "
     "by|later|and later|afterwards|and afterwards|followed by|subsequently|and "
     "subsequently|after that|and after that|then later|and then later",
     "then"},
    {"link", "who|that|which|whose|where|whom", "rel"},
    {"link", "with|among|amongst|from among|having|whoever|carrying|bearing|wearing|sporting", "with"},
    {"subject",
     "customers|customer|people|person|users|user|shoppers|shopper|buyers|buyer|clients|client|clientele|"
     "persons|members|member|individuals|contacts|contact|audience|audiences|accounts|subscribers|consumers|"
     "consumer|parties|party|folks|folk|guests|patrons|purchasers|profiles|population|base|customer "
     "base|households|crowd|recipients|shopper base|custs|cust|customer "
     "list|citizens|residents|visitors|leads|prospects",
     "noun"},
    {"subject",
     "those|he|he or she|she or he|ones|anyone|anybody|those customers|the ones|any customer|any "
     "customers|whoever|them|these|such "
     "customers|any one|those people",
     "those"},
    {"subject",
     "everyone|everybody|all customers|all people|all users|all of them|the whole base|entire base|the "
     "entire base|whole customer base|entire customer base|every customer|each customer|all our "
     "customers|all of our customers|all my customers|all the customers|all shoppers|all buyers|whole "
     "base|every one|everyone on the list|all contacts|the entire customer base|the whole customer base|the "
     "complete customer base|all clients|every single customer|complete customer base|every user|each and "
     "every customer|entire list|the entire list|whole list|full customer base|the full customer "
     "base|complete base|entire database|the entire database|whole database|the whole database",
     "all"},

    {"subject", "everyone else|everybody else|anyone else|anybody else|all others|all the others", "else"},

    // ---- carries nothing
    {"filler",
     "both days included|both dates included|both days inclusive|both dates inclusive|both inclusive|from "
     "them|by them|of theirs|please|meaning|since they joined|since joining|since they signed up|since "
     "signing up|ever since they joined|"
     "since they registered|share|share the|share a|share me|share with me|share with us|kindly "
     "share|kindly|show|show "
     "me|show us|find|find me|find out|find us|get|get me|get us|give|give me|give us|list|list "
     "out|lists|list of|fetch|fetch me|take|pull|pull up|pull "
     "out|select|target|targeting|segment|segments|segment of|create|create a segment|create a segment "
     "of|create segment|build|build a segment of|build a segment|make|make a segment|make a segment of|make "
     "a list of|i want|i need|i would like|we want|we need|we would like|want|need|looking for|i am looking "
     "for|we are looking for|looking|let us|me|us|display|identify|search|search for|filter|filter "
     "for|return|provide|provide me|tell me|can you|could you|would "
     "you|i|we|my|our|ours|the|a|an|of|is|are|was|were|am|be|been|being|has|have|had|having|do|does|did|"
     "doing|done|they|their|theirs|it|its|he is|she is|all|any|every|each|out|only|just|currently|right "
     "now|now|today "
     "only|dear|valued|esteemed|existing|present|actual|actually|really|basically|simply|details|details "
     "of|data of|data for|names of|database|from our database|in our database|from the database|in the "
     "database|in our system|from our list|in our list|on our list|records|record|the following|following|as "
     "follows|go|run|send to|send this to|reach|reach out to|such|like|particular|specific|group|a group "
     "of|group of|the group of|cohort|cohort of|set of|the set "
     "of|criteria|conditions|condition|where|when|there|here|kind of|sort of|type of|who "
     "all|hi|hello|hey|thanks|thank you|okay so|ok so|so|well|also please|anyone and "
     "everyone|entire|whole|complete|total list|full list|to us|with us|from us|by us|on us|of ours|out "
     "there|at present|in question|namely|i.e|ie|eg|that we have|we have|i have|you|your|for me|for us|to "
     "me|pick|pick out|choose|shortlist|grab|bring up|bring|extract|generate|draw "
     "up|prepare|compile|include|including|includes|query|result|results|output list|list all|count|how "
     "many|number of customers|the number of|how many of our|total number of|have a look at|look up|see|i "
     "want to see|we want to see|i wish to see|wish|to see|view|want to see|need to see|at our end|in all of "
     "these|too "
     "please|asap|urgently|immediately|quickly|whichever|whatever|respectively|individually|personally|"
     "themselves|itself|e g|exclusively|simply those|simply just|shall|should|must|should have|must "
     "have|should be|must be|need to|needs to|has to|have to|which have|which has|to be|to "
     "have|would|may|might|can|could|for sure|certainly|of course|definitely|ideally|preferably "
     "not|living|based|located|recorded|happen to|happened to|at least once "
     "ever|even|already|truly|indeed|some|certain|various|different|same|as|at|by|to|for|on|in|him|her|his|"
     "hers|kindly note|fyi|note|i mean|mean|say|let's "
     "say|suppose|eg.|e.g|~|-|'|*|_|live|lives|resides|reside|stay|stays|gone|went|going "
     "strong|ever|somebody|someone|others|other|rest|new list|named list|segmented|sir|madam|bro|team|guys "
     "please|want all|need all",
     ""},
    // ---- polite and wordy beginnings
    {"filler",
     "among our customers|amongst our customers|among customers|among our buyers|of our customers|of our "
     "clients|out of our customers|turning up|"
     "what i am after is|what i am looking for is|what i need is|what i want is|what we need is|what we want "
     "is|what i would like is|what we are after is|who i am after is|who i want is|who we want is|what i am "
     "interested in is|i would very much appreciate it if you could|i would appreciate it if you could|i "
     "would really appreciate it if you could|we would appreciate it if you could|i would be grateful if you "
     "could|i would be glad if you could|i would love to see|i would love|i would be interested in seeing|i "
     "am interested in seeing|we are interested in seeing|interested in seeing|i am interested in|we are "
     "interested in|i would be interested in|it would be wonderful to|it would be great to|it would be nice "
     "to|it would be good to|it would be helpful to|it would be great if you could|it would be helpful if "
     "you could|would you mind|would you kindly|would it be possible to|is it possible to|would you be so "
     "kind as to|be so kind as to|i was wondering if you could|i was wondering whether you could|i was "
     "hoping to|let us focus on|focus on|we should focus on|let us look at|look at|take a look at|let us "
     "talk about|let us see|put together|come up with|may i have|may i see|may i get|may we have|could i "
     "have|could we have|could i see|could we see|could i get|can i have|can we have|can i see|can we "
     "see|can i get|can we get|how about|do we have|do we have any|are there|are there any|is there any|is "
     "there|which of our|which users|which customers|which people|i am after|we are after|i am trying to "
     "find|we are trying to find|trying to find|i "
     "have to find|help me find|help us find|i require|we require|require|requires|please to|to show|put "
     "up|dig out|dig up|round up|gather|collect|isolate|single out|pinpoint|locate|surface|spit out|throw "
     "up|narrow down to|go for|segment out|carve out|define|define a segment|define a segment of|set up a "
     "segment|set up a segment of|set up|set up an audience of|audience of|an audience of|build me|make "
     "me|make us|get hold of|seeing",
     ""},
    // ---- what a list is for
    {"filler",
     "win back|winback|win back audience|win back list|win back segment|win back campaign|re engagement|re "
     "engagement list|re engagement list of|re engagement audience|re engagement campaign|reengagement|re "
     "activation|reactivation|reactivation list|reactivation campaign|cross sell|cross sell list|cross sell "
     "audience|cross sell campaign|upsell|up sell|upsell list|upsell campaign|retention|retention "
     "list|retention campaign|birthday club|birthday campaign|birthday list|birthday offer list|for a "
     "campaign|for the campaign|for our campaign|for our next campaign|for the next campaign|for a "
     "mailing|for my campaign|for this campaign|for an upcoming campaign|target audience|target "
     "group|audience|audience list|segment name|new segment|outreach list|call list|calling list|shortlist "
     "of",
     ""},
    {"filler",
     "ladies and gentlemen please|good morning|good evening|good afternoon|my dear|yaar|ji|na|only na|no "
     "doubt|for our records|if possible|if you can|if you please|would be great|that would be great|much "
     "appreciated|as soon as possible|at the earliest|do the needful|please do the needful|and do the "
     "needful|for the same|regarding the same|the same|revert "
     "back|revert|needful|ok|okay|yes|yeah|right|alright|cheers|respected|greetings|customers list|users "
     "list|them all|one and all|in the list|in this list|in a list|in list|on the list|as per "
     "records|according to records|as per our records|in our books|in our records|from our records|in "
     "records|as per data|from our data|in our data|in the data|crm|in crm|from crm|in the crm|from the "
     "crm|in our crm",
     ""},
};

}  // namespace

std::span<const Entry> joining_entries() { return kEntries; }

}  // namespace carillon::translate
