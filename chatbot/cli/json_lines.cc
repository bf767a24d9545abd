// Lines to objects.
#include "chatbot/cli/json_lines.h"

#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "chatbot/cli/session.h"

namespace unknot::cli {

using nlohmann::json;

int ForEachJsonLine(std::istream& in, absl::Span<const absl::string_view> texts,
                    absl::string_view wanted, std::ostream& errors,
                    absl::FunctionRef<absl::Status(const json&)> use) {
  int code = kExitDone;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    const json row = json::parse(line, nullptr, /*allow_exceptions=*/false);
    const auto has = [&](absl::string_view name) {
      const auto it = row.find(name);
      return it != row.end() && it->is_string();
    };
    if (!row.is_object() || !absl::c_all_of(texts, has)) {
      errors << "Line " << number << " is not a JSON object with " << wanted
             << ".\n";
      code = kExitFailed;
      continue;
    }
    if (const absl::Status status = use(row); !status.ok()) {
      errors << "Line " << number << ": " << status.message() << "\n";
      code = kExitFailed;
    }
  }
  return code;
}

}  // namespace unknot::cli
