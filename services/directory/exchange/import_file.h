// Fills a directory from a file.
#ifndef UNKNOT_SERVICES_DIRECTORY_EXCHANGE_IMPORT_FILE_H_
#define UNKNOT_SERVICES_DIRECTORY_EXCHANGE_IMPORT_FILE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/directory/exchange/reader.h"
#include "services/directory/places/places.h"
#include "services/directory/store/store.h"
#include "services/runtime/clock.h"
#include "unknot/directory/v1/exchange.pb.h"

namespace grpc {
class Channel;
}

namespace unknot::directory {

// Where rows go: a store, or a running server. Not thread-safe.
class ImportTarget {
 public:
  using Next =
      std::function<absl::StatusOr<bool>(v1::ImportTherapistsRequest&)>;
  virtual ~ImportTarget() = default;

  // Position of the first row that an earlier try did not take; 0: none did.
  virtual absl::StatusOr<int64_t> NextRow(const std::string& import_id) = 0;

  // Takes the messages that `next` gives until it returns false; its error ends
  // the import with that error, and an atomic one then stores nothing.
  // `refused` is told of refused rows, at least of the first 1000.
  virtual absl::StatusOr<v1::ImportTherapistsResponse> Take(
      const Next& next,
      const std::function<void(const v1::ImportError&)>& refused) = 0;
};

// All must outlive the target.
std::unique_ptr<ImportTarget> MakeStoreTarget(Store& store,
                                              const Places& places,
                                              const runtime::Clock& clock);
std::unique_ptr<ImportTarget> MakeServerTarget(
    std::shared_ptr<grpc::Channel> channel, const std::string& actor);

// How a file is imported.
struct ImportFileOptions {
  // "-" is standard input.
  std::string path;
  // Absent: it is recognised.
  std::optional<FileFormat> format;
  // Check every row, store nothing.
  bool dry_run = false;
  // Store the good rows although others are refused. Otherwise one bad row
  // refuses the file.
  bool partial = false;
  // Merge rows without name into entries of the same person.
  bool merge_duplicates = false;
  // Begin at the first row even where an earlier try was interrupted.
  bool from_start = false;
};

// How far an import is.
struct ImportProgress {
  int64_t row_count = 0;
  // Of the file; size 0 where it is not known.
  int64_t bytes = 0;
  int64_t size = 0;
};

// A row that was not imported, where it stands in the file.
struct RefusedRow {
  int64_t line = 0;
  std::string field;
  std::string reason;
  std::string message;
};

struct ImportFileResult {
  FileFormat format = FileFormat::kCsv;
  // What became of the rows that could be read.
  v1::ImportTherapistsResponse response;
  int64_t unreadable_count = 0;
  // Rows that are no massage therapists.
  int64_t skipped_count = 0;
  // Rows that an earlier try had taken.
  int64_t resumed_count = 0;
  // Whether anything was stored.
  bool stored = false;

  int64_t refused_count() const {
    return unreadable_count + response.failed_count();
  }
};

// Reads the file on a thread of its own while `target` takes rows. Memory is
// bounded by a few messages. `progress` is called now and then, `refused` for
// each refused row; both may be called from another thread, one at a time.
// Errors are those of the readers and of the store.
absl::StatusOr<ImportFileResult> ImportFile(
    const ImportFileOptions& options, ImportTarget& target,
    const std::function<void(const ImportProgress&)>& progress,
    const std::function<void(const RefusedRow&)>& refused);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_EXCHANGE_IMPORT_FILE_H_
