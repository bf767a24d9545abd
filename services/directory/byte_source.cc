// zlib reads both kinds of file alike.
#include "services/directory/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/runtime/errors.h"

namespace unknot::directory {
namespace {

constexpr size_t kBlock = 256 * 1024;

absl::Status NotReadable(absl::string_view path) {
  return runtime::Error(absl::StatusCode::kNotFound, "FILE_NOT_READABLE",
                        absl::StrCat("The file ", path,
                                     " cannot be read. Check its name and "
                                     "whether you may read it."),
                        {{"path", path}});
}

absl::Status Damaged(absl::string_view path, absl::string_view why) {
  return runtime::Error(absl::StatusCode::kDataLoss, "FILE_DAMAGED",
                        absl::StrCat("The file ", path,
                                     " is damaged or "
                                     "incomplete: ",
                                     why, ". Get it once more."),
                        {{"path", path}, {"why", why}});
}

}  // namespace

absl::StatusOr<std::unique_ptr<ByteSource>> ByteSource::Open(
    const std::string& path) {
  const int descriptor = path == "-" ? dup(STDIN_FILENO)
                                     : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status = {};
  if (descriptor < 0 || fstat(descriptor, &status) != 0 ||
      S_ISDIR(status.st_mode)) {
    if (descriptor >= 0) close(descriptor);
    return NotReadable(path);
  }
  const gzFile file = gzdopen(descriptor, "rb");
  if (file == nullptr) {
    close(descriptor);
    return NotReadable(path);
  }
  gzbuffer(file, kBlock);
  const int64_t size = S_ISREG(status.st_mode) ? status.st_size : 0;
  return std::unique_ptr<ByteSource>(new ByteSource(path, file, size));
}

ByteSource::ByteSource(std::string path, gzFile file, int64_t size)
    : path_(std::move(path)), file_(file), size_(size), buffer_(kBlock, '\0') {}

ByteSource::~ByteSource() { gzclose(file_); }

int64_t ByteSource::position() const { return gzoffset(file_); }

absl::Status ByteSource::Fill() {
  const int count = gzread(file_, buffer_.data() + length_,
                           static_cast<unsigned>(buffer_.size() - length_));
  int code = Z_OK;
  const char* why = gzerror(file_, &code);
  // An end too early is told only by this code, with bytes or without.
  if (count < 0 || code == Z_BUF_ERROR || code == Z_DATA_ERROR) {
    return Damaged(path_, code == Z_BUF_ERROR ? "it ends in the middle" : why);
  }
  length_ += count;
  return absl::OkStatus();
}

absl::StatusOr<absl::string_view> ByteSource::Read() {
  if (!peeked_) {
    length_ = 0;
    absl::Status status = Fill();
    if (!status.ok()) return status;
  }
  peeked_ = false;
  return absl::string_view(buffer_.data(), length_);
}

absl::StatusOr<absl::string_view> ByteSource::Peek(size_t size) {
  while (length_ < std::min(size, buffer_.size())) {
    const size_t before = length_;
    absl::Status status = Fill();
    if (!status.ok()) return status;
    if (length_ == before) break;
  }
  peeked_ = true;
  return absl::string_view(buffer_.data(), std::min(length_, size));
}

absl::StatusOr<bool> LineReader::Next(Line& line) {
  line.text.clear();
  line.too_long = false;
  line.number = ++number_;
  for (bool begun = false;; begun = true) {
    if (rest_.empty() && !ended_) {
      const auto more = source_.Read();
      if (!more.ok()) return more.status();
      rest_ = *more;
      ended_ = rest_.empty();
    }
    if (ended_) return begun && (line.too_long || !line.text.empty());
    const size_t end = rest_.find('\n');
    const absl::string_view part = rest_.substr(0, end);
    rest_.remove_prefix(end == absl::string_view::npos ? rest_.size()
                                                       : end + 1);
    if (line.text.size() + part.size() > most_bytes_) {
      line.too_long = true;
      line.text.clear();
    } else if (!line.too_long) {
      line.text.append(part.data(), part.size());
    }
    if (end == absl::string_view::npos) continue;
    if (!line.text.empty() && line.text.back() == '\r') line.text.pop_back();
    return true;
  }
}

}  // namespace unknot::directory
