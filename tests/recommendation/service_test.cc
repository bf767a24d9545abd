// The service through its door: a real server in process, a faked directory.
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "services/recommendation/advisor.h"
#include "services/recommendation/knowledge_service.h"
#include "services/recommendation/library.h"
#include "services/recommendation/live_knowledge.h"
#include "services/recommendation/recommendation_service.h"
#include "services/runtime/errors.h"
#include "services/runtime/server.h"
#include "tests/recommendation/small_knowledge.h"
#include "unknot/knowledge/v1/knowledge_service.grpc.pb.h"
#include "unknot/recommendation/v1/recommendation_service.grpc.pb.h"

namespace unknot::recommendation {
namespace {

namespace kv1 = knowledge::v1;
using directory::v1::SearchTherapistsRequest;
using directory::v1::SearchTherapistsResponse;
using testing::ElementsAre;
using testing::IsEmpty;

// A directory that answers what it was told to, and remembers what it was
// asked.
class FakeTherapistFinder final : public TherapistFinder {
 public:
  void Find(const SearchTherapistsRequest& request, absl::Time deadline,
            const std::string&, Done done) override {
    asked.push_back(request);
    deadlines.push_back(deadline);
    if (answers.empty()) return done(SearchTherapistsResponse());
    Found next = answers.front();
    answers.erase(answers.begin());
    done(std::move(next));
  }

  void WillFind(const std::string& name) {
    SearchTherapistsResponse found;
    found.add_results()->mutable_therapist()->set_name(name);
    answers.push_back(found);
  }

  std::vector<Found> answers;
  std::vector<SearchTherapistsRequest> asked;
  std::vector<absl::Time> deadlines;
};

class ServiceTest : public testing::Test {
 protected:
  ServiceTest() {
    server_.AddService<v1::RecommendationService>(*recommendation_);
    server_.AddService<kv1::KnowledgeService>(*knowledge_service_);
    EXPECT_TRUE(server_.Start().ok());
    channel_ = server_.InProcessChannel();
    stub_ = v1::RecommendationService::NewStub(channel_);
    knowledge_stub_ = kv1::KnowledgeService::NewStub(channel_);
  }

  static v1::RecommendRequest Request(const std::string& text) {
    v1::RecommendRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &request));
    return request;
  }
  absl::StatusOr<v1::RecommendResponse> Recommend(
      const std::string& text, absl::Duration timeout = absl::Seconds(30)) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    v1::RecommendResponse response;
    const grpc::Status status =
        stub_->Recommend(&context, Request(text), &response);
    if (!status.ok()) return runtime::FromGrpcStatus(status);
    return response;
  }

  LiveKnowledge live_{SmallBase()};
  OrderedQuestions questions_;
  FakeTherapistFinder finder_;
  runtime::SystemClock clock_;
  Advisor advisor_{live_, questions_, finder_, clock_};
  Library library_{live_};
  std::unique_ptr<grpc::Service> recommendation_ =
      MakeRecommendationService(advisor_);
  std::unique_ptr<grpc::Service> knowledge_service_ =
      MakeKnowledgeService(library_);
  runtime::Server server_{runtime::ServerOptions()};
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::RecommendationService::Stub> stub_;
  std::unique_ptr<kv1::KnowledgeService::Stub> knowledge_stub_;
};

TEST_F(ServiceTest, AdvisesWithoutADirectoryWhenNoPlaceIsGiven) {
  const auto response = Recommend("complaint { sites { region: 'neck' } }");

  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->techniques(0).technique_id(), "firm");
  EXPECT_EQ(response->knowledge_version(), SmallBase()->version());
  EXPECT_THAT(finder_.asked, IsEmpty());
  EXPECT_FALSE(response->therapists_unavailable());
}

TEST_F(ServiceTest, NamesTheFieldThatIsWrong) {
  const auto response = Recommend("complaint { severity: 11 }");

  EXPECT_EQ(response.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(runtime::FieldViolationsOf(response.status())[0].field,
            "complaint.severity");
}

TEST_F(ServiceTest, LooksForThoseWhoOfferWhatIsRecommended) {
  finder_.WillFind("therapists/ana");

  const auto response = Recommend(
      "complaint { sites { region: 'neck' } } place: 'Leeds' "
      "country_code: 'GB' therapist_filter { languages: 'fr' }");

  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->therapists().results(0).therapist().name(),
            "therapists/ana");
  ASSERT_EQ(finder_.asked.size(), 1u);
  EXPECT_EQ(finder_.asked[0].place(), "Leeds");
  EXPECT_EQ(finder_.asked[0].country_code(), "GB");
  EXPECT_THAT(finder_.asked[0].languages(), ElementsAre("fr"));
  EXPECT_THAT(finder_.asked[0].technique_ids(),
              ElementsAre("firm", "soft", "flat"));
}

