#include "tests/gateway/made_message.h"

#include <limits>
#include <string>

#include "absl/strings/str_cat.h"

namespace unknot::gateway {
namespace {

using probe::Everything;

bool Coin(std::mt19937& random) { return random() % 2 == 0; }

int64_t Number(std::mt19937& random) {
  switch (random() % 5) {
    case 0:
      return 0;
    case 1:
      return std::numeric_limits<int64_t>::max();
    case 2:
      return std::numeric_limits<int64_t>::min();
    default:
      return static_cast<int64_t>(random()) - (int64_t{1} << 31);
  }
}

double Fraction(std::mt19937& random) {
  switch (random() % 6) {
    case 0:
      return std::numeric_limits<double>::infinity();
    case 1:
      return 0.5;
    case 2:
      return 1e300;
    case 3:
      return 0.1;
    default:
      return static_cast<double>(random()) / 977;
  }
}

std::string Text(std::mt19937& random) {
  static const char* const kPieces[] = {
      "neck", "\"", "\\",   "\n",     "\t",     "\x01", "\x7f", "/", "<b>", "&",
      "é",    "頸", "🦴", "\u2028", "\u2029", "'",    "=",    "",  " "};
  std::string text;
  for (uint32_t i = random() % 6; i > 0; --i) {
    text += kPieces[random() % std::size(kPieces)];
  }
  return text;
}

std::string Bytes(std::mt19937& random) {
  std::string bytes;
  for (uint32_t i = random() % 7; i > 0; --i) {
    bytes.push_back(static_cast<char>(random()));
  }
  return bytes;
}

void FillScalars(std::mt19937& random, Everything* message) {
  if (Coin(random)) message->set_an_int32(static_cast<int32_t>(random()));
  if (Coin(random)) message->set_an_int64(Number(random));
  if (Coin(random)) message->set_a_uint32(random());
  if (Coin(random)) {
    message->set_a_uint64(static_cast<uint64_t>(Number(random)));
  }
  if (Coin(random)) {
    message->set_a_float(static_cast<float>(random() % 1000) / 8.0F);
  }
  if (Coin(random)) message->set_a_double(Fraction(random));
  if (Coin(random)) message->set_a_bool(Coin(random));
  if (Coin(random)) message->set_a_string(Text(random));
  if (Coin(random)) message->set_some_bytes(Bytes(random));
  if (Coin(random)) message->set_colour(probe::COLOUR_BLUE);
  if (Coin(random)) message->set_renamed(static_cast<int32_t>(random()));
  if (Coin(random)) message->set_maybe(0);
  if (Coin(random)) message->set_maybe_text(Text(random));
}

void FillLists(std::mt19937& random, Everything* message) {
  for (uint32_t i = random() % 3; i > 0; --i) {
    message->add_ints(static_cast<int32_t>(random()));
    message->add_strings(Text(random));
    message->add_bytes_list(Bytes(random));
    message->add_colours(Coin(random) ? probe::COLOUR_RED
                                      : probe::COLOUR_UNSPECIFIED);
    message->add_doubles(Fraction(random));
    message->add_bools(Coin(random));
    message->add_longs(static_cast<uint64_t>(Number(random)));
    (*message->mutable_by_name())[Text(random)] = Number(random);
    (*message->mutable_by_truth())[Coin(random)] = Text(random);
    message->add_times()->set_seconds(random());
  }
}

void FillWellKnown(std::mt19937& random, Everything* message) {
  if (Coin(random)) message->mutable_time()->set_seconds(random());
  if (Coin(random)) {
    message->mutable_duration()->set_seconds(random() % 100000);
    message->mutable_duration()->set_nanos(500000000);
  }
  if (Coin(random)) message->mutable_mask()->add_paths("a_string");
  if (Coin(random)) message->mutable_wrapped()->set_value(7);
}

}  // namespace

void FillAtRandom(std::mt19937& random, int depth, Everything* message) {
  FillScalars(random, message);
  FillLists(random, message);
  FillWellKnown(random, message);
  switch (random() % 4) {
    case 0:
      message->set_one(Text(random));
      break;
    case 1:
      message->set_other(0);
      break;
    case 2:
      message->mutable_third();
      break;
    default:
      break;
  }
  if (depth == 0) return;
  if (Coin(random)) FillAtRandom(random, depth - 1, message->mutable_inner());
  for (uint32_t i = random() % 3; i > 0; --i) {
    FillAtRandom(random, depth - 1, message->add_inners());
  }
  if (Coin(random)) {
    FillAtRandom(random, depth - 1, &(*message->mutable_by_number())[-3]);
  }
}

}  // namespace unknot::gateway
