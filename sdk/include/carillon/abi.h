/* The whole C ABI, for plugins written in C or another language. C++ plugins include carillon/<kind>.hpp. */
#ifndef CARILLON_ABI_H
#define CARILLON_ABI_H
#include "abi/ai.h"
#include "abi/channel.h"
#include "abi/queue.h"
#include "abi/segop.h"
#include "abi/storage.h"
#endif
