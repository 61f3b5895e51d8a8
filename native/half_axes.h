// One axis of the transforms of Winograd's method in 16 bits, for 3 taps and 4 outputs: the plain one and the one of stride 2.
#pragma once
#include "half_product.h"

namespace marrow::half {
namespace {

inline Half constant(float x) { return spread(x); }

// F(4, 3). Points of interpolation 0, +-a, +-b, infinity. These lose a third of what +-1 and +-2 (Lavin 2016) lose in 16 bits.
struct Plain {
  static constexpr int64_t kSeen = 6, kStep = 1, kPlaces = kSeen * kSeen;
  static constexpr float kA = 0.625f, kB = 1.5f, kA2 = kA * kA, kB2 = kB * kB, kSum = kA2 + kB2, kProduct = kA2 * kB2;
  static constexpr float kAtA = 1 / (2 * kA2 * (kA2 - kB2)), kAtB = 1 / (2 * kB2 * (kB2 - kA2));

  static void input(const Half d[6], Half t[6]) {
    const Half a2 = constant(kA2), b2 = constant(kB2), sum = constant(kSum), product = constant(kProduct), a = constant(kA), b = constant(kB);
    Half even = _mm512_fnmadd_ph(b2, d[2], d[4]), odd = _mm512_fnmadd_ph(b2, d[1], d[3]);
    Half wide = _mm512_fnmadd_ph(a2, d[2], d[4]), step = _mm512_fnmadd_ph(a2, d[1], d[3]);
    t[0] = _mm512_fmadd_ph(product, d[0], _mm512_fnmadd_ph(sum, d[2], d[4]));
    t[1] = _mm512_fmadd_ph(a, odd, even);
    t[2] = _mm512_fnmadd_ph(a, odd, even);
    t[3] = _mm512_fmadd_ph(b, step, wide);
    t[4] = _mm512_fnmadd_ph(b, step, wide);
    t[5] = _mm512_fmadd_ph(product, d[1], _mm512_fnmadd_ph(sum, d[3], d[5]));
  }

  static void output(const Half m[6], Half y[4]) {
    Half p = _mm512_add_ph(m[1], m[2]), q = _mm512_sub_ph(m[1], m[2]), r = _mm512_add_ph(m[3], m[4]), s = _mm512_sub_ph(m[3], m[4]);
    y[0] = _mm512_add_ph(m[0], _mm512_add_ph(p, r));
    y[1] = _mm512_fmadd_ph(constant(kA), q, _mm512_mul_ph(constant(kB), s));
    y[2] = _mm512_fmadd_ph(constant(kA2), p, _mm512_mul_ph(constant(kB2), r));
    y[3] = _mm512_fmadd_ph(constant(kA2 * kA), q, _mm512_fmadd_ph(constant(kB2 * kB), s, m[5]));
  }

  static void weight(const Vector w[3], Vector t[6]) {
    const Vector at_a = _mm512_set1_ps(kAtA), at_b = _mm512_set1_ps(kAtB);
    const Vector even_a = _mm512_fmadd_ps(_mm512_set1_ps(kA2), w[2], w[0]), odd_a = _mm512_mul_ps(_mm512_set1_ps(kA), w[1]);
    const Vector even_b = _mm512_fmadd_ps(_mm512_set1_ps(kB2), w[2], w[0]), odd_b = _mm512_mul_ps(_mm512_set1_ps(kB), w[1]);
    t[0] = _mm512_mul_ps(w[0], _mm512_set1_ps(1 / kProduct));
    t[1] = _mm512_mul_ps(at_a, _mm512_add_ps(even_a, odd_a));
    t[2] = _mm512_mul_ps(at_a, _mm512_sub_ps(even_a, odd_a));
    t[3] = _mm512_mul_ps(at_b, _mm512_add_ps(even_b, odd_b));
    t[4] = _mm512_mul_ps(at_b, _mm512_sub_ps(even_b, odd_b));
    t[5] = w[2];
  }

  // In 16 bits: twice as quick as in 32, and what that rounds away is less than the tiles lose.
  static void weight(const Half w[3], Half t[6]) {
    const Half even_a = _mm512_mul_ph(constant(kAtA), _mm512_fmadd_ph(constant(kA2), w[2], w[0])), odd_a = constant(kA / (2 * kA2 * (kA2 - kB2)));
    const Half even_b = _mm512_mul_ph(constant(kAtB), _mm512_fmadd_ph(constant(kB2), w[2], w[0])), odd_b = constant(kB / (2 * kB2 * (kB2 - kA2)));
    t[0] = _mm512_mul_ph(w[0], constant(1 / kProduct));
    t[1] = _mm512_fmadd_ph(odd_a, w[1], even_a);
    t[2] = _mm512_fnmadd_ph(odd_a, w[1], even_a);
    t[3] = _mm512_fmadd_ph(odd_b, w[1], even_b);
    t[4] = _mm512_fnmadd_ph(odd_b, w[1], even_b);
    t[5] = w[2];
  }

