// A real PostgreSQL server for tests, from Debian's package, on a private
// socket and a data folder that goes with it.
#ifndef UNKNOT_TESTS_DIRECTORY_STORE_POSTGRES_SERVER_H_
#define UNKNOT_TESTS_DIRECTORY_STORE_POSTGRES_SERVER_H_

#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace unknot::directory {

// One server. Not thread-safe.
class PostgresServer {
 public:
  // Whether the package is there.
  static bool Installed();

  // Makes a database cluster and starts it. Ends the test program where that
  // fails, saying why. As root it runs as the user `postgres`.
  PostgresServer();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // Makes an empty database and returns its address.
  std::string NewDatabase();

  // Runs SQL in the database at `url` behind the store's back.
  void Execute(const std::string& url, const std::string& sql) const;

  // Goes away and comes back.
  void Stop();
  void Start();
  // Goes away at once, as if it had crashed: the next start recovers.
  void Crash();

  // The one that the tests of this program share, started when first asked for.
  static PostgresServer& Shared();

 private:
  void Run(const std::string& command) const;

  std::filesystem::path folder_;
  int database_count_ = 0;
  bool running_ = false;
};

}  // namespace unknot::directory

#endif  // UNKNOT_TESTS_DIRECTORY_STORE_POSTGRES_SERVER_H_
