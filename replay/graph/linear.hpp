// The little linear algebra that loops of calls need: small, dense, with no negative entries.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace hindcast {

class SquareMatrix {
 public:
  explicit SquareMatrix(std::size_t size) : size_(size), entries_(size * size, 0) {}

  std::size_t size() const { return size_; }
  double& at(std::size_t row, std::size_t column) { return entries_[row * size_ + column]; }
  double at(std::size_t row, std::size_t column) const { return entries_[row * size_ + column]; }

 private:
  std::size_t size_;
  std::vector<double> entries_;
};

// Returns the x with x = matrix * x + inflow, by elimination. REQUIRES: is_contraction(matrix).
std::vector<double> solve_fixed_point(const SquareMatrix& matrix,
                                      const std::vector<double>& inflow);

// Whether the spectral radius of a matrix without negative entries is below 1: exactly then
// x = matrix * x + 1 has a solution without negative entries.
bool is_contraction(const SquareMatrix& matrix);

// Returns the spectral radius of a matrix without negative entries that is irreducible (or 1 x 1),
// to 12 digits: power iteration between Collatz's and Wielandt's bounds.
double spectral_radius(const SquareMatrix& matrix);

}  // namespace hindcast
