// Putting the complaint together.
#include "chatbot/understanding/assemble.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "chatbot/understanding/inference.h"
#include "chatbot/understanding/own_duration.h"
#include "chatbot/understanding/sites.h"
#include "chatbot/understanding/stray_patterns.h"

namespace unknot::understanding {
namespace {

namespace cv1 = complaint::v1;
namespace lv1 = language::v1;
using chat::v1::Understanding;
using complaint::v1::Complaint;

constexpr int kSideReach = 4;  // Between a side and its place.
constexpr int kFar = 1 << 20;

class Assembler {
 public:
  Assembler(const Lexicon& lexicon, absl::string_view pending_slot,
            Reading& reading, Understanding& out)
      : lexicon_(lexicon),
        pending_slot_(pending_slot),
        reading_(reading),
        out_(out),
        complaint_(*out.mutable_complaint()) {}

  void Run() {
    reading_.Index();
    SetSubject();
    AttachSides();
    InferFromFindings(lexicon_, reading_);
    reading_.Index();
    SetSites(lexicon_, pending_slot_, reading_, out_);
    DropStrayPatterns(lexicon_, pending_slot_, reading_);
    SetFacts();
    SetDuration();
    SetNumbers();
    InferFromNumbers(lexicon_, out_);
  }

 private:
  int SentenceOf(const Found& found) const {
    return reading_.SentenceOf(found);
  }
  int ClauseOf(const Found& found) const { return reading_.ClauseOf(found); }

  // ---- Whose it is ---------------------------------------------------------

  // Worry and the like, which who writes for somebody else may feel as well.
  bool IsMinor(const Found& found) const {
    if (found.kind != Kind::kSymptom) return false;
    const ConceptInfo* info = lexicon_.Find(found.kind, found.id);
    return info == nullptr || !info->danger_sign;
  }

  // Somebody else's complaint is the subject where nothing of the writer's own
  // is told; else it is only mentioned, as are illnesses of the family.
  void SetSubject() {
    bool own = false;        // Something is felt by the writer.
    bool own_told = false;   // And told in so many words.
    bool own_named = false;  // Or a place of theirs is named.
    bool others = false;
    bool others_past = false;  // An illness of others that is over.
    for (const Found& found : reading_.found) {
      if (found.hypothetical) continue;
      const bool now = found.status == cv1::STATUS_PRESENT;
      const bool place = found.kind == Kind::kRegion;
      if (found.other_person && found.kind == Kind::kCondition)
        (found.status == cv1::STATUS_PAST ? others_past : others) = true;
      own_named |= place && !found.other_person;
      own_told |= place && found.own;
      if (!now || !(place || IsFelt(found))) continue;
      (found.other_person ? others : own) = true;
      own_told |= found.own && !IsMinor(found);
    }
    bool switched_other = false;
    bool switched_self = false;
    bool relation = false;
    for (const FoundCue& cue : reading_.cues) {
      switched_other |= cue.kind == lv1::CUE_KIND_SUBJECT_OTHER;
      switched_self |= cue.kind == lv1::CUE_KIND_SUBJECT_SELF;
      relation |= cue.kind == lv1::CUE_KIND_OTHER_PERSON && cue.relation;
    }
    // A relation named and nothing of the writer's own told is enough.
    relation = relation && !own && !own_named && !others_past;
    const bool other =
        !switched_self && (switched_other || relation || (others && !own_told));
    if (other) {
      complaint_.set_subject(cv1::SUBJECT_OTHER);
      for (Found& found : reading_.found) found.other_person = false;
    } else {
      complaint_.set_subject(switched_self ? cv1::SUBJECT_SELF
                                           : cv1::SUBJECT_UNSPECIFIED);
    }
  }

  // ---- Sides ---------------------------------------------------------------

