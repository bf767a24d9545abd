// A slow and obvious search to check the fast one against, and random rows and
// queries for both.
#ifndef UNKNOT_TESTS_DIRECTORY_SEARCH_SEARCH_ORACLE_H_
#define UNKNOT_TESTS_DIRECTORY_SEARCH_SEARCH_ORACLE_H_

#include <random>
#include <set>
#include <string>
#include <vector>

#include "services/directory/search/search.h"

namespace unknot::directory {

// Answers by a loop over everybody and the words of the contract.
class SearchOracle {
 public:
  // REQUIRES: `therapists` work at OracleClinics() or at none, and outlive the
  // oracle.
  explicit SearchOracle(const std::vector<v1::Therapist>& therapists);

  // Returns the names of all therapists who fit, in the order asked for.
  std::vector<std::string> Search(const SearchQuery& query) const;

 private:
  const std::vector<v1::Therapist>& therapists_;
  std::set<std::string> known_words_;
};

// Makes `count` therapists around Toronto, London and the date line, with every
// field that a search looks at chosen at random, absence included.
std::vector<v1::Therapist> RandomTherapists(int count, std::mt19937& random);

// The clinics that those therapists work at.
std::vector<v1::Clinic> OracleClinics();

// Makes a request with a few random wishes, `near` apart.
v1::SearchTherapistsRequest RandomRequest(std::mt19937& random);

// Makes a point near some therapists, or anywhere.
v1::LatLng RandomPoint(std::mt19937& random);

}  // namespace unknot::directory

#endif  // UNKNOT_TESTS_DIRECTORY_SEARCH_SEARCH_ORACLE_H_
