#include <immintrin.h>

#include <algorithm>
#include <vector>

#include "winograd.h"

#pragma GCC target("avx512f,avx512dq,fma")

namespace marrow {
namespace {

constexpr int64_t kLanes = 16;
constexpr int64_t kStretch = 1024;  // pixels whose sums are kept in float32 before they join the double sums

inline __m512 normalized(const Source& source, int64_t at, int64_t channel, __m512 slopes) {
  const __m512 x = _mm512_loadu_ps(source.data + at + channel);
  if (!source.scale) return x;
  const __m512 y = _mm512_fmadd_ps(x, _mm512_loadu_ps(source.scale + channel), _mm512_loadu_ps(source.shift + channel));
  return _mm512_max_ps(y, _mm512_mul_ps(y, slopes));
}

struct Stretch {
  int64_t from, to, pixels;
};

// Sixteen channels and a few classes of a stretch: what they give back to the pixels, and the sums for the weight.
template <int Classes>
void step(const Source& source, float slope, Stretch stretch, const float* gradient, const float* weight, int64_t channel, bool adds,
          float* values, float* sums) {
  const __m512 slopes = _mm512_set1_ps(slope);
  __m512 weights[Classes], products[Classes];
#pragma GCC unroll 4
  for (int k = 0; k < Classes; k++) {
    weights[k] = _mm512_loadu_ps(weight + k * source.channels + channel);
    products[k] = _mm512_setzero_ps();
  }
  for (int64_t i = stretch.from; i < stretch.to; i++) {
    const int64_t at = i * source.channels;
    const __m512 y = normalized(source, at, channel, slopes);
    __m512 back = adds ? _mm512_loadu_ps(values + at + channel) : _mm512_setzero_ps();
#pragma GCC unroll 4
    for (int k = 0; k < Classes; k++) {
      const __m512 g = _mm512_set1_ps(gradient[k * stretch.pixels + i]);
      back = _mm512_fmadd_ps(g, weights[k], back);
      products[k] = _mm512_fmadd_ps(g, y, products[k]);
    }
    _mm512_storeu_ps(values + at + channel, back);
  }
#pragma GCC unroll 4
  for (int k = 0; k < Classes; k++) _mm512_storeu_ps(sums + k * source.channels + channel, products[k]);
}

constexpr int64_t kClasses = 4;  // whose sums stay in registers
constexpr decltype(&step<1>) kSteps[kClasses + 1] = {nullptr, step<1>, step<2>, step<3>, step<4>};

}  // namespace

void head_backward(const Source& source, float slope, int64_t pixels, const float* gradient, const float* weight, int64_t classes,
                   HeadGradients results) {
  const int64_t channels = source.channels, stretches = (pixels + kStretch - 1) / kStretch, row = classes * (channels + 1);
  std::vector<float> parts(stretches * row);
#pragma omp parallel for schedule(static)
  for (int64_t s = 0; s < stretches; s++) {
    const Stretch stretch{s * kStretch, std::min(pixels, (s + 1) * kStretch), pixels};
    float* sums = &parts[s * row];
    for (int64_t k = 0; k < classes; k += kClasses)
      for (int64_t c = 0; c < channels; c += kLanes)
        kSteps[std::min(kClasses, classes - k)](source, slope, stretch, gradient + k * pixels, weight + k * channels, c, k > 0,
                                                results.values, sums + k * channels);
    for (int64_t k = 0; k < classes; k++)
      for (int64_t i = stretch.from; i < stretch.to; i++) sums[classes * channels + k] += gradient[k * pixels + i];
  }
  // In a fixed order, so that the result does not depend on the threads.
  for (int64_t s = 0; s < stretches; s++) {
    for (int64_t i = 0; i < classes * channels; i++) results.weight[i] += parts[s * row + i];
    for (int64_t k = 0; k < classes; k++) results.bias[k] += parts[s * row + classes * channels + k];
  }
}

}  // namespace marrow
