// Adapts Chat to gRPC.
#include "chatbot/dialogue/chat_service.h"

#include <utility>

#include "services/runtime/reply.h"
#include "unknot/chat/v1/chat_service.grpc.pb.h"

namespace unknot::dialogue {
namespace {

using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

class ChatService final : public chat::v1::ChatService::CallbackService {
 public:
  ChatService(std::function<std::shared_ptr<const Chat>()> chat,
              runtime::Executor& executor)
      : chat_(std::move(chat)), executor_(executor) {}

  ServerUnaryReactor* StartConversation(
      CallbackServerContext* context,
      const chat::v1::StartConversationRequest* request,
      chat::v1::StartConversationResponse* response) override {
    return runtime::Reply(context, chat_()->StartConversation(*request),
                          response);
  }

  ServerUnaryReactor* SendMessage(
      CallbackServerContext* context,
      const chat::v1::SendMessageRequest* request,
      chat::v1::SendMessageResponse* response) override {
    return runtime::ReplyFrom(
        executor_, context,
        [this, request] { return chat_()->SendMessage(*request); }, response);
  }

  ServerUnaryReactor* Understand(
      CallbackServerContext* context,
      const chat::v1::UnderstandRequest* request,
      chat::v1::UnderstandResponse* response) override {
    return runtime::Reply(context, chat_()->Understand(*request), response);
  }

  ServerUnaryReactor* GetTranscriptSummary(
      CallbackServerContext* context,
      const chat::v1::GetTranscriptSummaryRequest* request,
      chat::v1::GetTranscriptSummaryResponse* response) override {
    return runtime::Reply(context, chat_()->GetTranscriptSummary(*request),
                          response);
  }

 private:
  const std::function<std::shared_ptr<const Chat>()> chat_;
  runtime::Executor& executor_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeChatService(
    std::function<std::shared_ptr<const Chat>()> chat,
    runtime::Executor& executor) {
  return std::make_unique<ChatService>(std::move(chat), executor);
}

}  // namespace unknot::dialogue
