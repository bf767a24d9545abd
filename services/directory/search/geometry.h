// Distances, and a grid of cells over the globe.
#ifndef UNKNOT_SERVICES_DIRECTORY_SEARCH_GEOMETRY_H_
#define UNKNOT_SERVICES_DIRECTORY_SEARCH_GEOMETRY_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "unknot/directory/v1/place.pb.h"

namespace unknot::directory {

// Returns the great circle distance in metres on a sphere of 6371008.8 m
// radius: within 0.6 % of the true one.
double DistanceMetres(const v1::LatLng& a, const v1::LatLng& b);

// Returns the cell that the point lies in. Cells are a quarter of a degree.
int64_t CellOf(const v1::LatLng& point);

// Returns all cells that may hold points within `radius_m` of `centre`, and
// perhaps a few more. Nothing, instead of a list, means that so many cells are
// within reach that looking at everybody is better, as it is near the poles.
std::optional<std::vector<int64_t>> CellsWithin(const v1::LatLng& centre,
                                                double radius_m);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_SEARCH_GEOMETRY_H_
