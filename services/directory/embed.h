// The whole directory as one object: for its own program, and for programs that
// hold it in process.
//
//   auto directory = EmbeddedDirectory::Open({}, clock, executor);
//   if (!directory.ok()) return directory.status();
//   server.AddService<v1::TherapistDirectoryService>((*directory)->service());
#ifndef UNKNOT_SERVICES_DIRECTORY_EMBED_H_
#define UNKNOT_SERVICES_DIRECTORY_EMBED_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/directory/directory.h"
#include "services/runtime/clock.h"
#include "services/runtime/executor.h"

namespace grpc {
class Service;
}

namespace unknot::directory {

// Which invented therapists are loaded at the start.
enum class DemoPolicy {
  kNever,
  // Only into a store without any therapist or clinic.
  kIfEmpty,
  // What is missing of them.
  kAlways,
};

struct DirectoryOptions {
  // Address of the store; see OpenStore. The default is gone at the end.
  std::string store = "sqlite::memory:";

  // File of imported places; see MakeGazetteerWithFile. Empty means none.
  std::string places;

  DemoPolicy demo = DemoPolicy::kNever;

  // Whether reviews wait for a moderator before they are shown and counted.
  bool moderate_reviews = true;

  // How often changes that other processes made to the store are looked for,
  // besides being told of them where the store can tell. 0 means never, which
  // is right for a store that nobody else writes.
  absl::Duration refresh_interval = absl::Milliseconds(500);

  // How often all licences are looked through for those that ran out. 0 means
  // never.
  absl::Duration sweep_interval = absl::Hours(24);

  // How often deleted therapists are looked through for those that go for good.
  // 0 means never.
  absl::Duration purge_interval = absl::Hours(6);
};

// A directory and everything that it is made of. Destroy it after every server
// that serves it.
class EmbeddedDirectory {
 public:
  // Opens the store, loads the demo data, fills the search. `clock` and
  // `executor` must outlive the result. Errors are those of OpenStore.
  static absl::StatusOr<std::unique_ptr<EmbeddedDirectory>> Open(
      const DirectoryOptions& options, const runtime::Clock& clock,
      runtime::Executor& executor);

  virtual ~EmbeddedDirectory() = default;

  // For calls without gRPC.
  virtual Directory& directory() = 0;

  // For runtime::Server::AddService.
  virtual grpc::Service& service() = 0;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_EMBED_H_
