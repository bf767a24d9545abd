// Labels lines with the rules of context of the chatbot.
#include "chatbot/cli/negation_command.h"

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/ascii.h"
#include "chatbot/cli/session.h"

namespace unknot::cli {
namespace {

using nlohmann::json;

bool HasText(const json& row, const char* field) {
  return row.contains(field) && row[field].is_string();
}

}  // namespace

int NegationLines(std::istream& in, std::ostream& out, std::ostream& errors,
                  const understanding::Engine& engine) {
  int code = kExitDone;
  int number = 0;
  std::string line;
  while (std::getline(in, line)) {
    ++number;
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    const json row = json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!row.is_object() || !HasText(row, "text") || !HasText(row, "concept")) {
      errors << "Line " << number
             << " is not a JSON object with \"id\", \"text\" and "
                "\"concept\".\n";
      code = kExitFailed;
      continue;
    }
    const auto status =
        engine.StatusOf(row["text"].get_ref<const std::string&>(),
                        row["concept"].get_ref<const std::string&>());
    const bool negated = status == complaint::v1::STATUS_ABSENT;
    json answer;
    answer["id"] = row.contains("id") ? row["id"] : json("");
    answer["status"] = negated ? "negated" : "affirmed";
    out << answer.dump(-1, ' ', false, json::error_handler_t::replace) << "\n";
  }
  out << std::flush;
  return code;
}

}  // namespace unknot::cli
