#include "services/directory/search/geometry.h"

#include <numbers>

namespace unknot::directory {

UnitVector ToUnitVector(const v1::LatLng& point) {
  constexpr double kRadians = std::numbers::pi / 180;
  const double latitude = point.latitude() * kRadians;
  const double longitude = point.longitude() * kRadians;
  const double across = std::cos(latitude);
  return {across * std::cos(longitude), across * std::sin(longitude),
          std::sin(latitude)};
}

double DistanceMetres(const v1::LatLng& a, const v1::LatLng& b) {
  return DistanceMetres(ToUnitVector(a), ToUnitVector(b));
}

}  // namespace unknot::directory
