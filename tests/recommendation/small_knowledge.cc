// The small knowledge base.
#include "tests/recommendation/small_knowledge.h"

namespace unknot::recommendation {
namespace {

constexpr char kSmallKnowledge[] = R"pb(
  sources { id: "paper" title: "A paper" kind: SOURCE_KIND_STUDY }
  sources { id: "unused" title: "Another" kind: SOURCE_KIND_STUDY }
  regions { id: "neck" name: "neck" }
  regions { id: "nape" name: "nape" parent: "neck" }
  regions { id: "leg" name: "leg" }
  qualities { id: "knot" name: "knot" }
  qualities { id: "nerve" name: "nerve pain" }
  causes { id: "crash" name: "crash" }
  goals { id: "sleep" name: "sleep" }
  preferences { id: "light" name: "light" }
  preferences { id: "hard_please" name: "hard" }
  conditions { id: "thinners" name: "blood thinners" }
  conditions { id: "pregnancy" name: "pregnancy" }
  conditions { id: "flu" name: "flu" }
  conditions { id: "heart" name: "heart" }
  conditions { id: "veins" name: "veins" }
  symptoms { id: "numb" name: "numb" }
  symptoms { id: "fever" name: "fever" }
  symptoms { id: "weak" name: "weak" }
  symptoms { id: "tired" name: "tired" }
  techniques {
    id: "soft"
    name: "soft massage"
    summary: "It is soft."
    strokes: "s"
    pressure: "p"
    chosen_for: "c"
    evidence_summary: "Little is known of it."
    grade: GRADE_C
    gentleness_rank: 1

    citations { source_id: "book" }
  }
  techniques {
    id: "flat"
    name: "flat massage"
    summary: "It is flat."
    strokes: "s"
    pressure: "p"
    chosen_for: "c"
    evidence_summary: "Little is known of it."
    grade: GRADE_C
    gentleness_rank: 2

    citations { source_id: "book" }
  }
  techniques {
    id: "firm"
    name: "firm massage"
    summary: "It is firm."
    strokes: "s"
    pressure: "p"
    chosen_for: "c"
    evidence_summary: "Little is known of it."
    grade: GRADE_C
    gentleness_rank: 3

    citations { source_id: "book" }
  }
  techniques {
    id: "hard"
    name: "hard massage"
    summary: "It is hard."
    strokes: "s"
    pressure: "p"
    chosen_for: "c"
    evidence_summary: "Little is known of it."
    grade: GRADE_C
    gentleness_rank: 4
    ask_before: "medicines"
    citations { source_id: "book" }
  }
  techniques {
    id: "belly"
    name: "belly massage"
    summary: "It is belly."
    strokes: "s"
    pressure: "p"
    chosen_for: "c"
    evidence_summary: "Little is known of it."
    grade: GRADE_C
    gentleness_rank: 5
    eligible_when { need { any_of: "condition/pregnancy" } }
    replaces: "flat"
    citations { source_id: "book" }
  }
  red_flags {
    id: "rf_numb"
    code: "RF-NUMB"
    name: "Numbness"
    rules {
      tier: TIER_SEE_CLINICIAN
      when { need { any_of: "symptom/numb" } }
    }
    rules {
      tier: TIER_EMERGENCY
      when {
        need { any_of: "symptom/numb" }
        need { any_of: "symptom/weak" }
      }
    }
    reason: "Numbness needs a look."
    advice: "Call {emergency_number} if it spreads."
    question_id: "weakness"
    lowered_by_clinician_check: true
    citations { source_id: "book" }
  }
  red_flags {
    id: "rf_fever"
    code: "RF-FEVER"
    name: "Fever with neck pain"
    rules {
      tier: TIER_URGENT
      when {
        need { any_of: "symptom/fever" }
        need { any_of: "region/neck" }
      }
    }
    reason: "Fever needs a look today."
    lowered_by_clinician_check: true
    citations { source_id: "book" }
  }
  contraindications {
    id: "ci_thinners"
    code: "CI-THINNERS"
    name: "blood thinners"
    type: CONTRAINDICATION_TYPE_RELATIVE
    when { need { any_of: "condition/thinners" } }
    blocks: "hard"
    light_only: "firm"
    adaptation: "Even pressure."
    tell_therapist: "I take blood thinners."
    reason: "Bruises come easily."
    tier: TIER_CAUTION
    citations { source_id: "book" }
  }
  contraindications {
    id: "ci_flu"
    code: "CI-FLU"
    name: "flu"
    type: CONTRAINDICATION_TYPE_ABSOLUTE
    when { need { any_of: "condition/flu" } }
    adaptation: "Wait until you are well."
    reason: "Rest comes first."
    tier: TIER_CAUTION
    citations { source_id: "book" }
  }
  contraindications {
    id: "ci_veins"
    code: "CI-VEINS"
    name: "veins"
    type: CONTRAINDICATION_TYPE_LOCAL
    when { need { any_of: "condition/veins" } }
    adaptation: "Keep off them."
    reason: "They are fragile."
    avoid_area: "the veins"
    tier: TIER_OK
    citations { source_id: "book" }
  }
  factors {
    id: "base"

    weights { technique_id: "flat" weight: 1 }
    reason: "Because of base."

    citations { source_id: "book" }
  }
  factors {
    id: "f_neck"
    when { need { any_of: "region/neck" } }

    weights { technique_id: "soft" weight: 1 }
    weights { technique_id: "firm" weight: 2 }
    weights { technique_id: "hard" weight: 2 }
    reason: "Because of f_neck."

    citations { source_id: "paper" }
  }
  factors {
    id: "f_nape"
    when { need { any_of: "region/nape" } }

    weights { technique_id: "soft" weight: 2 }
    weights { technique_id: "firm" weight: -1 }
    reason: "Because of f_nape."

    citations { source_id: "book" }
  }
  factors {
    id: "f_knot"
    when { need { any_of: "quality/knot" } }

    weights { technique_id: "firm" weight: 1 }
    weights { technique_id: "hard" weight: 2 }
    weights { technique_id: "soft" weight: -1 }
    reason: "Because of f_knot."

    citations { source_id: "book" }
  }
  factors {
    id: "f_nerve"
    when { need { any_of: "quality/nerve" } }

    weights { technique_id: "hard" weight: -2 }
    weights { technique_id: "firm" weight: -2 }
    weights { technique_id: "soft" weight: 1 }
    reason: "Because of f_nerve."

    citations { source_id: "book" }
  }
  factors {
    id: "f_light"
    when { need { any_of: "preference/light" } }

    weights { technique_id: "soft" weight: 1 }
    weights { technique_id: "hard" weight: -2 }
    reason: "Because of f_light."
    replaced_by: "f_hard_please"
    citations { source_id: "book" }
  }
  factors {
    id: "f_hard_please"
    when { need { any_of: "preference/hard_please" } }

    weights { technique_id: "hard" weight: 2 }
    weights { technique_id: "firm" weight: 1 }
    reason: "Because of f_hard_please."

    citations { source_id: "book" }
  }
  factors {
    id: "f_thinners"
    when { need { any_of: "condition/thinners" } }

    weights { technique_id: "soft" weight: 1 }
    weights { technique_id: "firm" weight: -1 }
    reason: "Because of f_thinners."

    citations { source_id: "book" }
  }
  factors {
    id: "f_pregnant"
    when { need { any_of: "condition/pregnancy" } }

    weights { technique_id: "belly" weight: 2 }
    weights { technique_id: "flat" weight: -1 }
    weights { technique_id: "hard" weight: -2 }
    reason: "Because of f_pregnant."
    condition_row: true
    tier: TIER_CAUTION
    citations { source_id: "book" }
  }
  factors {
    id: "f_sleep"
    when { need { any_of: "goal/sleep" } }

    weights { technique_id: "flat" weight: 2 }
    reason: "Because of f_sleep."

    citations { source_id: "book" }
  }
  factors {
    id: "f_heart"
    when { need { any_of: "condition/heart" } }

    weights { technique_id: "flat" weight: -2 }
    weights { technique_id: "soft" weight: -2 }
    weights { technique_id: "firm" weight: -2 }
    weights { technique_id: "hard" weight: -2 }
    reason: "Because of f_heart."
    tier: TIER_SEE_CLINICIAN
    citations { source_id: "book" }
  }
  questions {
    id: "weakness"
    slot: "red_flags"
    text: "Any weakness?"
    asks: "symptom/weak"
    when { need { any_of: "known/region" } }
    safety: true
    order: 2
    quick_replies: [ "No", "Yes" ]
    why: "It would need help now."
  }
  questions {
    id: "fever"
    slot: "red_flags"
    text: "Any fever?"
    asks: "symptom/fever"
    when { need { any_of: "region/neck" } }
    safety: true
    order: 1
  }
  questions {
    id: "medicines"
    slot: "conditions"
    text: "Blood thinners, or pregnant?"
    asks: [ "condition/thinners", "condition/pregnancy" ]
    order: 10
  }
  questions { id: "where" slot: "site" text: "Where?" order: 1 }
  questions { id: "how" slot: "quality" text: "How?" order: 20 }
  questions { id: "aim" slot: "goal" text: "What for?" order: 21 }
  questions { id: "age" slot: "age" text: "How old?" order: 22 }
  self_care {
    id: "sc_move"
    title: "Move"
    text: "Keep moving."
    grade: GRADE_B
    not_when: "condition/flu"
    order: 2
    keywords: "moving"
    citations { source_id: "book" }
  }
  self_care {
    id: "sc_neck"
    title: "Warm neck"
    text: "Warm your neck."
    grade: GRADE_B
    when { need { any_of: "region/neck" } }
    order: 1
    citations { source_id: "book" }
  }
  self_care {
    id: "sc_hidden"
    title: "Never shown"
    grade: GRADE_D
    citations { source_id: "book" }
  }
  self_care {
    id: "sc_gb"
    title: "In Britain"
    text: "Only in Britain."
    grade: GRADE_N
    order: 3
    region_code: "GB"
    citations { source_id: "book" }
  }
  session_tips {
    id: "st_tell"
    title: "Tell"
    text: "Tell the therapist."
    grade: GRADE_N
    phase: "before"
    citations { source_id: "book" }
  }
  frequency {
    id: "fq"
    title: "How often"
    text: "Once, then see."
    grade: GRADE_C
    citations { source_id: "book" }
  }
)pb";

}  // namespace

KnowledgeBase::Ptr SmallBase() {
  static const auto* const base =
      new KnowledgeBase::Ptr(MakeBase(kSmallKnowledge));
  return *base;
}

}  // namespace unknot::recommendation
