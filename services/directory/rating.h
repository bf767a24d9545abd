// What reviews add up to.
#ifndef UNKNOT_SERVICES_DIRECTORY_RATING_H_
#define UNKNOT_SERVICES_DIRECTORY_RATING_H_

#include "unknot/directory/v1/therapist.pb.h"

namespace unknot::directory {

// A therapist without reviews ranks as one whose reviews have this mean. It
// lies where most means of reviewed services lie, so that being new is neither
// a merit nor a fault.
inline constexpr double kPriorMean = 4.0;

// The prior weighs as much as this many reviews.
inline constexpr double kPriorReviews = 5.0;

// Returns the mean that ranks; see Rating.bayesian_mean.
inline double BayesianMean(double mean, int count) {
  return (kPriorMean * kPriorReviews + mean * count) / (kPriorReviews + count);
}

// Returns `rating` with the mean that ranks filled in.
inline v1::Rating Complete(v1::Rating rating) {
  rating.set_bayesian_mean(BayesianMean(rating.mean(), rating.count()));
  return rating;
}

// Returns `rating` after `count` reviews of `stars` each were added to it, or,
// below 0, taken from it. Never below nothing.
inline v1::Rating ChangeStars(const v1::Rating& rating, int stars, int count) {
  v1::Rating sum;
  sum.set_count(rating.count() + count < 0 ? 0 : rating.count() + count);
  if (sum.count() > 0) {
    const double mean =
        (rating.mean() * rating.count() + stars * count) / sum.count();
    sum.set_mean(mean < 1 ? 1 : mean > 5 ? 5 : mean);
  }
  return Complete(sum);
}

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_RATING_H_
