// Labels lines.
#include "chatbot/cli/understand_command.h"

#include <string>

#include "chatbot/cli/json_lines.h"

namespace unknot::cli {

using nlohmann::json;

int UnderstandLines(std::istream& in, std::ostream& out, std::ostream& errors,
                    const Labeller& labeller) {
  const int code = ForEachJsonLine(
      in, {"text"}, "\"id\" and \"text\"", errors, [&](const json& row) {
        auto labels = labeller(row["text"].get<std::string>());
        if (!labels.ok()) return labels.status();
        if (row.contains("id")) {
          (*labels)["id"] = row["id"].is_string() ? row["id"].get<std::string>()
                                                  : row["id"].dump();
        }
        out << labels->dump(-1, ' ', false, json::error_handler_t::replace)
            << "\n";
        return absl::OkStatus();
      });
  out << std::flush;
  return code;
}

}  // namespace unknot::cli
