// Telling the advice of the recommendation service where nothing is in danger.
#ifndef UNKNOT_CHATBOT_DIALOGUE_RECOMMENDING_H_
#define UNKNOT_CHATBOT_DIALOGUE_RECOMMENDING_H_

#include "absl/status/statusor.h"
#include "chatbot/dialogue/turn.h"

namespace unknot::dialogue {

// What the recommendation service says of `complaint` in this conversation,
// with questions to choose from. Its error where it has none.
absl::StatusOr<recommendation::v1::RecommendResponse> AdviceOn(
    const complaint::v1::Complaint& complaint, const Turn& turn);

// Shows the techniques that fit, what to watch out for, what to leave, and what
// can be done meanwhile; or why no technique fits.
//
// REQUIRES: turn.massage_allowed().
void TellRecommendation(Turn& turn);

// Lists what to watch out for and how massage is changed for it, where there is
// something that was not said in this turn.
//
// REQUIRES: turn.massage_allowed().
void TellCautions(Turn& turn);

// Says that a clinician comes first and why: in full when it is news or asked
// for, else not at all.
//
// REQUIRES: turn.level() == TRIAGE_LEVEL_SEE_CLINICIAN.
void TellClinician(Turn& turn);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_RECOMMENDING_H_
