// One method of gRPC calls one method of Directory.
#include "services/directory/directory_service.h"

#include <grpcpp/grpcpp.h>

#include <functional>
#include <string>

#include "services/directory/actor.h"
#include "services/runtime/reply.h"
#include "services/runtime/stream.h"
#include "unknot/directory/v1/directory_service.grpc.pb.h"

namespace unknot::directory {
namespace {

using Context = grpc::CallbackServerContext;
using Reactor = grpc::ServerUnaryReactor;

// Who calls, as the caller says.
std::string ActorOf(const Context* context) {
  const auto& metadata = context->client_metadata();
  const auto found = metadata.find("unknot-actor");
  if (found == metadata.end()) return std::string();
  return std::string(found->second.data(), found->second.size());
}

// Takes the messages of one import.
class ImportCall final
    : public runtime::RequestStream<v1::ImportTherapistsRequest,
                                    v1::ImportTherapistsResponse> {
 public:
  ImportCall(Context* context, Directory& directory,
             runtime::Executor& executor, grpc::ByteBuffer* response)
      : RequestStream(context, executor, response),
        directory_(directory),
        actor_(ActorOf(context)) {}

  absl::Status OnRequest(v1::ImportTherapistsRequest& request) override {
    if (first_message_) validate_only_ = request.validate_only();
    first_message_ = false;
    const ActorScope scope(actor_);
    const absl::Status status =
        directory_.Import(request, validate_only_, next_row_, response_);
    next_row_ += request.therapists_size();
    return status;
  }

  absl::StatusOr<v1::ImportTherapistsResponse> OnEnd() override {
    return response_;
  }

 private:
  Directory& directory_;
  const std::string actor_;
  bool first_message_ = true;
  bool validate_only_ = false;
  int64_t next_row_ = 0;
  v1::ImportTherapistsResponse response_;
};

// Sends the batches of one export: the next is read from the store once the one
// before is on its way. Deletes itself.
class ExportCall final
    : public grpc::ServerWriteReactor<v1::ExportTherapistsResponse> {
 public:
  ExportCall(const v1::ExportTherapistsRequest& request, Directory& directory,
             runtime::Executor& executor)
      : request_(request), directory_(directory), executor_(executor) {
    SendNext();
  }

 private:
  void OnWriteDone(bool ok) override {
    if (ok) {
      SendNext();
    } else {
      Finish(runtime::ToGrpcStatus(absl::CancelledError("client left")));
    }
  }
  void OnDone() override { delete this; }

  void SendNext() {
    const absl::Status taken = executor_.Submit([this] {
      auto batch = directory_.Export(request_, after_name_);
      if (!batch.ok() || batch->therapists().empty()) {
        Finish(runtime::ToGrpcStatus(batch.status()));
        return;
      }
      batch_ = *std::move(batch);
      after_name_ = batch_.therapists(batch_.therapists_size() - 1).name();
      StartWrite(&batch_);
    });
    if (!taken.ok()) Finish(runtime::ToGrpcStatus(taken));
  }

  const v1::ExportTherapistsRequest request_;
  Directory& directory_;
  runtime::Executor& executor_;
  std::string after_name_;
  v1::ExportTherapistsResponse batch_;
};

using Service =
    v1::TherapistDirectoryService::WithRawCallbackMethod_ImportTherapists<
        v1::TherapistDirectoryService::CallbackService>;

class DirectoryService final : public Service {
 public:
  DirectoryService(Directory& directory, runtime::Executor& executor)
      : directory_(directory), executor_(executor) {}

