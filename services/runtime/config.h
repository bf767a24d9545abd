// Reads a program's options: command line, then environment, then file.
//
//   runtime::Flags flags("unknot-directory", "Finds licensed therapists.");
//   flags.Add("store", &options.store, "Where therapists are kept.");
//   if (absl::Status parsed = flags.Parse(argc, argv); !parsed.ok()) {
//     return runtime::ExitUsage(parsed);
//   }
#ifndef UNKNOT_SERVICES_RUNTIME_CONFIG_H_
#define UNKNOT_SERVICES_RUNTIME_CONFIG_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace unknot::runtime {

// The flags of one program. A flag `max-connections` can be given as
// `--max-connections 100`, as UNKNOT_MAX_CONNECTIONS=100, and as the line
// `max-connections = 100` of the TOML file named by `--config FILE` or
// UNKNOT_CONFIG; the first of these that is present wins. A flag that is given
// nowhere leaves its target as it was, so put defaults there before adding.
//
// `--help`, `--version`, `--man` (the manual page) and `--config` are always
// there. Not thread-safe.
class Flags {
 public:
  // `program` is the name in messages; `description` a sentence for --help.
  Flags(absl::string_view program, absl::string_view description);
  ~Flags();
  Flags(const Flags&) = delete;
  Flags& operator=(const Flags&) = delete;

  // Adds a flag. `name` is lower-case with hyphens and without leading ones;
  // `help` is a sentence. `target` must outlive Parse.
  void Add(absl::string_view name, std::string* target, absl::string_view help);
  void Add(absl::string_view name, int* target, absl::string_view help);
  void Add(absl::string_view name, int64_t* target, absl::string_view help);
  void Add(absl::string_view name, double* target, absl::string_view help);
  // A switch: `--reflection`, `--reflection=false`, `--no-reflection`.
  void Add(absl::string_view name, bool* target, absl::string_view help);
  // As absl writes durations: `300ms`, `10s`, `1m30s`, `inf`. Not negative.
  void Add(absl::string_view name, absl::Duration* target,
           absl::string_view help);
  // May be repeated, or one value with commas.
  void Add(absl::string_view name, std::vector<std::string>* target,
           absl::string_view help);
  // Like a string, but only one of `choices` is accepted.
  void AddChoice(absl::string_view name, std::string* target,
                 std::vector<std::string> choices, absl::string_view help);

  // Reads all sources and sets the targets. On error some may have been set.
  // - InvalidArgument, in words fit for the person at the terminal: an unknown
  //   flag, a value that cannot be read, an unreadable or mistaken file.
  // - Cancelled: --help, --version or --man was asked for; the message is the
  //   answer.
  // Hand either to ExitUsage.
  absl::Status Parse(int argc, const char* const* argv);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// What --version prints after the program's name, for example "0.1.0".
absl::string_view Version();

// Ends main after Flags::Parse or a check of options failed: prints the
// message to stderr and returns 2. For Cancelled (--help and the like) prints
// it to stdout and returns 0.
int ExitUsage(const absl::Status& status);

// Ends main after something else failed: prints the message to stderr and
// returns 1.
int ExitFailure(const absl::Status& status);

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_CONFIG_H_
