// For who has set the instructions to compile for.
#pragma once
#include <cstdint>

namespace marrow {
namespace {

// A transform of the kernels of Winograd's method along one axis and then along the other: In x In values, as load (row, column) gives them, to
// Out x Out ones, which sink (place, value) takes.
template <class Value, int In, int Out, class Axis, class Load, class Sink>
inline __attribute__((always_inline)) void transform_both(Axis axis, Load load, Sink sink) {
  Value half[Out][In], down[Out], across[Out];
  for (int j = 0; j < In; j++) {
    Value column[In];
    for (int i = 0; i < In; i++) column[i] = load(i, j);
    axis(column, down);
    for (int i = 0; i < Out; i++) half[i][j] = down[i];
  }
  for (int i = 0; i < Out; i++) {
    axis(half[i], across);
    for (int j = 0; j < Out; j++) sink(i * Out + j, across[j]);
  }
}

}  // namespace
}  // namespace marrow
