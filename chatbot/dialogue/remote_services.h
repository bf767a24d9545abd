// The dialogue's services over gRPC, whether in this process or far away.
#ifndef UNKNOT_CHATBOT_DIALOGUE_REMOTE_SERVICES_H_
#define UNKNOT_CHATBOT_DIALOGUE_REMOTE_SERVICES_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "chatbot/dialogue/services.h"
#include "unknot/knowledge/v1/knowledge.pb.h"

namespace grpc {
class Channel;
}

namespace unknot::dialogue {

// How long a call may take, and how often it is tried: all calls only read, so
// that one that found nobody (Unavailable) may be repeated.
struct CallPolicy {
  absl::Duration timeout = absl::Seconds(3);
  int attempts = 2;
};

// Asks the recommendation service behind `channel`.
std::unique_ptr<Recommender> MakeRemoteRecommender(
    std::shared_ptr<grpc::Channel> channel, const CallPolicy& policy = {});

// Asks the knowledge service behind `channel`.
std::unique_ptr<Topics> MakeRemoteTopics(std::shared_ptr<grpc::Channel> channel,
                                         const CallPolicy& policy = {});

// Asks the therapist directory behind `channel`.
std::unique_ptr<TherapistFinder> MakeRemoteTherapistFinder(
    std::shared_ptr<grpc::Channel> channel, const CallPolicy& policy = {});

// A version of the knowledge base.
struct VersionedKnowledge {
  std::string version;
  knowledge::v1::KnowledgeBase base;
};

// Fetches the knowledge base in use at the service behind `channel`. Where that
// is `known_version`, which may be empty, the result has no records.
absl::StatusOr<VersionedKnowledge> FetchKnowledge(
    std::shared_ptr<grpc::Channel> channel,
    const std::string& known_version = "",
    absl::Duration timeout = absl::Seconds(20));

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_REMOTE_SERVICES_H_
