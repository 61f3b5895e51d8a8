// What the forward and the backward kernels of Winograd's method share: products of panels and the transform of 6 x 6 tiles.
#pragma once
#include <immintrin.h>

#include <algorithm>
#include <cstdint>

#include "winograd.h"

#pragma GCC target("avx512f,avx512dq,fma")

namespace marrow {
namespace {

constexpr int64_t kLanes = 16;   // channels in one register
constexpr int64_t kPanel = 32;   // output channels of one product: two registers
constexpr int64_t kRows = 14;    // tiles of one product: 28 sums stay in registers
constexpr int64_t kStep = 11;    // rows of one product of gradients; three make 32 and one over
constexpr int64_t kPlaces = 36;  // of a 6 x 6 tile

using Vector = __m512;

inline Vector leaky(Vector x, Vector slope) { return _mm512_max_ps(x, _mm512_mul_ps(x, slope)); }

// result[r][0..32) (+)= sum over k of left[r][k] * panel[k][0..32). Steps: of left by row and by k, of panel by k.
struct Steps {
  int64_t row, depth, panel;
};

template <int Rows, bool Adds>
void product(const float* left, const float* panel, Steps steps, int64_t depth, float* result, int64_t result_stride) {
  Vector low[Rows], high[Rows];
  // Three rows share a pointer; fourteen pointers would not fit the registers.
  const float* threes[] = {left, left + 3 * steps.row, left + 6 * steps.row, left + 9 * steps.row, left + 12 * steps.row};
#pragma GCC unroll 14
  for (int r = 0; r < Rows; r++) {
    low[r] = Adds ? _mm512_loadu_ps(result + r * result_stride) : _mm512_setzero_ps();
    high[r] = Adds ? _mm512_loadu_ps(result + r * result_stride + kLanes) : _mm512_setzero_ps();
  }
  for (int64_t k = 0; k < depth; k++) {
    Vector first = _mm512_loadu_ps(panel + k * steps.panel);
    Vector second = _mm512_loadu_ps(panel + k * steps.panel + kLanes);
#pragma GCC unroll 14
    for (int r = 0; r < Rows; r++) {
      Vector value = _mm512_set1_ps(threes[r / 3][r % 3 * steps.row + k * steps.depth]);
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

using Product = void (*)(const float*, const float*, Steps, int64_t, float*, int64_t);
template <bool Adds>
constexpr Product kProducts[kRows + 1] = {nullptr,           product<1, Adds>,  product<2, Adds>,  product<3, Adds>,  product<4, Adds>,
                                          product<5, Adds>,  product<6, Adds>,  product<7, Adds>,  product<8, Adds>,  product<9, Adds>,
                                          product<10, Adds>, product<11, Adds>, product<12, Adds>, product<13, Adds>, product<14, Adds>};

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

// Where channels go at one place: width of them side by side, the next ones a step further.
struct Layout {
  int64_t width, step;
  int64_t operator()(int64_t channel) const { return channel / width * step + channel % width; }
};
constexpr Layout kSideBySide{kPanel, kPanel};

// Sixteen channels of the 6 x 6 pixels around a tile, to 36 places, stride apart. Where the tile does not lie inside the picture, what is
// outside is zero.
template <bool Inside, bool Lazy>
inline void read_lanes(const float* pixel, Picture p, Tile tile, int64_t channels, Vector scale, Vector shift, Vector slope, float* places,
                       int64_t stride) {
  Vector rows[6][6];
#pragma GCC unroll 6
  for (int64_t i = 0; i < 6; i++) {
    Vector pixels[6];
    const float* line = pixel + i * p.columns * channels;
    const bool is_row = Inside || static_cast<uint64_t>(tile.row + i - 1) < static_cast<uint64_t>(p.rows);
#pragma GCC unroll 6
    for (int64_t j = 0; j < 6; j++) {
      if (!Inside && !(is_row && static_cast<uint64_t>(tile.column + j - 1) < static_cast<uint64_t>(p.columns))) {
        pixels[j] = _mm512_setzero_ps();
        continue;
      }
      pixels[j] = _mm512_loadu_ps(line + j * channels);
      if (Lazy) pixels[j] = leaky(_mm512_fmadd_ps(pixels[j], scale, shift), slope);
    }
    transform_input(pixels, rows[i]);
  }
#pragma GCC unroll 6
  for (int64_t j = 0; j < 6; j++) {
    Vector column[6] = {rows[0][j], rows[1][j], rows[2][j], rows[3][j], rows[4][j], rows[5][j]}, done[6];
    transform_input(column, done);
#pragma GCC unroll 6
    for (int64_t i = 0; i < 6; i++) _mm512_storeu_ps(places + (i * 6 + j) * stride, done[i]);
  }
}

// Reads the 6 x 6 pixels around a tile, normalized; outside the picture is zero. Writes 36 places, stride apart, from channel first on.
inline void read_tile(const Source& source, Vector slope, Picture p, Tile tile, float* places, int64_t stride, Layout layout, int64_t first) {
  const bool is_inside = tile.row > 0 && tile.column > 0 && tile.row + 5 <= p.rows && tile.column + 5 <= p.columns;
  const float* corner = source.data + ((tile.row - 1) * p.columns + tile.column - 1) * source.channels;
  for (int64_t c = 0; c < source.channels; c += kLanes) {
    Vector scale{}, shift{};
    float* target = places + layout(first + c);
    if (source.scale) {
      scale = _mm512_loadu_ps(source.scale + c);
      shift = _mm512_loadu_ps(source.shift + c);
      if (is_inside)
        read_lanes<true, true>(corner + c, p, tile, source.channels, scale, shift, slope, target, stride);
      else
        read_lanes<false, true>(corner + c, p, tile, source.channels, scale, shift, slope, target, stride);
    } else if (is_inside) {
      read_lanes<true, false>(corner + c, p, tile, source.channels, scale, shift, slope, target, stride);
    } else {
      read_lanes<false, false>(corner + c, p, tile, source.channels, scale, shift, slope, target, stride);
    }
  }
}

// The same of all sources beside each other, of picture n of a batch.
inline void read_tile(const Sources& sources, int64_t n, Picture p, Tile tile, float* places, int64_t stride, Layout layout = kSideBySide) {
  const Vector slope = _mm512_set1_ps(sources.slope);
  int64_t first = 0;
  for (int64_t s = 0; s < sources.count; s++) {
    read_tile(picture_of(sources.list[s], n, p.rows * p.columns), slope, p, tile, places, stride, layout, first);
    first += sources.list[s].channels;
  }
}

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
inline void read_gradient(const float* gradient, Picture p, Tile tile, int64_t channels, float* places, int64_t stride, Layout layout) {
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
      for (int64_t i = 0; i < 6; i++) _mm512_storeu_ps(places + (i * 6 + j) * stride + layout(c), done[i]);
    }
  }
}

}  // namespace
}  // namespace marrow
