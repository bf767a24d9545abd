// The rules of the directory: what may be stored, what may be found, who may be
// shown. Knows nothing of gRPC.
#ifndef UNKNOT_SERVICES_DIRECTORY_DIRECTORY_H_
#define UNKNOT_SERVICES_DIRECTORY_DIRECTORY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "services/directory/import.h"
#include "services/directory/places/places.h"
#include "services/directory/search/search.h"
#include "services/directory/store/store.h"
#include "services/directory/validate.h"
#include "services/runtime/clock.h"
#include "unknot/directory/v1/directory_service.pb.h"

namespace unknot::directory {

// Answers the methods of the contract, which states what each does and which
// errors it returns. Safe to use from any thread. SearchTherapists and
// ResolvePlace answer at once from memory; everything else waits for the store.
class Directory {
 public:
  // All must outlive the directory. `search` must be empty and is then the
  // directory's alone to change.
  struct Parts {
    Store& store;
    Search& search;
    const Places& places;
    const runtime::Clock& clock;
    // Whether reviews wait for a moderator before they are shown and counted.
    bool moderate_reviews = true;
  };

  // Call Refresh once before the first search. Without that, what is written is
  // not searched for, which spares loading everybody.
  explicit Directory(const Parts& parts);

  // Takes over what changed in the store since the last time, whoever changed
  // it: after the start everything, later what other processes wrote.
  absl::Status Refresh();

  // Removes what was deleted 30 days ago. Returns how many therapists.
  absl::StatusOr<int64_t> Purge();

  // Returns a serialized v1::SearchTherapistsResponse.
  absl::StatusOr<std::string> SearchTherapists(
      const v1::SearchTherapistsRequest& request) const;
  absl::StatusOr<v1::ResolvePlaceResponse> ResolvePlace(
      const v1::ResolvePlaceRequest& request) const;

  absl::StatusOr<v1::GetTherapistResponse> GetTherapist(
      const v1::GetTherapistRequest& request) const;
  absl::StatusOr<v1::BatchGetTherapistsResponse> BatchGetTherapists(
      const v1::BatchGetTherapistsRequest& request) const;
  absl::StatusOr<v1::ListTherapistsResponse> ListTherapists(
      const v1::ListTherapistsRequest& request) const;
  absl::StatusOr<v1::CreateTherapistResponse> CreateTherapist(
      const v1::CreateTherapistRequest& request);
  absl::StatusOr<v1::UpdateTherapistResponse> UpdateTherapist(
      const v1::UpdateTherapistRequest& request);
  absl::StatusOr<v1::DeleteTherapistResponse> DeleteTherapist(
      const v1::DeleteTherapistRequest& request);
  absl::StatusOr<v1::UndeleteTherapistResponse> UndeleteTherapist(
      const v1::UndeleteTherapistRequest& request);

  // Begins an import, which must not outlive the directory.
  std::unique_ptr<Import> StartImport();

  // How far an export has come.
  struct ExportPosition {
    // Name of the last one that was sent.
    std::string therapist;
    std::string clinic;
    bool clinics_done = false;
  };
  // Returns the next batch of an export and moves `position` past it. An empty
  // batch is the end.
  absl::StatusOr<v1::ExportTherapistsResponse> Export(
      const v1::ExportTherapistsRequest& request,
      ExportPosition& position) const;

  absl::StatusOr<v1::GetImportResponse> GetImport(
      const v1::GetImportRequest& request) const;

  // Returns some of the groups after `after`, which it moves on; none is the
  // end.
  struct DuplicatesPosition {
    v1::DuplicateKind kind = v1::DUPLICATE_KIND_LICENCE;
    int64_t key = 0;
  };
  absl::StatusOr<std::vector<v1::FindDuplicatesResponse>> FindDuplicates(
      DuplicatesPosition& after) const;
  absl::StatusOr<v1::MergeTherapistsResponse> MergeTherapists(
      const v1::MergeTherapistsRequest& request);
  absl::StatusOr<v1::UnmergeTherapistsResponse> UnmergeTherapists(
      const v1::UnmergeTherapistsRequest& request);

  // Returns the changes after `token`; none means that all is told.
  absl::StatusOr<v1::ListChangesResponse> ListChanges(
      const std::string& token) const;
  absl::StatusOr<v1::ListAuditEntriesResponse> ListAuditEntries(
      const v1::ListAuditEntriesRequest& request) const;

