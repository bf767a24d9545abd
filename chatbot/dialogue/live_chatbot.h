// The chatbot in use, which follows its language pack and the knowledge base
// while messages are answered.
#ifndef UNKNOT_CHATBOT_DIALOGUE_LIVE_CHATBOT_H_
#define UNKNOT_CHATBOT_DIALOGUE_LIVE_CHATBOT_H_

#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "chatbot/dialogue/chatbot.h"
#include "services/runtime/folder_watch.h"

namespace unknot::dialogue {

// Makes a new chatbot, on a thread of its own, when files of the language pack
// change or the recommendation service has a new version of the knowledge base,
// and puts it in the place of the old one once it is ready. A pack with faults
// is reported in the log, once for each change, and changes nothing; so does a
// service that is away. Conversations go on: they are sealed with the same
// keys. Safe to use from any thread.
class LiveChatbot {
 public:
  // Makes the first chatbot; errors are those of Chatbot::Make. An `interval`
  // of 0 means that only LookNow looks. `clock` must outlive the result.
  static absl::StatusOr<std::unique_ptr<LiveChatbot>> Start(
      ChatbotOptions options, std::shared_ptr<grpc::Channel> recommendation,
      std::shared_ptr<grpc::Channel> directory, const runtime::Clock& clock,
      absl::Duration interval);

  // Waits for a look that is under way.
  ~LiveChatbot();

  // What is in use now. Keep it for as long as one answer takes.
  std::shared_ptr<const Chatbot> Current() const;

  // Why what has changed is not in use, for whoever runs the program; OK where
  // all of it is.
  absl::Status problem() const;

  // Looks once. Not while an interval above 0 was given.
  void LookNow();

 private:
  LiveChatbot(ChatbotOptions options,
              std::shared_ptr<grpc::Channel> recommendation,
              std::shared_ptr<grpc::Channel> directory,
              const runtime::Clock& clock);

  absl::Status Renew();
  bool KnowledgeChanged();

  const ChatbotOptions options_;
  const std::shared_ptr<grpc::Channel> recommendation_;
  const std::shared_ptr<grpc::Channel> directory_;
  const runtime::Clock& clock_;
  runtime::FolderWatch pack_;
  std::string tried_version_;  // Of the knowledge base, last built upon.
  bool try_again_ = false;     // The service was away when something changed.
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Chatbot> current_ ABSL_GUARDED_BY(mutex_);
  absl::Status problem_ ABSL_GUARDED_BY(mutex_);
  absl::Notification stop_;
  std::thread thread_;
};

}  // namespace unknot::dialogue

#endif  // UNKNOT_CHATBOT_DIALOGUE_LIVE_CHATBOT_H_
