// The whole recommendation service as one object: for its own program, and for
// programs that hold it in process.
//
//   auto service = EmbeddedRecommendation::Open({}, std::move(finder), clock);
//   if (!service.ok()) return service.status();
//   server.AddService<v1::RecommendationService>((*service)->recommendation());
#ifndef UNKNOT_SERVICES_RECOMMENDATION_EMBED_H_
#define UNKNOT_SERVICES_RECOMMENDATION_EMBED_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/recommendation/advisor.h"
#include "services/recommendation/library.h"
#include "services/recommendation/remote_therapist_finder.h"
#include "services/recommendation/therapist_finder.h"
#include "services/runtime/clock.h"

namespace grpc {
class Service;
}

namespace unknot::recommendation {

// What grpc.health.v1 calls the files of the knowledge base: NOT_SERVING while
// they have faults and what was loaded before stays in use.
inline constexpr char kKnowledgeFilesHealth[] = "unknot.knowledge.files";

struct RecommendationOptions {
  // Folder of the knowledge base. Empty means the one shipped with the program
  // (runtime::DataDirectory("knowledge")).
  std::string knowledge;

  // How often the files are looked at for changes; 0 means never. Files with
  // faults are reported in the log, in health and by GetKnowledgeBase, and what
  // was loaded before stays in use.
  absl::Duration reload_interval = absl::Seconds(1);
};

// A recommendation service and everything that it is made of. Destroy it after
// every server that serves it.
class EmbeddedRecommendation {
 public:
  // Loads the knowledge base. `finder` is where therapists are looked for; see
  // MakeRemoteTherapistFinder, and MakeAbsentTherapistFinder where there is no
  // directory. `clock` must outlive the result.
  // NotFound: no such folder. FailedPrecondition: faults, with file and line.
  static absl::StatusOr<std::unique_ptr<EmbeddedRecommendation>> Open(
      const RecommendationOptions& options,
      std::unique_ptr<TherapistFinder> finder, const runtime::Clock& clock);

  virtual ~EmbeddedRecommendation() = default;

  // For calls without gRPC.
  virtual const Advisor& advisor() = 0;
  virtual const Library& library() = 0;

  // For runtime::Server::AddService.
  virtual grpc::Service& recommendation() = 0;
  virtual grpc::Service& knowledge() = 0;
};

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_EMBED_H_
