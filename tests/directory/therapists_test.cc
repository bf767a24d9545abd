// Therapists through the door: every method, every way it says no.
#include <gmock/gmock.h>
#include <grpcpp/impl/codegen/client_unary_call.h>

#include <limits>
#include <thread>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "tests/directory/service_test_base.h"

namespace unknot::directory {
namespace {

using absl::StatusCode;
using google::protobuf::util::TimeUtil;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

using TherapistsTest = ServiceTest;

std::vector<std::string> NamesOf(
    const google::protobuf::RepeatedPtrField<v1::Therapist>& therapists) {
  std::vector<std::string> names;
  for (const v1::Therapist& t : therapists) names.push_back(t.name());
  return names;
}

TEST_F(TherapistsTest, CreateGivesNameEtagAndTimes) {
  const auto created = Create(SomeTherapist(""), "ana");

  ASSERT_THAT(created, Succeeds());
  const v1::Therapist& t = created->therapist();
  EXPECT_EQ(t.name(), "therapists/ana");
  EXPECT_FALSE(t.etag().empty());
  EXPECT_EQ(
      absl::FromUnixSeconds(TimeUtil::TimestampToSeconds(t.create_time())),
      clock_.Now());
  EXPECT_DOUBLE_EQ(t.rating().bayesian_mean(), 4.0);
  EXPECT_THAT(Get("therapists/ana")->therapist(), EqualsMessage(t));
}

TEST_F(TherapistsTest, CreateChoosesAnId) {
  const auto one = Create(SomeTherapist(""), "");
  const auto other = Create(SomeTherapist(""), "");

  EXPECT_THAT(one->therapist().name(),
              testing::MatchesRegex("therapists/[a-z0-9]{20,63}"));
  EXPECT_NE(one->therapist().name(), other->therapist().name());
}

TEST_F(TherapistsTest, CreateIgnoresOutputOnlyFields) {
  v1::Therapist given = SomeTherapist("");
  given.mutable_rating()->set_mean(5);
  given.mutable_rating()->set_count(1000);
  given.mutable_delete_time()->set_seconds(1);
  given.set_etag("forged");

  const auto created = Create(given, "ana");

  EXPECT_EQ(created->therapist().rating().count(), 0);
  EXPECT_FALSE(created->therapist().has_delete_time());
  EXPECT_NE(created->therapist().etag(), "forged");
}

TEST_F(TherapistsTest, CreateLooksUpThePointOfATown) {
  v1::Therapist given = SomeTherapist("");
  given.mutable_location()->clear_point();
  given.mutable_location()->clear_country_code();
  given.mutable_location()->set_town("mississauga");

  const auto created = Create(given, "ana");

  ASSERT_THAT(created, Succeeds());
  EXPECT_NEAR(created->therapist().location().point().latitude(), 43.6, 0.1);
  EXPECT_EQ(created->therapist().location().country_code(), "CA");
  given.mutable_location()->set_town("Nowhere-upon-Nothing");
  EXPECT_THAT(Create(given, "bo"), FailsAtField("therapist.location.point"));
}

TEST_F(TherapistsTest, CreateRefusesATakenId) {
  Created("ana");

  EXPECT_THAT(Create(SomeTherapist(""), "ana"),
              Fails(StatusCode::kAlreadyExists, "THERAPIST_EXISTS"));
  ASSERT_THAT(Delete("therapists/ana"), Succeeds());
  EXPECT_THAT(Create(SomeTherapist(""), "ana"),
              Fails(StatusCode::kAlreadyExists, "THERAPIST_EXISTS"));
}

TEST_F(TherapistsTest, CreateWantsItsClinic) {
  v1::Therapist given = SomeTherapist("");
  given.set_clinic("clinics/one");

  EXPECT_THAT(Create(given, "ana"),
              Fails(StatusCode::kFailedPrecondition, "CLINIC_NOT_FOUND"));
  ASSERT_THAT(CreateClinic(SomeClinic(""), "one"), Succeeds());
  EXPECT_THAT(Create(given, "ana"), Succeeds());
}

TEST_F(TherapistsTest, CreateRepeatedAddsOne) {
  const auto first = Create(SomeTherapist(""), "", "request-1");
  const auto again = Create(SomeTherapist(""), "", "request-1");

  ASSERT_THAT(again, Succeeds());
  EXPECT_THAT(again->therapist(), EqualsMessage(first->therapist()));
  EXPECT_EQ(embedded_->directory().size(), 1u);
  v1::Therapist other = SomeTherapist("");
  other.set_phone("1");
  EXPECT_THAT(Create(other, "", "request-1"),
              Fails(StatusCode::kInvalidArgument, "REQUEST_ID_REUSED"));
}

TEST_F(TherapistsTest, CreateMayOnlyValidate) {
  v1::CreateTherapistRequest request;
  *request.mutable_therapist() = SomeTherapist("");
  request.set_therapist_id("ana");
  request.set_validate_only(true);

  ASSERT_THAT(Call(&Stub::CreateTherapist, request), Succeeds());

  EXPECT_THAT(Get("therapists/ana"),
              Fails(StatusCode::kNotFound, "THERAPIST_NOT_FOUND"));
  request.mutable_therapist()->set_clinic("clinics/none");
  EXPECT_THAT(Call(&Stub::CreateTherapist, request),
              Fails(StatusCode::kFailedPrecondition, "CLINIC_NOT_FOUND"));
}

TEST_F(TherapistsTest, GetSaysWhoIsMissing) {
  EXPECT_THAT(Get("therapists/bo"),
              Fails(StatusCode::kNotFound, "THERAPIST_NOT_FOUND"));
  for (const char* name :
       {"", "bo", "therapists/", "therapists/Bo", "therapists/bo/",
        "therapists/a b", "clinics/a", "therapists/../x", "therapists/1a"}) {
    EXPECT_THAT(Get(name), FailsAtField("name")) << name;
  }
}

TEST_F(TherapistsTest, BatchGetKeepsTheOrder) {
  Created("a");
  Created("b");
  v1::BatchGetTherapistsRequest request;
  request.add_names("therapists/b");
  request.add_names("therapists/a");
  request.add_names("therapists/b");

  const auto got = Call(&Stub::BatchGetTherapists, request);

  ASSERT_THAT(got, Succeeds());
  EXPECT_THAT(NamesOf(got->therapists()),
              ElementsAre("therapists/b", "therapists/a", "therapists/b"));
  request.add_names("therapists/none");
  EXPECT_THAT(Call(&Stub::BatchGetTherapists, request),
              Fails(StatusCode::kNotFound, "THERAPIST_NOT_FOUND"));
  request.add_names("x");
  EXPECT_THAT(Call(&Stub::BatchGetTherapists, request),
              FailsAtField("names[4]"));
  EXPECT_THAT(Call(&Stub::BatchGetTherapists, v1::BatchGetTherapistsRequest()),
              FailsAtField("names"));
}

TEST_F(TherapistsTest, ListPagesThroughAll) {
  for (const char* id : {"e", "a", "d", "b", "c"}) Created(id);
  ASSERT_THAT(Delete("therapists/c"), Succeeds());
  v1::ListTherapistsRequest request;
  request.set_page_size(2);

  const auto first = Call(&Stub::ListTherapists, request);
  ASSERT_THAT(first, Succeeds());
  EXPECT_THAT(NamesOf(first->therapists()),
              ElementsAre("therapists/a", "therapists/b"));
  // Rows that come and go do not shift what follows.
  Created("aa");
  request.set_page_token(first->next_page_token());
  request.set_page_size(1000000);
  const auto second = Call(&Stub::ListTherapists, request);
  EXPECT_THAT(NamesOf(second->therapists()),
              ElementsAre("therapists/d", "therapists/e"));
  EXPECT_THAT(second->next_page_token(), IsEmpty());
}

TEST_F(TherapistsTest, ListRefusesBadPaging) {
  for (const char* id : {"a", "b", "c"}) Created(id);
  v1::ListTherapistsRequest request;
  request.set_page_size(-1);
  EXPECT_THAT(Call(&Stub::ListTherapists, request), FailsAtField("page_size"));
  request.set_page_size(1);
  const auto first = Call(&Stub::ListTherapists, request);
  request.set_page_token(first->next_page_token());
  request.set_show_deleted(true);
  EXPECT_THAT(Call(&Stub::ListTherapists, request), FailsAtField("page_token"));
  request.set_show_deleted(false);
  for (const std::string& token :
       {std::string("x"), std::string("!!"), first->next_page_token() + "A",
        first->next_page_token().substr(1), std::string(5000, 'A')}) {
    request.set_page_token(token);
    EXPECT_THAT(Call(&Stub::ListTherapists, request),
                FailsAtField("page_token"))
        << token;
  }
}

TEST_F(TherapistsTest, UpdateChangesTheMaskedFieldsOnly) {
  v1::Therapist change = Created("ana");
  change.set_phone("555-0100");
  change.set_display_name("Not taken");
  change.mutable_licence()->set_status(v1::LICENCE_STATUS_SUSPENDED);
  change.mutable_licence()->set_title("Not taken");

  const auto updated = Update(change, {"phone", "licence.status"});

  ASSERT_THAT(updated, Succeeds());
  EXPECT_EQ(updated->therapist().phone(), "555-0100");
  EXPECT_EQ(updated->therapist().display_name(), "Ana ana");
  EXPECT_EQ(updated->therapist().licence().status(),
            v1::LICENCE_STATUS_SUSPENDED);
  EXPECT_EQ(updated->therapist().licence().title(), "");
  EXPECT_NE(updated->therapist().etag(), change.etag());
  // A suspended licence is not found any more.
  EXPECT_THAT(SearchNear("Toronto")->results(), IsEmpty());
}

TEST_F(TherapistsTest, UpdateWithoutMaskTakesWhatIsSet) {
  Created("ana");
  v1::Therapist change;
  change.set_name("therapists/ana");
  change.set_accepts_new_clients(false);

  const auto updated = Update(change);

  ASSERT_THAT(updated, Succeeds());
  EXPECT_TRUE(updated->therapist().has_accepts_new_clients());
  EXPECT_EQ(updated->therapist().display_name(), "Ana ana");
}

TEST_F(TherapistsTest, UpdateClearsWhatTheMaskNamesAndTheMessageLacks) {
  v1::Therapist given = SomeTherapist("");
  given.set_accepts_new_clients(true);
  given.set_phone("1");
  ASSERT_THAT(Create(given, "ana"), Succeeds());
  v1::Therapist change;
  change.set_name("therapists/ana");

  const auto updated =
      Update(change, {"accepts_new_clients", "phone", "languages", "licence"});

  ASSERT_THAT(updated, Succeeds());
  EXPECT_FALSE(updated->therapist().has_accepts_new_clients());
  EXPECT_THAT(updated->therapist().phone(), IsEmpty());
  EXPECT_THAT(updated->therapist().languages(), IsEmpty());
  EXPECT_FALSE(updated->therapist().has_licence());
}

TEST_F(TherapistsTest, UpdateWithStarReplacesEverything) {
  v1::Therapist given = SomeTherapist("");
  given.set_phone("1");
  ASSERT_THAT(Create(given, "ana"), Succeeds());

  const auto updated = Update(SomeTherapist("ana"), {"*"});

  ASSERT_THAT(updated, Succeeds());
  EXPECT_THAT(updated->therapist().phone(), IsEmpty());
  EXPECT_TRUE(updated->therapist().has_create_time());
}

TEST_F(TherapistsTest, UpdateMovesThePointWithTheTown) {
  v1::Therapist change = Created("ana");
  change.mutable_location()->set_town("Ottawa");

  const auto updated = Update(change, {"location.town"});

  ASSERT_THAT(updated, Succeeds());
  EXPECT_NEAR(updated->therapist().location().point().longitude(), -75.7, 0.1);
  EXPECT_THAT(SearchNear("Ottawa")->results(), SizeIs(1));
}

TEST_F(TherapistsTest, UpdateRefusesWhatCannotBeChanged) {
  const v1::Therapist ana = Created("ana");
  for (const char* path :
       {"nothing", "rating", "etag", "create_time", "name", "rating.mean",
        "licence.nothing", "location.point.latitude", "languages.x", "", "."}) {
    EXPECT_THAT(Update(ana, {path}), FailsAtField("update_mask.paths[0]"))
        << path;
  }
  v1::Therapist change = ana;
  change.clear_display_name();
  EXPECT_THAT(Update(change, {"display_name"}),
              FailsAtField("therapist.display_name"));
  change = ana;
  change.set_name("therapists/none");
  EXPECT_THAT(Update(change, {"phone"}),
              Fails(StatusCode::kNotFound, "THERAPIST_NOT_FOUND"));
}

TEST_F(TherapistsTest, UpdateRefusesAnOldEtag) {
  const v1::Therapist old = Created("ana");
  v1::Therapist change = old;
  change.set_phone("1");
  ASSERT_THAT(Update(change, {"phone"}), Succeeds());

  EXPECT_THAT(Update(change, {"phone"}),
              Fails(StatusCode::kAborted, "ETAG_MISMATCH"));
  change.clear_etag();
  EXPECT_THAT(Update(change, {"phone"}), Succeeds());
}

TEST_F(TherapistsTest, UpdateRepeatedChangesOnce) {
  v1::Therapist change = Created("ana");
  change.set_phone("1");

  const auto first = Update(change, {"phone"}, "request-1");
  const auto again = Update(change, {"phone"}, "request-1");

  ASSERT_THAT(again, Succeeds());
  EXPECT_EQ(again->therapist().etag(), first->therapist().etag());
}

TEST_F(TherapistsTest, UpdatesSideBySideAreAllKept) {
  Created("ana");
  std::vector<std::thread> threads;
  for (const char* path : {"phone", "notice", "website_uri", "display_name"}) {
    threads.emplace_back([this, path] {
      v1::Therapist change = SomeTherapist("ana");
      change.set_phone("1");
      change.set_notice("2");
      change.set_website_uri("https://example.com/");
      change.set_display_name("New");
      EXPECT_THAT(Update(change, {path}), Succeeds());
    });
  }
  for (std::thread& thread : threads) thread.join();

  const v1::Therapist after = Get("therapists/ana")->therapist();
  EXPECT_EQ(after.phone(), "1");
  EXPECT_EQ(after.notice(), "2");
  EXPECT_EQ(after.website_uri(), "https://example.com/");
  EXPECT_EQ(after.display_name(), "New");
}

TEST_F(TherapistsTest, DeleteHidesAndUndeleteBringsBack) {
  Created("ana");

  const auto deleted = Delete("therapists/ana");

  ASSERT_THAT(deleted, Succeeds());
  EXPECT_EQ(
      TimeUtil::TimestampToSeconds(deleted->therapist().purge_time()) -
          TimeUtil::TimestampToSeconds(deleted->therapist().delete_time()),
      30 * 24 * 3600);
  EXPECT_THAT(SearchNear("Toronto")->results(), IsEmpty());
  EXPECT_TRUE(Get("therapists/ana")->therapist().has_delete_time());
  EXPECT_THAT(Delete("therapists/ana"),
              Fails(StatusCode::kFailedPrecondition, "THERAPIST_DELETED"));
  EXPECT_THAT(Update(SomeTherapist("ana"), {"phone"}),
              Fails(StatusCode::kFailedPrecondition, "THERAPIST_DELETED"));
  ASSERT_THAT(Undelete("therapists/ana"), Succeeds());
  EXPECT_THAT(SearchNear("Toronto")->results(), SizeIs(1));
  EXPECT_THAT(Undelete("therapists/ana"),
              Fails(StatusCode::kFailedPrecondition, "THERAPIST_NOT_DELETED"));
}

TEST_F(TherapistsTest, DeleteAndUndeleteCheckTheEtag) {
  const v1::Therapist ana = Created("ana");
  EXPECT_THAT(Delete("therapists/ana", "old"),
              Fails(StatusCode::kAborted, "ETAG_MISMATCH"));
  const auto deleted = Delete("therapists/ana", ana.etag());
  ASSERT_THAT(deleted, Succeeds());
  EXPECT_THAT(Undelete("therapists/ana", ana.etag()),
              Fails(StatusCode::kAborted, "ETAG_MISMATCH"));
  EXPECT_THAT(Undelete("therapists/ana", deleted->therapist().etag()),
              Succeeds());
  EXPECT_THAT(Delete("therapists/none"),
              Fails(StatusCode::kNotFound, "THERAPIST_NOT_FOUND"));
  EXPECT_THAT(Undelete("therapists/none"),
              Fails(StatusCode::kNotFound, "THERAPIST_NOT_FOUND"));
}

TEST_F(TherapistsTest, DeleteAndUndeleteRepeatedAnswerAlike) {
  Created("ana");
  const auto first = Delete("therapists/ana", "", "d");
  const auto again = Delete("therapists/ana", "", "d");
  ASSERT_THAT(again, Succeeds());
  EXPECT_EQ(again->therapist().etag(), first->therapist().etag());
  const auto back = Undelete("therapists/ana", "", "u");
  const auto still = Undelete("therapists/ana", "", "u");
  ASSERT_THAT(still, Succeeds());
  EXPECT_EQ(still->therapist().etag(), back->therapist().etag());
}

TEST_F(TherapistsTest, DeletedOnesGoForGoodAfterAMonth) {
  Created("ana");
  ASSERT_THAT(Delete("therapists/ana"), Succeeds());
  clock_.Advance(absl::Hours(24 * 29));
  EXPECT_EQ(*embedded_->directory().Purge(), 0);
  clock_.Advance(absl::Hours(24 * 2));
  EXPECT_EQ(*embedded_->directory().Purge(), 1);
  EXPECT_THAT(Get("therapists/ana"),
              Fails(StatusCode::kNotFound, "THERAPIST_NOT_FOUND"));
}

TEST_F(TherapistsTest, RefusesTextThatIsNotUtf8) {
  v1::GetTherapistRequest request;
  request.set_name("therapists/ab");
  std::string bytes = request.SerializeAsString();
  bytes[bytes.size() - 1] = '\xFF';
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer sent(&slice, 1);
  grpc::ByteBuffer received;
  grpc::ClientContext context;

  const grpc::Status status = grpc::internal::BlockingUnaryCall(
      channel_.get(),
      grpc::internal::RpcMethod(
          "/unknot.directory.v1.TherapistDirectoryService/GetTherapist",
          grpc::internal::RpcMethod::NORMAL_RPC),
      &context, sent, &received);

  EXPECT_THAT(runtime::FromGrpcStatus(status), FailsAtField("name"));
}

// One rule of the contract: how to break it, and the field that is named.
struct BadField {
  const char* field;
  void (*spoil)(v1::Therapist&);
};
void PrintTo(const BadField& c, std::ostream* out) { *out << c.field; }

class BadFieldTest : public ServiceTest,
                     public testing::WithParamInterface<BadField> {};

TEST_P(BadFieldTest, IsNamed) {
  v1::Therapist therapist = SomeTherapist("");
  GetParam().spoil(therapist);

  EXPECT_THAT(Create(therapist, "ana"),
              FailsAtField(absl::StrCat("therapist.", GetParam().field)));
}

using T = v1::Therapist;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::vector<BadField> BadFields() {
  return {BadField{"display_name", [](T& t) { t.clear_display_name(); }},
          BadField{"display_name", [](T& t) { t.set_display_name(" \t"); }},
          BadField{"display_name",
                   [](T& t) { t.set_display_name(std::string(201, 'x')); }},
          BadField{"display_name", [](T& t) { t.set_display_name("a\nb"); }},
          BadField{"display_name",
                   [](T& t) { t.set_display_name(std::string("a\0b", 3)); }},
          BadField{"clinic", [](T& t) { t.set_clinic("lake"); }},
          BadField{"location", [](T& t) { t.clear_location(); }},
          BadField{"location.town",
                   [](T& t) { t.mutable_location()->clear_town(); }},
          BadField{"location.region_code",
                   [](T& t) { t.mutable_location()->set_region_code("ON"); }},
          BadField{"location.country_code",
                   [](T& t) { t.mutable_location()->set_country_code("US"); }},
          BadField{"location.point.latitude",
                   [](T& t) {
                     t.mutable_location()->mutable_point()->set_latitude(90.01);
                   }},
          BadField{"location.point.latitude",
                   [](T& t) {
                     t.mutable_location()->mutable_point()->set_latitude(kNan);
                   }},
          BadField{"location.point.longitude",
                   [](T& t) {
                     t.mutable_location()->mutable_point()->set_longitude(-181);
                   }},
          BadField{"location.address_lines",
                   [](T& t) {
                     for (int i = 0; i < 6; ++i) {
                       t.mutable_location()->add_address_lines("x");
                     }
                   }},
          BadField{"technique_ids[1]",
                   [](T& t) { t.add_technique_ids("Deep Tissue"); }},
          BadField{"treats[0]", [](T& t) { t.add_treats(""); }},
          BadField{"languages[1]", [](T& t) { t.add_languages("english"); }},
          BadField{"languages[1]", [](T& t) { t.add_languages("e"); }},
          BadField{"technique_ids",
                   [](T& t) {
                     for (int i = 0; i < 101; ++i) t.add_technique_ids("x");
                   }},
          BadField{"gender",
                   [](T& t) { t.set_gender(static_cast<v1::Gender>(77)); }},
          BadField{"licence.status",
                   [](T& t) {
                     t.mutable_licence()->set_status(
                         static_cast<v1::LicenceStatus>(77));
                   }},
          BadField{"licence.expire_date",
                   [](T& t) {
                     *t.mutable_licence()->mutable_expire_date() =
                         DateOf(2026, 2, 29);
                   }},
          BadField{"licence.expire_date",
                   [](T& t) {
                     *t.mutable_licence()->mutable_expire_date() =
                         DateOf(2026, 13, 1);
                   }},
          BadField{"licence.expire_date",
                   [](T& t) { t.mutable_licence()->mutable_expire_date(); }},
          BadField{"licence.register_uri",
                   [](T& t) {
                     t.mutable_licence()->set_register_uri("javascript:x");
                   }},
          BadField{"licence.verify_time",
                   [](T& t) {
                     t.mutable_licence()->mutable_verify_time()->set_nanos(-1);
                   }},
          BadField{"website_uri", [](T& t) { t.set_website_uri("ftp://x"); }},
          BadField{"website_uri",
                   [](T& t) { t.set_website_uri("https://x/<script>"); }},
          BadField{"phone", [](T& t) { t.set_phone(std::string(41, '1')); }},
          BadField{"price.currency_code",
                   [](T& t) { t.mutable_price()->set_currency_code("cad"); }},
          BadField{"price.max_minor_units",
                   [](T& t) {
                     t.mutable_price()->set_currency_code("CAD");
                     t.mutable_price()->set_min_minor_units(2);
                     t.mutable_price()->set_max_minor_units(1);
                   }},
          BadField{"opening_hours[0].day",
                   [](T& t) { t.add_opening_hours()->set_close_minute(1); }},
          BadField{"opening_hours[0].close_minute",
                   [](T& t) {
                     auto& period = *t.add_opening_hours();
                     period.set_day(v1::WEEKDAY_MONDAY);
                     period.set_open_minute(600);
                     period.set_close_minute(600);
                   }},
          BadField{"opening_hours[1].open_minute", [](T& t) {
                     for (const int open : {600, 650}) {
                       auto& period = *t.add_opening_hours();
                       period.set_day(v1::WEEKDAY_MONDAY);
                       period.set_open_minute(open);
                       period.set_close_minute(open + 60);
                     }
                   }}};
}

INSTANTIATE_TEST_SUITE_P(Fields, BadFieldTest, testing::ValuesIn(BadFields()));

TEST_F(TherapistsTest, CreateNamesItsOwnBadFields) {
  EXPECT_THAT(Call(&Stub::CreateTherapist, v1::CreateTherapistRequest()),
              FailsAtField("therapist"));
  EXPECT_THAT(Create(SomeTherapist(""), "Not An Id"),
              FailsAtField("therapist_id"));
  EXPECT_THAT(Create(SomeTherapist(""), "a", "has space"),
              FailsAtField("request_id"));
}

TEST_F(TherapistsTest, ErrorsNeverRepeatWhatWasTyped) {
  v1::Therapist therapist = SomeTherapist("");
  therapist.set_display_name("secret\nsecret");
  therapist.add_languages("secret secret");
  therapist.set_website_uri("secret");

  const auto created = Create(therapist, "secret id");

  EXPECT_THAT(created.status().ToString(), Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace unknot::directory
