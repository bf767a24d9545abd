// Requests that are no message: what the client is told, and that no handler
// ever sees them.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/client_unary_call.h>
#include <gtest/gtest.h>

#include <string>

#include "services/runtime/wire.h"
#include "tests/runtime/server_fixture.h"

namespace unknot::runtime {
namespace {

using grpc::internal::RpcMethod;

// A text field, number 1, that is not UTF-8; and one that breaks off.
const char kBadText[] = "\x0a\x02\xC3\x28";
const char kCutText[] =
    "\x0a\x09"
    "cut";

class UnreadableRequestTest : public ServerFixture {
 protected:
  static grpc::ByteBuffer Buffer(const std::string& bytes) {
    const grpc::Slice slice(bytes);
    return grpc::ByteBuffer(&slice, 1);
  }

  // Sends `bytes` as the request of Ask.
  absl::Status AskRaw(const std::string& bytes) {
    grpc::ClientContext context;
    grpc::ByteBuffer response;
    const RpcMethod method("/unknot.runtime.probe.Probe/Ask",
                           RpcMethod::NORMAL_RPC);
    return FromGrpcStatus(
        grpc::internal::BlockingUnaryCall<grpc::ByteBuffer, grpc::ByteBuffer>(
            channel_.get(), method, &context, Buffer(bytes), &response));
  }

  // Sends `requests` to a method of any shape, reads until the end.
  absl::Status StreamRaw(const char* name,
                         const std::vector<std::string>& requests) {
    grpc::ClientContext context;
    const RpcMethod method(name, RpcMethod::BIDI_STREAMING);
    std::unique_ptr<
        grpc::ClientReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>>
        stream(grpc::internal::ClientReaderWriterFactory<
               grpc::ByteBuffer, grpc::ByteBuffer>::Create(channel_.get(),
                                                           method, &context));
    for (const std::string& request : requests) {
      stream->Write(Buffer(request));
    }
    stream->WritesDone();
    grpc::ByteBuffer response;
    while (stream->Read(&response)) {
    }
    return FromGrpcStatus(stream->Finish());
  }
};

void ExpectExplained(const absl::Status& status, const std::string& reason) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_EQ(ReasonOf(status), reason);
  const auto violations = FieldViolationsOf(status);
  ASSERT_EQ(violations.size(), 1);
  EXPECT_EQ(violations[0].field, "text");
}

TEST_F(UnreadableRequestTest, BadTextInUnaryRequestIsExplained) {
  Start();

  ExpectExplained(AskRaw(kBadText), "INVALID_UTF8");

  EXPECT_EQ(service_.handled_count(), 0);
}

TEST_F(UnreadableRequestTest, CutUnaryRequestIsExplained) {
  Start();

  ExpectExplained(AskRaw(kCutText), "UNREADABLE_MESSAGE");
}

TEST_F(UnreadableRequestTest, GarbageIsExplained) {
  StartOnPort();

  const absl::Status status = AskRaw("\xff\xff\xff\xff");

  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "UNREADABLE_MESSAGE");
  EXPECT_FALSE(status.message().empty());
}

TEST_F(UnreadableRequestTest, OtherCallsGoOnAfterwards) {
  StartOnPort();
  for (int i = 0; i < 50; ++i) EXPECT_FALSE(AskRaw(kBadText).ok());

  EXPECT_EQ(Ask(5).value(), 5);
}

TEST_F(UnreadableRequestTest, BadTextInServerStreamRequestIsExplained) {
  Start();

  ExpectExplained(StreamRaw("/unknot.runtime.probe.Probe/Tell", {kBadText}),
                  "INVALID_UTF8");

  EXPECT_EQ(service_.handled_count(), 0);
}

TEST_F(UnreadableRequestTest, BadTextAmidRequestStreamIsNotItsEnd) {
  Start();

  ExpectExplained(StreamRaw("/unknot.runtime.probe.Probe/Collect",
                            {"\x20\x01", kBadText, "\x20\x02"}),
                  "INVALID_UTF8");
}

TEST_F(UnreadableRequestTest, BadTextAmidExchangeIsNotItsEnd) {
  StartOnPort();  // In process, nothing is sent before it is read.

  ExpectExplained(
      StreamRaw("/unknot.runtime.probe.Probe/Exchange", {"\x20\x01", kCutText}),
      "UNREADABLE_MESSAGE");
}

TEST_F(UnreadableRequestTest, ObserversHearOfIt) {
  Start();

  EXPECT_FALSE(AskRaw(kBadText).ok());

  const auto calls = observer_.WaitForCalls(1);
  ASSERT_EQ(calls.size(), 1);
  EXPECT_EQ(calls[0].code, absl::StatusCode::kInvalidArgument);
}

TEST_F(UnreadableRequestTest, TooLongRequestIsExplained) {
  StartOnPort({.max_request_bytes = 1000});

  const absl::Status status = AskRaw("\x0a\xd0\x0f" + std::string(2000, 'x'));

  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("1000"));
}

}  // namespace
}  // namespace unknot::runtime
