#include <memory>
#include <vector>

#include "winograd_tiles.h"

namespace marrow {
namespace {

constexpr int64_t kBlockFloats = 1 << 19;  // of transformed tiles at a time: 2 MiB, what the second cache holds

// One axis of the weight transform, transposed: six values to three.
inline void untransform_weight(const float t[6], float w[3]) {
  const float inner = (t[1] + t[2]) / 6, outer = t[3] + t[4];
  w[0] = t[0] / 4 - inner + outer / 24;
  w[1] = (t[2] - t[1]) / 6 + (t[3] - t[4]) / 12;
  w[2] = -inner + outer / 6 + t[5];
}

void untransform(const float* sums, int64_t inputs, int64_t outputs, float* result) {
#pragma omp parallel for schedule(static)
  for (int64_t k = 0; k < outputs; k++)
    for (int64_t c = 0; c < inputs; c++) {
      float half[3][6];
      for (int j = 0; j < 6; j++) {
        float column[6], done[3];
        for (int i = 0; i < 6; i++) column[i] = sums[((i * 6 + j) * inputs + c) * outputs + k];
        untransform_weight(column, done);
        for (int i = 0; i < 3; i++) half[i][j] = done[i];
      }
      for (int i = 0; i < 3; i++) untransform_weight(half[i], result + (k * inputs + c) * 9 + i * 3);
    }
}

}  // namespace

void winograd_weight_gradient(const float* input, const float* gradient, int64_t count, Picture picture, int64_t inputs, int64_t outputs,
                              float* result) {
  const Grid grid(picture);
  const int64_t size = picture.rows * picture.columns, all = grid.total * count;
  const int64_t left_tile = inputs + kLanes, right_tile = outputs + kLanes;
  // Sums that outgrow the cache are read and written once a block, which is then made larger.
  const int64_t floats = std::max(kBlockFloats, 16 * inputs * outputs);
  const int64_t block = std::clamp(floats / (kPlaces * (left_tile + right_tile)), int64_t{16}, all < 16 ? int64_t{16} : all);
  const int64_t left_place = block * left_tile + kLanes, right_place = block * right_tile + kLanes;
  std::unique_ptr<float[]> left(new float[kPlaces * left_place]), right(new float[kPlaces * right_place]);
  std::vector<float> sums(kPlaces * inputs * outputs);
#pragma omp parallel
  for (int64_t first = 0; first < all; first += block) {
    const int64_t tiles = std::min(block, all - first);
#pragma omp for schedule(static)
    for (int64_t t = 0; t < tiles; t++) {
      const int64_t picture_index = (first + t) / grid.total;
      const Tile tile = grid.at((first + t) % grid.total);
      const Source source{input + picture_index * size * inputs, inputs, nullptr, nullptr};
      read_tile(source, _mm512_setzero_ps(), picture, tile, left.get() + t * left_tile, left_place);
      read_gradient(gradient + picture_index * size * outputs, picture, tile, outputs, right.get() + t * right_tile, right_place);
    }
    // Each place and panel belongs to one thread, which adds the tiles in their order.
#pragma omp for collapse(2) schedule(static)
    for (int64_t place = 0; place < kPlaces; place++)
      for (int64_t panel = 0; panel < outputs / kPanel; panel++)
        for (int64_t c = 0; c < inputs; c += kStep)
          kProducts<true>[std::min(kStep, inputs - c)](left.get() + place * left_place + c, right.get() + place * right_place + panel * kPanel,
                                                       {1, left_tile, right_tile}, tiles,
                                                       &sums[(place * inputs + c) * outputs + panel * kPanel], outputs);
  }
  untransform(sums.data(), inputs, outputs, result);
}

}  // namespace marrow
