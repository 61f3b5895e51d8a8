// Winograd's method where pictures are small and weights many: every weight is read once, transformed where it is used, and forgotten.
#include <memory>

#include "transpose.h"

namespace marrow {
namespace {

constexpr int64_t kGroup = 2;   // panels that share what is read of the input
constexpr int64_t kChunk = 64;  // input channels whose transformed weights stay in the second cache

// One axis of the weight transform: three values to six.
inline void transform_weight(Vector a, Vector b, Vector c, Vector t[6]) {
  const Vector sixth = _mm512_set1_ps(1.f / 6), twelfth = _mm512_set1_ps(1.f / 12), least = _mm512_set1_ps(1.f / 24);
  const Vector outer = _mm512_mul_ps(_mm512_add_ps(a, c), sixth), inner = _mm512_mul_ps(b, sixth);
  const Vector wide = _mm512_fmadd_ps(a, least, _mm512_mul_ps(c, sixth)), step = _mm512_mul_ps(b, twelfth);
  t[0] = _mm512_mul_ps(a, _mm512_set1_ps(0.25f));
  t[1] = _mm512_sub_ps(_mm512_setzero_ps(), _mm512_add_ps(outer, inner));
  t[2] = _mm512_sub_ps(inner, outer);
  t[3] = _mm512_add_ps(wide, step);
  t[4] = _mm512_sub_ps(wide, step);
  t[5] = c;
}

// Nine taps of sixteen weights, taps step apart, to 36 places, stride apart.
void transform_taps(const float* taps, int64_t step, bool turned, float* places, int64_t stride) {
  Vector half[6][3];
  for (int j = 0; j < 3; j++) {
    Vector column[3], done[6];
    for (int i = 0; i < 3; i++) column[i] = _mm512_loadu_ps(taps + (turned ? 8 - (i * 3 + j) : i * 3 + j) * step);
    transform_weight(column[0], column[1], column[2], done);
    for (int i = 0; i < 6; i++) half[i][j] = done[i];
  }
  for (int i = 0; i < 6; i++) {
    Vector row[6];
    transform_weight(half[i][0], half[i][1], half[i][2], row);
    for (int j = 0; j < 6; j++) _mm512_storeu_ps(places + (i * 6 + j) * stride, row[j]);
  }
}

// The weights of sixteen outputs from channel on, for count input channels, to 36 places of count x 16, rows kPanel apart.
void transform_weights(TrainedWeight weight, int64_t output, int64_t channel, int64_t count, float* places, int64_t stride) {
  if (weight.turned) {
    // Backwards the outputs are the stored weight's inputs, which lie beside each other.
    for (int64_t c = 0; c < count; c++)
      transform_taps(weight.data + (channel + c) * 9 * weight.inputs + output, weight.inputs, true, places + c * kPanel, stride);
    return;
  }
  float taps[9][kLanes * kLanes];
  for (int64_t from = 0; from < count; from += kLanes) {
    for (int64_t tap = 0; tap < 9; tap++)
      transpose(weight.data + (output * 9 + tap) * weight.inputs + channel + from, 9 * weight.inputs, taps[tap], kLanes);
    for (int64_t c = 0; c < kLanes; c++) transform_taps(taps[0] + c * kLanes, kLanes * kLanes, false, places + (from + c) * kPanel, stride);
  }
}

// Turns 36 places of sixteen channels back into pixels and writes those inside the picture.
void write_pixels(const float* places, int64_t stride, Picture p, Tile tile, int64_t outputs, float* result) {
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
    for (int64_t j = 0; j < wide; j++) _mm512_storeu_ps(result + ((tile.row + i) * p.columns + tile.column + j) * outputs, pixels[j]);
  }
}

// One axis of the weight transform, transposed: six values to three.
inline void untransform(const Vector t[6], Vector w[3]) {
  const Vector sixth = _mm512_set1_ps(1.f / 6), twelfth = _mm512_set1_ps(1.f / 12), least = _mm512_set1_ps(1.f / 24);
  const Vector inner = _mm512_mul_ps(_mm512_add_ps(t[1], t[2]), sixth), outer = _mm512_add_ps(t[3], t[4]);
  w[0] = _mm512_fmadd_ps(outer, least, _mm512_fmsub_ps(t[0], _mm512_set1_ps(0.25f), inner));
  w[1] = _mm512_fmadd_ps(_mm512_sub_ps(t[2], t[1]), sixth, _mm512_mul_ps(_mm512_sub_ps(t[3], t[4]), twelfth));
  w[2] = _mm512_add_ps(t[5], _mm512_fmsub_ps(outer, sixth, inner));
}

// 36 places of sixteen weights, stride apart, to nine taps, step apart.
void write_taps(const float* places, int64_t stride, float* taps, int64_t step) {
  Vector half[3][6];
  for (int j = 0; j < 6; j++) {
    Vector column[6], done[3];
    for (int i = 0; i < 6; i++) column[i] = _mm512_loadu_ps(places + (i * 6 + j) * stride);
    untransform(column, done);
    for (int i = 0; i < 3; i++) half[i][j] = done[i];
  }
  for (int i = 0; i < 3; i++) {
    Vector row[3];
    untransform(half[i], row);
    for (int j = 0; j < 3; j++) _mm512_storeu_ps(taps + (i * 3 + j) * step, row[j]);
  }
}

struct Tiles {
  const Grid grid;
  const Picture picture;
  const int64_t all, size;
  Tiles(Picture p, int64_t count) : grid(p), picture(p), all(grid.total * count), size(p.rows * p.columns) {}
};

}  // namespace

