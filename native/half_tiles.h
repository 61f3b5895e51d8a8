// How the 16-bit kernels of a training step read and write the tiles of Winograd's method F(4x4, 3x3).
#pragma once
#include "half_axes.h"

namespace marrow::half {
namespace {

constexpr int64_t kPlaces = 36;  // of a 6 x 6 tile

constexpr float kA = Plain::kA, kB = Plain::kB, kA2 = Plain::kA2, kB2 = Plain::kB2, kProduct = Plain::kProduct;

struct Tile {
  int64_t row, column;  // of its first output pixel
};

struct Grid {
  int64_t high, wide, total;
  explicit Grid(Picture p) : high((p.rows + 3) / 4), wide((p.columns + 3) / 4), total(high * wide) {}
  Tile at(int64_t index) const { return {index / wide * 4, index % wide * 4}; }
};

// Reads 32 channels of the 6 x 6 pixels around a tile, normalized; outside the picture is zero. Gives each of 36 places to the sink.
template <bool IsInside, class Sink>
void read_lanes(const Source& source, int64_t c, Picture p, Tile tile, Sink sink) {
  const __mmask32 lanes = lanes_of(source.channels - c);
  const Normal normal(source, c);
  Half rows[6][6];
  for (int64_t i = 0; i < 6; i++) {
    const int64_t y = tile.row + i - 1;
    const Element* line = source.data + (y * p.columns + tile.column - 1) * source.channels + c;
    Half pixels[6];
    for (int64_t j = 0; j < 6; j++) {
      const int64_t x = tile.column + j - 1;
      const bool outside = !IsInside && (y < 0 || y >= p.rows || x < 0 || x >= p.columns);
      pixels[j] = outside ? _mm512_setzero_ph() : normal.of(load(line + j * source.channels, lanes));
    }
    Plain::input(pixels, rows[i]);
  }
  for (int64_t j = 0; j < 6; j++) {
    Half column[6], done[6];
    for (int64_t i = 0; i < 6; i++) column[i] = rows[i][j];
    Plain::input(column, done);
    for (int64_t i = 0; i < 6; i++) sink(i * 6 + j, done[i]);
  }
}

template <class Sink>
inline void read_panel(const Source& source, int64_t c, Picture p, Tile tile, Sink sink) {
  const bool inside = tile.row > 0 && tile.column > 0 && tile.row + 5 <= p.rows && tile.column + 5 <= p.columns;
  inside ? read_lanes<true>(source, c, p, tile, sink) : read_lanes<false>(source, c, p, tile, sink);
}

// Turns 36 places of 32 channels, a step apart, back into 4 x 4 pixels and gives those inside the picture, row and column in the tile, to the sink.
template <class Sink>
inline void write_panel(const Element* places, int64_t place_step, __mmask32 lanes, Picture p, Tile tile, Sink sink) {
  const int64_t high = std::min<int64_t>(4, p.rows - tile.row), wide = std::min<int64_t>(4, p.columns - tile.column);
  Half rows[4][6];
  for (int64_t j = 0; j < 6; j++) {
    Half column[6], done[4];
    for (int64_t i = 0; i < 6; i++) column[i] = load(places + (i * 6 + j) * place_step, lanes);
    Plain::output(column, done);
    for (int64_t i = 0; i < 4; i++) rows[i][j] = done[i];
  }
  for (int64_t i = 0; i < high; i++) {
    Half pixels[4];
    Plain::output(rows[i], pixels);
    for (int64_t j = 0; j < wide; j++) sink(i, j, pixels[j]);
  }
}

}  // namespace
}  // namespace marrow::half
