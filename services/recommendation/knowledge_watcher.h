// Keeps the knowledge base in step with its files.
#ifndef UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_WATCHER_H_
#define UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_WATCHER_H_

#include <string>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "services/recommendation/live_knowledge.h"
#include "services/runtime/folder_watch.h"

namespace unknot::recommendation {

// Looks at the files of a folder again and again on a thread of its own, and
// puts what they say into use when they have changed. Files with faults are
// reported in the log, once for each change, and change nothing.
class KnowledgeWatcher {
 public:
  // `knowledge` must outlive the watcher. An interval of 0 means that only
  // LookNow looks.
  KnowledgeWatcher(std::string folder, absl::Duration interval,
                   LiveKnowledge& knowledge);

  // Waits for a look that is under way.
  ~KnowledgeWatcher();

  // Looks once. Not while an interval above 0 was given.
  void LookNow();

 private:
  const std::string folder_;
  LiveKnowledge& knowledge_;
  runtime::FolderWatch files_;
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace unknot::recommendation

#endif  // UNKNOT_SERVICES_RECOMMENDATION_KNOWLEDGE_WATCHER_H_