TEST_F(ServiceTest, LooksForAnybodyWhenNobodyOffersIt) {
  finder_.answers.push_back(SearchTherapistsResponse());
  finder_.WillFind("therapists/bea");

  const auto response =
      Recommend("complaint { sites { region: 'neck' } } place: 'Leeds'");

  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->therapists().results_size(), 1);
  ASSERT_EQ(finder_.asked.size(), 2u);
  EXPECT_TRUE(finder_.asked[0].exact_radius());
  EXPECT_THAT(finder_.asked[1].technique_ids(), IsEmpty());
  EXPECT_FALSE(finder_.asked[1].exact_radius());
}

TEST_F(ServiceTest, TechniquesOfTheCallerStay) {
  const auto response = Recommend(
      "complaint { sites { region: 'neck' } } place: 'Leeds' "
      "therapist_filter { technique_ids: 'hard' }");

  ASSERT_TRUE(response.ok());
  ASSERT_EQ(finder_.asked.size(), 1u);
  EXPECT_THAT(finder_.asked[0].technique_ids(), ElementsAre("hard"));
}

TEST_F(ServiceTest, AdviceComesWithoutTherapistsWhenTheDirectoryIsAway) {
  finder_.answers.push_back(absl::UnavailableError("away"));

  const auto response =
      Recommend("complaint { sites { region: 'neck' } } place: 'Leeds'");

  ASSERT_TRUE(response.ok());
  EXPECT_TRUE(response->therapists_unavailable());
  EXPECT_EQ(response->therapists_error_reason(), "");
  EXPECT_EQ(response->techniques_size(), 3);
}

TEST_F(ServiceTest, UnknownPlaceIsSaidByItsReason) {
  finder_.answers.push_back(runtime::Error(absl::StatusCode::kNotFound,
                                           "PLACE_NOT_FOUND", "No place."));

  const auto response =
      Recommend("complaint { sites { region: 'neck' } } place: 'Nowhere'");

  ASSERT_TRUE(response.ok());
  EXPECT_FALSE(response->therapists_unavailable());
  EXPECT_EQ(response->therapists_error_reason(), "PLACE_NOT_FOUND");
}

TEST_F(ServiceTest, DirectoryIsNotAskedInDanger) {
  const auto response = Recommend(
      "complaint { sites { region: 'neck' } "
      "symptoms { symptom_id: 'fever' } } place: 'Leeds'");

  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->triage().level(), v1::TRIAGE_LEVEL_URGENT);
  EXPECT_THAT(finder_.asked, IsEmpty());
  EXPECT_FALSE(response->therapists_unavailable());
}

TEST_F(ServiceTest, DirectoryGetsTwoSecondsAtMost) {
  const absl::Time begin = absl::Now();
  ASSERT_TRUE(Recommend("complaint { goal_ids: 'sleep' } place: 'Leeds'").ok());
  const absl::Time end = absl::Now();

  EXPECT_GE(finder_.deadlines[0], begin + absl::Seconds(2));
  EXPECT_LE(finder_.deadlines[0], end + absl::Seconds(2));
}

TEST_F(ServiceTest, DirectoryGetsLessWhereTheCallerWaitsLess) {
  const absl::Time begin = absl::Now();
  ASSERT_TRUE(Recommend("complaint { goal_ids: 'sleep' } place: 'Leeds'",
                        absl::Seconds(1))
                  .ok());

  EXPECT_LT(finder_.deadlines[0], begin + absl::Seconds(1));
}

