// What to say next: the policy of the conversation. Danger first and alone;
// then what was asked; then a recommendation as soon as enough is known; else
// the one question that would change the answer most; then therapists.
#ifndef UNKNOT_CHATBOT_DIALOGUE_DIALOGUE_H_
#define UNKNOT_CHATBOT_DIALOGUE_DIALOGUE_H_

#include "chatbot/dialogue/turn.h"
#include "unknot/chat/v1/chat_service.pb.h"
#include "unknot/chat/v1/conversation.pb.h"

namespace unknot::dialogue {

// The policy. Holds no conversation: all that is known of one is in the state
// that is handed in. Safe to use from any thread if its resources are.
class Dialogue {
 public:
  // What `resources` refers to must outlive the dialogue.
  explicit Dialogue(const Resources& resources);

  // Opens a conversation: greeting, notice, quick replies.
  void Greet(chat::v1::ConversationState& state,
             chat::v1::StartConversationResponse& response) const;

  // Answers one message and moves `state` on. Always says something. Where the
  // recommendation service is away it says so, with numbers to call, and leaves
  // the complaint as it was. `conversation` of the response stays empty:
  // sealing is not the policy's business.
  chat::v1::SendMessageResponse Answer(
      const Input& message, chat::v1::ConversationState& state) const;

 private:
  const Resources resources_;
};

// Numbers to call in an emergency, as said to people in the country; those of
// all countries known where it is empty or not known.
std::string EmergencyNumbers(const Knowledge& knowledge,
                             absl::string_view country_code);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_DIALOGUE_H_
