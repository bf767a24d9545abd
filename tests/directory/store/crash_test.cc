// A process that writes is killed at any moment, many times: what it was told
// to be stored is there afterwards, and whole.
//
//   UNKNOT_CRASH_ROUNDS=10000 build/release/bin/directory_crash_test
//
// asks for that many kills of each test; without it there are 200 on SQLite and
// 25 on PostgreSQL, or fewer where each takes longer.
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <functional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/directory/store/open_store.h"
#include "tests/directory/store/postgres_server.h"
#include "tests/directory/testing.h"

namespace unknot::directory {
namespace {

// A store grows with each round, and so does looking it through: a new one now
// and then.
constexpr int kRoundsOfAStore = 50;

int RoundsOr(int usual) {
  const char* asked = std::getenv("UNKNOT_CRASH_ROUNDS");
  int rounds = 0;
  return asked != nullptr && absl::SimpleAtoi(asked, &rounds) ? rounds : usual;
}

std::string NameOf(int round, int i) {
  return absl::StrCat("row-", round, "-", i);
}

// Writes rows until it is killed, and tells each that the store has taken.
[[noreturn]] void WriteUntilKilled(const std::string& url, int round,
                                   int told) {
  auto store = OpenStore(url);
  if (!store.ok()) _exit(1);
  for (int i = 0;; ++i) {
    WriteContext context;
    context.now = absl::FromUnixSeconds(1);
    context.method = "Test";
    const auto row = (*store)->PutTherapist(SomeTherapist(NameOf(round, i)),
                                            Expect::Absent(), context);
    if (!row.ok() || write(told, &i, sizeof(i)) != sizeof(i)) _exit(1);
  }
}

// Starts a process that writes, waits until it told of some rows, does `strike`
// with it and returns the last row that it told of; -1: none.
int WriteAndKill(const std::string& url, int round,
                 const std::function<void(pid_t)>& strike) {
  int channel[2];
  EXPECT_EQ(pipe(channel), 0);
  const pid_t child = fork();
  if (child == 0) WriteUntilKilled(url, round, channel[1]);
  close(channel[1]);
  int last = -1;
  int row = 0;
  // Another number of rows each time; the process is anywhere in the next.
  for (int told = 0; told < 1 + round * 7 % 23; ++told) {
    EXPECT_EQ(read(channel[0], &row, sizeof(row)),
              static_cast<ssize_t>(sizeof(row)));
    last = row;
  }
  strike(child);
  while (read(channel[0], &row, sizeof(row)) == sizeof(row)) last = row;
  close(channel[0]);
  waitpid(child, nullptr, 0);
  return last;
}

// Every row that was told is there; a further one is there as a whole or not at
// all: with its line in the audit trail, and its revision counted.
void ExpectWhole(Store& store, int round, int last) {
  for (int i = 0; i <= last + 1; ++i) {
    const std::string name = absl::StrCat("therapists/", NameOf(round, i));
    const auto row = store.GetTherapist(name);
    const auto audit = store.ListAudit({.resource = name});
    ASSERT_THAT(audit, Succeeds());
    if (i <= last) {
      ASSERT_THAT(row, Succeeds());
    }
    ASSERT_EQ(audit->size(), row.ok() ? 1u : 0u);
    if (!row.ok()) continue;
    v1::Therapist content = *row;
    content.clear_etag();
    content.clear_create_time();
    content.clear_update_time();
    ASSERT_THAT(content, EqualsMessage(SomeTherapist(NameOf(round, i))));
    ASSERT_GE(*store.LastRevision(), audit->front().number);
  }
}

void KillOften(int rounds, const std::function<std::string()>& new_store,
               const std::function<void(pid_t)>& strike) {
  std::string url;
  int64_t told = 0;
  for (int round = 0; round < rounds; ++round) {
    if (round % kRoundsOfAStore == 0) url = new_store();
    const int last = WriteAndKill(url, round, strike);
    told += last + 1;
    auto store = OpenStore(url);
    ASSERT_THAT(store, Succeeds());
    ExpectWhole(**store, round, last);
    if (testing::Test::HasFatalFailure()) return;
  }
  std::printf("%d kills, %ld rows acknowledged, none lost\n", rounds,
              static_cast<long>(told));
}

void Kill(pid_t child) { kill(child, SIGKILL); }

constexpr int kRowsOfAnImport = 3000;

// Writes many rows as one write, and tells when the store has taken them.
[[noreturn]] void ImportUntilKilled(const std::string& url, int told) {
  auto store = OpenStore(url);
  if (!store.ok()) _exit(1);
  WriteContext context;
  context.now = absl::FromUnixSeconds(1);
  context.method = "Test";
  const char began = 0;
  if (write(told, &began, 1) != 1) _exit(1);
  const absl::Status status = (*store)->InOneBulkWrite([&]() -> absl::Status {
    for (int batch = 0; batch < kRowsOfAnImport; batch += 100) {
      std::vector<TherapistWrite> rows;
      for (int i = batch; i < batch + 100; ++i) {
        rows.push_back({SomeTherapist(NameOf(0, i)), std::nullopt});
      }
      absl::Status put = (*store)->PutTherapists(std::move(rows), context);
      if (!put.ok()) return put;
    }
    return absl::OkStatus();
  });
  const char done = 1;
  if (!status.ok() || write(told, &done, 1) != 1) _exit(1);
  pause();
  _exit(1);
}

void KillImports(int rounds, const std::function<std::string()>& new_store) {
  int whole = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::string url = new_store();
    ASSERT_THAT(OpenStore(url), Succeeds());
    int channel[2];
    ASSERT_EQ(pipe(channel), 0);
    const pid_t child = fork();
    if (child == 0) ImportUntilKilled(url, channel[1]);
    close(channel[1]);
    char told = 0;
    ASSERT_EQ(read(channel[0], &told, 1), 1);
    // Anywhere from the first row to some time after the last.
    absl::SleepFor(absl::Milliseconds(round * 37 % 100));
    kill(child, SIGKILL);
    const bool done = read(channel[0], &told, 1) == 1;
    close(channel[0]);
    waitpid(child, nullptr, 0);

    auto store = OpenStore(url);
    ASSERT_THAT(store, Succeeds());
    ListQuery query;
    query.limit = kRowsOfAnImport + 1;
    const auto rows = (*store)->ListTherapists(query);
    ASSERT_THAT(rows, Succeeds());
    ASSERT_THAT(rows->size(), testing::AnyOf(0, kRowsOfAnImport));
    const bool all = !rows->empty();
    ASSERT_TRUE(all || !done);
    const auto audit = (*store)->ListAudit({.limit = kRowsOfAnImport + 1});
    ASSERT_THAT(audit, Succeeds());
    ASSERT_EQ(audit->size(), rows->size());
    whole += all ? 1 : 0;
  }
  std::printf("%d kills of an import, %d left all of it, %d nothing\n", rounds,
              whole, rounds - whole);
}

std::function<std::string()> NewFiles(const TemporaryFolder& folder) {
  return [&folder, count = 0]() mutable {
    return absl::StrCat("sqlite:", folder.Path(absl::StrCat(count++, ".db")));
  };
}

TEST(CrashTest, SqliteLosesNothing) {
  TemporaryFolder folder;
  KillOften(RoundsOr(200), NewFiles(folder), Kill);
}

TEST(CrashTest, SqliteImportsAreWholeOrNot) {
  TemporaryFolder folder;
  KillImports(RoundsOr(20), NewFiles(folder));
}

TEST(CrashTest, PostgresLosesNothing) {
  PostgresServer& server = PostgresServer::Shared();
  KillOften(
      RoundsOr(25), [&] { return server.NewDatabase(); }, Kill);
}

TEST(CrashTest, PostgresLosesNothingWhenItsServerCrashes) {
  PostgresServer& server = PostgresServer::Shared();
  KillOften(
      RoundsOr(3), [&] { return server.NewDatabase(); },
      [&](pid_t) {
        // The process notices, and ends.
        server.Crash();
        server.Start();
      });
}

TEST(CrashTest, PostgresImportsAreWholeOrNot) {
  PostgresServer& server = PostgresServer::Shared();
  KillImports(RoundsOr(10), [&] { return server.NewDatabase(); });
}

}  // namespace
}  // namespace unknot::directory
