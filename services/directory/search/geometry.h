// Distances on the globe. A point is kept as a unit vector from its centre, so
// that neither the date line nor the poles are special, and a distance costs
// a square root.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_GEOMETRY_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_GEOMETRY_H_

#include <cmath>

#include "unknot/directory/v1/place.pb.h"

namespace unknot::directory {

inline constexpr double kEarthRadiusMetres = 6371008.8;

// A point of the globe as seen from its middle, of length 1.
struct UnitVector {
  double x = 0;
  double y = 0;
  double z = 0;
};

UnitVector ToUnitVector(const v1::LatLng& point);

// Returns the great circle distance of two points whose straight distance
// through the globe is `chord` radii.
inline double ArcMetres(double chord) {
  const double half = chord / 2;
  if (half < 0.02) {
    // asin to the last digit for up to 250 km, several times as fast.
    const double s = half * half;
    return 2 * kEarthRadiusMetres * half *
           (1 + s * (1.0 / 6 +
                     s * (3.0 / 40 + s * (15.0 / 336 + s * 105.0 / 3456))));
  }
  return 2 * kEarthRadiusMetres * std::asin(half < 1 ? half : 1);
}

// Returns the great circle distance in metres on a sphere of 6371008.8 m
// radius: within 0.6 % of the true one.
inline double DistanceMetres(const UnitVector& a, const UnitVector& b) {
  const double x = a.x - b.x;
  const double y = a.y - b.y;
  const double z = a.z - b.z;
  return ArcMetres(std::sqrt(x * x + y * y + z * z));
}
double DistanceMetres(const v1::LatLng& a, const v1::LatLng& b);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_GEOMETRY_H_
