// Swaps knowledge bases and tells who listens.
#include "services/recommendation/live_knowledge.h"

#include <utility>

namespace unknot::recommendation {

bool LiveKnowledge::Replace(KnowledgeBase::Ptr base) {
  absl::MutexLock lock(&listeners_mutex_);
  {
    absl::MutexLock base_lock(&mutex_);
    if (base_->version() == base->version()) return false;
    base_ = base;
  }
  for (const auto& [id, listener] : listeners_) listener(base->version());
  return true;
}

int LiveKnowledge::AddListener(Listener listener) {
  absl::MutexLock lock(&listeners_mutex_);
  listener(Current()->version());
  listeners_.emplace(next_id_, std::move(listener));
  return next_id_++;
}

void LiveKnowledge::RemoveListener(int id) {
  absl::MutexLock lock(&listeners_mutex_);
  listeners_.erase(id);
}

}  // namespace unknot::recommendation
