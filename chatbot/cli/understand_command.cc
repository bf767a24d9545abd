// Labels lines.
#include "chatbot/cli/understand_command.h"

#include <string>

#include "absl/strings/ascii.h"
#include "chatbot/cli/advice.h"
#include "chatbot/cli/labels.h"
#include "chatbot/cli/session.h"

namespace unknot::cli {
namespace {

using nlohmann::json;

// The advice on what the message says by itself.
recommendation::v1::TriageLevel LevelOf(const complaint::v1::Complaint& said,
                                        const dialogue::Knowledge& knowledge,
                                        dialogue::Recommender& recommender) {
  const auto advice = AdviceOn(said, knowledge, recommender);
  return advice.ok() ? advice->triage().level()
                     : recommendation::v1::TRIAGE_LEVEL_UNSPECIFIED;
}

}  // namespace

int UnderstandLines(std::istream& in, std::ostream& out, std::ostream& errors,
                    const dialogue::Chat& chat,
                    const dialogue::Knowledge& knowledge,
                    dialogue::Recommender& recommender) {
  int code = kExitDone;
  int number = 0;
  std::string line;
  while (std::getline(in, line)) {
    ++number;
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    const json row = json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!row.is_object() || !row.contains("text") || !row["text"].is_string()) {
      errors << "Line " << number
             << " is not a JSON object with \"id\" and \"text\".\n";
      code = kExitFailed;
      continue;
    }
    std::string id;
    if (row.contains("id")) {
      id = row["id"].is_string() ? row["id"].get<std::string>()
                                 : row["id"].dump();
    }
    chat::v1::UnderstandRequest request;
    request.set_text(row["text"].get<std::string>());
    const auto understood = chat.Understand(request);
    if (!understood.ok()) {
      errors << "Line " << number << ": " << understood.status().message()
             << "\n";
      code = kExitFailed;
      continue;
    }
    const auto level = LevelOf(understood->understanding().complaint(),
                               knowledge, recommender);
    out << LabelsOf(id, understood->understanding(), level, knowledge)
               .dump(-1, ' ', false, json::error_handler_t::replace)
        << "\n";
  }
  out << std::flush;
  return code;
}

}  // namespace unknot::cli
