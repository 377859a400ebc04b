// One row of the table that is the API: dispatch, validation, permissions and the OpenAPI document all come
// from it, so that none of them can disagree with another.
//
// Value types. Texts are static or owned by the table, which lives as long as the Api.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.h"

namespace carillon::api {

class Context;

enum class ParameterType { kText, kInteger, kBoolean, kChoice };

struct Parameter {
  std::string name;
  ParameterType type = ParameterType::kText;
  std::string description;
  std::string example;
  std::vector<std::string> choices{};
  std::int64_t min = 0, max = 0;  // of kInteger; of kText the length
  std::string otherwise{};        // the default; empty: none
  bool required = false;
};

// A schema is the name of a component ("Customer") or, when it starts with '{', a schema itself.
using SchemaText = std::string;

struct Body {
  std::vector<std::string> types{};  // media types; empty: the route takes no body. "*/*": any
  SchemaText schema{};
  std::string example{};  // JSON
  bool parsed = true;     // false: the handler reads the bytes itself
  bool checked = true;    // false: a domain parser judges the body, with better words
  bool bulk = false;      // the large limit of size
  bool file = false;      // with bulk: the limit of import jobs' files
  bool required = true;
};

struct Answer {
  int status = 200;
  std::string description;
  SchemaText schema{};  // empty: no body
  std::string type = "application/json";
  std::string example{};  // JSON, or text for other types
  bool tagged = false;    // carries an ETag
};

struct Route {
  std::string method{}, path{};  // "/api/v1/customers/{id}"
  std::string id{};              // of the operation
  std::string tag{}, scope{};    // scope: "customers:read"; empty: open to everybody
  std::string summary{}, description{};
  std::vector<Parameter> query{};
  Body body{};
  std::vector<Answer> answers{};
  std::vector<int> problems{};  // statuses of problem documents besides those that follow from the rest
  std::function<http::Response(Context&)> handler{};
  bool documented = true;
};

}  // namespace carillon::api
