// Advice on a message by itself, for the tools that explain and measure.
#ifndef UNKNOT_CHATBOT_CLI_ADVICE_H_
#define UNKNOT_CHATBOT_CLI_ADVICE_H_

#include "absl/status/statusor.h"
#include "chatbot/dialogue/knowledge.h"
#include "chatbot/dialogue/services.h"
#include "unknot/complaint/v1/complaint.pb.h"
#include "unknot/recommendation/v1/recommendation_service.pb.h"

namespace unknot::cli {

// What the recommendation service advises on `said`. Styles of massage that the
// knowledge base does not describe are left out. Errors: see Recommender.
absl::StatusOr<recommendation::v1::RecommendResponse> AdviceOn(
    const complaint::v1::Complaint& said, const dialogue::Knowledge& knowledge,
    dialogue::Recommender& recommender);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_ADVICE_H_
