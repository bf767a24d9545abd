// The search finds what a plain loop over everybody finds, and says why.
#include "services/directory/search/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "services/directory/search/geometry.h"
#include "tests/directory/search/search_oracle.h"
#include "tests/directory/testing.h"

namespace unknot::directory {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

v1::LatLng Point(double latitude, double longitude) {
  v1::LatLng point;
  point.set_latitude(latitude);
  point.set_longitude(longitude);
  return point;
}

std::vector<std::string> Names(const std::vector<SearchHit>& hits) {
  std::vector<std::string> names;
  for (const SearchHit& hit : hits)
    names.push_back(hit.therapist->message.name());
  return names;
}

class SearchTest : public testing::Test {
 protected:
  SearchQuery Query() const {
    return {.request = request_,
            .point = point_,
            .radius_m = 25000,
            .today = DateOf(2026, 6, 1),
            .local_time = {},
            .after = {},
            .limit = 100};
  }
  // Adds a therapist `metres` north of the point.
  v1::Therapist& Prepare(const std::string& id, double metres = 1000) {
    next_ = SomeTherapist(id);
    next_.mutable_location()->mutable_point()->set_latitude(43.653 +
                                                            metres / 111195.0);
    return next_;
  }
  void Add(const v1::Therapist& therapist) { search_->Put(therapist); }

  std::vector<v1::MatchReasonKind> ReasonsOf(const std::string& id) {
    std::vector<v1::MatchReasonKind> kinds;
    for (const SearchHit& hit : search_->Find(Query())) {
      if (hit.therapist->message.name() != "therapists/" + id) continue;
      for (const Reason& reason : hit.reasons) {
        EXPECT_FALSE(reason.text.empty());
        EXPECT_THAT(reason.text, Not(testing::HasSubstr("{")));
        kinds.push_back(reason.kind);
      }
    }
    return kinds;
  }

