#include "winograd.h"

#include <cstring>
#include <memory>

#include "winograd_tiles.h"

namespace marrow {
namespace {

// One axis of the weight transform: three values to six.
inline void transform_weight(float a, float b, float c, float t[6]) {
  const float outer = (a + c) / 6, wide = a / 24 + c / 6;
  t[0] = a / 4;
  t[1] = -outer - b / 6;
  t[2] = -outer + b / 6;
  t[3] = wide + b / 12;
  t[4] = wide - b / 12;
  t[5] = c;
}

// Turns 36 places back into 4 x 4 pixels of one target, writes those inside the picture, and adds them to the moments (sums, and squares a step
// further).
void write_tile(const float* places, int64_t stride, Picture p, Tile tile, const Target& target, float* sums, int64_t step) {
  const int64_t high = std::min<int64_t>(4, p.rows - tile.row), wide = std::min<int64_t>(4, p.columns - tile.column);
  for (int64_t k = 0; k < target.channels; k += kLanes) {
    Vector rows[4][6];
    for (int64_t j = 0; j < 6; j++) {
      Vector column[6], done[4];
      for (int64_t i = 0; i < 6; i++) column[i] = _mm512_loadu_ps(places + (i * 6 + j) * stride + k);
      transform_output(column, done);
      for (int64_t i = 0; i < 4; i++) rows[i][j] = done[i];
    }
    Vector sum{}, square{};
    for (int64_t i = 0; i < high; i++) {
      Vector pixels[4];
      transform_output(rows[i], pixels);
      float* line = target.data + ((tile.row + i) * p.columns + tile.column) * target.channels + k;
      for (int64_t j = 0; j < wide; j++) {
        _mm512_storeu_ps(line + j * target.channels, pixels[j]);
        sum = _mm512_add_ps(sum, pixels[j]);
        square = _mm512_fmadd_ps(pixels[j], pixels[j], square);
      }
    }
    if (!sums) continue;
    _mm512_storeu_ps(sums + k, _mm512_add_ps(_mm512_loadu_ps(sums + k), sum));
    _mm512_storeu_ps(sums + step + k, _mm512_add_ps(_mm512_loadu_ps(sums + step + k), square));
  }
}

}  // namespace

bool has_avx512() { return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"); }

// So few tiles that both sides of the product, transformed, stay in the second cache beside the weights.
int64_t winograd_block(int64_t channels_in) {
  int64_t rows = (1 << 19) / (kPlaces * channels_in * 4);
  return std::clamp(rows / kRows, int64_t{2}, int64_t{4}) * kRows;
}

int64_t winograd_blocks(Picture picture, int64_t channels_in) {
  int64_t block = winograd_block(channels_in);
  return (Grid(picture).total + block - 1) / block;
}

// Thirty-two output channels side by side, one input channel after another.
void winograd_pack(const float* weight, int64_t outputs, int64_t inputs, float* packed) {
  const int64_t panels = outputs / kPanel;
#pragma omp parallel for
  for (int64_t panel = 0; panel < panels; panel++) {
    for (int64_t c = 0; c < inputs; c++) {
      float w[9][kPanel], half[6][3][kPanel];
      for (int64_t k = 0; k < kPanel; k++)
        for (int64_t i = 0; i < 9; i++) w[i][k] = weight[((panel * kPanel + k) * inputs + c) * 9 + i];
      for (int j = 0; j < 3; j++)
        for (int64_t k = 0; k < kPanel; k++) {
          float column[6];
          transform_weight(w[j][k], w[3 + j][k], w[6 + j][k], column);
          for (int i = 0; i < 6; i++) half[i][j][k] = column[i];
        }
      for (int i = 0; i < 6; i++)
        for (int64_t k = 0; k < kPanel; k++) {
          float row[6];
          transform_weight(half[i][0][k], half[i][1][k], half[i][2][k], row);
          for (int j = 0; j < 6; j++) packed[(((i * 6 + j) * panels + panel) * inputs + c) * kPanel + k] = row[j];
        }
    }
  }
}

void winograd(Sources sources, Picture picture, const float* packed, int64_t outputs, Targets targets, float* moments) {
  const int64_t inputs = sources.channels();
  const Grid grid(picture);
  const int64_t block = winograd_block(inputs), blocks = winograd_blocks(picture, inputs);
  if (moments) std::memset(moments, 0, sizeof(float) * blocks * 2 * outputs);
#pragma omp parallel
  {
    // What is written together lies together, since few pages can be written at a time without asking where they are: the places of one tile,
    // and the tiles of one product. One cache line more, or all of them would fall on the same lines of the first cache.
    const int64_t left_place = inputs, left_tile = kPlaces * left_place + kLanes;
    const int64_t right_tile = outputs + kLanes, right_place = block * right_tile + kLanes;
    std::unique_ptr<float[]> left(new float[block * left_tile]), right(new float[kPlaces * right_place]);
#pragma omp for schedule(dynamic, 1)
    for (int64_t b = 0; b < blocks; b++) {
      const int64_t first = b * block, count = std::min(block, grid.total - first);
      for (int64_t t = 0; t < count; t++) read_tile(sources, 0, picture, grid.at(first + t), left.get() + t * left_tile, left_place);
      for (int64_t place = 0; place < kPlaces; place++)
        for (int64_t panel = 0; panel < outputs / kPanel; panel++)
          for (int64_t t = 0; t < count; t += kRows)
            kProducts<false>[std::min(kRows, count - t)](left.get() + place * left_place + t * left_tile,
                                                         packed + (place * (outputs / kPanel) + panel) * inputs * kPanel,
                                                         {left_tile, 1, kPanel}, inputs,
                                                         right.get() + place * right_place + t * right_tile + panel * kPanel, right_tile);
      for (int64_t t = 0; t < count; t++) {
        const float* places = right.get() + t * right_tile;
        float* sums = moments ? moments + b * 2 * outputs : nullptr;
        for (int64_t i = 0; i < targets.count; i++) {
          write_tile(places, right_place, picture, grid.at(first + t), targets.list[i], sums, outputs);
          places += targets.list[i].channels;
          if (sums) sums += targets.list[i].channels;
        }
      }
    }
  }
}

void enlarge_pack(const float* weight, int64_t inputs, int64_t outputs, float* packed) {
  for (int64_t c = 0; c < inputs; c++)
    for (int64_t k = 0; k < outputs; k++)
      for (int64_t place = 0; place < 4; place++)
        packed[((place * (outputs / kPanel) + k / kPanel) * inputs + c) * kPanel + k % kPanel] = weight[(c * outputs + k) * 4 + place];
}

void enlarge(const float* input, Picture p, int64_t inputs, const float* packed, const float* bias, int64_t outputs, float* result) {
#pragma omp parallel for schedule(dynamic, 1)
  for (int64_t line = 0; line < p.rows; line++) {
    for (int64_t panel = 0; panel < outputs / kPanel; panel++)
      for (int64_t place = 0; place < 4; place++)
        for (int64_t x = 0; x < p.columns; x += kRows) {
          const int64_t count = std::min(kRows, p.columns - x);
          float* target = result + ((line * 2 + place / 2) * p.columns * 2 + x * 2 + place % 2) * outputs + panel * kPanel;
          kProducts<false>[count](input + (line * p.columns + x) * inputs, packed + (place * (outputs / kPanel) + panel) * inputs * kPanel,
                                  {inputs, 1, kPanel}, inputs, target, 2 * outputs);
          if (!bias) continue;
          for (int64_t i = 0; i < count; i++)
            for (int64_t k = 0; k < kPanel; k += kLanes) {
              float* at = target + i * 2 * outputs + k;
              _mm512_storeu_ps(at, _mm512_add_ps(_mm512_loadu_ps(at), _mm512_loadu_ps(bias + panel * kPanel + k)));
            }
        }
  }
}

}  // namespace marrow