TEST_F(ServiceTest, BatchAnswersInOrderAndSurvivesBadComplaints) {
  grpc::ClientContext context;
  const auto stream = stub_->BatchRecommend(&context);
  constexpr int kCount = 50;
  for (int i = 0; i < kCount; ++i) {
    v1::BatchRecommendRequest request;
    request.set_id(std::to_string(i));
    request.mutable_request()->mutable_complaint()->set_severity(i == 7 ? 70
                                                                        : 3);
    ASSERT_TRUE(stream->Write(request));

    v1::BatchRecommendResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.id(), std::to_string(i));
    EXPECT_EQ(response.has_error(), i == 7);
    EXPECT_EQ(response.error().field(), i == 7 ? "complaint.severity" : "");
  }
  stream->WritesDone();

  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(ServiceTest, BatchReadsOnlyAsFastAsItIsReadFrom) {
  grpc::ClientContext context;
  const auto stream = stub_->BatchRecommend(&context);
  constexpr int kCount = 200;
  std::thread writer([&stream] {
    for (int i = 0; i < kCount; ++i) {
      v1::BatchRecommendRequest request;
      request.set_id(std::to_string(i));
      request.mutable_request()->mutable_complaint();
      stream->Write(request);
    }
    stream->WritesDone();
  });
  v1::BatchRecommendResponse response;
  int read_count = 0;
  while (stream->Read(&response)) {
    EXPECT_EQ(response.id(), std::to_string(read_count++));
  }
  writer.join();

  EXPECT_EQ(read_count, kCount);
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(ServiceTest, WatchTellsTheVersionInUseAndEveryNewOne) {
  grpc::ClientContext context;
  const auto stream = knowledge_stub_->WatchKnowledgeBase(&context, {});
  kv1::WatchKnowledgeBaseResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.version(), SmallBase()->version());

  const auto other = MakeBase("regions { id: 'neck' name: 'neck' }");
  EXPECT_TRUE(live_.Replace(other));
  EXPECT_FALSE(live_.Replace(other));

  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.version(), other->version());
  context.TryCancel();
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(ServiceTest, KnowledgeBaseIsSentUnlessTheCallerHasIt) {
  kv1::GetKnowledgeBaseRequest request;
  kv1::GetKnowledgeBaseResponse response;
  {
    grpc::ClientContext context;
    ASSERT_TRUE(
        knowledge_stub_->GetKnowledgeBase(&context, request, &response).ok());
  }
  EXPECT_EQ(response.knowledge_base().techniques_size(), 5);

  request.set_known_version(response.version());
  grpc::ClientContext context;
  ASSERT_TRUE(
      knowledge_stub_->GetKnowledgeBase(&context, request, &response).ok());
  EXPECT_FALSE(response.has_knowledge_base());
}

TEST_F(ServiceTest, RefusedFilesAreToldAndTheOldVersionStays) {
  live_.Refuse({"zones.textproto:3: there is no parent"});
  kv1::GetKnowledgeBaseResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(knowledge_stub_->GetKnowledgeBase(&context, {}, &response).ok());

  EXPECT_EQ(response.version(), SmallBase()->version());
  EXPECT_THAT(response.problems(),
              ElementsAre("zones.textproto:3: there is no parent"));

  EXPECT_FALSE(live_.Replace(SmallBase()));
  grpc::ClientContext again;
  ASSERT_TRUE(knowledge_stub_->GetKnowledgeBase(&again, {}, &response).ok());
  EXPECT_THAT(response.problems(), IsEmpty());
}

TEST_F(ServiceTest, ReadMaskLeavesOutTheRest) {
  finder_.WillFind("therapists/ana");

  const auto response = Recommend(
      "complaint { sites { region: 'neck' } } place: 'Leeds' "
      "read_mask { paths: 'therapists' }");

  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->therapists().results_size(), 1);
  EXPECT_THAT(response->techniques(), IsEmpty());
  EXPECT_NE(response->triage().level(), v1::TRIAGE_LEVEL_UNSPECIFIED);
  EXPECT_FALSE(response->notice().empty());
  // Looked for by the techniques that the mask leaves out.
  EXPECT_THAT(finder_.asked[0].technique_ids(),
              ElementsAre("firm", "soft", "flat"));
}

TEST_F(ServiceTest, EveryReadTakesAMask) {
  kv1::ListTechniquesRequest request;
  request.mutable_read_mask()->add_paths("techniques.id");
  kv1::ListTechniquesResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(
      knowledge_stub_->ListTechniques(&context, request, &response).ok());
  EXPECT_EQ(response.techniques_size(), 5);
  EXPECT_EQ(response.techniques(0).id(), "soft");
  EXPECT_EQ(response.techniques(0).name(), "");
  EXPECT_FALSE(response.knowledge_version().empty());

  kv1::SearchTopicsRequest search;
  search.set_query("soft");
  search.mutable_read_mask()->add_paths("colour");
  kv1::SearchTopicsResponse found;
  grpc::ClientContext other;
  const absl::Status status = runtime::FromGrpcStatus(
      knowledge_stub_->SearchTopics(&other, search, &found));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(runtime::FieldViolationsOf(status)[0].field, "read_mask.paths[0]");
}

TEST_F(ServiceTest, UnknownTechniqueIsNotFound) {
  grpc::ClientContext context;
  kv1::GetTechniqueRequest request;
  request.set_technique_id("tickling");
  kv1::GetTechniqueResponse response;

  const absl::Status status = runtime::FromGrpcStatus(
      knowledge_stub_->GetTechnique(&context, request, &response));

  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(runtime::ReasonOf(status), "TECHNIQUE_NOT_FOUND");
}

}  // namespace
}  // namespace unknot::recommendation