  std::unique_ptr<Search> search_ = MakeMemorySearch();
  v1::SearchTherapistsRequest request_;
  std::optional<v1::LatLng> point_ = Point(43.653, -79.383);
  v1::Therapist next_;
};

TEST_F(SearchTest, ShowsTheNewestVersion) {
  Add(Prepare("ana"));
  Prepare("ana").set_display_name("Other");
  next_.mutable_location()->mutable_point()->set_latitude(44.5);
  Add(next_);

  EXPECT_THAT(search_->Find(Query()), IsEmpty());
  EXPECT_EQ(search_->size(), 1u);
  search_->Put(Gone(next_));
  search_->Put(Gone(next_));
  EXPECT_EQ(search_->size(), 0u);
}

TEST_F(SearchTest, HidesLapsedLicencesUntilAsked) {
  Prepare("expired").mutable_licence()->set_status(v1::LICENCE_STATUS_EXPIRED);
  Add(next_);
  Prepare("suspended")
      .mutable_licence()
      ->set_status(v1::LICENCE_STATUS_SUSPENDED);
  Add(next_);
  Prepare("revoked").mutable_licence()->set_status(v1::LICENCE_STATUS_REVOKED);
  Add(next_);
  *Prepare("yesterday").mutable_licence()->mutable_expire_date() =
      DateOf(2026, 5, 31);
  Add(next_);
  *Prepare("today").mutable_licence()->mutable_expire_date() =
      DateOf(2026, 6, 1);
  Add(next_);
  Prepare("unverified")
      .mutable_licence()
      ->set_status(v1::LICENCE_STATUS_UNVERIFIED);
  Add(next_);
  Prepare("none").clear_licence();
  Add(next_);
  request_.set_order_by(v1::SEARCH_ORDER_NAME);

  EXPECT_THAT(Names(search_->Find(Query())),
              ElementsAre("therapists/none", "therapists/today",
                          "therapists/unverified"));
  request_.set_licence_filter(v1::LICENCE_FILTER_ACTIVE);
  EXPECT_THAT(Names(search_->Find(Query())), ElementsAre("therapists/today"));
  request_.set_licence_filter(v1::LICENCE_FILTER_ANY);
  EXPECT_EQ(search_->Find(Query()).size(), 7u);
  EXPECT_THAT(ReasonsOf("expired"),
              Contains(v1::MATCH_REASON_KIND_LICENCE_LAPSED));
}

TEST_F(SearchTest, PutsThoseWhoTakeNobodyLast) {
  Prepare("near", 10).set_accepts_new_clients(false);
  Add(next_);
  Add(Prepare("far", 20000));

  EXPECT_THAT(Names(search_->Find(Query())),
              ElementsAre("therapists/far", "therapists/near"));
}

TEST_F(SearchTest, PrefersFitOverASlightlyShorterWay) {
  Add(Prepare("near", 500));
  Prepare("fitting", 1500).add_technique_ids("deep_tissue");
  Add(next_);
  request_.add_technique_ids("deep_tissue");
  request_.add_technique_ids("swedish");

  EXPECT_THAT(Names(search_->Find(Query())),
              ElementsAre("therapists/fitting", "therapists/near"));
}

TEST_F(SearchTest, GivesTheReasons) {
  Prepare("ana", 1234).add_languages("pa-Guru");
  next_.add_treats("neck");
  next_.mutable_rating()->set_mean(4.5);
  next_.mutable_rating()->set_count(10);
  next_.set_accepts_new_clients(true);
  next_.set_demo(true);
  Add(next_);
  request_.add_technique_ids("swedish");
  request_.add_treats("neck");
  request_.add_languages("pa");

  EXPECT_THAT(
      ReasonsOf("ana"),
      ElementsAre(
          v1::MATCH_REASON_KIND_TECHNIQUE, v1::MATCH_REASON_KIND_TREATS,
          v1::MATCH_REASON_KIND_LANGUAGE, v1::MATCH_REASON_KIND_DISTANCE,
          v1::MATCH_REASON_KIND_LICENCE_ACTIVE, v1::MATCH_REASON_KIND_RATING,
          v1::MATCH_REASON_KIND_ACCEPTS_NEW_CLIENTS,
          v1::MATCH_REASON_KIND_DEMO));
  const SearchHit hit = std::move(search_->Find(Query())[0]);
  EXPECT_EQ(hit.reasons[2].text, "speaks Punjabi");
  EXPECT_EQ(hit.reasons[3].text, "1.2 km away");
  EXPECT_NEAR(*hit.distance_m, 1234, 5);
}

TEST_F(SearchTest, NeverGivesNoReason) {
  point_.reset();
  Prepare("ana").clear_licence();
  Add(next_);

  EXPECT_THAT(ReasonsOf("ana"),
              ElementsAre(v1::MATCH_REASON_KIND_LICENCE_UNVERIFIED));
}

TEST_F(SearchTest, LooksForWordsInNamesOfPeopleAndClinics) {
  v1::Clinic clinic = SomeClinic("lake");
  clinic.set_display_name("Lake\xC3\xA9view Rooms");
  search_->PutClinic(clinic);
  Prepare("ana").set_display_name("Zo\xC3\xAB O'Neil");
  next_.set_clinic("clinics/lake");
  Add(next_);
  Add(Prepare("bo"));

  for (const char* text : {"zoe", "ONEIL z", "lakee", "zoe rooms"}) {
    request_.set_text(text);
    EXPECT_THAT(Names(search_->Find(Query())), ElementsAre("therapists/ana"))
        << text;
  }
  for (const char* text : {"oe", "zoe xavier", "!!!", "%", "' OR 1=1"}) {
    request_.set_text(text);
    EXPECT_THAT(search_->Find(Query()), IsEmpty()) << text;
  }
}

TEST_F(SearchTest, TakesAMisspelledWordForTheClosestOnes) {
  Prepare("ana").set_display_name("Ana Winterbourne");
  Add(next_);
  Prepare("bo").set_display_name("Bo Winterburn");
  Add(next_);

  request_.set_text("winterborne");
  EXPECT_THAT(Names(search_->Find(Query())), ElementsAre("therapists/ana"));
  EXPECT_THAT(ReasonsOf("ana"), Contains(v1::MATCH_REASON_KIND_NAME_SPELLING));
  // A word that begins a name is never taken for another.
  request_.set_text("winterb");
  EXPECT_EQ(search_->Find(Query()).size(), 2u);
  EXPECT_THAT(ReasonsOf("ana"), Contains(v1::MATCH_REASON_KIND_NAME));
  // Short words are too close to one another.
  request_.set_text("anx");
  EXPECT_THAT(search_->Find(Query()), IsEmpty());
}

TEST_F(SearchTest, KeepsToProblemsWhenAsked) {
  Prepare("both").add_treats("neck");
  next_.add_treats("hip");
  Add(next_);
  Prepare("one").add_treats("hip");
  Add(next_);
  Add(Prepare("none"));
  request_.add_treats("neck");
  request_.add_treats("hip");

  EXPECT_EQ(search_->Find(Query()).size(), 3u);
  request_.set_treats_match(v1::TREATS_MATCH_ANY);
  EXPECT_THAT(Names(search_->Find(Query())),
              ElementsAre("therapists/both", "therapists/one"));
  request_.set_treats_match(v1::TREATS_MATCH_ALL);
  EXPECT_THAT(Names(search_->Find(Query())), ElementsAre("therapists/both"));
}

TEST_F(SearchTest, FiltersByRegulatorInsurerAndLowestPrice) {
  Prepare("ana").mutable_licence()->set_regulator_id("ga_bmt");
  next_.add_insurers("Example Life, Inc.");
  next_.mutable_price()->set_currency_code("USD");
  next_.mutable_price()->set_min_minor_units(4500);
  next_.mutable_price()->set_session_minutes(30);
  Add(next_);
  Add(Prepare("bo"));
  const auto found = [&] { return Names(search_->Find(Query())); };

  request_.add_regulator_ids("ga_bmt");
  EXPECT_THAT(found(), ElementsAre("therapists/ana"));
  request_.clear_regulator_ids();
  request_.add_insurers("EXAMPLE LIFE INC");
  EXPECT_THAT(found(), ElementsAre("therapists/ana"));
  EXPECT_THAT(ReasonsOf("ana"), Contains(v1::MATCH_REASON_KIND_INSURER));
  request_.clear_insurers();
  request_.set_min_price_minor_units(9000);
  EXPECT_THAT(found(), ElementsAre("therapists/ana"));
  request_.set_min_price_minor_units(9001);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(SearchTest, PutsWhoIsOpenSoonestFirst) {
  const auto open = [&](const char* id, v1::Weekday day, int from, int to) {
    v1::OpeningPeriod& period = *Prepare(id).add_opening_hours();
    period.set_day(day);
    period.set_open_minute(from);
    period.set_close_minute(to);
    Add(next_);
  };
  open("now", v1::WEEKDAY_SATURDAY, 540, 1020);
  open("closing", v1::WEEKDAY_SATURDAY, 540, 620);
  open("later", v1::WEEKDAY_SATURDAY, 780, 1020);
  open("monday", v1::WEEKDAY_MONDAY, 540, 1020);
  Add(Prepare("unknown", 1));
  request_.set_order_by(v1::SEARCH_ORDER_SOONEST);
  SearchQuery query = Query();
  query.local_time.set_day(v1::WEEKDAY_SATURDAY);
  query.local_time.set_minute(600);

  const auto hits = search_->Find(query);

  EXPECT_THAT(
      Names(hits),
      ElementsAre("therapists/now", "therapists/later", "therapists/monday",
                  "therapists/closing", "therapists/unknown"));
  EXPECT_EQ(hits[1].reasons[0].kind, v1::MATCH_REASON_KIND_SOONEST);
  EXPECT_EQ(hits[1].reasons[0].number, 180);
  EXPECT_EQ(hits[1].reasons[0].text, "open in 3 h 00 min by the opening hours");
}

TEST_F(SearchTest, SaysWhenALicenceWasCheckedAndByWhom) {
  v1::Licence& licence = *Prepare("ana").mutable_licence();
  licence.mutable_verify_time()->set_seconds(1767225600);
  licence.set_verified_by("the registrar");
  Add(next_);
  point_.reset();

  const auto hits = search_->Find(Query());

  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].reasons[0].text,
            "active licence or registration (cmto), checked 2026-01-01 by the "
            "registrar");
}

