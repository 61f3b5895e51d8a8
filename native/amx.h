// The processor's matrix unit (AMX): tiles of 16 rows of 64 bytes. A product adds 16 x 32 values of bfloat16 times 32 x 16 of them to 16 x 16 sums in 32
// bits. The right factor's values stand in pairs: row r holds those of depth 2 r and 2 r + 1 beside each other, column after column.
#pragma once
#include <array>

#include "half_product.h"

#pragma GCC target("amx-tile,amx-bf16,avx512bf16")

namespace marrow::half {

namespace {

constexpr int64_t kSide = 16;   // rows of a tile, and its columns of 32 bits
constexpr int64_t kDepth = 32;  // values of bfloat16 in a row: channels or pixels that a product sums over
constexpr int64_t kTile = kSide * kDepth;  // elements

// Makes all tiles of the calling thread whole ones, for as long as it lives.
struct Tiles {
  Tiles() {
    struct {
      uint8_t palette = 1, start = 0, unused[14]{};
      uint16_t bytes[16]{};
      uint8_t rows[16]{};
    } shape;
    for (int i = 0; i < 8; i++) shape.bytes[i] = 64, shape.rows[i] = kSide;
    // The intrinsic tells the compiler of the first 8 bytes alone.
    asm volatile("" : : "r"(&shape) : "memory");
    _tile_loadconfig(&shape);
  }
  Tiles(const Tiles&) = delete;
  Tiles& operator=(const Tiles&) = delete;
  ~Tiles() { _tile_release(); }
};

// The intrinsics do not tell the compiler that tiles are read from memory: what was written is there from here on.
inline void settle_memory() { asm volatile("" ::: "memory"); }

// Thirty-two values as bfloat16: the first sixteen in the lower half.
inline __m512i shortened(Vector low, Vector high) { return reinterpret_cast<__m512i>(_mm512_cvtne2ps_pbh(high, low)); }

// Sixteen values of two rows beside each other, the first of each pair from the first row.
inline __m512i paired(Vector first, Vector second) {
  alignas(64) static constexpr auto kOrder = [] {
    std::array<uint16_t, 32> order{};
    for (int i = 0; i < 32; i++) order[i] = static_cast<uint16_t>(i / 2 + i % 2 * 16);
    return order;
  }();
  return _mm512_permutexvar_epi16(_mm512_load_si512(kOrder.data()), shortened(first, second));
}

// What a source's normalization makes of 32 channels of a pixel, in 32 bits and then in bfloat16.
struct ShortNormal {
  Vector scale[2], shift[2], slope;
  bool is_plain;
  __mmask32 lanes;

  ShortNormal(const Source& source, int64_t channel)
      : slope(_mm512_set1_ps(source.slope)), is_plain(!source.scale), lanes(lanes_of(source.channels - channel)) {
    for (int64_t i = 0; i < 2 && !is_plain; i++) {
      scale[i] = _mm512_maskz_loadu_ps(lanes >> (16 * i), source.scale + channel + kLanes * i);
      shift[i] = _mm512_maskz_loadu_ps(lanes >> (16 * i), source.shift + channel + kLanes * i);
    }
  }
  Vector of(Vector x, int64_t i) const {
    if (is_plain) return x;
    const Vector y = _mm512_fmadd_ps(x, scale[i], shift[i]);
    return _mm512_max_ps(y, _mm512_mul_ps(y, slope));
  }
  __m512i of(const Element* pixel) const {
    const Half x = load(pixel, lanes);
    return shortened(of(low_half(x), 0), of(high_half(x), 1));
  }
};

}  // namespace
}  // namespace marrow::half
