// The index answers as a plain loop over everybody does, however it came about:
// loaded at once, changed row by row, rearranged in the background.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>

#include "services/directory/search/search.h"
#include "tests/directory/search/search_oracle.h"
#include "tests/directory/testing.h"

namespace unknot::directory {
namespace {

std::vector<std::string> Names(const std::vector<SearchHit>& hits) {
  std::vector<std::string> names;
  for (const SearchHit& hit : hits)
    names.push_back(hit.therapist->message.name());
  return names;
}

std::vector<std::string> First(std::vector<std::string> names, int limit) {
  if (names.size() > static_cast<size_t>(limit)) names.resize(limit);
  return names;
}

// A random query over what RandomTherapists makes.
class RandomQuery {
 public:
  explicit RandomQuery(std::mt19937& random)
      : request_(RandomRequest(random)),
        query_{.request = request_,
               .point = {},
               .radius_m = 25000,
               .today = DateOf(2026, 6, 1),
               .local_time = {},
               .after = {},
               .limit = 1 + static_cast<int>(random() % 30)} {
    query_.local_time.set_day(static_cast<v1::Weekday>(1 + random() % 7));
    query_.local_time.set_minute(static_cast<int>(random() % 1440));
    if (random() % 5 != 0) {
      query_.point = RandomPoint(random);
      query_.radius_m = 1000 + static_cast<int>(random() % 199000);
    }
  }

  SearchQuery& operator*() { return query_; }
  std::string text() const { return request_.ShortDebugString(); }

