// The SQLite store does what every store does, and looks after its file.
#include "services/directory/store/sqlite_store.h"

#include <gmock/gmock.h>
#include <sqlite3.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "services/directory/store/migrations.h"
#include "services/directory/store/open_store.h"
#include "services/directory/store/sqlite_connection.h"
#include "tests/directory/store/store_suite.h"

namespace unknot::directory {

INSTANTIATE_TEST_SUITE_P(
    Sqlite, StoreTest,
    testing::Values(StoreKind{"File", true, OpenSqliteStore},
                    StoreKind{"Memory", false,
                              [](const std::string&) {
                                return OpenSqliteStore(":memory:");
                              }}),
    [](const auto& kind) { return kind.param.name; });

namespace {

using absl::StatusCode;
using testing::HasSubstr;
using testing::Not;

int64_t PresentVersion() {
  return static_cast<int64_t>(SqliteMigrations().size());
}

class SqliteFileTest : public testing::Test {
 protected:
  // Runs SQL on the file behind the store's back.
  void Execute(const char* sql) {
    auto connection = SqliteConnection::Open(path_, /*read_only=*/false);
    ASSERT_THAT(connection, Succeeds());
    ASSERT_THAT((*connection)->Execute(sql), Succeeds());
  }
  void Fill(int rows) {
    auto store = OpenSqliteStore(path_);
    ASSERT_THAT(store, Succeeds());
    for (int i = 0; i < rows; ++i) {
      ASSERT_THAT(Put(**store, absl::StrCat("row-", i)), Succeeds());
    }
  }
  static absl::Status Put(Store& store, const std::string& id) {
    WriteContext context;
    context.now = absl::FromUnixSeconds(1);
    context.method = "Test";
    return store.PutTherapist(SomeTherapist(id), Expect::Absent(), context)
        .status();
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.Path("directory.db");
};

TEST_F(SqliteFileTest, OpensByAddress) {
  EXPECT_THAT(OpenStore("sqlite:" + path_), Succeeds());
  EXPECT_THAT(OpenStore("sqlite::memory:"), Succeeds());
  for (const char* url : {"", "sqlite:", "mysql://x", "directory.db"}) {
    EXPECT_THAT(OpenStore(url),
                Fails(StatusCode::kInvalidArgument, "STORE_URL_INVALID"));
  }
}

TEST_F(SqliteFileTest, TellsNobodyThePasswordOfABadAddress) {
  for (const char* url :
       {"postgersql://me:hush@localhost/x", "me:hush@localhost",
        "postgresql://me:hush@localhost:port/%zz", "postgres://me:%hush@x"}) {
    const absl::Status status = OpenStore(url).status();

    EXPECT_THAT(status,
                Fails(StatusCode::kInvalidArgument, "STORE_URL_INVALID"));
    EXPECT_THAT(status.ToString(), Not(HasSubstr("hush"))) << url;
  }
}

TEST_F(SqliteFileTest, WritesThroughToTheDisk) {
  Fill(1);
  auto connection = SqliteConnection::Open(path_, /*read_only=*/true);

  EXPECT_EQ(*(*connection)->Text("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(*(*connection)->Number("PRAGMA application_id"),
            kSqliteApplicationId);
}

TEST_F(SqliteFileTest, BulkWritesLeaveTheIndexesAsTheyWere) {
  constexpr char kIndexes[] =
      "SELECT group_concat(sql) FROM (SELECT sql FROM sqlite_schema WHERE type "
      "= 'index' ORDER BY name)";
  Fill(0);
  const auto indexes = [&] {
    auto connection = SqliteConnection::Open(path_, /*read_only=*/true);
    return *(*connection)->Text(kIndexes);
  };
  const std::string before = indexes();
  ASSERT_THAT(before, HasSubstr("therapists_by_licence"));
  auto store = OpenSqliteStore(path_);
  ASSERT_THAT(store, Succeeds());

  // One that is undone, one into nothing, one beside others.
  for (const char* id : {"undone", "first", "second"}) {
    const bool good = id != std::string("undone");
    const absl::Status status = (*store)->InOneBulkWrite([&] {
      EXPECT_THAT(Put(**store, id), Succeeds());
      return good ? absl::OkStatus() : absl::CancelledError("stop");
    });
    EXPECT_EQ(status.ok(), good);
    EXPECT_EQ(indexes(), before);
  }
}

TEST_F(SqliteFileTest, SaysThatAFolderIsMissing) {
  const auto store = OpenSqliteStore(folder_.Path("no/such/folder.db"));

  EXPECT_THAT(store,
              Fails(StatusCode::kPermissionDenied, "STORE_NOT_WRITABLE"));
  EXPECT_THAT(std::string(store.status().message()), HasSubstr("folder.db"));
}

TEST_F(SqliteFileTest, SaysThatAFileCannotBeWritten) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  Fill(1);
  std::filesystem::permissions(path_, std::filesystem::perms::owner_read);

  EXPECT_THAT(OpenSqliteStore(path_),
              Fails(StatusCode::kPermissionDenied, "STORE_NOT_WRITABLE"));
}

TEST_F(SqliteFileTest, SaysThatAFileIsNoDatabase) {
  std::ofstream(path_) << std::string(8192, 'x');

  EXPECT_THAT(OpenSqliteStore(path_),
              Fails(StatusCode::kDataLoss, "STORE_DAMAGED"));
}

TEST_F(SqliteFileTest, SaysThatAFileIsDamaged) {
  Fill(200);
  {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 + 100);
    file << std::string(20000, '\x5A');
  }

