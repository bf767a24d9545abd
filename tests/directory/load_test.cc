// Everything is taken over from the store by several threads, whatever is
// written in the meantime.
#include <gmock/gmock.h>

#include <atomic>
#include <map>
#include <thread>

#include "absl/strings/str_cat.h"
#include "services/directory/directory.h"
#include "services/directory/store/open_store.h"
#include "tests/directory/testing.h"

namespace unknot::directory {
namespace {

// More than one slice of what is loaded has.
constexpr int kRows = 5000;

class LoadTest : public testing::Test {
 protected:
  LoadTest() {
    auto store = OpenStore(absl::StrCat("sqlite:", folder_.Path("test.db")));
    EXPECT_THAT(store, Succeeds());
    store_ = *std::move(store);
    auto places = MakeBuiltInGazetteer();
    EXPECT_THAT(places, Succeeds());
    places_ = *std::move(places);
    std::vector<TherapistWrite> rows;
    for (int i = 0; i < kRows; ++i) {
      rows.push_back({SomeTherapist(absl::StrCat("t", i)), std::nullopt});
    }
    EXPECT_THAT(store_->InOneWrite([&] {
      return store_->PutTherapists(std::move(rows), Context());
    }),
                Succeeds());
  }

  WriteContext Context() const {
    WriteContext context;
    context.now = clock_.Now();
    context.method = "Test";
    return context;
  }

  // Gives the row another name, or deletes it.
  void Change(int i, int version) {
    auto row = store_->GetTherapist(absl::StrCat("therapists/t", i));
    ASSERT_THAT(row, Succeeds());
    if (version % 10 == 0) {
      row->mutable_delete_time()->set_seconds(1);
    } else {
      row->clear_delete_time();
      row->set_display_name(absl::StrCat("Version ", version));
    }
    ASSERT_THAT(
        store_->PutTherapist(*row, Expect::Etag(row->etag()), Context()),
        Succeeds());
  }

  std::map<std::string, std::string> Stored() const {
    std::map<std::string, std::string> rows;
    ListQuery query;
    query.limit = 2 * kRows;
    const auto listed = store_->ListTherapists(query);
    EXPECT_THAT(listed, Succeeds());
    if (!listed.ok()) return rows;
    for (const v1::Therapist& row : *listed) {
      rows[row.name()] = absl::StrCat(row.display_name(), " ", row.etag());
    }
    return rows;
  }

  static std::map<std::string, std::string> Found(const Search& search) {
    const v1::SearchTherapistsRequest request;
    const SearchQuery query{.request = request,
                            .point = {},
                            .today = DateOf(2026, 6, 1),
                            .local_time = {},
                            .after = {},
                            .limit = 2 * kRows};
    std::map<std::string, std::string> rows;
    for (const SearchHit& hit : search.Find(query)) {
      const bool added =
          rows.emplace(hit.therapist->message.name(),
                       absl::StrCat(hit.therapist->message.display_name(), " ",
                                    hit.therapist->message.etag()))
              .second;
      EXPECT_TRUE(added) << hit.therapist->message.name();
    }
    return rows;
  }

  TemporaryFolder folder_;
  runtime::FakeClock clock_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Places> places_;
};

TEST_F(LoadTest, EverybodyIsFoundOnce) {
  const auto search = MakeMemorySearch();
  Directory directory({*store_, *search, *places_, clock_});
  ASSERT_THAT(directory.Refresh(), Succeeds());
  EXPECT_EQ(directory.size(), static_cast<size_t>(kRows));
  EXPECT_EQ(Found(*search), Stored());
}

TEST_F(LoadTest, NothingWrittenMeanwhileIsMissed) {
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) Change(i * 7 % kRows, i);
  });
  std::vector<std::unique_ptr<Search>> searches;
  std::vector<std::unique_ptr<Directory>> directories;
  for (int i = 0; i < 10; ++i) {
    searches.push_back(MakeMemorySearch());
    directories.push_back(std::make_unique<Directory>(
        Directory::Parts{*store_, *searches.back(), *places_, clock_}));
    EXPECT_THAT(directories.back()->Refresh(), Succeeds());
  }
  stop = true;
  writer.join();

  const auto stored = Stored();
  for (int i = 0; i < 10; ++i) {
    ASSERT_THAT(directories[i]->Refresh(), Succeeds());
    EXPECT_EQ(Found(*searches[i]), stored) << "load " << i;
  }
}

}  // namespace
}  // namespace unknot::directory
