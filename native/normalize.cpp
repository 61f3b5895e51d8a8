#include <immintrin.h>

#include <algorithm>
#include <vector>

#include "winograd.h"

#pragma GCC target("avx512f,avx512dq,fma")

namespace marrow {
namespace {

constexpr int64_t kLanes = 16;

// Pixels whose sums are kept in float32 before they join the double sums: they fill an eighth of a megabyte.
int64_t stretch_of(int64_t channels) { return std::max(int64_t{64}, (1 << 15) / channels); }

// The gradient before the leaky ReLU, from that behind it.
inline __m512 below_leaky(__m512 gradient, __m512 x, __m512 scale, __m512 shift, __m512 slopes) {
  const __mmask16 is_low = _mm512_cmp_ps_mask(_mm512_fmadd_ps(x, scale, shift), _mm512_setzero_ps(), _CMP_LT_OQ);
  return _mm512_mask_mul_ps(gradient, is_low, gradient, slopes);
}

}  // namespace

void moments_of(const float* data, int64_t pixels, int64_t channels, double* sums, double* squares) {
  const int64_t stretch = stretch_of(channels), stretches = (pixels + stretch - 1) / stretch;
  std::vector<float> parts(stretches * 2 * channels);
#pragma omp parallel for schedule(static)
  for (int64_t s = 0; s < stretches; s++) {
    const int64_t end = std::min(pixels, (s + 1) * stretch);
    for (int64_t c = 0; c < channels; c += kLanes) {
      __m512 sum = _mm512_setzero_ps(), square = _mm512_setzero_ps();
      for (int64_t i = s * stretch; i < end; i++) {
        __m512 x = _mm512_loadu_ps(data + i * channels + c);
        sum = _mm512_add_ps(sum, x);
        square = _mm512_fmadd_ps(x, x, square);
      }
      _mm512_storeu_ps(&parts[s * 2 * channels + c], sum);
      _mm512_storeu_ps(&parts[(s * 2 + 1) * channels + c], square);
    }
  }
  std::fill(sums, sums + channels, 0.0);
  std::fill(squares, squares + channels, 0.0);
  // In a fixed order, so that the result does not depend on the threads.
  for (int64_t s = 0; s < stretches; s++)
    for (int64_t c = 0; c < channels; c++) {
      sums[c] += parts[s * 2 * channels + c];
      squares[c] += parts[(s * 2 + 1) * channels + c];
    }
}

void apply(float* data, const float* residual, int64_t pixels, int64_t channels, const float* scale, const float* shift, float slope) {
  const __m512 slopes = _mm512_set1_ps(slope);
#pragma omp parallel for schedule(static)
  for (int64_t i = 0; i < pixels; i++) {
    for (int64_t c = 0; c < channels; c += kLanes) {
      float* at = data + i * channels + c;
      __m512 x = _mm512_fmadd_ps(_mm512_loadu_ps(at), _mm512_loadu_ps(scale + c), _mm512_loadu_ps(shift + c));
      if (residual) x = _mm512_add_ps(x, _mm512_loadu_ps(residual + i * channels + c));
      _mm512_storeu_ps(at, _mm512_max_ps(x, _mm512_mul_ps(x, slopes)));
    }
  }
}

void normalize(const float* x, int64_t pixels, int64_t channels, const float* scale, const float* shift, float slope, float* y) {
  const __m512 slopes = _mm512_set1_ps(slope);
#pragma omp parallel for schedule(static)
  for (int64_t i = 0; i < pixels; i++) {
    for (int64_t c = 0; c < channels; c += kLanes) {
      __m512 value = _mm512_fmadd_ps(_mm512_loadu_ps(x + i * channels + c), _mm512_loadu_ps(scale + c), _mm512_loadu_ps(shift + c));
      _mm512_storeu_ps(y + i * channels + c, _mm512_max_ps(value, _mm512_mul_ps(value, slopes)));
    }
  }
}

// With g the gradient below the leaky ReLU and h = (x - mean) / deviation:
// beta' = sum g, gamma' = sum g h, x' = gamma / deviation (g - beta' / pixels - h gamma' / pixels).
void normalize_backward(const float* x, const float* gradient, int64_t pixels, int64_t channels, NormTerms terms, float slope,
                        float* x_gradient, double* gamma_gradient, double* beta_gradient) {
  const __m512 slopes = _mm512_set1_ps(slope);
  const int64_t stretch = stretch_of(channels), stretches = (pixels + stretch - 1) / stretch;
  std::vector<float> parts(stretches * 2 * channels);
#pragma omp parallel for schedule(static)
  for (int64_t s = 0; s < stretches; s++) {
    const int64_t end = std::min(pixels, (s + 1) * stretch);
    for (int64_t c = 0; c < channels; c += kLanes) {
      const __m512 mean = _mm512_loadu_ps(terms.mean + c), inverse = _mm512_loadu_ps(terms.deviation_inverse + c);
      const __m512 scale = _mm512_loadu_ps(terms.scale + c), shift = _mm512_loadu_ps(terms.shift + c);
      __m512 sum = _mm512_setzero_ps(), product = _mm512_setzero_ps();
      for (int64_t i = s * stretch; i < end; i++) {
        const __m512 value = _mm512_loadu_ps(x + i * channels + c);
        const __m512 g = below_leaky(_mm512_loadu_ps(gradient + i * channels + c), value, scale, shift, slopes);
        sum = _mm512_add_ps(sum, g);
        product = _mm512_fmadd_ps(g, _mm512_mul_ps(_mm512_sub_ps(value, mean), inverse), product);
      }
      _mm512_storeu_ps(&parts[s * 2 * channels + c], sum);
      _mm512_storeu_ps(&parts[(s * 2 + 1) * channels + c], product);
    }
  }
  std::vector<double> beta(channels), gamma(channels);
  for (int64_t s = 0; s < stretches; s++)
    for (int64_t c = 0; c < channels; c++) {
      beta[c] += parts[s * 2 * channels + c];
      gamma[c] += parts[(s * 2 + 1) * channels + c];
    }
  std::vector<float> factor(channels), slant(channels), offset(channels);
  for (int64_t c = 0; c < channels; c++) {
    beta_gradient[c] += beta[c];
    gamma_gradient[c] += gamma[c];
    const double inverse = terms.deviation_inverse[c], outer = terms.gamma[c] * inverse;
    factor[c] = static_cast<float>(outer);
    slant[c] = static_cast<float>(-outer * inverse * gamma[c] / pixels);
    offset[c] = static_cast<float>(-outer * beta[c] / pixels);
  }
#pragma omp parallel for schedule(static)
  for (int64_t i = 0; i < pixels; i++) {
    for (int64_t c = 0; c < channels; c += kLanes) {
      const __m512 value = _mm512_loadu_ps(x + i * channels + c);
      const __m512 g = below_leaky(_mm512_loadu_ps(gradient + i * channels + c), value, _mm512_loadu_ps(terms.scale + c),
                                   _mm512_loadu_ps(terms.shift + c), slopes);
      const __m512 centred = _mm512_sub_ps(value, _mm512_loadu_ps(terms.mean + c));
      const __m512 rest = _mm512_fmadd_ps(centred, _mm512_loadu_ps(&slant[c]), _mm512_loadu_ps(&offset[c]));
      _mm512_storeu_ps(x_gradient + i * channels + c, _mm512_fmadd_ps(g, _mm512_loadu_ps(&factor[c]), rest));
    }
  }
}

void head(const float* data, int64_t pixels, int64_t channels, const float* scale, const float* shift, float slope, const float* weight,
          const float* bias, int64_t classes, float* logits) {
  const __m512 slopes = _mm512_set1_ps(slope);
#pragma omp parallel for schedule(static)
  for (int64_t i = 0; i < pixels; i++) {
    for (int64_t k = 0; k < classes; k++) {
      __m512 sum = _mm512_setzero_ps();
      for (int64_t c = 0; c < channels; c += kLanes) {
        __m512 x = _mm512_fmadd_ps(_mm512_loadu_ps(data + i * channels + c), _mm512_loadu_ps(scale + c), _mm512_loadu_ps(shift + c));
        sum = _mm512_fmadd_ps(_mm512_max_ps(x, _mm512_mul_ps(x, slopes)), _mm512_loadu_ps(weight + k * channels + c), sum);
      }
      logits[k * pixels + i] = _mm512_reduce_add_ps(sum) + bias[k];
    }
  }
}

}  // namespace marrow
