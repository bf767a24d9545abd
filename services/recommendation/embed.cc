// Puts the recommendation service together.
#include "services/recommendation/embed.h"

#include <grpcpp/impl/codegen/service_type.h>

#include <utility>

#include "services/recommendation/knowledge_service.h"
#include "services/recommendation/knowledge_watcher.h"
#include "services/recommendation/questions.h"
#include "services/recommendation/recommendation_service.h"
#include "services/runtime/data_dir.h"

namespace unknot::recommendation {
namespace {

class OwnedRecommendation final : public EmbeddedRecommendation {
 public:
  OwnedRecommendation(KnowledgeBase::Ptr base, const std::string& folder,
                      absl::Duration reload_interval,
                      std::unique_ptr<TherapistFinder> finder,
                      const runtime::Clock& clock)
      : knowledge_(std::move(base)),
        finder_(std::move(finder)),
        advisor_(knowledge_, questions_, *finder_, clock),
        library_(knowledge_),
        recommendation_service_(MakeRecommendationService(advisor_)),
        knowledge_service_(MakeKnowledgeService(library_)),
        watcher_(folder, reload_interval, knowledge_) {}

  const Advisor& advisor() override { return advisor_; }
  const Library& library() override { return library_; }
  grpc::Service& recommendation() override { return *recommendation_service_; }
  grpc::Service& knowledge() override { return *knowledge_service_; }

 private:
  LiveKnowledge knowledge_;
  const OrderedQuestions questions_;
  const std::unique_ptr<TherapistFinder> finder_;
  const Advisor advisor_;
  const Library library_;
  const std::unique_ptr<grpc::Service> recommendation_service_;
  const std::unique_ptr<grpc::Service> knowledge_service_;
  KnowledgeWatcher watcher_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<EmbeddedRecommendation>>
EmbeddedRecommendation::Open(const RecommendationOptions& options,
                             std::unique_ptr<TherapistFinder> finder,
                             const runtime::Clock& clock) {
  std::string folder = options.knowledge;
  if (folder.empty()) {
    absl::StatusOr<std::string> shipped = runtime::DataDirectory("knowledge");
    if (!shipped.ok()) return shipped.status();
    folder = *std::move(shipped);
  }
  absl::StatusOr<KnowledgeBase::Ptr> base = KnowledgeBase::Load(folder);
  if (!base.ok()) return base.status();
  return std::make_unique<OwnedRecommendation>(*std::move(base), folder,
                                               options.reload_interval,
                                               std::move(finder), clock);
}

}  // namespace unknot::recommendation
