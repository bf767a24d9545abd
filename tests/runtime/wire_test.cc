// Messages that cannot be read, and what is said of them.
#include "services/runtime/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/runtime/errors.h"
#include "tests/runtime/probe.pb.h"

namespace unknot::runtime {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kBad[] = "secret \xC3\x28";

grpc::ByteBuffer Buffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

// Returns `message` on the wire although its text is not UTF-8.
std::string Wire(const probe::AskRequest& message) {
  testing::internal::CaptureStderr();  // Protobuf complains of the text.
  const std::string bytes = message.SerializeAsString();
  testing::internal::GetCapturedStderr();
  return bytes;
}

absl::Status Parse(const std::string& bytes) {
  testing::internal::CaptureStderr();
  probe::AskRequest message;
  const absl::Status status = ParseMessage(Buffer(bytes), &message);
  testing::internal::GetCapturedStderr();
  return status;
}

std::string FieldOf(const absl::Status& status) {
  const auto violations = FieldViolationsOf(status);
  return violations.empty() ? "(no violation)" : violations[0].field;
}

TEST(ParseMessageTest, ReadsWhatSerializeWrites) {
  probe::AskRequest message;
  message.set_text("neck");
  message.mutable_inner()->set_word("back");
  grpc::ByteBuffer bytes;
  ASSERT_TRUE(SerializeMessage(message, &bytes).ok());

  probe::AskRequest read;
  ASSERT_TRUE(ParseMessage(bytes, &read).ok());

  EXPECT_EQ(read.SerializeAsString(), message.SerializeAsString());
}

TEST(ParseMessageTest, EmptyBytesAreAnEmptyMessage) {
  EXPECT_TRUE(Parse("").ok());
}

TEST(ParseMessageTest, BytesFieldNeedNotBeUtf8) {
  probe::AskRequest message;
  message.set_blob(kBad);

  EXPECT_TRUE(Parse(message.SerializeAsString()).ok());
}

TEST(ParseMessageTest, NamesTheFieldThatIsNotUtf8) {
  probe::AskRequest message;
  message.set_text(kBad);

  const absl::Status status = Parse(Wire(message));

  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "INVALID_UTF8");
  EXPECT_EQ(FieldOf(status), "text");
  EXPECT_EQ(status.message(), "text: is not valid UTF-8");
}

TEST(ParseMessageTest, NamesTheFieldInDepth) {
  probe::AskRequest message;
  message.add_inners()->set_word("good");
  message.add_inners()->mutable_inner()->set_word(kBad);

  EXPECT_EQ(FieldOf(Parse(Wire(message))), "inners[1].inner.word");
}

TEST(ParseMessageTest, NamesTheMapValue) {
  probe::AskRequest message;
  (*message.mutable_labels())["a"] = kBad;

  EXPECT_EQ(FieldOf(Parse(Wire(message))), "labels[0].value");
}

TEST(ParseMessageTest, NamesWhereTheMessageBreaksOff) {
  probe::AskRequest message;
  message.set_number(5);
  message.mutable_inner()->set_word("shoulder");
  std::string bytes = message.SerializeAsString();
  // The number comes last, so that what breaks off is the word before it.
  bytes.resize(bytes.size() - 4);

  const absl::Status status = Parse(bytes);

  EXPECT_EQ(ReasonOf(status), "UNREADABLE_MESSAGE");
  EXPECT_EQ(FieldOf(status), "inner.word");
}

TEST(ParseMessageTest, GarbageIsExplainedWithoutAField) {
  const absl::Status status = Parse("\x07\x07\x07");

  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "UNREADABLE_MESSAGE");
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("unknot.runtime.probe.AskRequest"));
}

TEST(ParseMessageTest, TooMuchNestingIsRefused) {
  probe::AskRequest message;
  probe::Inner* inner = message.mutable_inner();
  for (int i = 0; i < 200; ++i) inner = inner->mutable_inner();

  const absl::Status status = Parse(message.SerializeAsString());

  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("nested"));
}

TEST(ParseMessageTest, EveryTruncationIsReadOrExplained) {
  probe::AskRequest message;
  message.set_text("two weeks");
  message.mutable_inner()->mutable_inner()->set_word("neck");
  message.add_inners()->set_word("back");
  (*message.mutable_labels())["key"] = "value";
  message.set_number(300);
  const std::string bytes = message.SerializeAsString();

  for (size_t length = 0; length < bytes.size(); ++length) {
    const absl::Status status = Parse(bytes.substr(0, length));

    if (status.ok()) continue;
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << length;
    EXPECT_THAT(std::string(status.message()), Not(IsEmpty())) << length;
  }
}

TEST(ParseMessageTest, NeverRepeatsTheText) {
  probe::AskRequest message;
  message.set_text(kBad);

  EXPECT_THAT(Parse(Wire(message)).ToString(), Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace unknot::runtime
