// How the 16-bit kernels read and write the tiles of Winograd's method.
#pragma once
#include "half_axes.h"

namespace marrow::half {
namespace {

// Reads 32 channels of the pixels that a tile sees, normalized; outside the picture is zero. Gives each place to the sink.
template <class Axis, bool IsInside, class Sink>
void read_lanes(const Source& source, int64_t c, Picture p, Tile tile, Sink sink) {
  constexpr int64_t kSeen = Axis::kSeen, kNew = 4 * Axis::kStep;
  const __mmask32 lanes = lanes_of(source.channels - c);
  const Normal normal(source, c);
  const int64_t top = tile.row * Axis::kStep - 1, left = tile.column * Axis::kStep - 1;
  Half rows[kSeen][kSeen];
  for (int64_t i = 0; i < kSeen; i++) {
    const int64_t y = top + i;
    const Element* line = source.data + (y * p.columns + left) * source.channels + c;
    Half pixels[kSeen];
    // What the tile after the next sees for the first time.
    if (IsInside)
      for (int64_t j = 0; j < kNew; j++) fetch(line + (kSeen + kNew + j) * source.channels);
    for (int64_t j = 0; j < kSeen; j++) {
      const bool outside = !IsInside && (y < 0 || y >= p.rows || left + j < 0 || left + j >= p.columns);
      pixels[j] = outside ? _mm512_setzero_ph() : normal.of(load(line + j * source.channels, lanes));
    }
    Axis::input(pixels, rows[i]);
  }
  for (int64_t j = 0; j < kSeen; j++) {
    Half column[kSeen], done[kSeen];
    for (int64_t i = 0; i < kSeen; i++) column[i] = rows[i][j];
    Axis::input(column, done);
    for (int64_t i = 0; i < kSeen; i++) sink(i * kSeen + j, done[i]);
  }
}

template <class Axis, class Sink>
inline void read_panel(const Source& source, int64_t c, Picture p, Tile tile, Sink sink) {
  const int64_t top = tile.row * Axis::kStep - 1, left = tile.column * Axis::kStep - 1;
  const bool inside = top >= 0 && left >= 0 && top + Axis::kSeen <= p.rows && left + Axis::kSeen <= p.columns;
  inside ? read_lanes<Axis, true>(source, c, p, tile, sink) : read_lanes<Axis, false>(source, c, p, tile, sink);
}

// Turns the places of 32 channels, a step apart, back into 4 x 4 pixels and gives those inside the picture, row and column in the tile, to the sink.
template <class Axis, class Sink>
inline void write_panel(const Element* places, int64_t place_step, Picture p, Tile tile, Sink sink) {
  constexpr int64_t kSeen = Axis::kSeen;
  const int64_t high = std::min<int64_t>(4, p.rows - tile.row), wide = std::min<int64_t>(4, p.columns - tile.column);
  Half rows[4][kSeen];
  for (int64_t j = 0; j < kSeen; j++) {
    Half column[kSeen], done[4];
    for (int64_t i = 0; i < kSeen; i++) column[i] = _mm512_loadu_ph(places + (i * kSeen + j) * place_step);
    Axis::output(column, done);
    for (int64_t i = 0; i < 4; i++) rows[i][j] = done[i];
  }
  for (int64_t i = 0; i < high; i++) {
    Half pixels[4];
    Axis::output(rows[i], pixels);
    for (int64_t j = 0; j < wide; j++) sink(i, j, pixels[j]);
  }
}

}  // namespace
}  // namespace marrow::half
