// Both services, wherever they are: inside this process or at an address.
#ifndef UNKNOT_CHATBOT_EMBEDDED_SERVICES_H_
#define UNKNOT_CHATBOT_EMBEDDED_SERVICES_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "chatbot/embedded/embedded.h"
#include "services/runtime/clock.h"

namespace unknot::embedded {

// Where the services are.
struct ServiceOptions {
  // HOST:PORT of each service; empty runs it inside this process.
  std::string recommendation;
  std::string directory;

  // Address of the store of a directory inside; empty: the person's own.
  std::string store;

  // Folder of the knowledge base of a service inside; empty: the one shipped.
  std::string knowledge_dir;

  // How often services inside look for what has changed; 0 is never.
  absl::Duration reload_interval;
};

// The services, as long as it lives. Belongs to main.
class Services {
 public:
  // Starts those that have no address, and connects to the others when they
  // are first called. Errors are in words for whoever runs the program. `clock`
  // must outlive the result.
  static absl::StatusOr<Services> Open(const ServiceOptions& options,
                                       const runtime::Clock& clock);

  // To the recommendation service and the knowledge service.
  const std::shared_ptr<grpc::Channel>& recommendation() const {
    return recommendation_;
  }

  // To the therapist directory.
  const std::shared_ptr<grpc::Channel>& directory() const { return directory_; }

  // What the person should know of the start; usually empty.
  std::string note() const;

 private:
  // Before the channels, which end first.
  std::unique_ptr<Embedded> embedded_;
  std::shared_ptr<grpc::Channel> recommendation_;
  std::shared_ptr<grpc::Channel> directory_;
};

// The folder of the English language pack as shipped.
absl::StatusOr<std::string> ShippedLanguageDir();

}  // namespace unknot::embedded

#endif  // UNKNOT_CHATBOT_EMBEDDED_SERVICES_H_
