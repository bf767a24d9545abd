// Holds requests against the comments of complaint.proto and
// recommendation_service.proto.
#include "services/recommendation/validation.h"

#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/recommendation/read_mask.h"
#include "services/runtime/errors.h"

namespace unknot::recommendation {
namespace {

using complaint::v1::Complaint;

// More than this many violations are not listed.
constexpr size_t kMaxViolations = 20;

class Validator {
 public:
  explicit Validator(const KnowledgeBase& base) : base_(base) {}

  absl::Status Check(const v1::RecommendRequest& request) {
    if (request.has_complaint()) {
      CheckComplaint(request.complaint());
    } else {
      Add("complaint", "is required; it may be empty");
    }
    if (request.place().size() > kMaxTextBytes) {
      Add("place", absl::StrCat("at most ", kMaxTextBytes, " bytes"));
    }
    const std::string& country = request.country_code();
    if (!country.empty() &&
        (country.size() != 2 || !absl::ascii_isupper(country[0]) ||
         !absl::ascii_isupper(country[1]))) {
      Add("country_code", "two capital letters of ISO 3166-1, or empty");
    }
    if (request.max_questions() < 0) Add("max_questions", "0 or more");
    CheckAsked(request);
    if (!violations_.empty()) return runtime::InvalidFields(violations_);
    return CheckReadMask(request.read_mask(),
                         v1::RecommendResponse::descriptor());
  }

 private:
  void Add(const std::string& field, const std::string& description) {
    if (violations_.size() < kMaxViolations) {
      violations_.push_back({field, description});
    }
  }

  void CheckAsked(const v1::RecommendRequest& request) {
    if (request.asked_question_ids_size() > kMaxComplaintEntries) {
      return Add("asked_question_ids",
                 absl::StrCat("at most ", kMaxComplaintEntries, " entries"));
    }
    CheckIds("asked_question_ids", request.asked_question_ids(),
             List::kQuestions);
  }

  void CheckComplaint(const Complaint& complaint) {
    const int entries =
        complaint.sites_size() + complaint.radiates_to_size() +
        complaint.quality_ids_size() + complaint.pattern_ids_size() +
        complaint.cause_ids_size() + complaint.conditions_size() +
        complaint.symptoms_size() + complaint.preference_ids_size() +
        complaint.goal_ids_size() + complaint.techniques_size() +
        complaint.answered_question_ids_size();
    if (entries > kMaxComplaintEntries) {
      return Add("complaint", absl::StrCat("at most ", kMaxComplaintEntries,
                                           " entries in all lists together"));
    }
    CheckNumbers(complaint);
    CheckSites("complaint.sites", complaint.sites());
    CheckSites("complaint.radiates_to", complaint.radiates_to());
    CheckIds("complaint.quality_ids", complaint.quality_ids(),
             List::kQualities);
    CheckIds("complaint.pattern_ids", complaint.pattern_ids(), List::kPatterns);
    CheckIds("complaint.cause_ids", complaint.cause_ids(), List::kCauses);
    CheckIds("complaint.preference_ids", complaint.preference_ids(),
             List::kPreferences);
    CheckIds("complaint.goal_ids", complaint.goal_ids(), List::kGoals);
    CheckIds("complaint.answered_question_ids",
             complaint.answered_question_ids(), List::kQuestions);
    CheckFindings(complaint);
  }

  void CheckNumbers(const Complaint& complaint) {
    if (!complaint::v1::Subject_IsValid(complaint.subject())) {
      Add("complaint.subject", "not a value of Subject");
    }
    // Written so that what is no number is out of range too.
    if (complaint.has_severity() &&
        !(complaint.severity() >= 0 && complaint.severity() <= 10)) {
      Add("complaint.severity", "from 0 to 10");
    }
    if (complaint.has_duration_days() &&
        !(complaint.duration_days() >= 0 &&
          std::isfinite(complaint.duration_days()))) {
      Add("complaint.duration_days", "0 or more, and finite");
    }
    if (complaint.has_age_years() &&
        (complaint.age_years() < 0 || complaint.age_years() > 130)) {
      Add("complaint.age_years", "from 0 to 130");
    }
    if (complaint.has_pregnancy_weeks() &&
        (complaint.pregnancy_weeks() < 0 || complaint.pregnancy_weeks() > 45)) {
      Add("complaint.pregnancy_weeks", "from 0 to 45");
    }
  }

