#include <memory>
#include <vector>

#include "winograd_tiles.h"

namespace marrow {
namespace {

constexpr int64_t kBlockFloats = 3 << 16;  // of transformed tiles at a time: 768 KiB, so that the second cache holds them and the sums
constexpr int64_t kShares = 8;             // of the tiles, summed apart
constexpr int64_t kFewWeights = 1 << 13;   // input times output channels

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

// Tiles side by side, transformed: those of the input and those of the gradient.
struct TileBlock {
  const float *input, *gradient;
  const Picture picture;
  const Grid grid;
  const int64_t inputs, outputs, size, left_tile, right_tile, left_place, right_place;
  std::unique_ptr<float[]> left, right;

  TileBlock(const float* input, const float* gradient, Picture p, int64_t inputs, int64_t outputs, int64_t tiles)
      : input(input), gradient(gradient), picture(p), grid(p), inputs(inputs), outputs(outputs), size(p.rows * p.columns),
        left_tile(inputs + kLanes), right_tile(outputs + kLanes), left_place(tiles * left_tile + kLanes),
        right_place(tiles * right_tile + kLanes), left(new float[kPlaces * left_place]), right(new float[kPlaces * right_place]) {}

  // Reads tile number index of all pictures into slot t.
  void read(int64_t index, int64_t t) {
    const int64_t n = index / grid.total;
    const Tile tile = grid.at(index % grid.total);
    const Source source{input + n * size * inputs, inputs, nullptr, nullptr};
    read_tile(source, _mm512_setzero_ps(), picture, tile, left.get() + t * left_tile, left_place);
    read_gradient(gradient + n * size * outputs, picture, tile, outputs, right.get() + t * right_tile, right_place);
  }

  // Adds the products of tiles at one place and panel of outputs, in their order.
  void add(int64_t place, int64_t panel, int64_t tiles, float* sums) const {
    for (int64_t c = 0; c < inputs; c += kStep)
      kProducts<true>[std::min(kStep, inputs - c)](left.get() + place * left_place + c, right.get() + place * right_place + panel * kPanel,
                                                   {1, left_tile, right_tile}, tiles, sums + (place * inputs + c) * outputs + panel * kPanel,
                                                   outputs);
  }
};

// Few weights, many tiles: each share of the tiles is summed by one thread in its own cache. There are as many shares on any number of threads.
void add_shares(const float* input, const float* gradient, int64_t count, Picture picture, int64_t inputs, int64_t outputs, float* sums) {
  const int64_t all = Grid(picture).total * count, weights = kPlaces * inputs * outputs;
  const int64_t block = std::max(kBlockFloats / (kPlaces * (inputs + outputs + 2 * kLanes)), int64_t{16});
  std::vector<float> shares(kShares * weights);
#pragma omp parallel
  {
    TileBlock tiles(input, gradient, picture, inputs, outputs, block);
#pragma omp for schedule(dynamic, 1)
    for (int64_t share = 0; share < kShares; share++) {
      const int64_t end = all * (share + 1) / kShares;
      for (int64_t first = all * share / kShares; first < end; first += block) {
        const int64_t some = std::min(block, end - first);
        for (int64_t t = 0; t < some; t++) tiles.read(first + t, t);
        for (int64_t place = 0; place < kPlaces; place++)
          for (int64_t panel = 0; panel < outputs / kPanel; panel++) tiles.add(place, panel, some, &shares[share * weights]);
      }
    }
#pragma omp for schedule(static)
    for (int64_t i = 0; i < weights; i++)
      for (int64_t share = 0; share < kShares; share++) sums[i] += shares[share * weights + i];
  }
}

// All threads transform a large block of tiles; then each place and panel belongs to one of them.
void add_blocks(const float* input, const float* gradient, int64_t count, Picture picture, int64_t inputs, int64_t outputs, float* sums) {
  const int64_t all = Grid(picture).total * count;
  // Sums that outgrow the cache are read and written once a block, which is then made larger.
  const int64_t floats = std::max(2 * kBlockFloats, 16 * inputs * outputs);
  const int64_t block = std::clamp(floats / (kPlaces * (inputs + outputs + 2 * kLanes)), int64_t{16}, all < 16 ? int64_t{16} : all);
  TileBlock tiles(input, gradient, picture, inputs, outputs, block);
#pragma omp parallel
  for (int64_t first = 0; first < all; first += block) {
    const int64_t some = std::min(block, all - first);
#pragma omp for schedule(static)
    for (int64_t t = 0; t < some; t++) tiles.read(first + t, t);
#pragma omp for collapse(2) schedule(static)
    for (int64_t place = 0; place < kPlaces; place++)
      for (int64_t panel = 0; panel < outputs / kPanel; panel++) tiles.add(place, panel, some, sums);
  }
}

}  // namespace

void winograd_weight_gradient(const float* input, const float* gradient, int64_t count, Picture picture, int64_t inputs, int64_t outputs,
                              float* result) {
  std::vector<float> sums(kPlaces * inputs * outputs);
  const auto add = inputs * outputs <= kFewWeights ? add_shares : add_blocks;
  add(input, gradient, count, picture, inputs, outputs, sums.data());
  untransform(sums.data(), inputs, outputs, result);
}

}  // namespace marrow