  EXPECT_THAT(OpenSqliteStore(path_),
              Fails(StatusCode::kDataLoss, "STORE_DAMAGED"));
}

TEST_F(SqliteFileTest, NamesTheFileWhereARowCannotBeRead) {
  Fill(2);
  Execute("UPDATE therapists SET body = x'FF' WHERE name = 'therapists/row-1'");
  const auto store = *OpenSqliteStore(path_);

  for (const absl::Status& status :
       {store->GetTherapist("therapists/row-1").status(),
        store->ListChanges(0, 10).status()}) {
    EXPECT_THAT(status, Fails(StatusCode::kDataLoss, "STORE_DAMAGED"));
    EXPECT_THAT(std::string(status.message()), HasSubstr(path_));
  }
  EXPECT_THAT(store->GetTherapist("therapists/row-0"), Succeeds());
}

TEST_F(SqliteFileTest, SaysThatAFileWasDamagedWhileItIsOpen) {
  Fill(200);
  const auto store = *OpenSqliteStore(path_);
  {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    file << std::string(std::filesystem::file_size(path_) - 4096, '\x5A');
  }

  const auto row = store->GetTherapist("therapists/row-7");

  EXPECT_THAT(row, Fails(StatusCode::kDataLoss, "STORE_DAMAGED"));
  EXPECT_THAT(std::string(row.status().message()), HasSubstr(path_));
}

TEST_F(SqliteFileTest, LeavesOtherProgramsFilesAlone) {
  Execute("CREATE TABLE bookmarks (url TEXT)");

  EXPECT_THAT(OpenSqliteStore(path_),
              Fails(StatusCode::kFailedPrecondition, "STORE_FOREIGN"));
  auto connection = SqliteConnection::Open(path_, /*read_only=*/true);
  EXPECT_EQ(*(*connection)->Number("SELECT COUNT(*) FROM sqlite_schema"), 1);
}

TEST_F(SqliteFileTest, RefusesANewerSchema) {
  Fill(1);
  Execute("INSERT INTO schema_migrations VALUES (99, 0)");

  const auto store = OpenSqliteStore(path_);

  EXPECT_THAT(store, Fails(StatusCode::kFailedPrecondition, "STORE_TOO_NEW"));
  EXPECT_THAT(std::string(store.status().message()), HasSubstr("99"));
}

TEST_F(SqliteFileTest, SaysThatAnotherProcessHasItLocked) {
  Fill(1);
  auto locker = SqliteConnection::Open(path_, /*read_only=*/false);
  ASSERT_THAT((*locker)->Execute("PRAGMA locking_mode = EXCLUSIVE;"
                                 "BEGIN EXCLUSIVE;"),
              Succeeds());

  EXPECT_THAT(OpenSqliteStore(path_),
              Fails(StatusCode::kUnavailable, "STORE_LOCKED"));
}

TEST_F(SqliteFileTest, GoesOnReadingWhileAnotherProcessHasItLocked) {
  Fill(1);
  const auto store = *OpenSqliteStore(path_);
  auto locker = SqliteConnection::Open(path_, /*read_only=*/false);
  ASSERT_THAT((*locker)->BeginWrite(), Succeeds());

  EXPECT_THAT(Put(*store, "ana"),
              Fails(StatusCode::kUnavailable, "STORE_BUSY"));
  EXPECT_THAT(store->GetTherapist("therapists/row-0"), Succeeds());

  ASSERT_THAT((*locker)->Execute("ROLLBACK"), Succeeds());
  EXPECT_THAT(store->GetTherapist("therapists/ana"),
              Fails(StatusCode::kNotFound, "THERAPIST_NOT_FOUND"));
  EXPECT_THAT(Put(*store, "ana"), Succeeds());
}

TEST_F(SqliteFileTest, BringsOldSchemasUpToDate) {
  for (int64_t version = 1; version <= PresentVersion(); ++version) {
    std::filesystem::remove(path_);
    {
      auto connection = SqliteConnection::Open(path_, /*read_only=*/false);
      ASSERT_THAT(Migrate(**connection, path_, SqliteMigrations(), version,
                          absl::UnixEpoch()),
                  Succeeds());
      ASSERT_THAT((*connection)->Execute("PRAGMA application_id = 1431194436"),
                  Succeeds());
    }

    auto store = OpenSqliteStore(path_);

    ASSERT_THAT(store, Succeeds()) << "from version " << version;
    EXPECT_THAT(Put(**store, "ana"), Succeeds());
    auto connection = SqliteConnection::Open(path_, /*read_only=*/true);
    EXPECT_EQ(*(*connection)->Number("SELECT COUNT(*) FROM schema_migrations"),
              PresentVersion());
  }
}

TEST_F(SqliteFileTest, IsSharedByTwoProcesses) {
  auto one = OpenSqliteStore(path_);
  auto other = OpenSqliteStore(path_);
  ASSERT_THAT(one, Succeeds());
  ASSERT_THAT(other, Succeeds());
  std::thread writer([&] {
    for (int i = 0; i < 50; ++i) {
      EXPECT_THAT(Put(**one, absl::StrCat("a-", i)), Succeeds());
    }
  });
  for (int i = 0; i < 50; ++i) {
    EXPECT_THAT(Put(**other, absl::StrCat("b-", i)), Succeeds());
  }
  writer.join();

  ListQuery all;
  all.limit = 1000;
  EXPECT_THAT(*(*one)->ListTherapists(all), testing::SizeIs(100));
  EXPECT_EQ((*other)->ListChanges(0, 1000)->back().revision, 100);
}

}  // namespace
}  // namespace unknot::directory
