// Rows as messages: reading them, writing them, and what the store adds to
// them. Inside of store/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_STORE_SQL_ROWS_H_
#define UNKNOT_SERVICES_DIRECTORY_STORE_SQL_ROWS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "services/directory/errors.h"
#include "services/directory/store/sql.h"
#include "services/directory/store/store.h"

namespace unknot::directory {

std::string EtagOf(int64_t revision);

bool ParseRow(const std::string& bytes, google::protobuf::MessageLite& row);

// Names of the fields in which two messages of one type differ, without those
// that the store itself sets.
std::vector<std::string> ChangedFields(const google::protobuf::Message& before,
                                       const google::protobuf::Message& after);

// Reads rows of the columns body, revision. DataLoss (STORE_DAMAGED), naming
// `store`.
template <typename Row>
absl::StatusOr<std::vector<Row>> ReadRows(const absl::StatusOr<SqlRows>& found,
                                          absl::string_view store) {
  if (!found.ok()) return found.status();
  std::vector<Row> rows(found->size());
  for (size_t i = 0; i < rows.size(); ++i) {
    if (!ParseRow((*found)[i].Bytes(0), rows[i])) {
      return error::StoreDamaged(store, "a row cannot be read");
    }
    rows[i].set_etag(EtagOf((*found)[i].Number(1)));
  }
  return rows;
}

// Writes rows within a transaction of `connection`. Everything it writes is
// stamped with revisions, times and audit lines.
class RowWriter {
 public:
  // Both must outlive the writer.
  RowWriter(SqlConnection& connection, const WriteContext& context)
      : connection_(connection), context_(context) {}

  // Writes the rows and puts etags and times into them. REQUIRES: no name
  // twice.
  absl::Status Write(std::vector<TherapistWrite>& writes);
  absl::Status Write(v1::Clinic& clinic, const v1::Clinic* before);

  // Takes the next `count` numbers and returns the first.
  absl::StatusOr<int64_t> NextRevisions(int64_t count);

  // An audit line of its own.
  absl::Status Audit(int64_t revision, absl::string_view resource,
                     const std::vector<std::string>& fields);

 private:
  SqlParameters AuditRow(int64_t revision, absl::string_view resource,
                         const std::vector<std::string>& fields) const;
  absl::Status WriteAudit(const std::vector<SqlParameters>& rows);

  SqlConnection& connection_;
  const WriteContext& context_;
};

// Fills in the columns that find duplicates, for rows written before there were
// any.
absl::Status FillDuplicateKeys(SqlConnection& connection);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_STORE_SQL_ROWS_H_
