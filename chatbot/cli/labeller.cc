// Labels texts.
#include "chatbot/cli/labeller.h"

#include "chatbot/cli/advice.h"
#include "chatbot/cli/labels.h"

namespace unknot::cli {

Labeller LabelWith(const dialogue::Chat& chat,
                   const dialogue::Knowledge& knowledge,
                   dialogue::Recommender& recommender) {
  return
      [&](const std::string& text) -> absl::StatusOr<nlohmann::ordered_json> {
        chat::v1::UnderstandRequest request;
        request.set_text(text);
        const auto response = chat.Understand(request);
        if (!response.ok()) return response.status();
        const auto& understood = response->understanding();
        const auto advice =
            AdviceOn(understood.complaint(), knowledge, recommender);
        const auto level = advice.ok()
                               ? advice->triage().level()
                               : recommendation::v1::TRIAGE_LEVEL_UNSPECIFIED;
        return LabelsOf("", understood, level, knowledge);
      };
}

}  // namespace unknot::cli
