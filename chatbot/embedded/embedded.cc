// Starts both services in process.
#include "chatbot/embedded/embedded.h"

#include <grpcpp/channel.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/directory/embed.h"
#include "services/recommendation/embed.h"
#include "services/runtime/executor.h"
#include "services/runtime/server.h"
#include "unknot/directory/v1/directory_service.grpc.pb.h"
#include "unknot/knowledge/v1/knowledge_service.grpc.pb.h"
#include "unknot/recommendation/v1/recommendation_service.grpc.pb.h"

namespace unknot::embedded {
namespace {

namespace fs = std::filesystem;

constexpr char kInMemory[] = "sqlite::memory:";

StoreChoice InMemory(absl::string_view why) {
  return {kInMemory,
          absl::StrCat("The list of therapists is kept in memory only: ", why)};
}

// The variable, or nothing where it is not set or empty.
std::optional<std::string> Variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || value[0] == '\0') return std::nullopt;
  return value;
}

// The person's own folder for this program's files.
std::optional<fs::path> StateFolder() {
  if (const auto state = Variable("XDG_STATE_HOME")) {
    return fs::path(*state) / "unknot";
  }
  if (const auto home = Variable("HOME")) {
    return fs::path(*home) / ".local" / "state" / "unknot";
  }
  return std::nullopt;
}

}  // namespace

StoreChoice DefaultStore() {
  const std::optional<fs::path> folder = StateFolder();
  if (!folder.has_value()) {
    return InMemory("neither XDG_STATE_HOME nor HOME is set.");
  }
  std::error_code error;
  fs::create_directories(*folder, error);
  if (error) {
    return InMemory(absl::StrCat("the folder ", folder->string(),
                                 " cannot be made (", error.message(), ")."));
  }
  return {absl::StrCat("sqlite:", (*folder / "directory.db").string()), ""};
}

std::string DefaultPlaces() {
  const std::optional<fs::path> folder = StateFolder();
  return folder.has_value() ? (*folder / "places.tsv").string() : "";
}

// In the order of construction; destroyed the other way round, so that servers
// end before what they serve.
struct Embedded::Parts {
  explicit Parts(const runtime::Clock& the_clock)
      : clock(the_clock), pool({.thread_count = 2, .queue_limit = 1024}) {}

  absl::Status OpenDirectory(const EmbeddedOptions& options) {
    directory::DirectoryOptions directory_options;
    directory_options.demo = directory::DemoPolicy::kIfEmpty;
    directory_options.purge_interval = absl::ZeroDuration();
    if (options.reload_interval == absl::ZeroDuration()) {
      directory_options.refresh_interval = absl::ZeroDuration();
    }
    std::error_code ignored;
    if (fs::exists(DefaultPlaces(), ignored)) {
      directory_options.places = DefaultPlaces();
    }
    directory_options.store = options.store;
    if (options.store.empty()) {
      StoreChoice choice = DefaultStore();
      directory_options.store = choice.address;
      note = choice.note;
    }
    auto opened =
        directory::EmbeddedDirectory::Open(directory_options, clock, pool);
    if (!opened.ok() && options.store.empty() &&
        directory_options.store != kInMemory) {
      note = InMemory(absl::StrCat("the store cannot be used (",
                                   opened.status().message(), ")."))
                 .note;
      directory_options.store = kInMemory;
      opened =
          directory::EmbeddedDirectory::Open(directory_options, clock, pool);
    }
    if (!opened.ok()) return opened.status();
    therapists = *std::move(opened);
    directory_server.AddService<directory::v1::TherapistDirectoryService>(
        therapists->service());
    return directory_server.Start();
  }

  absl::Status OpenRecommendation(const EmbeddedOptions& options) {
    recommendation::RecommendationOptions recommendation_options;
    recommendation_options.knowledge = options.knowledge_dir;
    recommendation_options.reload_interval = options.reload_interval;
    auto opened = recommendation::EmbeddedRecommendation::Open(
        recommendation_options,
        recommendation::MakeRemoteTherapistFinder(
            directory_server.InProcessChannel()),
        clock);
    if (!opened.ok()) return opened.status();
    advice = *std::move(opened);
    advice_server.AddService<recommendation::v1::RecommendationService>(
        advice->recommendation());
    advice_server.AddService<knowledge::v1::KnowledgeService>(
        advice->knowledge());
    return advice_server.Start();
  }

  const runtime::Clock& clock;
  std::string note;
  runtime::WorkerPool pool;
  std::unique_ptr<directory::EmbeddedDirectory> therapists;
  runtime::Server directory_server{runtime::ServerOptions{}};
  std::unique_ptr<recommendation::EmbeddedRecommendation> advice;
  runtime::Server advice_server{runtime::ServerOptions{}};
};

absl::StatusOr<std::unique_ptr<Embedded>> Embedded::Start(
    const EmbeddedOptions& options, const runtime::Clock& clock) {
  auto parts = std::make_unique<Parts>(clock);
  absl::Status status = parts->OpenDirectory(options);
  if (status.ok()) status = parts->OpenRecommendation(options);
  if (!status.ok()) return status;
  return std::unique_ptr<Embedded>(new Embedded(std::move(parts)));
}

Embedded::Embedded(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Embedded::~Embedded() {
  parts_->advice_server.Shutdown();
  parts_->directory_server.Shutdown();
}

std::shared_ptr<grpc::Channel> Embedded::recommendation() const {
  return parts_->advice_server.InProcessChannel();
}

std::shared_ptr<grpc::Channel> Embedded::directory() const {
  return parts_->directory_server.InProcessChannel();
}

const std::string& Embedded::note() const { return parts_->note; }

}  // namespace unknot::embedded
