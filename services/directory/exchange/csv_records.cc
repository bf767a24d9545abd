// libcsv knows no lines: it is fed one at a time.
#include "services/directory/exchange/csv_records.h"

#include <utility>

#include "services/directory/exchange/reader.h"
#include "services/runtime/errors.h"

namespace unknot::directory {
namespace {

// A part of a row without a line end is fed in pieces, so that a row of any
// length is noticed in time.
constexpr size_t kPiece = 64 * 1024;

}  // namespace

CsvRecords::CsvRecords(ByteSource& source) : source_(source) {
  csv_init(&parser_, 0);
  // Blanks around a field are its own.
  csv_set_space_func(&parser_, [](unsigned char) { return 0; });
}

void CsvRecords::TakeField(void* bytes, size_t size, void* self) {
  static_cast<CsvRecords*>(self)->current_.fields.emplace_back(
      static_cast<const char*>(bytes), size);
}

void CsvRecords::TakeEnd(int, void* self) {
  auto& records = *static_cast<CsvRecords*>(self);
  records.done_.push_back(std::exchange(records.current_, CsvRecord()));
  records.row_bytes_ = 0;
}

void CsvRecords::GiveUpRow() {
  csv_free(&parser_);
  csv_init(&parser_, 0);
  csv_set_space_func(&parser_, [](unsigned char) { return 0; });
  current_.too_long = true;
  done_.push_back(std::exchange(current_, CsvRecord()));
  row_bytes_ = 0;
  skipping_ = true;
}

absl::Status CsvRecords::Feed() {
  if (rest_.empty()) {
    const auto more = source_.Read();
    if (!more.ok()) return more.status();
    rest_ = *more;
    if (rest_.empty()) {
      ended_ = true;
      if (!skipping_) csv_fini(&parser_, TakeField, TakeEnd, this);
      return absl::OkStatus();
    }
  }
  const size_t newline = rest_.substr(0, kPiece).find('\n');
  const bool whole = newline != absl::string_view::npos;
  const absl::string_view piece = rest_.substr(0, whole ? newline + 1 : kPiece);
  rest_.remove_prefix(piece.size());
  if (skipping_) {
    skipping_ = !whole;
  } else {
    if (row_bytes_ == 0) current_.line = line_;
    row_bytes_ += piece.size();
    csv_parse(&parser_, piece.data(), piece.size(), TakeField, TakeEnd, this);
    if (row_bytes_ > kLongestRow) {
      GiveUpRow();
      skipping_ = !whole;
    }
  }
  if (whole) ++line_;
  // An empty line ends no row.
  if (current_.fields.empty() && parser_.entry_pos == 0 &&
      parser_.pstate == 0) {
    row_bytes_ = 0;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> CsvRecords::Next(CsvRecord& record) {
  while (done_.empty()) {
    if (ended_) return false;
    absl::Status status = Feed();
    if (!status.ok()) return status;
  }
  record = std::move(done_.front());
  done_.pop_front();
  return true;
}

}  // namespace unknot::directory
