// The facts that rules can speak of, as small numbers: strings are read once,
// when the knowledge base loads, and never while a complaint is advised on.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_FACT_TABLE_H_
#define UNKNOT_SERVICES_RECOMMENDATION_FACT_TABLE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "unknot/knowledge/v1/knowledge.pb.h"

namespace unknot::recommendation {

// A fact, as a place in the table. Never negative; kNoFact means none.
using FactId = int32_t;
inline constexpr FactId kNoFact = -1;

// Lists of records that facts name.
enum class List {
  kRegions,
  kQualities,
  kPatterns,
  kCauses,
  kGoals,
  kPreferences,
  kConditions,
  kSymptoms,
  kTechniques,
  kDurationClasses,
  kSeverityClasses,
  kQuestions,
  kFactors,
  kKnown,     // what something can be said on: see KnownTopic
  kSubjects,  // only "other"
  kOptions,   // of open points
};
inline constexpr int kListCount = 16;

// Kinds of facts: `condition/x@past` is kConditionPast.
enum class Family {
  kRegion,
  kRadiation,
  kSite,
  kQuality,
  kPattern,
  kCause,
  kGoal,
  kPreference,
  kCondition,
  kConditionPast,
  kConditionSuspected,
  kConditionAbsent,
  kSymptom,
  kSymptomPast,
  kSymptomSuspected,
  kSymptomAbsent,
  kTechniqueWanted,
  kTechniqueRefused,
  kTechniqueAbout,
  kDuration,
  kSeverity,
  kAnswered,
  kFactor,
  kKnown,
  kSubject,
  kOption,
};
inline constexpr int kFamilyCount = 26;

// What `known/x` can be about, in the order of List::kKnown.
enum class KnownTopic {
  kRegion,
  kSeverity,
  kDuration,
  kAge,
  kQuality,
  kCause,
  kPattern,
  kSide,
  kRadiation,
  kGoal,
  kPreference,
};

// Numbers of a complaint that rules compare.
enum class Number { kAge, kSeverity, kDurationDays, kPregnancyWeeks };
inline constexpr int kNumberCount = 4;

// A fact of the kind `age>=65`: whether a number lies within bounds.
struct Comparison {
  FactId fact = kNoFact;
  Number number = Number::kAge;
  enum class Op { kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kEqual };
  Op op = Op::kEqual;
  double bound = 0;

  bool Holds(double value) const;
};

// All facts there are for the records of a knowledge base, and which facts come
// with which: `region/suboccipital` brings `region/neck` and `site/neck`.
// Filled while loading, constant afterwards; then safe to read from any thread.
class FactTable {
 public:
  // Takes ids, parents and classes from `records`. Of several records with the
  // same id the first counts; a parent that is not there is passed over.
  explicit FactTable(const knowledge::v1::KnowledgeBase& records);

  // The number of a fact written in the language of rules.proto. A comparison
  // that was not seen before is added to the table.
  // Returns InvalidArgument, saying what is wrong, for what is no fact.
  absl::StatusOr<FactId> Compile(absl::string_view text);

  // Position of a record in its list; -1 if it is not there.
  int IndexOf(List list, absl::string_view id) const;

  // REQUIRES: `index` is a position in the list of the family.
  FactId Fact(Family family, int index) const {
    return bases_[static_cast<int>(family)] + index;
  }

  FactId Fact(KnownTopic topic) const {
    return Fact(Family::kKnown, static_cast<int>(topic));
  }

  // The family of a fact; kFamilyCount for a comparison.
  int FamilyOf(FactId fact) const { return family_of_[fact]; }

  // Position of its record in the list of its family. REQUIRES: no comparison.
  int IndexOf(FactId fact) const { return fact - bases_[family_of_[fact]]; }

  // What holds where `fact` was said, itself included.
  absl::Span<const FactId> Implied(FactId fact) const { return implied_[fact]; }

  // Facts that hold for every complaint: the options taken at open points.
  absl::Span<const FactId> Always() const { return always_; }

  // The fact as rules write it.
  const std::string& Name(FactId fact) const { return names_[fact]; }

  const std::vector<Comparison>& comparisons() const { return comparisons_; }

  int fact_count() const { return static_cast<int>(names_.size()); }

  int list_size(List list) const {
    return static_cast<int>(ids_[static_cast<int>(list)].size());
  }

 private:
  void AddList(List list, const std::vector<std::string>& ids);
  void AddFamilies();
  void AddImplications(const knowledge::v1::KnowledgeBase& records);
  void TakeOptions(const knowledge::v1::KnowledgeBase& records);
  absl::StatusOr<FactId> CompileComparison(absl::string_view text);
  absl::StatusOr<FactId> CompileNamed(absl::string_view text) const;

  std::array<std::vector<std::string>, kListCount> ids_;
  std::array<absl::flat_hash_map<std::string, int>, kListCount> index_;
  std::array<FactId, kFamilyCount> bases_{};
  std::vector<std::string> names_;
  std::vector<int> family_of_;
  std::vector<std::vector<FactId>> implied_;
  std::vector<Comparison> comparisons_;
  std::vector<FactId> always_;
};

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_FACT_TABLE_H_
