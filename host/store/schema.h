// The collections of the host, declared once for every storage. Data, not code: a new feature adds here.
//
// customers      key id; unique external_id; indexes (email), (phone);
//                FOLDED name email phone city country gender timezone tags;
//                relations orders (orders.customer_id = id), messages (messages.customer_id = id)
// orders         key id; unique external_id; index (customer_id, ordered_at);
//                relation items (order_items.order_id = id)
// order_items    key (order_id, line); sku category name FOLDED; quantity price DECIMAL
// segments       key id;  segment_versions key (segment_id, version);  segment_sizes key (segment_id, at)
// templates      key id; index (kind);  template_versions key (template_id, version)
// campaigns      key id; index (state)
// campaign_events key (campaign_id, at, what): who did what, and what happened by itself
// direct_messages key id; index (customer_id), (campaign_id): messages to one, outside of any audience
// messages       key (campaign_id, customer_id, step): the ledger, fixed width
// chunks         key (campaign_id, first): leases; a row lives while messages of its chunk are open
// counters       key (campaign_id, state, reason): n
// tallies        key (campaign_id, variant, hour, state): n that first reached it then (store/tallies.h)
// deferrals      key (campaign_id, due_at, first): queued messages that may not be sent before an instant
// message_refs   key (channel, provider_id); index (at): the messages behind vendors' ids
// (store/message_refs.h) rate_windows   key name: what was sent lately under a limit, by all hosts together
// (delivery/rates.h) reasons        key id (delivery/states.h reason_id): text TEXT imports        key id;
// index (state): files on their way into customers and orders changes        key (host, sequence); index
// (at): what hosts of a shared storage tell each other suppressions   key id; unique (subject, channel): whom
// not to write to (store/suppressions.h) soft_bounces   key (subject, campaign_id): campaigns whose message
// an address could not take just then touches        key (customer_id, campaign_id, step); index (at): for
// frequency caps (store/touches.h) consents       key id; index (customer_id): each change of a consent, with
// its proof (store/consents.h) link_keys      key id: what signs the links in messages (links/links.h)
// idempotency    key key; index (expires_at): first answers, given again to equal requests
// Column names are those of store/records.h.
#pragma once

#include <string_view>
#include <vector>

#include <carillon/abi/storage.h>

namespace carillon::store {

// Static data, valid for the life of the process.
const std::vector<const crl_collection*>& collections();

// A field's type by collection and name, 0 when there is none.
const crl_field* find_field(std::string_view collection, std::string_view field);
// The collection that a relation of `collection` leads to; empty when there is no such relation.
std::string_view relation_target(std::string_view collection, std::string_view relation);

}  // namespace carillon::store
