// Sums over positions of products of two sides, each of thirty-two channels: for every tap, the left side's values by the right side's at a distance.
#pragma once
#include <vector>

#include "amx_positions.h"
#include "half_pairs.h"

namespace marrow::half {
namespace {

constexpr int64_t kTileSums = kSide * kSide;
constexpr int64_t kPanelSums = kPanel * kPanel;  // four tiles: two halves of the left side's channels, each with two of the right side's
constexpr int64_t kPass = 11 * kBlock;           // positions that a sum takes up at a time: what it is made of stays in the first cache
constexpr int64_t kFewPanelSums = 9 * 16;        // panels of sums that lie in the second cache beside what they are made of
constexpr int64_t kChunkElements = 1 << 18;      // that a thread reads at a time where sums are few
constexpr int64_t kReadElements = 1 << 21;       // that all threads read at a time where they are many
constexpr int64_t kTall = 4, kWide = 2;          // panels of each side whose sums are made together then

// The right side's values in a plane, at a distance from the left side's.
struct SumTap {
  int64_t plane, distance;
};

// Half a panel of the right side, as a tap sees it; two are multiplied together.
struct TapHalf {
  int64_t tap, half;
};
using TapPair = std::array<TapHalf, 2>;

// Taps two positions apart see the same lines of the cache: half a panel of both at a time.
inline std::vector<TapPair> pairs_of(const std::vector<SumTap>& taps) {
  const int64_t count = taps.size();
  std::vector<TapPair> result;
  std::vector<bool> done(count);
  for (int64_t i = 0; i < count; i++) {
    if (done[i]) continue;
    int64_t other = i;
    for (int64_t j = i + 1; j < count; j++)
      if (taps[j].plane == taps[i].plane && taps[j].distance == taps[i].distance + 2) other = j;
    done[other] = true;
    if (other == i) {
      result.push_back({{{i, 0}, {i, 1}}});
    } else {
      result.push_back({{{i, 0}, {other, 0}}});
      result.push_back({{{i, 1}, {other, 1}}});
    }
  }
  return result;
}

struct SumShape {
  Positions positions;
  Plane left_plane;
  std::vector<Panel> left;
  std::vector<Plane> right_planes;
  std::vector<Panel> right;  // of each plane
  std::vector<SumTap> taps;

  int64_t panels() const { return taps.size() * left.size() * right.size(); }
  int64_t read_panels() const { return left.size() + right_planes.size() * right.size(); }
};

// What is read of a stretch of positions: the left side by channels, the right side in pairs with what lies around the stretch. Pairs begin at even
// positions and, where a tap asks for it, a second time at odd ones, so that tiles are whole lines of the cache at any distance.
struct Stretch {
  const SumShape& shape;
  std::vector<TapPair> pairs;
  int64_t size, before = 0, after = 0, copies = 1, side_step, panel_step;
  Element *left = nullptr, *right = nullptr;

  static int64_t whole(int64_t positions) { return (positions + kBlock - 1) / kBlock * kBlock; }
  Stretch(const SumShape& shape, int64_t size) : shape(shape), pairs(pairs_of(shape.taps)), size(whole(size)) {
    for (const SumTap& tap : shape.taps) {
      before = std::max(before, -tap.distance), after = std::max(after, tap.distance);
      if (tap.distance % 2 != 0) copies = 2;
    }
    before = whole(before), after = whole(after);
    // A line more, or sides of many positions would meet in few sets of the cache.
    side_step = (before + this->size + after) / 2 * kDepth + kDepth;
    panel_step = 2 * copies * side_step;
  }
  int64_t left_elements() const { return static_cast<int64_t>(shape.left.size()) * kPanel * size; }
  int64_t elements() const { return left_elements() + static_cast<int64_t>(shape.right_planes.size() * shape.right.size()) * panel_step; }
  void lie_at(Element* memory) { left = memory, right = memory + left_elements(); }

