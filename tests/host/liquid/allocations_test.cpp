// Rendering allocates nothing once it has been done a few times.
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "person.h"

namespace {
thread_local std::size_t allocations = 0;
}

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace carillon::liquid {
namespace {

TEST(Allocations, none_once_renderings_are_under_way) {
  const std::string_view text =
      "<p>Hi {{ customer.first_name | default: 'there' | upcase | append: '!' }}, {{ customer.total_spend | "
      "money }} "
      "{{ customer.last_order_at | date: '%d %B' }}</p>{% for tag in customer.tags %}<a href=\"/x?t={{ tag "
      "}}\">{{ "
      "forloop.index }}{{ tag | truncate: 2 }}</a>{% endfor %}{% capture c %}{{ "
      "customer.attributes.address.city }}{% "
      "endcapture %}<p title=\"{{ c }}\">{% assign n = customer.order_count | times: 2 %}{{ n }}{% cycle 1, "
      "2 %}</p>";
  const auto made = Template::compile(text, Escape::kHtml, usual_scope());
  const auto* program = std::get_if<Template>(&made);
  ASSERT_NE(program, nullptr) << fault_text(made);
  Person person;
  person.name = "Asha Rao";
  std::vector<crl_value> cells;
  for (const auto& column : program->columns()) cells.push_back(cell_for(column, person));
  std::string out;
  for (int i = 0; i < 3; ++i) {
    out.clear();
    program->render({cells, {}, nullptr, 0}, out);
  }
  const std::size_t before = allocations;
  for (int i = 0; i < 100; ++i) {
    out.clear();
    program->render({cells, {}, nullptr, 0}, out);
  }
  EXPECT_EQ(allocations - before, 0U) << out;
}

}  // namespace
}  // namespace carillon::liquid
