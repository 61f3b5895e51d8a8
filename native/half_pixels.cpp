#include "half_product.h"

namespace marrow::half {

bool is_supported() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512fp16");
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
  constexpr int64_t kTogether = 16;  // pixels whose sums make one register
#pragma omp parallel for schedule(dynamic, 256)
  for (int64_t first = 0; first < pixels; first += kTogether) {
    const int64_t count = std::min(kTogether, pixels - first);
    alignas(64) float sums[kClassesAtOnce][kTogether][kLanes];
    for (int64_t k0 = 0; k0 < classes; k0 += kClassesAtOnce) {
      const int64_t some = std::min(kClassesAtOnce, classes - k0);
      std::memset(sums, 0, sizeof sums);
      for (int64_t c = 0; c < source.channels; c += kPanel) {
        const __mmask32 lanes = lanes_of(source.channels - c);
        const Normal normal(source, c);
        for (int64_t p = 0; p < count; p++) {
          const Half x = normal.of(load(source.data + (first + p) * source.channels + c, lanes));
          const Vector low = low_half(x), high = high_half(x);
          for (int64_t k = 0; k < some; k++) {
            const float* own = weight + (k0 + k) * source.channels + c;
            Vector sum = _mm512_fmadd_ps(low, _mm512_maskz_loadu_ps(lanes & 0xFFFF, own), _mm512_load_ps(sums[k][p]));
            _mm512_store_ps(sums[k][p], _mm512_fmadd_ps(high, _mm512_maskz_loadu_ps(lanes >> 16, own + kLanes), sum));
          }
        }
      }
      for (int64_t k = 0; k < some; k++)
        for (int64_t p = 0; p < count; p++) logits[(k0 + k) * pixels + first + p] = _mm512_reduce_add_ps(_mm512_load_ps(sums[k][p])) + bias[k0 + k];
    }
  }
}

}  // namespace marrow::half
