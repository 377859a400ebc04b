// What a queue plugin must show before a host may trust it with rows.
//
// Checks run over a running instance, one after another, on streams of names that nobody else has; what they
// leave behind is theirs and empty. A check answers what it found wrong.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <carillon/abi/queue.h>

namespace carillon::conformance {

struct QueueCheck {
  std::string name;      // "order"
  std::string promises;  // what holds when it passes, as a sentence
  std::function<std::vector<std::string>(const crl_queue& table, void* self)> run;
};

const std::vector<QueueCheck>& queue_checks();

}  // namespace carillon::conformance
