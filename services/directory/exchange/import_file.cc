// One thread reads and parses; the caller's stores.
#include "services/directory/exchange/import_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <iterator>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "services/directory/bounded_queue.h"
#include "services/directory/resource_names.h"
#include "services/runtime/errors.h"

namespace unknot::directory {
namespace {

constexpr int kRowsOfMessage = 1000;
// Far below what gRPC takes: rows may be long.
constexpr size_t kBytesOfMessage = 2 * 1024 * 1024;
constexpr size_t kMessagesAhead = 4;

// On which line each readable row begins, kept as runs of consecutive lines.
class RowLines {
 public:
  void Add(int64_t row, int64_t line) {
    if (runs_.empty() || runs_.back().line + (row - runs_.back().row) != line) {
      runs_.push_back({row, line});
    }
  }
  int64_t LineOf(int64_t row) const {
    const auto after =
        std::upper_bound(runs_.begin(), runs_.end(), row,
                         [](int64_t r, const Run& run) { return r < run.row; });
    if (after == runs_.begin()) return 0;
    const Run& run = *std::prev(after);
    return run.line + (row - run.row);
  }

 private:
  struct Run {
    int64_t row;
    int64_t line;
  };
  std::vector<Run> runs_;
};

// What both threads share.
class Shared {
 public:
  Shared(const std::function<void(const ImportProgress&)>& progress,
         const std::function<void(const RefusedRow&)>& refused)
      : progress_(progress), refused_(refused) {}

  void AddRow(int64_t row, int64_t line) {
    absl::MutexLock lock(&mutex_);
    lines_.Add(row, line);
  }
  void Unreadable(int64_t line, const absl::Status& status) {
    absl::MutexLock lock(&mutex_);
    ++unreadable_count_;
    if (!refused_) return;
    const auto violations = runtime::FieldViolationsOf(status);
    refused_({line, violations.empty() ? "" : violations.front().field,
              runtime::ReasonOf(status), std::string(status.message())});
  }
  void Refused(const v1::ImportError& error) {
    absl::MutexLock lock(&mutex_);
    if (refused_) {
      refused_({lines_.LineOf(error.row()), error.field(), error.reason(),
                error.message()});
    }
  }
  void Progress(const ImportProgress& progress) {
    absl::MutexLock lock(&mutex_);
    if (progress_) progress_(progress);
  }
  int64_t unreadable_count() const {
    absl::MutexLock lock(&mutex_);
    return unreadable_count_;
  }

 private:
  const std::function<void(const ImportProgress&)>& progress_;
  const std::function<void(const RefusedRow&)>& refused_;
  mutable absl::Mutex mutex_;
  RowLines lines_ ABSL_GUARDED_BY(mutex_);
  int64_t unreadable_count_ ABSL_GUARDED_BY(mutex_) = 0;
};

// The reading thread's work.
class Producer {
 public:
  Producer(const v1::ImportTherapistsRequest& settings, int64_t first_row,
           ByteSource& source, RowReader& reader,
           BoundedQueue<v1::ImportTherapistsRequest>& queue, Shared& shared)
      : settings_(settings),
        first_row_(first_row),
        source_(source),
        reader_(reader),
        queue_(queue),
        shared_(shared) {}

  absl::Status Run() {
    Begin();
    FileRow row;
    for (;;) {
      const auto more = reader_.Next(row);
      if (!more.ok()) return more.status();
      if (!*more) break;
      if (!row.error.ok()) {
        shared_.Unreadable(row.line, row.error);
        continue;
      }
      shared_.AddRow(next_row_, row.line);
      if (next_row_++ < first_row_) continue;
      if (!Add(std::move(row))) return absl::OkStatus();
    }
    if (!Flush()) return absl::OkStatus();
    return absl::OkStatus();
  }

 private:
  void Begin() {
    message_ = settings_;
    message_.set_first_row(std::max(next_row_, first_row_));
    bytes_ = 0;
  }

