// init() and deinit() of loaded modules, each once, although a process may hold several registries.
//
// A module is one image in a process and knows one host at a time. The first registry that uses it
// initialises it; when that one leaves and another still uses the module, it is handed over to that one.
// Thread safety: all calls from any thread.
#pragma once

#include <carillon/abi/module.h>
#include <carillon/result.hpp>

namespace carillon::plugins {

// `module` and `host` must stay until leave_module().
Status enter_module(const crl_module& module, const crl_host* host);
void leave_module(const crl_module& module, const crl_host* host);

}  // namespace carillon::plugins
