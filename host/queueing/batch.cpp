#include "queueing/batch.h"

namespace carillon::queueing {

void Batch::add(Row row) {
  if (row.brings_customer()) brought_.insert(row.key());
  (row.is_order() ? orders : customers).push_back(std::move(row));
}

std::vector<Batch> Batch::singles() && {
  std::vector<Batch> out;
  for (auto* rows : {&customers, &orders}) {
    for (Row& row : *rows) out.emplace_back().add(std::move(row));
  }
  return out;
}

}  // namespace carillon::queueing
