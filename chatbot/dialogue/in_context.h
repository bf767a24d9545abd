// What a message means in the light of what was said before: "the other side",
// "skip".
#ifndef UNKNOT_CHATBOT_DIALOGUE_IN_CONTEXT_H_
#define UNKNOT_CHATBOT_DIALOGUE_IN_CONTEXT_H_

#include "absl/strings/string_view.h"
#include "chatbot/dialogue/replies.h"
#include "unknot/chat/v1/conversation.pb.h"
#include "unknot/chat/v1/understanding.pb.h"

namespace unknot::dialogue {

// `understood`, which is what `text` means by itself, completed by what `state`
// knows. Safe to call from any thread.
chat::v1::Understanding InContext(chat::v1::Understanding understood,
                                  absl::string_view text,
                                  const chat::v1::ConversationState& state,
                                  const ReplyBook& replies);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_IN_CONTEXT_H_
