// Our own CSV: the header names fields of the contract.
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/directory/exchange/csv_column.h"
#include "services/directory/exchange/csv_records.h"
#include "services/directory/exchange/readers.h"

namespace unknot::directory {
namespace {

constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";

class CsvReader final : public RowReader {
 public:
  explicit CsvReader(ByteSource& source) : records_(source) {}

  absl::StatusOr<bool> Next(FileRow& row) override {
    if (!header_read_) {
      absl::Status status = ReadHeader();
      if (!status.ok()) return status;
    }
    CsvRecord record;
    const auto more = records_.Next(record);
    if (!more.ok() || !*more) return more;
    row = FileRow();
    row.line = record.line;
    row.error = Fill(record, row);
    if (!row.error.ok()) row.resource = std::monostate();
    return true;
  }

 private:
  struct Column {
    std::string path;
    std::optional<CsvColumn> therapist;
    std::optional<CsvColumn> clinic;
  };

  absl::Status ReadHeader() {
    CsvRecord header;
    const auto more = records_.Next(header);
    if (!more.ok()) return more.status();
    if (!*more || header.too_long) return FileNotUnderstood("it has no header");
    for (size_t i = 0; i < header.fields.size(); ++i) {
      absl::string_view path = absl::StripAsciiWhitespace(header.fields[i]);
      if (i == 0) absl::ConsumePrefix(&path, kByteOrderMark);
      Column column;
      column.path = std::string(path);
      column.therapist = CsvColumn::Of(v1::Therapist::descriptor(), path);
      column.clinic = CsvColumn::Of(v1::Clinic::descriptor(), path);
      if (!column.therapist.has_value() && !column.clinic.has_value()) {
        return FileNotUnderstood(absl::StrCat(
            "column ", i + 1, " of the header is no field of a therapist"));
      }
      for (const Column& other : columns_) {
        if (other.path == column.path) {
          return FileNotUnderstood(
              absl::StrCat("column ", column.path, " is there twice"));
        }
      }
      if (path == "name") name_column_ = i;
      columns_.push_back(std::move(column));
    }
    header_read_ = true;
    return absl::OkStatus();
  }

  absl::Status Fill(const CsvRecord& record, FileRow& row) const {
    if (record.too_long) {
      return RowUnreadable("", "must be at most 1 MiB long");
    }
    if (record.fields.size() != columns_.size()) {
      return RowUnreadable("", absl::StrCat("must have ", columns_.size(),
                                            " fields, as the header has"));
    }
    const bool clinic =
        name_column_ < record.fields.size() &&
        absl::StartsWith(record.fields[name_column_], "clinics/");
    google::protobuf::Message& message =
        clinic ? static_cast<google::protobuf::Message&>(
                     row.resource.emplace<v1::Clinic>())
               : row.resource.emplace<v1::Therapist>();
    for (size_t i = 0; i < columns_.size(); ++i) {
      const std::string& cell = record.fields[i];
      if (cell.empty()) continue;
      const auto& column = clinic ? columns_[i].clinic : columns_[i].therapist;
      if (!column.has_value()) {
        return RowUnreadable(columns_[i].path,
                             clinic ? "is not a field of a clinic"
                                    : "is not a field of a therapist");
      }
      const std::string fault = column->Set(cell, message);
      if (!fault.empty()) return RowUnreadable(columns_[i].path, fault);
    }
    return absl::OkStatus();
  }

  CsvRecords records_;
  bool header_read_ = false;
  std::vector<Column> columns_;
  size_t name_column_ = static_cast<size_t>(-1);
};

}  // namespace

std::unique_ptr<RowReader> MakeCsvReader(ByteSource& source) {
  return std::make_unique<CsvReader>(source);
}

}  // namespace unknot::directory