  int64_t around() const { return (before + after) / kBlock; }
  void read_left(int64_t first, int64_t index) const {
    const Block block(shape.positions, shape.left_plane, first + index * kBlock);
    for (size_t p = 0; p < shape.left.size(); p++) read_rows(shape.left[p], block, left + p * kPanel * size + index * kBlockPanel);
  }
  // Blocks begin with those before the stretch.
  void read_right(int64_t first, int64_t index) const {
    for (size_t plane = 0; plane < shape.right_planes.size(); plane++) {
      const Block block(shape.positions, shape.right_planes[plane], first - before + index * kBlock);
      for (size_t p = 0; p < shape.right.size(); p++) {
        Element* at = right + (plane * shape.right.size() + p) * panel_step + index * kTile;
        (copies > 1 ? read_pairs<true> : read_pairs<false>)(shape.right[p], block, at, side_step, at + 2 * side_step);
      }
    }
  }

  const Element* left_at(int64_t panel, int64_t position) const { return left + (panel * size + position) * kPanel; }
  const Element* right_at(const TapHalf& own, int64_t panel, int64_t position) const {
    const SumTap& tap = shape.taps[own.tap];
    const int64_t at = before + position + tap.distance;
    return right + (tap.plane * shape.right.size() + panel) * panel_step + (at % 2 * 2 + own.half) * side_step + at / 2 * kDepth;
  }
};

// Adds products of both halves of the left side, block by block, to sums of two halves of the right side.
inline void add_products(const Element* left, const Element* const right[2], int64_t blocks, bool adds, float* const sums[2]) {
  const Element *first = right[0], *second = right[1];
  if (adds) {
    _tile_loadd(0, sums[0], 64);
    _tile_loadd(1, sums[1], 64);
    _tile_loadd(2, sums[0] + 2 * kTileSums, 64);
    _tile_loadd(3, sums[1] + 2 * kTileSums, 64);
  } else {
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
  }
  for (int64_t i = 0; i < blocks; i++, left += kBlockPanel, first += kTile, second += kTile) {
    _tile_loadd(4, left, 64);
    _tile_loadd(6, first, 64);
    _tile_dpbf16ps(0, 4, 6);
    _tile_loadd(7, second, 64);
    _tile_dpbf16ps(1, 4, 7);
    _tile_loadd(5, left + kTile, 64);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  _tile_stored(0, sums[0], 64);
  _tile_stored(1, sums[1], 64);
  _tile_stored(2, sums[0] + 2 * kTileSums, 64);
  _tile_stored(3, sums[1] + 2 * kTileSums, 64);
}

// Panels a side whose sums are made together: left ones, right ones and taps, in this order.
struct PanelGroup {
  int64_t left, right, high, wide;

  void add(const Stretch& stretch, int64_t positions, bool adds, float* sums) const {
    settle_memory();
    const int64_t blocks = (positions + kBlock - 1) / kBlock, passes = (blocks * kBlock + kPass - 1) / kPass, taps = stretch.shape.taps.size();
    for (int64_t pass = 0; pass < passes; pass++) {
      const int64_t begin = blocks * pass / passes, some = blocks * (pass + 1) / passes - begin;
      float* own = sums;
      for (int64_t l = left; l < left + high; l++)
        for (int64_t r = right; r < right + wide; r++, own += taps * kPanelSums)
          for (const TapPair& pair : stretch.pairs) {
            const Element* tiles[2];
            float* targets[2];
            for (int64_t i = 0; i < 2; i++)
              tiles[i] = stretch.right_at(pair[i], r, begin * kBlock), targets[i] = own + pair[i].tap * kPanelSums + pair[i].half * kTileSums;
            add_products(stretch.left_at(l, begin * kBlock), tiles, some, adds || pass > 0, targets);
          }
    }
  }

  // Writes row `row` of the sums, of channels of the left side: taps, and channels of the right side within them.
  void write(const SumShape& shape, int64_t row, const float* sums, Vector scale, float* result) const {
    const int64_t taps = shape.taps.size(), width = shape.right.size() * kPanel;
    const float* own = sums + row / kPanel * wide * taps * kPanelSums + row % kPanel / kSide * 2 * kTileSums + row % kSide * kSide;
    float* target = result + (left * kPanel + row) * taps * width + right * kPanel;
    for (int64_t tap = 0; tap < taps; tap++)
      for (int64_t c = 0; c < 2 * wide; c++)
        put(target + tap * width + c * kSide, _mm512_mul_ps(scale, _mm512_load_ps(own + (c / 2 * taps + tap) * kPanelSums + c % 2 * kTileSums)));
  }
};

struct Floats {
  Scratch memory;
  float* data;
  explicit Floats(int64_t count) : memory(2 * std::max<int64_t>(1, count)), data(reinterpret_cast<float*>(memory.data)) {}
};

// Few sums: each share of the positions is summed by one thread at a time in its own cache.
inline void sum_shares(const SumShape& shape, Vector scale, float* result) {
  const int64_t blocks = (shape.positions.total() + kBlock - 1) / kBlock, size = shape.panels() * kPanelSums;
  const int64_t chunk = std::max(kPass, kChunkElements / (shape.read_panels() * kPanel)) / kBlock;
  const PanelGroup all{0, 0, static_cast<int64_t>(shape.left.size()), static_cast<int64_t>(shape.right.size())};
  const Floats shares(kShares * size);
  ShareParts parts;
#pragma omp parallel
  {
    const Tiles tiles;
    Stretch stretch(shape, chunk * kBlock);
    const Scratch memory(stretch.elements());
    stretch.lie_at(memory.data);
#pragma omp for schedule(dynamic, 1)
    for (int64_t piece = 0; piece < ShareParts::kCount; piece++) {
      const auto part = ShareParts::at(piece);
      const int64_t begin = blocks * part.share / kShares, end = blocks * (part.share + 1) / kShares, chunks = (end - begin + chunk - 1) / chunk;
      float* sums = shares.data + part.share * size;
      if (begin == end) std::memset(sums, 0, sizeof(float) * size);
      parts.wait(part);
      for (int64_t c = chunks * part.number / part.count; c < chunks * (part.number + 1) / part.count; c++) {
        const int64_t first = begin + (end - begin) * c / chunks, some = begin + (end - begin) * (c + 1) / chunks - first;
        for (int64_t i = 0; i < some; i++) stretch.read_left(first * kBlock, i);
        for (int64_t i = 0; i < some + stretch.around(); i++) stretch.read_right(first * kBlock, i);
        all.add(stretch, some * kBlock, c > 0, sums);
      }
      parts.end(part);
    }
#pragma omp for schedule(static)
    for (int64_t i = 0; i < size; i += kLanes) {
      Vector sum = _mm512_load_ps(shares.data + i);
      for (int64_t share = 1; share < kShares; share++) sum = _mm512_add_ps(sum, _mm512_load_ps(shares.data + share * size + i));
      _mm512_store_ps(shares.data + i, sum);
    }
#pragma omp for schedule(static)
    for (int64_t row = 0; row < all.high * kPanel; row++) all.write(shape, row, shares.data, scale, result);
  }
}

// Many sums: all threads read many positions; then each group of sums belongs to one of them.
inline void sum_groups(const SumShape& shape, Vector scale, float* result) {
  const int64_t total = Stretch::whole(shape.positions.total()), taps = shape.taps.size(), lefts = shape.left.size(), rights = shape.right.size();
  const int64_t tall = (lefts + kTall - 1) / kTall, wide = (rights + kWide - 1) / kWide;
  const int64_t rounds = (total * shape.read_panels() * kPanel + kReadElements - 1) / kReadElements, round = Stretch::whole((total + rounds - 1) / rounds);
  const int64_t own = taps * kTall * kWide * kPanelSums;
  Stretch stretch(shape, round);
  const Scratch memory(stretch.elements());
  stretch.lie_at(memory.data);
  const Floats kept(round < total ? tall * wide * own : 0);
#pragma omp parallel
  {
    const Tiles tiles;
    const Floats mine(own);
    for (int64_t first = 0; first < total; first += round) {
      const int64_t some = std::min(round, total - first);
#pragma omp for schedule(static)
      for (int64_t i = 0; i < some / kBlock + stretch.around(); i++) {
        if (i < some / kBlock) stretch.read_left(first, i);
        stretch.read_right(first, i);
      }
#pragma omp for schedule(dynamic, 1)
      for (int64_t index = 0; index < tall * wide; index++) {
        const int64_t l = index / wide * kTall, r = index % wide * kWide;
        const PanelGroup group{l, r, std::min(kTall, lefts - l), std::min(kWide, rights - r)};
        float* sums = round < total ? kept.data + index * own : mine.data;
        group.add(stretch, some, first > 0, sums);
        if (first + some < total) continue;
        for (int64_t row = 0; row < group.high * kPanel; row++) group.write(shape, row, sums, scale, result);
      }
    }
  }
}

}  // namespace
}  // namespace marrow::half
