// libFuzzer's way in: the first byte chooses what was asked, the rest is typed.
// tests/fuzz/run builds it with clang and runs it.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/invariants.h"

namespace {

const unknot::understanding::Engine& TheEngine() {
  static const auto* const engine = [] {
    auto built = unknot::fuzz::ShippedEngine();
    if (!built.ok()) {
      std::fprintf(stderr, "%s\n", built.status().ToString().c_str());
      std::abort();
    }
    return built->release();
  }();
  return *engine;
}

}  // namespace

// Building the engine takes longer than any text may.
extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  TheEngine();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const absl::string_view text(reinterpret_cast<const char*>(data) + 1,
                               size - 1);
  const std::string broken = unknot::fuzz::BrokenInvariant(
      TheEngine(), text, unknot::fuzz::SlotOf(data[0]));
  if (broken.empty()) return 0;
  std::fprintf(stderr, "%s\n", broken.c_str());
  std::abort();
}
