// The product that all 16-bit kernels are made of, and how they read pixels.
#pragma once
#include <immintrin.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "half.h"

#pragma GCC target("avx512f,avx512dq,avx512bw,avx512vl,avx512vbmi2,avx512fp16,fma,f16c")

namespace marrow::half {
namespace {

constexpr int64_t kLanes = 16;  // channels in one register of 32-bit floats
constexpr int64_t kPanel = 32;  // output channels of one product
constexpr int64_t kRows = 14;   // rows of one product: 28 sums stay in registers
constexpr int64_t kChunk = 64;  // pairs of channels summed in 16 bits
constexpr int64_t kStreamed = 1 << 21;  // values from which results are written past the caches

using Vector = __m512;
using Half = __m512h;

inline int64_t panels_of(int64_t outputs) { return (outputs + kPanel - 1) / kPanel; }

// The first of 32 lanes that hold channels.
inline __mmask32 lanes_of(int64_t channels) { return channels >= kPanel ? 0xFFFFFFFF : (1u << channels) - 1; }

// The processor's own look-ahead ends with each page of memory, so that who reads much of it fetches lines ahead by itself.
constexpr int64_t kAhead = 32;  // lines of the cache
inline void fetch(const void* at) { _mm_prefetch(at, _MM_HINT_T0); }

inline Half load(const Element* at, __mmask32 lanes) { return _mm512_castsi512_ph(_mm512_maskz_loadu_epi16(lanes, at)); }
inline void store(Element* at, Half x, __mmask32 lanes) { _mm512_mask_storeu_epi16(at, lanes, _mm512_castph_si512(x)); }
// Past the caches: a line that is not read again soon need not be fetched before it is written.
inline void put(Element* at, Half x, __mmask32 lanes, bool streams) {
  if (streams)
    _mm512_stream_si512(reinterpret_cast<__m512i*>(at), _mm512_castph_si512(x));
  else
    store(at, x, lanes);
}

// Whether results of this size are larger than the second cache and consist of whole lines of it.
inline bool is_streamed(const Element* result, int64_t pixels, int64_t channels) {
  return channels % kPanel == 0 && pixels * channels >= kStreamed && reinterpret_cast<uintptr_t>(result) % 64 == 0;
}

inline Vector low_half(Half x) { return _mm512_cvtph_ps(_mm512_castsi512_si256(_mm512_castph_si512(x))); }
inline Vector high_half(Half x) { return _mm512_cvtph_ps(_mm512_extracti64x4_epi64(_mm512_castph_si512(x), 1)); }

inline Half narrowed(Vector low, Vector high) {
  const int nearest = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
  return _mm512_castsi512_ph(_mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtps_ph(low, nearest)), _mm512_cvtps_ph(high, nearest), 1));
}

inline Half spread(float x) {
  const Vector all = _mm512_set1_ps(x);
  return narrowed(all, all);
}

// 32 channels of 32-bit floats; those beyond are 0.
inline Half narrowed_at(const float* at, __mmask32 lanes) {
  return narrowed(_mm512_maskz_loadu_ps(lanes & 0xFFFF, at), _mm512_maskz_loadu_ps(lanes >> 16, at + kLanes));
}

// What a source does to 32 of its channels.
struct Normal {
  Half scale, shift, slope;
  bool is_plain;
  Normal(const Source& source, int64_t channel) : scale{}, shift{}, slope(spread(source.slope)), is_plain(!source.scale) {
    if (is_plain) return;
    const __mmask32 lanes = lanes_of(source.channels - channel);
    scale = narrowed_at(source.scale + channel, lanes);
    shift = narrowed_at(source.shift + channel, lanes);
  }
  Half of(Half x) const {
    if (is_plain) return x;
    const Half y = _mm512_fmadd_ph(x, scale, shift);
    return _mm512_max_ph(y, _mm512_mul_ph(y, slope));
  }
};

