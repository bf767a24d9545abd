// The rules of the directory: what may be stored, what may be found, who may be
// shown. Knows nothing of gRPC.
#ifndef UNKNOT_SERVICES_DIRECTORY_DIRECTORY_H_
#define UNKNOT_SERVICES_DIRECTORY_DIRECTORY_H_

#include <cstdint>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
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

  // Call Refresh once before the first search.
  explicit Directory(const Parts& parts);

  // Takes over what changed in the store since the last time, whoever changed
  // it: after the start everything, later what other processes wrote.
  absl::Status Refresh();

  // Removes what was deleted 30 days ago. Returns how many therapists.
  absl::StatusOr<int64_t> Purge();

  absl::StatusOr<v1::SearchTherapistsResponse> SearchTherapists(
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

  // Takes one message of an import. `first_row` is the position of its first
  // therapist in the stream; counts and errors are added to `response`. All its
  // good rows are stored when this returns OK, none otherwise.
  absl::Status Import(const v1::ImportTherapistsRequest& request,
                      bool validate_only, int64_t first_row,
                      v1::ImportTherapistsResponse& response);

  // Returns the batch of an export that comes after the therapist `after_name`,
  // or the first one if that is empty. An empty batch is the end.
  absl::StatusOr<v1::ExportTherapistsResponse> Export(
      const v1::ExportTherapistsRequest& request,
      absl::string_view after_name) const;

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

  // Number of therapists that can be searched for.
  size_t size() const { return search_.size(); }

 private:
  // Puts the point of the town into a location that has none, and its country.
  void CompleteLocation(v1::Location& location, FieldChecks& checks) const;

  absl::StatusOr<v1::Therapist> WriteNewTherapist(
      const v1::CreateTherapistRequest& request, const WriteContext& context);
  absl::StatusOr<v1::Therapist> ChangeTherapist(
      const v1::UpdateTherapistRequest& request, const WriteContext& context);
  absl::StatusOr<v1::Clinic> ChangeClinic(
      const v1::UpdateClinicRequest& request, const WriteContext& context);
  absl::Status ImportOne(const v1::Therapist& given,
                         v1::ImportTherapistsResponse& response);

  WriteContext ContextFor(absl::string_view method,
                          const std::string& request_id,
                          const google::protobuf::Message& request) const;

  // Refreshes after a write. The write itself is done; an error only means that
  // searches see it later, so it is logged and not returned.
  void RefreshAfterWrite();

  Store& store_;
  Search& search_;
  const Places& places_;
  const runtime::Clock& clock_;
  const bool moderated_;
  absl::Mutex refresh_mutex_;
  // Last change that `search_` has seen.
  int64_t revision_ ABSL_GUARDED_BY(refresh_mutex_) = 0;
};

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_DIRECTORY_H_
