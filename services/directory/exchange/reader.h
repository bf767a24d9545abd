// Rows of the files that the directory can be filled from.
#ifndef UNKNOT_SERVICES_DIRECTORY_EXCHANGE_READER_H_
#define UNKNOT_SERVICES_DIRECTORY_EXCHANGE_READER_H_

#include <cstdint>
#include <memory>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/directory/byte_source.h"
#include "unknot/directory/v1/clinic.pb.h"
#include "unknot/directory/v1/therapist.pb.h"

namespace unknot::directory {

// The kinds of file; docs in README.md of this folder.
enum class FileFormat { kCsv, kNdjson, kNppes, kFhir };

// "csv", "ndjson", "nppes", "fhir".
absl::string_view NameOf(FileFormat format);

// One row of a file.
struct FileRow {
  // Where it begins, from 1.
  int64_t line = 0;
  // What it is; nothing where `error` says why it cannot be read.
  std::variant<std::monostate, v1::Therapist, v1::Clinic> resource;
  // InvalidArgument, with the field where one is wrong. Repeats nothing of what
  // is in the row.
  absl::Status error;
};

// Rows of one file, in bounded memory. Not thread-safe.
class RowReader {
 public:
  virtual ~RowReader() = default;

  // Reads the next row. False: there are no more. An error is about the whole
  // file and ends it: DataLoss (FILE_DAMAGED), InvalidArgument
  // (FILE_NOT_UNDERSTOOD).
  virtual absl::StatusOr<bool> Next(FileRow& row) = 0;

  // Rows that are no therapists, as most of an NPPES file, so far.
  virtual int64_t skipped_count() const { return 0; }
};

// Recognises the format by the first bytes. InvalidArgument
// (FILE_NOT_UNDERSTOOD), also for a file without rows or header.
absl::StatusOr<FileFormat> RecogniseFormat(ByteSource& source);

// `source` must outlive the reader.
absl::StatusOr<std::unique_ptr<RowReader>> MakeRowReader(FileFormat format,
                                                         ByteSource& source);

// Longest row in bytes; longer ones are errors of their own.
inline constexpr size_t kLongestRow = 1024 * 1024;

// What readers return for a file, or a row, that is not what it should be.
absl::Status FileNotUnderstood(absl::string_view why);
absl::Status RowUnreadable(absl::string_view field, absl::string_view rule);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_EXCHANGE_READER_H_
