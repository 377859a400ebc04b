// Counts whom a program's questions select, over all customers.
#pragma once

#include "index/crew.h"
#include "index/index.h"
#include "index/people.h"
#include "index/program.h"
#include "index/recall.h"

namespace carillon::index {

// What is remembered of its leaves is looked up, and what is found out is remembered, in `budget` bytes.
Index::Answer count(const Program& program, const People& people, std::size_t sample, Crew& crew,
                    Recall& recall, std::size_t budget);

}  // namespace carillon::index
