// Fakes.
#include "tests/dialogue/fakes.h"

#include <algorithm>

#include "absl/strings/match.h"

namespace unknot::dialogue {
namespace {

using recommendation::v1::RecommendRequest;
using recommendation::v1::RecommendResponse;

bool HasSymptom(const RecommendRequest& request, const std::string& id) {
  return std::any_of(request.complaint().symptoms().begin(),
                     request.complaint().symptoms().end(), [&](const auto& s) {
                       return s.symptom_id() == id &&
                              s.status() != complaint::v1::STATUS_ABSENT &&
                              s.status() != complaint::v1::STATUS_PAST;
                     });
}

bool HasCondition(const RecommendRequest& request, const std::string& id) {
  return std::any_of(request.complaint().conditions().begin(),
                     request.complaint().conditions().end(),
                     [&](const auto& c) { return c.condition_id() == id; });
}

bool IsAnswered(const RecommendRequest& request, const std::string& id) {
  const auto& ids = request.complaint().answered_question_ids();
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

void AskOpen(const RecommendRequest& request, RecommendResponse& response) {
  static const knowledge::v1::KnowledgeBase knowledge = SmallKnowledge();
  for (const auto& question : knowledge.questions()) {
    const bool known = (question.slot() == "duration" &&
                        request.complaint().has_duration_days()) ||
                       IsAnswered(request, question.id());
    if (known) continue;
    auto* next = response.add_next_questions();
    next->set_question_id(question.id());
    next->set_slot(question.slot());
    next->set_text(question.text());
    next->set_safety(question.safety());
    *next->mutable_quick_replies() = question.quick_replies();
  }
}

}  // namespace

absl::StatusOr<RecommendResponse> FakeRecommender::Recommend(
    const RecommendRequest& request) {
  requests.push_back(request);
  if (!away.ok()) return away;
  if (HasSymptom(request, "suicidal")) {
    return FromText<RecommendResponse>(R"pb(
      triage {
        level: TRIAGE_LEVEL_EMERGENCY
        advice: "Call 911 now."
        contacts { emergency: "911" suicide: "988" }
        reasons {
          record_id: "rf_suicide"
          level: TRIAGE_LEVEL_EMERGENCY
          text: "You deserve help."
          facts: "symptom/suicidal"
          contact_kind: "suicide"
        }
      })pb");
  }
  if (HasSymptom(request, "saddle_numbness")) {
    return FromText<RecommendResponse>(R"pb(
      triage {
        level: TRIAGE_LEVEL_EMERGENCY
        advice: "Call 911 now. Do not drive yourself."
        contacts { emergency: "911" }
        reasons {
          record_id: "rf_ces"
          level: TRIAGE_LEVEL_EMERGENCY
          text: "This needs a check straight away."
          facts: "symptom/saddle_numbness"
        }
      })pb");
  }
  if (HasSymptom(request, "fever")) {
    return FromText<RecommendResponse>(R"pb(
      triage {
        level: TRIAGE_LEVEL_URGENT
        advice: "See a clinician today."
        contacts { emergency: "911" urgent: "811" }
        reasons {
          record_id: "rf_infection"
          level: TRIAGE_LEVEL_URGENT
          text: "Fever with back pain needs a check."
          facts: "symptom/fever"
        }
      })pb");
  }
  if (HasSymptom(request, "limb_numbness")) {
    return FromText<RecommendResponse>(R"pb(
      triage {
        level: TRIAGE_LEVEL_SEE_CLINICIAN
        advice: "See a clinician before any massage."
        reasons {
          record_id: "rf_radic"
          level: TRIAGE_LEVEL_SEE_CLINICIAN
          text: "Numbness should be checked first."
          facts: "symptom/limb_numbness"
        }
      })pb");
  }
  auto response = FromText<RecommendResponse>(R"pb(
    triage { level: TRIAGE_LEVEL_MASSAGE_OK safety_net: "Watch for fever." }
    techniques {
      technique_id: "swedish"
      name: "Swedish massage"
      score: 3
      reasons {
        record_id: "reg_neck"
        weight: 1
        text: "It eases tight muscles."
      }
    }
    session_plan { tell_therapist: "Where it hurts." }
  )pb");
  if (HasCondition(request, "pregnancy")) {
    *response.add_cautions() = FromText<recommendation::v1::Caution>(
        "contraindication_id: 'ci_preg' reason: 'You are pregnant.'");
    *response.add_avoid() = FromText<recommendation::v1::AvoidedTechnique>(R"pb(
      technique_id: "deep_tissue"
      name: "deep tissue massage"
      wanted: true
      instead_technique_id: "swedish"
      reasons { text: "Firm pressure is left out in pregnancy." }
    )pb");
  } else {
    *response.add_techniques() =
        FromText<recommendation::v1::TechniqueRecommendation>(
            "technique_id: 'deep_tissue' name: 'deep tissue massage' score: 1");
  }
  AskOpen(request, response);
  return response;
}

absl::StatusOr<directory::v1::SearchTherapistsResponse>
FakeTherapistFinder::Search(
    const directory::v1::SearchTherapistsRequest& request) {
  requests.push_back(request);
  if (!away.ok()) return away;
  if (absl::EqualsIgnoreCase(request.place(), "Richmond")) {
    return FromText<directory::v1::SearchTherapistsResponse>(
        "alternatives { display_name: 'Richmond, BC' } "
        "alternatives { display_name: 'Richmond, VA' }");
  }
  if (!absl::EqualsIgnoreCase(request.place(), "Springfield")) {
    return absl::NotFoundError("no such place");
  }
  directory::v1::SearchTherapistsResponse response;
  response.mutable_resolved_place()->set_display_name("Springfield");
  response.mutable_resolved_place()->set_country_code("CA");
  if (request.offers_virtual()) return response;
  for (const char* name : {"Ana Example", "Ben Example", "Cem Example",
                           "Dee Example", "Eli Example"}) {
    if (response.results_size() >= request.page_size()) break;
    auto* therapist = response.add_results()->mutable_therapist();
    therapist->set_name(name);
    therapist->set_display_name(name);
    therapist->set_demo(true);
  }
  return response;
}

absl::StatusOr<knowledge::v1::SearchTopicsResponse> FakeTopics::Search(
    const knowledge::v1::SearchTopicsRequest& request) {
  if (!absl::StrContains(request.query(), "toxins")) {
    return knowledge::v1::SearchTopicsResponse();
  }
  return FromText<knowledge::v1::SearchTopicsResponse>(R"pb(
    topics {
      score: 1
      claim {
        id: "uc_01"
        grade: GRADE_D
        safe_wording: "Massage does not flush anything out of you."
      }
    })pb");
}

absl::StatusOr<knowledge::v1::CompareTechniquesResponse> FakeTopics::Compare(
    const knowledge::v1::CompareTechniquesRequest&) {
  return knowledge::v1::CompareTechniquesResponse();
}

knowledge::v1::KnowledgeBase SmallKnowledge() {
  return FromText<knowledge::v1::KnowledgeBase>(R"pb(
    sources {
      id: "trial2009"
      title: "A trial of massage, 2009"
      kind: SOURCE_KIND_STUDY
    }
    regions { id: "neck" name: "neck" roles: ROLE_MUSCULOSKELETAL }
    regions { id: "back" name: "back" roles: ROLE_MUSCULOSKELETAL }
    regions { id: "lower_back" name: "lower back" roles: ROLE_MUSCULOSKELETAL }
    regions { id: "upper_back" name: "upper back" roles: ROLE_MUSCULOSKELETAL }
    regions { id: "knee" name: "knee" roles: ROLE_MUSCULOSKELETAL }
    regions { id: "suboccipital" name: "base of the skull" parent: "neck" }
    symptoms { id: "fever" name: "fever" }
    symptoms { id: "limb_numbness" name: "numbness" }
    symptoms { id: "saddle_numbness" name: "numbness between the legs" }
    symptoms { id: "numb_groin" name: "numb groin" parent: "saddle_numbness" }
    conditions { id: "pregnancy" name: "pregnancy" }
    qualities { id: "stiffness" name: "stiffness" }
    techniques {
      id: "swedish"
      name: "Swedish massage"
      summary: "Long, gliding strokes."
      pressure: "light to medium"
      evidence_summary: "Some trials found short relief."
      grade: GRADE_B
      gentleness_rank: 1
      citations { source_id: "trial2009" }
    }
    techniques {
      id: "deep_tissue"
      name: "deep tissue massage"
      summary: "Slow, firm strokes."
      pressure: "firm"
      gentleness_rank: 2
      citations { source_id: "trial2009" }
    }
    claims {
      id: "uc_01"
      grade: GRADE_D
      safe_wording: "Massage does not flush anything out of you."
      citations { source_id: "trial2009" }
    }
    questions {
      id: "red_flags"
      slot: "red_flags"
      text: "Any fever, or numbness?"
      asks: [ "symptom/fever", "symptom/limb_numbness" ]
      quick_replies: [ "None of these", "Yes" ]
      safety: true
    }
    questions { id: "duration" slot: "duration" text: "Since when?" }
    questions {
      id: "pregnant"
      slot: "conditions"
      text: "Are you pregnant?"
      asks: "condition/pregnancy"
      yes: "condition/pregnancy"
    }
    emergency_contacts { country_code: "" emergency: "911 or 999 or 112" }
    emergency_contacts { country_code: "CA" emergency: "911" }
  )pb");
}

language::v1::LanguagePack ShippedPack() {
  std::vector<understanding::PackProblem> problems;
  const auto loaded = understanding::ReadLanguagePack(
      UNKNOT_SOURCE_DIR "/chatbot/language/en", problems);
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return loaded.ok() ? loaded->pack : language::v1::LanguagePack();
}

}  // namespace unknot::dialogue
