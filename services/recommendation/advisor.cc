// Joins advice and therapists.
#include "services/recommendation/advisor.h"

#include <algorithm>
#include <utility>

#include "services/recommendation/read_mask.h"
#include "services/recommendation/recommender.h"
#include "services/recommendation/therapist_search.h"

namespace unknot::recommendation {
namespace {

// Longest time a directory is waited for.
constexpr absl::Duration kMaxWait = absl::Seconds(2);

// Fields that come whatever the mask says.
constexpr absl::string_view kAlways[] = {"triage", "notice",
                                         "knowledge_version"};

// What is kept of the caller's time for sending the answer.
constexpr absl::Duration kMargin = absl::Milliseconds(50);

}  // namespace

// A search under way.
struct Advisor::Search {
  const v1::RecommendRequest& request;
  const std::string request_id;
  const absl::Time deadline;
  v1::RecommendResponse* const response;
  Done done;
};

void Advisor::Recommend(const v1::RecommendRequest& request,
                        absl::Time deadline, const std::string& request_id,
                        v1::RecommendResponse* response, Done done) const {
  const absl::Status status = Recommender(knowledge_.Current(), questions_)
                                  .Recommend(request, response);
  if (!status.ok() || !WantsTherapists(request, *response)) {
    ApplyReadMask(request.read_mask(), kAlways, response);
    return done(status);
  }
  const absl::Time now = clock_.Now();
  const absl::Time search_deadline =
      std::min(deadline - kMargin, now + kMaxWait);
  if (search_deadline <= now) {
    response->set_therapists_unavailable(true);
    ApplyReadMask(request.read_mask(), kAlways, response);
    return done(absl::OkStatus());
  }
  Find(std::make_shared<Search>(Search{request, request_id, search_deadline,
                                       response, std::move(done)}),
       /*with_techniques=*/true);
}

void Advisor::Find(std::shared_ptr<Search> search, bool with_techniques) const {
  const directory::v1::SearchTherapistsRequest asked =
      MakeSearch(search->request, *search->response, with_techniques);
  finder_.Find(
      asked, search->deadline, search->request_id,
      [this, search, asked, with_techniques](TherapistFinder::Found found) {
        if (with_techniques && found.ok() &&
            ShouldWiden(asked, search->request, *found)) {
          return Find(search, /*with_techniques=*/false);
        }
        PutTherapists(std::move(found), search->response);
        ApplyReadMask(search->request.read_mask(), kAlways, search->response);
        search->done(absl::OkStatus());
      });
}

}  // namespace unknot::recommendation