  template <typename Sites>
  void CheckSites(absl::string_view field, const Sites& sites) {
    for (int i = 0; i < sites.size(); ++i) {
      const auto name = [&](absl::string_view part) {
        return absl::StrCat(field, "[", i, "].", part);
      };
      const complaint::v1::Site& site = sites[i];
      const int region = base_.facts().IndexOf(List::kRegions, site.region());
      if (region < 0) {
        Add(name("region"), "not the id of a region");
      } else if (!base_.records().regions(region).parent().empty()) {
        Add(name("region"),
            "must be a region without a parent; put a finer "
            "one into place");
      } else if (!site.place().empty() && !LiesIn(site.place(), region)) {
        Add(name("place"), "not the id of a place within the region");
      }
      if (!complaint::v1::Side_IsValid(site.side())) {
        Add(name("side"), "not a value of Side");
      }
    }
  }

  // Whether `place` is the region or below it.
  bool LiesIn(const std::string& place, int region) const {
    const FactTable& facts = base_.facts();
    const int index = facts.IndexOf(List::kRegions, place);
    if (index < 0) return false;
    for (const FactId fact :
         facts.Implied(facts.Fact(Family::kRegion, index))) {
      if (fact == facts.Fact(Family::kRegion, region)) return true;
    }
    return false;
  }

  // `field` makes the name of the field; it is only made where it is needed.
  template <typename FieldName>
  void CheckId(const FieldName& field, const std::string& id, List list) {
    if (id.empty()) {
      Add(field(), "is required");
    } else if (base_.facts().IndexOf(list, id) < 0) {
      Add(field(), "not an id of the knowledge base");
    }
  }

  template <typename Ids>
  void CheckIds(absl::string_view field, const Ids& ids, List list) {
    for (int i = 0; i < ids.size(); ++i) {
      CheckId([&] { return absl::StrCat(field, "[", i, "]"); }, ids[i], list);
    }
  }

  void CheckFindings(const Complaint& complaint) {
    for (int i = 0; i < complaint.conditions_size(); ++i) {
      const auto& one = complaint.conditions(i);
      const auto field = [i](absl::string_view part) {
        return absl::StrCat("complaint.conditions[", i, "].", part);
      };
      CheckId([&] { return field("condition_id"); }, one.condition_id(),
              List::kConditions);
      if (!complaint::v1::Status_IsValid(one.status())) {
        Add(field("status"), "not a value of Status");
      }
    }
    for (int i = 0; i < complaint.symptoms_size(); ++i) {
      const auto& one = complaint.symptoms(i);
      const auto field = [i](absl::string_view part) {
        return absl::StrCat("complaint.symptoms[", i, "].", part);
      };
      CheckId([&] { return field("symptom_id"); }, one.symptom_id(),
              List::kSymptoms);
      if (!complaint::v1::Status_IsValid(one.status())) {
        Add(field("status"), "not a value of Status");
      }
    }
    for (int i = 0; i < complaint.techniques_size(); ++i) {
      const auto& one = complaint.techniques(i);
      const auto field = [i](absl::string_view part) {
        return absl::StrCat("complaint.techniques[", i, "].", part);
      };
      CheckId([&] { return field("technique_id"); }, one.technique_id(),
              List::kTechniques);
      if (!complaint::v1::Stance_IsValid(one.stance())) {
        Add(field("stance"), "not a value of Stance");
      }
    }
  }

  const KnowledgeBase& base_;
  std::vector<runtime::FieldViolation> violations_;
};

}  // namespace

absl::Status Validate(const v1::RecommendRequest& request,
                      const KnowledgeBase& base) {
  return Validator(base).Check(request);
}

}  // namespace unknot::recommendation
