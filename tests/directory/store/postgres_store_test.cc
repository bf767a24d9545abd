// The PostgreSQL store does what every store does, hears of other processes'
// changes, and outlives its server's absence.
#include "services/directory/store/postgres_store.h"

#include <gmock/gmock.h>

#include <map>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/directory/embed.h"
#include "services/directory/store/open_store.h"
#include "services/directory/store/postgres_connection.h"
#include "services/runtime/clock.h"
#include "services/runtime/executor.h"
#include "tests/directory/store/postgres_server.h"
#include "tests/directory/store/store_suite.h"

namespace unknot::directory {

// Every test has a database of its own, known by the path it is given.
INSTANTIATE_TEST_SUITE_P(Postgres, StoreTest,
                         testing::Values(StoreKind{
                             "Server", true,
                             [](const std::string& place) {
                               static auto* const databases =
                                   new std::map<std::string, std::string>();
                               std::string& url = (*databases)[place];
                               if (url.empty())
                                 url = PostgresServer::Shared().NewDatabase();
                               return OpenPostgresStore(url);
                             }}),
                         [](const auto& kind) { return kind.param.name; });

namespace {

using absl::StatusCode;
using testing::HasSubstr;
using testing::Not;

WriteContext Now() {
  WriteContext context;
  context.now = absl::FromUnixSeconds(1);
  context.method = "Test";
  return context;
}

absl::Status Put(Store& store, const std::string& id) {
  return store.PutTherapist(SomeTherapist(id), Expect::Absent(), Now())
      .status();
}

class PostgresStoreTest : public testing::Test {
 protected:
  PostgresServer& server_ = PostgresServer::Shared();
  const std::string url_ = server_.NewDatabase();
};

TEST_F(PostgresStoreTest, OpensByAddress) {
  EXPECT_THAT(OpenStore(url_), Succeeds());
  EXPECT_THAT(OpenStore("postgresql://nobody@localhost:1/none"),
              Fails(StatusCode::kUnavailable, "STORE_AWAY"));
  EXPECT_THAT(OpenStore("postgresql://x:99999999999999/%zz"),
              Fails(StatusCode::kInvalidArgument, "STORE_URL_INVALID"));
}

TEST_F(PostgresStoreTest, TheAddressOverrulesWhatIsUsual) {
  const std::string url =
      absl::StrCat(url_, absl::StrContains(url_, '?') ? "&" : "?",
                   "application_name=mine&client_encoding=LATIN1");

  const auto usual = PostgresConnection::Open(url_, "name");
  const auto other = PostgresConnection::Open(url, "name");

  ASSERT_THAT(usual, Succeeds());
  ASSERT_THAT(other, Succeeds());
  constexpr char kName[] = "SELECT current_setting('application_name')";
  EXPECT_EQ(*(*usual)->Text(kName), "unknot-directory");
  EXPECT_EQ(*(*other)->Text(kName), "mine");
  // Except in what the rows are made of.
  EXPECT_EQ(*(*other)->Text("SELECT current_setting('client_encoding')"),
            "UTF8");
}

TEST_F(PostgresStoreTest, TellsNobodyThePassword) {
  const auto store = OpenStore("postgresql://me:hush@localhost:1/none");

  EXPECT_THAT(store.status().ToString(), HasSubstr("localhost:1"));
  EXPECT_THAT(store.status().ToString(), Not(HasSubstr("hush")));
}

TEST_F(PostgresStoreTest, RefusesANewerSchema) {
  ASSERT_THAT(OpenStore(url_), Succeeds());
  server_.Execute(url_, "INSERT INTO schema_migrations VALUES (99, 0)");

  EXPECT_THAT(OpenStore(url_),
              Fails(StatusCode::kFailedPrecondition, "STORE_TOO_NEW"));
}

TEST_F(PostgresStoreTest, HearsOfAnotherProcessesChange) {
  auto one = OpenStore(url_);
  auto other = OpenStore(url_);
  // Begins to listen.
  EXPECT_TRUE((*other)->WaitForWrite(absl::Seconds(20)));
  const int64_t before = *(*other)->LastRevision();

  ASSERT_THAT(Put(**one, "ana"), Succeeds());

  EXPECT_TRUE((*other)->WaitForWrite(absl::Seconds(20)));
  EXPECT_GT(*(*other)->LastRevision(), before);
  EXPECT_THAT(*(*other)->ListChanges(before, 10), testing::SizeIs(1));
}

TEST_F(PostgresStoreTest, SaysThatTheServerIsAwayAndGoesOnWhenItIsBack) {
  auto store = OpenStore(url_);
  ASSERT_THAT(Put(**store, "ana"), Succeeds());
  ASSERT_THAT((*store)->GetTherapist("therapists/ana"), Succeeds());

  server_.Stop();
  const absl::Status write_away = Put(**store, "bo");
  const auto read_away = (*store)->GetTherapist("therapists/ana");
  server_.Start();

  EXPECT_THAT(write_away, Fails(StatusCode::kUnavailable, "STORE_AWAY"));
  EXPECT_THAT(read_away, Fails(StatusCode::kUnavailable, "STORE_AWAY"));
  EXPECT_THAT(Put(**store, "cy"), Succeeds());
  EXPECT_THAT((*store)->GetTherapist("therapists/ana"), Succeeds());
  EXPECT_THAT((*store)->GetTherapist("therapists/bo"),
              Fails(StatusCode::kNotFound, "THERAPIST_NOT_FOUND"));
}

TEST_F(PostgresStoreTest, KeepsWhatItAcknowledgedWhenTheServerCrashes) {
  auto store = OpenStore(url_);
  for (int i = 0; i < 20; ++i) {
    ASSERT_THAT(Put(**store, absl::StrCat("row-", i)), Succeeds());
  }

  server_.Crash();
  server_.Start();

  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT((*store)->GetTherapist(absl::StrCat("therapists/row-", i)),
                Succeeds());
  }
}

// Whole directories, as two processes would have them.
class PostgresDirectoryTest : public PostgresStoreTest {
 protected:
  std::unique_ptr<EmbeddedDirectory> Opened() {
    DirectoryOptions options;
    options.store = url_;
    auto opened = EmbeddedDirectory::Open(options, clock_, executor_);
    EXPECT_THAT(opened, Succeeds());
    return *std::move(opened);
  }
  static absl::Status Create(EmbeddedDirectory& embedded,
                             const std::string& id) {
    v1::CreateTherapistRequest request;
    *request.mutable_therapist() = SomeTherapist("");
    request.set_therapist_id(id);
    return embedded.directory().CreateTherapist(request).status();
  }
  static int Found(EmbeddedDirectory& embedded) {
    v1::SearchTherapistsRequest request;
    request.set_place("Toronto");
    const auto found = embedded.directory().SearchTherapists(request);
    EXPECT_THAT(found, Succeeds());
    v1::SearchTherapistsResponse response;
    return found.ok() && response.ParseFromString(*found)
               ? response.results_size()
               : -1;
  }

  const runtime::SystemClock clock_;
  runtime::InlineExecutor executor_;
};

TEST_F(PostgresDirectoryTest, FindsWhatAnotherProcessWrote) {
  const auto one = Opened();
  const auto other = Opened();

  ASSERT_THAT(Create(*one, "ana"), Succeeds());

  const absl::Time patience = absl::Now() + absl::Seconds(30);
  while (Found(*other) == 0 && absl::Now() < patience) {
    std::this_thread::yield();
  }
  EXPECT_EQ(Found(*other), 1);
}

TEST_F(PostgresDirectoryTest, SearchGoesOnWhileTheServerIsAway) {
  const auto directory = Opened();
  ASSERT_THAT(Create(*directory, "ana"), Succeeds());

  server_.Stop();
  const int found_away = Found(*directory);
  const absl::Status write_away = Create(*directory, "bo");
  server_.Start();

  EXPECT_EQ(found_away, 1);
  EXPECT_THAT(write_away, Fails(StatusCode::kUnavailable, "STORE_AWAY"));
  EXPECT_THAT(Create(*directory, "bo"), Succeeds());
  EXPECT_EQ(Found(*directory), 2);
}

}  // namespace
}  // namespace unknot::directory
