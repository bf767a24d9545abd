// Therapists that were found lately, unpacked. Inside of search/ only.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_UNPACKED_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_UNPACKED_H_

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/directory/search/payload.h"
#include "services/directory/search/search.h"

namespace unknot::directory {

// Searches near one another find the same people, and taking one apart costs as
// much as finding several. At most a few thousand are kept, some 15 MB. Safe to
// use from any thread.
class UnpackedTherapists {
 public:
  // Never null.
  std::shared_ptr<const FoundTherapist> Get(const Payload& payload);

 private:
  // What was unpacked, and from what: an entry is right whenever that is the
  // same, whichever row it was.
  struct Entry {
    std::string packed;
    FoundTherapist found;
  };
  struct Slot {
    absl::Mutex mutex;
    std::shared_ptr<const Entry> entry ABSL_GUARDED_BY(mutex);
  };
  static constexpr size_t kSlots = 4096;

  std::array<Slot, kSlots> slots_;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_UNPACKED_H_
