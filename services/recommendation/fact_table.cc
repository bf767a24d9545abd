// Lays out the table of facts and reads facts as they are written in rules.
#include "services/recommendation/fact_table.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace unknot::recommendation {
namespace {

// How facts of a family are written: `prefix/id` and, after it, the suffix.
struct FamilyForm {
  Family family;
  const char* prefix;
  const char* suffix;
  List list;
};

constexpr FamilyForm kForms[kFamilyCount] = {
    {Family::kRegion, "region", "", List::kRegions},
    {Family::kRadiation, "radiation", "", List::kRegions},
    {Family::kSite, "site", "", List::kRegions},
    {Family::kQuality, "quality", "", List::kQualities},
    {Family::kPattern, "pattern", "", List::kPatterns},
    {Family::kCause, "cause", "", List::kCauses},
    {Family::kGoal, "goal", "", List::kGoals},
    {Family::kPreference, "preference", "", List::kPreferences},
    {Family::kCondition, "condition", "", List::kConditions},
    {Family::kConditionPast, "condition", "past", List::kConditions},
    {Family::kConditionSuspected, "condition", "suspected", List::kConditions},
    {Family::kConditionAbsent, "condition", "absent", List::kConditions},
    {Family::kSymptom, "symptom", "", List::kSymptoms},
    {Family::kSymptomPast, "symptom", "past", List::kSymptoms},
    {Family::kSymptomSuspected, "symptom", "suspected", List::kSymptoms},
    {Family::kSymptomAbsent, "symptom", "absent", List::kSymptoms},
    {Family::kTechniqueWanted, "technique", "wanted", List::kTechniques},
    {Family::kTechniqueRefused, "technique", "refused", List::kTechniques},
    {Family::kTechniqueAbout, "technique", "about", List::kTechniques},
    {Family::kDuration, "duration", "", List::kDurationClasses},
    {Family::kSeverity, "severity", "", List::kSeverityClasses},
    {Family::kAnswered, "answered", "", List::kQuestions},
    {Family::kFactor, "factor", "", List::kFactors},
    {Family::kKnown, "known", "", List::kKnown},
    {Family::kSubject, "subject", "", List::kSubjects},
    {Family::kOption, "option", "", List::kOptions},
};

const std::pair<const char*, Number> kNumbers[] = {
    {"age", Number::kAge},
    {"severity", Number::kSeverity},
    {"duration_days", Number::kDurationDays},
    {"pregnancy_weeks", Number::kPregnancyWeeks},
};

template <typename Records>
std::vector<std::string> IdsOf(const Records& records) {
  std::vector<std::string> ids;
  for (const auto& record : records) ids.push_back(record.id());
  return ids;
}

std::vector<std::string> OptionsOf(
    const knowledge::v1::KnowledgeBase& records) {
  std::vector<std::string> ids;
  for (const auto& point : records.open_points()) {
    for (const auto& option : point.options()) ids.push_back(option.id());
  }
  return ids;
}

}  // namespace

bool Comparison::Holds(double value) const {
  switch (op) {
    case Op::kLess:
      return value < bound;
    case Op::kLessOrEqual:
      return value <= bound;
    case Op::kGreater:
      return value > bound;
    case Op::kGreaterOrEqual:
      return value >= bound;
    case Op::kEqual:
      break;
  }
  return value == bound;
}

