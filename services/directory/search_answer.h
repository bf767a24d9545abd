// Writes the answer to a search as it goes over the wire. Inside of directory
// only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_ANSWER_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_ANSWER_H_

#include <string>

#include "services/directory/search/search.h"
#include "unknot/directory/v1/search.pb.h"

namespace unknot::directory {

// Collects a v1::SearchTherapistsResponse. Therapists are serialized as they
// are found; taking them apart and together again would cost several times the
// search.
class SearchAnswer {
 public:
  // Adds a result after those before it.
  void Add(const SearchHit& hit);

  // Adds a clinic after those before it.
  void Add(const ClinicHit& hit);

  // The response, serialized: what was added, and everything else of `rest`.
  // REQUIRES: `rest` has neither results nor clinics.
  std::string Take(const v1::SearchTherapistsResponse& rest);

 private:
  std::string bytes_;
  // One result at a time, and one message within it.
  std::string result_;
  std::string inner_;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_ANSWER_H_