  // A side that another takes the place of: "left, no wait, right knee", "not
  // the left one, the right one".
  bool IsCorrected(const Found& side) const {
    bool denied = false;
    int corrected = kFar;  // Where the first correction after it begins.
    for (const FoundCue& cue :
         const_cast<const Reading&>(reading_).CuesIn(SentenceOf(side))) {
      if (cue.kind == lv1::CUE_KIND_CORRECTION && cue.begin >= side.end)
        corrected = std::min(corrected, cue.begin);
      denied |= cue.kind == lv1::CUE_KIND_NEGATION && cue.end <= side.begin &&
                side.begin - cue.end <= 1;
    }
    const absl::Span<const Found> near = Near(side);
    return std::any_of(near.begin(), near.end(), [&](const Found& other) {
      return other.kind == Kind::kSide && other.id != side.id &&
             (denied || other.begin > corrected);
    });
  }

  // How far a side is from a region; one that takes another's place is as near
  // as that was.
  static int DistanceTo(const Found& region, const Found& side,
                        const std::vector<const Found*>& corrected) {
    int distance = Distance(side, region);
    for (const Found* other : corrected) {
      if (other->id != side.id)
        distance = std::min(distance, Distance(*other, region));
    }
    return distance;
  }

  void AttachSides() {
    std::vector<const Found*> corrected;  // Of the sentence it is in.
    int corrected_in = -1;
    for (const Found& side : reading_.found) {
      if (side.kind != Kind::kSide) continue;
      if (SentenceOf(side) != corrected_in) {
        corrected_in = SentenceOf(side);
        corrected.clear();
        for (const Found& other : Near(side)) {
          if (other.kind == Kind::kSide && IsCorrected(other))
            corrected.push_back(&other);
        }
      }
      if (std::find(corrected.begin(), corrected.end(), &side) !=
          corrected.end())
        continue;
      Found* best = nullptr;
      int best_distance = kFar;
      for (Found& region : reading_.FoundIn(SentenceOf(side))) {
        if (region.kind != Kind::kRegion) continue;
        int distance = DistanceTo(region, side, corrected) * 2;
        // "left knee" binds closer than "knee left".
        if (region.begin < side.begin) ++distance;
        if (region.side != cv1::SIDE_UNSPECIFIED) distance += kSideReach;
        if (distance <= 2 * kSideReach && distance < best_distance) {
          best = &region;
          best_distance = distance;
        }
      }
      const cv1::Side value = SideNamed(side.id);
      if (best == nullptr) {
        out_.set_bare_side(value);
      } else if (best->side == cv1::SIDE_UNSPECIFIED) {
        best->side = value;
      } else if (best->side != value) {
        best->side = cv1::SIDE_BOTH;
      }
    }
  }

  absl::Span<const Found> Near(const Found& found) const {
    return const_cast<const Reading&>(reading_).FoundIn(SentenceOf(found));
  }

  // ---- Facts ---------------------------------------------------------------

  template <typename Field>
  static void AddOnce(Field& field, const std::string& id) {
    if (std::find(field.begin(), field.end(), id) == field.end())
      *field.Add() = id;
  }

  // Of several mentions the most serious counts.
  static int Weight(cv1::Status status) {
    switch (status) {
      case cv1::STATUS_PRESENT:
        return 4;
      case cv1::STATUS_SUSPECTED:
        return 3;
      case cv1::STATUS_PAST:
        return 2;
      case cv1::STATUS_ABSENT:
        return 1;
      default:
        return 0;
    }
  }