  Reactor* SearchTherapists(Context* context,
                            const v1::SearchTherapistsRequest* request,
                            v1::SearchTherapistsResponse* response) override {
    return runtime::Reply(context, directory_.SearchTherapists(*request),
                          response);
  }
  Reactor* ResolvePlace(Context* context,
                        const v1::ResolvePlaceRequest* request,
                        v1::ResolvePlaceResponse* response) override {
    return runtime::Reply(context, directory_.ResolvePlace(*request), response);
  }
  Reactor* GetTherapist(Context* context,
                        const v1::GetTherapistRequest* request,
                        v1::GetTherapistResponse* response) override {
    return OnExecutor(context, &Directory::GetTherapist, request, response);
  }
  Reactor* BatchGetTherapists(
      Context* context, const v1::BatchGetTherapistsRequest* request,
      v1::BatchGetTherapistsResponse* response) override {
    return OnExecutor(context, &Directory::BatchGetTherapists, request,
                      response);
  }
  Reactor* ListTherapists(Context* context,
                          const v1::ListTherapistsRequest* request,
                          v1::ListTherapistsResponse* response) override {
    return OnExecutor(context, &Directory::ListTherapists, request, response);
  }
  Reactor* CreateTherapist(Context* context,
                           const v1::CreateTherapistRequest* request,
                           v1::CreateTherapistResponse* response) override {
    return OnExecutor(context, &Directory::CreateTherapist, request, response);
  }
  Reactor* UpdateTherapist(Context* context,
                           const v1::UpdateTherapistRequest* request,
                           v1::UpdateTherapistResponse* response) override {
    return OnExecutor(context, &Directory::UpdateTherapist, request, response);
  }
  Reactor* DeleteTherapist(Context* context,
                           const v1::DeleteTherapistRequest* request,
                           v1::DeleteTherapistResponse* response) override {
    return OnExecutor(context, &Directory::DeleteTherapist, request, response);
  }
  Reactor* UndeleteTherapist(Context* context,
                             const v1::UndeleteTherapistRequest* request,
                             v1::UndeleteTherapistResponse* response) override {
    return OnExecutor(context, &Directory::UndeleteTherapist, request,
                      response);
  }
  grpc::ServerReadReactor<grpc::ByteBuffer>* ImportTherapists(
      Context* context, grpc::ByteBuffer* response) override {
    return new ImportCall(context, directory_, executor_, response);
  }
  grpc::ServerWriteReactor<v1::ExportTherapistsResponse>* ExportTherapists(
      Context* /*context*/,
      const v1::ExportTherapistsRequest* request) override {
    return new ExportCall(*request, directory_, executor_);
  }
  Reactor* CreateReview(Context* context,
                        const v1::CreateReviewRequest* request,
                        v1::CreateReviewResponse* response) override {
    return OnExecutor(context, &Directory::CreateReview, request, response);
  }
  Reactor* ModerateReview(Context* context,
                          const v1::ModerateReviewRequest* request,
                          v1::ModerateReviewResponse* response) override {
    return OnExecutor(context, &Directory::ModerateReview, request, response);
  }
  Reactor* ListReviews(Context* context, const v1::ListReviewsRequest* request,
                       v1::ListReviewsResponse* response) override {
    return OnExecutor(context, &Directory::ListReviews, request, response);
  }
  Reactor* CreateClinic(Context* context,
                        const v1::CreateClinicRequest* request,
                        v1::CreateClinicResponse* response) override {
    return OnExecutor(context, &Directory::CreateClinic, request, response);
  }
  Reactor* GetClinic(Context* context, const v1::GetClinicRequest* request,
                     v1::GetClinicResponse* response) override {
    return OnExecutor(context, &Directory::GetClinic, request, response);
  }
  Reactor* ListClinics(Context* context, const v1::ListClinicsRequest* request,
                       v1::ListClinicsResponse* response) override {
    return OnExecutor(context, &Directory::ListClinics, request, response);
  }
  Reactor* UpdateClinic(Context* context,
                        const v1::UpdateClinicRequest* request,
                        v1::UpdateClinicResponse* response) override {
    return OnExecutor(context, &Directory::UpdateClinic, request, response);
  }
  Reactor* DeleteClinic(Context* context,
                        const v1::DeleteClinicRequest* request,
                        v1::DeleteClinicResponse* response) override {
    return OnExecutor(context, &Directory::DeleteClinic, request, response);
  }

 private:
  template <typename Method, typename Request, typename Response>
  Reactor* OnExecutor(Context* context, Method method, const Request* request,
                      Response* response) {
    return runtime::ReplyFrom(
        executor_, context,
        [&directory = directory_, method, request, actor = ActorOf(context)] {
          const ActorScope scope(actor);
          return std::invoke(method, directory, *request);
        },
        response);
  }

  Directory& directory_;
  runtime::Executor& executor_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeDirectoryService(
    Directory& directory, runtime::Executor& executor) {
  return std::make_unique<DirectoryService>(directory, executor);
}

}  // namespace unknot::directory
