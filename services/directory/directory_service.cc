// One method of gRPC calls one method of Directory.
#include "services/directory/directory_service.h"

#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/directory/actor.h"
#include "services/runtime/reply.h"
#include "services/runtime/stream.h"
#include "services/runtime/wire.h"
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
        import_(directory.StartImport()),
        actor_(ActorOf(context)) {}

  absl::Status OnRequest(v1::ImportTherapistsRequest& request) override {
    const ActorScope scope(actor_);
    return import_->Take(std::move(request));
  }

  absl::StatusOr<v1::ImportTherapistsResponse> OnEnd() override {
    return import_->Finish();
  }

 private:
  const std::unique_ptr<Import> import_;
  const std::string actor_;
};

// Sends messages one after another: the next is made, on the executor, once the
// one before is on its way. Deletes itself.
template <typename Response>
class SendingCall final : public grpc::ServerWriteReactor<Response> {
 public:
  // The next message, or, without one, after what time to ask again; neither is
  // the end.
  struct Next {
    std::optional<Response> message;
    absl::Duration wait = absl::ZeroDuration();
  };
  using Source = std::function<absl::StatusOr<Next>()>;

  SendingCall(Source source, runtime::Executor& executor)
      : source_(std::move(source)), executor_(executor) {
    SendNext();
  }

 private:
  void OnWriteDone(bool ok) override {
    if (ok) return SendNext();
    this->Finish(runtime::ToGrpcStatus(absl::CancelledError("client left")));
  }
  void OnCancel() override { cancelled_ = true; }
  void OnDone() override { delete this; }

  void SendNext() {
    const absl::Status taken = executor_.Submit([this] {
      auto next = source_();
      if (next.ok() && next->message.has_value()) {
        message_ = *std::move(next->message);
        this->StartWrite(&message_);
      } else if (next.ok() && next->wait > absl::ZeroDuration()) {
        Wait(next->wait);
      } else {
        this->Finish(runtime::ToGrpcStatus(next.status()));
      }
    });
    if (!taken.ok()) this->Finish(runtime::ToGrpcStatus(taken));
  }

  void Wait(absl::Duration time) {
    alarm_.Set(absl::ToChronoTime(absl::Now() + time), [this](bool fired) {
      if (fired && !cancelled_) return SendNext();
      this->Finish(runtime::ToGrpcStatus(absl::CancelledError("client left")));
    });
  }

  const Source source_;
  runtime::Executor& executor_;
  grpc::Alarm alarm_;
  std::atomic<bool> cancelled_ = false;
  Response message_;
};

using ExportCall = SendingCall<v1::ExportTherapistsResponse>;
using DuplicatesCall = SendingCall<v1::FindDuplicatesResponse>;
using ChangesCall = SendingCall<v1::ListChangesResponse>;

ExportCall::Source ExportOf(Directory& directory,
                            const v1::ExportTherapistsRequest& request) {
  return [&directory, request, position = Directory::ExportPosition()]() mutable
         -> absl::StatusOr<ExportCall::Next> {
    auto batch = directory.Export(request, position);
    if (!batch.ok()) return batch.status();
    if (batch->therapists().empty() && batch->clinics().empty()) {
      return ExportCall::Next{};
    }
    return ExportCall::Next{*std::move(batch)};
  };
}

DuplicatesCall::Source DuplicatesOf(Directory& directory) {
  return [&directory, position = Directory::DuplicatesPosition(),
          found = std::vector<v1::FindDuplicatesResponse>(),
          sent = size_t{0}]() mutable -> absl::StatusOr<DuplicatesCall::Next> {
    if (sent == found.size()) {
      auto more = directory.FindDuplicates(position);
      if (!more.ok()) return more.status();
      if (more->empty()) return DuplicatesCall::Next{};
      found = *std::move(more);
      sent = 0;
    }
    return DuplicatesCall::Next{std::move(found[sent++])};
  };
}

// How often changes are looked for while somebody follows them; the contract
// promises a second. And how long there may be no sign of life.
constexpr absl::Duration kFollowEvery = absl::Milliseconds(300);
constexpr absl::Duration kLongestSilence = absl::Seconds(10);

