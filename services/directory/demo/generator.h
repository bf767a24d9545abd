// Invents any number of plausible therapists, for tests, demonstrations and
// benchmarks. Nobody it makes exists, and each entry says so.
//
//   const auto generator = Generator::Make(/*seed=*/1);
//   for (int64_t n = 0; n < 1000; ++n) Use((*generator)->Invent(n));
#ifndef UNKNOT_SERVICES_DIRECTORY_DEMO_GENERATOR_H_
#define UNKNOT_SERVICES_DIRECTORY_DEMO_GENERATOR_H_

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "unknot/directory/v1/therapist.pb.h"

namespace unknot::directory {

// Makes therapists of the built-in towns: a town is chosen by how many people
// live there, most people work near its middle, some in the country around.
// Names, techniques, languages, regulators and prices come from
// demo/generator.tsv. Safe to use from any thread.
class Generator {
 public:
  // InvalidArgument naming the line if the data that is built in has a fault.
  static absl::StatusOr<std::unique_ptr<Generator>> Make(uint64_t seed);

  virtual ~Generator() = default;

  // Returns the therapist of that number, the same for the same seed and
  // number, `therapists/gen-{seed}-{number}`. It keeps every rule of the
  // contract, works at no clinic, has `demo` set and a rating.
  // REQUIRES: number >= 0.
  virtual v1::Therapist Invent(int64_t number) const = 0;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_DEMO_GENERATOR_H_
