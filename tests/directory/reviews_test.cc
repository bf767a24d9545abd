// Reviews under moderation, checks of licences, regulators, and what is told of
// changes.
#include <gmock/gmock.h>
#include <google/protobuf/util/time_util.h>

#include "tests/directory/service_test_base.h"

namespace unknot::directory {
namespace {

using absl::StatusCode;
using google::protobuf::util::TimeUtil;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ModeratedTest : public ServiceTest {
 protected:
  ModeratedTest() : ServiceTest(DemoPolicy::kNever, /*moderate=*/true) {}

  absl::StatusOr<v1::CreateReviewResponse> ReviewOf(absl::string_view client,
                                                    int stars) {
    v1::CreateReviewRequest request;
    request.set_parent("therapists/ana");
    request.mutable_review()->set_stars(stars);
    request.set_client_id(std::string(client));
    return Call(&Stub::CreateReview, request);
  }
  absl::StatusOr<v1::ModerateReviewResponse> Moderate(const std::string& name,
                                                      v1::ReviewState state) {
    v1::ModerateReviewRequest request;
    request.set_name(name);
    request.set_state(state);
    return Call(&Stub::ModerateReview, request);
  }
  std::vector<v1::Review> Listed(v1::ReviewState state) {
    v1::ListReviewsRequest request;
    request.set_parent("therapists/ana");
    request.set_state(state);
    const auto response = Call(&Stub::ListReviews, request);
    EXPECT_THAT(response, Succeeds());
    return {response->reviews().begin(), response->reviews().end()};
  }
  absl::StatusOr<v1::VerifyLicenceResponse> Verify(
      const v1::LicenceVerification& verification,
      absl::string_view request_id = "") {
    v1::VerifyLicenceRequest request;
    request.set_parent("therapists/ana");
    *request.mutable_verification() = verification;
    request.set_request_id(std::string(request_id));
    return Call(&Stub::VerifyLicence, request);
  }
  static v1::LicenceVerification Found(v1::LicenceStatus status) {
    v1::LicenceVerification verification;
    verification.set_status(status);
    verification.set_verified_by("the registrar");
    return verification;
  }
};

TEST_F(ModeratedTest, ReviewWaitsUntilPublished) {
  Created("ana");

  const auto created = ReviewOf("one", 5);

  ASSERT_THAT(created, Succeeds());
  EXPECT_EQ(created->review().state(), v1::REVIEW_STATE_PENDING);
  EXPECT_EQ(created->rating().count(), 0);
  EXPECT_THAT(Listed(v1::REVIEW_STATE_UNSPECIFIED), IsEmpty());
  EXPECT_THAT(Listed(v1::REVIEW_STATE_PENDING), SizeIs(1));
}

TEST_F(ModeratedTest, ModerationMovesTheRatingBothWays) {
  Created("ana");
  const std::string name = ReviewOf("one", 5)->review().name();

  const auto published = Moderate(name, v1::REVIEW_STATE_PUBLISHED);
  const auto again = Moderate(name, v1::REVIEW_STATE_PUBLISHED);
  const auto rejected = Moderate(name, v1::REVIEW_STATE_REJECTED);

  ASSERT_THAT(published, Succeeds());
  EXPECT_EQ(published->rating().count(), 1);
  EXPECT_DOUBLE_EQ(published->rating().mean(), 5);
  EXPECT_TRUE(published->review().has_moderate_time());
  EXPECT_EQ(again->rating().count(), 1);
  EXPECT_EQ(rejected->rating().count(), 0);
  EXPECT_DOUBLE_EQ(rejected->rating().mean(), 0);
  EXPECT_THAT(Listed(v1::REVIEW_STATE_REJECTED), SizeIs(1));
}

TEST_F(ModeratedTest, ModeratesOnlyWhatIsThere) {
  Created("ana");

  EXPECT_THAT(Moderate("therapists/ana/reviews/99", v1::REVIEW_STATE_PUBLISHED),
              Fails(StatusCode::kNotFound, "REVIEW_NOT_FOUND"));
  EXPECT_THAT(Moderate("therapists/ana", v1::REVIEW_STATE_PUBLISHED),
              FailsAtField("name"));
  EXPECT_THAT(
      Moderate("therapists/ana/reviews/1", v1::REVIEW_STATE_UNSPECIFIED),
      FailsAtField("state"));
}

TEST_F(ModeratedTest, OneReviewOfEachClient) {
  Created("ana");
  ASSERT_THAT(ReviewOf("one", 5), Succeeds());

  EXPECT_THAT(ReviewOf("one", 4),
              Fails(StatusCode::kAlreadyExists, "REVIEW_EXISTS"));
  EXPECT_THAT(ReviewOf("two", 4), Succeeds());
  EXPECT_THAT(ReviewOf("", 4), Succeeds());
  EXPECT_THAT(ReviewOf("", 4), Succeeds());
}

TEST_F(ModeratedTest, VerificationIsRecordedAndShown) {
  Created("ana");
  v1::LicenceVerification found = Found(v1::LICENCE_STATUS_SUSPENDED);
  *found.mutable_expire_date() = DateOf(2031, 3, 31);

  const auto verified = Verify(found);

  ASSERT_THAT(verified, Succeeds());
  const v1::Licence& licence = verified->therapist().licence();
  EXPECT_EQ(licence.status(), v1::LICENCE_STATUS_SUSPENDED);
  EXPECT_EQ(licence.verified_by(), "the registrar");
  EXPECT_EQ(licence.expire_date().year(), 2031);
  // cmto asks for nothing else, so in a year.
  EXPECT_EQ(TimeUtil::TimestampToSeconds(licence.next_check_time()) -
                TimeUtil::TimestampToSeconds(licence.verify_time()),
            365 * 24 * 3600);
  v1::ListLicenceVerificationsRequest list;
  list.set_parent("therapists/ana");
  const auto listed = Call(&Stub::ListLicenceVerifications, list);
  ASSERT_THAT(listed, Succeeds());
  ASSERT_THAT(listed->verifications(), SizeIs(1));
  EXPECT_THAT(listed->verifications(0),
              EqualsMessage(verified->verification()));
}

TEST_F(ModeratedTest, RepeatedVerificationIsOne) {
  Created("ana");
  const auto first = Verify(Found(v1::LICENCE_STATUS_ACTIVE), "id");
  clock_.Advance(absl::Hours(1));

  const auto again = Verify(Found(v1::LICENCE_STATUS_ACTIVE), "id");

  ASSERT_THAT(again, Succeeds());
  EXPECT_THAT(again->verification(), EqualsMessage(first->verification()));
}

TEST_F(ModeratedTest, RefusesAVerificationThatCannotBe) {
  Created("ana");
  v1::LicenceVerification future = Found(v1::LICENCE_STATUS_ACTIVE);
  *future.mutable_verify_time() = TimeUtil::SecondsToTimestamp(
      absl::ToUnixSeconds(clock_.Now() + absl::Hours(1)));
  v1::LicenceVerification nobody = Found(v1::LICENCE_STATUS_ACTIVE);
  nobody.clear_verified_by();

  EXPECT_THAT(Verify(future), FailsAtField("verification.verify_time"));
  EXPECT_THAT(Verify(nobody), FailsAtField("verification.verified_by"));
  EXPECT_THAT(Verify(Found(v1::LICENCE_STATUS_UNSPECIFIED)),
              FailsAtField("verification.status"));
}

TEST_F(ModeratedTest, SweepRecordsWhatRanOut) {
  v1::Therapist ana = SomeTherapist("ana");
  const absl::CivilDay today =
      absl::ToCivilDay(clock_.Now(), absl::UTCTimeZone());
  const absl::CivilDay before = today - 1;
  *ana.mutable_licence()->mutable_expire_date() =
      DateOf(static_cast<int>(before.year()), before.month(), before.day());
  ASSERT_THAT(Create(ana, "ana"), Succeeds());
  v1::Therapist bo = SomeTherapist("bo");
  *bo.mutable_licence()->mutable_expire_date() =
      DateOf(static_cast<int>(today.year()), today.month(), today.day());
  ASSERT_THAT(Create(bo, "bo"), Succeeds());

  const auto swept = embedded_->directory().SweepLicences();

  ASSERT_THAT(swept, Succeeds());
  EXPECT_EQ(swept->expired_count, 1);
  EXPECT_EQ(Get("therapists/ana")->therapist().licence().status(),
            v1::LICENCE_STATUS_EXPIRED);
  EXPECT_EQ(Get("therapists/bo")->therapist().licence().status(),
            v1::LICENCE_STATUS_ACTIVE);
  EXPECT_EQ(embedded_->directory().SweepLicences()->expired_count, 0);
}

TEST_F(ModeratedTest, KnowsRegulatorsAndTakesOthers) {
  v1::UpdateRegulatorRequest update;
  update.mutable_regulator()->set_name("regulators/somewhere");
  update.mutable_regulator()->set_display_name("Somewhere's Board");

  EXPECT_THAT(Call(&Stub::UpdateRegulator, update),
              Fails(StatusCode::kNotFound, "REGULATOR_NOT_FOUND"));
  update.set_allow_missing(true);
  EXPECT_THAT(Call(&Stub::UpdateRegulator, update), Succeeds());
  v1::GetRegulatorRequest get;
  for (const char* name : {"regulators/cmto", "regulators/ga_bmt",
                           "regulators/cnhc", "regulators/somewhere"}) {
    get.set_name(name);
    EXPECT_THAT(Call(&Stub::GetRegulator, get), Succeeds()) << name;
  }
  update.mutable_regulator()->set_name("regulators/Not An Id");
  EXPECT_THAT(Call(&Stub::UpdateRegulator, update),
              FailsAtField("regulator.name"));
}

class HistoryTest : public ServiceTest {
 protected:
  // Reads changes until all is told; the token goes to `token`.
  std::vector<v1::Change> Changes(std::string& token) {
    grpc::ClientContext context;
    v1::ListChangesRequest request;
    request.set_token(token);
    auto reader = stub_->ListChanges(&context, request);
    v1::ListChangesResponse response;
    std::vector<v1::Change> changes;
    while (reader->Read(&response)) {
      changes.insert(changes.end(), response.changes().begin(),
                     response.changes().end());
      token = response.token();
    }
    status_ = runtime::FromGrpcStatus(reader->Finish());
    return changes;
  }

