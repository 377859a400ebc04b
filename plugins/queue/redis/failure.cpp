#include "failure.h"

#include <algorithm>
#include <array>

namespace carillon::redis {

namespace {

constexpr std::uint32_t kRetryMs = 1'000;

bool contains(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

bool is_passing(std::string_view word) {
  constexpr std::array<std::string_view, 8> kPassing{"LOADING",  "BUSY",    "MASTERDOWN", "READONLY",
                                                     "TRYAGAIN", "MISCONF", "NOREPLICAS", "CLUSTERDOWN"};
  return std::find(kPassing.begin(), kPassing.end(), word) != kPassing.end();
}

bool is_credentials(std::string_view word) {
  return word == "NOAUTH" || word == "WRONGPASS" || word == "NOPERM" || word == "DENIED";
}

Error worded(crl_status status, std::string text, std::string_view code, std::uint32_t retry_ms = 0) {
  return {status, std::move(text), retry_ms, std::string(code)};
}

}  // namespace

Error refusal(std::string_view said, const Options& options) {
  const std::string_view word = said.substr(0, said.find(' '));
  const std::string tail = " (" + std::string(said.substr(0, 300)) + ")";
  // Older servers bury it in the error of the script that met it.
  if (word == "OOM" || contains(said, "OOM command not allowed") || contains(said, "-OOM ")) {
    return worded(CRL_E_FULL,
                  options.where() +
                      " is at its maxmemory; send the rows again when some are stored, or "
                      "give it more memory" +
                      tail,
                  "OOM", kRetryMs);
  }
  if (word == "FULL") {
    return worded(CRL_E_FULL,
                  "too many rows wait in " + options.where() + " (" + std::string(said.substr(5)) +
                      "); send these again when some are stored, or raise max_entries",
                  word, kRetryMs);
  }
  if (is_passing(word))
    return worded(CRL_E_UNAVAILABLE, options.where() + " cannot take writes just now" + tail, word, kRetryMs);
  if (is_credentials(word) || contains(said, "invalid password") || contains(said, "AUTH")) {
    return worded(CRL_E_AUTH,
                  options.where() + " refuses " + (options.user.empty() ? "the default user" : options.user) +
                      tail +
                      ": check user and password, and that the user may run scripts and use the keys " +
                      options.prefix + ":*",
                  word);
  }
  if (contains(said, "unknown command"))
    return worded(CRL_E_UNSUPPORTED, options.where() + " is too old" + tail + "; 6.2 or newer is needed",
                  word);
  return worded(CRL_E_INTERNAL, options.where() + " answered an error" + tail, word);
}

Error no_connection(std::string_view why, const Options& options) {
  return worded(CRL_E_UNAVAILABLE,
                options.where() + " cannot be reached (" + std::string(why) +
                    "): check that it runs, its address, and the way to it",
                {}, kRetryMs);
}

Error lost_answer(std::string_view why, const Options& options) {
  return worded(CRL_E_UNKNOWN,
                "the answer of " + options.where() + " was lost (" + std::string(why) +
                    "): the rows may have been kept; sending them again is safe",
                {}, kRetryMs);
}

}  // namespace carillon::redis