// Sums and sums of squares of 32 channels, in 32 bits.
struct Moments {
  float* at;
  int64_t outputs;
  __mmask32 lanes;
  Vector sums[2], squares[2];
  Moments(float* at, int64_t outputs, __mmask32 lanes) : at(at), outputs(outputs), lanes(lanes) {
    for (int64_t i = 0; i < 2; i++) {
      sums[i] = _mm512_maskz_loadu_ps(lanes >> (16 * i), at + kLanes * i);
      squares[i] = _mm512_maskz_loadu_ps(lanes >> (16 * i), at + outputs + kLanes * i);
    }
  }
  void add(Half x) { add(low_half(x), high_half(x)); }
  void add(Vector low, Vector high) {
    sums[0] = _mm512_add_ps(sums[0], low), squares[0] = _mm512_fmadd_ps(low, low, squares[0]);
    sums[1] = _mm512_add_ps(sums[1], high), squares[1] = _mm512_fmadd_ps(high, high, squares[1]);
  }
  void store() {
    for (int64_t i = 0; i < 2; i++) {
      _mm512_mask_storeu_ps(at + kLanes * i, lanes >> (16 * i), sums[i]);
      _mm512_mask_storeu_ps(at + outputs + kLanes * i, lanes >> (16 * i), squares[i]);
    }
  }
};

// Even lanes hold sums over even input channels, odd lanes over odd ones; the first register is of even outputs, the second of odd.
// Their sums, outputs in order.
inline Half folded(Half even, Half odd) {
  const __m512i a = _mm512_castph_si512(even), b = _mm512_castph_si512(odd);
  return _mm512_add_ph(_mm512_castsi512_ph(_mm512_mask_blend_epi16(0xAAAAAAAA, a, b)), _mm512_castsi512_ph(_mm512_shrdi_epi32(a, b, 16)));
}

// Two values of each of 32 channels beside each other: even channels, then odd ones.
inline void pair_up(Half first, Half second, Half& even, Half& odd) {
  const __m512i a = _mm512_castph_si512(first), b = _mm512_castph_si512(second);
  const __mmask32 odd_lanes = 0xAAAAAAAA;
  even = _mm512_castsi512_ph(_mm512_mask_blend_epi16(odd_lanes, a, _mm512_slli_epi32(b, 16)));
  odd = _mm512_castsi512_ph(_mm512_mask_blend_epi16(odd_lanes, _mm512_srli_epi32(a, 16), b));
}

inline void store_pair(Element* at, Half first, Half second) {
  Half even, odd;
  pair_up(first, second, even, odd);
  _mm512_storeu_ph(at, even);
  _mm512_storeu_ph(at + kPanel, odd);
}

// Rows of numbers, each in one stretch or in several of the same length.
struct Left {
  const Element* data;
  int64_t step;  // from row to row
  int64_t stretches = 1, stretch_step = 0;
};

struct Right {
  Element* data;
  int64_t step;
  __mmask32 lanes;  // those of the panel that are written
  bool streams = false;
};

// sums[r] = sum over pairs of left[r] * panel. A pair of channels is broadcast as 32 bits, which needs no shuffle. Next: what is fetched into the second
// cache meanwhile, a line for each pair.
template <int Rows, bool Fetches = false>
inline __attribute__((always_inline)) void chunk_product(Left left, const Element* panel, int64_t pairs, Half sums[Rows], const Element* next = nullptr) {
  Half even[Rows], odd[Rows];
#pragma GCC unroll 14
  for (int r = 0; r < Rows; r++) even[r] = odd[r] = _mm512_setzero_ph();
  for (int64_t s = 0; s < left.stretches; s++, left.data += left.stretch_step, panel += pairs * 2 * kPanel) {
    // Three rows share a pointer; fourteen pointers would not fit the registers.
    const Element* threes[] = {left.data, left.data + 3 * left.step, left.data + 6 * left.step, left.data + 9 * left.step, left.data + 12 * left.step};
    for (int64_t k = 0; k < pairs; k++) {
      if (Fetches) _mm_prefetch(next + k * kPanel, _MM_HINT_T1);
      const Half first = _mm512_loadu_ph(panel + k * 2 * kPanel), second = _mm512_loadu_ph(panel + k * 2 * kPanel + kPanel);
#pragma GCC unroll 14
      for (int r = 0; r < Rows; r++) {
        int32_t both;
        std::memcpy(&both, threes[r / 3] + r % 3 * left.step + 2 * k, 4);
        const Half value = _mm512_castsi512_ph(_mm512_set1_epi32(both));
        even[r] = _mm512_fmadd_ph(value, first, even[r]);
        odd[r] = _mm512_fmadd_ph(value, second, odd[r]);
      }
    }
  }
#pragma GCC unroll 14
  for (int r = 0; r < Rows; r++) sums[r] = folded(even[r], odd[r]);
}

