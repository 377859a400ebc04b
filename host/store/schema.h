// The collections of the host, declared once for every storage. Data, not code: a new feature adds here.
//
// customers      key id; unique external_id; FOLDED name email phone city country gender timezone tags;
//                relation orders (orders.customer_id = id)
// orders         key id; unique external_id; index (customer_id, ordered_at);
//                relation items (order_items.order_id = id)
// order_items    key (order_id, line); sku category name FOLDED; quantity price DECIMAL
// segments       key id;  segment_versions key (segment_id, version)
// campaigns      key id; index (state)
// messages       key (campaign_id, customer_id, step): the ledger, fixed width
// chunks         key (campaign_id, first): leases; a row lives while messages of its chunk are open
// counters       key (campaign_id, state, reason): n
// reasons        key id (delivery/states.h reason_id): text TEXT
// imports        key id; index (state): files on their way into customers and orders
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
