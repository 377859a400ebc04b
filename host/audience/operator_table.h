// The words of the rule language that the running plugins bring.
//
// Immutable after make(); the plugins outlive it. Thread safety: all calls from any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/abi/segop.h>
#include <carillon/result.hpp>

#include "audience/audience.h"
#include "base/json.h"

namespace carillon::audience {

// The host's own word: the members of a saved segment.
inline constexpr std::string_view kInSegment = "in_segment";

struct Operator {
  const crl_operator* table = nullptr;  // null for the host's own words
  void* self = nullptr;
  json::value schema;
  std::size_t info = 0;       // index into infos()
  std::string default_field;  // the only field that it can mean; empty when there are several
};

class OperatorTable {
 public:
  // Refuses tables that are cut short, schemas that are not JSON, and a name that two plugins bring.
  static Result<OperatorTable> make(const std::vector<Compiler::Source>& sources);

  const std::vector<OperatorInfo>& infos() const { return infos_; }
  const Operator* find(std::string_view name) const;
  // The name that was probably meant, or empty.
  std::string nearest(std::string_view name) const;
  // The names of those that take a field of this type: "eq, ne, in".
  std::string names_for(std::uint32_t field_type) const;
  std::string names() const;

 private:
  Status add(const Compiler::Source& source, const crl_operator& table);
  void add_own();

  std::vector<OperatorInfo> infos_;
  std::map<std::string, Operator, std::less<>> operators_;
};

bool takes_type(const OperatorInfo& info, std::uint32_t type);

}  // namespace carillon::audience