  // The output transform, transposed.
  static void output_gradient(const Half y[4], Half m[6]) {
    const Half a = constant(kA), b = constant(kB), a2 = constant(kA2), b2 = constant(kB2);
    const Half even_a = _mm512_fmadd_ph(a2, y[2], y[0]), odd_a = _mm512_mul_ph(a, _mm512_fmadd_ph(a2, y[3], y[1]));
    const Half even_b = _mm512_fmadd_ph(b2, y[2], y[0]), odd_b = _mm512_mul_ph(b, _mm512_fmadd_ph(b2, y[3], y[1]));
    m[0] = y[0];
    m[1] = _mm512_add_ph(even_a, odd_a);
    m[2] = _mm512_sub_ph(even_a, odd_a);
    m[3] = _mm512_add_ph(even_b, odd_b);
    m[4] = _mm512_sub_ph(even_b, odd_b);
    m[5] = y[3];
  }

  // The weight transform, transposed.
  static void weight_gradient(const Vector t[6], Vector w[3]) {
    const Vector at_a = _mm512_set1_ps(kAtA), at_b = _mm512_set1_ps(kAtB);
    const Vector even_a = _mm512_mul_ps(at_a, _mm512_add_ps(t[1], t[2])), odd_a = _mm512_mul_ps(at_a, _mm512_sub_ps(t[1], t[2]));
    const Vector even_b = _mm512_mul_ps(at_b, _mm512_add_ps(t[3], t[4])), odd_b = _mm512_mul_ps(at_b, _mm512_sub_ps(t[3], t[4]));
    w[0] = _mm512_fmadd_ps(_mm512_set1_ps(1 / kProduct), t[0], _mm512_add_ps(even_a, even_b));
    w[1] = _mm512_fmadd_ps(_mm512_set1_ps(kA), odd_a, _mm512_mul_ps(_mm512_set1_ps(kB), odd_b));
    w[2] = _mm512_fmadd_ps(_mm512_set1_ps(kA2), even_a, _mm512_fmadd_ps(_mm512_set1_ps(kB2), even_b, t[5]));
  }
};

// Of stride 2: the outer taps see every second pixel, which is F(4, 2) with the points 0, +-a, c, infinity; the middle tap sees the four
// pixels between, each once. Nine products for four outputs instead of twelve.
struct Halving {
  static constexpr int64_t kSeen = 9, kStep = 2, kPlaces = kSeen * kSeen;
  static constexpr float kA = 0.75f, kC = 2, kA2 = kA * kA, kC2 = kC * kC;

  static void input(const Half d[9], Half t[9]) {
    const Half a = constant(kA), a2 = constant(kA2), c = constant(kC);
    const Half e0 = _mm512_fnmadd_ph(c, d[0], d[2]), e1 = _mm512_fnmadd_ph(c, d[2], d[4]), e2 = _mm512_fnmadd_ph(c, d[4], d[6]), e3 = _mm512_fnmadd_ph(c, d[6], d[8]);
    t[0] = _mm512_fnmadd_ph(a2, e0, e2);
    t[1] = _mm512_fmadd_ph(a, e1, e2);
    t[2] = _mm512_fnmadd_ph(a, e1, e2);
    t[3] = _mm512_fnmadd_ph(a2, d[2], d[6]);
    t[4] = _mm512_fnmadd_ph(a2, e1, e3);
    for (int i = 0; i < 4; i++) t[5 + i] = d[2 * i + 1];
  }

  static void output(const Half m[9], Half y[4]) {
    const Half p = _mm512_add_ph(m[1], m[2]), q = _mm512_sub_ph(m[1], m[2]);
    y[0] = _mm512_add_ph(_mm512_add_ph(m[0], m[5]), _mm512_add_ph(p, m[3]));
    y[1] = _mm512_fmadd_ph(constant(kA), q, _mm512_fmadd_ph(constant(kC), m[3], m[6]));
    y[2] = _mm512_fmadd_ph(constant(kA2), p, _mm512_fmadd_ph(constant(kC2), m[3], m[7]));
    y[3] = _mm512_fmadd_ph(constant(kA2 * kA), q, _mm512_fmadd_ph(constant(kC2 * kC), m[3], _mm512_add_ph(m[4], m[8])));
  }

  static void weight(const Vector w[3], Vector t[9]) {
    const auto at = [&](float point, float divisor) { return _mm512_mul_ps(_mm512_fmadd_ps(_mm512_set1_ps(point), w[2], w[0]), _mm512_set1_ps(1 / divisor)); };
    t[0] = at(0, kA2 * kC);
    t[1] = at(kA, 2 * kA2 * (kA - kC));
    t[2] = at(-kA, -2 * kA2 * (kA + kC));
    t[3] = at(kC, kC * (kC2 - kA2));
    t[4] = w[2];
    for (int i = 0; i < 4; i++) t[5 + i] = w[1];
  }
};

}  // namespace
}  // namespace marrow::half
