// Pixels of a batch in one line, for sums over them: each row is followed by a margin, and each picture by a row of it, where everything is zero. So a
// neighbour lies at the same distance from every pixel.
#pragma once
#include <array>
#include <vector>

#include "amx.h"
#include "half_training.h"
#include "transpose.h"

namespace marrow::half {
namespace {

constexpr int64_t kBlock = kDepth;                 // positions of one product
constexpr int64_t kBlockPanel = kBlock * kPanel;   // elements: two tiles
constexpr int64_t kSeen = kBlock + 2;              // positions of a block and the pair behind it

struct Positions {
  Batch batch;
  int64_t margin;
  int64_t pitch() const { return batch.picture.columns + margin; }
  int64_t each() const { return (batch.picture.rows + margin) * pitch(); }
  int64_t total() const { return batch.count * each(); }
};

// Where positions lie in memory: every pixel, or every second one of every second row, from a place on.
struct Plane {
  Picture picture;
  int64_t factor = 1, row = 0, column = 0;
};

// Thirty-two channels of a batch of values.
struct Panel {
  Source source;  // of all pictures
  int64_t step, channel;
};

// Where a block of positions lies: pixels of the batch, negative where there is none.
struct Block {
  std::array<int64_t, kSeen> pixels, pictures;
  int64_t picture = 0;        // of the first
  bool is_whole = false;      // all are pixels of one row

  Block(const Positions& positions, const Plane& plane, int64_t first) {
    const int64_t pitch = positions.pitch(), high = positions.batch.picture.rows, wide = positions.batch.picture.columns;
    pixels.fill(-1), pictures.fill(0);
    int64_t i = std::max<int64_t>(0, -first);
    if (i >= kSeen || first >= positions.total()) return;
    picture = (first + i) / positions.each();
    int64_t n = picture, rest = (first + i) % positions.each(), y = rest / pitch, x = rest % pitch;
    while (i < kSeen && n < positions.batch.count) {
      const int64_t row = y * plane.factor + plane.row, some = std::min(kSeen - i, std::max<int64_t>(0, wide - x));
      if (y < high && row < plane.picture.rows) {
        const int64_t start = (n * plane.picture.rows + row) * plane.picture.columns + plane.column;
        const int64_t inside = std::min(some, (plane.picture.columns - plane.column + plane.factor - 1) / plane.factor - x);
        for (int64_t j = 0; j < inside; j++) pixels[i + j] = start + (x + j) * plane.factor, pictures[i + j] = n;
        is_whole = inside == kSeen;
      }
      i += pitch - x, x = 0;
      if (++y == high + positions.margin) y = 0, n++;
    }
  }
};

// Reads thirty-two channels of a block's positions, normalized.
template <bool IsPlain, bool IsWhole>
struct Reader {
  const Panel& panel;
  const Block& block;
  const Element* data;
  int64_t away;
  Vector slope, scale[2], shift[2];

  Reader(const Panel& panel, const Block& block)
      : panel(panel), block(block), data(panel.source.data + panel.channel), away((block.pixels[1] - block.pixels[0]) * panel.step),
        slope(_mm512_set1_ps(panel.source.slope)) {
    if (IsWhole) data += block.pixels[0] * panel.step;
    for (int64_t i = 0; i < 2 && !IsPlain && IsWhole; i++) scale[i] = term(panel.source.scale, block.picture, i), shift[i] = term(panel.source.shift, block.picture, i);
  }
  Vector term(const float* terms, int64_t picture, int64_t i) const {
    return _mm512_loadu_ps(terms + picture * panel.source.channels + panel.channel + i * kLanes);
  }

  // Both halves of position p; zero where there is no pixel.
  void read(int64_t p, Vector x[2]) const {
    const int64_t pixel = std::max<int64_t>(0, block.pixels[p]), picture = block.pictures[p];
    const Element* own = IsWhole ? data + p * away : data + pixel * panel.step;
    if (IsWhole) fetch(own + kBlock * away);
    const __mmask16 inside = IsWhole || block.pixels[p] >= 0 ? 0xFFFF : 0;
    for (int64_t i = 0; i < 2; i++) {
      x[i] = _mm512_maskz_cvtph_ps(inside, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(own + i * kLanes)));
      if (IsPlain) continue;
      x[i] = IsWhole ? _mm512_fmadd_ps(x[i], scale[i], shift[i])
                     : _mm512_maskz_fmadd_ps(inside, x[i], term(panel.source.scale, picture, i), term(panel.source.shift, picture, i));
      x[i] = _mm512_max_ps(x[i], _mm512_mul_ps(x[i], slope));
    }
  }
};

template <bool Shifts, bool IsPlain, bool IsWhole>
void write_pairs(const Panel& panel, const Block& block, Element* pairs, int64_t step, Element* shifted) {
  const Reader<IsPlain, IsWhole> reader(panel, block);
  __m512i last[2];
  for (int64_t pair = 0; pair < kSide + Shifts; pair++) {
    Vector first[2], second[2];
    reader.read(2 * pair, first);
    reader.read(2 * pair + 1, second);
    for (int64_t i = 0; i < 2; i++) {
      const __m512i own = paired(first[i], second[i]);
      if (!Shifts || pair < kSide) _mm512_storeu_si512(pairs + i * step + pair * kDepth, own);
      if (Shifts && pair > 0) _mm512_storeu_si512(shifted + i * step + (pair - 1) * kDepth, _mm512_shrdi_epi32(last[i], own, 16));
      last[i] = own;
    }
  }
}

// A block's values in bfloat16, normalized, in pairs of positions: a row of sixteen channels and, step behind it, one of the others. Shifted is where pairs
// of odd positions go.
template <bool Shifts>
inline void read_pairs(const Panel& panel, const Block& block, Element* pairs, int64_t step, Element* shifted = nullptr) {
  if (panel.source.scale)
    (block.is_whole ? write_pairs<Shifts, false, true> : write_pairs<Shifts, false, false>)(panel, block, pairs, step, shifted);
  else
    (block.is_whole ? write_pairs<Shifts, true, true> : write_pairs<Shifts, true, false>)(panel, block, pairs, step, shifted);
}

// The same by channels: two tiles, one after the other.
inline void read_rows(const Panel& panel, const Block& block, Element* rows) {
  alignas(64) Element pairs[kBlockPanel];
  read_pairs<false>(panel, block, pairs, kTile);
  for (int64_t i = 0; i < 2; i++)
    transpose(reinterpret_cast<const float*>(pairs + i * kTile), kLanes, reinterpret_cast<float*>(rows + i * kTile), kLanes);
}

}  // namespace
}  // namespace marrow::half
