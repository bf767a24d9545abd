// A store takes rows in this process; a server over one stream.
#include <grpcpp/grpcpp.h>

#include <utility>

#include "services/directory/exchange/import_file.h"
#include "services/directory/import.h"
#include "services/runtime/errors.h"
#include "unknot/directory/v1/directory_service.grpc.pb.h"

namespace unknot::directory {
namespace {

class StoreTarget final : public ImportTarget {
 public:
  StoreTarget(Store& store, const Places& places, const runtime::Clock& clock)
      : store_(store), places_(places), clock_(clock) {}

  absl::StatusOr<int64_t> NextRow(const std::string& import_id) override {
    const auto position = PositionOfImport(store_, import_id);
    if (absl::IsNotFound(position.status())) return 0;
    if (!position.ok()) return position.status();
    return position->next_row();
  }

  absl::StatusOr<v1::ImportTherapistsResponse> Take(
      const Next& next,
      const std::function<void(const v1::ImportError&)>& refused) override {
    Import import({store_, places_, clock_, nullptr, refused});
    v1::ImportTherapistsRequest message;
    const auto first = next(message);
    if (!first.ok()) return first.status();
    if (!*first) return import.Finish();
    if (message.atomic()) return import.TakeAll(std::move(message), next);
    do {
      const absl::Status status = import.Take(std::move(message));
      if (!status.ok()) return status;
      const auto more = next(message);
      if (!more.ok()) return more.status();
      if (!*more) return import.Finish();
    } while (true);
  }

 private:
  Store& store_;
  const Places& places_;
  const runtime::Clock& clock_;
};

class ServerTarget final : public ImportTarget {
 public:
  ServerTarget(std::shared_ptr<grpc::Channel> channel, std::string actor)
      : stub_(v1::TherapistDirectoryService::NewStub(std::move(channel))),
        actor_(std::move(actor)) {}

  absl::StatusOr<int64_t> NextRow(const std::string& import_id) override {
    grpc::ClientContext context;
    v1::GetImportRequest request;
    request.set_import_id(import_id);
    v1::GetImportResponse response;
    const absl::Status status =
        runtime::FromGrpcStatus(stub_->GetImport(&context, request, &response));
    if (absl::IsNotFound(status)) return 0;
    if (!status.ok()) return status;
    return response.next_row();
  }

  absl::StatusOr<v1::ImportTherapistsResponse> Take(
      const Next& next,
      const std::function<void(const v1::ImportError&)>& refused) override {
    grpc::ClientContext context;
    context.AddMetadata("unknot-actor", actor_);
    v1::ImportTherapistsResponse response;
    auto writer = stub_->ImportTherapists(&context, &response);
    v1::ImportTherapistsRequest message;
    absl::Status stopped;
    for (;;) {
      const auto more = next(message);
      if (!more.ok()) {
        // Not an end of the stream: an atomic import must not be stored.
        stopped = more.status();
        context.TryCancel();
        break;
      }
      if (!*more || !writer->Write(message)) break;
    }
    if (stopped.ok()) writer->WritesDone();
    const absl::Status status = runtime::FromGrpcStatus(writer->Finish());
    if (!stopped.ok()) return stopped;
    if (!status.ok()) return status;
    for (const v1::ImportError& error : response.errors()) refused(error);
    return response;
  }

 private:
  const std::unique_ptr<v1::TherapistDirectoryService::Stub> stub_;
  const std::string actor_;
};

}  // namespace

std::unique_ptr<ImportTarget> MakeStoreTarget(Store& store,
                                              const Places& places,
                                              const runtime::Clock& clock) {
  return std::make_unique<StoreTarget>(store, places, clock);
}

std::unique_ptr<ImportTarget> MakeServerTarget(
    std::shared_ptr<grpc::Channel> channel, const std::string& actor) {
  return std::make_unique<ServerTarget>(std::move(channel), actor);
}

}  // namespace unknot::directory
