// Recognises what a file is.
#include "services/directory/exchange/reader.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/directory/exchange/readers.h"
#include "services/runtime/errors.h"

namespace unknot::directory {
namespace {

constexpr size_t kEnoughToTell = 64 * 1024;

}  // namespace

absl::string_view NameOf(FileFormat format) {
  switch (format) {
    case FileFormat::kCsv:
      return "csv";
    case FileFormat::kNdjson:
      return "ndjson";
    case FileFormat::kNppes:
      return "nppes";
    case FileFormat::kFhir:
      return "fhir";
  }
  return "";
}

absl::Status FileNotUnderstood(absl::string_view why) {
  return runtime::Error(
      absl::StatusCode::kInvalidArgument, "FILE_NOT_UNDERSTOOD",
      absl::StrCat("The file cannot be imported: ", why,
                   ". It must be our CSV, NDJSON, an NPPES file or FHIR R4."),
      {{"why", why}});
}

absl::Status RowUnreadable(absl::string_view field, absl::string_view rule) {
  return runtime::InvalidField(field, rule, "ROW_NOT_READABLE");
}

absl::StatusOr<FileFormat> RecogniseFormat(ByteSource& source) {
  const auto peeked = source.Peek(kEnoughToTell);
  if (!peeked.ok()) return peeked.status();
  absl::string_view begin = *peeked;
  absl::ConsumePrefix(&begin, "\xEF\xBB\xBF");
  begin = absl::StripLeadingAsciiWhitespace(begin);
  if (begin.empty()) return FileNotUnderstood("it is empty");
  if (absl::StartsWith(begin, "{")) {
    // A resource says so at its top; a therapist has no such field.
    return absl::StrContains(begin, "\"resourceType\"") ? FileFormat::kFhir
                                                        : FileFormat::kNdjson;
  }
  const absl::string_view header = begin.substr(0, begin.find('\n'));
  if (absl::StrContains(header, "Healthcare Provider Taxonomy Code_1")) {
    return FileFormat::kNppes;
  }
  if (absl::StrContains(header, "display_name")) return FileFormat::kCsv;
  return FileNotUnderstood("its beginning is of no known kind");
}

absl::StatusOr<std::unique_ptr<RowReader>> MakeRowReader(FileFormat format,
                                                         ByteSource& source) {
  switch (format) {
    case FileFormat::kCsv:
      return MakeCsvReader(source);
    case FileFormat::kNdjson:
      return MakeNdjsonReader(source);
    case FileFormat::kNppes:
      return MakeNppesReader(source);
    case FileFormat::kFhir:
      return MakeFhirReader(source);
  }
  return FileNotUnderstood("its kind is not known");
}

}  // namespace unknot::directory
