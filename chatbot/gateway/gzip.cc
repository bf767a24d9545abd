#include "chatbot/gateway/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "services/runtime/errors.h"

namespace unknot::gateway {
namespace {

// zlib's way of asking for gzip's header and trailer around 32 KiB of window.
constexpr int kGzipWindow = 15 + 16;
constexpr size_t kChunk = 32 * 1024;

Bytef* In(absl::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

absl::Status NotGzip() {
  return runtime::Error(absl::StatusCode::kInvalidArgument, "INVALID_GZIP",
                        "The body is said to be gzip, and is not or breaks "
                        "off.");
}

// Ends a stream however the function is left.
struct Inflating {
  z_stream stream = {};
  ~Inflating() { inflateEnd(&stream); }
};

}  // namespace

std::string Gzip(absl::string_view bytes, int level) {
  z_stream stream = {};
  deflateInit2(&stream, level, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY);
  std::string result(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = In(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = In(result);
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

absl::StatusOr<std::string> Gunzip(absl::string_view bytes, size_t limit) {
  Inflating inflating;
  z_stream& stream = inflating.stream;
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) {
    return absl::ResourceExhaustedError("There is no memory to decompress.");
  }
  stream.next_in = In(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string result;
  int state = Z_OK;
  while (state != Z_STREAM_END) {
    const size_t used = result.size();
    // A byte more than allowed tells that there is more than allowed.
    result.resize(std::min(used + kChunk, limit + 1));
    stream.next_out = In(result) + used;
    stream.avail_out = static_cast<uInt>(result.size() - used);
    state = inflate(&stream, Z_NO_FLUSH);
    result.resize(result.size() - stream.avail_out);
    if (state != Z_OK && state != Z_STREAM_END) return NotGzip();
    if (result.size() > limit) {
      return runtime::Error(absl::StatusCode::kResourceExhausted,
                            "MESSAGE_TOO_LONG",
                            absl::StrCat("The message has more than ", limit,
                                         " bytes once decompressed."),
                            {{"limit", absl::StrCat(limit)}});
    }
    if (state == Z_OK && stream.avail_in == 0 && stream.avail_out > 0) {
      return NotGzip();
    }
  }
  if (stream.avail_in > 0) return NotGzip();
  return result;
}

}  // namespace unknot::gateway
