// What the server tells of itself.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/runtime/server_fixture.h"

namespace unknot::runtime {
namespace {

using grpc::internal::RpcMethod;
using testing::HasSubstr;

// ServerReflectionRequest{list_services: "*"} and {file_containing_symbol:
// "grpc.health.v1.Health"}, as bytes: no header of the package declares them.
const char kListServices[] = "\x3a\x01*";
const char kHealthFile[] =
    "\x22\x15"
    "grpc.health.v1.Health";

class ReflectionTest : public ServerFixture {
 protected:
  // Sends a request and returns the bytes of the response, or the error.
  absl::StatusOr<std::string> Reflect(const std::string& request) {
    grpc::ClientContext context;
    const RpcMethod method(
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        RpcMethod::BIDI_STREAMING);
    std::unique_ptr<
        grpc::ClientReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>>
        stream(grpc::internal::ClientReaderWriterFactory<
               grpc::ByteBuffer, grpc::ByteBuffer>::Create(channel_.get(),
                                                           method, &context));
    const grpc::Slice slice(request);
    stream->Write(grpc::ByteBuffer(&slice, 1));
    stream->WritesDone();
    grpc::ByteBuffer response;
    const bool answered = stream->Read(&response);
    const grpc::Status status = stream->Finish();
    if (!answered) return FromGrpcStatus(status);
    grpc::Slice flat;
    if (!response.DumpToSingleSlice(&flat).ok()) return std::string();
    return std::string(reinterpret_cast<const char*>(flat.begin()),
                       flat.size());
  }
};

TEST_F(ReflectionTest, ListsServicesAndHealth) {
  StartOnPort();

  const auto response = Reflect(kListServices);

  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(*response, HasSubstr("unknot.runtime.probe.Probe"));
  EXPECT_THAT(*response, HasSubstr("grpc.health.v1.Health"));
}

TEST_F(ReflectionTest, ShowsTheSchemaOfHealth) {
  StartOnPort();

  const auto response = Reflect(kHealthFile);

  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(*response, HasSubstr("HealthCheckResponse"));
}

TEST_F(ReflectionTest, CanBeTurnedOff) {
  StartOnPort({.reflection = false});

  EXPECT_EQ(Reflect(kListServices).status().code(),
            absl::StatusCode::kUnimplemented);
}

}  // namespace
}  // namespace unknot::runtime
