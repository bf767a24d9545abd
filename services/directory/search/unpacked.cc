#include "services/directory/search/unpacked.h"

#include <utility>

#include "absl/hash/hash.h"
#include "services/directory/search/reasons.h"

namespace unknot::directory {

std::shared_ptr<const FoundTherapist> UnpackedTherapists::Get(
    const Payload& payload) {
  // Rows stay where they are for long.
  Slot& slot = slots_[absl::Hash<const char*>()(payload.body.data()) % kSlots];
  std::shared_ptr<const Entry> entry;
  {
    absl::MutexLock lock(&slot.mutex);
    entry = slot.entry;
  }
  if (entry == nullptr || entry->packed != payload.body ||
      entry->found.bytes.size() != payload.size()) {
    auto unpacked = std::make_shared<Entry>();
    unpacked->packed = std::string(payload.body);
    FoundTherapist& found = unpacked->found;
    found.bytes = payload.Unpack();
    found.message.ParseFromString(found.bytes);
    SayWhatIsAlwaysSaid(found);
    entry = std::move(unpacked);
    absl::MutexLock lock(&slot.mutex);
    slot.entry = entry;
  }
  return {entry, &entry->found};
}

}  // namespace unknot::directory
