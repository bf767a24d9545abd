// What filling the directory with a country's worth of therapists costs, and
// how soon it is searched again after a restart, as times of what a bare table
// of the same database takes for the same file in the same run.
//
//   unknot_measure_import [--rows N] [--seed N] [--no-postgres] [--no-server]
//
// The file is CSV without names, which have to be made of each row's content:
// the usual case, and the dearest. Exit codes: 0 measured, 1 something failed.
#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/directory/demo/generator.h"
#include "services/directory/exchange/csv_records.h"
#include "services/directory/exchange/writer.h"
#include "tests/bench/server_process.h"
#include "tests/directory/store/postgres_server.h"
#include "unknot/directory/v1/directory_service.grpc.pb.h"

extern char** environ;

namespace unknot::bench {
namespace {

namespace dir = ::unknot::directory;
using Clock = std::chrono::steady_clock;

struct Options {
  int64_t rows = 1'000'000;
  uint64_t seed = 1;
  bool no_postgres = false;
  bool no_server = false;
};

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// A line of /proc/PID/status, in megabytes.
double Megabytes(pid_t pid, absl::string_view key) {
  std::ifstream status(absl::StrCat("/proc/", pid, "/status"));
  for (std::string line; std::getline(status, line);) {
    const std::vector<std::string> words =
        absl::StrSplit(line, absl::ByAnyChar(" \t:"), absl::SkipEmpty());
    double kilobytes = 0;
    if (words.size() > 1 && words[0] == key &&
        absl::SimpleAtod(words[1], &kilobytes)) {
      return kilobytes / 1024;
    }
  }
  return 0;
}

bool WriteFile(const Options& options, const std::string& path) {
  const auto generator = dir::Generator::Make(options.seed);
  std::ofstream out(path, std::ios::binary);
  const auto writer = dir::MakeRowWriter(dir::FileFormat::kCsv, out);
  if (!generator.ok() || !writer.ok()) return false;
  for (int64_t i = 0; i < options.rows; ++i) {
    dir::v1::Therapist therapist = (*generator)->Invent(i);
    therapist.clear_name();
    (*writer)->Write(therapist);
  }
  return static_cast<bool>(out.flush());
}

struct Cost {
  double seconds = 0;
  double megabytes = 0;
};

// Runs `unknot directory import`. Nothing, where it fails.
std::optional<Cost> ImportByCommand(const std::string& file,
                                    const std::vector<std::string>& where) {
  std::vector<std::string> words = {absl::StrCat(UNKNOT_BIN_DIR, "/unknot"),
                                    "directory", "import", file};
  words.insert(words.end(), where.begin(), where.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  const auto start = Clock::now();
  pid_t pid = -1;
  const int spawned =
      posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  rusage usage{};
  if (spawned != 0 || wait4(pid, &status, 0, &usage) != pid || status != 0) {
    return std::nullopt;
  }
  return Cost{SecondsSince(start), static_cast<double>(usage.ru_maxrss) / 1024};
}

// The same columns as text in one table without any index, each write on disk.
bool FillBareSqlite(const std::string& file, const std::string& path) {
  const auto source = dir::ByteSource::Open(file);
  if (!source.ok()) return false;
  dir::CsvRecords records(**source);
  dir::CsvRecord record;
  if (!records.Next(record).value_or(false)) return false;
  sqlite3* db = nullptr;
  sqlite3_stmt* insert = nullptr;
  const std::vector<std::string> marks(record.fields.size(), "?");
  std::vector<std::string> columns;
  for (const std::string& name : record.fields) {
    columns.push_back(absl::StrCat("\"", name, "\" TEXT"));
  }
  bool good =
      sqlite3_open(path.c_str(), &db) == SQLITE_OK &&
      sqlite3_exec(db,
                   absl::StrCat("PRAGMA journal_mode = WAL; PRAGMA synchronous "
                                "= FULL; CREATE TABLE bare (",
                                absl::StrJoin(columns, ", "), "); BEGIN")
                       .c_str(),
                   nullptr, nullptr, nullptr) == SQLITE_OK &&
      sqlite3_prepare_v2(db,
                         absl::StrCat("INSERT INTO bare VALUES (",
                                      absl::StrJoin(marks, ", "), ")")
                             .c_str(),
                         -1, &insert, nullptr) == SQLITE_OK;
  while (good && records.Next(record).value_or(false)) {
    for (int i = 0; i < static_cast<int>(record.fields.size()); ++i) {
      sqlite3_bind_text(insert, i + 1, record.fields[i].data(),
                        static_cast<int>(record.fields[i].size()),
                        SQLITE_STATIC);
    }
    good = sqlite3_step(insert) == SQLITE_DONE;
    sqlite3_reset(insert);
  }
  sqlite3_finalize(insert);
  good = good &&
         sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK;
  sqlite3_close(db);
  return good;
}

// The same by COPY, which is all that psql's \copy does.
bool FillBarePostgres(const std::string& file, const std::string& url) {
  std::ifstream in(file, std::ios::binary);
  std::string header;
  std::getline(in, header);
  std::vector<std::string> columns;
  for (const absl::string_view name : absl::StrSplit(header, ',')) {
    columns.push_back(absl::StrCat("\"", name, "\" TEXT"));
  }
  PGconn* db = PQconnectdb(url.c_str());
  PQclear(PQexec(
      db, absl::StrCat("CREATE TABLE bare (", absl::StrJoin(columns, ", "), ")")
              .c_str()));
  PQclear(PQexec(db, "COPY bare FROM STDIN (FORMAT csv)"));
  std::string block(1 << 20, '\0');
  bool good = true;
  while (good && in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    good = PQputCopyData(db, block.data(), static_cast<int>(in.gcount())) == 1;
  }
  good = good && PQputCopyEnd(db, nullptr) == 1;
  PGresult* result = PQgetResult(db);
  good = good && PQresultStatus(result) == PGRES_COMMAND_OK;
  PQclear(result);
  PQfinish(db);
  return good;
}

class Measurement {
 public:
  Measurement(const Options& options, const std::filesystem::path& folder)
      : options_(options),
        folder_(folder),
        file_((folder / "therapists.csv").string()) {}

  bool Run() {
    if (!WriteFile(options_, file_)) return false;
    absl::PrintF("import of %d therapists, %d MB of CSV\n", options_.rows,
                 std::filesystem::file_size(file_) >> 20);
    const std::string bare = (folder_ / "bare.db").string();
    if (!Measure("SQLite", absl::StrCat("sqlite:", Path("command.db")),
                 absl::StrCat("sqlite:", Path("server.db")),
                 [&] { return FillBareSqlite(file_, bare); })) {
      return false;
    }
    if (options_.no_postgres) return true;
    if (!dir::PostgresServer::Installed()) {
      absl::PrintF("  PostgreSQL: skipped, postgresql-15 is not installed\n");
      return true;
    }
    dir::PostgresServer server;
    const std::string rival = server.NewDatabase();
    return Measure("PostgreSQL", server.NewDatabase(), server.NewDatabase(),
                   [&] { return FillBarePostgres(file_, rival); });
  }

 private:
  std::string Path(absl::string_view name) const {
    return (folder_ / std::string(name)).string();
  }

  template <typename Fill>
  bool Measure(const std::string& kind, const std::string& url,
               const std::string& server_url, const Fill& fill_bare) {
    const auto start = Clock::now();
    if (!fill_bare()) return false;
    const double bare = SecondsSince(start);
    Print(absl::StrCat(kind, ", a bare table"), {bare, 0}, bare);
    const auto command = ImportByCommand(file_, {"--store", url});
    if (!command.has_value()) return false;
    Print(absl::StrCat(kind, ", unknot directory import"), *command, bare);
    if (!Start(kind, url)) return false;
    return options_.no_server || ImportIntoServer(kind, server_url, bare);
  }

  void Print(const std::string& what, const Cost& cost, double bare) const {
    absl::PrintF("  %-40s %7.1f s %9.0f rows/s %6.2f x", what, cost.seconds,
                 static_cast<double>(options_.rows) / cost.seconds,
                 cost.seconds / bare);
    if (cost.megabytes > 0) absl::PrintF("   at most %.0f MB", cost.megabytes);
    absl::PrintF("\n");
  }

  // From the start of the process to the first answer; it listens only once it
  // has everybody.
  bool Start(const std::string& kind, const std::string& url) {
    const auto start = Clock::now();
    const auto server =
        ServerProcess::Start("unknot-directory", {"--store", url});
    if (!server.ok() || !Search(**server)) return false;
    absl::PrintF("  %-40s %7.1f s; at most %.0f MB, %.0f MB afterwards\n",
                 absl::StrCat(kind, ", start to first search"),
                 SecondsSince(start), Megabytes((*server)->pid(), "VmHWM"),
                 Megabytes((*server)->pid(), "VmRSS"));
    return true;
  }

  static bool Search(const ServerProcess& server) {
    const auto stub =
        dir::v1::TherapistDirectoryService::NewStub(server.channel());
    grpc::ClientContext context;
    dir::v1::SearchTherapistsRequest request;
    request.set_place("Toronto");
    dir::v1::SearchTherapistsResponse response;
    const grpc::Status status =
        stub->SearchTherapists(&context, request, &response);
    return status.ok() && response.results_size() > 0;
  }

  bool ImportIntoServer(const std::string& kind, const std::string& url,
                        double bare) {
    const auto server =
        ServerProcess::Start("unknot-directory", {"--store", url});
    if (!server.ok()) return false;
    auto cost = ImportByCommand(file_, {"--directory", (*server)->address()});
    if (!cost.has_value() || !Search(**server)) return false;
    cost->megabytes = Megabytes((*server)->pid(), "VmHWM");
    Print(absl::StrCat(kind, ", into a server, searched"), *cost, bare);
    return true;
  }

  const Options options_;
  const std::filesystem::path folder_;
  const std::string file_;
};

int Run(int argc, char** argv) {
  Options options;
  CLI::App app("Measures filling the directory.", "unknot_measure_import");
  app.add_option("--rows", options.rows, "therapists")
      ->check(CLI::Range(int64_t{1}, int64_t{50'000'000}));
  app.add_option("--seed", options.seed, "of the rows");
  app.add_flag("--no-postgres", options.no_postgres, "SQLite alone");
  app.add_flag("--no-server", options.no_server, "the command alone");
  CLI11_PARSE(app, argc, argv);
  std::string folder = "/tmp/unknot-import-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) return 1;
  const bool good = Measurement(options, folder).Run();
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  if (!good) absl::FPrintF(stderr, "the import could not be measured\n");
  return good ? 0 : 1;
}

}  // namespace
}  // namespace unknot::bench

int main(int argc, char** argv) { return unknot::bench::Run(argc, argv); }
