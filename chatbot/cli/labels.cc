// Turns an understanding into labels.
#include "chatbot/cli/labels.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"

namespace unknot::cli {
namespace {

using chat::v1::Understanding;
using dialogue::Knowledge;
using knowledge::v1::Role;
using nlohmann::ordered_json;
using recommendation::v1::TriageLevel;

// What a condition is reported as that has no label of its own.
constexpr char kOther[] = "other";

// Days; an emergency that began before has not been one all the time.
constexpr double kLongestCrisis = 14;

ordered_json SetOf(const std::set<std::string>& ids) {
  ordered_json list = ordered_json::array();
  for (const auto& id : ids) list.push_back(id);
  return list;
}

ordered_json SideOf(complaint::v1::Side side) {
  switch (side) {
    case complaint::v1::SIDE_LEFT:
      return "left";
    case complaint::v1::SIDE_RIGHT:
      return "right";
    case complaint::v1::SIDE_BOTH:
      return "both";
    case complaint::v1::SIDE_CENTER:
      return "center";
    default:
      return nullptr;
  }
}

std::string StatusOf(complaint::v1::Status status) {
  switch (status) {
    case complaint::v1::STATUS_ABSENT:
      return "absent";
    case complaint::v1::STATUS_PAST:
      return "past";
    case complaint::v1::STATUS_SUSPECTED:
      return "suspected";
    default:
      return "present";
  }
}

std::string StanceOf(complaint::v1::Stance stance) {
  switch (stance) {
    case complaint::v1::STANCE_WANTED:
      return "wanted";
    case complaint::v1::STANCE_REFUSED:
      return "refused";
    default:
      return "about";
  }
}

ordered_json ScopeOf(chat::v1::Scope scope) {
  switch (scope) {
    case chat::v1::SCOPE_MUSCULOSKELETAL:
      return "msk";
    case chat::v1::SCOPE_OTHER_HEALTH:
      return "other_health";
    default:
      return "none";
  }
}

ordered_json TriageOf(TriageLevel level, chat::v1::Scope scope) {
  switch (level) {
    case recommendation::v1::TRIAGE_LEVEL_EMERGENCY:
      return "emergency";
    case recommendation::v1::TRIAGE_LEVEL_URGENT:
      return "urgent";
    case recommendation::v1::TRIAGE_LEVEL_SEE_CLINICIAN:
      return "see_clinician";
    case recommendation::v1::TRIAGE_LEVEL_MASSAGE_WITH_CAUTION:
    case recommendation::v1::TRIAGE_LEVEL_MASSAGE_OK:
      if (scope != chat::v1::SCOPE_MUSCULOSKELETAL) return nullptr;
      return "massage_ok";
    default:
      return nullptr;
  }
}

// Adds the reported ids of `ids`.
template <typename Ids>
void AddLabels(absl::string_view kind, const Ids& ids,
               const Knowledge& knowledge, std::set<std::string>& labels) {
  for (const auto& id : ids) {
    const auto* item =
        knowledge.NearestWithRole(kind, id, {knowledge::v1::ROLE_LABEL});
    if (item != nullptr) labels.insert(item->id());
  }
}

ordered_json Labels(absl::string_view kind,
                    const google::protobuf::RepeatedPtrField<std::string>& ids,
                    const Knowledge& knowledge) {
  std::set<std::string> labels;
  AddLabels(kind, ids, knowledge, labels);
  return SetOf(labels);
}

ordered_json Sites(const complaint::v1::Complaint& complaint) {
  ordered_json list = ordered_json::array();
  for (const auto& site : complaint.sites()) {
    ordered_json one = {{"region", site.region()},
                        {"side", SideOf(site.side())}};
    if (std::find(list.begin(), list.end(), one) == list.end()) {
      list.push_back(std::move(one));
    }
  }
  return list;
}

ordered_json RadiatesTo(const complaint::v1::Complaint& complaint) {
  std::set<std::string> regions;
  for (const auto& site : complaint.radiates_to()) {
    regions.insert(site.region());
  }
  return SetOf(regions);
}

ordered_json Conditions(const complaint::v1::Complaint& complaint,
                        const Knowledge& knowledge) {
  // Several illnesses may share a label, and differ in status.
  std::set<std::pair<std::string, std::string>> told;
  for (const auto& condition : complaint.conditions()) {
    const auto* item = knowledge.NearestWithRole(
        "condition", condition.condition_id(), {knowledge::v1::ROLE_LABEL});
    if (item == nullptr) continue;
    told.emplace(item->id(), StatusOf(condition.status()));
  }
  ordered_json list = ordered_json::array();
  for (const auto& [id, status] : told) {
    list.push_back({{"id", id}, {"status", status}});
  }
  return list;
}

ordered_json Associated(const complaint::v1::Complaint& complaint,
                        const Knowledge& knowledge) {
  std::set<std::string> labels;
  for (const auto& symptom : complaint.symptoms()) {
    if (symptom.status() == complaint::v1::STATUS_ABSENT ||
        symptom.status() == complaint::v1::STATUS_PAST) {
      continue;
    }
    const auto* item = knowledge.NearestWithRole(
        "symptom", symptom.symptom_id(), {knowledge::v1::ROLE_ASSOCIATED});
    if (item != nullptr) labels.insert(item->id());
  }
  return SetOf(labels);
}

ordered_json RedFlags(const complaint::v1::Complaint& complaint,
                      const Knowledge& knowledge) {
  std::map<std::string, std::string> statuses;
  for (const auto& symptom : complaint.symptoms()) {
    if (symptom.status() == complaint::v1::STATUS_PAST) continue;
    const auto* item = knowledge.NearestWithRole(
        "symptom", symptom.symptom_id(), {knowledge::v1::ROLE_DANGER_SIGN});
    if (item == nullptr) continue;
    const bool absent = symptom.status() == complaint::v1::STATUS_ABSENT;
    // Said to be there in one form outweighs said not to be in another.
    auto& status = statuses[item->id()];
    if (status != "present") status = absent ? "absent" : "present";
  }
  ordered_json list = ordered_json::array();
  for (const auto& [id, status] : statuses) {
    list.push_back({{"id", id}, {"status", status}});
  }
  return list;
}

ordered_json Techniques(const complaint::v1::Complaint& complaint,
                        const Knowledge& knowledge) {
  std::map<std::string, std::string> stances;
  for (const auto& mention : complaint.techniques()) {
    const auto* technique = knowledge.FindTechnique(mention.technique_id());
    stances.emplace(technique == nullptr ? kOther : technique->id(),
                    StanceOf(mention.stance()));
  }
  ordered_json list = ordered_json::array();
  for (const auto& [id, stance] : stances) {
    list.push_back({{"id", id}, {"stance", stance}});
  }
  return list;
}

ordered_json Preferences(const complaint::v1::Complaint& complaint,
                         const Knowledge& knowledge) {
  std::set<std::string> labels;
  AddLabels("preference", complaint.preference_ids(), knowledge, labels);
  AddLabels("goal", complaint.goal_ids(), knowledge, labels);
  return SetOf(labels);
}

// Whether how long it has lasted was counted from a date to today, which tells
// nothing of a text that may be of any day.
bool IsCountedFromDate(const Understanding& understood) {
  return absl::c_any_of(understood.findings(), [&](const auto& finding) {
    return finding.concept_id() == "duration/since_date" &&
           finding.value() == understood.complaint().duration_days();
  });
}

// Whether the complaint is an emergency that began a short while ago, or of
// which nothing is said of when: whoever tells it needs help now, and asks for
// it.
bool IsUnderWay(const Understanding& understood, TriageLevel level) {
  return level == recommendation::v1::TRIAGE_LEVEL_EMERGENCY &&
         understood.scope() == chat::v1::SCOPE_MUSCULOSKELETAL &&
         understood.complaint().duration_days() <= kLongestCrisis;
}

}  // namespace

ordered_json LabelsOf(absl::string_view id, const Understanding& understood,
                      TriageLevel level, const Knowledge& knowledge) {
  const auto& complaint = understood.complaint();
  std::set<std::string> intents;
  for (const auto& intent : understood.intents()) {
    intents.insert(intent.intent_id());
  }
  ordered_json labels;
  labels["id"] = std::string(id);
  labels["subject"] =
      complaint.subject() == complaint::v1::SUBJECT_OTHER ? "other" : "self";
  labels["scope"] = ScopeOf(understood.scope());
  if (IsUnderWay(understood, level)) intents.insert("emergency");
  labels["intents"] = SetOf(intents);
  labels["sites"] = Sites(complaint);
  labels["radiates_to"] = RadiatesTo(complaint);
  labels["qualities"] = Labels("quality", complaint.quality_ids(), knowledge);
  labels["severity"] = nullptr;
  if (complaint.has_severity()) labels["severity"] = complaint.severity();
  labels["duration_days"] = nullptr;
  if (complaint.has_duration_days() && !IsCountedFromDate(understood)) {
    labels["duration_days"] = complaint.duration_days();
  }
  labels["pattern"] = Labels("pattern", complaint.pattern_ids(), knowledge);
  labels["causes"] = Labels("cause", complaint.cause_ids(), knowledge);
  labels["conditions"] = Conditions(complaint, knowledge);
  labels["associated"] = Associated(complaint, knowledge);
  labels["red_flags"] = RedFlags(complaint, knowledge);
  labels["age"] = nullptr;
  if (complaint.has_age_years()) labels["age"] = complaint.age_years();
  labels["techniques"] = Techniques(complaint, knowledge);
  labels["place"] = nullptr;
  if (!understood.place().empty()) labels["place"] = understood.place();
  labels["preferences"] = Preferences(complaint, knowledge);
  labels["triage"] = TriageOf(level, understood.scope());
  return labels;
}

}  // namespace unknot::cli
