// Errors and their details, there and back through gRPC.
#include "services/runtime/errors.h"

#include <gmock/gmock.h>
#include <grpcpp/support/status.h>
#include <gtest/gtest.h>

#include "absl/strings/cord.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace unknot::runtime {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::Pair;

TEST(ErrorTest, CarriesReasonDomainAndMetadata) {
  const absl::Status status =
      Error(absl::StatusCode::kNotFound, "THERAPIST_NOT_FOUND",
            "No therapist is named x.", {{"name", "x"}});

  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(status.message(), "No therapist is named x.");
  const auto info = ErrorInfoOf(status);
  ASSERT_TRUE(info.has_value());
  EXPECT_EQ(info->reason, "THERAPIST_NOT_FOUND");
  EXPECT_EQ(info->domain, "unknot");
  EXPECT_THAT(info->metadata, ElementsAre(Pair("name", "x")));
}

TEST(ErrorTest, PlainStatusHasNoReason) {
  const absl::Status status = absl::NotFoundError("gone");

  EXPECT_EQ(ReasonOf(status), "");
  EXPECT_TRUE(FieldViolationsOf(status).empty());
}

TEST(InvalidFieldsTest, NamesEveryFieldAndCountsTheRest) {
  const absl::Status status =
      InvalidFields({{"a.b", "must be set"}, {"c", "must be positive"}});

  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "a.b: must be set (and 1 more)");
  EXPECT_EQ(ReasonOf(status), "INVALID_FIELD");
  EXPECT_THAT(FieldViolationsOf(status),
              ElementsAre(Field(&FieldViolation::field, "a.b"),
                          Field(&FieldViolation::field, "c")));
}

TEST(InvalidFieldsTest, UnknownFieldLeavesOnlyWords) {
  const absl::Status status = InvalidField("", "The request is garbled.");

  EXPECT_EQ(status.message(), "The request is garbled.");
  EXPECT_TRUE(ErrorInfoOf(status)->metadata.empty());
}

TEST(GrpcStatusTest, DetailsSurviveThereAndBack) {
  const absl::Status status =
      InvalidField("severity", "must be from 0 to 10", "OUT_OF_RANGE");

  const absl::Status back = FromGrpcStatus(ToGrpcStatus(status));

  EXPECT_EQ(back, status);
}

TEST(GrpcStatusTest, PlainErrorSurvivesWithoutDetails) {
  const absl::Status status = absl::UnavailableError("later");

  const grpc::Status wire = ToGrpcStatus(status);

  EXPECT_EQ(wire.error_details(), "");
  EXPECT_EQ(FromGrpcStatus(wire), status);
}

TEST(GrpcStatusTest, OkStaysOk) {
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
  EXPECT_TRUE(FromGrpcStatus(grpc::Status::OK).ok());
}

TEST(GrpcStatusTest, DetailsAreAGoogleRpcStatus) {
  const grpc::Status wire =
      ToGrpcStatus(Error(absl::StatusCode::kInternal, "BROKEN", "It broke."));

  google::rpc::Status status;
  ASSERT_TRUE(status.ParseFromString(wire.error_details()));
  EXPECT_EQ(status.code(), 13);
  EXPECT_EQ(status.message(), "It broke.");
  google::rpc::ErrorInfo info;
  ASSERT_EQ(status.details_size(), 1);
  ASSERT_TRUE(status.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "BROKEN");
}

TEST(GrpcStatusTest, UnreadableDetailsLeaveCodeAndMessage) {
  const grpc::Status wire(grpc::StatusCode::ABORTED, "clash", "\xff\xff");

  const absl::Status status = FromGrpcStatus(wire);

  EXPECT_EQ(status, absl::AbortedError("clash"));
}

}  // namespace
}  // namespace unknot::runtime
