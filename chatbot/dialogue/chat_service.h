// Speaks gRPC for Chat. Holds no rules of its own.
#ifndef UNKNOT_CHATBOT_DIALOGUE_CHAT_SERVICE_H_
#define UNKNOT_CHATBOT_DIALOGUE_CHAT_SERVICE_H_

#include <functional>
#include <memory>

#include "chatbot/dialogue/chat.h"
#include "services/runtime/executor.h"

namespace grpc {
class Service;
}

namespace unknot::dialogue {

// Returns the service unknot.chat.v1.ChatService over a chat that may be
// replaced: `chat` is asked for each call and must be safe to call from any
// thread. Messages are answered on `executor`, which must outlive the service,
// since they wait for other services.
std::unique_ptr<grpc::Service> MakeChatService(
    std::function<std::shared_ptr<const Chat>()> chat,
    runtime::Executor& executor);

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_CHAT_SERVICE_H_
