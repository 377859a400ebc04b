// What the servers that tests start have in common.
//
// Both throw std::runtime_error. Not thread-safe.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace carillon::test {

// A port of 127.0.0.1 on which nobody listens, below those that the system gives to clients: one of these
// could be taken while the server is down, even by a client that looks for the server and meets itself.
int free_port();

// Starts `words` with its output at the end of the file `log`; the system kills it should the test die.
pid_t spawn(std::vector<std::string> words, const std::string& log);

// What a server wrote last, to tell why it is not there.
std::string end_of(const std::string& log);

}  // namespace carillon::test