  void SetFacts() {
    std::map<std::string, cv1::Status> conditions;
    std::map<std::string, cv1::Status> symptoms;
    std::map<std::string, cv1::Stance> techniques;
    for (const Found& found : reading_.found) {
      if (found.other_person || found.hypothetical || found.retracted) continue;
      switch (found.kind) {
        case Kind::kQuality:
          if (found.present())
            AddOnce(*complaint_.mutable_quality_ids(), found.id);
          break;
        case Kind::kCause:
          if (found.present())
            AddOnce(*complaint_.mutable_cause_ids(), found.id);
          break;
        case Kind::kPattern:
          if (found.present())
            AddOnce(*complaint_.mutable_pattern_ids(), found.id);
          break;
        case Kind::kPreference:
          AddOnce(*complaint_.mutable_preference_ids(), found.id);
          break;
        case Kind::kGoal:
          if (found.present())
            AddOnce(*complaint_.mutable_goal_ids(), found.id);
          break;
        case Kind::kCondition: {
          // What was wondered first stays so where it is named again.
          cv1::Status& status = conditions[found.id];
          if (Weight(found.status) > Weight(status) &&
              status != cv1::STATUS_SUSPECTED) {
            status = found.status;
          }
          break;
        }
        case Kind::kSymptom: {
          if (found.status == cv1::STATUS_PAST) break;
          cv1::Status& status = symptoms[found.id];
          if (Weight(found.status) > Weight(status)) status = found.status;
          break;
        }
        case Kind::kTechnique: {
          cv1::Stance& stance = techniques[found.id];
          if (stance == cv1::STANCE_UNSPECIFIED ||
              found.stance != cv1::STANCE_ABOUT) {
            stance = found.stance;
          }
          break;
        }
        case Kind::kTime:
          AddOnce(*out_.mutable_times(), found.id);
          break;
        case Kind::kDenial:
          if (found.id == "symptoms") out_.set_denies_symptoms(true);
          if (found.id == "conditions") out_.set_denies_conditions(true);
          break;
        default:
          break;
      }
    }
    for (const auto& [id, status] : conditions) {
      cv1::Condition& condition = *complaint_.add_conditions();
      condition.set_condition_id(id);
      condition.set_status(status);
    }
    for (const auto& [id, status] : symptoms) {
      cv1::Symptom& symptom = *complaint_.add_symptoms();
      symptom.set_symptom_id(id);
      symptom.set_status(status);
    }
    for (const auto& [id, stance] : techniques) {
      cv1::TechniqueMention& mention = *complaint_.add_techniques();
      mention.set_technique_id(id);
      mention.set_stance(stance);
    }
  }

  // ---- Numbers -------------------------------------------------------------

  bool NearComplaint(const Found& value) const {
    const absl::Span<const Found> near = Near(value);
    return std::any_of(near.begin(), near.end(), [](const Found& other) {
      return other.status != cv1::STATUS_ABSENT &&
             (other.kind == Kind::kPain || other.kind == Kind::kQuality ||
              other.kind == Kind::kRegion);
    });
  }

  // Spans of time that are of something else are no findings.
  void SetDuration() {
    const Found* own = OwnDuration(lexicon_, pending_slot_, reading_);
    const int begin = own == nullptr ? -1 : own->begin;
    if (own != nullptr) complaint_.set_duration_days(own->value);
    const size_t dropped =
        std::erase_if(reading_.found, [begin](const Found& found) {
          return found.kind == Kind::kDuration && found.begin != begin;
        });
    if (dropped > 0) reading_.Index();
  }

  void SetNumbers() {
    const Found* severity = nullptr;
    for (const Found& found : reading_.found) {
      if (!found.present()) continue;
      switch (found.kind) {
        case Kind::kSeverity: {
          const bool number = found.id == "number";
          if (!number && !NearComplaint(found)) break;
          const bool have_number =
              severity != nullptr && severity->id == "number";
          if (severity == nullptr || (number && !have_number) ||
              (number == have_number && found.value > severity->value)) {
            severity = &found;
          }
          break;
        }
        case Kind::kAge:
          if (!complaint_.has_age_years())
            complaint_.set_age_years(static_cast<int>(found.value));
          break;
        case Kind::kPregnancyWeeks:
          if (found.value >= 0 && found.value <= 45)
            complaint_.set_pregnancy_weeks(static_cast<int>(found.value));
          break;
        default:
          break;
      }
    }
    if (severity != nullptr) complaint_.set_severity(severity->value);
    if (severity == nullptr && pending_slot_ == "severity") {
      for (const double number : out_.bare_numbers()) {
        if (number <= 10) complaint_.set_severity(number);
      }
    }
    if (pending_slot_ == "age" && !complaint_.has_age_years()) {
      for (const double number : out_.bare_numbers()) {
        if (number <= 120) complaint_.set_age_years(static_cast<int>(number));
      }
    }
  }

  const Lexicon& lexicon_;
  absl::string_view pending_slot_;
  Reading& reading_;
  Understanding& out_;
  Complaint& complaint_;
};

}  // namespace

void Assemble(const Lexicon& lexicon, absl::string_view pending_slot,
              Reading& reading, Understanding& out) {
  Assembler(lexicon, pending_slot, reading, out).Run();
}

}  // namespace unknot::understanding