  // Clinics come before the therapists of a message, so one after a therapist
  // begins another message.
  bool Add(FileRow row) {
    const bool clinic = std::holds_alternative<v1::Clinic>(row.resource);
    if (clinic && message_.therapists_size() > 0 && !FlushBefore()) {
      return false;
    }
    if (clinic) {
      v1::Clinic& added = *message_.add_clinics();
      added = std::get<v1::Clinic>(std::move(row.resource));
      bytes_ += added.ByteSizeLong();
    } else {
      v1::Therapist& added = *message_.add_therapists();
      added = std::get<v1::Therapist>(std::move(row.resource));
      bytes_ += added.ByteSizeLong();
    }
    const bool full = message_.therapists_size() >= kRowsOfMessage ||
                      message_.clinics_size() >= kRowsOfMessage ||
                      bytes_ >= kBytesOfMessage;
    return !full || Flush();
  }

  // Flushes what came before the row that was just counted.
  bool FlushBefore() {
    --next_row_;
    const bool taken = Flush();
    ++next_row_;
    message_.set_first_row(next_row_ - 1);
    return taken;
  }

  bool Flush() {
    shared_.Progress({next_row_, source_.position(), source_.size()});
    const bool taken = queue_.Push(std::move(message_));
    Begin();
    return taken;
  }

  const v1::ImportTherapistsRequest settings_;
  const int64_t first_row_;
  ByteSource& source_;
  RowReader& reader_;
  BoundedQueue<v1::ImportTherapistsRequest>& queue_;
  Shared& shared_;
  v1::ImportTherapistsRequest message_;
  size_t bytes_ = 0;
  int64_t next_row_ = 0;
};

// The same for the same file, so that an interrupted import is known again;
// empty for standard input.
absl::StatusOr<std::string> ImportIdOf(const std::string& path,
                                       ByteSource& source) {
  struct stat status = {};
  if (path == "-" || stat(path.c_str(), &status) != 0) return std::string();
  const auto begin = source.Peek(64 * 1024);
  if (!begin.ok()) return begin.status();
  return IdOfContent(absl::StrCat(status.st_size, " ", status.st_mtim.tv_sec,
                                  " ", status.st_mtim.tv_nsec, " ", *begin));
}

}  // namespace

absl::StatusOr<ImportFileResult> ImportFile(
    const ImportFileOptions& options, ImportTarget& target,
    const std::function<void(const ImportProgress&)>& progress,
    const std::function<void(const RefusedRow&)>& refused) {
  const auto source = ByteSource::Open(options.path);
  if (!source.ok()) return source.status();
  ImportFileResult result;
  const auto format =
      options.format.has_value() ? *options.format : RecogniseFormat(**source);
  if (!format.ok()) return format.status();
  result.format = *format;
  const auto reader = MakeRowReader(*format, **source);
  if (!reader.ok()) return reader.status();

  v1::ImportTherapistsRequest settings;
  settings.set_validate_only(options.dry_run);
  settings.set_atomic(!options.partial);
  settings.set_merge_duplicates(options.merge_duplicates);
  if (options.partial && !options.dry_run && !options.from_start) {
    const auto id = ImportIdOf(options.path, **source);
    if (!id.ok()) return id.status();
    settings.set_import_id(*id);
    if (!id->empty()) {
      const auto next = target.NextRow(*id);
      if (!next.ok()) return next.status();
      result.resumed_count = *next;
    }
  }

  BoundedQueue<v1::ImportTherapistsRequest> queue(kMessagesAhead);
  Shared shared(progress, refused);
  std::thread reading([&] {
    queue.End(Producer(settings, result.resumed_count, **source, **reader,
                       queue, shared)
                  .Run());
  });
  const auto next =
      [&](v1::ImportTherapistsRequest& message) -> absl::StatusOr<bool> {
    const auto more = queue.Pop(message);
    if (!more.ok() || *more) return more;
    // One row that cannot be read refuses the file, as one that breaks a rule.
    if (!options.partial && shared.unreadable_count() > 0) {
      return absl::CancelledError("some rows cannot be read");
    }
    return false;
  };
  auto response = target.Take(
      next, [&](const v1::ImportError& error) { shared.Refused(error); });
  queue.Close();
  reading.join();
  result.unreadable_count = shared.unreadable_count();
  result.skipped_count = (*reader)->skipped_count();
  if (!response.ok()) {
    if (!absl::IsCancelled(response.status()) || result.unreadable_count == 0 ||
        options.partial) {
      return response.status();
    }
    return result;
  }
  result.response = *std::move(response);
  result.stored = !options.dry_run &&
                  (options.partial || result.response.failed_count() == 0);
  return result;
}

}  // namespace unknot::directory
