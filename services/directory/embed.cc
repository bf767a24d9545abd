// Puts the directory together, and keeps it in step with its store.
#include "services/directory/embed.h"

#include <grpcpp/impl/codegen/service_type.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "services/directory/demo/demo.h"
#include "services/directory/directory_service.h"
#include "services/directory/store/open_store.h"
#include "services/runtime/logging.h"

namespace unknot::directory {
namespace {

// Looks at a store whenever somebody may have written into it, and every
// `interval` anyway, on a thread of its own until it is destroyed.
class Watching {
 public:
  template <typename Work>
  Watching(Store& store, absl::Duration interval, Work work) {
    if (interval <= absl::ZeroDuration()) return;
    thread_ = std::thread([this, &store, interval, work = std::move(work)] {
      absl::Time last = absl::Now();
      while (!stop_.HasBeenNotified()) {
        const bool heard = store.WaitForWrite(std::min(interval, kStopWithin));
        if (stop_.HasBeenNotified()) return;
        if (!heard && absl::Now() - last < interval) continue;
        work();
        last = absl::Now();
      }
    });
  }
  ~Watching() {
    stop_.Notify();
    if (thread_.joinable()) thread_.join();
  }

 private:
  static constexpr absl::Duration kStopWithin = absl::Milliseconds(100);

  absl::Notification stop_;
  std::thread thread_;
};

// Does `work` every `interval` on a thread of its own until it is destroyed.
class Repeating {
 public:
  template <typename Work>
  Repeating(absl::Duration interval, Work work) {
    if (interval <= absl::ZeroDuration()) return;
    thread_ = std::thread([this, interval, work = std::move(work)] {
      while (!stop_.WaitForNotificationWithTimeout(interval)) work();
    });
  }
  ~Repeating() {
    stop_.Notify();
    if (thread_.joinable()) thread_.join();
  }

 private:
  absl::Notification stop_;
  std::thread thread_;
};

class OwnedDirectory final : public EmbeddedDirectory {
 public:
  OwnedDirectory(std::unique_ptr<Store> store, std::unique_ptr<Places> places,
                 const DirectoryOptions& options, const runtime::Clock& clock,
                 runtime::Executor& executor)
      : store_(std::move(store)),
        places_(std::move(places)),
        search_(MakeMemorySearch()),
        directory_(
            {*store_, *search_, *places_, clock, options.moderate_reviews}),
        service_(MakeDirectoryService(directory_, executor)),
        refreshing_(*store_, options.refresh_interval, [this] { Refresh(); }),
        purging_(options.purge_interval, [this] { Purge(); }),
        sweeping_(options.sweep_interval, [this] { Sweep(); }) {}

  Directory& directory() override { return directory_; }
  grpc::Service& service() override { return *service_; }

  absl::StatusOr<bool> StoreIsEmpty() {
    const auto changes = store_->ListChanges(0, 1);
    if (!changes.ok()) return changes.status();
    return changes->empty();
  }

 private:
  void Refresh() {
    const absl::Status status = directory_.Refresh();
    // Said once for each time that the store goes away.
    if (!status.ok() && store_answers_) {
      runtime::LogWarning("store could not be read", {{"code", status.code()}});
    } else if (status.ok() && !store_answers_) {
      runtime::LogInfo("store can be read again", {});
    }
    store_answers_ = status.ok();
  }
  void Purge() {
    const absl::StatusOr<int64_t> purged = directory_.Purge();
    if (!purged.ok()) {
      runtime::LogWarning("store could not be purged",
                          {{"code", purged.status().code()}});
    } else if (*purged > 0) {
      runtime::LogInfo("deleted therapists purged", {{"count", *purged}});
    }
  }

  void Sweep() {
    const auto swept = directory_.SweepLicences();
    if (!swept.ok()) {
      runtime::LogWarning("licences could not be looked through",
                          {{"code", swept.status().code()}});
    } else {
      runtime::LogInfo("licences looked through",
                       {{"expired", swept->expired_count},
                        {"due_for_a_check", swept->due_count}});
    }
  }

  const std::unique_ptr<Store> store_;
  const std::unique_ptr<Places> places_;
  const std::unique_ptr<Search> search_;
  Directory directory_;
  const std::unique_ptr<grpc::Service> service_;
  // Of the watching thread alone.
  bool store_answers_ = true;
  Watching refreshing_;
  Repeating purging_;
  Repeating sweeping_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<EmbeddedDirectory>> EmbeddedDirectory::Open(
    const DirectoryOptions& options, const runtime::Clock& clock,
    runtime::Executor& executor) {
  auto places = MakeGazetteerWithFile(options.places);
  if (!places.ok()) return places.status();
  auto store = OpenStore(options.store);
  if (!store.ok()) return store.status();
  auto directory = std::make_unique<OwnedDirectory>(
      *std::move(store), *std::move(places), options, clock, executor);

  bool load_demo = options.demo == DemoPolicy::kAlways;
  if (options.demo == DemoPolicy::kIfEmpty) {
    const auto empty = directory->StoreIsEmpty();
    if (!empty.ok()) return empty.status();
    load_demo = *empty;
  }
  absl::Status status = directory->directory().AddKnownRegulators();
  if (status.ok()) status = directory->directory().Refresh();
  if (status.ok() && load_demo) status = LoadDemo(directory->directory());
  if (!status.ok()) return status;
  return directory;
}

}  // namespace unknot::directory
