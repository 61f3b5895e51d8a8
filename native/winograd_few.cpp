// Winograd's method where pictures are small and weights many: every weight is read once, transformed where it is used, and forgotten.
#include <memory>

#include "winograd_weights.h"

namespace marrow {
namespace {

constexpr int64_t kGroup = 2;   // panels that share what is read of the input
constexpr int64_t kChunk = 64;  // input channels whose transformed weights stay in the second cache

// Turns 36 places of sixteen channels back into pixels and writes those inside the picture.
void write_pixels(const float* places, int64_t stride, Picture p, Tile tile, const Target& target) {
  Vector rows[4][6];
  for (int64_t j = 0; j < 6; j++) {
    Vector column[6], done[4];
    for (int64_t i = 0; i < 6; i++) column[i] = _mm512_loadu_ps(places + (i * 6 + j) * stride);
    transform_output(column, done);
    for (int64_t i = 0; i < 4; i++) rows[i][j] = done[i];
  }
  const int64_t high = std::min<int64_t>(4, p.rows - tile.row), wide = std::min<int64_t>(4, p.columns - tile.column);
  for (int64_t i = 0; i < high; i++) {
    Vector pixels[4];
    transform_output(rows[i], pixels);
    for (int64_t j = 0; j < wide; j++) _mm512_storeu_ps(target.data + ((tile.row + i) * p.columns + tile.column + j) * target.channels, pixels[j]);
  }
}

// The target of sixteen outputs from channel on, from a pixel of its first picture on.
Target lanes_of(const Targets& targets, int64_t channel, int64_t pixel) {
  const Target* target = targets.list;
  while (channel >= target->channels) channel -= target++->channels;
  return {target->data + pixel * target->channels + channel, target->channels};
}

struct Tiles {
  const Grid grid;
  const Picture picture;
  const int64_t all, size;
  Tiles(Picture p, int64_t count) : grid(p), picture(p), all(grid.total * count), size(p.rows * p.columns) {}
};

}  // namespace

bool has_few_tiles(Picture picture, int64_t count) { return Grid(picture).total * count <= 256; }

void winograd_few(Sources input, int64_t count, Picture picture, TrainedWeight weight, Targets targets) {
  const int64_t inputs = weight.turned ? weight.outputs : weight.inputs, outputs = weight.turned ? weight.inputs : weight.outputs;
  const Tiles tiles(picture, count);
  // Chunk by chunk, so that what one product reads lies together.
  const int64_t left_place = tiles.all * kChunk + kLanes;
  const Layout layout{kChunk, kPlaces * left_place};
  std::unique_ptr<float[]> left(new float[(inputs + kChunk - 1) / kChunk * layout.step]);
#pragma omp parallel
  {
#pragma omp for schedule(static)
    for (int64_t t = 0; t < tiles.all; t++) {
      read_tile(input, t / tiles.grid.total, picture, tiles.grid.at(t % tiles.grid.total), left.get() + t * kChunk, left_place, layout);
    }
    const int64_t packed_place = kChunk * kPanel + kLanes, sum_place = tiles.all * kPanel + kLanes;
    std::unique_ptr<float[]> packed(new float[kGroup * kPlaces * packed_place]), sums(new float[kGroup * kPlaces * sum_place]);
#pragma omp for schedule(dynamic, 1)
    for (int64_t first = 0; first < outputs; first += kGroup * kPanel) {
      const int64_t panels = std::min(kGroup, (outputs - first) / kPanel);
      for (int64_t c = 0; c < inputs; c += kChunk) {
        const int64_t depth = std::min(kChunk, inputs - c);
        for (int64_t part = 0; part < panels * 2; part++)
          transform_weights(weight, first + part * kLanes, c, depth, packed.get() + part / 2 * kPlaces * packed_place + part % 2 * kLanes,
                            packed_place);
        for (int64_t place = 0; place < kPlaces; place++)
          for (int64_t t = 0; t < tiles.all; t += kRows)
            for (int64_t panel = 0; panel < panels; panel++) {
              const auto& products = c == 0 ? kProducts<false> : kProducts<true>;
              products[std::min(kRows, tiles.all - t)](left.get() + layout(c) + place * left_place + t * kChunk,
                                                       packed.get() + (panel * kPlaces + place) * packed_place, {kChunk, 1, kPanel}, depth,
                                                       sums.get() + (panel * kPlaces + place) * sum_place + t * kPanel, kPanel);
            }
      }
      for (int64_t t = 0; t < tiles.all; t++)
        for (int64_t part = 0; part < panels * 2; part++)
          write_pixels(sums.get() + part / 2 * kPlaces * sum_place + t * kPanel + part % 2 * kLanes, sum_place, picture,
                       tiles.grid.at(t % tiles.grid.total), lanes_of(targets, first + part * kLanes, t / tiles.grid.total * tiles.size));
    }
  }
}

void winograd_few_gradient(Sources input, const float* gradient, int64_t count, Picture picture, int64_t outputs, float* result) {
  const int64_t inputs = input.channels();
  const Tiles tiles(picture, count);
  // Panel by panel, so that what one product reads lies together.
  const int64_t tile_place = tiles.all * kPanel + kLanes;
  const Layout layout{kPanel, kPlaces * tile_place};
  std::unique_ptr<float[]> left(new float[layout(outputs)]), right(new float[layout(inputs)]);
#pragma omp parallel
  {
#pragma omp for schedule(static)
    for (int64_t t = 0; t < tiles.all; t++) {
      const int64_t n = t / tiles.grid.total;
      const Tile tile = tiles.grid.at(t % tiles.grid.total);
      read_gradient(gradient + n * tiles.size * outputs, picture, tile, outputs, left.get() + t * kPanel, tile_place, layout);
      read_tile(input, n, picture, tile, right.get() + t * kPanel, tile_place, layout);
    }
    // 32 outputs by 32 inputs at a time: what they add up to never leaves the second cache.
    const int64_t sum_place = kPanel * kPanel + kLanes;
    std::unique_ptr<float[]> sums(new float[kPlaces * sum_place]);
#pragma omp for collapse(2) schedule(static)
    for (int64_t c = 0; c < inputs; c += kPanel)
      for (int64_t k = 0; k < outputs; k += kPanel) {
        for (int64_t place = 0; place < kPlaces; place++)
          for (int64_t row = 0; row < kPanel; row += kStep)
            kProducts<false>[std::min(kStep, kPanel - row)](left.get() + layout(k) + place * tile_place + row,
                                                            right.get() + layout(c) + place * tile_place, {1, kPanel, kPanel}, tiles.all,
                                                            sums.get() + place * sum_place + row * kPanel, kPanel);
        for (int64_t row = 0; row < kPanel; row++)
          for (int64_t lane = 0; lane < kPanel; lane += kLanes)
            write_taps(sums.get() + row * kPanel + lane, sum_place, result + (k + row) * 9 * inputs + c + lane, inputs);
      }
  }
}

}  // namespace marrow