  absl::StatusOr<v1::VerifyLicenceResponse> VerifyLicence(
      const v1::VerifyLicenceRequest& request);
  absl::StatusOr<v1::ListLicenceVerificationsResponse> ListLicenceVerifications(
      const v1::ListLicenceVerificationsRequest& request) const;
  absl::StatusOr<v1::GetRegulatorResponse> GetRegulator(
      const v1::GetRegulatorRequest& request) const;
  absl::StatusOr<v1::ListRegulatorsResponse> ListRegulators(
      const v1::ListRegulatorsRequest& request) const;
  absl::StatusOr<v1::UpdateRegulatorResponse> UpdateRegulator(
      const v1::UpdateRegulatorRequest& request);

  // Adds the regulators that the program knows and the store does not.
  absl::Status AddKnownRegulators();

  // What a look through all licences found.
  struct SweepResult {
    // Active ones whose last day had passed; they are recorded as expired now.
    int64_t expired_count = 0;
    // Ones whose next check is due.
    int64_t due_count = 0;
  };
  absl::StatusOr<SweepResult> SweepLicences();

  absl::StatusOr<v1::CreateReviewResponse> CreateReview(
      const v1::CreateReviewRequest& request);
  absl::StatusOr<v1::ModerateReviewResponse> ModerateReview(
      const v1::ModerateReviewRequest& request);
  absl::StatusOr<v1::ListReviewsResponse> ListReviews(
      const v1::ListReviewsRequest& request) const;

  absl::StatusOr<v1::CreateClinicResponse> CreateClinic(
      const v1::CreateClinicRequest& request);
  absl::StatusOr<v1::GetClinicResponse> GetClinic(
      const v1::GetClinicRequest& request) const;
  absl::StatusOr<v1::ListClinicsResponse> ListClinics(
      const v1::ListClinicsRequest& request) const;
  absl::StatusOr<v1::UpdateClinicResponse> UpdateClinic(
      const v1::UpdateClinicRequest& request);
  absl::StatusOr<v1::DeleteClinicResponse> DeleteClinic(
      const v1::DeleteClinicRequest& request);
  absl::StatusOr<v1::UndeleteClinicResponse> UndeleteClinic(
      const v1::UndeleteClinicRequest& request);

  // Number of therapists that can be searched for.
  size_t size() const { return search_.size(); }

 private:
  void CompleteLocation(v1::Location& location, FieldChecks& checks) const {
    unknot::directory::CompleteLocation(places_, location, checks);
  }

  // Puts changed rows into the search.
  void TakeOver(const std::vector<Change>& changes);
  // Puts everything there is into a search that has nothing.
  absl::Status LoadAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(refresh_mutex_);
  // Does its part: what changed last between two revisions, the first
  // exclusive.
  absl::Status LoadBetween(int64_t first, int64_t last);

  absl::StatusOr<v1::Therapist> WriteNewTherapist(
      const v1::CreateTherapistRequest& request, const WriteContext& context);
  // Which row is to change, and in which state it must be.
  struct RowWrite {
    std::string name;
    std::string etag;
    bool of_deleted;
    bool validate_only;
  };
  template <typename Row, typename Change>
  absl::StatusOr<Row> ChangeRow(const RowWrite& write,
                                const WriteContext& context,
                                const Change& change);
  template <typename Row, typename Request>
  absl::StatusOr<Row> UpdateRow(absl::string_view method,
                                const Request& request, const Row& wanted,
                                bool present, bool validate_only);
  template <typename Row, typename Request>
  absl::StatusOr<Row> MoveRow(absl::string_view method, const Request& request,
                              bool deletes);
  absl::Status WriteVerification(const v1::VerifyLicenceRequest& request,
                                 const WriteContext& context,
                                 v1::VerifyLicenceResponse& response);
  absl::Status RepeatVerification(const std::string& answer,
                                  v1::VerifyLicenceResponse& response) const;
  absl::StatusOr<int> CheckDaysOf(const std::string& regulator_id) const;
  // Writes the entries of `before`, the one to keep first, as one.
  absl::Status WriteMerge(const WriteContext& context,
                          v1::UnmergeTherapistsResponse before,
                          v1::MergeTherapistsResponse& response);
  // Does `write` and takes it back; returns what it returned.
  absl::Status TryAndUndo(const std::function<absl::Status()>& write);

  WriteContext ContextFor(absl::string_view method,
                          const std::string& request_id,
                          const google::protobuf::Message& request) const;

  // Refreshes after a write, where there was a refresh before. The write itself
  // is done; an error only means that searches see it later, so it is logged
  // and not returned.
  void RefreshAfterWrite();

  Store& store_;
  Search& search_;
  const Places& places_;
  const runtime::Clock& clock_;
  const bool moderated_;
  absl::Mutex refresh_mutex_;
  // Whether somebody may search.
  bool searchable_ ABSL_GUARDED_BY(refresh_mutex_) = false;
  // Last change that `search_` has seen.
  int64_t revision_ ABSL_GUARDED_BY(refresh_mutex_) = 0;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_DIRECTORY_H_
