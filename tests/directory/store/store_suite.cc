// The suite itself: rows, expectations, repetition, change feed, concurrency.
#include "tests/directory/store/store_suite.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/time_util.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/directory/rating.h"

namespace unknot::directory {
namespace {

using absl::StatusCode;
using google::protobuf::util::TimeUtil;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

v1::Therapist Deleted(v1::Therapist row, absl::Time time) {
  *row.mutable_delete_time() =
      TimeUtil::SecondsToTimestamp(absl::ToUnixSeconds(time));
  *row.mutable_purge_time() =
      TimeUtil::SecondsToTimestamp(absl::ToUnixSeconds(time) + 100);
  return row;
}

v1::Review Stars(int stars,
                 v1::ReviewState state = v1::REVIEW_STATE_PUBLISHED) {
  v1::Review review;
  review.set_stars(stars);
  review.set_state(state);
  return review;
}

std::vector<std::string> Names(
    const absl::StatusOr<std::vector<v1::Therapist>>& rows) {
  std::vector<std::string> names;
  EXPECT_THAT(rows, Succeeds());
  if (!rows.ok()) return names;
  for (const v1::Therapist& row : *rows) names.push_back(row.name());
  return names;
}

TEST_P(StoreTest, StartsEmpty) {
  EXPECT_THAT(store_->GetTherapist("therapists/ana"),
              Fails(StatusCode::kNotFound, "THERAPIST_NOT_FOUND"));
  EXPECT_THAT(store_->GetClinic("clinics/one"),
              Fails(StatusCode::kNotFound, "CLINIC_NOT_FOUND"));
  EXPECT_THAT(*store_->ListChanges(0, 10), IsEmpty());
}

TEST_P(StoreTest, GivesBackWhatWasPut) {
  const v1::Therapist put = Added("ana");

  const auto got = store_->GetTherapist("therapists/ana");

  ASSERT_THAT(got, Succeeds());
  EXPECT_THAT(*got, EqualsMessage(put));
  EXPECT_FALSE(got->etag().empty());
  EXPECT_EQ(TimeUtil::TimestampToSeconds(got->create_time()), 1780000000);
}

TEST_P(StoreTest, KeepsRowsWhenReopened) {
  if (!GetParam().stays) GTEST_SKIP();
  const v1::Therapist put = Added("ana");

  Reopen();

  EXPECT_THAT(*store_->GetTherapist("therapists/ana"), EqualsMessage(put));
}

TEST_P(StoreTest, KeepsHostileNamesAsTheyAre) {
  v1::Therapist row = SomeTherapist("ana");
  row.set_display_name("Robert'); DROP TABLE therapists;-- \xE2\x98\x83 \"x\"");

  ASSERT_THAT(store_->PutTherapist(row, Expect::Absent(), Now()), Succeeds());

  EXPECT_EQ(store_->GetTherapist("therapists/ana")->display_name(),
            row.display_name());
}

TEST_P(StoreTest, RefusesASecondRowOfThatName) {
  Added("ana");

  EXPECT_THAT(
      store_->PutTherapist(SomeTherapist("ana"), Expect::Absent(), Now()),
      Fails(StatusCode::kAlreadyExists, "THERAPIST_EXISTS"));
}

TEST_P(StoreTest, ChangesARowOnlyInTheExpectedState) {
  v1::Therapist row = Added("ana");
  const std::string old_etag = row.etag();
  row.set_phone("1");

  const auto changed = store_->PutTherapist(row, Expect::Etag(old_etag), Now());

  ASSERT_THAT(changed, Succeeds());
  EXPECT_NE(changed->etag(), old_etag);
  EXPECT_THAT(store_->PutTherapist(row, Expect::Etag(old_etag), Now()),
              Fails(StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_THAT(
      store_->PutTherapist(SomeTherapist("bo"), Expect::Etag("x"), Now()),
      Fails(StatusCode::kNotFound, "THERAPIST_NOT_FOUND"));
}

TEST_P(StoreTest, WantsTheClinicToBeThere) {
  v1::Therapist row = SomeTherapist("ana");
  row.set_clinic("clinics/one");

  EXPECT_THAT(store_->PutTherapist(row, Expect::Absent(), Now()),
              Fails(StatusCode::kFailedPrecondition, "CLINIC_NOT_FOUND"));
  AddedClinic("one");
  EXPECT_THAT(store_->PutTherapist(row, Expect::Absent(), Now()), Succeeds());
}

TEST_P(StoreTest, KeepsAClinicWhereSomebodyWorks) {
  v1::Clinic clinic = AddedClinic("one");
  v1::Therapist row = SomeTherapist("ana");
  row.set_clinic("clinics/one");
  row = *store_->PutTherapist(row, Expect::Absent(), Now());
  v1::Clinic gone = clinic;
  *gone.mutable_delete_time() = TimeUtil::SecondsToTimestamp(1);

  EXPECT_THAT(store_->PutClinic(gone, Expect::Etag(clinic.etag()), Now()),
              Fails(StatusCode::kFailedPrecondition, "CLINIC_IN_USE"));
  ASSERT_THAT(
      store_->PutTherapist(Deleted(row, now_), Expect::Etag(row.etag()), Now()),
      Succeeds());
  EXPECT_THAT(store_->PutClinic(gone, Expect::Etag(clinic.etag()), Now()),
              Succeeds());
}

TEST_P(StoreTest, ListsInOrderOfName) {
  for (const char* id : {"c", "a", "d", "b"}) Added(id);
  const v1::Therapist b = *store_->GetTherapist("therapists/b");
  ASSERT_THAT(
      store_->PutTherapist(Deleted(b, now_), Expect::Etag(b.etag()), Now()),
      Succeeds());
  ListQuery query;

  EXPECT_THAT(Names(store_->ListTherapists(query)),
              ElementsAre("therapists/a", "therapists/c", "therapists/d"));
  query.limit = 2;
  query.after_name = "therapists/a";
  query.show_deleted = true;
  EXPECT_THAT(Names(store_->ListTherapists(query)),
              ElementsAre("therapists/b", "therapists/c"));
}

TEST_P(StoreTest, ListsTheTherapistsOfOneClinic) {
  AddedClinic("one");
  Added("a");
  v1::Therapist row = SomeTherapist("b");
  row.set_clinic("clinics/one");
  ASSERT_THAT(store_->PutTherapist(row, Expect::Absent(), Now()), Succeeds());
  ListQuery query;
  query.clinic = "clinics/one";

  EXPECT_THAT(Names(store_->ListTherapists(query)),
              ElementsAre("therapists/b"));
}

TEST_P(StoreTest, AnswersARepeatedRequestOnce) {
  const v1::Therapist first = *store_->PutTherapist(
      SomeTherapist("ana"), Expect::Absent(), Request("id", "print"));

  const auto again = store_->PutTherapist(
      SomeTherapist("ana"), Expect::Absent(), Request("id", "print"));

  ASSERT_THAT(again, Succeeds());
  EXPECT_THAT(*again, EqualsMessage(first));
  EXPECT_THAT(*store_->ListAudit({.resource = "therapists/ana"}), SizeIs(1));
}

TEST_P(StoreTest, RefusesARequestIdForAnotherRequest) {
  ASSERT_THAT(store_->PutTherapist(SomeTherapist("ana"), Expect::Absent(),
                                   Request("id", "print")),
              Succeeds());

  EXPECT_THAT(store_->PutTherapist(SomeTherapist("bo"), Expect::Absent(),
                                   Request("id", "another")),
              Fails(StatusCode::kInvalidArgument, "REQUEST_ID_REUSED"));
  EXPECT_THAT(store_->FindAnswer(Request("id", "another")),
              Fails(StatusCode::kInvalidArgument, "REQUEST_ID_REUSED"));
}

TEST_P(StoreTest, ForgetsRequestIdsAfterADay) {
  ASSERT_THAT(store_->PutTherapist(SomeTherapist("ana"), Expect::Absent(),
                                   Request("id", "print")),
              Succeeds());
  now_ += absl::Hours(25);

  EXPECT_THAT(store_->PutTherapist(SomeTherapist("bo"), Expect::Absent(),
                                   Request("id", "another")),
              Succeeds());
}

TEST_P(StoreTest, DoesNotRememberAFailedRequest) {
  Added("ana");
  ASSERT_FALSE(store_
                   ->PutTherapist(SomeTherapist("ana"), Expect::Absent(),
                                  Request("id", "print"))
                   .ok());

  EXPECT_FALSE(store_->FindAnswer(Request("id", "print"))->has_value());
}

TEST_P(StoreTest, AddsReviewsAndTheirRating) {
  Added("ana");
  v1::Review review = Stars(5);
  ASSERT_THAT(
      store_->AddReview("therapists/ana", review, "", ChangeStars, Now()),
      Succeeds());
  review.set_stars(2);

  const auto added =
      store_->AddReview("therapists/ana", review, "", ChangeStars, Now());

  ASSERT_THAT(added, Succeeds());
  EXPECT_EQ(added->therapist.rating().count(), 2);
  EXPECT_DOUBLE_EQ(added->therapist.rating().mean(), 3.5);
  EXPECT_THAT(added->review.name(),
              testing::StartsWith("therapists/ana/reviews/"));
  EXPECT_DOUBLE_EQ(store_->GetTherapist("therapists/ana")->rating().mean(),
                   3.5);
}

TEST_P(StoreTest, CountsARepeatedReviewOnce) {
  Added("ana");
  v1::Review review = Stars(5);
  const auto first = store_->AddReview("therapists/ana", review, "",
                                       ChangeStars, Request("id", "print"));

  const auto again = store_->AddReview("therapists/ana", review, "",
                                       ChangeStars, Request("id", "print"));

  ASSERT_THAT(again, Succeeds());
  EXPECT_EQ(again->review.name(), first->review.name());
  EXPECT_EQ(again->therapist.rating().count(), 1);
}

TEST_P(StoreTest, RefusesReviewsOfNobody) {
  const v1::Therapist row = Added("ana");
  ASSERT_THAT(
      store_->PutTherapist(Deleted(row, now_), Expect::Etag(row.etag()), Now()),
      Succeeds());

  EXPECT_THAT(
      store_->AddReview("therapists/bo", Stars(1), "", ChangeStars, Now()),
      Fails(StatusCode::kNotFound, "THERAPIST_NOT_FOUND"));
  EXPECT_THAT(
      store_->AddReview("therapists/ana", Stars(1), "", ChangeStars, Now()),
      Fails(StatusCode::kFailedPrecondition, "THERAPIST_DELETED"));
}

TEST_P(StoreTest, ListsReviewsNewestFirst) {
  Added("ana");
  Added("bo");
  v1::Review review = Stars(1);
  for (const int stars : {1, 2, 3, 4}) {
    review.set_stars(stars);
    ASSERT_THAT(
        store_->AddReview(stars == 3 ? "therapists/bo" : "therapists/ana",
                          review, "", ChangeStars, Now()),
        Succeeds());
  }
  ReviewQuery query;
  query.therapist = "therapists/ana";
  query.limit = 2;

  const auto newest = store_->ListReviews(query);
  ASSERT_THAT(newest, Succeeds());
  ASSERT_THAT(*newest, SizeIs(2));
  EXPECT_EQ((*newest)[0].review.stars(), 4);
  EXPECT_EQ((*newest)[1].review.stars(), 2);
  query.before = (*newest)[1].number;
  const auto oldest = store_->ListReviews(query);
  ASSERT_THAT(*oldest, SizeIs(1));
  EXPECT_EQ((*oldest)[0].review.stars(), 1);
}

TEST_P(StoreTest, TellsChangesInOrder) {
  AddedClinic("one");
  const v1::Therapist ana = Added("ana");
  Added("bo");
  const auto before = store_->ListChanges(0, 10);
  ASSERT_THAT(*before, SizeIs(3));
  EXPECT_TRUE((*before)[0].clinic.has_value());
  ASSERT_THAT(
      store_->PutTherapist(Deleted(ana, now_), Expect::Etag(ana.etag()), Now()),
      Succeeds());

  const auto after = store_->ListChanges((*before)[2].revision, 10);

  ASSERT_THAT(*after, SizeIs(1));
  EXPECT_EQ((*after)[0].therapist->name(), "therapists/ana");
  EXPECT_TRUE((*after)[0].therapist->has_delete_time());
  EXPECT_THAT(*store_->ListChanges(0, 2), SizeIs(2));
}

TEST_P(StoreTest, PurgesWhatIsDue) {
  const v1::Therapist ana = Added("ana");
  Added("bo");
  v1::Review review = Stars(1);
  const auto reviewed =
      store_->AddReview("therapists/ana", review, "", ChangeStars, Now());
  ASSERT_THAT(
      store_->PutTherapist(Deleted(reviewed->therapist, now_),
                           Expect::Etag(reviewed->therapist.etag()), Now()),
      Succeeds());

  EXPECT_EQ(*store_->Purge(now_ + absl::Seconds(50)), 0);
  EXPECT_EQ(*store_->Purge(now_ + absl::Seconds(150)), 1);
  EXPECT_THAT(store_->GetTherapist("therapists/ana"),
              Fails(StatusCode::kNotFound, "THERAPIST_NOT_FOUND"));
  EXPECT_THAT(store_->GetTherapist("therapists/bo"), Succeeds());
  ReviewQuery query;
  query.therapist = "therapists/ana";
  EXPECT_THAT(*store_->ListReviews(query), IsEmpty());
}

TEST_P(StoreTest, KeepsAnAuditTrail) {
  v1::Therapist row = Added("ana");
  WriteContext context = Request("req-1", "print");
  context.method = "UpdateTherapist";
  context.actor = "registrar";
  row.set_phone("555 0100");
  ASSERT_THAT(store_->PutTherapist(row, Expect::Etag(row.etag()), context),
              Succeeds());

  const auto trail = store_->ListAudit({.resource = "therapists/ana"});

  ASSERT_THAT(*trail, SizeIs(2));
  EXPECT_EQ((*trail)[0].method, "UpdateTherapist");
  EXPECT_EQ((*trail)[0].request_id, "req-1");
  EXPECT_EQ((*trail)[0].time, now_);
  EXPECT_EQ((*trail)[0].actor, "registrar");
  EXPECT_THAT((*trail)[0].fields, ElementsAre("phone"));
  EXPECT_EQ((*trail)[1].method, "Test");
  EXPECT_EQ((*trail)[1].actor, "anonymous");
  EXPECT_THAT((*trail)[1].fields, IsEmpty());
  EXPECT_THAT(*store_->ListAudit(
                  {.resource = "therapists/ana", .before = (*trail)[0].number}),
              SizeIs(1));
  EXPECT_THAT(*store_->ListAudit({.resource = "therapists/bo"}), IsEmpty());
}

TEST_P(StoreTest, WritesManyRowsAsOne) {
  const absl::Status status = store_->InOneWrite([&]() -> absl::Status {
    Added("ana");
    // Fails by itself and leaves the others alone.
    EXPECT_FALSE(
        store_->PutTherapist(SomeTherapist("ana"), Expect::Absent(), Now())
            .ok());
    EXPECT_THAT(store_->GetTherapist("therapists/ana"), Succeeds());
    Added("bo");
    return absl::OkStatus();
  });

  EXPECT_THAT(status, Succeeds());
  EXPECT_THAT(Names(store_->ListTherapists({})),
              ElementsAre("therapists/ana", "therapists/bo"));
}

TEST_P(StoreTest, UndoesAllOfAFailedWrite) {
  const absl::Status status = store_->InOneWrite([&]() -> absl::Status {
    Added("ana");
    return absl::CancelledError("stop");
  });

  EXPECT_TRUE(absl::IsCancelled(status));
  EXPECT_THAT(Names(store_->ListTherapists({})), IsEmpty());
  Added("ana");
}

TEST_P(StoreTest, WritesVeryManyRowsAsOne) {
  // At first into nothing, then beside others.
  for (const int begin : {0, 100}) {
    const absl::Status status = store_->InOneBulkWrite([&]() -> absl::Status {
      std::vector<TherapistWrite> rows;
      for (int i = begin; i < begin + 100; ++i) {
        v1::Therapist row = SomeTherapist(absl::StrCat("t", i));
        row.mutable_licence()->set_number(absl::StrCat("L", i));
        rows.push_back({std::move(row), std::nullopt});
      }
      return store_->PutTherapists(std::move(rows), Now());
    });
    ASSERT_THAT(status, Succeeds());
  }

  ListQuery query;
  query.limit = 1000;
  EXPECT_THAT(Names(store_->ListTherapists(query)), SizeIs(200));
  EXPECT_THAT(*store_->ListAudit({.resource = "therapists/t150"}), SizeIs(1));
  v1::Therapist same = SomeTherapist("other");
  same.mutable_licence()->set_number("L7");
  EXPECT_THAT(Names(store_->FindSamePerson({same})),
              ElementsAre("therapists/t7"));
}

TEST_P(StoreTest, UndoesAllOfAFailedBulkWrite) {
  const absl::Status status = store_->InOneBulkWrite([&]() -> absl::Status {
    Added("ana");
    return absl::CancelledError("stop");
  });

  EXPECT_TRUE(absl::IsCancelled(status));
  EXPECT_THAT(Names(store_->ListTherapists({})), IsEmpty());
  ASSERT_THAT(store_->InOneBulkWrite([&]() -> absl::Status {
    Added("ana");
    return absl::OkStatus();
  }),
              Succeeds());
  EXPECT_THAT(Names(store_->ListTherapists({})), ElementsAre("therapists/ana"));
}

TEST_P(StoreTest, LetsManyThreadsReadAndWrite) {
  constexpr int kThreads = 4;
  constexpr int kRows = 25;
  Added("shared");
  std::atomic<int> changed = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kRows; ++i) {
        Added(absl::StrCat("row-", t, "-", i));
        const auto row = store_->GetTherapist("therapists/shared");
        ASSERT_THAT(row, Succeeds());
        const auto put =
            store_->PutTherapist(*row, Expect::Etag(row->etag()), Now());
        if (put.ok()) ++changed;
        EXPECT_TRUE(put.ok() || absl::IsAborted(put.status())) << put.status();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  ListQuery all;
  all.limit = 1000;
  EXPECT_THAT(Names(store_->ListTherapists(all)), SizeIs(kThreads * kRows + 1));
  EXPECT_THAT(
      *store_->ListAudit({.resource = "therapists/shared", .limit = 1000}),
      SizeIs(1 + changed.load()));
  // No two changes share a revision.
  std::set<int64_t> revisions;
  const auto changes = store_->ListChanges(0, 1000);
  for (const Change& change : *changes) {
    revisions.insert(change.revision);
  }
  EXPECT_THAT(revisions, SizeIs(kThreads * kRows + 1));
}

}  // namespace
}  // namespace unknot::directory
