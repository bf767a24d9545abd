// Messages put aside in a temporary file until they are needed.
#ifndef UNKNOT_SERVICES_DIRECTORY_SPOOL_H_
#define UNKNOT_SERVICES_DIRECTORY_SPOOL_H_

#include <cstdio>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message_lite.h"

namespace unknot::directory {

// First written, then read, in the same order. The file has no name and is gone
// with the spool. Not thread-safe.
class Spool {
 public:
  // ResourceExhausted (STORE_FULL) where there is no room for temporary files.
  static absl::StatusOr<std::unique_ptr<Spool>> Open();
  ~Spool() { std::fclose(file_); }
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  // ResourceExhausted (STORE_FULL).
  absl::Status Write(const google::protobuf::MessageLite& message);

  // Goes back to the first message. Errors are those of Write.
  absl::Status Rewind();

  // Reads the next message. False: there is none.
  absl::StatusOr<bool> Read(google::protobuf::MessageLite& message);

 private:
  explicit Spool(std::FILE* file) : file_(file) {}

  std::FILE* const file_;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SPOOL_H_
