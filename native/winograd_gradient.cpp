#include <memory>
#include <vector>

#include "winograd_tiles.h"

namespace marrow {
namespace {

constexpr int64_t kBlockFloats = 1 << 19;  // of transformed tiles at a time: 2 MiB, what the second cache holds
constexpr int64_t kStep = 11;              // input channels of one product; three make 32 and one over

// One axis of the output transform, transposed: four values to six.
inline void transform_gradient(const Vector y[4], Vector m[6]) {
  const Vector two = _mm512_set1_ps(2), four = _mm512_set1_ps(4), eight = _mm512_set1_ps(8);
  Vector even = _mm512_add_ps(y[0], y[2]), odd = _mm512_add_ps(y[1], y[3]);
  Vector wide = _mm512_fmadd_ps(four, y[2], y[0]), step = _mm512_fmadd_ps(two, y[1], _mm512_mul_ps(eight, y[3]));
  m[0] = y[0];
  m[1] = _mm512_add_ps(even, odd);
  m[2] = _mm512_sub_ps(even, odd);
  m[3] = _mm512_add_ps(wide, step);
  m[4] = _mm512_sub_ps(wide, step);
  m[5] = y[3];
}

// Reads the 4 x 4 gradients of a tile; outside the picture is zero. Writes 36 places, stride apart.
void read_gradient(const float* gradient, Picture p, Tile tile, int64_t channels, float* places, int64_t stride) {
  for (int64_t c = 0; c < channels; c += kLanes) {
    Vector rows[4][6];
    for (int64_t i = 0; i < 4; i++) {
      Vector pixels[4];
      for (int64_t j = 0; j < 4; j++) {
        const int64_t y = tile.row + i, x = tile.column + j;
        pixels[j] = y < p.rows && x < p.columns ? _mm512_loadu_ps(gradient + (y * p.columns + x) * channels + c) : _mm512_setzero_ps();
      }
      transform_gradient(pixels, rows[i]);
    }
    for (int64_t j = 0; j < 6; j++) {
      Vector column[4] = {rows[0][j], rows[1][j], rows[2][j], rows[3][j]}, done[6];
      transform_gradient(column, done);
      for (int64_t i = 0; i < 6; i++) _mm512_storeu_ps(places + (i * 6 + j) * stride + c, done[i]);
    }
  }
}

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