ChangesCall::Source ChangesOf(Directory& directory,
                              const v1::ListChangesRequest& request) {
  return [&directory, follow = request.follow(), token = request.token(),
          ended = false, silent_since = absl::InfinitePast()]() mutable
         -> absl::StatusOr<ChangesCall::Next> {
    if (ended) return ChangesCall::Next{};
    auto changes = directory.ListChanges(token);
    if (!changes.ok()) return changes.status();
    token = changes->token();
    if (changes->changes().empty()) {
      const absl::Time now = absl::Now();
      if (follow && now - silent_since < kLongestSilence) {
        return ChangesCall::Next{std::nullopt, kFollowEvery};
      }
      ended = !follow;
      silent_since = now;
    } else {
      silent_since = absl::InfinitePast();
    }
    return ChangesCall::Next{*std::move(changes)};
  };
}

// Imports are a stream of requests; answers to searches are bytes already.
using Service =
    v1::TherapistDirectoryService::WithRawCallbackMethod_SearchTherapists<
        v1::TherapistDirectoryService::WithRawCallbackMethod_ImportTherapists<
            v1::TherapistDirectoryService::CallbackService>>;

class DirectoryService final : public Service {
 public:
  DirectoryService(Directory& directory, runtime::Executor& executor)
      : directory_(directory), executor_(executor) {}

  Reactor* SearchTherapists(Context* context, const grpc::ByteBuffer* bytes,
                            grpc::ByteBuffer* response) override {
    v1::SearchTherapistsRequest request;
    const absl::Status parsed = runtime::ParseMessage(*bytes, &request);
    if (!parsed.ok()) return runtime::Reply(context, parsed);
    auto answer = directory_.SearchTherapists(request);
    if (!answer.ok()) return runtime::Reply(context, answer.status());
    *response = runtime::BytesOf(*std::move(answer));
    return runtime::Reply(context, absl::OkStatus());
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
    return new ExportCall(ExportOf(directory_, *request), executor_);
  }
  grpc::ServerWriteReactor<v1::FindDuplicatesResponse>* FindDuplicates(
      Context* /*context*/,
      const v1::FindDuplicatesRequest* /*request*/) override {
    return new DuplicatesCall(DuplicatesOf(directory_), executor_);
  }
  grpc::ServerWriteReactor<v1::ListChangesResponse>* ListChanges(
      Context* /*context*/, const v1::ListChangesRequest* request) override {
    return new ChangesCall(ChangesOf(directory_, *request), executor_);
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
  Reactor* GetImport(Context* context, const v1::GetImportRequest* request,
                     v1::GetImportResponse* response) override {
    return OnExecutor(context, &Directory::GetImport, request, response);
  }
  Reactor* MergeTherapists(Context* context,
                           const v1::MergeTherapistsRequest* request,
                           v1::MergeTherapistsResponse* response) override {
    return OnExecutor(context, &Directory::MergeTherapists, request, response);
  }
  Reactor* UnmergeTherapists(Context* context,
                             const v1::UnmergeTherapistsRequest* request,
                             v1::UnmergeTherapistsResponse* response) override {
    return OnExecutor(context, &Directory::UnmergeTherapists, request,
                      response);
  }
  Reactor* ListAuditEntries(Context* context,
                            const v1::ListAuditEntriesRequest* request,
                            v1::ListAuditEntriesResponse* response) override {
    return OnExecutor(context, &Directory::ListAuditEntries, request, response);
  }
  Reactor* VerifyLicence(Context* context,
                         const v1::VerifyLicenceRequest* request,
                         v1::VerifyLicenceResponse* response) override {
    return OnExecutor(context, &Directory::VerifyLicence, request, response);
  }
  Reactor* ListLicenceVerifications(
      Context* context, const v1::ListLicenceVerificationsRequest* request,
      v1::ListLicenceVerificationsResponse* response) override {
    return OnExecutor(context, &Directory::ListLicenceVerifications, request,
                      response);
  }
  Reactor* GetRegulator(Context* context,
                        const v1::GetRegulatorRequest* request,
                        v1::GetRegulatorResponse* response) override {
    return OnExecutor(context, &Directory::GetRegulator, request, response);
  }
  Reactor* ListRegulators(Context* context,
                          const v1::ListRegulatorsRequest* request,
                          v1::ListRegulatorsResponse* response) override {
    return OnExecutor(context, &Directory::ListRegulators, request, response);
  }
  Reactor* UpdateRegulator(Context* context,
                           const v1::UpdateRegulatorRequest* request,
                           v1::UpdateRegulatorResponse* response) override {
    return OnExecutor(context, &Directory::UpdateRegulator, request, response);
  }
  Reactor* UndeleteClinic(Context* context,
                          const v1::UndeleteClinicRequest* request,
                          v1::UndeleteClinicResponse* response) override {
    return OnExecutor(context, &Directory::UndeleteClinic, request, response);
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
