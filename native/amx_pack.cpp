// Weights as tiles, and the windows that they belong to.
#include "amx_cells.h"
#include "transpose.h"

namespace marrow::half {
namespace {

// Sixteen columns by 32 of depth; columns beyond the last and depth beyond `depth` are 0.
void pack_tile(const TapWeights& weights, const float* at, const float* units, int64_t columns, int64_t depth, Element* tile) {
  const auto mask = [](int64_t count) { return static_cast<__mmask16>(count >= kSide ? 0xFFFF : (1u << std::max<int64_t>(0, count)) - 1); };
  if (weights.depth_step == 1) {
    alignas(64) float rows[kSide * kSide]{};
    for (int64_t i = 0; i < std::min(kSide, columns); i++) {
      const float* own = at + i * weights.column_step;
      const Vector unit = _mm512_set1_ps(units[i]);
      _mm512_store_si512(rows + i * kSide, shortened(_mm512_mul_ps(unit, _mm512_maskz_loadu_ps(mask(depth), own)),
                                                     _mm512_mul_ps(unit, _mm512_maskz_loadu_ps(mask(depth - kSide), own + kSide))));
    }
    transpose(rows, kSide, reinterpret_cast<float*>(tile), kSide);
    return;
  }
  const __mmask16 lanes = mask(columns);
  const Vector unit = _mm512_maskz_loadu_ps(lanes, units);
  const auto row = [&](int64_t d) { return d < depth ? _mm512_mul_ps(unit, _mm512_maskz_loadu_ps(lanes, at + d * weights.depth_step)) : _mm512_setzero_ps(); };
  for (int64_t r = 0; r < kSide; r++) _mm512_storeu_si512(tile + r * kDepth, paired(row(2 * r), row(2 * r + 1)));
}

// One part of the cells. Each thread reads rows of weights as they lie in memory, sixteen or thirty-two beside each other.
struct PartPacking {
  const Part& part;
  const Chunks& chunks;
  const TapWeights& weights;
  const float* units;
  Element* packed;

  int64_t taps() const { return part.taps.size(); }
  int64_t halves() const { return panels_of(weights.columns) * 2; }  // sixteen outputs each

  void run() const {
    if (weights.depth_step == 1) {
#pragma omp for schedule(static)
      for (int64_t half = 0; half < halves(); half++)
        for (int64_t tap = 0; tap < taps(); tap++)
          for (int64_t chunk = 0; chunk < chunks.size(); chunk++) pack(half, tap, chunk);
      return;
    }
#pragma omp for schedule(static)
    for (int64_t chunk = 0; chunk < chunks.size(); chunk++)
      for (int64_t tap = 0; tap < taps(); tap++)
        for (int64_t half = 0; half < halves(); half++) pack(half, tap, chunk);
  }

 private:
  void pack(int64_t half, int64_t tap, int64_t chunk) const {
    const int64_t column = half * kSide;
    pack_tile(weights, weights.data + part.taps[tap].weight + column * weights.column_step + chunks.first[chunk] * weights.depth_step, units + column,
              weights.columns - column, chunks.count[chunk], packed + (((half / 2 * chunks.size() + chunk) * taps() + tap) * 2 + half % 2) * kTile);
  }
};

Part nine_taps(int64_t inputs, bool turned) {
  Part part{{}, 0, 0};
  for (int64_t tap = 0; tap < 9; tap++) part.taps.push_back({0, tap / 3, tap % 3, (turned ? 8 - tap : tap) * inputs});
  return part;
}

}  // namespace

CellShape plain_cells(int64_t inputs, bool turned) { return {1, 1, 1, 1, {nine_taps(inputs, turned)}}; }

// The middle taps see even lines, the outer ones odd ones: that before and its own.
CellShape strided_cells(int64_t inputs) {
  Part part{{}, 0, 0};
  for (int64_t i = 0; i < 3; i++)
    for (int64_t j = 0; j < 3; j++) part.taps.push_back({(i != 1) * 2 + (j != 1), i != 0, j != 0, (i * 3 + j) * inputs});
  return {2, 1, 0, 1, {part}};
}

// Even lines come of the middle tap, odd ones of the outer ones: the first of the next cell, the last of their own.
CellShape turned_strided_cells(int64_t inputs) {
  CellShape shape{1, 0, 1, 2, {}};
  for (int64_t place = 0; place < 4; place++) {
    Part part{{}, place / 2, place % 2};
    for (int64_t i = 0; i < 3; i++)
      for (int64_t j = 0; j < 3; j++)
        if ((i != 1) == part.row && (j != 1) == part.column) part.taps.push_back({0, i == 0, j == 0, (i * 3 + j) * inputs});
    shape.parts.push_back(part);
  }
  return shape;
}

CellShape enlarged_cells(int64_t outputs) {
  CellShape shape{1, 0, 0, 2, {}};
  for (int64_t place = 0; place < 4; place++) shape.parts.push_back({{{0, 0, 0, place * outputs}}, place / 2, place % 2});
  return shape;
}

CellShape turned_enlarged_cells(int64_t outputs) {
  Part part{{}, 0, 0};
  for (int64_t place = 0; place < 4; place++) part.taps.push_back({place, 0, 0, place * outputs});
  return {2, 0, 0, 1, {part}};
}

int64_t cell_weight_elements(const CellShape& shape, const Chunks& chunks, int64_t outputs) {
  int64_t taps = 0;
  for (const Part& part : shape.parts) taps += part.taps.size();
  return panels_of(outputs) * chunks.size() * taps * 2 * kTile;
}

void pack_cells(const CellShape& shape, const Chunks& chunks, const TapWeights& weights, const float* units, Element* packed) {
#pragma omp parallel
  {
    Element* at = packed;
    for (const Part& part : shape.parts) {
      const PartPacking packing{part, chunks, weights, units, at};
      packing.run();
      at += packing.halves() * chunks.size() * packing.taps() * kTile;
    }
  }
}

}  // namespace marrow::half