// IsOne: there is one stretch.
template <int Rows, bool IsOne>
void product(const Left& left, const Element* panel, int64_t pairs, const Right& right) {
  Half sums[Rows];
  const int64_t all = IsOne ? 1 : left.stretches;
  if (pairs * all <= kChunk) {
    chunk_product<Rows>({left.data, left.step, all, left.stretch_step}, panel, pairs, sums);
#pragma GCC unroll 14
    for (int r = 0; r < Rows; r++) put(right.data + r * right.step, sums[r], right.lanes, right.streams);
    return;
  }
  Vector low[Rows], high[Rows];
#pragma GCC unroll 14
  for (int r = 0; r < Rows; r++) low[r] = high[r] = _mm512_setzero_ps();
  // Several short stretches are summed in 16 bits together, a long one in equal parts.
  const int64_t together = IsOne ? 1 : std::max<int64_t>(1, kChunk / pairs), parts = (pairs + kChunk - 1) / kChunk, part = (pairs + parts - 1) / parts;
  for (int64_t s = 0; s < all; s += together)
    for (int64_t k = 0; k < pairs; k += part) {
      const int64_t some = std::min(part, pairs - k), stretches = IsOne ? 1 : std::min(together, all - s);
      chunk_product<Rows>({left.data + s * left.stretch_step + 2 * k, left.step, stretches, left.stretch_step}, panel, some, sums);
      panel += stretches * some * 2 * kPanel;
#pragma GCC unroll 14
      for (int r = 0; r < Rows; r++) {
        low[r] = _mm512_add_ps(low[r], low_half(sums[r]));
        high[r] = _mm512_add_ps(high[r], high_half(sums[r]));
      }
    }
#pragma GCC unroll 14
  for (int r = 0; r < Rows; r++) put(right.data + r * right.step, narrowed(low[r], high[r]), right.lanes, right.streams);
}

using Product = void (*)(const Left&, const Element*, int64_t, const Right&);
template <bool IsOne, int... Less>
constexpr Product product_of(int64_t rows, std::integer_sequence<int, Less...>) {
  constexpr Product all[] = {product<Less + 1, IsOne>...};
  return all[rows - 1];
}

// All rows by one panel. The depth is that of one stretch.
inline void multiply(Left left, int64_t rows, const Element* panel, int64_t depth, Right right) {
  const auto counts = std::make_integer_sequence<int, kRows>();
  for (int64_t r = 0; r < rows; r += kRows, left.data += kRows * left.step, right.data += kRows * right.step) {
    const int64_t some = std::min(kRows, rows - r);
    (left.stretches == 1 ? product_of<true>(some, counts) : product_of<false>(some, counts))(left, panel, depth / 2, right);
  }
}

// Where the weight of input c and output k (of 32) stands in a panel: pairs of inputs, and within them even outputs, then odd ones.
inline int64_t panel_place(int64_t c, int64_t k) { return c / 2 * 2 * kPanel + k % 2 * kPanel + k / 2 * 2 + c % 2; }

inline Element element(float x) { return static_cast<Element>(_mm_extract_epi16(_mm_cvtps_ph(_mm_set_ss(x), _MM_FROUND_TO_NEAREST_INT), 0)); }

// The power of two that brings the largest of some weights into [1/2, 1).
inline float unit_of(double largest) {
  int exponent = 0;
  std::frexp(largest, &exponent);
  return largest > 0 ? static_cast<float>(std::ldexp(1.0, -exponent)) : 1;
}

}  // namespace
}  // namespace marrow::half
