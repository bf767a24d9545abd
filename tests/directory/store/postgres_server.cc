// initdb and pg_ctl, as anybody would run them.
#include "tests/directory/store/postgres_server.h"

#include <libpq-fe.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "absl/strings/str_cat.h"

namespace unknot::directory {
namespace {

constexpr char kBin[] = "/usr/lib/postgresql/15/bin/";

}  // namespace

bool PostgresServer::Installed() {
  return std::filesystem::exists(absl::StrCat(kBin, "postgres"));
}

PostgresServer::PostgresServer() {
  // Short: a socket's path has at most 107 characters.
  std::string pattern = "/tmp/unknot-pg-XXXXXX";
  folder_ = mkdtemp(pattern.data());
  if (geteuid() == 0) Run(absl::StrCat("chown postgres ", folder_.string()));
  Run(absl::StrCat(kBin, "initdb -D ", folder_.string(),
                   "/data -A trust -U unknot --no-sync -E UTF8 --locale=C"));
  std::ofstream(folder_ / "data/postgresql.conf", std::ios::app)
      << "listen_addresses = ''\nunix_socket_directories = '"
      << folder_.string() << "'\nshared_buffers = 64MB\nmax_wal_size = 2GB\n";
  Start();
}

PostgresServer::~PostgresServer() {
  if (running_) Stop();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void PostgresServer::Run(const std::string& command) const {
  const std::string log = folder_.string() + "/log";
  const std::string whole =
      geteuid() == 0 ? absl::StrCat("cd / && runuser -u postgres -- ", command,
                                    " >>", log, " 2>&1")
                     : absl::StrCat(command, " >>", log, " 2>&1");
  const bool as_root = command.rfind("chown", 0) == 0;
  if (system(as_root ? command.c_str() : whole.c_str()) != 0) {
    std::fprintf(stderr, "PostgreSQL for tests: failed: %s\n", command.c_str());
    system(absl::StrCat("tail -5 ", log, " >&2").c_str());
    std::abort();
  }
}

std::string PostgresServer::NewDatabase() {
  const std::string name = absl::StrCat("test", ++database_count_);
  const std::string base =
      absl::StrCat("postgresql://unknot@/", name, "?host=", folder_.string());
  Execute(absl::StrCat("postgresql://unknot@/postgres?host=", folder_.string()),
          absl::StrCat("CREATE DATABASE ", name));
  return base;
}

void PostgresServer::Execute(const std::string& url,
                             const std::string& sql) const {
  PGconn* connection = PQconnectdb(url.c_str());
  PGresult* result = PQexec(connection, sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    std::fprintf(stderr, "PostgreSQL for tests: %s\n",
                 PQerrorMessage(connection));
    std::abort();
  }
  PQclear(result);
  PQfinish(connection);
}

void PostgresServer::Start() {
  Run(absl::StrCat(kBin, "pg_ctl -w -D ", folder_.string(), "/data -l ",
                   folder_.string(), "/server.log start"));
  running_ = true;
}

void PostgresServer::Stop() {
  Run(absl::StrCat(kBin, "pg_ctl -w -m fast -D ", folder_.string(),
                   "/data stop"));
  running_ = false;
}

void PostgresServer::Crash() {
  Run(absl::StrCat(kBin, "pg_ctl -w -m immediate -D ", folder_.string(),
                   "/data stop"));
  running_ = false;
}

PostgresServer& PostgresServer::Shared() {
  static PostgresServer server;
  return server;
}

}  // namespace unknot::directory
