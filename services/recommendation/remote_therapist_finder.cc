// Calls the directory with gRPC's callback stub.
#include "services/recommendation/remote_therapist_finder.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <utility>

#include "services/recommendation/errors.h"
#include "services/runtime/call.h"
#include "services/runtime/errors.h"
#include "unknot/directory/v1/directory_service.grpc.pb.h"

namespace unknot::recommendation {
namespace {

using directory::v1::TherapistDirectoryService;

// What one call needs until it is answered.
struct Call {
  grpc::ClientContext context;
  directory::v1::SearchTherapistsRequest request;
  directory::v1::SearchTherapistsResponse response;
  TherapistFinder::Done done;
};

class RemoteTherapistFinder final : public TherapistFinder {
 public:
  explicit RemoteTherapistFinder(std::shared_ptr<grpc::Channel> channel)
      : stub_(TherapistDirectoryService::NewStub(std::move(channel))) {}

  void Find(const directory::v1::SearchTherapistsRequest& request,
            absl::Time deadline, const std::string& request_id,
            Done done) override {
    auto call = std::make_shared<Call>();
    call->request = request;
    call->done = std::move(done);
    runtime::PassOn(deadline, request_id, &call->context);
    stub_->async()->SearchTherapists(
        &call->context, &call->request, &call->response,
        [call](const grpc::Status& status) {
          if (status.ok()) {
            call->done(std::move(call->response));
          } else {
            call->done(runtime::FromGrpcStatus(status));
          }
        });
  }

 private:
  const std::unique_ptr<TherapistDirectoryService::Stub> stub_;
};

class AbsentTherapistFinder final : public TherapistFinder {
 public:
  void Find(const directory::v1::SearchTherapistsRequest&, absl::Time,
            const std::string&, Done done) override {
    done(DirectoryNotConfigured());
  }
};

}  // namespace

std::unique_ptr<TherapistFinder> MakeRemoteTherapistFinder(
    std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<RemoteTherapistFinder>(std::move(channel));
}

std::unique_ptr<TherapistFinder> MakeAbsentTherapistFinder() {
  return std::make_unique<AbsentTherapistFinder>();
}

}  // namespace unknot::recommendation