 private:
  v1::SearchTherapistsRequest request_;
  SearchQuery query_;
};

void PutClinics(Search& search) {
  for (const v1::Clinic& clinic : OracleClinics()) search.PutClinic(clinic);
}

// Loads them from so many threads at once.
void LoadAtOnce(const std::vector<v1::Therapist>& therapists, int thread_count,
                Search& search) {
  constexpr size_t kBatch = 100;
  std::atomic<size_t> next = 0;
  search.BeginLoad();
  std::vector<std::thread> threads;
  for (int i = 0; i < thread_count; ++i) {
    threads.emplace_back([&] {
      for (size_t at = next.fetch_add(kBatch); at < therapists.size();
           at = next.fetch_add(kBatch)) {
        const size_t end = std::min(at + kBatch, therapists.size());
        search.PutAll({therapists.begin() + static_cast<ptrdiff_t>(at),
                       therapists.begin() + static_cast<ptrdiff_t>(end)});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  search.EndLoad();
}

// Ten shards of a thousand queries each, so that they can run side by side.
class IndexOracleTest : public testing::TestWithParam<int> {};

TEST_P(IndexOracleTest, FindsWhatAPlainLoopFinds) {
  const unsigned seed = 20260601;
  SCOPED_TRACE(seed);
  std::mt19937 rows_random(seed);
  const auto therapists = RandomTherapists(20'000, rows_random);
  const SearchOracle oracle(therapists);
  const auto search = MakeMemorySearch();
  PutClinics(*search);
  LoadAtOnce(therapists, 1 + GetParam() % 3, *search);
  std::mt19937 random(seed + GetParam());
  for (int i = 0; i < 1000; ++i) {
    RandomQuery query(random);

    const auto expected = First(oracle.Search(*query), (*query).limit);

    ASSERT_EQ(Names(search->Find(*query)), expected)
        << "query " << i << ": " << query.text();
  }
}

INSTANTIATE_TEST_SUITE_P(Shards, IndexOracleTest, testing::Range(0, 10));

TEST(IndexTest, PagesThroughEverybodyOnce) {
  std::mt19937 random(7);
  const auto therapists = RandomTherapists(2000, random);
  const SearchOracle oracle(therapists);
  const auto search = MakeMemorySearch();
  PutClinics(*search);
  // In pieces, so that there are several segments.
  for (const v1::Therapist& therapist : therapists) search->Put(therapist);
  for (int i = 0; i < 100; ++i) {
    RandomQuery query(random);
    const auto expected = oracle.Search(*query);

    std::vector<std::string> paged;
    for (;;) {
      const auto hits = search->Find(*query);
      for (const std::string& name : Names(hits)) paged.push_back(name);
      if (hits.empty()) break;
      (*query).after = hits.back().key;
    }

    ASSERT_EQ(paged, expected) << query.text();
  }
}

TEST(IndexTest, KeepsUpWithChanges) {
  std::mt19937 random(11);
  std::map<std::string, v1::Therapist> truth;
  const auto search = MakeMemorySearch();
  PutClinics(*search);
  for (int round = 0; round < 60; ++round) {
    // Changes of all sizes: a few rows, or thousands at once.
    const int count =
        round % 10 == 0 ? 3000 : 1 + static_cast<int>(random() % 50);
    std::vector<v1::Therapist> changed;
    for (v1::Therapist& row : RandomTherapists(count, random)) {
      row.set_name("therapists/t" + std::to_string(random() % 5000));
      changed.push_back(row);
    }
    for (const v1::Therapist& row : changed) truth[row.name()] = row;
    search->PutAll(changed);
    for (int i = 0; i < 5; ++i) {
      const std::string name = "therapists/t" + std::to_string(random() % 5000);
      v1::Therapist row;
      row.set_name(name);
      search->Put(Gone(row));
      truth.erase(name);
    }
    std::vector<v1::Therapist> rows;
    for (const auto& [name, row] : truth) rows.push_back(row);
    const SearchOracle oracle(rows);
    for (int i = 0; i < 20; ++i) {
      RandomQuery query(random);
      const auto expected = First(oracle.Search(*query), (*query).limit);
      ASSERT_EQ(Names(search->Find(*query)), expected)
          << "round " << round << ": " << query.text();
    }
    ASSERT_EQ(search->size(), truth.size());
  }
  search->WaitUntilSettled();
  EXPECT_EQ(search->size(), truth.size());
  EXPECT_LE(search->Measure().segments, 6u);
}

TEST(IndexTest, DeletedRowsGiveTheirMemoryBack) {
  std::mt19937 random(5);
  const auto therapists = RandomTherapists(20'000, random);
  const auto search = MakeMemorySearch();
  search->PutAll(therapists);
  search->WaitUntilSettled();
  const SearchSize before = search->Measure();

  std::vector<v1::Therapist> deleted;
  for (int i = 0; i < 19'000; ++i) deleted.push_back(Gone(therapists[i]));
  search->PutAll(deleted);
  search->WaitUntilSettled();

  const SearchSize after = search->Measure();
  EXPECT_EQ(after.therapists, 1000u);
  EXPECT_LT(after.index_bytes, before.index_bytes / 10);
  EXPECT_LT(after.content_bytes, before.content_bytes / 10);
}

TEST(IndexTest, TheLastOfANameCounts) {
  const auto search = MakeMemorySearch();
  v1::Therapist first = SomeTherapist("ana");
  v1::Therapist second = first;
  second.set_display_name("Bea");
  v1::SearchTherapistsRequest request;
  const SearchQuery query{.request = request,
                          .point = {},
                          .today = DateOf(2026, 6, 1),
                          .local_time = {},
                          .after = {}};

  search->PutAll({first, second});
  ASSERT_EQ(search->Find(query).size(), 1u);
  EXPECT_EQ(search->Find(query)[0].therapist->message.display_name(), "Bea");

  // The same when it changes while everything is loaded.
  const auto loading = MakeMemorySearch();
  loading->BeginLoad();
  loading->Put(first);
  loading->Put(second);
  loading->EndLoad();
  ASSERT_EQ(loading->Find(query).size(), 1u);
  EXPECT_EQ(loading->Find(query)[0].therapist->message.display_name(), "Bea");
}

TEST(IndexTest, WhoIsDeletedWhileEverybodyIsLoadedIsNotFound) {
  const auto search = MakeMemorySearch();
  const v1::Therapist gone = SomeTherapist("ana");
  const v1::Therapist back = SomeTherapist("bo");
  v1::SearchTherapistsRequest request;
  const SearchQuery query{.request = request,
                          .point = {},
                          .today = DateOf(2026, 6, 1),
                          .local_time = {},
                          .after = {}};

  search->BeginLoad();
  search->PutAll({gone, back, SomeTherapist("cy")});
  search->PutAll({Gone(gone), Gone(back)});
  search->Put(back);
  search->EndLoad();

  EXPECT_THAT(Names(search->Find(query)),
              testing::UnorderedElementsAre("therapists/bo", "therapists/cy"));
}

TEST(IndexTest, EachSearchSeesAllOfAChangeOrNothing) {
  const auto search = MakeMemorySearch();
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      std::vector<v1::Therapist> pair = {SomeTherapist("a"),
                                         SomeTherapist("b")};
      for (v1::Therapist& row : pair) {
        row.set_display_name("Version " + std::to_string(i));
      }
      search->PutAll(pair);
    }
  });
  v1::SearchTherapistsRequest request;
  const SearchQuery query{.request = request,
                          .point = {},
                          .today = DateOf(2026, 6, 1),
                          .local_time = {},
                          .after = {}};
  for (int i = 0; i < 2000; ++i) {
    const auto hits = search->Find(query);
    if (hits.empty()) continue;
    ASSERT_EQ(hits.size(), 2u);
    ASSERT_EQ(hits[0].therapist->message.display_name(),
              hits[1].therapist->message.display_name());
  }
  stop = true;
  writer.join();
}

}  // namespace
}  // namespace unknot::directory
