// One import, from its first message to its end: over gRPC, or from a file
// straight into a store.
#ifndef UNKNOT_SERVICES_DIRECTORY_IMPORT_H_
#define UNKNOT_SERVICES_DIRECTORY_IMPORT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/directory/bounded_queue.h"
#include "services/directory/import_batch.h"
#include "services/directory/places/places.h"
#include "services/directory/spool.h"
#include "services/directory/store/store.h"
#include "services/runtime/clock.h"
#include "unknot/directory/v1/exchange.pb.h"

namespace unknot::directory {

// Takes the messages of one import; the contract says what becomes of them. Not
// thread-safe, but may move from thread to thread. Memory is bounded by a few
// messages.
class Import {
 public:
  // All must outlive the import.
  struct Parts {
    Store& store;
    const Places& places;
    const runtime::Clock& clock;
    // Called after rows were stored. May be null.
    std::function<void()> stored;
    // Called for every refused row, also for those beyond the first 1000. May
    // be null.
    std::function<void(const v1::ImportError&)> refused;
  };

  explicit Import(Parts parts) : parts_(std::move(parts)) {}

  // Takes one message; the first says how the import is done. Its good rows are
  // stored when this returns OK, unless the import is atomic; with an error
  // none of its rows is. `response` counts what became of them.
  absl::Status Take(v1::ImportTherapistsRequest request);

  // Ends it. An atomic import is stored now, or, where a row was refused, not
  // at all.
  absl::StatusOr<v1::ImportTherapistsResponse> Finish();

  // Takes `first` and what `next` gives until that returns false, in one write:
  // all rows or none. For rows that nobody has to be waited for. An error of
  // `next` is returned, and nothing is stored. `next` is called on another
  // thread.
  using Next =
      std::function<absl::StatusOr<bool>(v1::ImportTherapistsRequest&)>;
  absl::StatusOr<v1::ImportTherapistsResponse> TakeAll(
      v1::ImportTherapistsRequest first, const Next& next);

  // What became of the rows so far.
  const v1::ImportTherapistsResponse& response() const { return response_; }

 private:
  // What one message comes to before the store is asked.
  struct Checked {
    ImportBatch batch;
    v1::ImportTherapistsResponse refused;
  };

  absl::Status Begin(const v1::ImportTherapistsRequest& first);
  static absl::Status CheckMessage(const v1::ImportTherapistsRequest& request);
  // Checks the rows, which it moves out of `request`, without the store;
  // refused ones are counted in `refused`.
  ImportBatch Check(v1::ImportTherapistsRequest& request, int64_t first_row,
                    v1::ImportTherapistsResponse& refused) const;
  absl::Status CheckTherapistRow(v1::Therapist& given, ImportRow& row) const;
  absl::Status CheckClinicRow(const v1::Clinic& given, v1::Clinic& row) const;
  // Stores a batch within a write.
  absl::Status Store(ImportBatch batch, v1::ImportTherapistsResponse& counted);
  // Stores in one write what `give` puts into the queue from a thread of its
  // own: all of it, or nothing where a row is refused or not `keeps`.
  absl::Status StoreAll(
      absl::FunctionRef<absl::Status(BoundedQueue<Checked>&)> give, bool keeps,
      v1::ImportTherapistsResponse& counted);
  absl::Status ReadSpooled(BoundedQueue<Checked>& queue);
  absl::Status CheckAll(v1::ImportTherapistsRequest message, const Next& next,
                        BoundedQueue<Checked>& queue);
  // Tells of the errors in `counted` after the first `told`, and keeps the
  // first 1000.
  void Tell(int told, v1::ImportTherapistsResponse& counted) const;
  // An import that is refused as a whole: what might have been does not count.
  void OnlyRefusals();
  absl::Status PutAside(ImportBatch batch);
  absl::Status KeepPosition(int64_t next_row,
                            const v1::ImportTherapistsResponse& counted);
  WriteContext Context() const;

  const Parts parts_;
  bool begun_ = false;
  bool validate_only_ = false;
  bool atomic_ = false;
  bool merge_duplicates_ = false;
  std::string import_id_;
  std::string actor_;
  // Every row of the import is written as of this moment, after this revision:
  // so a row that is met twice is known.
  absl::Time start_time_;
  int64_t start_revision_ = 0;
  // Whether the store knows both; where it need not, of no meaning.
  bool start_kept_ = false;
  int64_t next_row_ = 0;
  // Rows before this were taken by an earlier try.
  int64_t done_rows_ = 0;
  std::unique_ptr<Spool> spool_;
  v1::ImportTherapistsResponse response_;
};

// How far an import got. NotFound (IMPORT_NOT_FOUND), also once it has ended.
absl::StatusOr<v1::GetImportResponse> PositionOfImport(
    Store& store, const std::string& import_id);

// Puts the point of the town into a location that has none, and its country.
void CompleteLocation(const Places& places, v1::Location& location,
                      class FieldChecks& checks);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_IMPORT_H_
