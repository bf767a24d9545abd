// Asking: one question at a time, never the same twice.
#ifndef UNKNOT_CHATBOT_DIALOGUE_QUESTIONS_H_
#define UNKNOT_CHATBOT_DIALOGUE_QUESTIONS_H_

#include "absl/strings/string_view.h"
#include "chatbot/dialogue/turn.h"
#include "unknot/recommendation/v1/recommendation_service.pb.h"

namespace unknot::dialogue {

// The question that waits, as the state records it.
Pending PendingIn(const chat::v1::ConversationState& state,
                  const Knowledge& knowledge);

// A question of safety may be asked once more where what was said instead of an
// answer put something else right, or denied only some of what was asked.
void LetPendingBeAskedAgain(Turn& turn);

// Whether the question was asked before in this conversation.
bool WasAsked(const chat::v1::ConversationState& state, absl::string_view id);

// The most useful question of the advice that was not asked before; null where
// there is none. The pointer lives as long as the advice.
const recommendation::v1::NextQuestion* NextToAsk(const Turn& turn);

// Whether a question of safety is open, asked before or not.
bool SafetyIsOpen(const Turn& turn);

// Asks a question of the advice.
void Ask(Turn& turn, const recommendation::v1::NextQuestion& question);

// Asks a question of the dialogue's own. `slot` is its slot and id.
void AskOwn(Turn& turn, absl::string_view slot, const ReplySpec& spec,
            const Args& args = {});

// Waits for an answer to something that was said already.
void Expect(Turn& turn, absl::string_view slot, absl::string_view text);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_QUESTIONS_H_
