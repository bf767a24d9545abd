// Filling a directory from a file and writing it to one, for the terminal.
#ifndef UNKNOT_CHATBOT_EMBEDDED_EXCHANGE_H_
#define UNKNOT_CHATBOT_EMBEDDED_EXCHANGE_H_

#include <ostream>
#include <string>

#include "chatbot/embedded/directory_choice.h"

namespace unknot::embedded {

struct ImportArguments {
  DirectoryChoice directory;
  // "-" is standard input.
  std::string file;
  // "csv", "ndjson", "nppes", "fhir"; empty: recognised.
  std::string format;
  // File for the refused rows, as CSV; empty: the first are printed.
  std::string report;
  bool dry_run = false;
  bool partial = false;
  bool merge_duplicates = false;
  bool from_start = false;
  // Whether to draw a progress bar into `errors`.
  bool show_progress = false;
};

// Imports and prints what became of it. Returns the exit code: 1 where the file
// cannot be imported, or, without `partial`, where a row was refused.
int ImportDirectory(const ImportArguments& arguments, std::ostream& out,
                    std::ostream& errors);

struct ExportArguments {
  DirectoryChoice directory;
  // "-" is standard output; .gz at the end compresses.
  std::string file;
  // "csv", "ndjson" or "fhir".
  std::string format = "csv";
  bool show_progress = false;
};

// Exports everything. Returns the exit code.
int ExportDirectory(const ExportArguments& arguments, std::ostream& errors);

}  // namespace unknot::embedded

#endif  // UNKNOT_CHATBOT_EMBEDDED_EXCHANGE_H_
