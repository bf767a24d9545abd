// Adapts Library to gRPC's callback services.
#include "services/recommendation/knowledge_service.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/runtime/reply.h"
#include "unknot/knowledge/v1/knowledge_service.grpc.pb.h"

namespace unknot::recommendation {
namespace {

namespace v1 = knowledge::v1;

// Tells one caller of versions. A caller that is slow to read is told only of
// the newest. Deletes itself.
class WatchCall final
    : public grpc::ServerWriteReactor<v1::WatchKnowledgeBaseResponse> {
 public:
  explicit WatchCall(LiveKnowledge& knowledge)
      : knowledge_(knowledge),
        listener_(knowledge.AddListener(
            [this](const LiveKnowledge::State& state) { Tell(state); })) {}

 private:
  void Tell(const LiveKnowledge::State& state) {
    absl::MutexLock lock(&mutex_);
    if (state.version == told_) return;
    told_ = state.version;
    next_ = state.version;
    WriteNext();
  }

  void WriteNext() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || finished_ || next_.empty()) return;
    response_.set_version(std::exchange(next_, ""));
    writing_ = true;
    StartWrite(&response_);
  }

  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (ok) {
      WriteNext();
    } else {
      FinishOnce();
    }
  }

  void OnCancel() override {
    absl::MutexLock lock(&mutex_);
    FinishOnce();
  }

  void FinishOnce() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (std::exchange(finished_, true)) return;
    Finish(grpc::Status::CANCELLED);
  }

  void OnDone() override {
    knowledge_.RemoveListener(listener_);
    delete this;
  }

  LiveKnowledge& knowledge_;
  absl::Mutex mutex_;
  std::string told_ ABSL_GUARDED_BY(mutex_);
  std::string next_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  v1::WatchKnowledgeBaseResponse response_;
  const int listener_;
};

class KnowledgeServiceImpl final
    : public v1::KnowledgeService::CallbackService {
 public:
  explicit KnowledgeServiceImpl(const Library& library) : library_(library) {}

  grpc::ServerUnaryReactor* GetKnowledgeBase(
      grpc::CallbackServerContext* context,
      const v1::GetKnowledgeBaseRequest* request,
      v1::GetKnowledgeBaseResponse* response) override {
    return runtime::Reply(context, library_.Get(*request), response);
  }

  grpc::ServerWriteReactor<v1::WatchKnowledgeBaseResponse>* WatchKnowledgeBase(
      grpc::CallbackServerContext*,
      const v1::WatchKnowledgeBaseRequest*) override {
    return new WatchCall(library_.knowledge());
  }

  grpc::ServerUnaryReactor* ListTechniques(
      grpc::CallbackServerContext* context,
      const v1::ListTechniquesRequest* request,
      v1::ListTechniquesResponse* response) override {
    return runtime::Reply(context, library_.ListTechniques(*request), response);
  }

  grpc::ServerUnaryReactor* GetTechnique(
      grpc::CallbackServerContext* context,
      const v1::GetTechniqueRequest* request,
      v1::GetTechniqueResponse* response) override {
    return runtime::Reply(context, library_.GetTechnique(*request), response);
  }

  grpc::ServerUnaryReactor* CompareTechniques(
      grpc::CallbackServerContext* context,
      const v1::CompareTechniquesRequest* request,
      v1::CompareTechniquesResponse* response) override {
    return runtime::Reply(context, library_.Compare(*request), response);
  }

  grpc::ServerUnaryReactor* SearchTopics(
      grpc::CallbackServerContext* context,
      const v1::SearchTopicsRequest* request,
      v1::SearchTopicsResponse* response) override {
    return runtime::Reply(context, library_.Search(*request), response);
  }

 private:
  const Library& library_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeKnowledgeService(const Library& library) {
  return std::make_unique<KnowledgeServiceImpl>(library);
}

}  // namespace unknot::recommendation