FactTable::FactTable(const knowledge::v1::KnowledgeBase& records) {
  AddList(List::kRegions, IdsOf(records.regions()));
  AddList(List::kQualities, IdsOf(records.qualities()));
  AddList(List::kPatterns, IdsOf(records.patterns()));
  AddList(List::kCauses, IdsOf(records.causes()));
  AddList(List::kGoals, IdsOf(records.goals()));
  AddList(List::kPreferences, IdsOf(records.preferences()));
  AddList(List::kConditions, IdsOf(records.conditions()));
  AddList(List::kSymptoms, IdsOf(records.symptoms()));
  AddList(List::kTechniques, IdsOf(records.techniques()));
  AddList(List::kDurationClasses, IdsOf(records.duration_classes()));
  AddList(List::kSeverityClasses, IdsOf(records.severity_classes()));
  AddList(List::kQuestions, IdsOf(records.questions()));
  AddList(List::kFactors, IdsOf(records.factors()));
  AddList(List::kKnown,
          {"region", "severity", "duration", "age", "quality", "cause",
           "pattern", "side", "radiation", "goal", "preference"});
  AddList(List::kSubjects, {"other"});
  AddList(List::kOptions, OptionsOf(records));
  AddFamilies();
  AddImplications(records);
  TakeOptions(records);
}

void FactTable::AddList(List list, const std::vector<std::string>& ids) {
  const int at = static_cast<int>(list);
  ids_[at] = ids;
  for (int i = 0; i < static_cast<int>(ids.size()); ++i) {
    index_[at].emplace(ids[i], i);
  }
}

void FactTable::AddFamilies() {
  for (const FamilyForm& form : kForms) {
    bases_[static_cast<int>(form.family)] = fact_count();
    for (const std::string& id : ids_[static_cast<int>(form.list)]) {
      names_.push_back(absl::StrCat(form.prefix, "/", id,
                                    *form.suffix ? "@" : "", form.suffix));
      family_of_.push_back(static_cast<int>(form.family));
    }
  }
}

void FactTable::AddImplications(const knowledge::v1::KnowledgeBase& records) {
  // What each fact brings directly.
  std::vector<std::vector<FactId>> brings(fact_count());
  const auto add_tree = [&](List list, const auto& concepts, Family family,
                            bool to_children) {
    for (int i = 0; i < concepts.size(); ++i) {
      const int parent = IndexOf(list, concepts[i].parent());
      if (parent < 0) continue;
      const FactId from = Fact(family, to_children ? parent : i);
      brings[from].push_back(Fact(family, to_children ? i : parent));
    }
  };
  for (const Family family :
       {Family::kRegion, Family::kRadiation, Family::kSite}) {
    add_tree(List::kRegions, records.regions(), family, false);
  }
  add_tree(List::kQualities, records.qualities(), Family::kQuality, false);
  add_tree(List::kPatterns, records.patterns(), Family::kPattern, false);
  add_tree(List::kCauses, records.causes(), Family::kCause, false);
  add_tree(List::kGoals, records.goals(), Family::kGoal, false);
  add_tree(List::kPreferences, records.preferences(), Family::kPreference,
           false);
  for (const Family family : {Family::kCondition, Family::kConditionPast,
                              Family::kConditionSuspected}) {
    add_tree(List::kConditions, records.conditions(), family, false);
  }
  for (const Family family :
       {Family::kSymptom, Family::kSymptomPast, Family::kSymptomSuspected}) {
    add_tree(List::kSymptoms, records.symptoms(), family, false);
  }
  // Who has no heart disease has no angina; who has no angina may still have
  // heart disease.
  add_tree(List::kConditions, records.conditions(), Family::kConditionAbsent,
           true);
  add_tree(List::kSymptoms, records.symptoms(), Family::kSymptomAbsent, true);
  for (int i = 0; i < list_size(List::kRegions); ++i) {
    brings[Fact(Family::kRegion, i)].push_back(Fact(Family::kSite, i));
    brings[Fact(Family::kRadiation, i)].push_back(Fact(Family::kSite, i));
  }
  // An unclear danger sign is taken as one.
  for (int i = 0; i < list_size(List::kSymptoms); ++i) {
    brings[Fact(Family::kSymptomSuspected, i)].push_back(
        Fact(Family::kSymptom, i));
  }

  implied_.resize(fact_count());
  for (FactId fact = 0; fact < fact_count(); ++fact) {
    std::vector<FactId>& all = implied_[fact];
    all.push_back(fact);
    for (size_t next = 0; next < all.size(); ++next) {
      for (const FactId brought : brings[all[next]]) {
        if (std::find(all.begin(), all.end(), brought) == all.end()) {
          all.push_back(brought);
        }
      }
    }
  }
}

