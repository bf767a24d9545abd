#include "services/directory/search/payload_dictionary.h"

#include "services/directory/demo/generator.h"

namespace unknot::directory {

const std::string& PayloadDictionary() {
  static const std::string* const dictionary = [] {
    // A few dozen rows hold nearly all that repeats.
    constexpr size_t kDictionaryBytes = 32 * 1024;
    auto* bytes = new std::string;
    const auto generator = Generator::Make(/*seed=*/0);
    if (!generator.ok()) return bytes;
    for (int64_t n = 0; bytes->size() < kDictionaryBytes; ++n) {
      bytes->append((*generator)->Invent(n).SerializeAsString());
    }
    return bytes;
  }();
  return *dictionary;
}

}  // namespace unknot::directory
