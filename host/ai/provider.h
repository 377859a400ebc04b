// A configured AI provider as the tasks see it. The instance outlives every task.
#pragma once

#include <string>

#include <carillon/abi/ai.h>

namespace carillon::ai {

struct Provider {
  std::string name;
  const crl_ai* table = nullptr;
  void* self = nullptr;
};

}  // namespace carillon::ai
