#include "hindcast/replay/graph/linear.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "hindcast/sim/check.hpp"

namespace hindcast {
namespace {

constexpr double kSingular = 1e-13;

// Solves (1 - matrix) x = right with partial pivots; nothing if that is singular.
std::optional<std::vector<double>> eliminate(const SquareMatrix& matrix,
                                             std::vector<double> right) {
  const std::size_t size = matrix.size();
  SquareMatrix left(size);
  for (std::size_t row = 0; row < size; ++row) {
    for (std::size_t column = 0; column < size; ++column) {
      left.at(row, column) = (row == column ? 1 : 0) - matrix.at(row, column);
    }
  }
  for (std::size_t step = 0; step < size; ++step) {
    std::size_t pivot = step;
    for (std::size_t row = step; row < size; ++row) {
      if (std::abs(left.at(row, step)) > std::abs(left.at(pivot, step))) pivot = row;
    }
    if (std::abs(left.at(pivot, step)) < kSingular) return {};
    for (std::size_t column = 0; column < size; ++column) {
      std::swap(left.at(step, column), left.at(pivot, column));
    }
    std::swap(right[step], right[pivot]);
    for (std::size_t row = 0; row < size; ++row) {
      if (row == step) continue;
      const double factor = left.at(row, step) / left.at(step, step);
      for (std::size_t column = step; column < size; ++column) {
        left.at(row, column) -= factor * left.at(step, column);
      }
      right[row] -= factor * right[step];
    }
  }
  for (std::size_t row = 0; row < size; ++row) right[row] /= left.at(row, row);
  return right;
}

}  // namespace

std::vector<double> solve_fixed_point(const SquareMatrix& matrix,
                                      const std::vector<double>& inflow) {
  const auto solution = eliminate(matrix, inflow);
  HINDCAST_CHECK(solution.has_value());
  return *solution;
}

bool is_contraction(const SquareMatrix& matrix) {
  const auto solution = eliminate(matrix, std::vector<double>(matrix.size(), 1));
  // Beyond 1e12 turns nothing tells the loop from one without end.
  return solution && std::all_of(solution->begin(), solution->end(),
                                 [](double x) { return x > 0 && x < 1e12; });
}

double spectral_radius(const SquareMatrix& matrix) {
  const std::size_t size = matrix.size();
  std::vector<double> vector(size, 1);
  double low = 0;
  double high = 0;
  double shift = 0;  // makes the iteration converge for periodic matrices too
  for (std::size_t row = 0; row < size; ++row) {
    double sum = 0;
    for (std::size_t column = 0; column < size; ++column) sum += matrix.at(row, column);
    shift = std::max(shift, sum);
  }
  if (size == 1 || shift == 0) return shift;
  for (int round = 0; round < 100'000; ++round) {
    std::vector<double> next(size, 0);
    double largest = 0;
    low = std::numeric_limits<double>::infinity();
    high = 0;
    for (std::size_t row = 0; row < size; ++row) {
      next[row] = shift * vector[row];
      for (std::size_t column = 0; column < size; ++column) {
        next[row] += matrix.at(row, column) * vector[column];
      }
      low = std::min(low, next[row] / vector[row]);
      high = std::max(high, next[row] / vector[row]);
      largest = std::max(largest, next[row]);
    }
    if (high - low <= 1e-12 * high) break;
    for (double& entry : next) entry = std::max(entry / largest, 1e-290);
    vector = std::move(next);
  }
  return (low + high) / 2 - shift;
}

}  // namespace hindcast
