// Searching, places, reviews and clinics through the door.
#include <gmock/gmock.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/directory/demo/demo.h"
#include "tests/directory/service_test_base.h"

namespace unknot::directory {
namespace {

using absl::StatusCode;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

using DirectoryTest = ServiceTest;

std::vector<std::string> NamesOf(const v1::SearchTherapistsResponse& response) {
  std::vector<std::string> names;
  for (const auto& result : response.results()) {
    names.push_back(result.therapist().name());
  }
  return names;
}

TEST_F(DirectoryTest, FindsByPlaceAndSaysWhy) {
  Created("ana");

  const auto found = SearchNear("the 6ix");

  ASSERT_THAT(found, Succeeds());
  ASSERT_THAT(found->results(), SizeIs(1));
  EXPECT_EQ(found->resolved_place().name(), "places/ca-on-toronto");
  EXPECT_EQ(found->place_match(), v1::PLACE_MATCH_KIND_ALIAS);
  EXPECT_EQ(found->radius_m(), 25000);
  EXPECT_FALSE(found->radius_widened());
  EXPECT_LT(found->results(0).distance_m(), 100);
  EXPECT_THAT(found->results(0).reasons(), Not(IsEmpty()));
}

TEST_F(DirectoryTest, WidensTheCircleUntilSomebodyIsThere) {
  Created("ana");
  v1::SearchTherapistsRequest request;
  request.set_place("Barrie, Ontario");

  const auto widened = Search(request);
  ASSERT_THAT(widened, Succeeds());
  EXPECT_THAT(widened->results(), SizeIs(1));
  EXPECT_TRUE(widened->radius_widened());
  EXPECT_EQ(widened->radius_m(), 100000);
  request.set_exact_radius(true);
  const auto exact = Search(request);
  EXPECT_THAT(exact->results(), IsEmpty());
  EXPECT_EQ(exact->radius_m(), 25000);
  request.set_radius_m(2000000000);
  EXPECT_EQ(Search(request)->radius_m(), 200000);
}

TEST_F(DirectoryTest, AsksBackAboutAnAmbiguousPlace) {
  Created("ana");

  const auto found = SearchNear("Richmond");

  ASSERT_THAT(found, Succeeds());
  EXPECT_THAT(found->results(), IsEmpty());
  EXPECT_FALSE(found->has_resolved_place());
  ASSERT_THAT(found->alternatives(), SizeIs(6));
  const auto chosen = SearchNear(found->alternatives(1).display_name());
  EXPECT_EQ(chosen->resolved_place().name(), found->alternatives(1).name());
}

TEST_F(DirectoryTest, SaysThatAPlaceIsNotKnown) {
  const auto found = SearchNear("secretville upon nowhere");

  EXPECT_THAT(found, Fails(StatusCode::kNotFound, "PLACE_NOT_FOUND"));
  EXPECT_THAT(found.status().ToString(), Not(HasSubstr("secretville")));
}

TEST_F(DirectoryTest, ResolvesPlaces) {
  v1::ResolvePlaceRequest request;
  request.set_text("missisauga");
  const auto resolved = Call(&Stub::ResolvePlace, request);
  ASSERT_THAT(resolved, Succeeds());
  EXPECT_EQ(resolved->place().name(), "places/ca-on-mississauga");
  EXPECT_EQ(resolved->match(), v1::PLACE_MATCH_KIND_SPELLING);
  request.set_text("Cambridge");
  EXPECT_THAT(Call(&Stub::ResolvePlace, request)->alternatives(), SizeIs(3));
  request.set_country_code("GB");
  EXPECT_EQ(Call(&Stub::ResolvePlace, request)->place().region_code(),
            "GB-ENG");
  request.set_country_code("gb");
  EXPECT_THAT(Call(&Stub::ResolvePlace, request), FailsAtField("country_code"));
  request.clear_country_code();
  request.set_text(" ");
  EXPECT_THAT(Call(&Stub::ResolvePlace, request), FailsAtField("text"));
  request.set_text("qqqqqq");
  EXPECT_THAT(Call(&Stub::ResolvePlace, request),
              Fails(StatusCode::kNotFound, "PLACE_NOT_FOUND"));
}

TEST_F(DirectoryTest, LicencesLapseAsTimeGoesBy) {
  v1::Therapist therapist = SomeTherapist("");
  *therapist.mutable_licence()->mutable_expire_date() = DateOf(2026, 6, 1);
  ASSERT_THAT(Create(therapist, "ana"), Succeeds());

  EXPECT_THAT(SearchNear("Toronto")->results(), SizeIs(1));
  clock_.Advance(absl::Hours(24));
  EXPECT_THAT(SearchNear("Toronto")->results(), IsEmpty());
  EXPECT_THAT(Get("therapists/ana"), Succeeds());
}

TEST_F(DirectoryTest, SearchPagesWithoutGapsOrRepeats) {
  for (int i = 0; i < 23; ++i) Created(absl::StrCat("t", i));
  v1::SearchTherapistsRequest request;
  request.set_place("Toronto");
  request.set_page_size(5);
  std::vector<std::string> names;
  for (;;) {
    const auto page = Search(request);
    ASSERT_THAT(page, Succeeds());
    for (const std::string& name : NamesOf(*page)) names.push_back(name);
    if (page->next_page_token().empty()) break;
    request.set_page_token(page->next_page_token());
  }

  EXPECT_THAT(names, SizeIs(23));
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 23u);
}

TEST_F(DirectoryTest, SearchKeepsTheWidenedCircleFromPageToPage) {
  for (int i = 0; i < 3; ++i) Created(absl::StrCat("t", i));
  v1::SearchTherapistsRequest request;
  request.set_place("Barrie, Ontario");
  request.set_page_size(2);
  const auto first = Search(request);
  request.set_page_token(first->next_page_token());

  const auto second = Search(request);

  ASSERT_THAT(second, Succeeds());
  EXPECT_THAT(second->results(), SizeIs(1));
  EXPECT_EQ(second->radius_m(), first->radius_m());
  EXPECT_TRUE(second->radius_widened());
}

TEST_F(DirectoryTest, SearchTokensBelongToTheirQuery) {
  for (int i = 0; i < 3; ++i) Created(absl::StrCat("t", i));
  v1::SearchTherapistsRequest request;
  request.set_page_size(1);
  request.set_page_token(Search(request)->next_page_token());
  request.set_page_size(100);
  EXPECT_THAT(Search(request)->results(), SizeIs(2));
  request.set_gender(v1::GENDER_MALE);
  EXPECT_THAT(Search(request), FailsAtField("page_token"));
}

TEST_F(DirectoryTest, SearchNamesBadFields) {
  using Request = v1::SearchTherapistsRequest;
  const std::vector<std::pair<std::string, void (*)(Request&)>> cases = {
      {"place", [](Request& r) { r.set_place(""); }},
      {"place", [](Request& r) { r.set_place(std::string(201, 'x')); }},
      {"point.latitude",
       [](Request& r) { r.mutable_point()->set_latitude(-91); }},
      {"point.longitude",
       [](Request& r) {
         r.mutable_point()->set_longitude(
             std::numeric_limits<double>::infinity());
       }},
      {"radius_m", [](Request& r) { r.set_radius_m(-1); }},
      {"technique_ids[0]", [](Request& r) { r.add_technique_ids("A B"); }},
      {"treats[0]", [](Request& r) { r.add_treats("'; DROP"); }},
      {"languages[0]", [](Request& r) { r.add_languages("klingon!"); }},
      {"page_size", [](Request& r) { r.set_page_size(-5); }},
      {"page_token", [](Request& r) { r.set_page_token("nonsense"); }},
      {"min_rating", [](Request& r) { r.set_min_rating(5.1); }},
      {"min_rating",
       [](Request& r) {
         r.set_min_rating(std::numeric_limits<double>::quiet_NaN());
       }},
      {"max_price_minor_units",
       [](Request& r) { r.set_max_price_minor_units(-1); }},
      {"min_price_minor_units",
       [](Request& r) { r.set_min_price_minor_units(-1); }},
      {"min_price_minor_units",
       [](Request& r) {
         r.set_min_price_minor_units(2);
         r.set_max_price_minor_units(1);
       }},
      {"regulator_ids[0]", [](Request& r) { r.add_regulator_ids("No Id"); }},
      {"insurers[0]", [](Request& r) { r.add_insurers(""); }},
      {"local_time.day",
       [](Request& r) { r.mutable_local_time()->set_minute(1); }},
      {"local_time.minute",
       [](Request& r) {
         r.mutable_local_time()->set_day(v1::WEEKDAY_MONDAY);
         r.mutable_local_time()->set_minute(1440);
       }},
      {"currency_code", [](Request& r) { r.set_currency_code("dollars"); }},
      {"clinic", [](Request& r) { r.set_clinic("lake"); }},
      {"order_by",
       [](Request& r) { r.set_order_by(static_cast<v1::SearchOrder>(99)); }},
      {"open_at[0].end_minute",
       [](Request& r) {
         r.add_open_at()->set_start_minute(600);
         r.mutable_open_at(0)->set_end_minute(600);
       }},
      {"open_at[0].day",
       [](Request& r) {
         r.add_open_at()->set_day(static_cast<v1::Weekday>(8));
       }},
      {"text", [](Request& r) { r.set_text(std::string(201, 'x')); }},
  };
  for (const auto& [field, spoil] : cases) {
    Request request;
    spoil(request);
    EXPECT_THAT(Search(request), FailsAtField(field));
  }
}

TEST_F(DirectoryTest, ReviewsMoveTheRating) {
  Created("ana");
  ASSERT_THAT(Review("therapists/ana", 5), Succeeds());
  const auto added = Review("therapists/ana", 2, "request-1");

  ASSERT_THAT(added, Succeeds());
  EXPECT_DOUBLE_EQ(added->rating().mean(), 3.5);
  EXPECT_DOUBLE_EQ(added->rating().bayesian_mean(), (20 + 7) / 7.0);
  EXPECT_EQ(Review("therapists/ana", 2, "request-1")->review().name(),
            added->review().name());
  EXPECT_EQ(SearchNear("Toronto")->results(0).therapist().rating().count(), 2);
}

TEST_F(DirectoryTest, ReviewsAreListedNewestFirst) {
  Created("ana");
  for (const int stars : {1, 2, 3}) {
    ASSERT_THAT(Review("therapists/ana", stars), Succeeds());
  }
  v1::ListReviewsRequest request;
  request.set_parent("therapists/ana");
  request.set_page_size(2);

  const auto first = Call(&Stub::ListReviews, request);
  ASSERT_THAT(first, Succeeds());
  ASSERT_THAT(first->reviews(), SizeIs(2));
  EXPECT_EQ(first->reviews(0).stars(), 3);
  request.set_page_token(first->next_page_token());
  const auto second = Call(&Stub::ListReviews, request);
  ASSERT_THAT(second->reviews(), SizeIs(1));
  EXPECT_EQ(second->reviews(0).stars(), 1);
  EXPECT_THAT(second->next_page_token(), IsEmpty());
  request.set_parent("therapists/bo");
  EXPECT_THAT(Call(&Stub::ListReviews, request), FailsAtField("page_token"));
  request.clear_page_token();
  EXPECT_THAT(Call(&Stub::ListReviews, request),
              Fails(StatusCode::kNotFound, "THERAPIST_NOT_FOUND"));
}

TEST_F(DirectoryTest, ReviewsAreChecked) {
  Created("ana");
  EXPECT_THAT(Review("therapists/bo", 3),
              Fails(StatusCode::kNotFound, "THERAPIST_NOT_FOUND"));
  EXPECT_THAT(Review("ana", 3), FailsAtField("parent"));
  EXPECT_THAT(Review("therapists/ana", 0), FailsAtField("review.stars"));
  EXPECT_THAT(Review("therapists/ana", 6), FailsAtField("review.stars"));
  v1::CreateReviewRequest request;
  request.set_parent("therapists/ana");
  EXPECT_THAT(Call(&Stub::CreateReview, request), FailsAtField("review"));
  request.mutable_review()->set_stars(3);
  *request.mutable_review()->mutable_visit_date() = DateOf(2026, 6, 3);
  EXPECT_THAT(Call(&Stub::CreateReview, request),
              FailsAtField("review.visit_date"));
  ASSERT_THAT(Delete("therapists/ana"), Succeeds());
  EXPECT_THAT(Review("therapists/ana", 3),
              Fails(StatusCode::kFailedPrecondition, "THERAPIST_DELETED"));
}

TEST_F(DirectoryTest, ClinicsAreKept) {
  const auto created = CreateClinic(SomeClinic(""), "lake");
  ASSERT_THAT(created, Succeeds());
  EXPECT_THAT(CreateClinic(SomeClinic(""), "lake"),
              Fails(StatusCode::kAlreadyExists, "CLINIC_EXISTS"));
  v1::GetClinicRequest get;
  get.set_name("clinics/lake");
  EXPECT_THAT(Call(&Stub::GetClinic, get)->clinic(),
              EqualsMessage(created->clinic()));
  v1::UpdateClinicRequest update;
  *update.mutable_clinic() = created->clinic();
  update.mutable_clinic()->set_display_name("New Name");
  update.mutable_update_mask()->add_paths("display_name");
  ASSERT_THAT(Call(&Stub::UpdateClinic, update), Succeeds());
  EXPECT_THAT(Call(&Stub::UpdateClinic, update),
              Fails(StatusCode::kAborted, "ETAG_MISMATCH"));
  const auto found = SearchNear("Toronto");
  ASSERT_THAT(found->clinics(), SizeIs(1));
  EXPECT_EQ(found->clinics(0).clinic().display_name(), "New Name");
}

TEST_F(DirectoryTest, ClinicsSayNo) {
  v1::GetClinicRequest get;
  get.set_name("clinics/none");
  EXPECT_THAT(Call(&Stub::GetClinic, get),
              Fails(StatusCode::kNotFound, "CLINIC_NOT_FOUND"));
  v1::UpdateClinicRequest update;
  *update.mutable_clinic() = SomeClinic("none");
  EXPECT_THAT(Call(&Stub::UpdateClinic, update),
              Fails(StatusCode::kNotFound, "CLINIC_NOT_FOUND"));
  v1::DeleteClinicRequest remove;
  remove.set_name("clinics/none");
  EXPECT_THAT(Call(&Stub::DeleteClinic, remove),
              Fails(StatusCode::kNotFound, "CLINIC_NOT_FOUND"));
  v1::Clinic nameless = SomeClinic("");
  nameless.clear_display_name();
  EXPECT_THAT(CreateClinic(nameless, "x"), FailsAtField("clinic.display_name"));
  v1::ListClinicsRequest list;
  list.set_page_size(-1);
  EXPECT_THAT(Call(&Stub::ListClinics, list), FailsAtField("page_size"));
}

TEST_F(DirectoryTest, ClinicsStayWhileSomebodyWorksThere) {
  ASSERT_THAT(CreateClinic(SomeClinic(""), "lake"), Succeeds());
  v1::Therapist therapist = SomeTherapist("");
  therapist.set_clinic("clinics/lake");
  ASSERT_THAT(Create(therapist, "ana"), Succeeds());
  v1::DeleteClinicRequest remove;
  remove.set_name("clinics/lake");
  remove.set_request_id("request-1");

  EXPECT_THAT(Call(&Stub::DeleteClinic, remove),
              Fails(StatusCode::kFailedPrecondition, "CLINIC_IN_USE"));
  ASSERT_THAT(Delete("therapists/ana"), Succeeds());
  ASSERT_THAT(Call(&Stub::DeleteClinic, remove), Succeeds());
  EXPECT_THAT(Call(&Stub::DeleteClinic, remove), Succeeds());
  remove.clear_request_id();
  EXPECT_THAT(Call(&Stub::DeleteClinic, remove),
              Fails(StatusCode::kFailedPrecondition, "CLINIC_DELETED"));
  EXPECT_THAT(Undelete("therapists/ana"),
              Fails(StatusCode::kFailedPrecondition, "CLINIC_NOT_FOUND"));
  v1::ListClinicsRequest list;
  EXPECT_THAT(Call(&Stub::ListClinics, list)->clinics(), IsEmpty());
  list.set_show_deleted(true);
  EXPECT_THAT(Call(&Stub::ListClinics, list)->clinics(), SizeIs(1));
}

TEST_F(DirectoryTest, TakesOverWhatOthersWrote) {
  TemporaryFolder folder;
  DirectoryOptions options;
  options.store = "sqlite:" + folder.Path("shared.db");
  options.refresh_interval = absl::Milliseconds(20);
  const auto one = EmbeddedDirectory::Open(options, clock_, pool_);
  const auto other = EmbeddedDirectory::Open(options, clock_, pool_);
  ASSERT_THAT(one, Succeeds());
  ASSERT_THAT(other, Succeeds());
  v1::CreateTherapistRequest request;
  *request.mutable_therapist() = SomeTherapist("");

  ASSERT_THAT((*one)->directory().CreateTherapist(request), Succeeds());

  for (int i = 0; i < 500 && (*other)->directory().size() == 0; ++i) {
    absl::SleepFor(absl::Milliseconds(10));
  }
  EXPECT_EQ((*other)->directory().size(), 1u);
}

class DemoTest : public DirectoryTest {};

TEST_F(DemoTest, LoadsIntoAnEmptyStoreOnly) {
  TemporaryFolder folder;
  DirectoryOptions options;
  options.store = "sqlite:" + folder.Path("demo.db");
  options.demo = DemoPolicy::kIfEmpty;
  size_t loaded = 0;
  {
    const auto first = EmbeddedDirectory::Open(options, clock_, pool_);
    ASSERT_THAT(first, Succeeds());
    loaded = (*first)->directory().size();
    EXPECT_GE(loaded, 120u);
    v1::DeleteTherapistRequest request;
    request.set_name(ReadDemoData()->therapists[0].name());
    ASSERT_THAT((*first)->directory().DeleteTherapist(request), Succeeds());
  }
  const auto again = EmbeddedDirectory::Open(options, clock_, pool_);
  EXPECT_EQ((*again)->directory().size(), loaded - 1);
}

TEST_F(DemoTest, SaysThatItIsInvented) {
  const auto data = ReadDemoData();
  ASSERT_THAT(data, Succeeds());
  for (const v1::Therapist& t : data->therapists) {
    EXPECT_TRUE(t.demo()) << t.name();
    EXPECT_THAT(t.notice(), HasSubstr("does not exist")) << t.name();
    EXPECT_THAT(t.name(), HasSubstr("demo-"));
    EXPECT_THAT(t.phone(),
                testing::AnyOf(HasSubstr("555-01"), HasSubstr("020 7946 0"),
                               HasSubstr("01632 960")));
  }
  int printed = 0;
  for (const v1::Clinic& c : data->clinics) {
    EXPECT_THAT(c.notice(), Not(IsEmpty())) << c.name();
    if (c.demo()) continue;
    ++printed;
    EXPECT_THAT(c.notice(),
                HasSubstr("As printed in the source, not verified"));
  }
  EXPECT_EQ(printed, 3);
  // Nobody invented works at a clinic that may exist.
  for (const v1::Therapist& t : data->therapists) {
    if (!t.clinic().empty()) {
      EXPECT_THAT(t.clinic(), HasSubstr("clinics/demo-"));
    }
  }
}

struct DemoSearch {
  const char* place;
  const char* technique;
};
void PrintTo(const DemoSearch& c, std::ostream* out) { *out << c.place; }

class DemoSearchTest : public DirectoryTest,
                       public testing::WithParamInterface<DemoSearch> {
 protected:
  DemoSearchTest() {
    EXPECT_THAT(LoadDemo(embedded_->directory()), Succeeds());
  }
};

TEST_P(DemoSearchTest, FindsSeveralNearby) {
  v1::SearchTherapistsRequest request;
  request.set_place(GetParam().place);
  request.add_technique_ids(GetParam().technique);

  const auto found = Search(request);

  ASSERT_THAT(found, Succeeds());
  EXPECT_GE(found->results_size(), 2) << GetParam().technique;
  EXPECT_FALSE(found->radius_widened());
  for (const auto& result : found->results()) {
    EXPECT_TRUE(result.therapist().demo());
    EXPECT_NE(result.therapist().licence().status(),
              v1::LICENCE_STATUS_SUSPENDED);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Towns, DemoSearchTest,
    testing::Values(
        DemoSearch{"Mississauga", "deep_tissue"},
        DemoSearch{"North York", "myofascial_release"},
        DemoSearch{"Johns Creek", "prenatal"}, DemoSearch{"Toronto", "shiatsu"},
        DemoSearch{"Atlanta", "sports"}, DemoSearch{"London", "acupressure"},
        DemoSearch{"Manchester", "aromatherapy"},
        DemoSearch{"Leeds", "trigger_point"}, DemoSearch{"L5B 3C1", "swedish"},
        DemoSearch{"30097", "deep_tissue"}, DemoSearch{"M20", "gentle"},
        DemoSearch{"Ottawa", "swedish"}, DemoSearch{"Savannah", "deep_tissue"},
        DemoSearch{"Bristol", "swedish"}));

TEST_F(DemoTest, NamesTheClinicsOfTheArticles) {
  ASSERT_THAT(LoadDemo(embedded_->directory()), Succeeds());
  for (const auto& [place, clinic] :
       std::vector<std::pair<std::string, std::string>>{
           {"Mississauga", "Kaizen Health Group"},
           {"North York", "Stay Active Rehabilitation"},
           {"Johns Creek, GA", "Medical Fitness and Wellness Group"}}) {
    std::vector<std::string> names;
    const auto found = SearchNear(place);
    ASSERT_THAT(found, Succeeds());
    for (const auto& result : found->clinics()) {
      names.push_back(result.clinic().display_name());
    }
    EXPECT_THAT(names, Contains(clinic));
  }
}

}  // namespace
}  // namespace unknot::directory
