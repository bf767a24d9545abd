// Reading JSON objects, one a line: how every command takes its input.
#ifndef UNKNOT_CHATBOT_CLI_JSON_LINES_H_
#define UNKNOT_CHATBOT_CLI_JSON_LINES_H_

#include <istream>
#include <nlohmann/json.hpp>
#include <ostream>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace unknot::cli {

// Hands each line of `in` to `use`; blank lines are passed over. A line that is
// not an object with a string in each of `texts`, or of which `use` says that
// it cannot be used, is told on `errors` by its number without repeating it,
// and the rest is still read. `wanted` says what the object should have, in
// words. Returns the exit code: 1 if there was such a line.
int ForEachJsonLine(std::istream& in, absl::Span<const absl::string_view> texts,
                    absl::string_view wanted, std::ostream& errors,
                    absl::FunctionRef<absl::Status(const nlohmann::json&)> use);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_JSON_LINES_H_
