// Counting over tables made by hand.
#include "index/count.h"

#include <vector>

#include <gtest/gtest.h>

#include "index/crew.h"
#include "index/purchases.h"

namespace carillon::index {
namespace {

void add(People& people, Id id) {
  people.append(id);
  for (const Source& source : standing())
    people.table.columns.find(source.column)->second.push(cell::null(source.type));
}

Index::Answer everybody(const People& people, std::size_t sample) {
  Expr all;
  all.node(CRL_X_AND, CRL_T_BOOL, {});
  Program program;
  Wishes wishes;
  EXPECT_TRUE(compile(std::vector<const Expr*>{&all}, people.table, 0, program, wishes));
  Crew crew(0);
  Recall recall;
  return count(program, people, sample, crew, recall, 0);
}

TEST(Count, names_the_least_ids_also_when_they_came_last) {
  People people;
  for (Id id = 100; id < 120; ++id) add(people, id);
  for (Id id = 1; id < 4; ++id) add(people, id);
  const auto answer = everybody(people, 5);
  EXPECT_EQ(answer.counts, std::vector<std::int64_t>{23});
  EXPECT_EQ(answer.sample, (std::vector<Id>{1, 2, 3, 100, 101}));
}

TEST(Count, of_tables_that_were_put_together_is_that_of_one) {
  People one, front, back;
  for (Id id = 1; id <= 300; ++id) {
    for (People* into : {&one, id <= 120 ? &front : &back}) {
      add(*into, id);
      const auto row = static_cast<RowId>(into->table.size - 1);
      if (id % 3 != 0)
        into->table.columns.find("city")->second.set(row, cell::text(id % 2 == 0 ? "Pune" : "Ulm"));
      into->table.columns.find("order_count")->second.set(row, cell::of_int(id * id * id));
    }
  }
  front.take(back);
  ASSERT_EQ(front.table.size, one.table.size);
  for (const char* name : {"city", "order_count", "gender"}) {
    const Column& a = *one.table.column(name);
    const Column& b = *front.table.column(name);
    for (RowId row = 0; row < 300; ++row) {
      ASSERT_EQ(a.values.missing(row), b.values.missing(row)) << name << row;
      if (a.values.missing(row)) continue;
      if (a.words) {
        ASSERT_EQ(a.words->text(static_cast<std::uint32_t>(a.values.at(row))),
                  b.words->text(static_cast<std::uint32_t>(b.values.at(row))));
      } else {
        ASSERT_EQ(a.values.at(row), b.values.at(row));
      }
    }
  }
  EXPECT_EQ(everybody(front, 300).sample, everybody(one, 300).sample);
}

}  // namespace
}  // namespace carillon::index
