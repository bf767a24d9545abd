#include "chatbot/gateway/methods.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <utility>

#include "absl/time/clock.h"
#include "services/runtime/call.h"
#include "services/runtime/errors.h"
#include "unknot/directory/v1/directory_service.pb.h"
#include "unknot/knowledge/v1/knowledge_service.pb.h"

namespace unknot::gateway {
namespace {

using google::protobuf::Message;
using GenericStub = grpc::TemplatedGenericStub<Message, Message>;

constexpr char kChat[] = "unknot.chat.v1.ChatService";
constexpr char kDirectory[] = "unknot.directory.v1.TherapistDirectoryService";
constexpr char kKnowledge[] = "unknot.knowledge.v1.KnowledgeService";

absl::Status DeadlinePassed() {
  return runtime::Error(
      absl::StatusCode::kDeadlineExceeded, "DEADLINE_EXCEEDED",
      "The deadline passed before the server could start. Allow more time, or "
      "try again when it is less busy.");
}

// A method of the chat, run on the executor.
template <typename Request, typename Response>
Call OfChat(ChatSource source, runtime::Executor& executor,
            absl::StatusOr<Response> (dialogue::Chat::*method)(const Request&)
                const) {
  return [source = std::move(source), &executor, method](
             const CallInfo& info, MessagePtr request, Done done) {
    // A task that is not taken is destroyed, so `done` is kept aside.
    auto shared = std::make_shared<Done>(std::move(done));
    const absl::Status taken =
        executor.Submit([source, method, deadline = info.deadline,
                         cancellation = info.cancellation,
                         request = std::move(request), shared]() mutable {
          if (absl::Now() >= deadline) return (*shared)(DeadlinePassed());
          if (cancellation->is_cancelled()) {
            return (*shared)(absl::CancelledError("Nobody waits for it."));
          }
          auto answer =
              ((*source()).*method)(static_cast<const Request&>(*request));
          if (!answer.ok()) return (*shared)(answer.status());
          (*shared)(std::make_unique<Response>(*std::move(answer)));
        });
    if (!taken.ok()) (*shared)(taken);
  };
}

// What a call over gRPC needs until it is answered.
struct RemoteCall {
  grpc::ClientContext context;
  MessagePtr request;
  MessagePtr response;
  Done done;
};

// A method of a service behind a channel.
Call OfService(std::shared_ptr<GenericStub> stub, const char* service,
               const char* method) {
  namespace pb = google::protobuf;
  const std::string path = std::string("/") + service + "/" + method;
  const Message* response =
      pb::MessageFactory::generated_factory()->GetPrototype(
          pb::DescriptorPool::generated_pool()
              ->FindMethodByName(std::string(service) + "." + method)
              ->output_type());
  return [stub = std::move(stub), path, response](
             const CallInfo& info, MessagePtr request, Done done) {
    auto call = std::make_shared<RemoteCall>();
    runtime::PassOn(info.deadline, info.request_id, &call->context);
    call->request = std::move(request);
    call->response.reset(response->New());
    call->done = std::move(done);
    // Not held: `done` holds whoever holds the cancellation.
    info.cancellation->OnCancel([weak = std::weak_ptr<RemoteCall>(call)] {
      if (const auto open = weak.lock()) open->context.TryCancel();
    });
    stub->UnaryCall(&call->context, path, {}, call->request.get(),
                    call->response.get(), [call](const grpc::Status& status) {
                      if (status.ok()) {
                        call->done(std::move(call->response));
                      } else {
                        call->done(runtime::FromGrpcStatus(status));
                      }
                    });
  };
}

void AddService(std::shared_ptr<grpc::Channel> channel, const char* service,
                std::initializer_list<const char*> methods,
                MethodTable* table) {
  const auto stub = std::make_shared<GenericStub>(std::move(channel));
  for (const char* method : methods) {
    table->Add(service, method, OfService(stub, service, method));
  }
}

}  // namespace

void AddChatMethods(ChatSource chat, runtime::Executor& executor,
                    MethodTable* table) {
  using dialogue::Chat;
  table->Add(kChat, "StartConversation",
             OfChat(chat, executor, &Chat::StartConversation));
  table->Add(kChat, "SendMessage", OfChat(chat, executor, &Chat::SendMessage));
  table->Add(kChat, "Understand", OfChat(chat, executor, &Chat::Understand));
  table->Add(kChat, "GetTranscriptSummary",
             OfChat(chat, executor, &Chat::GetTranscriptSummary));
}

void AddDirectoryMethods(std::shared_ptr<grpc::Channel> directory,
                         MethodTable* table) {
  // Named, or a static library would leave the protos out.
  google::protobuf::LinkMessageReflection<directory::v1::GetTherapistRequest>();
  AddService(std::move(directory), kDirectory,
             {"SearchTherapists", "ResolvePlace", "GetTherapist",
              "BatchGetTherapists", "ListReviews", "GetClinic", "ListClinics"},
             table);
}

void AddKnowledgeMethods(std::shared_ptr<grpc::Channel> recommendation,
                         MethodTable* table) {
  google::protobuf::LinkMessageReflection<knowledge::v1::GetTechniqueRequest>();
  AddService(std::move(recommendation), kKnowledge,
             {"GetKnowledgeBase", "ListTechniques", "GetTechnique",
              "CompareTechniques", "SearchTopics"},
             table);
}

}  // namespace unknot::gateway
