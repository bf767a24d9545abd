// The bytes of a file or of standard input, plain or gzip.
#ifndef UNKNOT_SERVICES_DIRECTORY_BYTE_SOURCE_H_
#define UNKNOT_SERVICES_DIRECTORY_BYTE_SOURCE_H_

#include <zlib.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace unknot::directory {

// Reads forward, once. Memory is one block. Not thread-safe.
class ByteSource {
 public:
  // Opens `path`; "-" is standard input. NotFound (FILE_NOT_READABLE).
  static absl::StatusOr<std::unique_ptr<ByteSource>> Open(
      const std::string& path);
  ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  // Returns the next bytes; none at the end. Valid until the next call.
  // DataLoss (FILE_DAMAGED): gzip that ends early or is broken.
  absl::StatusOr<absl::string_view> Read();

  // Returns up to `size` bytes that Read will return first. Before any Read.
  absl::StatusOr<absl::string_view> Peek(size_t size);

  // Bytes of the file read so far, and of the whole; 0 where that is not known.
  int64_t position() const;
  int64_t size() const { return size_; }

 private:
  ByteSource(std::string path, gzFile file, int64_t size);

  // Fills the buffer behind what is in it.
  absl::Status Fill();

  const std::string path_;
  const gzFile file_;
  const int64_t size_;
  std::string buffer_;
  size_t length_ = 0;
  bool peeked_ = false;
};

// Lines of a source, without their ends, one at a time.
class LineReader {
 public:
  // `source` must outlive the reader. Longer lines are an error of their own.
  LineReader(ByteSource& source, size_t most_bytes)
      : source_(source), most_bytes_(most_bytes) {}

  struct Line {
    // From 1.
    int64_t number = 0;
    // Empty where the line is too long: it was skipped.
    std::string text;
    bool too_long = false;
  };

  // False: there are no more.
  absl::StatusOr<bool> Next(Line& line);

 private:
  ByteSource& source_;
  const size_t most_bytes_;
  absl::string_view rest_;
  int64_t number_ = 0;
  bool ended_ = false;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_BYTE_SOURCE_H_
