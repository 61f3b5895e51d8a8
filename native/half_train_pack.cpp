#include "half_tiles.h"
#include "half_training.h"
#include "transpose.h"

namespace marrow::half {
namespace {

// Where the k-th of 32 outputs lies among even ones and, behind them, odd ones.
inline int64_t sorted(int64_t k) { return k % 2 * kLanes + k / 2; }

// Thirty-two outputs of thirty-two inputs each, outputs sorted and 32 elements apart, to sixteen pairs of inputs of a panel.
inline void pair_up(const Element* rows, Element* panel) {
  for (int64_t parity = 0; parity < 2; parity++)
    transpose(reinterpret_cast<const float*>(rows + parity * kLanes * kPanel), kLanes, reinterpret_cast<float*>(panel + parity * kPanel), kPanel);
}

// Two inputs of 32 outputs become a pair: even outputs, then odd ones.
inline void store_columns(Element* at, Half first, Half second) {
  const __m512i a = _mm512_castph_si512(first), b = _mm512_castph_si512(second);
  const __mmask32 odd = 0xAAAAAAAA;
  _mm512_storeu_si512(at, _mm512_mask_blend_epi16(odd, a, _mm512_slli_epi32(b, 16)));
  _mm512_storeu_si512(at + kPanel, _mm512_mask_blend_epi16(odd, _mm512_srli_epi32(a, 16), b));
}

// One axis of the weight transform: three values to six.
inline void transform_weight(Half w0, Half w1, Half w2, Half t[6]) {
  const Half at_a = constant(1 / (2 * kA2 * (kA2 - kB2))), at_b = constant(1 / (2 * kB2 * (kB2 - kA2)));
  const Half even_a = _mm512_mul_ph(at_a, _mm512_fmadd_ph(constant(kA2), w2, w0)), odd_a = constant(kA / (2 * kA2 * (kA2 - kB2)));
  const Half even_b = _mm512_mul_ph(at_b, _mm512_fmadd_ph(constant(kB2), w2, w0)), odd_b = constant(kB / (2 * kB2 * (kB2 - kA2)));
  t[0] = _mm512_mul_ph(w0, constant(1 / kProduct));
  t[1] = _mm512_fmadd_ph(odd_a, w1, even_a);
  t[2] = _mm512_fnmadd_ph(odd_a, w1, even_a);
  t[3] = _mm512_fmadd_ph(odd_b, w1, even_b);
  t[4] = _mm512_fnmadd_ph(odd_b, w1, even_b);
  t[5] = w2;
}

// Nine taps of 32 weights, taps step apart, to 36 places. In 16 bits: twice as quick as in 32, and what that rounds away is less than the tiles lose.
inline void transform_taps(const float* taps, int64_t step, bool turned, Vector unit, Half places[kPlaces]) {
  Half half[6][3], down[6];
  for (int j = 0; j < 3; j++) {
    Half column[3];
    for (int i = 0; i < 3; i++) {
      const float* own = taps + (turned ? 8 - i * 3 - j : i * 3 + j) * step;
      column[i] = narrowed(_mm512_mul_ps(unit, _mm512_loadu_ps(own)), _mm512_mul_ps(unit, _mm512_loadu_ps(own + kLanes)));
    }
    transform_weight(column[0], column[1], column[2], down);
    for (int i = 0; i < 6; i++) half[i][j] = down[i];
  }
  for (int i = 0; i < 6; i++) transform_weight(half[i][0], half[i][1], half[i][2], places + i * 6);
}

void pack_turned(const Weight& w, int64_t output, int64_t input, int64_t depth, Element* places, int64_t step) {
  const Vector unit = _mm512_set1_ps(w.unit);
  Half first[kPlaces], second[kPlaces];
  for (int64_t k = 0; k < depth; k += 2) {
    const float* taps = w.data + (input + k) * 9 * w.inputs + output;
    transform_taps(taps, w.inputs, true, unit, first);
    transform_taps(taps + 9 * w.inputs, w.inputs, true, unit, second);
    for (int64_t place = 0; place < kPlaces; place++) store_columns(places + place * step + k * kPanel, first[place], second[place]);
  }
}

void pack_straight(const Weight& w, int64_t output, int64_t input, int64_t depth, Element* places, int64_t step) {
  const Vector unit = _mm512_set1_ps(w.unit);
  alignas(64) Element rows[kPlaces][kPanel * kPanel];
  for (int64_t c = 0; c < depth; c += kPanel) {
    for (int64_t k = 0; k < kPanel; k++) {
      Half own[kPlaces];
      transform_taps(w.data + (output + k) * 9 * w.inputs + input + c, w.inputs, false, unit, own);
      for (int64_t place = 0; place < kPlaces; place++) _mm512_store_ph(rows[place] + sorted(k) * kPanel, own[place]);
    }
    for (int64_t place = 0; place < kPlaces; place++) pair_up(rows[place], places + place * step + c * kPanel);
  }
}

}  // namespace

float unit_of_weights(const float* weight, int64_t count) {
  float largest = 0;
#pragma omp parallel for schedule(static) reduction(max : largest)
  for (int64_t first = 0; first < count; first += 1 << 14) {
    Vector own{};
    const int64_t end = std::min<int64_t>(count, first + (1 << 14));
    for (int64_t i = first; i < end; i += kLanes) {
      const __mmask16 lanes = static_cast<__mmask16>((1u << std::min(kLanes, end - i)) - 1);
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
        return narrowed(_mm512_mul_ps(units, _mm512_loadu_ps(own)), _mm512_mul_ps(units, _mm512_loadu_ps(own + kLanes)));
      };
      store_columns(packed + panel * panel_depth + d * kPanel, row(d), row(d + 1));
    }
}

void winograd_pack_panel(const Weight& weight, bool turned, int64_t output, int64_t input, int64_t depth, Element* places, int64_t step) {
  (turned ? pack_turned : pack_straight)(weight, output, input, depth, places, step);
}

}  // namespace marrow::half
