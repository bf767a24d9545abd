// A short campaign that every run of the tests makes: messages of the pack's
// tests, mutated from a fixed seed. tests/fuzz/run looks longer and deeper.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/invariants.h"

namespace unknot::fuzz {
namespace {

constexpr unsigned kSeed = 20240607;
constexpr int kMessages = 20000;

const understanding::Engine& TheEngine() {
  static const auto* const engine = [] {
    auto built = ShippedEngine();
    if (!built.ok()) ADD_FAILURE() << built.status();
    return built.ok() ? built->release() : nullptr;
  }();
  return *engine;
}

// Makes messages nobody would think of out of those that somebody did.
class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed), seeds_(Seeds()) {}

  std::string Next() {
    std::string text = Any(seeds_);
    for (int n = Below(5); n >= 0; --n) Mutate(text);
    return text;
  }

  unsigned Slot() { return static_cast<unsigned>(Below(8)); }

 private:
  int Below(int end) {
    return std::uniform_int_distribution<int>(0, end - 1)(random_);
  }

  size_t In(const std::string& text) {
    return static_cast<size_t>(Below(static_cast<int>(text.size()) + 1));
  }

  const std::string& Any(const std::vector<std::string>& items) {
    return items[static_cast<size_t>(Below(static_cast<int>(items.size())))];
  }

  void Mutate(std::string& text) {
    static const auto* const pieces =
        new std::vector<std::string>{",",
                                     ".",
                                     "?",
                                     "\n",
                                     "/",
                                     " / ",
                                     "-",
                                     "'",
                                     "%",
                                     "\xFF",
                                     "\xC3",
                                     "\xE2\x80\x99",
                                     "\xF0\x9F\x98\xA2",
                                     "\xE2\x80\x8D",
                                     "\xC2\xBD",
                                     "\xEF\xBC\x97",
                                     "1e999",
                                     "99999999999999",
                                     "0.5",
                                     "7/10",
                                     "-3",
                                     "no ",
                                     "not ",
                                     "and ",
                                     "or ",
                                     "twenty ",
                                     " 3 weeks ",
                                     " since 1900 ",
                                     " 150 years old ",
                                     "in Leeds ",
                                     std::string(1, '\0')};
    switch (Below(6)) {
      case 0:
        text.insert(In(text), Any(*pieces));
        break;
      case 1:
        text.insert(In(text), Any(seeds_));
        break;
      case 2: {
        const size_t from = In(text);
        text.erase(from, static_cast<size_t>(Below(12)));
        break;
      }
      case 3:
        if (!text.empty())
          text[In(text) % text.size()] = static_cast<char>(Below(256));
        break;
      case 4: {
        const size_t from = In(text);
        text += text.substr(from, 200);
        break;
      }
      default: {
        std::string piece = Any(*pieces);
        for (int n = Below(6); n > 0; --n) piece += piece;
        text.insert(In(text), piece);
      }
    }
  }

  std::mt19937 random_;
  const std::vector<std::string> seeds_;
};

// A message as C++ would write it.
std::string Escaped(const std::string& text) {
  return ::testing::PrintToString(text);
}

TEST(FuzzTest, WhatMustHoldHoldsForMutatedMessages) {
  Mutator mutator(kSeed);
  for (int i = 0; i < kMessages; ++i) {
    const std::string text = mutator.Next();
    const absl::string_view slot = SlotOf(mutator.Slot());

    EXPECT_EQ(BrokenInvariant(TheEngine(), text, slot), "")
        << Escaped(text) << " answering \"" << slot << "\"";
  }
}

TEST(FuzzTest, WhatMustHoldHoldsAtTheLengthLimit) {
  for (const int extra : {-1, 0, 1, 2, 3, 5000}) {
    std::string text;
    while (text.size() < static_cast<size_t>(100000 + extra))
      text += "my knee \xE2\x80\x94 \xF0\x9F\x98\xA2 hurts in Leeds ";
    text.resize(static_cast<size_t>(100000 + extra));

    EXPECT_EQ(BrokenInvariant(TheEngine(), text, "place"), "");
  }
}

}  // namespace
}  // namespace unknot::fuzz
