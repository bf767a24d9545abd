// A finding is said of the places that stand near it.
#include "chatbot/understanding/inference.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace unknot::understanding {
namespace {

namespace cv1 = complaint::v1;

constexpr int kNearWords = 8;  // Between a quality and its place.
constexpr int kListWords = 4;  // Between the items of a list.
constexpr int kFar = 1 << 20;

class Inferrer {
 public:
  Inferrer(const Lexicon& lexicon, const Reading& reading)
      : lexicon_(lexicon), reading_(reading) {}

  std::vector<Found> Run() const {
    std::vector<Found> inferred;
    for (const Found& from : reading_.found) {
      // What is only feared shows nothing: "worried that it is cancer".
      if (from.status == cv1::STATUS_SUSPECTED) continue;
      for (const int i : lexicon_.InferencesFrom(from.kind, from.id)) {
        const InferenceRule& rule = lexicon_.inferences()[i];
        const auto& inference = lexicon_.pack().inferences(rule.record);
        const Found* where = PlaceFor(rule, inference.side(), from);
        const bool anywhere =
            rule.at.empty() ||
            (inference.absent_anywhere() && from.status == cv1::STATUS_ABSENT &&
             !AnyRegionNear(from));
        if (where == nullptr && !anywhere) continue;
        Found found;
        found.kind = rule.concept_name.kind;
        found.id = rule.concept_name.id;
        found.begin = from.begin;
        found.end = from.end;
        // An illness that is over is still a reason for care.
        found.status =
            from.kind == Kind::kCondition && from.status == cv1::STATUS_PAST
                ? cv1::STATUS_PRESENT
                : from.status;
        found.other_person = from.other_person;
        found.hypothetical = from.hypothetical;
        found.cue = from.cue;
        found.confidence = where == nullptr ? 0.8 : 0.9;
        inferred.push_back(std::move(found));
      }
    }
    return inferred;
  }

 private:
  absl::Span<const Found> Near(const Found& found) const {
    return reading_.FoundIn(reading_.SentenceOf(found));
  }

  bool SameClause(const Found& a, const Found& b) const {
    return reading_.ClauseOf(a) == reading_.ClauseOf(b);
  }

  // The place that a finding is said of, if it is one of the rule's: in its
  // clause where that has any, and not much further off than the nearest.
  const Found* PlaceFor(const InferenceRule& rule, const std::string& side,
                        const Found& from) const {
    bool in_clause = false;
    int nearest = kFar;
    for (const Found& region : Near(from)) {
      if (region.kind != Kind::kRegion) continue;
      const bool same = SameClause(region, from);
      if (in_clause && !same) continue;
      if (same && !in_clause) nearest = kFar;
      in_clause |= same;
      nearest = std::min(nearest, Distance(region, from));
    }
    const int reach = std::min(nearest + kListWords, kNearWords);
    for (const Found& region : Near(from)) {
      if (region.kind != Kind::kRegion ||
          (in_clause && !SameClause(region, from)) ||
          Distance(region, from) > reach) {
        continue;
      }
      // "no numbness in my arms": both are absent together.
      if (region.status == cv1::STATUS_ABSENT &&
          from.status != cv1::STATUS_ABSENT) {
        continue;
      }
      if (!side.empty() && SideNamed(side) != region.side) continue;
      const auto is_at = [&](const std::string& at) {
        return lexicon_.IsA(Kind::kRegion, region.id, at);
      };
      if (std::any_of(rule.not_at.begin(), rule.not_at.end(), is_at)) continue;
      if (std::any_of(rule.at.begin(), rule.at.end(), is_at)) return &region;
    }
    return nullptr;
  }

  bool AnyRegionNear(const Found& from) const {
    const absl::Span<const Found> near = Near(from);
    return std::any_of(near.begin(), near.end(), [&](const Found& region) {
      return region.kind == Kind::kRegion && SameClause(region, from) &&
             Distance(region, from) <= kNearWords;
    });
  }

  const Lexicon& lexicon_;
  const Reading& reading_;
};

void SetPresent(const std::string& id, cv1::Complaint& complaint) {
  for (cv1::Symptom& symptom : *complaint.mutable_symptoms()) {
    if (symptom.symptom_id() != id) continue;
    symptom.set_status(cv1::STATUS_PRESENT);
    return;
  }
  cv1::Symptom& symptom = *complaint.add_symptoms();
  symptom.set_symptom_id(id);
  symptom.set_status(cv1::STATUS_PRESENT);
}

bool HasSymptom(const std::string& id, const cv1::Complaint& complaint) {
  return std::any_of(complaint.symptoms().begin(), complaint.symptoms().end(),
                     [&id](const cv1::Symptom& symptom) {
                       return symptom.symptom_id() == id;
                     });
}

}  // namespace

void InferFromFindings(const Lexicon& lexicon, Reading& reading) {
  std::vector<Found> inferred = Inferrer(lexicon, reading).Run();
  std::move(inferred.begin(), inferred.end(),
            std::back_inserter(reading.found));
}

void InferFromNumbers(const Lexicon& lexicon, chat::v1::Understanding& out) {
  cv1::Complaint& complaint = *out.mutable_complaint();
  for (const InferenceRule& rule : lexicon.inferences()) {
    const auto& inference = lexicon.pack().inferences(rule.record);
    if (!inference.has_min_value()) continue;
    bool is_said = false;
    bool holds = false;
    const auto consider = [&](bool has, double value) {
      is_said |= has;
      holds |= has && value >= inference.min_value();
    };
    for (const ConceptName& from : rule.from) {
      if (from.kind == Kind::kSeverity)
        consider(complaint.has_severity(), complaint.severity());
      if (from.kind == Kind::kDuration)
        consider(complaint.has_duration_days(), complaint.duration_days());
    }
    const std::string& id = rule.concept_name.id;
    if (holds) {
      SetPresent(id, complaint);
    } else if (is_said && !HasSymptom(id, complaint)) {
      out.add_retracted(absl::StrCat("symptom/", id));
    }
  }
}

}  // namespace unknot::understanding
