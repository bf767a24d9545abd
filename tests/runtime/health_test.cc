// Health of the server and of each service.
#include <gtest/gtest.h>

#include <chrono>

#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/runtime/server_fixture.h"

namespace unknot::runtime {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr char kProbe[] = "unknot.runtime.probe.Probe";

class HealthTest : public ServerFixture {
 protected:
  // Returns the health of `service`, or the error.
  absl::StatusOr<HealthCheckResponse::ServingStatus> Check(
      const std::string& service) {
    grpc::ClientContext context;
    HealthCheckResponse response;
    const grpc::Status status =
        Health::NewStub(channel_)->Check(&context, Request(service), &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response.status();
  }

  static HealthCheckRequest Request(const std::string& service) {
    HealthCheckRequest request;
    request.set_service(service);
    return request;
  }
};

TEST_F(HealthTest, ServerAndItsServicesServe) {
  StartOnPort();

  EXPECT_EQ(Check("").value(), HealthCheckResponse::SERVING);
  EXPECT_EQ(Check(kProbe).value(), HealthCheckResponse::SERVING);
}

TEST_F(HealthTest, UnknownServiceIsNotFound) {
  StartOnPort();

  EXPECT_EQ(Check("no.such.Service").status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(HealthTest, ServiceCanBeTakenOut) {
  StartOnPort();

  server_->SetServing(kProbe, false);

  EXPECT_EQ(Check(kProbe).value(), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(Check("").value(), HealthCheckResponse::SERVING);
}

TEST_F(HealthTest, WhatIsSetBeforeStartStays) {
  Server server(ServerOptions{});
  server.SetServing("", false);
  ASSERT_TRUE(server.Start().ok());
  channel_ = server.InProcessChannel();

  EXPECT_EQ(Check("").value(), HealthCheckResponse::NOT_SERVING);
}

TEST_F(HealthTest, WatchTellsOfEveryChange) {
  StartOnPort();
  grpc::ClientContext context;
  const auto stub = Health::NewStub(channel_);
  auto watch = stub->Watch(&context, Request(kProbe));
  HealthCheckResponse response;
  ASSERT_TRUE(watch->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);

  server_->SetServing(kProbe, false);

  ASSERT_TRUE(watch->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
  context.TryCancel();
  EXPECT_FALSE(watch->Finish().ok());
}

TEST_F(HealthTest, WatchOfUnknownServiceGoesOn) {
  StartOnPort();
  grpc::ClientContext context;
  const auto stub = Health::NewStub(channel_);
  auto watch = stub->Watch(&context, Request("later.Service"));
  HealthCheckResponse response;
  ASSERT_TRUE(watch->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVICE_UNKNOWN);

  server_->SetServing("later.Service", true);

  ASSERT_TRUE(watch->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
}

TEST_F(HealthTest, ShutdownTellsWatchersAndDoesNotWaitForThem) {
  StartOnPort({.drain_grace = absl::Seconds(30)});
  grpc::ClientContext context;
  const auto stub = Health::NewStub(channel_);
  auto watch = stub->Watch(&context, Request(""));
  HealthCheckResponse response;
  ASSERT_TRUE(watch->Read(&response));
  const absl::Time began = absl::Now();

  server_->Shutdown();

  EXPECT_LT(absl::Now() - began, absl::Seconds(5));
  ASSERT_TRUE(watch->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
  EXPECT_FALSE(watch->Read(&response));
  EXPECT_EQ(watch->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

}  // namespace
}  // namespace unknot::runtime
