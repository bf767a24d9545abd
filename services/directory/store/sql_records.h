// What the store keeps beside the rows: reviews, answers, the audit trail,
// records and events; and the queries over several tables. Inside of store/
// only.
#ifndef UNKNOT_SERVICES_DIRECTORY_STORE_SQL_RECORDS_H_
#define UNKNOT_SERVICES_DIRECTORY_STORE_SQL_RECORDS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/directory/store/sql.h"
#include "services/directory/store/store.h"

namespace unknot::directory {

// Each does what the method of Store does that needs it, on `db`; those that
// write are called within a transaction. `store` is for errors.

struct NewReview {
  absl::string_view therapist;
  const v1::Review& review;
  absl::string_view client;
};
absl::StatusOr<v1::Review> InsertReview(SqlConnection& db,
                                        const NewReview& added,
                                        const RatingRule& rate,
                                        const WriteContext& context,
                                        absl::string_view store);
absl::StatusOr<v1::Review> ChangeReviewState(SqlConnection& db,
                                             absl::string_view name,
                                             v1::ReviewState state,
                                             const RatingRule& rate,
                                             const WriteContext& context,
                                             absl::string_view store);
absl::StatusOr<std::vector<StoredReview>> SelectReviews(
    SqlConnection& db, const ReviewQuery& query, absl::string_view store);
// "therapists/ana" of "therapists/ana/reviews/7".
std::string TherapistOfReview(absl::string_view name);

absl::StatusOr<std::optional<std::string>> SelectAnswer(
    SqlConnection& db, const WriteContext& context, absl::Time oldest);
// Does nothing without a request id.
absl::Status WriteAnswer(SqlConnection& db, const WriteContext& context,
                         const std::string& answer);

absl::StatusOr<std::vector<Change>> SelectChanges(SqlConnection& db,
                                                  int64_t revision, int limit,
                                                  absl::string_view store);
absl::StatusOr<std::vector<DuplicateGroup>> SelectDuplicates(
    SqlConnection& db, v1::DuplicateKind kind, int64_t after_key, int limit,
    absl::string_view store);
absl::StatusOr<std::vector<AuditLine>> SelectAudit(SqlConnection& db,
                                                   const AuditQuery& query);

absl::StatusOr<std::optional<std::string>> SelectRecord(SqlConnection& db,
                                                        absl::string_view kind,
                                                        absl::string_view id);
absl::StatusOr<std::vector<Record>> SelectRecords(SqlConnection& db,
                                                  absl::string_view kind);
absl::Status WriteRecord(SqlConnection& db, absl::string_view kind,
                         const Record& record, bool passing,
                         const WriteContext& context);
absl::StatusOr<int64_t> InsertEvent(SqlConnection& db, absl::string_view kind,
                                    absl::string_view resource,
                                    const std::string& body,
                                    const WriteContext& context);
absl::StatusOr<std::vector<Event>> SelectEvents(SqlConnection& db,
                                                absl::string_view kind,
                                                absl::string_view resource,
                                                int64_t before, int limit);

struct PurgeLimits {
  absl::Time answers_before;
  absl::Time records_before;
};
// Returns the number of therapists that went.
absl::StatusOr<int64_t> DeleteForGood(SqlConnection& db, absl::Time now,
                                      const PurgeLimits& limits);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_STORE_SQL_RECORDS_H_
