// A whole directory behind a real server and a real stub, in process.
#ifndef UNKNOT_TESTS_DIRECTORY_SERVICE_TEST_BASE_H_
#define UNKNOT_TESTS_DIRECTORY_SERVICE_TEST_BASE_H_

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "services/directory/embed.h"
#include "services/runtime/clock.h"
#include "services/runtime/errors.h"
#include "services/runtime/executor.h"
#include "services/runtime/logging.h"
#include "services/runtime/server.h"
#include "tests/directory/testing.h"
#include "unknot/directory/v1/directory_service.grpc.pb.h"

namespace unknot::directory {

class ServiceTest : public testing::Test {
 protected:
  using Stub = v1::TherapistDirectoryService::Stub;

  explicit ServiceTest(DemoPolicy demo = DemoPolicy::kNever,
                       bool moderate_reviews = false) {
    runtime::LogOptions quiet;
    quiet.level = "error";
    EXPECT_THAT(runtime::StartLogging(quiet), Succeeds());
    DirectoryOptions options;
    options.demo = demo;
    options.moderate_reviews = moderate_reviews;
    auto opened = EmbeddedDirectory::Open(options, clock_, pool_);
    EXPECT_THAT(opened, Succeeds());
    embedded_ = *std::move(opened);
    server_ = std::make_unique<runtime::Server>(runtime::ServerOptions());
    server_->AddService<v1::TherapistDirectoryService>(embedded_->service());
    EXPECT_THAT(server_->Start(), Succeeds());
    channel_ = server_->InProcessChannel();
    stub_ = v1::TherapistDirectoryService::NewStub(channel_);
  }

  // Calls a unary method of the stub.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      const Request& request) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(20));
    Response response;
    const grpc::Status status =
        (stub_.get()->*method)(&context, request, &response);
    if (!status.ok()) return runtime::FromGrpcStatus(status);
    return response;
  }

  // The usual calls, by their usual arguments.
  absl::StatusOr<v1::CreateTherapistResponse> Create(
      const v1::Therapist& therapist, absl::string_view id,
      absl::string_view request_id = "") {
    v1::CreateTherapistRequest request;
    *request.mutable_therapist() = therapist;
    request.set_therapist_id(std::string(id));
    request.set_request_id(std::string(request_id));
    return Call(&Stub::CreateTherapist, request);
  }
  v1::Therapist Created(absl::string_view id) {
    const auto response = Create(SomeTherapist(id), id);
    EXPECT_THAT(response, Succeeds());
    return response.ok() ? response->therapist() : v1::Therapist();
  }
  absl::StatusOr<v1::GetTherapistResponse> Get(absl::string_view name) {
    v1::GetTherapistRequest request;
    request.set_name(std::string(name));
    return Call(&Stub::GetTherapist, request);
  }
  absl::StatusOr<v1::DeleteTherapistResponse> Delete(
      absl::string_view name, absl::string_view etag = "",
      absl::string_view request_id = "") {
    v1::DeleteTherapistRequest request;
    request.set_name(std::string(name));
    request.set_etag(std::string(etag));
    request.set_request_id(std::string(request_id));
    return Call(&Stub::DeleteTherapist, request);
  }
  absl::StatusOr<v1::UndeleteTherapistResponse> Undelete(
      absl::string_view name, absl::string_view etag = "",
      absl::string_view request_id = "") {
    v1::UndeleteTherapistRequest request;
    request.set_name(std::string(name));
    request.set_etag(std::string(etag));
    request.set_request_id(std::string(request_id));
    return Call(&Stub::UndeleteTherapist, request);
  }
  absl::StatusOr<v1::UpdateTherapistResponse> Update(
      const v1::Therapist& therapist, const std::vector<std::string>& mask = {},
      absl::string_view request_id = "") {
    v1::UpdateTherapistRequest request;
    *request.mutable_therapist() = therapist;
    for (const std::string& path : mask) {
      request.mutable_update_mask()->add_paths(path);
    }
    request.set_request_id(std::string(request_id));
    return Call(&Stub::UpdateTherapist, request);
  }
  absl::StatusOr<v1::CreateReviewResponse> Review(
      absl::string_view parent, int stars, absl::string_view request_id = "") {
    v1::CreateReviewRequest request;
    request.set_parent(std::string(parent));
    request.mutable_review()->set_stars(stars);
    request.set_request_id(std::string(request_id));
    return Call(&Stub::CreateReview, request);
  }
  absl::StatusOr<v1::CreateClinicResponse> CreateClinic(
      const v1::Clinic& clinic, absl::string_view id) {
    v1::CreateClinicRequest request;
    *request.mutable_clinic() = clinic;
    request.set_clinic_id(std::string(id));
    return Call(&Stub::CreateClinic, request);
  }
  absl::StatusOr<v1::SearchTherapistsResponse> SearchNear(
      absl::string_view place) {
    v1::SearchTherapistsRequest request;
    request.set_place(std::string(place));
    return Search(request);
  }
  absl::StatusOr<v1::SearchTherapistsResponse> Search(
      const v1::SearchTherapistsRequest& request) {
    return Call(&Stub::SearchTherapists, request);
  }

  runtime::FakeClock clock_;
  runtime::WorkerPool pool_{{.thread_count = 2}};
  std::unique_ptr<EmbeddedDirectory> embedded_;
  std::unique_ptr<runtime::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<Stub> stub_;
};

}  // namespace unknot::directory

#endif  // UNKNOT_TESTS_DIRECTORY_SERVICE_TEST_BASE_H_
