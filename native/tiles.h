// The size of a picture, and the tiles of 4 x 4 outputs that Winograd's method cuts it into.
#pragma once
#include <cstdint>

namespace marrow {

struct Picture {
  int64_t rows, columns;
  int64_t pixels() const { return rows * columns; }
};

struct Tile {
  int64_t row, column;  // of its first output pixel
};

struct Grid {
  int64_t high, wide, total;
  explicit Grid(Picture p) : high((p.rows + 3) / 4), wide((p.columns + 3) / 4), total(high * wide) {}
  Tile at(int64_t index) const { return {index / wide * 4, index % wide * 4}; }
};

}  // namespace marrow
