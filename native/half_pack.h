// How weights are put into panels of 32 outputs: every second output at once, so that a pair of inputs makes one register.
#pragma once
#include "half_product.h"

namespace marrow::half {
namespace {

// Every second output of a panel.
struct Column {
  __mmask16 lanes;
  __m512i offsets;

  // `count` outputs are left from the first one on; `step` weights lie from output to output.
  Column(int64_t count, int64_t step)
      : lanes(count >= kPanel ? 0xFFFF : (1u << ((std::max<int64_t>(count, 0) + 1) / 2)) - 1),
        offsets(_mm512_mullo_epi32(_mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30), _mm512_set1_epi32(static_cast<int>(step)))) {}

  Vector load(const float* weight) const { return _mm512_mask_i32gather_ps(_mm512_setzero_ps(), lanes, offsets, weight, 4); }
};

inline void keep_largest(Vector& largest, Vector x) { largest = _mm512_max_ps(largest, _mm512_abs_ps(x)); }

// The power of two for each of them. Outputs beyond the last have none.
inline Vector units_of(Vector largest, int64_t count, float* units) {
  float values[kLanes];
  _mm512_storeu_ps(values, largest);
  for (int64_t i = 0; i < kLanes; i++) {
    values[i] = unit_of(values[i]);
    if (2 * i < count) units[2 * i] = values[i];
  }
  return _mm512_loadu_ps(values);
}

// Two inputs of each beside each other.
inline void store_pair(Element* at, Vector first, Vector second) {
  const int nearest = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
  const __m512i low = _mm512_cvtepu16_epi32(_mm512_cvtps_ph(first, nearest)), high = _mm512_cvtepu16_epi32(_mm512_cvtps_ph(second, nearest));
  _mm512_storeu_si512(at, _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
}

}  // namespace
}  // namespace marrow::half
