// Customers and orders as rows that an import takes back: the same members, the same values.
//
// CSV follows ingest/csv_write.h. Members that the host computes are added on request; an import does not
// take those. Pure.
#pragma once

#include <string>

#include "ingest/csv_write.h"
#include "store/records.h"

namespace carillon::api {

enum class ExportFormat { kCsv, kNdjson };

struct ExportStyle {
  ExportFormat format = ExportFormat::kCsv;
  ingest::Formulas formulas = ingest::Formulas::kGuarded;  // of CSV
  bool totals = false;                                     // customers' computed members, too
};

// The header row; empty for NDJSON.
std::string customer_header(const ExportStyle& style);
std::string order_header(const ExportStyle& style);

void append_customer(std::string& out, const ExportStyle& style, const store::Customer& customer);
// `customer`: the external id of the order's customer.
void append_order(std::string& out, const ExportStyle& style, const store::Order& order,
                  const std::string& customer);

}  // namespace carillon::api
