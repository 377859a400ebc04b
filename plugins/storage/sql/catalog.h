// What the store looks like: the collections that ensure() was given, in C++.
//
// A Catalog is immutable once it is shared; sessions hold the one that was current when their call began.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/abi/storage.h>
#include <carillon/result.hpp>

namespace carillon::sql {

struct Column {
  std::string name;
  std::uint32_t type = 0;  // CRL_T_*
  std::uint32_t max_len = 0;
  bool required = false;
  bool key = false;
  std::string folded{};         // the name of the folded copy; empty when there is none
  bool indexed_folded = false;  // an index begins with the folded copy
};

struct Index {
  std::vector<std::string> fields;
  bool unique = false;
};

struct Relation {
  std::string name, collection, local, foreign;
};

struct Collection {
  std::string name;
  std::uint32_t version = 0;
  std::vector<Column> columns{};
  std::vector<std::string> key{};
  std::vector<Index> indexes{};
  std::vector<Relation> relations{};

  const Column* find(std::string_view column) const;
  Result<const Column*> column(std::string_view name) const;  // CRL_E_INVALID names the collection's columns
  const Relation* relation(std::string_view name) const;
};

// Whether no two rows have the same value in this column.
bool is_unique(const Collection& c, std::string_view column);

// Copies and checks: names, types, a key, indexes and relations over fields that exist.
Result<Collection> read_collection(const crl_collection& raw);

class Catalog {
 public:
  void put(Collection collection);
  Result<const Collection*> find(std::string_view name) const;  // CRL_E_NOT_FOUND

 private:
  std::map<std::string, Collection, std::less<>> collections_;
};

}  // namespace carillon::sql
