// Plain values to bytes and back, for files that the same machine reads.
#ifndef UNKNOT_CHATBOT_UNDERSTANDING_BYTES_H_
#define UNKNOT_CHATBOT_UNDERSTANDING_BYTES_H_

#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace unknot::understanding {

// Appends values to a string.
class ByteWriter {
 public:
  template <typename T>
  void Put(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof(value));
  }

  template <typename T>
  void PutAll(const std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    Put(static_cast<uint64_t>(values.size()));
    bytes_.append(reinterpret_cast<const char*>(values.data()),
                  values.size() * sizeof(T));
  }

  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reads them in the same order. Once the bytes run out, or a size is wrong, it
// is not `ok` and values are zero or empty.
class ByteReader {
 public:
  // `bytes` must outlive the reader.
  explicit ByteReader(absl::string_view bytes) : rest_(bytes) {}

  template <typename T>
  T Get() {
    T value{};
    Copy(&value, sizeof(value));
    return value;
  }

  template <typename T>
  std::vector<T> GetAll() {
    const uint64_t size = Get<uint64_t>();
    if (size > rest_.size() / sizeof(T)) ok_ = false;
    if (!ok_) return {};
    std::vector<T> values(size);
    Copy(values.data(), size * sizeof(T));
    return values;
  }

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }

 private:
  void Copy(void* to, size_t size) {
    if (size > rest_.size()) ok_ = false;
    if (!ok_ || size == 0) return;
    std::memcpy(to, rest_.data(), size);
    rest_.remove_prefix(size);
  }

  absl::string_view rest_;
  bool ok_ = true;
};

}  // namespace unknot::understanding

#endif  // UNKNOT_CHATBOT_UNDERSTANDING_BYTES_H_
