// What goes over the wire is what protobuf would have written.
#include "services/directory/search_answer.h"

#include <gmock/gmock.h>

#include "tests/directory/testing.h"

namespace unknot::directory {
namespace {

std::shared_ptr<const FoundTherapist> Found(const v1::Therapist& therapist) {
  return std::make_shared<const FoundTherapist>(
      FoundTherapist{therapist.SerializeAsString(), therapist, "", ""});
}

v1::SearchTherapistsResponse Taken(const std::vector<SearchHit>& hits,
                                   const std::vector<ClinicHit>& clinics,
                                   const v1::SearchTherapistsResponse& rest) {
  SearchAnswer answer;
  for (const SearchHit& hit : hits) answer.Add(hit);
  for (const ClinicHit& hit : clinics) answer.Add(hit);
  v1::SearchTherapistsResponse response;
  EXPECT_TRUE(response.ParseFromString(answer.Take(rest)));
  return response;
}

TEST(SearchAnswerTest, IsTheResponse) {
  std::vector<SearchHit> hits(2);
  hits[0].therapist = Found(SomeTherapist("ana"));
  hits[0].clinic_display_name = "Clinic";
  hits[0].distance_m = 0;
  hits[0].reasons = {{v1::MATCH_REASON_KIND_TREATS, "neck", 0, "with necks"},
                     {v1::MATCH_REASON_KIND_DISTANCE, "", -1234.5, "far"}};
  // Long enough for lengths of several bytes.
  hits[1].therapist = Found(SomeTherapist(std::string(20'000, 'b')));
  hits[1].reasons = {{v1::MATCH_REASON_KIND_DEMO, "", 0, "invented"}};
  v1::SearchTherapistsResponse rest;
  rest.set_radius_m(25000);
  rest.set_next_page_token("more");
  ClinicHit clinic;
  clinic.clinic = std::make_shared<const v1::Clinic>(SomeClinic("c"));
  clinic.distance_m = 12.5;

  v1::SearchTherapistsResponse expected = rest;
  *expected.add_clinics()->mutable_clinic() = SomeClinic("c");
  expected.mutable_clinics(0)->set_distance_m(12.5);
  v1::SearchResult& first = *expected.add_results();
  *first.mutable_therapist() = SomeTherapist("ana");
  first.set_clinic_display_name("Clinic");
  first.set_distance_m(0);
  v1::MatchReason& treats = *first.add_reasons();
  treats.set_kind(v1::MATCH_REASON_KIND_TREATS);
  treats.set_value("neck");
  treats.set_text("with necks");
  v1::MatchReason& distance = *first.add_reasons();
  distance.set_kind(v1::MATCH_REASON_KIND_DISTANCE);
  distance.set_number(-1234.5);
  distance.set_text("far");
  v1::SearchResult& second = *expected.add_results();
  *second.mutable_therapist() = SomeTherapist(std::string(20'000, 'b'));
  v1::MatchReason& demo = *second.add_reasons();
  demo.set_kind(v1::MATCH_REASON_KIND_DEMO);
  demo.set_text("invented");

  EXPECT_THAT(Taken(hits, {clinic}, rest), EqualsMessage(expected));
}

TEST(SearchAnswerTest, MayHaveNoResults) {
  v1::SearchTherapistsResponse rest;
  EXPECT_THAT(Taken({}, {}, rest), EqualsMessage(rest));
  rest.set_radius_widened(true);
  EXPECT_THAT(Taken({}, {}, rest), EqualsMessage(rest));
}

}  // namespace
}  // namespace unknot::directory
