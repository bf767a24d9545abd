// The clinics of a search. Inside of search/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_CLINICS_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_CLINICS_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "services/directory/search/search.h"
#include "services/directory/search/words.h"

namespace unknot::directory {

// Safe to use from any thread.
class ClinicTable {
 public:
  void Put(const v1::Clinic& clinic);
  void Remove(absl::string_view name);

  // Empty if there is no such clinic.
  std::string DisplayNameOf(absl::string_view name) const;

  // Fills in the clinics of a wish.
  void AddClinics(WordWish& wish) const;
  // Tells `closest` every word of a name.
  void Suggest(ClosestWords& closest) const;

  // Within reach and with all words in their names, nearest first.
  std::vector<ClinicHit> Find(const SearchQuery& query,
                              const std::vector<WordWish>& words) const;

 private:
  struct Entry {
    std::shared_ptr<const v1::Clinic> clinic;
    // Folded display name.
    std::string display_key;
  };

  void Erase(absl::string_view name) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Entry> clinics_ ABSL_GUARDED_BY(mutex_);
  // Names by latitude: those within reach lie in one stretch of it.
  std::map<std::pair<double, std::string>, const v1::Clinic*> by_latitude_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_CLINICS_H_
