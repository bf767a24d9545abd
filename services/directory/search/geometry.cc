// Spherical geometry; a sphere is exact enough for "near".
#include "services/directory/search/geometry.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace unknot::directory {
namespace {

constexpr double kEarthRadiusMetres = 6371008.8;
constexpr double kCellsPerDegree = 4;
constexpr int kColumns = 360 * static_cast<int>(kCellsPerDegree);
constexpr size_t kMostCells = 4096;

double Radians(double degrees) { return degrees * std::numbers::pi / 180; }
double Degrees(double radians) { return radians * 180 / std::numbers::pi; }

int RowOf(double latitude) {
  return static_cast<int>(std::floor((latitude + 90) * kCellsPerDegree));
}

// Not yet wrapped around the globe.
int ColumnOf(double longitude) {
  return static_cast<int>(std::floor((longitude + 180) * kCellsPerDegree));
}

int64_t Cell(int row, int column) {
  const int wrapped = ((column % kColumns) + kColumns) % kColumns;
  return static_cast<int64_t>(row) * kColumns + wrapped;
}

}  // namespace

double DistanceMetres(const v1::LatLng& a, const v1::LatLng& b) {
  const double lat_a = Radians(a.latitude());
  const double lat_b = Radians(b.latitude());
  const double half_lat = std::sin((lat_b - lat_a) / 2);
  const double half_lng = std::sin(Radians(b.longitude() - a.longitude()) / 2);
  const double h = half_lat * half_lat +
                   std::cos(lat_a) * std::cos(lat_b) * half_lng * half_lng;
  return 2 * kEarthRadiusMetres * std::asin(std::sqrt(std::min(1.0, h)));
}

int64_t CellOf(const v1::LatLng& point) {
  return Cell(RowOf(point.latitude()), ColumnOf(point.longitude()));
}

std::optional<std::vector<int64_t>> CellsWithin(const v1::LatLng& centre,
                                                double radius_m) {
  const double reach = radius_m / kEarthRadiusMetres;
  const double lat_reach = Degrees(reach);
  const double south = centre.latitude() - lat_reach;
  const double north = centre.latitude() + lat_reach;
  if (south <= -89 || north >= 89) return std::nullopt;
  // The circle is widest a little towards the pole of its centre.
  const double ratio = std::sin(reach) / std::cos(Radians(centre.latitude()));
  if (!(ratio < 1)) return std::nullopt;
  const double lng_reach = Degrees(std::asin(ratio));

  const int first_row = RowOf(south);
  const int last_row = RowOf(north);
  const int first_column = ColumnOf(centre.longitude() - lng_reach);
  const int last_column = ColumnOf(centre.longitude() + lng_reach);
  if (last_column - first_column + 1 >= kColumns) return std::nullopt;
  std::vector<int64_t> cells;
  for (int row = first_row; row <= last_row; ++row) {
    for (int column = first_column; column <= last_column; ++column) {
      if (cells.size() == kMostCells) return std::nullopt;
      cells.push_back(Cell(row, column));
    }
  }
  return cells;
}

}  // namespace unknot::directory
