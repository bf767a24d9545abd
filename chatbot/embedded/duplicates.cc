// The same three calls of a running directory, or of one over a store.
#include "chatbot/embedded/duplicates.h"

#include <google/protobuf/util/json_util.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "services/directory/actor.h"
#include "services/directory/directory.h"
#include "services/directory/proto_time.h"
#include "services/runtime/clock.h"
#include "services/runtime/errors.h"
#include "services/runtime/utf8.h"
#include "unknot/directory/v1/directory_service.grpc.pb.h"

namespace unknot::embedded {
namespace {

namespace v1 = unknot::directory::v1;

class Merger {
 public:
  using OnGroup = std::function<void(const v1::FindDuplicatesResponse&)>;
  virtual ~Merger() = default;
  virtual absl::Status Find(const OnGroup& on_group) = 0;
  virtual absl::StatusOr<v1::MergeTherapistsResponse> Merge(
      const v1::MergeTherapistsRequest& request) = 0;
  virtual absl::StatusOr<v1::UnmergeTherapistsResponse> Unmerge(
      const v1::UnmergeTherapistsRequest& request) = 0;
};

class StoreMerger final : public Merger {
 public:
  StoreMerger(std::unique_ptr<directory::Store> store,
              std::unique_ptr<directory::Places> places)
      : store_(std::move(store)),
        places_(std::move(places)),
        search_(directory::MakeMemorySearch()),
        directory_({*store_, *search_, *places_, clock_}),
        actor_(ActorOfTerminal()) {}

  absl::Status Find(const OnGroup& on_group) override {
    directory::Directory::DuplicatesPosition position;
    for (;;) {
      const auto groups = directory_.FindDuplicates(position);
      if (!groups.ok()) return groups.status();
      if (groups->empty()) return absl::OkStatus();
      for (const v1::FindDuplicatesResponse& group : *groups) on_group(group);
    }
  }
  absl::StatusOr<v1::MergeTherapistsResponse> Merge(
      const v1::MergeTherapistsRequest& request) override {
    return directory_.MergeTherapists(request);
  }
  absl::StatusOr<v1::UnmergeTherapistsResponse> Unmerge(
      const v1::UnmergeTherapistsRequest& request) override {
    return directory_.UnmergeTherapists(request);
  }

 private:
  const runtime::SystemClock clock_;
  const std::unique_ptr<directory::Store> store_;
  const std::unique_ptr<directory::Places> places_;
  // Stays empty: nobody searches here.
  const std::unique_ptr<directory::Search> search_;
  directory::Directory directory_;
  const directory::ActorScope actor_;
};

class ServerMerger final : public Merger {
 public:
  explicit ServerMerger(std::shared_ptr<grpc::Channel> channel)
      : stub_(v1::TherapistDirectoryService::NewStub(std::move(channel))) {}

  absl::Status Find(const OnGroup& on_group) override {
    grpc::ClientContext context;
    const auto reader = stub_->FindDuplicates(&context, {});
    v1::FindDuplicatesResponse group;
    while (reader->Read(&group)) on_group(group);
    return runtime::FromGrpcStatus(reader->Finish());
  }
  absl::StatusOr<v1::MergeTherapistsResponse> Merge(
      const v1::MergeTherapistsRequest& request) override {
    return Call(&Stub::MergeTherapists, request);
  }
  absl::StatusOr<v1::UnmergeTherapistsResponse> Unmerge(
      const v1::UnmergeTherapistsRequest& request) override {
    return Call(&Stub::UnmergeTherapists, request);
  }

