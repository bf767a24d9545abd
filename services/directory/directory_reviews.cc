// Reviews: adding them, listing them.
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/directory/directory.h"
#include "services/directory/directory_rules.h"
#include "services/directory/errors.h"
#include "services/directory/licence.h"
#include "services/directory/page_token.h"
#include "services/directory/resource_names.h"

namespace unknot::directory {
namespace {

// It is never later than this anywhere: the first time zone is 14 hours ahead.
v1::Date LatestToday(absl::Time now) { return DayOf(now + absl::Hours(14)); }

}  // namespace

absl::StatusOr<v1::CreateReviewResponse> Directory::CreateReview(
    const v1::CreateReviewRequest& request) {
  FieldChecks checks;
  CheckName("parent", request.parent(), kTherapists, /*required=*/true, checks);
  CheckRequestId(request.request_id(), checks);
  CheckPrintable("client_id", request.client_id(), checks);
  if (checks.Require(request.has_review(), "review", "must be present")) {
    const FieldChecks::Scope scope(checks, "review");
    CheckReview(request.review(), LatestToday(clock_.Now()), checks);
  }
  if (!checks.ok()) return checks.status();
  v1::Review review = request.review();
  review.clear_name();
  review.clear_moderate_time();
  review.set_state(moderated_ ? v1::REVIEW_STATE_PENDING
                              : v1::REVIEW_STATE_PUBLISHED);
  auto added = store_.AddReview(
      request.parent(), review,
      request.client_id().empty()
          ? ""
          : Fingerprint(absl::StrCat("client\n", request.client_id())),
      ChangeStars, ContextFor("CreateReview", request.request_id(), request));
  if (!added.ok()) return added.status();
  RefreshAfterWrite();
  v1::CreateReviewResponse response;
  *response.mutable_review() = std::move(added->review);
  *response.mutable_rating() = Complete(added->therapist.rating());
  return response;
}

absl::StatusOr<v1::ModerateReviewResponse> Directory::ModerateReview(
    const v1::ModerateReviewRequest& request) {
  FieldChecks checks;
  CheckReviewName("name", request.name(), checks);
  CheckRequestId(request.request_id(), checks);
  checks.Require(request.state() != v1::REVIEW_STATE_UNSPECIFIED &&
                     v1::ReviewState_IsValid(request.state()),
                 "state", "must be PENDING, PUBLISHED or REJECTED");
  if (!checks.ok()) return checks.status();
  auto changed = store_.SetReviewState(
      request.name(), request.state(), ChangeStars,
      ContextFor("ModerateReview", request.request_id(), request));
  if (!changed.ok()) return changed.status();
  RefreshAfterWrite();
  v1::ModerateReviewResponse response;
  *response.mutable_review() = std::move(changed->review);
  *response.mutable_rating() = Complete(changed->therapist.rating());
  return response;
}

absl::StatusOr<v1::ListReviewsResponse> Directory::ListReviews(
    const v1::ListReviewsRequest& request) const {
  FieldChecks checks;
  CheckName("parent", request.parent(), kTherapists, /*required=*/true, checks);
  CheckPageSize(request.page_size(), checks);
  CheckPageToken(request.page_token(), checks);
  if (!checks.ok()) return checks.status();

  const std::string query_id =
      absl::StrCat("ListReviews ", request.parent(), " ", request.state());
  ReviewQuery query;
  query.therapist = request.parent();
  query.state = request.state() == v1::REVIEW_STATE_UNSPECIFIED
                    ? v1::REVIEW_STATE_PUBLISHED
                    : request.state();
  if (!request.page_token().empty()) {
    auto position = ReadPageToken(request.page_token(), query_id, 1);
    if (!position.ok()) return position.status();
    if (!absl::SimpleAtoi((*position)[0], &query.before)) {
      return error::PageTokenInvalid();
    }
  }
  const auto therapist = store_.GetTherapist(request.parent());
  if (!therapist.ok()) return therapist.status();
  const int page_size = ClampPageSize(request.page_size());
  query.limit = page_size + 1;
  auto rows = store_.ListReviews(query);
  if (!rows.ok()) return rows.status();

  v1::ListReviewsResponse response;
  int64_t last = 0;
  for (StoredReview& row : *rows) {
    if (response.reviews_size() == page_size) {
      response.set_next_page_token(
          MakePageToken(query_id, {absl::StrCat(last)}));
      break;
    }
    last = row.number;
    *response.add_reviews() = std::move(row.review);
  }
  return response;
}

}  // namespace unknot::directory
