// Stories with what must come of them: the knowledge base's own tests.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_VIGNETTES_H_
#define UNKNOT_SERVICES_RECOMMENDATION_VIGNETTES_H_

#include <string>
#include <vector>

#include "services/recommendation/check_knowledge.h"
#include "services/recommendation/recommender.h"
#include "unknot/knowledge/v1/vignette.pb.h"
#include "unknot/recommendation/v1/recommendation_service.pb.h"

namespace unknot::recommendation {

// The folder, below that of a knowledge base, in which its vignettes lie.
inline constexpr char kVignettesFolder[] = "vignettes";

// A vignette and where it stands.
struct ReadVignette {
  knowledge::v1::Vignette vignette;
  std::string file;
  int line = 0;  // from 1
};

// Reads all *.textproto files of `folder`, in order of name. Appends what is
// wrong with their form (syntax, a missing or double id, no complaint, no tier)
// to `problems`. A folder that is not there has no vignettes.
std::vector<ReadVignette> ReadVignettes(
    const std::string& folder, std::vector<KnowledgeProblem>& problems);

// What the advice has otherwise than the vignette wants, one sentence each.
// Empty means that it passes.
std::vector<std::string> Differences(const knowledge::v1::Vignette& wanted,
                                     const v1::RecommendResponse& advice);

// What comes of the facts of a vignette: as above, or why they cannot be
// advised on.
std::vector<std::string> RunVignette(const knowledge::v1::Vignette& vignette,
                                     const Recommender& recommender);

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_VIGNETTES_H_
