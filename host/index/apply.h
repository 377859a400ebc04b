// Reads customers again that were changed, and puts them into the tables.
#pragma once

#include <carillon/result.hpp>

#include "index/backlog.h"
#include "index/gate.h"
#include "index/people.h"
#include "store/database.h"

namespace carillon::index {

// In pieces of `at_once`: readers wait while a piece is put, not while it is read. An error leaves a part
// done; repeating all of it is harmless. REQUIRES: nobody else writes to `people`.
Status apply(store::Database& database, const Backlog::Portion& portion, std::size_t at_once, People& people,
             Gate& gate);

}  // namespace carillon::index
