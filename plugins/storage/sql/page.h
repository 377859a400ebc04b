// The rows of a running SELECT as pages for a sink, and the cursor when a limit cut them off.
//
// A page is a few hundred rows. A statement's text is good for one row only, so the page holds the texts of
// its rows in memory that serves page after page: one copy, no allocation for each cell.
#pragma once

#include <carillon/abi/storage.h>
#include <carillon/result.hpp>

#include "connection.h"
#include "select.h"

namespace carillon::sql {

Status read_pages(Connection& db, Statement& statement, const Select& select, const crl_rows_sink& sink);

}  // namespace carillon::sql
