// Records of a CSV file as RFC 4180 has them. Inside of exchange/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_EXCHANGE_CSV_RECORDS_H_
#define UNKNOT_SERVICES_DIRECTORY_EXCHANGE_CSV_RECORDS_H_

#include <csv.h>

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/directory/byte_source.h"

namespace unknot::directory {

struct CsvRecord {
  // Line on which it begins, from 1.
  int64_t line = 0;
  std::vector<std::string> fields;
  // Longer than kLongestRow; `fields` is cut off.
  bool too_long = false;
};

// Reads records with libcsv. A field may hold commas, quotes and line ends
// within quotes. Empty lines are skipped. Not thread-safe.
class CsvRecords {
 public:
  // `source` must outlive the reader.
  explicit CsvRecords(ByteSource& source);
  ~CsvRecords() { csv_free(&parser_); }
  CsvRecords(const CsvRecords&) = delete;
  CsvRecords& operator=(const CsvRecords&) = delete;

  // False: there are no more. DataLoss (FILE_DAMAGED).
  absl::StatusOr<bool> Next(CsvRecord& record);

 private:
  static void TakeField(void* bytes, size_t size, void* self);
  static void TakeEnd(int character, void* self);
  // Feeds libcsv up to the end of the line, so that lines can be counted.
  absl::Status Feed();
  // Starts again after the line that grew too long.
  void GiveUpRow();

  ByteSource& source_;
  csv_parser parser_;
  absl::string_view rest_;
  bool ended_ = false;
  bool skipping_ = false;
  int64_t line_ = 1;
  size_t row_bytes_ = 0;
  CsvRecord current_;
  std::deque<CsvRecord> done_;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_EXCHANGE_CSV_RECORDS_H_
