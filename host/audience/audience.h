// Rules -> expressions -> people: counts, samples and the words for them.
//
// Thread safety: all calls from any thread; a Compiled is immutable.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
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

struct Compiled {
  Expr where;
  std::string explanation;
  std::vector<std::string> warnings;
  std::vector<Leaf> leaves;
  bool exact = true;  // false: `where` selects too many and selects() decides
  std::int64_t now_us = 0;
};

// Issues hold every fault of the rule, each with its pointer.
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
  Compilation compile(const json::value& rule, std::int64_t now_us) const;

 private:
  struct Impl;
  explicit Compiler(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

struct Preview {
  std::int64_t count = 0, total = 0;
  std::vector<store::Customer> sample;
  std::map<std::string, std::int64_t> reach;                   // by channel instance
  std::vector<std::pair<std::string, std::int64_t>> leaves;    // pointer, count
};

// Who can be reached over a channel: has its address and has not refused.
struct Reach {
  std::string channel;
  std::uint32_t address = 0;  // CRL_ADDRESS_*
};

// Everything of one instant.
Result<Preview> preview(store::Database& database, const Compiled& rule, std::size_t sample, bool leaves,
                        const std::vector<Reach>& channels);

}  // namespace carillon::audience
