// "Tell me about the second one": what the message picks of the list that was
// shown last.
#ifndef UNKNOT_CHATBOT_DIALOGUE_PICKING_H_
#define UNKNOT_CHATBOT_DIALOGUE_PICKING_H_

#include "chatbot/dialogue/turn.h"

namespace unknot::dialogue {

// What is remembered as the last topic after a list of therapists.
inline constexpr char kTherapistsTopic[] = "therapists";

// The index of the recommended technique that the message names by its number,
// unless therapists were shown after them; -1 where it names none.
int PickedTechnique(const Turn& turn);

// Tells more of the therapist, of those shown last, that the message picks by
// number or name. Returns whether it picks one.
bool TellPicked(Turn& turn);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_PICKING_H_
