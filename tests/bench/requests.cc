#include "tests/bench/requests.h"

namespace unknot::bench {

using ::unknot::recommendation::v1::RecommendRequest;

RecommendRequest NeckRequest() {
  RecommendRequest request;
  complaint::v1::Complaint& complaint = *request.mutable_complaint();
  complaint.add_sites()->set_region("neck");
  complaint.add_quality_ids("ache");
  complaint.set_duration_days(14);
  complaint.set_severity(4);
  complaint.add_cause_ids("desk_work");
  return request;
}

RecommendRequest ManyConditionsRequest() {
  RecommendRequest request = NeckRequest();
  complaint::v1::Complaint& complaint = *request.mutable_complaint();
  for (const char* id :
       {"anticoagulants", "osteoporosis", "fibromyalgia", "diabetes"}) {
    complaint.add_conditions()->set_condition_id(id);
  }
  complaint.set_age_years(67);
  complaint.add_preference_ids("pressure_light");
  request.set_max_questions(3);
  return request;
}

RecommendRequest EmergencyRequest() {
  RecommendRequest request;
  complaint::v1::Complaint& complaint = *request.mutable_complaint();
  complaint.add_sites()->set_region("lower_back");
  complaint.add_symptoms()->set_symptom_id("saddle_numbness");
  complaint.add_symptoms()->set_symptom_id("urinary_retention");
  return request;
}

directory::v1::SearchTherapistsRequest NearbyRequest() {
  directory::v1::SearchTherapistsRequest request;
  request.mutable_point()->set_latitude(43.653);
  request.mutable_point()->set_longitude(-79.383);
  for (const char* id : {"swedish", "myofascial_release", "trigger_point"}) {
    request.add_technique_ids(id);
  }
  request.add_treats("neck");
  request.add_languages("en");
  return request;
}

}  // namespace unknot::bench
