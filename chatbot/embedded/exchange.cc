// Opens what is meant, runs the transfer, and tells how it goes.
#include "chatbot/embedded/exchange.h"

#include <fstream>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "chatbot/embedded/progress_bar.h"
#include "services/directory/actor.h"
#include "services/directory/exchange/export_file.h"
#include "services/directory/exchange/import_file.h"
#include "services/directory/places/places.h"
#include "services/runtime/clock.h"
#include "services/runtime/utf8.h"

namespace unknot::embedded {
namespace {

namespace directory = unknot::directory;

constexpr int kPrintedRefusals = 20;

std::optional<directory::FileFormat> FormatNamed(const std::string& name) {
  for (const auto format :
       {directory::FileFormat::kCsv, directory::FileFormat::kNdjson,
        directory::FileFormat::kNppes, directory::FileFormat::kFhir}) {
    if (name == directory::NameOf(format)) return format;
  }
  return std::nullopt;
}

// Refused rows as a CSV file or as lines for a person.
class Refusals {
 public:
  Refusals(const std::string& path, std::ostream& errors) : errors_(errors) {
    if (path.empty()) return;
    report_.open(path);
    report_ << "line,field,reason,message\r\n";
  }

  // False: the report cannot be written.
  bool ok() const { return !report_.is_open() || report_.good(); }
  bool failed_to_open(const std::string& path) const {
    return !path.empty() && !report_.is_open();
  }

  void Add(const directory::RefusedRow& row) {
    if (report_.is_open()) {
      // Fields and reasons are words of ours, without quotes.
      std::string message = row.message;
      for (char& c : message) {
        if (c == '"') c = '\'';
      }
      report_ << row.line << ',' << row.field << ',' << row.reason << ",\""
              << message << "\"\r\n";
      return;
    }
    if (++count_ <= kPrintedRefusals) {
      errors_ << "line " << row.line << ": " << row.message << "\n";
    } else if (count_ == kPrintedRefusals + 1) {
      errors_ << "... further ones with --report FILE\n";
    }
  }

 private:
  std::ostream& errors_;
  std::ofstream report_;
  int count_ = 0;
};

void Print(const ImportArguments& arguments,
           const directory::ImportFileResult& result, std::ostream& out) {
  const auto& response = result.response;
  out << "Format: " << directory::NameOf(result.format) << "\n";
  if (result.resumed_count > 0) {
    out << "Taken up again after row " << result.resumed_count << ".\n";
  }
  out << absl::StrFormat(
      "%d added, %d changed, %d unchanged, %d merged, %d refused, %d skipped\n",
      response.created_count(), response.updated_count(),
      response.unchanged_count(), response.merged_count(),
      result.refused_count(), result.skipped_count);
  if (arguments.dry_run) {
    out << "Nothing was stored: this was a trial.\n";
  } else if (!result.stored) {
    out << "Nothing was stored, because rows were refused. Correct them, or "
           "store the others with --partial.\n";
  }
}

int Fail(const absl::Status& status, std::ostream& errors) {
  errors << runtime::WithoutControls(status.message()) << "\n";
  return 1;
}

}  // namespace

int ImportDirectory(const ImportArguments& arguments, std::ostream& out,
                    std::ostream& errors) {
  directory::ImportFileOptions options;
  options.path = arguments.file;
  options.format = FormatNamed(arguments.format);
  options.dry_run = arguments.dry_run;
  options.partial = arguments.partial;
  options.merge_duplicates = arguments.merge_duplicates;
  options.from_start = arguments.from_start;

  const directory::ActorScope actor(ActorOfTerminal());
  const runtime::SystemClock clock;
  std::unique_ptr<directory::Places> places;
  std::unique_ptr<directory::Store> store;
  std::unique_ptr<directory::ImportTarget> target;
  if (arguments.directory.server.empty()) {
    auto gazetteer = directory::MakeBuiltInGazetteer();
    if (!gazetteer.ok()) return Fail(gazetteer.status(), errors);
    places = *std::move(gazetteer);
    auto opened = OpenStoreOf(arguments.directory);
    if (!opened.ok()) return Fail(opened.status(), errors);
    store = *std::move(opened);
    target = directory::MakeStoreTarget(*store, *places, clock);
  } else {
    target = directory::MakeServerTarget(ChannelTo(arguments.directory),
                                         ActorOfTerminal());
  }
  Refusals refusals(arguments.report, errors);
  if (refusals.failed_to_open(arguments.report)) {
    errors << "The report cannot be written; check its folder.\n";
    return 1;
  }
  absl::StatusOr<directory::ImportFileResult> result;
  {
    ProgressBar bar(arguments.show_progress, errors);
    result = directory::ImportFile(
        options, *target,
        [&](const directory::ImportProgress& progress) {
          bar.Draw(progress.row_count, progress.bytes, progress.size);
        },
        [&](const directory::RefusedRow& row) { refusals.Add(row); });
  }
  if (!result.ok()) return Fail(result.status(), errors);
  Print(arguments, *result, out);
  if (!refusals.ok()) {
    errors << "The report could not be written to its end.\n";
    return 1;
  }
  return arguments.partial || result->refused_count() == 0 ? 0 : 1;
}

int ExportDirectory(const ExportArguments& arguments, std::ostream& errors) {
  const auto format = FormatNamed(arguments.format);
  if (!format.has_value()) {
    errors << "Write csv, ndjson or fhir as the format.\n";
    return 2;
  }
  std::unique_ptr<directory::Store> store;
  directory::ExportSource source;
  if (arguments.directory.server.empty()) {
    auto opened = OpenStoreOf(arguments.directory);
    if (!opened.ok()) return Fail(opened.status(), errors);
    store = *std::move(opened);
    source = directory::ExportOfStore(*store);
  } else {
    source = directory::ExportOfServer(ChannelTo(arguments.directory));
  }
  absl::StatusOr<int64_t> count;
  {
    ProgressBar bar(arguments.show_progress, errors);
    count = directory::ExportFile(source, *format, arguments.file,
                                  [&](int64_t rows) { bar.Draw(rows, 0, 0); });
  }
  if (!count.ok()) return Fail(count.status(), errors);
  errors << *count << " rows written.\n";
  return 0;
}

}  // namespace unknot::embedded
