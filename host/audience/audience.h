// Rules -> expressions -> people: counts, samples and the words for them.
//
// Thread safety: all calls from any thread; a Compiled is immutable.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <carillon/expr.hpp>
#include <carillon/result.hpp>

#include "base/issue.h"
#include "base/json.h"
#include "store/database.h"
#include "store/records.h"
#include "store/session.h"

namespace carillon::index {
class Index;
}

namespace carillon::audience {

struct Field {
  std::string name, title;
  std::uint32_t type = 0;  // CRL_T_*
  std::string column;      // of customers; differs from the name for aliases such as "visits"
};

// The fields of a customer that a rule may name, in the order in which to show them.
const std::vector<Field>& fields();

struct OperatorInfo {
  std::string name, title, summary, plugin, args_schema;
  bool takes_field = false;
  std::vector<std::uint32_t> field_types;
  std::vector<std::pair<std::string, std::string>> examples;  // a leaf as JSON, the same in words
};

struct Leaf {
  std::string pointer;
  Expr where;
};

struct Plan;  // audience/plan.h

// Evaluated after bind() alone: see audience/binding.h.
struct Compiled {
  Expr where;
  std::string explanation;
  std::vector<std::string> warnings;
  std::vector<Leaf> leaves;
  bool exact = true;  // false: `where` selects too many and scan() decides
  std::int64_t now_us = 0;
  std::shared_ptr<const Plan> plan;
};

// A saved segment, as rules refer to it.
struct SavedRule {
  std::string name;
  std::string rule;  // JSON
};
// The newest version of a segment; nullopt when there is none of that id.
using SegmentLookup = std::function<Result<std::optional<SavedRule>>(Id)>;

// Where the segments that a rule names are found.
struct Segments {
  SegmentLookup find;      // empty: rules may name none
  std::optional<Id> self;  // whose rule is compiled, so that it cannot come to name itself
};

// Issues hold every fault of the rule, each with its pointer; after a hundred the rest is left out.
using Compilation = std::variant<std::shared_ptr<const Compiled>, Issues>;

class Compiler {
 public:
  // `instances`: the running operator plugins, as (instance name, interface, self); they outlive this.
  struct Source {
    std::string plugin;
    const void* interface = nullptr;  // const crl_segop*
    void* self = nullptr;
  };
  // A second operator of a name is refused: the error names both plugins.
  static Result<std::unique_ptr<Compiler>> make(const std::vector<Source>& sources, std::string timezone);
  ~Compiler();

  const std::vector<OperatorInfo>& operators() const;
  // A rule nests up to 16 groups and has up to 256 leaves; a hostile one is refused without walking all of
  // it. A leaf whose operator can only mean one field (has_tag: tags) may leave `field` out. The rules of
  // segments that it names ({"op": "in_segment", "segment": "17"}) are put in their place, within the same
  // limits; the faults of such a rule are told of the leaf that names it.
  Compilation compile(const json::value& rule, std::int64_t now_us, const Segments& segments = {}) const;

 private:
  struct Impl;
  explicit Compiler(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

struct Preview {
  std::int64_t count = 0, total = 0;
  std::vector<store::Customer> sample;
  std::map<std::string, std::int64_t> reach;                 // by channel instance
  std::vector<std::pair<std::string, std::int64_t>> leaves;  // pointer, count
  std::vector<std::pair<std::string, std::int64_t>> groups;  // likewise, the whole rule first
  bool from_index = false;                                   // counted in memory; otherwise by storage
};

// Who can be reached over a channel: has its address and has not refused.
struct Reach {
  std::string channel;
  std::uint32_t address = 0;  // CRL_ADDRESS_*
};

// Everything of one instant, but for the sample of a preview from the index, whose rows are read when it has
// counted. For a rule that is not exact, the counts of leaves and groups are upper bounds where these are not
// exact. `leaves`: the groups are counted, too. `index` may be null.
Result<Preview> preview(store::Database& database, const Compiled& rule, std::size_t sample, bool leaves,
                        const std::vector<Reach>& channels, index::Index* index = nullptr);

// The condition that a channel can reach a customer: an address, and consent that was given.
Expr reachable(std::uint32_t address);

struct Page {
  std::vector<store::Customer> customers;
  std::string next_cursor;  // empty: nothing follows
};

// Members in order of id. A page of an inexact rule may be short, or empty, although more follows.
Result<Page> page(store::Session& session, const Compiled& rule, std::string_view cursor, std::size_t limit);

Result<std::int64_t> count(store::Session& session, const Compiled& rule);

// Every member in order of id, read in pages; `each` answers false to stop.
Status scan(store::Session& session, const Compiled& rule,
            const std::function<bool(const store::Customer&)>& each);

}  // namespace carillon::audience
