// Files that the directory is written to, in formats that it reads again.
#ifndef UNKNOT_SERVICES_DIRECTORY_EXCHANGE_WRITER_H_
#define UNKNOT_SERVICES_DIRECTORY_EXCHANGE_WRITER_H_

#include <memory>
#include <ostream>

#include "services/directory/exchange/reader.h"

namespace unknot::directory {

// Writes rows as text. Check the stream afterwards. Not thread-safe.
class RowWriterTo {
 public:
  virtual ~RowWriterTo() = default;
  virtual void Write(const v1::Therapist& therapist) = 0;
  virtual void Write(const v1::Clinic& clinic) = 0;
};

// `out` must outlive the writer. InvalidArgument (FORMAT_NOT_WRITTEN) for
// NPPES.
absl::StatusOr<std::unique_ptr<RowWriterTo>> MakeRowWriter(FileFormat format,
                                                           std::ostream& out);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_EXCHANGE_WRITER_H_
