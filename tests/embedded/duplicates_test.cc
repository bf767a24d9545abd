// Two entries become one and two again, over a store and over a running
// directory.
#include "chatbot/embedded/duplicates.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/directory/embed.h"
#include "services/directory/store/open_store.h"
#include "services/runtime/clock.h"
#include "services/runtime/executor.h"
#include "services/runtime/logging.h"
#include "services/runtime/server.h"
#include "tests/directory/testing.h"
#include "unknot/directory/v1/directory_service.grpc.pb.h"

namespace unknot::embedded {
namespace {

using directory::SomeTherapist;
using directory::Succeeds;
using testing::HasSubstr;
using testing::Not;

// What a command printed.
struct Done {
  int code = -1;
  std::string out;
  std::string errors;
};

// The parameter says whether a server stands before the store.
class DuplicatesTest : public testing::TestWithParam<bool> {
 protected:
  DuplicatesTest() {
    const std::string address =
        absl::StrCat("sqlite:", folder_.Path("directory.db"));
    store_ = *directory::OpenStore(address);
    Put("ana", "T 123", "https://ana.example");
    Put("twin", "t-123", "");
    Put("other", "T 9", "");
    if (!GetParam()) {
      choice_.store = address;
      return;
    }
    runtime::LogOptions quiet;
    quiet.level = "off";
    EXPECT_THAT(runtime::StartLogging(quiet), Succeeds());
    directory::DirectoryOptions options;
    options.store = address;
    embedded_ = *directory::EmbeddedDirectory::Open(options, clock_, executor_);
    runtime::ServerOptions server_options;
    server_options.listen = "localhost:0";
    server_ = std::make_unique<runtime::Server>(server_options);
    server_->AddService<directory::v1::TherapistDirectoryService>(
        embedded_->service());
    EXPECT_THAT(server_->Start(), Succeeds());
    choice_.server = absl::StrCat("localhost:", server_->port());
  }

  void Put(const std::string& id, const std::string& licence,
           const std::string& website) {
    directory::v1::Therapist row = SomeTherapist(id);
    row.mutable_licence()->set_number(licence);
    row.set_website_uri(website);
    directory::WriteContext context;
    context.now = absl::FromUnixSeconds(1'780'000'000);
    context.method = "Test";
    EXPECT_THAT(store_->PutTherapist(row, directory::Expect::Absent(), context),
                Succeeds());
  }

  Done List(bool json = false) {
    return Run([&](auto& out, auto& errors) {
      return ListDuplicates(choice_, json, out, errors);
    });
  }
  Done Merge(const std::string& name, const std::vector<std::string>& others) {
    return Run([&](auto& out, auto& errors) {
      return MergeDuplicates(choice_, name, others, out, errors);
    });
  }
  Done Undo(const std::string& merge_id) {
    return Run([&](auto& out, auto& errors) {
      return UndoMerge(choice_, merge_id, out, errors);
    });
  }
  bool IsDeleted(const std::string& id) {
    return store_->GetTherapist("therapists/" + id)->has_delete_time();
  }

  directory::TemporaryFolder folder_;
  std::unique_ptr<directory::Store> store_;
  DirectoryChoice choice_;

 private:
  template <typename Command>
  static Done Run(const Command& command) {
    std::ostringstream out;
    std::ostringstream errors;
    const int code = command(out, errors);
    return {code, out.str(), errors.str()};
  }

  const runtime::SystemClock clock_;
  runtime::InlineExecutor executor_;
  std::unique_ptr<directory::EmbeddedDirectory> embedded_;
  std::unique_ptr<runtime::Server> server_;
};

INSTANTIATE_TEST_SUITE_P(Both, DuplicatesTest, testing::Bool(),
                         [](const auto& server) {
                           return server.param ? "Server" : "Store";
                         });

TEST_P(DuplicatesTest, AreListed) {
  const Done listed = List();

  EXPECT_EQ(listed.code, 0) << listed.errors;
  EXPECT_THAT(listed.out, HasSubstr("The same licence:\n"));
  EXPECT_THAT(listed.out,
              HasSubstr("  therapists/ana  Ana ana, Toronto, licence T 123, "
                        "changed 2026-05-28\n"));
  EXPECT_THAT(listed.out, HasSubstr("  therapists/twin  "));
  EXPECT_THAT(listed.out, Not(HasSubstr("other")));
  EXPECT_THAT(listed.out, HasSubstr("Groups: 1."));
}

TEST_P(DuplicatesTest, AreListedAsJson) {
  const Done listed = List(/*json=*/true);

  directory::v1::FindDuplicatesResponse group;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage(listed.out, &group).ok())
      << listed.out;
  EXPECT_EQ(group.kind(), directory::v1::DUPLICATE_KIND_LICENCE);
  EXPECT_EQ(group.therapists_size(), 2);
}

TEST_P(DuplicatesTest, BecomeOneAndTwoAgain) {
  const Done merged = Merge("therapists/twin", {"therapists/ana"});

  ASSERT_EQ(merged.code, 0) << merged.errors;
  EXPECT_TRUE(IsDeleted("ana"));
  EXPECT_EQ(store_->GetTherapist("therapists/twin")->website_uri(),
            "https://ana.example");
  EXPECT_THAT(List().out, HasSubstr("No two entries"));
  const auto trail = store_->ListAudit({.resource = "therapists/ana"});
  EXPECT_EQ(trail->front().actor, ActorOfTerminal());

  // As it was printed.
  const std::vector<std::string> words =
      absl::StrSplit(merged.out, absl::ByAnyChar(" \n"), absl::SkipEmpty());
  const Done undone = Undo(words.back());

  EXPECT_EQ(undone.code, 0) << undone.errors;
  EXPECT_THAT(undone.out, HasSubstr("therapists/ana"));
  EXPECT_FALSE(IsDeleted("ana"));
  EXPECT_EQ(store_->GetTherapist("therapists/twin")->website_uri(), "");
  EXPECT_EQ(Undo(words.back()).code, 1);
}

TEST_P(DuplicatesTest, ThatAreNotThereAreTold) {
  for (const Done& done :
       {Merge("therapists/ana", {"therapists/none"}),
        Merge("therapists/ana", {"therapists/ana"}), Undo("nothing")}) {
    EXPECT_EQ(done.code, 1);
    EXPECT_EQ(done.out, "");
    EXPECT_NE(done.errors, "");
  }
  EXPECT_FALSE(IsDeleted("ana"));
}

TEST(DuplicatesOfNothingTest, SayWhatIsWrong) {
  for (const DirectoryChoice& choice :
       {DirectoryChoice{.server = "localhost:1"},
        DirectoryChoice{.store = "nonsense"}}) {
    std::ostringstream out;
    std::ostringstream errors;

    EXPECT_EQ(ListDuplicates(choice, false, out, errors), 1);

    EXPECT_EQ(out.str(), "");
    EXPECT_NE(errors.str(), "");
  }
}

}  // namespace
}  // namespace unknot::embedded