 private:
  using Stub = v1::TherapistDirectoryService::Stub;

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      const Request& request) {
    grpc::ClientContext context;
    context.AddMetadata("unknot-actor", ActorOfTerminal());
    Response response;
    const absl::Status status = runtime::FromGrpcStatus(
        (stub_.get()->*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

  const std::unique_ptr<Stub> stub_;
};

absl::StatusOr<std::unique_ptr<Merger>> MergerOf(
    const DirectoryChoice& choice) {
  if (!choice.server.empty()) {
    return std::make_unique<ServerMerger>(ChannelTo(choice));
  }
  auto places = directory::MakeBuiltInGazetteer();
  if (!places.ok()) return places.status();
  auto store = OpenStoreOf(choice);
  if (!store.ok()) return store.status();
  return std::make_unique<StoreMerger>(*std::move(store), *std::move(places));
}

int Fail(const absl::Status& status, std::ostream& errors) {
  errors << runtime::WithoutControls(status.message()) << "\n";
  return 1;
}

// "therapists/ana  Ana, Toronto, 416 555 0100, licence T 1, changed
// 2026-06-01".
std::string LineOf(const v1::Therapist& row) {
  std::vector<std::string> parts = {row.display_name(), row.location().town()};
  if (!row.phone().empty()) parts.push_back(row.phone());
  if (!row.licence().number().empty()) {
    parts.push_back(absl::StrCat("licence ", row.licence().number()));
  }
  parts.push_back(absl::StrCat(
      "changed ",
      absl::FormatTime("%Y-%m-%d", directory::FromProto(row.update_time()),
                       absl::UTCTimeZone())));
  return absl::StrCat("  ",
                      runtime::WithoutControls(absl::StrCat(
                          row.name(), "  ", absl::StrJoin(parts, ", "))),
                      "\n");
}

void Print(const v1::FindDuplicatesResponse& group, std::ostream& out) {
  out << (group.kind() == v1::DUPLICATE_KIND_LICENCE
              ? "The same licence:\n"
              : "The same name, phone number and town:\n");
  for (const v1::Therapist& row : group.therapists()) out << LineOf(row);
}

}  // namespace

int ListDuplicates(const DirectoryChoice& choice, bool json, std::ostream& out,
                   std::ostream& errors) {
  const auto merger = MergerOf(choice);
  if (!merger.ok()) return Fail(merger.status(), errors);
  int64_t count = 0;
  const absl::Status status =
      (*merger)->Find([&](const v1::FindDuplicatesResponse& group) {
        ++count;
        if (!json) return Print(group, out);
        std::string line;
        if (google::protobuf::util::MessageToJsonString(group, &line).ok()) {
          out << line << "\n";
        }
      });
  if (!status.ok()) return Fail(status, errors);
  if (json) return 0;
  if (count == 0) {
    out << "No two entries look like one person.\n";
  } else {
    out << "Groups: " << count
        << ". To make one entry of several, the first being kept: unknot "
           "directory merge NAME NAME...\n";
  }
  return 0;
}

int MergeDuplicates(const DirectoryChoice& choice, const std::string& name,
                    const std::vector<std::string>& duplicates,
                    std::ostream& out, std::ostream& errors) {
  const auto merger = MergerOf(choice);
  if (!merger.ok()) return Fail(merger.status(), errors);
  v1::MergeTherapistsRequest request;
  request.set_name(name);
  for (const std::string& other : duplicates) request.add_duplicates(other);
  const auto merged = (*merger)->Merge(request);
  if (!merged.ok()) return Fail(merged.status(), errors);
  out << "Kept:\n"
      << LineOf(merged->therapist()) << "Deleted: " << duplicates.size()
      << ". To take it back within 30 days: unknot directory unmerge "
      << runtime::WithoutControls(merged->merge_id()) << "\n";
  return 0;
}

int UndoMerge(const DirectoryChoice& choice, const std::string& merge_id,
              std::ostream& out, std::ostream& errors) {
  const auto merger = MergerOf(choice);
  if (!merger.ok()) return Fail(merger.status(), errors);
  v1::UnmergeTherapistsRequest request;
  request.set_merge_id(merge_id);
  const auto back = (*merger)->Unmerge(request);
  if (!back.ok()) return Fail(back.status(), errors);
  out << "As they were before:\n";
  for (const v1::Therapist& row : back->therapists()) out << LineOf(row);
  return 0;
}

}  // namespace unknot::embedded
