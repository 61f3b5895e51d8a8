#include "half_product.h"

#include <memory>

namespace marrow::half {

bool is_supported() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512fp16");
}

namespace {

constexpr int64_t kClassesAtOnce = 8;  // of the head
constexpr int64_t kPixels = 8;  // of one step: 16 sums stay in registers

// One line of planes with zeros around it, for each row of the window.
void read_lines(const float* planes, int64_t channels, Picture p, Window window, int64_t line, float* target) {
  const int64_t wide = p.columns + window.columns - 1 + kPixels;
  std::memset(target, 0, sizeof(float) * channels * window.rows * wide);
  for (int64_t c = 0; c < channels; c++)
    for (int64_t i = 0; i < window.rows; i++) {
      const int64_t y = line + i - window.rows / 2;
      if (y >= 0 && y < p.rows)
        std::memcpy(target + (c * window.rows + i) * wide + window.columns / 2, planes + (c * p.rows + y) * p.columns, sizeof(float) * p.columns);
    }
}

inline Vector joined(Vector a, Vector b) { return _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0x88), _mm512_shuffle_f32x4(a, b, 0xdd)); }

// The sum of the lanes of each of sixteen registers.
inline Vector totals(const Vector sums[kLanes]) {
  Vector pairs[8], fours[4], eights[2];
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++)
    pairs[i] = _mm512_add_ps(_mm512_unpacklo_ps(sums[2 * i], sums[2 * i + 1]), _mm512_unpackhi_ps(sums[2 * i], sums[2 * i + 1]));
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    const __m512d a = _mm512_castps_pd(pairs[2 * i]), b = _mm512_castps_pd(pairs[2 * i + 1]);
    fours[i] = _mm512_add_ps(_mm512_castpd_ps(_mm512_unpacklo_pd(a, b)), _mm512_castpd_ps(_mm512_unpackhi_pd(a, b)));
  }
  for (int i = 0; i < 2; i++) eights[i] = joined(fours[2 * i], fours[2 * i + 1]);
  return joined(eights[0], eights[1]);
}

}  // namespace

void first_pack(const float* weight, int64_t outputs, int64_t depth, float* packed) {
  std::memset(packed, 0, sizeof(float) * panels_of(outputs) * kPanel * depth);
  for (int64_t k = 0; k < outputs; k++)
    for (int64_t i = 0; i < depth; i++) packed[(k / kPanel * depth + i) * kPanel + k % kPanel] = weight[k * depth + i];
}

void first(const float* planes, int64_t channels, Picture p, Window window, const float* packed, int64_t outputs, Element* result, float* moments) {
  const int64_t wide = p.columns + window.columns - 1 + kPixels, depth = channels * window.rows * window.columns;
  std::memset(moments, 0, sizeof(float) * p.rows * 2 * outputs);
#pragma omp parallel
  {
    std::unique_ptr<float[]> lines(new float[channels * window.rows * wide]);
#pragma omp for schedule(dynamic, 16)
    for (int64_t line = 0; line < p.rows; line++) {
      read_lines(planes, channels, p, window, line, lines.get());
      for (int64_t panel = 0; panel < panels_of(outputs); panel++) {
        const __mmask32 lanes = lanes_of(outputs - panel * kPanel);
        Moments kept(moments + line * 2 * outputs + panel * kPanel, outputs, lanes);
        for (int64_t x = 0; x < p.columns; x += kPixels) {
          Vector low[kPixels]{}, high[kPixels]{};
          const float* weight = packed + panel * depth * kPanel;
          for (int64_t row = 0; row < channels * window.rows; row++)
            for (int64_t j = 0; j < window.columns; j++, weight += kPanel) {
              const Vector a = _mm512_loadu_ps(weight), b = _mm512_loadu_ps(weight + kLanes);
#pragma GCC unroll 8
              for (int64_t i = 0; i < kPixels; i++) {
                const Vector value = _mm512_set1_ps(lines[row * wide + x + j + i]);
                low[i] = _mm512_fmadd_ps(value, a, low[i]);
                high[i] = _mm512_fmadd_ps(value, b, high[i]);
              }
            }
          Element* target = result + (line * p.columns + x) * outputs + panel * kPanel;
          for (int64_t i = 0; i < std::min(kPixels, p.columns - x); i++) {
            store(target + i * outputs, narrowed(low[i], high[i]), lanes);
            kept.add(low[i], high[i]);
          }
        }
        kept.store();
      }
    }
  }
}

void head(Source source, int64_t pixels, const float* weight, const float* bias, int64_t classes, float* logits) {
#pragma omp parallel for schedule(dynamic, 256)
  for (int64_t first = 0; first < pixels; first += kLanes) {
    const int64_t count = std::min(kLanes, pixels - first);
    for (int64_t k0 = 0; k0 < classes; k0 += kClassesAtOnce) {
      const int64_t some = std::min(kClassesAtOnce, classes - k0);
      Vector sums[kClassesAtOnce][kLanes];
      std::fill_n(sums[0], some * kLanes, _mm512_setzero_ps());
      for (int64_t c = 0; c < source.channels; c += kPanel) {
        const __mmask32 lanes = lanes_of(source.channels - c);
        const Normal normal(source, c);
        Vector low[kLanes], high[kLanes];
        for (int64_t p = 0; p < kLanes; p++) {
          const Half x = normal.of(load(source.data + (first + p) * source.channels + c, p < count ? lanes : 0));
          low[p] = low_half(x), high[p] = high_half(x);
        }
        for (int64_t k = 0; k < some; k++) {
          const float* own = weight + (k0 + k) * source.channels + c;
          const Vector a = _mm512_maskz_loadu_ps(lanes & 0xFFFF, own), b = _mm512_maskz_loadu_ps(lanes >> 16, own + kLanes);
          for (int64_t p = 0; p < kLanes; p++) sums[k][p] = _mm512_fmadd_ps(high[p], b, _mm512_fmadd_ps(low[p], a, sums[k][p]));
        }
      }
      for (int64_t k = 0; k < some; k++)
        _mm512_mask_storeu_ps(logits + (k0 + k) * pixels + first, (1u << count) - 1, _mm512_add_ps(totals(sums[k]), _mm512_set1_ps(bias[k0 + k])));
    }
  }
}

}  // namespace marrow::half
