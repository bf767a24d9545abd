// Indexes the knowledge base by id.
#include "chatbot/dialogue/knowledge.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace unknot::dialogue {
namespace {

// No tree of the knowledge base is as deep; guards against a cycle in data that
// nobody checked.
constexpr int kDeepestTree = 20;

template <typename Records, typename Index>
void Add(const Records& records, Index& index) {
  for (const auto& record : records) index.emplace(record.id(), &record);
}

template <typename Index>
auto Find(const Index& index, absl::string_view id) {
  const auto found = index.find(id);
  return found == index.end() ? nullptr : found->second;
}

}  // namespace

Knowledge::Knowledge(knowledge::v1::KnowledgeBase base)
    : base_(std::move(base)) {
  Add(base_.techniques(), techniques_);
  Add(base_.questions(), questions_);
  Add(base_.sources(), sources_);
  Add(base_.claims(), claims_);
  Add(base_.contradictions(), contradictions_);
  Add(base_.self_care(), advice_);
  Add(base_.session_tips(), advice_);
  Add(base_.frequency(), advice_);
  Add(base_.lifestyle(), advice_);
  Add(base_.choosing_a_therapist(), advice_);
  Add(base_.finding_services(), advice_);
  Add(base_.seeing_a_clinician(), advice_);
  const auto add_concepts = [this](absl::string_view kind,
                                   const auto& concepts) {
    for (const auto& item : concepts) {
      concepts_.emplace(absl::StrCat(kind, "/", item.id()), &item);
    }
  };
  add_concepts("region", base_.regions());
  add_concepts("quality", base_.qualities());
  add_concepts("cause", base_.causes());
  add_concepts("condition", base_.conditions());
  add_concepts("symptom", base_.symptoms());
  add_concepts("pattern", base_.patterns());
  add_concepts("goal", base_.goals());
  add_concepts("preference", base_.preferences());
}

const knowledge::v1::Technique* Knowledge::FindTechnique(
    absl::string_view id) const {
  return Find(techniques_, id);
}

const knowledge::v1::Question* Knowledge::FindQuestion(
    absl::string_view id) const {
  return Find(questions_, id);
}

const knowledge::v1::Source* Knowledge::FindSource(absl::string_view id) const {
  return Find(sources_, id);
}

const knowledge::v1::Claim* Knowledge::FindClaim(absl::string_view id) const {
  return Find(claims_, id);
}

const knowledge::v1::Contradiction* Knowledge::FindContradiction(
    absl::string_view id) const {
  return Find(contradictions_, id);
}

const knowledge::v1::Advice* Knowledge::FindAdvice(absl::string_view id) const {
  return Find(advice_, id);
}

const knowledge::v1::Concept* Knowledge::FindConcept(
    absl::string_view fact) const {
  return Find(concepts_, fact);
}

void Knowledge::KeepKnown(complaint::v1::Complaint& complaint) const {
  const auto is_unknown = [this](absl::string_view kind, absl::string_view id) {
    return FindConcept(absl::StrCat(kind, "/", id)) == nullptr;
  };
  const auto keep = [](auto* list, const auto& is_gone) {
    list->erase(std::remove_if(list->begin(), list->end(), is_gone),
                list->end());
  };
  const auto keep_ids = [&](absl::string_view kind, auto* ids) {
    keep(ids, [&](const auto& id) { return is_unknown(kind, id); });
  };
  const auto keep_sites = [&](auto* sites) {
    keep(sites,
         [&](const auto& s) { return is_unknown("region", s.region()); });
    for (auto& site : *sites) {
      if (is_unknown("region", site.place())) site.clear_place();
    }
  };
  keep_sites(complaint.mutable_sites());
  keep_sites(complaint.mutable_radiates_to());
  keep_ids("quality", complaint.mutable_quality_ids());
  keep_ids("pattern", complaint.mutable_pattern_ids());
  keep_ids("cause", complaint.mutable_cause_ids());
  keep_ids("preference", complaint.mutable_preference_ids());
  keep_ids("goal", complaint.mutable_goal_ids());
  keep(complaint.mutable_conditions(), [&](const auto& c) {
    return is_unknown("condition", c.condition_id());
  });
  keep(complaint.mutable_symptoms(),
       [&](const auto& s) { return is_unknown("symptom", s.symptom_id()); });
  keep(complaint.mutable_answered_question_ids(),
       [this](const auto& id) { return FindQuestion(id) == nullptr; });
}

std::string Knowledge::NameOf(absl::string_view fact) const {
  const size_t slash = fact.find('/');
  const absl::string_view id =
      slash == absl::string_view::npos ? fact : fact.substr(slash + 1);
  if (absl::StartsWith(fact, "technique/")) {
    const auto* technique = FindTechnique(id);
    if (technique != nullptr) return technique->name();
  } else if (const auto* item = FindConcept(fact);
             item != nullptr && !item->name().empty()) {
    return item->name();
  }
  return absl::StrReplaceAll(id, {{"_", " "}});
}

const knowledge::v1::Concept* Knowledge::NearestWithRole(
    absl::string_view kind, absl::string_view id,
    const std::vector<knowledge::v1::Role>& roles) const {
  std::string at(id);
  for (int depth = 0; depth < kDeepestTree && !at.empty(); ++depth) {
    const auto* item = FindConcept(absl::StrCat(kind, "/", at));
    if (item == nullptr) return nullptr;
    for (const auto role : roles) {
      if (HasRole(*item, role)) return item;
    }
    at = item->parent();
  }
  return nullptr;
}

bool Knowledge::HasRole(const knowledge::v1::Concept& item,
                        knowledge::v1::Role role) {
  for (const int has : item.roles()) {
    if (has == role) return true;
  }
  return false;
}

bool Knowledge::RegionIsWithin(absl::string_view id,
                               absl::string_view ancestor) const {
  std::string at(id);
  for (int depth = 0; depth < kDeepestTree && !at.empty(); ++depth) {
    if (at == ancestor) return true;
    const auto* item = FindConcept(absl::StrCat("region/", at));
    if (item == nullptr) return false;
    at = item->parent();
  }
  return false;
}

}  // namespace unknot::dialogue
