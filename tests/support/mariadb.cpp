#include "support/mariadb.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <stdexcept>
#include <thread>

#include <mysql.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/servers.h"

namespace carillon::test {

namespace {

constexpr auto kPatience = std::chrono::seconds(60);

std::string version() {
  const std::unique_ptr<FILE, int (*)(FILE*)> out(popen("mariadbd --version 2>&1", "r"), pclose);
  std::string text;
  for (int c = 0; out != nullptr && (c = std::fgetc(out.get())) != EOF;) text += static_cast<char>(c);
  return text;
}

// A text between single quotes.
std::string literal(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

using Handle = std::unique_ptr<MYSQL, void (*)(MYSQL*)>;

Handle connect(const std::string& socket, const std::string& database) {
  Handle db(mysql_init(nullptr), mysql_close);
  const unsigned local_files = 1;
  mysql_options(db.get(), MYSQL_OPT_LOCAL_INFILE, &local_files);
  mysql_options(db.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
  if (mysql_real_connect(db.get(), nullptr, MariaDb::kUser, MariaDb::kPassword,
                         database.empty() ? nullptr : database.c_str(), 0, socket.c_str(),
                         CLIENT_MULTI_STATEMENTS) == nullptr) {
    throw std::runtime_error(mysql_error(db.get()));
  }
  return db;
}

}  // namespace

bool MariaDb::is_installed() { return std::system("command -v mariadbd >/dev/null 2>&1") == 0; }

MariaDb& MariaDb::shared() {
  static MariaDb server;
  return server;
}

MariaDb::MariaDb(std::vector<std::string> options) : options_(std::move(options)) {
  std::string name = (std::filesystem::temp_directory_path() / "carillon-db-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder can be made in " + name);
  folder_ = name;
  port_ = free_port();
  install();
  start();
}

MariaDb::~MariaDb() {
  kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

// Making the files of a new server takes seconds, copying them a moment: they are made once for each version
// and user, and kept in the folder for temporary files.
void MariaDb::install() {
  const auto ready = std::filesystem::temp_directory_path() /
                     ("carillon-mariadb-" + std::to_string(std::hash<std::string>{}(version())) + "-" +
                      std::to_string(geteuid()));
  if (!std::filesystem::exists(ready)) {
    const auto made = folder_ / "made";
    std::vector<std::string> words{"mariadb-install-db",
                                   "--no-defaults",
                                   "--datadir=" + made.string(),
                                   "--auth-root-authentication-method=normal",
                                   "--skip-test-db",
                                   "--skip-name-resolve",
                                   "--force",  // a machine that cannot look up its own name will do
                                   "--innodb-log-file-size=32M"};
    if (geteuid() == 0) words.emplace_back("--user=root");
    int status = 0;
    waitpid(spawn(words, log()), &status, 0);
    if (status != 0) throw std::runtime_error("mariadb-install-db failed: " + end_of(log()));
    std::error_code another_was_faster;
    std::filesystem::rename(made, ready, another_was_faster);
  }
  std::filesystem::copy(ready, folder_ / "d", std::filesystem::copy_options::recursive);
  std::filesystem::create_directory(folder_ / "tmp");
  std::ofstream(folder_ / "init.sql")
      << "CREATE USER IF NOT EXISTS '" << kUser << "'@'%' IDENTIFIED BY " << literal(kPassword)
      << ";\nGRANT ALL ON *.* TO '" << kUser << "'@'%' WITH GRANT OPTION;\n";
}

void MariaDb::start() {
  std::vector<std::string> words{
      "mariadbd", "--no-defaults", "--datadir=" + (folder_ / "d").string(),
      // A server that starts deletes the temporary tables it finds, also another's.
      "--tmpdir=" + (folder_ / "tmp").string(), "--socket=" + socket(), "--port=" + std::to_string(port_),
      "--bind-address=127.0.0.1", "--skip-name-resolve", "--init-file=" + (folder_ / "init.sql").string(),
      "--innodb-buffer-pool-size=64M", "--innodb-log-file-size=32M", "--innodb-flush-log-at-trx-commit=1",
      "--character-set-server=utf8mb4", "--local-infile=1", "--max-allowed-packet=64M"};
  words.insert(words.end(), options_.begin(), options_.end());
  if (geteuid() == 0) words.emplace_back("--user=root");
  process_ = spawn(words, log());
  wait_until_ready();
}

void MariaDb::wait_until_ready() {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (true) {
    try {
      connect(socket(), {});
      return;
    } catch (const std::runtime_error& error) {
      int status = 0;
      if (waitpid(process_, &status, WNOHANG) == process_) {
        process_ = -1;
        throw std::runtime_error("mariadbd ended while it started: " + end_of(log()));
      }
      if (std::chrono::steady_clock::now() > deadline) {
        throw std::runtime_error(std::string("mariadbd does not answer: ") + error.what() + end_of(log()));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));  // the condition is in another process
    }
  }
}

void MariaDb::stop() {
  if (process_ < 0) return;
  ::kill(process_, SIGTERM);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

void MariaDb::kill() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = -1;
}

std::string MariaDb::new_database() {
  static std::atomic<int> last{0};
  const std::string name = "t" + std::to_string(++last);
  run("CREATE DATABASE " + name);
  return name;
}

void MariaDb::drop_database(const std::string& name) { run("DROP DATABASE IF EXISTS " + name); }

void MariaDb::run(const std::string& sql, const std::string& database) { (void)ask(sql, database); }

std::string MariaDb::ask(const std::string& sql, const std::string& database) {
  const Handle db = connect(socket(), database);
  if (mysql_real_query(db.get(), sql.data(), static_cast<unsigned long>(sql.size())) != 0) {
    throw std::runtime_error(sql + ": " + mysql_error(db.get()));
  }
  std::string out;
  int more = 0;
  while (more == 0) {
    if (MYSQL_RES* rows = mysql_store_result(db.get()); rows != nullptr) {
      const char* const* row = mysql_fetch_row(rows);
      if (row != nullptr && row[0] != nullptr) out = row[0];
      mysql_free_result(rows);
    }
    more = mysql_next_result(db.get());
    if (more > 0) throw std::runtime_error(sql + ": " + mysql_error(db.get()));
  }
  return out;
}

}  // namespace carillon::test
