// How many mails a second the smtp channel hands to a server: bench_smtp PORT [MAILS] [SETTINGS].
//
// Prints the number alone, for scripts/bench. SETTINGS are further members of the channel's JSON.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "sdk/channel_probe.hpp"
#include "sdk/test_host.hpp"

int main(int argc, char** argv) {
  using namespace carillon::test;
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_smtp PORT [MAILS] [SETTINGS]\n");
    return 2;
  }
  const std::size_t n = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 20'000;
  TestHost host;
  const Module module(plugin_path("smtp"), host);
  ChannelProbe probe;
  const auto made =
      create(module, "smtp",
             std::string(
                 R"({"host": "127.0.0.1", "security": "none", "from": "Shop <shop@example.com>", "port": )") +
                 argv[1] + (argc > 3 ? std::string(", ") + argv[3] : std::string()) + "}",
             probe.sink());
  if (!made || !start(**made)) {
    std::fprintf(stderr, "%s\n", made ? "the channel does not start" : made.error().message.c_str());
    return 1;
  }
  std::vector<Letter> letters;
  const std::string text = "Hello Ann,\n\nour spring sale begins today.\n" + std::string(300, 'x') + "\n";
  const std::string html = "<html><body><p>Hello Ann,</p><p>our <b>spring sale</b> begins today.</p>" +
                           std::string(700, 'y') + "</body></html>";
  for (std::size_t i = 0; i < n; ++i) {
    letters.push_back(
        {.key = "7-" + std::to_string(i) + "-0",
         .to = "p" + std::to_string(i) + "@example" + std::to_string(i % 50) + ".com",
         .text = text,
         .subject = "The spring sale begins",
         .html = html,
         .meta = {{"List-Unsubscribe", "<https://shop.example.com/u/" + std::to_string(i) + ">"},
                  {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"}}});
  }
  const auto began = std::chrono::steady_clock::now();
  probe.send_all(**made, letters);
  if (!eventually([&] { return probe.completed() >= n; }, std::chrono::minutes(5))) return 1;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::size_t sent = 0;
  for (const auto& [token, seen] : probe.completions())
    sent += seen.size() == 1 && seen[0].status == CRL_OK ? 1 : 0;
  if (sent != n) {
    std::fprintf(stderr, "%zu of %zu mails were sent\n", sent, n);
    return 1;
  }
  std::printf("%.0f\n", static_cast<double>(n) / took.count());
  (*made)->stop((*made)->self);
}
