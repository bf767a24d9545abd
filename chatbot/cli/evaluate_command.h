// `unknot evaluate`: how well labelled messages are understood.
#ifndef UNKNOT_CHATBOT_CLI_EVALUATE_COMMAND_H_
#define UNKNOT_CHATBOT_CLI_EVALUATE_COMMAND_H_

#include <istream>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "chatbot/cli/labeller.h"

namespace unknot::cli {

// How often a field was right, over all messages.
struct FieldScore {
  int right = 0;                      // Labels expected and found.
  std::map<std::string, int> missed;  // Expected and not found.
  std::map<std::string, int> wrong;   // Found and not expected.

  // From 0 to 1. Of nothing found, or nothing expected, all is right.
  double precision() const;
  double recall() const;
  double f1() const;
};

// Compares labels of one message, as `unknot understand` prints them, field by
// field, with those expected. Only fields that `expected` has are scored;
// `id` and `text` are none. A null or an empty list has no label. `sites` are
// scored by region, and with their side as `sites+side`. Of numbers, severity
// is right within 1 of what is expected, duration within a quarter or half a
// day; of a place, case, commas and blanks do not matter.
void Score(const nlohmann::json& expected, const nlohmann::json& found,
           std::map<std::string, FieldScore>& scores);

// Reads JSON objects with "text" and labels, one a line, and writes to `out`
// the scores of each field and its labels most often missed and wrongly found:
// as one JSON object
//   {rows, fields: {NAME: {precision, recall, f1, right,
//                          missed: [{label, count}], wrong: [{label, count}]}}}
// if `json`, else as a table. No text is repeated. A line that is not such an
// object is told on `errors` by its number, and the rest still counts. Returns
// the exit code: 1 if there was one, or no line at all.
int EvaluateLines(std::istream& in, bool json, const Labeller& labeller,
                  std::ostream& out, std::ostream& errors);

}  // namespace unknot::cli

#endif  // UNKNOT_CHATBOT_CLI_EVALUATE_COMMAND_H_
