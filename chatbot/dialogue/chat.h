// The chatbot as plain C++: what the terminal calls directly and the gateway
// puts behind gRPC. Checks requests, opens and seals conversations, asks the
// understanding and the dialogue.
#ifndef UNKNOT_CHATBOT_DIALOGUE_CHAT_H_
#define UNKNOT_CHATBOT_DIALOGUE_CHAT_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chatbot/dialogue/dialogue.h"
#include "chatbot/dialogue/sealing.h"
#include "chatbot/dialogue/understander.h"
#include "services/runtime/clock.h"
#include "unknot/chat/v1/chat_service.pb.h"

namespace unknot::dialogue {

// Most bytes of a message.
inline constexpr size_t kMostTextBytes = 20000;

// How long a conversation may rest before it cannot be continued, by default.
inline constexpr absl::Duration kDefaultLifetime = absl::Hours(24);

// Safe to use from any thread. Nothing that a person types is kept, logged or
// repeated in an error.
class Chat {
 public:
  // Everything must outlive the chat. `time_zone` is that of "today".
  Chat(const Resources& resources, const Understander& understander,
       const Sealer& sealer, const runtime::Clock& clock,
       absl::TimeZone time_zone);

  // Starts a conversation. InvalidArgument: a field is too long.
  absl::StatusOr<chat::v1::StartConversationResponse> StartConversation(
      const chat::v1::StartConversationRequest& request) const;

  // Answers a message. Text of blanks alone is answered, empty text without a
  // quick reply is not. InvalidArgument: see ChatService.SendMessage.
  absl::StatusOr<chat::v1::SendMessageResponse> SendMessage(
      const chat::v1::SendMessageRequest& request) const;

  // Says what a text means. InvalidArgument: see ChatService.Understand.
  absl::StatusOr<chat::v1::UnderstandResponse> Understand(
      const chat::v1::UnderstandRequest& request) const;

  // Sums a conversation up. InvalidArgument: the conversation is not ours.
  absl::StatusOr<chat::v1::GetTranscriptSummaryResponse> GetTranscriptSummary(
      const chat::v1::GetTranscriptSummaryRequest& request) const;

  // The replies, for faces that have something of their own to say.
  const ReplyBook& replies() const { return resources_.replies; }

 private:
  absl::StatusOr<chat::v1::ConversationState> StateFor(
      const chat::v1::SendMessageRequest& request) const;
  absl::StatusOr<std::string> TextOf(
      const chat::v1::SendMessageRequest& request,
      const chat::v1::ConversationState& state) const;
  absl::CivilDay Today() const;

  const Resources resources_;
  const Understander& understander_;
  const Sealer& sealer_;
  const runtime::Clock& clock_;
  const absl::TimeZone time_zone_;
  const Dialogue dialogue_;
};

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_CHAT_H_
