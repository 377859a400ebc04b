// A personal message: Liquid's syntax, compiled once to a flat program, rendered for each customer.
//
//   {{ customer.name | default: "there" }}    {% if customer.total_spend > 1000 %} .. {% else %} .. {% endif
//   %}
//
// Compilation resolves every variable to a column, so that the delivery reads just those columns and
// rendering looks nothing up. Unknown variables, filters and tags are found here, with line and column.
// A program has no loops and no recursion: rendering takes time linear in the program and its output.
//
// Thread safety: a Template is immutable; render() from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <carillon/abi/core.h>
#include <carillon/result.hpp>

namespace carillon::delivery {

enum class Escape { kNone, kHtml };

// What a template may name besides the customer: fixed for a campaign.
struct Scope {
  std::string campaign_name;
  std::string organisation_name;
  std::string currency;
  std::string timezone = "UTC";
};

class Template {
 public:
  // The error's message starts with "line L, column C: ".
  static Result<Template> compile(std::string_view text, Escape escape, const Scope& scope);

  // Columns of customers that render() wants, without repetition.
  const std::vector<std::string>& columns() const;

  // Appends to `out`. `cells` holds the columns in the order of columns().
  void render(std::span<const crl_value> cells, std::string& out) const;

  // No text and no output: the message would be empty for everybody.
  bool blank() const;

  struct Program;  // delivery/program.h

 private:
  std::shared_ptr<const Program> program_;
};

}  // namespace carillon::delivery
