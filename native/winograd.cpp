#include "winograd.h"

#include <immintrin.h>
#include <omp.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#pragma GCC target("avx512f,avx512dq,fma")

namespace marrow {
namespace {

constexpr int64_t kLanes = 16;   // channels in one register
constexpr int64_t kPanel = 32;   // output channels of one product: two registers
constexpr int64_t kRows = 14;    // tiles of one product: 28 sums stay in registers
constexpr int64_t kPlaces = 36;  // of a 6 x 6 tile

using Vector = __m512;

inline Vector leaky(Vector x, Vector slope) { return _mm512_max_ps(x, _mm512_mul_ps(x, slope)); }

// result[r][0..32) = sum over k of left[r][k] * panel[k][0..32).
template <int Rows>
void product(const float* left, int64_t left_stride, const float* panel, int64_t depth, float* result, int64_t result_stride) {
  Vector low[Rows], high[Rows];
  // Three rows share a pointer; fourteen pointers would not fit the registers.
  const float* threes[] = {left, left + 3 * left_stride, left + 6 * left_stride, left + 9 * left_stride, left + 12 * left_stride};
#pragma GCC unroll 14
  for (int r = 0; r < Rows; r++) low[r] = high[r] = _mm512_setzero_ps();
  for (int64_t k = 0; k < depth; k++) {
    Vector first = _mm512_loadu_ps(panel + k * kPanel);
    Vector second = _mm512_loadu_ps(panel + k * kPanel + kLanes);
#pragma GCC unroll 14
    for (int r = 0; r < Rows; r++) {
      Vector value = _mm512_set1_ps(threes[r / 3][r % 3 * left_stride + k]);
      low[r] = _mm512_fmadd_ps(value, first, low[r]);
      high[r] = _mm512_fmadd_ps(value, second, high[r]);
    }
  }
#pragma GCC unroll 14
  for (int r = 0; r < Rows; r++) {
    _mm512_storeu_ps(result + r * result_stride, low[r]);
    _mm512_storeu_ps(result + r * result_stride + kLanes, high[r]);
  }
}

using Product = void (*)(const float*, int64_t, const float*, int64_t, float*, int64_t);
const Product kProducts[kRows + 1] = {nullptr,     product<1>,  product<2>,  product<3>,  product<4>,
                                      product<5>,  product<6>,  product<7>,  product<8>,  product<9>,
                                      product<10>, product<11>, product<12>, product<13>, product<14>};

// One axis of the input transform: six values to six.
inline void transform_input(const Vector d[6], Vector t[6]) {
  const Vector two = _mm512_set1_ps(2), four = _mm512_set1_ps(4), five = _mm512_set1_ps(5);
  Vector even = _mm512_fnmadd_ps(four, d[2], d[4]), odd = _mm512_fnmadd_ps(four, d[1], d[3]);
  Vector wide = _mm512_sub_ps(d[4], d[2]), step = _mm512_mul_ps(two, _mm512_sub_ps(d[3], d[1]));
  t[0] = _mm512_fmadd_ps(four, d[0], _mm512_fnmadd_ps(five, d[2], d[4]));
  t[1] = _mm512_add_ps(even, odd);
  t[2] = _mm512_sub_ps(even, odd);
  t[3] = _mm512_add_ps(wide, step);
  t[4] = _mm512_sub_ps(wide, step);
  t[5] = _mm512_fmadd_ps(four, d[1], _mm512_fnmadd_ps(five, d[3], d[5]));
}

// One axis of the output transform: six values to four.
inline void transform_output(const Vector m[6], Vector y[4]) {
  const Vector two = _mm512_set1_ps(2), four = _mm512_set1_ps(4), eight = _mm512_set1_ps(8);
  Vector a = _mm512_add_ps(m[1], m[2]), b = _mm512_sub_ps(m[1], m[2]);
  Vector c = _mm512_add_ps(m[3], m[4]), d = _mm512_sub_ps(m[3], m[4]);
  y[0] = _mm512_add_ps(m[0], _mm512_add_ps(a, c));
  y[1] = _mm512_fmadd_ps(two, d, b);
  y[2] = _mm512_fmadd_ps(four, c, a);
  y[3] = _mm512_add_ps(m[5], _mm512_fmadd_ps(eight, d, b));
}

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

struct Tile {
  int64_t row, column;  // of its first output pixel
};

struct Grid {
  int64_t high, wide, total;
  explicit Grid(Picture p) : high((p.rows + 3) / 4), wide((p.columns + 3) / 4), total(high * wide) {}
  Tile at(int64_t index) const { return {index / wide * 4, index % wide * 4}; }
};

// Reads the 6 x 6 pixels around a tile, normalized; outside the picture is zero. Writes 36 places, stride apart.
void read_tile(const Source& source, Vector slope, Picture p, Tile tile, float* places, int64_t stride) {
  for (int64_t c = 0; c < source.channels; c += kLanes) {
    Vector scale{}, shift{};
    if (source.scale) {
      scale = _mm512_loadu_ps(source.scale + c);
      shift = _mm512_loadu_ps(source.shift + c);
    }
    Vector rows[6][6];
    for (int64_t i = 0; i < 6; i++) {
      int64_t y = tile.row + i - 1;
      Vector pixels[6];
      for (int64_t j = 0; j < 6; j++) {
        int64_t x = tile.column + j - 1;
        if (y < 0 || y >= p.rows || x < 0 || x >= p.columns) {
          pixels[j] = _mm512_setzero_ps();
          continue;
        }
        pixels[j] = _mm512_loadu_ps(source.data + (y * p.columns + x) * source.channels + c);
        if (source.scale) pixels[j] = leaky(_mm512_fmadd_ps(pixels[j], scale, shift), slope);
      }
      transform_input(pixels, rows[i]);
    }
    for (int64_t j = 0; j < 6; j++) {
      Vector column[6] = {rows[0][j], rows[1][j], rows[2][j], rows[3][j], rows[4][j], rows[5][j]}, done[6];
      transform_input(column, done);
      for (int64_t i = 0; i < 6; i++) _mm512_storeu_ps(places + (i * 6 + j) * stride + c, done[i]);
    }
  }
}

// Turns 36 places back into 4 x 4 pixels, writes those inside the picture, and adds them to the moments.
void write_tile(const float* places, int64_t stride, Picture p, Tile tile, int64_t outputs, float* result, float* sums) {
  for (int64_t k = 0; k < outputs; k += kLanes) {
    Vector rows[4][6];
    for (int64_t j = 0; j < 6; j++) {
      Vector column[6], done[4];
      for (int64_t i = 0; i < 6; i++) column[i] = _mm512_loadu_ps(places + (i * 6 + j) * stride + k);
      transform_output(column, done);
      for (int64_t i = 0; i < 4; i++) rows[i][j] = done[i];
    }
    Vector sum = _mm512_loadu_ps(sums + k), square = _mm512_loadu_ps(sums + outputs + k);
    int64_t high = std::min<int64_t>(4, p.rows - tile.row), wide = std::min<int64_t>(4, p.columns - tile.column);
    for (int64_t i = 0; i < high; i++) {
      Vector pixels[4];
      transform_output(rows[i], pixels);
      float* line = result + ((tile.row + i) * p.columns + tile.column) * outputs + k;
      for (int64_t j = 0; j < wide; j++) {
        _mm512_storeu_ps(line + j * outputs, pixels[j]);
        sum = _mm512_add_ps(sum, pixels[j]);
        square = _mm512_fmadd_ps(pixels[j], pixels[j], square);
      }
    }
    _mm512_storeu_ps(sums + k, sum);
    _mm512_storeu_ps(sums + outputs + k, square);
  }
}

}  // namespace

bool has_avx512() { return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"); }

// About a megabyte of transformed tiles, so that both sides of the product stay in the second cache.
int64_t winograd_block(int64_t channels_in) {
  int64_t rows = (1 << 20) / (kPlaces * channels_in * 4);
  return std::clamp(rows / kRows, int64_t{4}, int64_t{8}) * kRows;
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

void winograd(const Source* sources, int64_t source_count, float slope, Picture picture, const float* packed, int64_t outputs,
              float* result, float* moments) {
  int64_t inputs = 0;
  for (int64_t s = 0; s < source_count; s++) inputs += sources[s].channels;
  const Grid grid(picture);
  const int64_t block = winograd_block(inputs), blocks = winograd_blocks(picture, inputs);
  const Vector slopes = _mm512_set1_ps(slope);
  std::memset(moments, 0, sizeof(float) * blocks * 2 * outputs);
#pragma omp parallel
  {
    // One cache line more per tile and per place, or all of them would fall on the same lines of the first cache.
    const int64_t left_tile = inputs + kLanes, right_tile = outputs + kLanes;
    const int64_t left_place = block * left_tile + kLanes, right_place = block * right_tile + kLanes;
    std::unique_ptr<float[]> left(new float[kPlaces * left_place]), right(new float[kPlaces * right_place]);
#pragma omp for schedule(dynamic, 1)
    for (int64_t b = 0; b < blocks; b++) {
      const int64_t first = b * block, count = std::min(block, grid.total - first);
      for (int64_t t = 0; t < count; t++) {
        int64_t channel = 0;
        for (int64_t s = 0; s < source_count; s++) {
          read_tile(sources[s], slopes, picture, grid.at(first + t), left.get() + t * left_tile + channel, left_place);
          channel += sources[s].channels;
        }
      }
      for (int64_t place = 0; place < kPlaces; place++)
        for (int64_t panel = 0; panel < outputs / kPanel; panel++)
          for (int64_t t = 0; t < count; t += kRows)
            kProducts[std::min(kRows, count - t)](left.get() + place * left_place + t * left_tile, left_tile,
                                                  packed + (place * (outputs / kPanel) + panel) * inputs * kPanel, inputs,
                                                  right.get() + place * right_place + t * right_tile + panel * kPanel, right_tile);
      for (int64_t t = 0; t < count; t++)
        write_tile(right.get() + t * right_tile, right_place, picture, grid.at(first + t), outputs, result, moments + b * 2 * outputs);
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
          kProducts[count](input + (line * p.columns + x) * inputs, inputs,
                           packed + (place * (outputs / kPanel) + panel) * inputs * kPanel, inputs, target, 2 * outputs);
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
