// What a read mask leaves.
#include "services/recommendation/read_mask.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "services/runtime/errors.h"
#include "unknot/recommendation/v1/recommendation_service.pb.h"

namespace unknot::recommendation {
namespace {

using google::protobuf::FieldMask;

FieldMask Mask(const std::vector<std::string>& paths) {
  FieldMask mask;
  for (const std::string& path : paths) mask.add_paths(path);
  return mask;
}

v1::RecommendResponse Full() {
  v1::RecommendResponse full;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        triage { level: TRIAGE_LEVEL_MASSAGE_OK advice: "a" }
        techniques { technique_id: "soft" name: "Soft" score: 3 }
        techniques { technique_id: "hard" name: "Hard" score: 2 }
        notice: "n"
        knowledge_version: "v"
      )pb",
      &full));
  return full;
}

std::string Masked(const std::vector<std::string>& paths) {
  v1::RecommendResponse response = Full();
  ApplyReadMask(Mask(paths), {"notice"}, &response);
  return response.ShortDebugString();
}

TEST(ReadMaskTest, EmptyMaskKeepsEverything) {
  EXPECT_EQ(Masked({}), Full().ShortDebugString());
}

TEST(ReadMaskTest, OnlyWhatIsNamedStays) {
  EXPECT_EQ(Masked({"knowledge_version"}),
            "knowledge_version: \"v\" notice: \"n\"");
}

TEST(ReadMaskTest, PathsGoThroughLists) {
  EXPECT_EQ(Masked({"techniques.name"}),
            "techniques { name: \"Soft\" } techniques { name: \"Hard\" } "
            "notice: \"n\"");
}

TEST(ReadMaskTest, WholeFieldWinsOverAPartOfIt) {
  const std::string whole = Masked({"triage"});

  EXPECT_EQ(Masked({"triage", "triage.level"}), whole);
  EXPECT_EQ(Masked({"triage.level", "triage"}), whole);
}

TEST(ReadMaskTest, PathThatLeadsNowhereIsNamed) {
  for (const std::string path :
       {"", "colour", "triage.colour", "notice.x", "triage..level"}) {
    const absl::Status status = CheckReadMask(
        Mask({"triage", path}), v1::RecommendResponse::descriptor());
    ASSERT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << path;
    EXPECT_EQ(runtime::FieldViolationsOf(status)[0].field,
              "read_mask.paths[1]");
  }
}

TEST(ReadMaskTest, ThousandsOfPathsAreRefused) {
  EXPECT_FALSE(CheckReadMask(Mask(std::vector<std::string>(10000, "triage")),
                             v1::RecommendResponse::descriptor())
                   .ok());
}

}  // namespace
}  // namespace unknot::recommendation
