// Fields of a message as cells of a table. Inside of exchange/ only.
//
// A column is named by the path of its field: "display_name",
// "location.point.latitude". Cells: text as it is; numbers with a point; true
// and false; dates 2026-06-01 and times 2026-06-01T12:00:00Z; enum values
// without their prefix in lower case ("active"); lists with | between their
// entries, or as an array of JSON where an entry holds a |; opening hours
// "mon 09:00-17:00|tue 12:00-20:00". An empty cell is an absent field.
#ifndef UNKNOT_SERVICES_DIRECTORY_EXCHANGE_CSV_COLUMN_H_
#define UNKNOT_SERVICES_DIRECTORY_EXCHANGE_CSV_COLUMN_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace unknot::directory {

// One column of one kind of message.
class CsvColumn {
 public:
  // Nothing if the message has no such field.
  static std::optional<CsvColumn> Of(const google::protobuf::Descriptor* type,
                                     absl::string_view path);

  const std::string& path() const { return path_; }

  // Puts the cell into the message. Returns "" or the rule that the cell
  // breaks.
  std::string Set(absl::string_view cell,
                  google::protobuf::Message& message) const;

  // Returns the cell for the message. Text that a spreadsheet would take for a
  // formula begins with an apostrophe; Set takes it away again.
  std::string Get(const google::protobuf::Message& message) const;

 private:
  std::string path_;
  // From the message down to the field.
  std::vector<const google::protobuf::FieldDescriptor*> steps_;
};

// The columns that are written: those of therapists, then those that only
// clinics have.
const std::vector<std::string>& WrittenColumns();

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_EXCHANGE_CSV_COLUMN_H_
