// The names, in order.
#include "chatbot/understanding/list_names.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"

namespace unknot::understanding {
namespace {

constexpr absl::string_view kNames[] = {
    "age_goes_on",      "aside",           "clause_start",
    "clause_word",      "first_person",    "if",
    "list_closer",      "list_joiner",     "measure",
    "never_any",        "own_word",        "pattern_of_it",
    "pregnant_before",  "region_modifier", "takes_back",
    "takes_back_later",
};

// Lists of one part of the code, whatever comes after.
constexpr absl::string_view kFamilies[] = {"place_", "severity_", "time_"};

}  // namespace

bool IsNameOfCode(absl::string_view name) {
  return std::any_of(std::begin(kFamilies), std::end(kFamilies),
                     [&](absl::string_view family) {
                       return absl::StartsWith(name, family);
                     }) ||
         std::binary_search(std::begin(kNames), std::end(kNames), name);
}

}  // namespace unknot::understanding
