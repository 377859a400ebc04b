// A cell that owns its text, and the rows made of such cells.
//
// Value types without thread safety of their own. compare() is the order that abi/storage.h and abi/expr.h
// speak of: missing values least, text by code point, numbers of all types by exact value.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <carillon/value.hpp>

namespace carillon::reference {

inline bool holds_text(std::uint32_t type) {
  return type == CRL_T_TEXT || type == CRL_T_BYTES || type == CRL_T_JSON || type == CRL_T_SET;
}

class OwnedCell {
 public:
  OwnedCell() : OwnedCell(cell::null(CRL_T_TEXT)) {}
  explicit OwnedCell(const crl_value& v);
  OwnedCell(const OwnedCell& other) : OwnedCell(other.value_) {}
  OwnedCell(OwnedCell&& other) noexcept = default;
  OwnedCell& operator=(const OwnedCell& other) { return *this = OwnedCell(other); }
  OwnedCell& operator=(OwnedCell&& other) noexcept = default;
  ~OwnedCell() = default;

  crl_value view() const { return value_; }  // borrows
  bool missing() const { return value_.is_null != 0; }
  bool operator==(const OwnedCell& other) const { return !(*this < other) && !(other < *this); }
  bool operator<(const OwnedCell& other) const;  // any total order
  std::string print() const;                     // for messages

 private:
  crl_value value_;
  std::unique_ptr<char[]> text_;  // what value_ points to
};

using Row = std::vector<OwnedCell>;

// Less than, equal to or greater than 0. Both are texts, or both are not.
int compare(const crl_value& a, const crl_value& b);

}  // namespace carillon::reference
