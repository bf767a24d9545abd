// Storing a batch of rows of an import. Inside of import only.
#ifndef UNKNOT_SERVICES_DIRECTORY_IMPORT_BATCH_H_
#define UNKNOT_SERVICES_DIRECTORY_IMPORT_BATCH_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/directory/store/store.h"
#include "unknot/directory/v1/exchange.pb.h"

namespace unknot::directory {

// A row that keeps every rule, at its position in the file.
struct ImportRow {
  int64_t position = 0;
  // Whether the row had a name itself.
  bool named = false;
  v1::Therapist therapist;
};
struct ImportBatch {
  std::vector<v1::Clinic> clinics;
  std::vector<ImportRow> rows;
  // Position after the last row, refused ones included.
  int64_t next_row = 0;
};

// When an import began: every row of it is written as of that moment, after
// that revision, so that a row that is met twice is known.
struct ImportStart {
  absl::Time time;
  int64_t revision = 0;
  bool merge_duplicates = false;
};

// Adds or replaces the rows within a write of the store, and counts in
// `counted` what becomes of each. REQUIRES: called within Store::InOneWrite.
absl::Status WriteImportBatch(Store& store, ImportBatch batch,
                              const ImportStart& start,
                              const WriteContext& context,
                              v1::ImportTherapistsResponse& counted);

// Counts a refused row.
void AddImportError(int64_t row, const absl::Status& status,
                    v1::ImportTherapistsResponse& counted);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_IMPORT_BATCH_H_
