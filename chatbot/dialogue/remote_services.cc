// Calls the services over gRPC.
#include "chatbot/dialogue/remote_services.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <utility>

#include "services/runtime/errors.h"
#include "unknot/directory/v1/directory_service.grpc.pb.h"
#include "unknot/knowledge/v1/knowledge_service.grpc.pb.h"
#include "unknot/recommendation/v1/recommendation_service.grpc.pb.h"

namespace unknot::dialogue {
namespace {

using directory::v1::TherapistDirectoryService;
using knowledge::v1::KnowledgeService;
using recommendation::v1::RecommendationService;

// Makes the call until it is answered or has been tried often enough. The
// timeout is for all attempts together.
template <typename Response, typename Call>
absl::StatusOr<Response> CallWith(const CallPolicy& policy, Call call) {
  const absl::Time deadline = absl::Now() + policy.timeout;
  absl::Status status;
  for (int attempt = 0; attempt < policy.attempts; ++attempt) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(deadline));
    Response response;
    status = runtime::FromGrpcStatus(call(&context, &response));
    if (status.ok()) return response;
    if (!absl::IsUnavailable(status)) break;
  }
  return status;
}

class RemoteRecommender final : public Recommender {
 public:
  RemoteRecommender(std::shared_ptr<grpc::Channel> channel, CallPolicy policy)
      : stub_(RecommendationService::NewStub(std::move(channel))),
        policy_(policy) {}

  absl::StatusOr<recommendation::v1::RecommendResponse> Recommend(
      const recommendation::v1::RecommendRequest& request) override {
    return CallWith<recommendation::v1::RecommendResponse>(
        policy_, [&](grpc::ClientContext* context, auto* response) {
          return stub_->Recommend(context, request, response);
        });
  }

 private:
  const std::unique_ptr<RecommendationService::Stub> stub_;
  const CallPolicy policy_;
};

class RemoteTopics final : public Topics {
 public:
  RemoteTopics(std::shared_ptr<grpc::Channel> channel, CallPolicy policy)
      : stub_(KnowledgeService::NewStub(std::move(channel))), policy_(policy) {}

  absl::StatusOr<knowledge::v1::SearchTopicsResponse> Search(
      const knowledge::v1::SearchTopicsRequest& request) override {
    return CallWith<knowledge::v1::SearchTopicsResponse>(
        policy_, [&](grpc::ClientContext* context, auto* response) {
          return stub_->SearchTopics(context, request, response);
        });
  }

  absl::StatusOr<knowledge::v1::CompareTechniquesResponse> Compare(
      const knowledge::v1::CompareTechniquesRequest& request) override {
    return CallWith<knowledge::v1::CompareTechniquesResponse>(
        policy_, [&](grpc::ClientContext* context, auto* response) {
          return stub_->CompareTechniques(context, request, response);
        });
  }

 private:
  const std::unique_ptr<KnowledgeService::Stub> stub_;
  const CallPolicy policy_;
};

class RemoteTherapistFinder final : public TherapistFinder {
 public:
  RemoteTherapistFinder(std::shared_ptr<grpc::Channel> channel,
                        CallPolicy policy)
      : stub_(TherapistDirectoryService::NewStub(std::move(channel))),
        policy_(policy) {}

  absl::StatusOr<directory::v1::SearchTherapistsResponse> Search(
      const directory::v1::SearchTherapistsRequest& request) override {
    return CallWith<directory::v1::SearchTherapistsResponse>(
        policy_, [&](grpc::ClientContext* context, auto* response) {
          return stub_->SearchTherapists(context, request, response);
        });
  }

 private:
  const std::unique_ptr<TherapistDirectoryService::Stub> stub_;
  const CallPolicy policy_;
};

}  // namespace

std::unique_ptr<Recommender> MakeRemoteRecommender(
    std::shared_ptr<grpc::Channel> channel, const CallPolicy& policy) {
  return std::make_unique<RemoteRecommender>(std::move(channel), policy);
}

std::unique_ptr<Topics> MakeRemoteTopics(std::shared_ptr<grpc::Channel> channel,
                                         const CallPolicy& policy) {
  return std::make_unique<RemoteTopics>(std::move(channel), policy);
}

std::unique_ptr<TherapistFinder> MakeRemoteTherapistFinder(
    std::shared_ptr<grpc::Channel> channel, const CallPolicy& policy) {
  return std::make_unique<RemoteTherapistFinder>(std::move(channel), policy);
}

absl::StatusOr<VersionedKnowledge> FetchKnowledge(
    std::shared_ptr<grpc::Channel> channel, const std::string& known_version,
    absl::Duration timeout) {
  knowledge::v1::GetKnowledgeBaseRequest request;
  request.set_known_version(known_version);
  const auto stub = KnowledgeService::NewStub(std::move(channel));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  context.set_wait_for_ready(true);
  knowledge::v1::GetKnowledgeBaseResponse response;
  const absl::Status status = runtime::FromGrpcStatus(
      stub->GetKnowledgeBase(&context, request, &response));
  if (!status.ok()) return status;
  return VersionedKnowledge{response.version(),
                            std::move(*response.mutable_knowledge_base())};
}

}  // namespace unknot::dialogue
