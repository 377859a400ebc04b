// The rows of an INSERT or UPSERT on their way to the database: as arrays where the connection takes them,
// else many rows in a statement, else a statement for each row; whichever, prepared once for its shape.
#pragma once

#include <cstdint>

#include "row_writer.h"
#include "write.h"

namespace carillon::sql {

// `tail` follows the VALUES. Answers how many rows the database counts as touched.
Result<std::uint64_t> insert_rows(const WriteContext& context, const Collection& collection,
                                  const crl_mutation& mutation, RowWriter& writer, const Fragment& tail);

}  // namespace carillon::sql
