#include <memory>
#include <vector>

#include "winograd_weights.h"

namespace marrow {
namespace {

constexpr int64_t kBlockFloats = 3 << 16;  // of transformed tiles at a time: 768 KiB, so that the second cache holds them and the sums
constexpr int64_t kShares = 8;             // of the tiles, summed apart
constexpr int64_t kFewWeights = 1 << 13;   // input times output channels

void untransform(const float* sums, int64_t inputs, int64_t outputs, float* result) {
#pragma omp parallel for schedule(static)
  for (int64_t k = 0; k < outputs; k++)
    for (int64_t c = 0; c < inputs; c += kLanes) write_taps(sums + k * inputs + c, outputs * inputs, result + k * 9 * inputs + c, inputs);
}

// Tiles side by side, transformed: those of the input and those of the gradient. The places of one tile lie together, since few pages can be
// written at a time without asking where they are; one cache line more, or all tiles would fall on the same lines of the first cache.
struct TileBlock {
  const Sources input;
  const float* gradient;
  const Picture picture;
  const Grid grid;
  const int64_t inputs, outputs, size, left_tile, right_tile;
  std::unique_ptr<float[]> left, right;

  TileBlock(Sources input, const float* gradient, Picture p, int64_t outputs, int64_t tiles)
      : input(input), gradient(gradient), picture(p), grid(p), inputs(input.channels()), outputs(outputs), size(p.rows * p.columns),
        left_tile(kPlaces * inputs + kLanes), right_tile(kPlaces * outputs + kLanes), left(new float[tiles * left_tile]),
        right(new float[tiles * right_tile]) {}

  // Reads tile number index of all pictures into slot t.
  void read(int64_t index, int64_t t) {
    const int64_t n = index / grid.total;
    const Tile tile = grid.at(index % grid.total);
    read_tile(input, n, picture, tile, left.get() + t * left_tile, inputs);
    read_gradient(gradient + n * size * outputs, picture, tile, outputs, right.get() + t * right_tile, outputs, kSideBySide);
  }

  // Adds the products of tiles at one place and panel of inputs, in their order.
  void add(int64_t place, int64_t panel, int64_t tiles, float* sums) const {
    for (int64_t k = 0; k < outputs; k += kStep)
      kProducts<true>[std::min(kStep, outputs - k)](right.get() + place * outputs + k, left.get() + place * inputs + panel * kPanel,
                                                    {1, right_tile, left_tile}, tiles, sums + (place * outputs + k) * inputs + panel * kPanel,
                                                    inputs);
  }
};

// Few weights, many tiles: each share of the tiles is summed by one thread in its own cache. There are as many shares on any number of threads.
void add_shares(Sources input, const float* gradient, int64_t count, Picture picture, int64_t outputs, float* sums) {
  const int64_t inputs = input.channels();
  const int64_t all = Grid(picture).total * count, weights = kPlaces * inputs * outputs;
  const int64_t block = std::max(kBlockFloats / (kPlaces * (inputs + outputs + 2 * kLanes)), int64_t{16});
  std::vector<float> shares(kShares * weights);
#pragma omp parallel
  {
    TileBlock tiles(input, gradient, picture, outputs, block);
#pragma omp for schedule(dynamic, 1)
    for (int64_t share = 0; share < kShares; share++) {
      const int64_t end = all * (share + 1) / kShares;
      for (int64_t first = all * share / kShares; first < end; first += block) {
        const int64_t some = std::min(block, end - first);
        for (int64_t t = 0; t < some; t++) tiles.read(first + t, t);
        for (int64_t place = 0; place < kPlaces; place++)
          for (int64_t panel = 0; panel < inputs / kPanel; panel++) tiles.add(place, panel, some, &shares[share * weights]);
      }
    }
#pragma omp for schedule(static)
    for (int64_t i = 0; i < weights; i++)
      for (int64_t share = 0; share < kShares; share++) sums[i] += shares[share * weights + i];
  }
}

// All threads transform a large block of tiles; then each place and panel belongs to one of them.
void add_blocks(Sources input, const float* gradient, int64_t count, Picture picture, int64_t outputs, float* sums) {
  const int64_t inputs = input.channels();
  const int64_t all = Grid(picture).total * count;
  // Sums that outgrow the cache are read and written once a block, which is then made larger.
  const int64_t floats = std::max(2 * kBlockFloats, 16 * inputs * outputs);
  const int64_t block = std::clamp(floats / (kPlaces * (inputs + outputs + 2 * kLanes)), int64_t{16}, all < 16 ? int64_t{16} : all);
  TileBlock tiles(input, gradient, picture, outputs, block);
#pragma omp parallel
  for (int64_t first = 0; first < all; first += block) {
    const int64_t some = std::min(block, all - first);
#pragma omp for schedule(static)
    for (int64_t t = 0; t < some; t++) tiles.read(first + t, t);
#pragma omp for collapse(2) schedule(static)
    for (int64_t place = 0; place < kPlaces; place++)
      for (int64_t panel = 0; panel < inputs / kPanel; panel++) tiles.add(place, panel, some, sums);
  }
}

}  // namespace

void winograd_pack(TrainedWeight weight, float* packed) {
  const int64_t inputs = weight.turned ? weight.outputs : weight.inputs, outputs = weight.turned ? weight.inputs : weight.outputs;
#pragma omp parallel for collapse(2) schedule(static)
  for (int64_t k = 0; k < outputs; k += kLanes)
    for (int64_t c = 0; c < inputs; c += kLanes)
      transform_weights(weight, k, c, kLanes, packed + k / kPanel * inputs * kPanel + c * kPanel + k % kPanel, outputs * inputs);
}

void winograd_weight_gradient(Sources input, const float* gradient, int64_t count, Picture picture, int64_t outputs, float* result) {
  const int64_t inputs = input.channels();
  std::vector<float> sums(kPlaces * inputs * outputs);
  const auto add = inputs * outputs <= kFewWeights ? add_shares : add_blocks;
  add(input, gradient, count, picture, outputs, sums.data());
  untransform(sums.data(), inputs, outputs, result);
}

}  // namespace marrow
