#include "merge.h"

#include <carillon/abi/storage.h>

#include "numeric.h"
#include "words.h"

namespace carillon::sql {

namespace {

Result<Fragment> merged(const Dialect& dialect, const Column& column, std::int32_t how,
                        const Fragment& stored, const Fragment& incoming) {
  const auto either = [&](const Fragment& both) {
    return join("COALESCE(", both, ", ", stored, ", ", incoming, ")");
  };
  switch (how) {
    case CRL_MERGE_REPLACE:
      return incoming;
    case CRL_MERGE_ADD:
      if (!is_numeric(column.type)) {
        return invalid(column.name + " is " + type_name(column.type) + ": only numbers can be added");
      }
      if (column.type == CRL_T_F64) return either(join("(", stored, " + ", incoming, ")"));
      return either(dialect.arithmetic('+', stored, incoming));
    case CRL_MERGE_MIN:
      return either(dialect.least(stored, incoming));
    case CRL_MERGE_MAX:
      return either(dialect.greatest(stored, incoming));
    default:
      return Error{CRL_E_UNSUPPORTED, "the merge " + std::to_string(how) + " is unknown", 0, {}};
  }
}

}  // namespace

Result<std::vector<Assignment>> merge_assignments(const Dialect& dialect, const Collection& collection,
                                                  const std::vector<const Column*>& columns,
                                                  const std::int32_t* merge, const MergeSides& sides) {
  std::vector<Assignment> out;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& c = *columns[i];
    const std::int32_t how = merge == nullptr ? CRL_MERGE_REPLACE : merge[i];
    if (how == CRL_MERGE_KEEP) continue;
    auto value = merged(dialect, c, how, sides.stored(c.name), sides.incoming(i, false));
    if (!value) return Error{value.error().status, collection.name + "." + value.error().message, 0, {}};
    if (!c.folded.empty()) {
      Fragment folded = sides.incoming(i, true);
      if (how != CRL_MERGE_REPLACE) {
        folded = join("CASE WHEN ", dialect.same(*value, sides.incoming(i, false)), " THEN ", folded,
                      " ELSE ", sides.stored(c.folded), " END");
      }
      out.push_back({c.folded, std::move(folded), true});
    }
    out.push_back({c.name, std::move(value).value()});
  }
  return out;
}

}  // namespace carillon::sql
