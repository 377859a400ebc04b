// `${NAME}` and `file:PATH` inside strings: what is secret is named in the configuration, not written in it.
#pragma once

#include <filesystem>

#include "config/entry.h"
#include "config/environment.h"

namespace carillon::config {

// Replaces `${NAME}` by the variable (`$${` stays `${`), then a string that was written as `file:PATH` by the
// file's text less one line end. What was put in is not read again. A relative PATH starts at `folder` for
// values of a file, at the working folder for others; a variable's own value is searched for `file:` only.
// Marks as secret what came in this way and what its key's name says is secret.
void resolve_secrets(Entries& entries, const Environment& environment, const std::filesystem::path& folder,
                     Faults& faults);

}  // namespace carillon::config