bool has_few_tiles(Picture picture, int64_t count) { return Grid(picture).total * count <= 256; }

void winograd_few(const float* input, int64_t count, Picture picture, TrainedWeight weight, float* result) {
  const int64_t inputs = weight.turned ? weight.outputs : weight.inputs, outputs = weight.turned ? weight.inputs : weight.outputs;
  const Tiles tiles(picture, count);
  const int64_t left_tile = inputs + kLanes, left_place = tiles.all * left_tile + kLanes;
  std::unique_ptr<float[]> left(new float[kPlaces * left_place]);
#pragma omp parallel
  {
#pragma omp for schedule(static)
    for (int64_t t = 0; t < tiles.all; t++) {
      const Source source{input + t / tiles.grid.total * tiles.size * inputs, inputs, nullptr, nullptr};
      read_tile(source, _mm512_setzero_ps(), picture, tiles.grid.at(t % tiles.grid.total), left.get() + t * left_tile, left_place);
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
              products[std::min(kRows, tiles.all - t)](left.get() + place * left_place + t * left_tile + c,
                                                       packed.get() + (panel * kPlaces + place) * packed_place, {left_tile, 1, kPanel}, depth,
                                                       sums.get() + (panel * kPlaces + place) * sum_place + t * kPanel, kPanel);
            }
      }
      for (int64_t t = 0; t < tiles.all; t++)
        for (int64_t part = 0; part < panels * 2; part++)
          write_pixels(sums.get() + part / 2 * kPlaces * sum_place + t * kPanel + part % 2 * kLanes, sum_place, picture,
                       tiles.grid.at(t % tiles.grid.total), outputs,
                       result + t / tiles.grid.total * tiles.size * outputs + first + part * kLanes);
    }
  }
}

void winograd_few_gradient(const float* input, const float* gradient, int64_t count, Picture picture, int64_t inputs, int64_t outputs,
                           float* result) {
  const Tiles tiles(picture, count);
  const int64_t left_tile = outputs + kLanes, left_place = tiles.all * left_tile + kLanes;
  const int64_t right_tile = inputs + kLanes, right_place = tiles.all * right_tile + kLanes;
  std::unique_ptr<float[]> left(new float[kPlaces * left_place]), right(new float[kPlaces * right_place]);
#pragma omp parallel
  {
#pragma omp for schedule(static)
    for (int64_t t = 0; t < tiles.all; t++) {
      const int64_t n = t / tiles.grid.total;
      const Tile tile = tiles.grid.at(t % tiles.grid.total);
      const Source source{input + n * tiles.size * inputs, inputs, nullptr, nullptr};
      read_gradient(gradient + n * tiles.size * outputs, picture, tile, outputs, left.get() + t * left_tile, left_place);
      read_tile(source, _mm512_setzero_ps(), picture, tile, right.get() + t * right_tile, right_place);
    }
    // 32 outputs by 32 inputs at a time: what they add up to never leaves the second cache.
    const int64_t sum_place = kPanel * kPanel + kLanes;
    std::unique_ptr<float[]> sums(new float[kPlaces * sum_place]);
#pragma omp for collapse(2) schedule(static)
    for (int64_t c = 0; c < inputs; c += kPanel)
      for (int64_t k = 0; k < outputs; k += kPanel) {
        for (int64_t place = 0; place < kPlaces; place++)
          for (int64_t row = 0; row < kPanel; row += kStep)
            kProducts<false>[std::min(kStep, kPanel - row)](left.get() + place * left_place + k + row, right.get() + place * right_place + c,
                                                            {1, left_tile, right_tile}, tiles.all,
                                                            sums.get() + place * sum_place + row * kPanel, kPanel);
        for (int64_t row = 0; row < kPanel; row++)
          for (int64_t lane = 0; lane < kPanel; lane += kLanes)
            write_taps(sums.get() + row * kPanel + lane, sum_place, result + (k + row) * 9 * inputs + c + lane, inputs);
      }
  }
}

}  // namespace marrow
