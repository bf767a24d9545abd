// Swaps knowledge bases and tells who listens.
#include "services/recommendation/live_knowledge.h"

#include <utility>

namespace unknot::recommendation {

bool LiveKnowledge::Replace(KnowledgeBase::Ptr base) {
  absl::MutexLock lock(&listeners_mutex_);
  bool is_new = false;
  bool is_mended = false;
  {
    absl::MutexLock base_lock(&mutex_);
    is_new = base_->version() != base->version();
    is_mended = !problems_.empty();
    if (is_new) base_ = std::move(base);
    problems_.clear();
  }
  if (is_new || is_mended) Tell();
  return is_new;
}

void LiveKnowledge::Refuse(std::vector<std::string> problems) {
  absl::MutexLock lock(&listeners_mutex_);
  {
    absl::MutexLock base_lock(&mutex_);
    problems_ = std::move(problems);
  }
  Tell();
}

int LiveKnowledge::AddListener(Listener listener) {
  absl::MutexLock lock(&listeners_mutex_);
  listener(Now());
  listeners_.emplace(next_id_, std::move(listener));
  return next_id_++;
}

void LiveKnowledge::RemoveListener(int id) {
  absl::MutexLock lock(&listeners_mutex_);
  listeners_.erase(id);
}

void LiveKnowledge::Tell() {
  const State state = Now();
  for (const auto& [id, listener] : listeners_) listener(state);
}

LiveKnowledge::State LiveKnowledge::Now() const {
  absl::ReaderMutexLock lock(&mutex_);
  return {base_->version(), problems_};
}

}  // namespace unknot::recommendation
