// Labels lines with the rules of context of the chatbot.
#include "chatbot/cli/negation_command.h"

#include <nlohmann/json.hpp>
#include <string>

#include "chatbot/cli/json_lines.h"

namespace unknot::cli {

using nlohmann::json;

int NegationLines(std::istream& in, std::ostream& out, std::ostream& errors,
                  const understanding::Engine& engine) {
  const int code = ForEachJsonLine(
      in, {"text", "concept"}, "\"id\", \"text\" and \"concept\"", errors,
      [&](const json& row) {
        const auto status =
            engine.StatusOf(row["text"].get_ref<const std::string&>(),
                            row["concept"].get_ref<const std::string&>());
        const bool negated = status == complaint::v1::STATUS_ABSENT;
        json answer;
        answer["id"] = row.contains("id") ? row["id"] : json("");
        answer["status"] = negated ? "negated" : "affirmed";
        out << answer.dump(-1, ' ', false, json::error_handler_t::replace)
            << "\n";
        return absl::OkStatus();
      });
  out << std::flush;
  return code;
}

}  // namespace unknot::cli