void FactTable::TakeOptions(const knowledge::v1::KnowledgeBase& records) {
  const auto& chosen = records.settings().options();
  for (const auto& point : records.open_points()) {
    if (point.options().empty()) continue;
    const auto taken =
        std::find_if(point.options().begin(), point.options().end(),
                     [&chosen](const auto& option) {
                       return std::find(chosen.begin(), chosen.end(),
                                        option.id()) != chosen.end();
                     });
    const auto& option =
        taken == point.options().end() ? point.options(0) : *taken;
    always_.push_back(
        Fact(Family::kOption, IndexOf(List::kOptions, option.id())));
  }
}

int FactTable::IndexOf(List list, absl::string_view id) const {
  const auto& index = index_[static_cast<int>(list)];
  const auto found = index.find(id);
  return found == index.end() ? -1 : found->second;
}

absl::StatusOr<FactId> FactTable::Compile(absl::string_view text) {
  if (text.find_first_of("<>=") != absl::string_view::npos) {
    return CompileComparison(text);
  }
  return CompileNamed(text);
}

absl::StatusOr<FactId> FactTable::CompileNamed(absl::string_view text) const {
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(text, absl::MaxSplits('/', 1));
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(halves.second, absl::MaxSplits('@', 1));
  bool known_prefix = false;
  for (const FamilyForm& form : kForms) {
    if (halves.first != form.prefix) continue;
    known_prefix = true;
    if (parts.second != form.suffix) continue;
    const int index = IndexOf(form.list, parts.first);
    if (index < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("fact \"", text, "\": there is no ", form.prefix,
                       " with the id \"", parts.first, "\""));
    }
    return Fact(form.family, index);
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "fact \"", text, "\": ",
      known_prefix ? absl::StrCat("\"", halves.first, "/\" does not take \"@",
                                  parts.second, "\"")
                   : "not of a form that rules.proto describes"));
}

absl::StatusOr<FactId> FactTable::CompileComparison(absl::string_view text) {
  const size_t at = text.find_first_of("<>=");
  const absl::string_view name = text.substr(0, at);
  const size_t value_at = text.find_first_not_of("<>=", at);
  const absl::string_view op = text.substr(
      at, value_at == absl::string_view::npos ? absl::string_view::npos
                                              : value_at - at);
  Comparison comparison;
  bool ok = value_at != absl::string_view::npos &&
            absl::SimpleAtod(text.substr(value_at), &comparison.bound);
  if (op == "<") {
    comparison.op = Comparison::Op::kLess;
  } else if (op == "<=") {
    comparison.op = Comparison::Op::kLessOrEqual;
  } else if (op == ">") {
    comparison.op = Comparison::Op::kGreater;
  } else if (op == ">=") {
    comparison.op = Comparison::Op::kGreaterOrEqual;
  } else if (op != "=") {
    ok = false;
  }
  const auto number =
      std::find_if(std::begin(kNumbers), std::end(kNumbers),
                   [name](const auto& entry) { return name == entry.first; });
  if (!ok || number == std::end(kNumbers)) {
    return absl::InvalidArgumentError(
        absl::StrCat("fact \"", text,
                     "\": a comparison is age, severity, duration_days or "
                     "pregnancy_weeks, then <, <=, >, >= or =, then a number"));
  }
  comparison.number = number->second;
  for (const Comparison& known : comparisons_) {
    if (known.number == comparison.number && known.op == comparison.op &&
        known.bound == comparison.bound) {
      return known.fact;
    }
  }
  comparison.fact = fact_count();
  names_.emplace_back(text);
  family_of_.push_back(kFamilyCount);
  implied_.push_back({comparison.fact});
  comparisons_.push_back(comparison);
  return comparison.fact;
}

}  // namespace unknot::recommendation
