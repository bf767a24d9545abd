// Requests that several benchmarks send, so that their costs can be compared.
#ifndef UNKNOT_TESTS_BENCH_REQUESTS_H_
#define UNKNOT_TESTS_BENCH_REQUESTS_H_

#include "unknot/directory/v1/search.pb.h"
#include "unknot/recommendation/v1/recommendation_service.pb.h"

namespace unknot::bench {

// An everyday complaint: two weeks of desk neck.
recommendation::v1::RecommendRequest NeckRequest();

// The same with four conditions and medicines, each with something to heed.
recommendation::v1::RecommendRequest ManyConditionsRequest();

// Low back pain with the signs that end in an emergency.
recommendation::v1::RecommendRequest EmergencyRequest();

// Who is near Toronto and offers what suits a stiff neck, as the recommendation
// service asks the directory.
directory::v1::SearchTherapistsRequest NearbyRequest();

}  // namespace unknot::bench

#endif  // UNKNOT_TESTS_BENCH_REQUESTS_H_
