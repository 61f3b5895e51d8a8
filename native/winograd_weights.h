// Weights K 3 3 C on their way to the 36 places of Winograd's method, and their gradients on the way back.
#pragma once
#include "winograd_tiles.h"

#include "both_axes.h"
#include "transpose.h"

namespace marrow {
namespace {

// One axis of the weight transform: three values to six.
inline void transform_weight(const Vector w[3], Vector t[6]) {
  const Vector a = w[0], b = w[1], c = w[2];
  const Vector sixth = _mm512_set1_ps(1.f / 6), twelfth = _mm512_set1_ps(1.f / 12), least = _mm512_set1_ps(1.f / 24);
  const Vector outer = _mm512_mul_ps(_mm512_add_ps(a, c), sixth), inner = _mm512_mul_ps(b, sixth);
  const Vector wide = _mm512_fmadd_ps(a, least, _mm512_mul_ps(c, sixth)), step = _mm512_mul_ps(b, twelfth);
  t[0] = _mm512_mul_ps(a, _mm512_set1_ps(0.25f));
  t[1] = _mm512_sub_ps(_mm512_setzero_ps(), _mm512_add_ps(outer, inner));
  t[2] = _mm512_sub_ps(inner, outer);
  t[3] = _mm512_add_ps(wide, step);
  t[4] = _mm512_sub_ps(wide, step);
  t[5] = c;
}

// Nine taps of sixteen weights, taps step apart, to 36 places, stride apart.
inline void transform_taps(const float* taps, int64_t step, bool turned, float* places, int64_t stride) {
  transform_both<Vector, 3, 6>(transform_weight, [&](int i, int j) { return _mm512_loadu_ps(taps + (turned ? 8 - (i * 3 + j) : i * 3 + j) * step); },
                               [&](int place, Vector x) { _mm512_storeu_ps(places + place * stride, x); });
}

// The weights of sixteen outputs from channel on, for count input channels, to 36 places of count x 16, rows kPanel apart.
inline void transform_weights(TrainedWeight weight, int64_t output, int64_t channel, int64_t count, float* places, int64_t stride) {
  if (weight.turned) {
    // Backwards the outputs are the stored weight's inputs, which lie beside each other.
    for (int64_t c = 0; c < count; c++)
      transform_taps(weight.data + (channel + c) * 9 * weight.inputs + output, weight.inputs, true, places + c * kPanel, stride);
    return;
  }
  float taps[9][kLanes * kLanes];
  for (int64_t from = 0; from < count; from += kLanes) {
    for (int64_t tap = 0; tap < 9; tap++)
      transpose(weight.data + (output * 9 + tap) * weight.inputs + channel + from, 9 * weight.inputs, taps[tap], kLanes);
    for (int64_t c = 0; c < kLanes; c++) transform_taps(taps[0] + c * kLanes, kLanes * kLanes, false, places + (from + c) * kPanel, stride);
  }
}

// One axis of the weight transform, transposed: six values to three.
inline void untransform(const Vector t[6], Vector w[3]) {
  const Vector sixth = _mm512_set1_ps(1.f / 6), twelfth = _mm512_set1_ps(1.f / 12), least = _mm512_set1_ps(1.f / 24);
  const Vector inner = _mm512_mul_ps(_mm512_add_ps(t[1], t[2]), sixth), outer = _mm512_add_ps(t[3], t[4]);
  w[0] = _mm512_fmadd_ps(outer, least, _mm512_fmsub_ps(t[0], _mm512_set1_ps(0.25f), inner));
  w[1] = _mm512_fmadd_ps(_mm512_sub_ps(t[2], t[1]), sixth, _mm512_mul_ps(_mm512_sub_ps(t[3], t[4]), twelfth));
  w[2] = _mm512_add_ps(t[5], _mm512_fmsub_ps(outer, sixth, inner));
}

// 36 places of sixteen weights, stride apart, to nine taps, step apart.
inline void write_taps(const float* places, int64_t stride, float* taps, int64_t step) {
  transform_both<Vector, 6, 3>(untransform, [&](int i, int j) { return _mm512_loadu_ps(places + (i * 6 + j) * stride); },
                               [&](int tap, Vector x) { _mm512_storeu_ps(taps + tap * step, x); });
}

}  // namespace
}  // namespace marrow
