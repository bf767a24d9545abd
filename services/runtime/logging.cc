#include "services/runtime/logging.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/runtime/config.h"

namespace unknot::runtime {
namespace {

constexpr size_t kLongestId = 128;
constexpr char kWithheld[] = "(withheld)";

bool IsIdCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
         absl::StrContains("_./:@-", absl::string_view(&c, 1));
}

// The process's logger and the form of its lines.
struct Log {
  spdlog::logger logger{"unknot",
                        std::make_shared<spdlog::sinks::stderr_sink_mt>()};
  bool is_json = false;

  Log() { SetForm(false); }

  void SetForm(bool json) {
    is_json = json;
    logger.set_pattern(
        json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v})"
             : "%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    logger.flush_on(spdlog::level::trace);
  }
};

// Never destroyed: threads may log until the process ends.
Log& TheLog() {
  static Log& log = *new Log;
  return log;
}

std::string Quoted(absl::string_view text) {
  return nlohmann::json(std::string(text))
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string Number(double value) {
  return std::isfinite(value) ? absl::StrCat(value) : "null";
}

// Returns `value` as JSON, which in the text form is readable enough too.
struct ToText {
  std::string operator()(int64_t value) const { return absl::StrCat(value); }
  std::string operator()(double value) const { return Number(value); }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(Literal value) const { return Quoted(value.get()); }
  std::string operator()(absl::Duration value) const {
    const double milliseconds = absl::ToDoubleMilliseconds(value);
    return Number(std::round(milliseconds * 1000) / 1000);
  }
  std::string operator()(absl::StatusCode value) const {
    return Quoted(absl::StatusCodeToString(value));
  }
  std::string operator()(const std::string& value) const {
    return Quoted(value);
  }
};

// Durations say their unit.
const char* UnitOf(const Field& field) {
  return std::holds_alternative<absl::Duration>(field.value()) ? "_ms" : "";
}

void Write(spdlog::level::level_enum level, Literal event, Fields fields) {
  Log& log = TheLog();
  if (!log.logger.should_log(level)) return;
  std::string line = log.is_json
                         ? absl::StrCat("\"event\":", Quoted(event.get()))
                         : std::string(event.get());
  for (const Field& field : fields) {
    const std::string text = std::visit(ToText(), field.value());
    if (log.is_json) {
      absl::StrAppend(&line, ",\"", field.name(), UnitOf(field), "\":", text);
    } else {
      absl::StrAppend(&line, " ", field.name(), UnitOf(field), "=", text);
    }
  }
  log.logger.log(level, spdlog::string_view_t(line));
}

// gRPC's own messages speak of sockets and settings, not of requests.
void WriteForGrpc(gpr_log_func_args* args) {
  const Fields fields = {{"message", OperatorText(args->message)},
                         {"file", OperatorText(args->file)},
                         {"line", args->line}};
  if (args->severity == GPR_LOG_SEVERITY_ERROR) {
    Write(spdlog::level::warn, "grpc error", fields);
  } else {
    Write(spdlog::level::debug, "grpc", fields);
  }
}

// Protobuf's words may quote what it read. Callers learn of every failure from
// what its functions return, so that here only the place is of interest.
void WriteForProtobuf(google::protobuf::LogLevel, const char* file, int line,
                      const std::string&) {
  Write(spdlog::level::debug, "protobuf complains",
        {{"file", OperatorText(file)}, {"line", line}});
}

}  // namespace

void AddLogFlags(LogOptions* options, Flags* flags) {
  flags->AddChoice("log-level", &options->level,
                   {"debug", "info", "warning", "error", "off"},
                   "Least level of what is logged.");
  flags->AddChoice("log-format", &options->format, {"text", "json"},
                   "Lines for people, or an object per line for machines.");
}

absl::Status StartLogging(const LogOptions& options) {
  // spdlog takes a level that it does not know for "off".
  const auto level = spdlog::level::from_str(options.level);
  if (level == spdlog::level::off && options.level != "off") {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", options.level, "\" is not a log level."));
  }
  if (options.format != "text" && options.format != "json") {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", options.format, "\" is not a log format."));
  }
  TheLog().SetForm(options.format == "json");
  TheLog().logger.set_level(level);
  gpr_set_log_function(WriteForGrpc);
  google::protobuf::SetLogHandler(WriteForProtobuf);
  return absl::OkStatus();
}

Id::Id(absl::string_view id)
    : id_(!id.empty() && id.size() <= kLongestId &&
                  std::all_of(id.begin(), id.end(), IsIdCharacter)
              ? id
              : kWithheld) {}

OperatorText::OperatorText(absl::string_view text) : text_(text) {}

void LogDebug(Literal event, Fields fields) {
  Write(spdlog::level::debug, event, fields);
}

void LogInfo(Literal event, Fields fields) {
  Write(spdlog::level::info, event, fields);
}

void LogWarning(Literal event, Fields fields) {
  Write(spdlog::level::warn, event, fields);
}

void LogError(Literal event, Fields fields) {
  Write(spdlog::level::err, event, fields);
}

}  // namespace unknot::runtime