  absl::Status status_;
};

TEST_F(HistoryTest, ChangesSinceATokenAreTold) {
  Created("ana");
  Created("bo");
  std::string token;
  ASSERT_THAT(Changes(token), SizeIs(2));
  ASSERT_THAT(Delete("therapists/ana"), Succeeds());

  const auto changes = Changes(token);

  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].therapist().name(), "therapists/ana");
  EXPECT_TRUE(changes[0].therapist().has_delete_time());
  EXPECT_THAT(Changes(token), IsEmpty());
}

TEST_F(HistoryTest, TokensOfElsewhereAreRefused) {
  for (std::string token : {"x", "c-1", "c999999", "cc"}) {
    EXPECT_THAT(Changes(token), IsEmpty());
    EXPECT_THAT(status_,
                Fails(StatusCode::kInvalidArgument, "CHANGE_TOKEN_INVALID"))
        << token;
  }
}

TEST_F(HistoryTest, FollowersHearOfAChange) {
  Created("ana");
  grpc::ClientContext context;
  v1::ListChangesRequest request;
  request.set_follow(true);
  auto reader = stub_->ListChanges(&context, request);
  v1::ListChangesResponse response;
  ASSERT_TRUE(reader->Read(&response));
  ASSERT_THAT(response.changes(), SizeIs(1));
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_THAT(response.changes(), IsEmpty());

  Created("bo");

  ASSERT_TRUE(reader->Read(&response));
  ASSERT_THAT(response.changes(), SizeIs(1));
  EXPECT_EQ(response.changes(0).therapist().name(), "therapists/bo");
  context.TryCancel();
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(HistoryTest, AuditSaysWhoChangedWhat) {
  v1::Therapist ana = Created("ana");
  grpc::ClientContext context;
  context.AddMetadata("unknot-actor", "front desk");
  v1::UpdateTherapistRequest request;
  *request.mutable_therapist() = ana;
  request.mutable_therapist()->set_phone("555 0100");
  request.mutable_update_mask()->add_paths("phone");
  v1::UpdateTherapistResponse updated;
  ASSERT_TRUE(stub_->UpdateTherapist(&context, request, &updated).ok());

  v1::ListAuditEntriesRequest list;
  list.set_resource("therapists/ana");
  const auto trail = Call(&Stub::ListAuditEntries, list);

  ASSERT_THAT(trail, Succeeds());
  ASSERT_THAT(trail->entries(), SizeIs(2));
  EXPECT_EQ(trail->entries(0).actor(), "front desk");
  EXPECT_EQ(trail->entries(0).method(), "UpdateTherapist");
  EXPECT_THAT(trail->entries(0).fields(), ElementsAre("phone"));
  EXPECT_EQ(trail->entries(1).actor(), "anonymous");
  list.set_page_size(1);
  const auto page = Call(&Stub::ListAuditEntries, list);
  ASSERT_THAT(page->entries(), SizeIs(1));
  list.set_page_token(page->next_page_token());
  EXPECT_EQ(Call(&Stub::ListAuditEntries, list)->entries(0).method(),
            "CreateTherapist");
}

TEST_F(HistoryTest, MergeKeepsOneAndCanBeTakenBack) {
  v1::Therapist ana = SomeTherapist("ana");
  ana.mutable_licence()->set_number("T 123");
  ana.set_phone("416 555 0100");
  v1::Therapist twin = ana;
  twin.set_website_uri("https://ana.example");
  twin.add_technique_ids("shiatsu");
  twin.mutable_licence()->set_number("t-123");
  const v1::Therapist before_ana = Create(ana, "ana")->therapist();
  const v1::Therapist before_twin = Create(twin, "twin")->therapist();
  Created("somebody-else");
  grpc::ClientContext context;
  auto reader = stub_->FindDuplicates(&context, {});
  v1::FindDuplicatesResponse group;
  std::vector<v1::FindDuplicatesResponse> groups;
  while (reader->Read(&group)) groups.push_back(group);
  ASSERT_TRUE(reader->Finish().ok());
  ASSERT_THAT(groups, SizeIs(2));
  EXPECT_EQ(groups[0].kind(), v1::DUPLICATE_KIND_LICENCE);
  EXPECT_THAT(groups[0].therapists(), SizeIs(2));
  EXPECT_EQ(groups[1].kind(), v1::DUPLICATE_KIND_CONTACT);

  v1::MergeTherapistsRequest merge;
  merge.set_name("therapists/ana");
  merge.add_duplicates("therapists/twin");
  const auto merged = Call(&Stub::MergeTherapists, merge);

  ASSERT_THAT(merged, Succeeds());
  EXPECT_EQ(merged->therapist().website_uri(), "https://ana.example");
  EXPECT_THAT(merged->therapist().technique_ids(),
              ElementsAre("swedish", "shiatsu"));
  EXPECT_EQ(merged->therapist().licence().number(), "T 123");
  EXPECT_TRUE(Get("therapists/twin")->therapist().has_delete_time());

  v1::UnmergeTherapistsRequest unmerge;
  unmerge.set_merge_id(merged->merge_id());
  const auto unmerged = Call(&Stub::UnmergeTherapists, unmerge);

  ASSERT_THAT(unmerged, Succeeds());
  const auto same = [](v1::Therapist a, v1::Therapist b) {
    for (v1::Therapist* row : {&a, &b}) {
      row->clear_etag();
      row->clear_update_time();
    }
    EXPECT_THAT(a, EqualsMessage(b));
  };
  same(Get("therapists/ana")->therapist(), before_ana);
  same(Get("therapists/twin")->therapist(), before_twin);
  EXPECT_THAT(Call(&Stub::UnmergeTherapists, unmerge),
              Fails(StatusCode::kNotFound, "MERGE_NOT_FOUND"));
}

TEST_F(HistoryTest, MergeTakesALicenceAsAWhole) {
  v1::Therapist named = SomeTherapist("named");
  named.mutable_licence()->set_number("T 1");
  named.mutable_licence()->set_status(v1::LICENCE_STATUS_EXPIRED);
  *named.mutable_licence()->mutable_expire_date() = DateOf(2020, 1, 31);
  Created("ana");
  ASSERT_THAT(Create(named, "named"), Succeeds());
  v1::MergeTherapistsRequest merge;
  merge.set_name("therapists/ana");
  merge.add_duplicates("therapists/named");

  const auto merged = Call(&Stub::MergeTherapists, merge);

  ASSERT_THAT(merged, Succeeds());
  EXPECT_THAT(merged->therapist().licence(), EqualsMessage(named.licence()));
}

TEST_F(HistoryTest, MergeIsNotTakenBackOverALaterChange) {
  Created("ana");
  Created("twin");
  v1::MergeTherapistsRequest merge;
  merge.set_name("therapists/ana");
  merge.add_duplicates("therapists/twin");
  const auto merged = Call(&Stub::MergeTherapists, merge);
  v1::Therapist changed = merged->therapist();
  changed.set_phone("555 0199");
  ASSERT_THAT(Update(changed, {"phone"}), Succeeds());
  v1::UnmergeTherapistsRequest unmerge;
  unmerge.set_merge_id(merged->merge_id());

  EXPECT_THAT(Call(&Stub::UnmergeTherapists, unmerge),
              Fails(StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_TRUE(Get("therapists/twin")->therapist().has_delete_time());
}

TEST_F(HistoryTest, DeletedClinicComesBack) {
  ASSERT_THAT(CreateClinic(SomeClinic(""), "one"), Succeeds());
  v1::UndeleteClinicRequest undelete;
  undelete.set_name("clinics/one");
  EXPECT_THAT(Call(&Stub::UndeleteClinic, undelete),
              Fails(StatusCode::kFailedPrecondition, "CLINIC_NOT_DELETED"));
  v1::DeleteClinicRequest remove;
  remove.set_name("clinics/one");
  ASSERT_THAT(Call(&Stub::DeleteClinic, remove), Succeeds());

  const auto undeleted = Call(&Stub::UndeleteClinic, undelete);

  ASSERT_THAT(undeleted, Succeeds());
  EXPECT_FALSE(undeleted->clinic().has_delete_time());
}

}  // namespace
}  // namespace unknot::directory
