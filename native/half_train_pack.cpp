#include "half_axes.h"
#include "half_training.h"
#include "both_axes.h"
#include "transpose.h"

namespace marrow::half {
namespace {

constexpr int64_t kTapsAhead = 8;   // weights of an input that are fetched before they are used
constexpr int64_t kRowsAhead = 12;  // rows of a matrix that are

// Where the k-th of 32 outputs lies among even ones and, behind them, odd ones.
inline int64_t sorted(int64_t k) { return k % 2 * kLanes + k / 2; }

// Thirty-two outputs of thirty-two inputs each, outputs sorted and 32 elements apart, to sixteen pairs of inputs of a panel.
inline void pair_up(const Element* rows, Element* panel) {
  for (int64_t parity = 0; parity < 2; parity++)
    transpose(reinterpret_cast<const float*>(rows + parity * kLanes * kPanel), kLanes, reinterpret_cast<float*>(panel + parity * kPanel), kPanel);
}

// Weights of thirty-two channels from a place on.
inline Half weights_at(const float* at, Vector unit) {
  return narrowed(_mm512_mul_ps(unit, _mm512_loadu_ps(at)), _mm512_mul_ps(unit, _mm512_loadu_ps(at + kLanes)));
}

// Nine taps of 32 weights to their places, step apart.
inline void transform_taps(const Half taps[9], Element* places, int64_t step) {
  transform_both<Half, 3, 6>([](const Half own[3], Half done[6]) { Plain::weight(own, done); }, [&](int i, int j) { return taps[i * 3 + j]; },
                             [&](int place, Half x) { _mm512_storeu_ph(places + place * step, x); });
}

// Taps lie far apart, where the processor does not look ahead by itself. What the next call begins with is fetched too.
inline void fetch_taps(const float* taps, int64_t step) {
  for (int64_t tap = 0; tap < 9; tap++) {
    _mm_prefetch(taps + tap * step, _MM_HINT_T0);
    _mm_prefetch(taps + tap * step + kLanes, _MM_HINT_T0);
  }
}

// Both put weights beside each other as products take them before they transform them: nine taps are moved instead of thirty-six places.
void pack_turned(const Weight& w, int64_t output, int64_t input, int64_t depth, Element* places, int64_t step) {
  const Vector unit = _mm512_set1_ps(w.unit);
  for (int64_t k = 0; k < depth; k += 2) {
    const float* own = w.data + (input + k) * 9 * w.inputs + output;
    for (int64_t next = k + kTapsAhead; next < std::min(w.outputs - input, k + kTapsAhead + 2); next++) fetch_taps(w.data + (input + next) * 9 * w.inputs + output, w.inputs);
    Half even[9], odd[9];
    for (int64_t tap = 0; tap < 9; tap++) {
      const float* turned = own + (8 - tap) * w.inputs;
      pair_up(weights_at(turned, unit), weights_at(turned + 9 * w.inputs, unit), even[tap], odd[tap]);
    }
    transform_taps(even, places + k * kPanel, step);
    transform_taps(odd, places + (k + 1) * kPanel, step);
  }
}

void pack_straight(const Weight& w, int64_t output, int64_t input, int64_t depth, Element* places, int64_t step) {
  const Vector unit = _mm512_set1_ps(w.unit);
  alignas(64) Element rows[9][kPanel * kPanel], pairs[9][kPanel * kPanel];
  for (int64_t c = 0; c < depth; c += kPanel) {
    for (int64_t k = 0; k < kPanel; k++) {
      const float* own = w.data + (output + k) * 9 * w.inputs + input + c;
      if (input + c + kPanel < w.inputs) fetch_taps(own + kPanel, w.inputs);
      for (int64_t tap = 0; tap < 9; tap++) _mm512_store_ph(rows[tap] + sorted(k) * kPanel, weights_at(own + tap * w.inputs, unit));
    }
    for (int64_t tap = 0; tap < 9; tap++) pair_up(rows[tap], pairs[tap]);
    for (int64_t i = 0; i < kPanel; i++) {
      Half taps[9];
      for (int64_t tap = 0; tap < 9; tap++) taps[tap] = _mm512_load_ph(pairs[tap] + i * kPanel);
      transform_taps(taps, places + (c + i) * kPanel, step);
    }
  }
}

}  // namespace

float unit_of_largest(float largest) { return unit_of(largest); }

float unit_of_weights(const float* weight, int64_t count) {
  float largest = 0;
#pragma omp parallel for schedule(dynamic, 4) reduction(max : largest)
  for (int64_t first = 0; first < count; first += 1 << 14) {
    Vector own{};
    const int64_t end = std::min<int64_t>(count, first + (1 << 14));
    for (int64_t i = first; i < end; i += kLanes) {
      const __mmask16 lanes = static_cast<__mmask16>((1u << std::min(kLanes, end - i)) - 1);
      fetch(weight + i + kAhead * kLanes);
      own = _mm512_max_ps(own, _mm512_abs_ps(_mm512_maskz_loadu_ps(lanes, weight + i)));
    }
    largest = std::max(largest, _mm512_reduce_max_ps(own));
  }
  return unit_of(largest);
}

void pack_rows(const float* weight, int64_t outputs, int64_t depth, float unit, Element* packed) {
#pragma omp parallel for collapse(2) schedule(static)
  for (int64_t panel = 0; panel < outputs; panel += kPanel)
    for (int64_t d = 0; d < depth; d += kPanel) {
      alignas(64) Element rows[kPanel * kPanel];
      for (int64_t k = 0; k < kPanel; k++) {
        const float* own = weight + (panel + k) * depth + d;
        const Vector units = _mm512_set1_ps(unit);
        _mm512_store_ph(rows + sorted(k) * kPanel,
                        narrowed(_mm512_mul_ps(units, _mm512_loadu_ps(own)), _mm512_mul_ps(units, _mm512_loadu_ps(own + kLanes))));
      }
      pair_up(rows, packed + panel * depth + d * kPanel);
    }
}

void pack_columns(Columns columns, float unit, Element* packed, int64_t panel_depth) {
  const Vector units = _mm512_set1_ps(unit);
#pragma omp parallel for collapse(2) schedule(static)
  for (int64_t panel = 0; panel < columns.outputs; panel += kPanel)
    for (int64_t d = 0; d < columns.depth; d += 2) {
      const auto row = [&](int64_t i) {
        const float* own = columns.data + i * columns.step + panel;
        fetch(own + kRowsAhead * columns.step);
        fetch(own + kRowsAhead * columns.step + kLanes);
        return narrowed(_mm512_mul_ps(units, _mm512_loadu_ps(own)), _mm512_mul_ps(units, _mm512_loadu_ps(own + kLanes)));
      };
      store_pair(packed + panel * panel_depth + d * kPanel, row(d), row(d + 1));
    }
}

void winograd_pack_panel(const Weight& weight, bool turned, int64_t output, int64_t input, int64_t depth, Element* places, int64_t step) {
  (turned ? pack_turned : pack_straight)(weight, output, input, depth, places, step);
}

}  // namespace marrow::half