TEST_F(SearchTest, FindsClinicsNearby) {
  v1::Clinic near = SomeClinic("near");
  v1::Clinic far = SomeClinic("far");
  far.mutable_location()->mutable_point()->set_latitude(43.7);
  far.set_demo(true);
  v1::Clinic away = SomeClinic("away");
  away.mutable_location()->mutable_point()->set_latitude(10);
  for (const auto& clinic : {far, away, near}) search_->PutClinic(clinic);

  auto clinics = search_->FindClinics(Query());

  ASSERT_EQ(clinics.size(), 2u);
  EXPECT_EQ(clinics[0].clinic->name(), "clinics/near");
  EXPECT_EQ(clinics[1].clinic->name(), "clinics/far");
  request_.set_exclude_demo(true);
  EXPECT_EQ(search_->FindClinics(Query()).size(), 1u);
  request_.set_text("clinic aw");
  EXPECT_THAT(search_->FindClinics(Query()), IsEmpty());
  point_.reset();
  EXPECT_EQ(search_->FindClinics(Query()).size(), 1u);
}

TEST_F(SearchTest, MayBeAskedWhileItChanges) {
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      const v1::Therapist row = SomeTherapist("t" + std::to_string(i % 50));
      search_->Put(row);
      if (i % 3 == 0) search_->Put(Gone(row));
    }
  });
  for (int i = 0; i < 500; ++i) {
    for (const SearchHit& hit : search_->Find(Query())) {
      EXPECT_FALSE(hit.therapist->message.name().empty());
    }
  }
  stop = true;
  writer.join();
}

TEST(Geometry, MeasuresKnownDistances) {
  const double paris_london =
      DistanceMetres(Point(48.8566, 2.3522), Point(51.5074, -0.1278));

  EXPECT_NEAR(paris_london, 343500, 1000);
  EXPECT_DOUBLE_EQ(DistanceMetres(Point(1, 2), Point(1, 2)), 0);
  EXPECT_NEAR(DistanceMetres(Point(0, 179.9), Point(0, -179.9)), 22239, 10);
  EXPECT_NEAR(DistanceMetres(Point(90, 0), Point(-90, 0)), 20015115, 10);
}

}  // namespace
}  // namespace unknot::directory
