// Writes the messages of the pack's tests as files for libFuzzer to begin with.
//
//   write_seeds FOLDER
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "tests/fuzz/invariants.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::filesystem::create_directories(argv[1]);
  int number = 0;
  for (const std::string& seed : unknot::fuzz::Seeds()) {
    std::ofstream out(absl::StrCat(argv[1], "/seed-", number),
                      std::ios::binary);
    out << static_cast<char>(number++) << seed;
    if (!out) return 1;
  }
  return number > 0 ? 0 : 1;
}
