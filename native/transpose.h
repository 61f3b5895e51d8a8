// For who has set the instructions to compile for.
#pragma once
#include <immintrin.h>

#include <cstdint>

namespace marrow {
namespace {

// Sixteen rows of sixteen become columns.
inline void transpose(const float* source, int64_t step, float* target, int64_t target_step) {
  __m512 row[16], half[16];
#pragma GCC unroll 16
  for (int i = 0; i < 16; i++) row[i] = _mm512_loadu_ps(source + i * step);
#pragma GCC unroll 8
  for (int i = 0; i < 16; i += 2) {
    half[i] = _mm512_unpacklo_ps(row[i], row[i + 1]);
    half[i + 1] = _mm512_unpackhi_ps(row[i], row[i + 1]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 16; i += 4) {
    row[i] = _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(half[i]), _mm512_castps_pd(half[i + 2])));
    row[i + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(half[i]), _mm512_castps_pd(half[i + 2])));
    row[i + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(half[i + 1]), _mm512_castps_pd(half[i + 3])));
    row[i + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(half[i + 1]), _mm512_castps_pd(half[i + 3])));
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    half[i] = _mm512_shuffle_f32x4(row[i], row[i + 4], 0x88);
    half[i + 4] = _mm512_shuffle_f32x4(row[i], row[i + 4], 0xdd);
    half[i + 8] = _mm512_shuffle_f32x4(row[i + 8], row[i + 12], 0x88);
    half[i + 12] = _mm512_shuffle_f32x4(row[i + 8], row[i + 12], 0xdd);
  }
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) {
    row[i] = _mm512_shuffle_f32x4(half[i], half[i + 8], 0x88);
    row[i + 8] = _mm512_shuffle_f32x4(half[i], half[i + 8], 0xdd);
  }
#pragma GCC unroll 16
  for (int i = 0; i < 16; i++) _mm512_storeu_ps(target + i * target_step, row[i]);
}

}  // namespace
}  // namespace marrow
