// The log: one line per event on stderr, as text or JSON.
//
//   runtime::LogInfo("knowledge reloaded", {{"version", runtime::Id(version)},
//                                           {"records", record_count}});
//
// It is made so that nothing a person typed can slip in: the event and the
// names of fields are literals of the program, values are numbers, statuses and
// ids, and an Id that does not look like one is withheld.
#ifndef UNKNOT_SERVICES_RUNTIME_LOGGING_H_
#define UNKNOT_SERVICES_RUNTIME_LOGGING_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace unknot::runtime {

class Flags;

struct LogOptions {
  // Least level that is written: "debug", "info", "warning", "error", "off".
  std::string level = "info";
  // "text" for people, "json" for machines: an object per line.
  std::string format = "text";
};

// Adds --log-level and --log-format, which write to `options`.
void AddLogFlags(LogOptions* options, Flags* flags);

// Makes `options` hold for the whole process, and for what gRPC and protobuf
// have to say; of the latter only where it was said. Before
// it is called, and in tests that never call it, the defaults hold.
// Returns InvalidArgument for an unknown level or format.
absl::Status StartLogging(const LogOptions& options);

// A string that is part of the program: converts from a literal only.
class Literal {
 public:
  consteval Literal(const char* text)  // NOLINT: implicit on purpose
      : text_(text) {}
  constexpr const char* get() const { return text_; }

 private:
  const char* text_;
};

// The id of a record, a method, a version or a request. Written only if it has
// at most 128 characters, all of them of [A-Za-z0-9_./:@-]; anything else, such
// as a sentence, is written as "(withheld)".
class Id {
 public:
  explicit Id(absl::string_view id);
  const std::string& get() const { return id_; }

 private:
  std::string id_;
};

// Text by or for whoever runs the program: a path, an address, a flag, what is
// wrong with a file of theirs. Never use it for anything out of a request.
class OperatorText {
 public:
  explicit OperatorText(absl::string_view text);
  const std::string& get() const { return text_; }

 private:
  std::string text_;
};

// A name and a value of a log line.
class Field {
 public:
  template <typename Int>
  requires(std::is_integral_v<Int> && !std::is_same_v<Int, bool>)
      Field(Literal name, Int value)
      : name_(name), value_(static_cast<int64_t>(value)) {}
  Field(Literal name, bool value) : name_(name), value_(value) {}
  Field(Literal name, double value) : name_(name), value_(value) {}
  Field(Literal name, Literal value) : name_(name), value_(value) {}
  // Written in milliseconds.
  Field(Literal name, absl::Duration value) : name_(name), value_(value) {}
  // Written as the canonical name, for example "NOT_FOUND".
  Field(Literal name, absl::StatusCode value) : name_(name), value_(value) {}
  Field(Literal name, const Id& value) : name_(name), value_(value.get()) {}
  Field(Literal name, const OperatorText& value)
      : name_(name), value_(value.get()) {}

  const char* name() const { return name_.get(); }
  using Value = std::variant<int64_t, double, bool, Literal, absl::Duration,
                             absl::StatusCode, std::string>;
  const Value& value() const { return value_; }

 private:
  Literal name_;
  Value value_;
};

using Fields = std::initializer_list<Field>;

// Writes a line. `event` says what happened in two to five words, the same each
// time so that it can be searched for. Safe from any thread.
void LogDebug(Literal event, Fields fields = {});
void LogInfo(Literal event, Fields fields = {});
void LogWarning(Literal event, Fields fields = {});
void LogError(Literal event, Fields fields = {});

}  // namespace unknot::runtime

#endif  // UNKNOT_SERVICES_RUNTIME_LOGGING_H_
