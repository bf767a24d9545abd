// Each message after its length, 8 bytes.
#include "services/directory/spool.h"

#include <cstdint>
#include <string>

#include "services/directory/errors.h"

namespace unknot::directory {

absl::StatusOr<std::unique_ptr<Spool>> Spool::Open() {
  std::FILE* file = std::tmpfile();
  if (file == nullptr) return error::StoreFull();
  return std::unique_ptr<Spool>(new Spool(file));
}

absl::Status Spool::Write(const google::protobuf::MessageLite& message) {
  const std::string bytes = message.SerializeAsString();
  const uint64_t size = bytes.size();
  const bool written =
      std::fwrite(&size, sizeof(size), 1, file_) == 1 &&
      (bytes.empty() || std::fwrite(bytes.data(), bytes.size(), 1, file_) == 1);
  return written ? absl::OkStatus() : error::StoreFull();
}

absl::Status Spool::Rewind() {
  if (std::fflush(file_) != 0) return error::StoreFull();
  std::rewind(file_);
  return absl::OkStatus();
}

absl::StatusOr<bool> Spool::Read(google::protobuf::MessageLite& message) {
  uint64_t size = 0;
  if (std::fread(&size, sizeof(size), 1, file_) != 1) {
    if (std::feof(file_) != 0) return false;
    return error::StoreBroken("a temporary file cannot be read");
  }
  std::string bytes(size, '\0');
  if (size > 0 && std::fread(bytes.data(), size, 1, file_) != 1) {
    return error::StoreBroken("a temporary file cannot be read");
  }
  if (!message.ParseFromString(bytes)) {
    return error::StoreBroken("a temporary file cannot be read");
  }
  return true;
}

}  // namespace unknot::directory
