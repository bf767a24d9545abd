// Both services inside this process, spoken to over gRPC without a socket: for
// the terminal, and for a gateway on one machine.
#ifndef UNKNOT_CHATBOT_EMBEDDED_EMBEDDED_H_
#define UNKNOT_CHATBOT_EMBEDDED_EMBEDDED_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/runtime/clock.h"

namespace grpc {
class Channel;
}

namespace unknot::embedded {

// What to start.
struct EmbeddedOptions {
  // Folder of the knowledge base; empty means the one shipped.
  std::string knowledge_dir;

  // Address of the directory's store; empty means DefaultStore().
  std::string store;

  // How often to look whether the knowledge base has changed; 0 is never, and
  // then neither is the directory looked through for rows that others changed.
  // A program that runs for one message has no use for it.
  absl::Duration reload_interval;
};

// The store that people keep for themselves: `directory.db` in the folder
// `unknot` of $XDG_STATE_HOME, or of ~/.local/state. The folder is made where
// it is missing. Where it cannot be, the store is one in memory that is gone at
// the end.
struct StoreChoice {
  // Address for DirectoryOptions.store.
  std::string address;
  // Why it is one in memory, a sentence for the person; empty where it is not.
  std::string note;
};
StoreChoice DefaultStore();

// The file of places that people imported for themselves, `places.tsv` in the
// same folder, whether it is there or not. Empty where there is no such folder.
std::string DefaultPlaces();

// The two services, running. The channels work while it lives.
class Embedded {
 public:
  // Starts both, with invented therapists where the store is empty. A store
  // that cannot be opened is replaced by one in memory, which `note` tells.
  // `clock` must outlive the result. Errors are in words for whoever runs the
  // program: the knowledge base is missing or has faults.
  static absl::StatusOr<std::unique_ptr<Embedded>> Start(
      const EmbeddedOptions& options, const runtime::Clock& clock);

  ~Embedded();
  Embedded(const Embedded&) = delete;
  Embedded& operator=(const Embedded&) = delete;

  // To the recommendation service and the knowledge service.
  std::shared_ptr<grpc::Channel> recommendation() const;

  // To the therapist directory.
  std::shared_ptr<grpc::Channel> directory() const;

  // What the person should know of the start; usually empty.
  const std::string& note() const;

 private:
  struct Parts;
  explicit Embedded(std::unique_ptr<Parts> parts);
  const std::unique_ptr<Parts> parts_;
};

}  // namespace unknot::embedded

#endif  // UNKNOT_CHATBOT_EMBEDDED_EMBEDDED_H_
