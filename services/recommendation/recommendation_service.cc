// Adapts Advisor to gRPC's callback services.
#include "services/recommendation/recommendation_service.h"

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <string>
#include <utility>

#include "services/recommendation/validation.h"
#include "services/runtime/call.h"
#include "services/runtime/errors.h"
#include "services/runtime/message_pool.h"
#include "services/runtime/wire.h"
#include "unknot/recommendation/v1/recommendation_service.grpc.pb.h"

namespace unknot::recommendation {
namespace {

// Answers a stream of complaints one by one: the next one is read when the
// answer to the last has been handed over, so a client that does not read is
// not read from either. Deletes itself.
class BatchCall final
    : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  BatchCall(grpc::CallbackServerContext* context, const Advisor& advisor)
      : advisor_(advisor),
        deadline_(runtime::DeadlineOf(*context)),
        request_id_(runtime::RequestId(*context)) {
    StartRead(&bytes_);
  }

 private:
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    const absl::Status parsed = runtime::ParseMessage(bytes_, &request_);
    if (!parsed.ok()) return Finish(runtime::ToGrpcStatus(parsed));
    response_.Clear();
    if (request_.id().size() > kMaxTextBytes) {
      return Answer(runtime::InvalidField("id", "at most 200 bytes"));
    }
    response_.set_id(request_.id());
    advisor_.Recommend(request_.request(), deadline_, request_id_,
                       response_.mutable_response(),
                       [this](absl::Status status) { Answer(status); });
  }

  // A bad complaint is answered with its error and does not end the stream.
  void Answer(const absl::Status& status) {
    if (!status.ok()) {
      v1::BatchError* error = response_.mutable_error();
      error->set_code(static_cast<int>(status.code()));
      error->set_message(std::string(status.message()));
      const auto violations = runtime::FieldViolationsOf(status);
      if (!violations.empty()) error->set_field(violations.front().field);
    }
    const absl::Status written = runtime::SerializeMessage(response_, &answer_);
    if (!written.ok()) return Finish(runtime::ToGrpcStatus(written));
    StartWrite(&answer_);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    StartRead(&bytes_);
  }

  void OnDone() override { delete this; }

  const Advisor& advisor_;
  const absl::Time deadline_;
  const std::string request_id_;
  grpc::ByteBuffer bytes_;
  grpc::ByteBuffer answer_;
  v1::BatchRecommendRequest request_;
  v1::BatchRecommendResponse response_;
};

using RawBatchService = v1::RecommendationService::WithCallbackMethod_Recommend<
    v1::RecommendationService::WithRawCallbackMethod_BatchRecommend<
        v1::RecommendationService::Service>>;

class RecommendationServiceImpl final : public RawBatchService {
 public:
  explicit RecommendationServiceImpl(const Advisor& advisor)
      : advisor_(advisor) {
    SetMessageAllocatorFor_Recommend(&pool_);
  }

  grpc::ServerUnaryReactor* Recommend(
      grpc::CallbackServerContext* context, const v1::RecommendRequest* request,
      v1::RecommendResponse* response) override {
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    advisor_.Recommend(*request, runtime::DeadlineOf(*context),
                       runtime::RequestId(*context), response,
                       [reactor](const absl::Status& status) {
                         reactor->Finish(runtime::ToGrpcStatus(status));
                       });
    return reactor;
  }

  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* BatchRecommend(
      grpc::CallbackServerContext* context) override {
    return new BatchCall(context, advisor_);
  }

 private:
  const Advisor& advisor_;
  runtime::MessagePool<v1::RecommendRequest, v1::RecommendResponse> pool_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeRecommendationService(
    const Advisor& advisor) {
  return std::make_unique<RecommendationServiceImpl>(advisor);
}

}  // namespace unknot::recommendation
