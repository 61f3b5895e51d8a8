// Weights' gradients: sums over pixels or tiles of products of what 32 outputs and 32 inputs are there. Pixels come in pairs, so that a pair of one
// channel makes 32 bits; channels of a panel come even ones first.
#pragma once
#include <atomic>
#include <memory>
#include <thread>
#include <type_traits>
#include <vector>

#include "half_product.h"
#include "half_training.h"

namespace marrow::half {
namespace {

constexpr int64_t kPairPanel = 2 * kPanel;         // elements of a pair of pixels in a panel
constexpr int64_t kPairRows = 11;                  // of one product; three make 32 and one over
constexpr int64_t kShares = 8;                     // of the pixels, summed apart where weights are few
constexpr int64_t kFewSums = 36 << 13;             // that a thread keeps in its second cache
constexpr int64_t kShareElements = 3 << 17;        // of pixels that it reads at a time: 768 KiB
constexpr int64_t kRoundElements = int64_t{1} << 25;  // of pixels that all threads read at a time
constexpr int64_t kGroup = 2;                      // panels a side that are multiplied together

// What becomes of a product: the first of a sum is stored, later ones are added. A sum of few pairs stays as it is, in 16 bits.
enum class Sum { First, Later, Few };

template <Sum Kind>
using SumValue = std::conditional_t<Kind == Sum::Few, Element, float>;

template <Sum Kind>
inline void put_sums(SumValue<Kind>* at, Half sum) {
  if constexpr (Kind == Sum::Few) {
    _mm512_storeu_ph(at, sum);
  } else {
    Vector low = low_half(sum), high = high_half(sum);
    if constexpr (Kind == Sum::Later) low = _mm512_add_ps(_mm512_loadu_ps(at), low), high = _mm512_add_ps(_mm512_loadu_ps(at + kLanes), high);
    _mm512_storeu_ps(at, low);
    _mm512_storeu_ps(at + kLanes, high);
  }
}

// Rows from `row` on of the 32 x 32 sums; row r is that of an even channel, and of an odd one from the sixteenth on. Next, where there is one, is fetched
// into the second cache meanwhile.
template <int Rows, Sum Kind>
void pair_product(const Element* left, const Element* right, int64_t pairs, int64_t row, const Element* next, SumValue<Kind>* sums, int64_t stride) {
  Half even[Rows], odd[Rows];
#pragma GCC unroll 14
  for (int r = 0; r < Rows; r++) even[r] = odd[r] = _mm512_setzero_ph();
  const Element* own = left + 2 * row;
  for (int64_t k = 0; k < pairs; k++) {
    if (next) {
      _mm_prefetch(next + k * kPairPanel, _MM_HINT_T1);
      _mm_prefetch(next + k * kPairPanel + kPanel, _MM_HINT_T1);
    }
    const Half first = _mm512_loadu_ph(right + k * kPairPanel), second = _mm512_loadu_ph(right + k * kPairPanel + kPanel);
#pragma GCC unroll 14
    for (int r = 0; r < Rows; r++) {
      int32_t both;
      std::memcpy(&both, own + k * kPairPanel + 2 * r, 4);
      const Half value = _mm512_castsi512_ph(_mm512_set1_epi32(both));
      even[r] = _mm512_fmadd_ph(value, first, even[r]);
      odd[r] = _mm512_fmadd_ph(value, second, odd[r]);
    }
  }
#pragma GCC unroll 14
  for (int r = 0; r < Rows; r++) put_sums<Kind>(sums + ((row + r) % kLanes * 2 + (row + r) / kLanes) * stride, folded(even[r], odd[r]));
}

// How far what follows lies behind both panels; 0 where it is fetched already.
struct Ahead {
  int64_t left, right;
};

template <Sum Kind>
inline void put_chunk(const Element* left, const Element* right, int64_t pairs, Ahead ahead, SumValue<Kind>* sums, int64_t stride) {
  pair_product<kPairRows, Kind>(left, right, pairs, 0, ahead.left ? left + ahead.left : nullptr, sums, stride);
  pair_product<kPairRows, Kind>(left, right, pairs, kPairRows, ahead.right ? right + ahead.right : nullptr, sums, stride);
  pair_product<10, Kind>(left, right, pairs, 2 * kPairRows, nullptr, sums, stride);
}

// All products of two panels, stored in 32 x 32 sums or added to them.
inline void put_products(const Element* left, const Element* right, int64_t pairs, Ahead ahead, bool adds, float* sums, int64_t stride) {
  for (int64_t k = 0; k < pairs; k += kChunk, left += kChunk * kPairPanel, right += kChunk * kPairPanel)
    (adds || k > 0 ? put_chunk<Sum::Later> : put_chunk<Sum::First>)(left, right, std::min(kChunk, pairs - k), ahead, sums, stride);
}
inline void put_products(const Element* left, const Element* right, int64_t pairs, Ahead ahead, bool, Element* sums, int64_t stride) {
  put_chunk<Sum::Few>(left, right, pairs, ahead, sums, stride);
}

// Past the caches where lines are whole: weights' gradients are read again when all of them are there.
inline void put(float* at, Vector x) { reinterpret_cast<uintptr_t>(at) % 64 == 0 ? _mm512_stream_ps(at, x) : _mm512_storeu_ps(at, x); }

inline Vector wide_at(const float* at) { return _mm512_loadu_ps(at); }
inline Vector wide_at(const Element* at) { return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at))); }

// How much there is: places of a tile (1 where pixels are meant), pairs of tiles or pixels, outputs and inputs in 32s.
struct PairShape {
  int64_t places, pairs, outputs, inputs;
  int64_t sums() const { return places * outputs * inputs; }
};

// Sums of one output and some inputs, from `input` on, place by place.
template <class Value>
struct PairSums {
  const Value* data;
  int64_t place_step, output, input, inputs;

  // Sixteen of them, from input + c on.
  Vector at(int64_t place, int64_t c) const { return wide_at(data + place * place_step + c); }
};

// Pairs side by side: panel, place, pair.
struct PairBlock {
  int64_t pairs, place_step, panel_step;
  Element *left, *right;

  static int64_t elements(const PairShape& shape, int64_t pairs) {
    return (shape.outputs + shape.inputs) / kPanel * shape.places * (pairs * kPairPanel + kPanel);
  }
  PairBlock(const PairShape& shape, int64_t pairs, Element* memory)
      : pairs(pairs), place_step(pairs * kPairPanel + kPanel), panel_step(shape.places * place_step), left(memory),
        right(memory + shape.outputs / kPanel * panel_step) {}

  // Readers give for each pair what writes one panel of it, a place_step from place to place.
  template <class Left, class Right>
  void read(const PairShape& shape, int64_t pair, int64_t slot, const Left& read_left, const Right& read_right) const {
    const auto write_left = read_left(pair);
    for (int64_t p = 0; p < shape.outputs / kPanel; p++) write_left(p, left + p * panel_step + slot * kPairPanel, place_step);
    const auto write_right = read_right(pair);
    for (int64_t p = 0; p < shape.inputs / kPanel; p++) write_right(p, right + p * panel_step + slot * kPairPanel, place_step);
  }

  template <class Value>
  void multiply(int64_t place, int64_t output, int64_t input, int64_t some, Ahead ahead, bool adds, Value* sums, int64_t stride) const {
    put_products(left + output * panel_step + place * place_step, right + input * panel_step + place * place_step, some, ahead, adds, sums, stride);
  }
};

// The pieces of work of some shares: the first ones whole, the others in parts that go round, so that threads end together though one is slower. The parts
// of a share are summed in order, each by who is free; then one before it is under way at most.
struct ShareParts {
  static constexpr int64_t kWhole = 4, kParts = 4, kCount = kWhole + (kShares - kWhole) * kParts;
  std::atomic<int64_t> done[kShares]{};

  struct Part {
    int64_t share, number, count;
  };
  static Part at(int64_t piece) {
    if (piece < kWhole) return {piece, 0, 1};
    const int64_t rest = piece - kWhole, shares = kShares - kWhole;
    return {kWhole + rest % shares, rest / shares, kParts};
  }
  void wait(const Part& part) const {
    while (done[part.share].load(std::memory_order_acquire) < part.number) std::this_thread::yield();
  }
  void end(const Part& part) { done[part.share].store(part.number + 1, std::memory_order_release); }
};

// Few weights: each share of the pairs is summed by one thread at a time in its own cache.
template <class Left, class Right, class Finish>
void add_shares(const PairShape& shape, const Left& read_left, const Right& read_right, const Finish& finish) {
  const int64_t size = shape.sums(), each = PairBlock::elements(shape, 1);
  const int64_t block = std::clamp(kShareElements / each, int64_t{8}, kChunk);
  const std::unique_ptr<float[]> shares(new float[kShares * size]);
  ShareParts parts;
#pragma omp parallel
  {
    const Scratch memory(PairBlock::elements(shape, block));
    const PairBlock pairs(shape, block, memory.data);
#pragma omp for schedule(dynamic, 1)
    for (int64_t piece = 0; piece < ShareParts::kCount; piece++) {
      const auto part = ShareParts::at(piece);
      const int64_t begin = shape.pairs * part.share / kShares, end = shape.pairs * (part.share + 1) / kShares, blocks = (end - begin + block - 1) / block;
      float* sums = &shares[part.share * size];
      if (begin == end) std::memset(sums, 0, sizeof(float) * size);
      parts.wait(part);
      for (int64_t b = blocks * part.number / part.count; b < blocks * (part.number + 1) / part.count; b++) {
        const int64_t first = begin + b * block, some = std::min(block, end - first);
        for (int64_t i = 0; i < some; i++) pairs.read(shape, first + i, i, read_left, read_right);
        for (int64_t place = 0; place < shape.places; place++)
          for (int64_t k = 0; k < shape.outputs / kPanel; k++)
            for (int64_t c = 0; c < shape.inputs / kPanel; c++)
              pairs.multiply(place, k, c, some, {}, b > 0, sums + (place * shape.outputs + k * kPanel) * shape.inputs + c * kPanel, shape.inputs);
      }
      parts.end(part);
    }
#pragma omp for schedule(static)
    for (int64_t i = 0; i < size; i++)
      for (int64_t share = 1; share < kShares; share++) shares[i] += shares[share * size + i];
#pragma omp for schedule(static)
    for (int64_t k = 0; k < shape.outputs; k++)
      finish(PairSums<float>{shares.get() + k * shape.inputs, shape.outputs * shape.inputs, k, 0, shape.inputs});
  }
}

// Pairs that all threads read at a time.
inline int64_t round_of(const PairShape& shape) {
  return std::min(shape.pairs, std::max(int64_t{16}, kRoundElements / PairBlock::elements(shape, 1)));
}

// Many weights: all threads read many pairs; then each group of weights belongs to one of them, which sums it in its own cache.
template <class Value, class Left, class Right, class Finish>
void add_groups(const PairShape& shape, const Left& read_left, const Right& read_right, const Finish& finish) {
  const int64_t round = round_of(shape);
  const int64_t side = kGroup * kPanel, place = side * side + kLanes, own = shape.places * place;
  const int64_t tall = (shape.outputs + side - 1) / side, wide = (shape.inputs + side - 1) / side;
  const Scratch memory(PairBlock::elements(shape, round));
  const PairBlock pairs(shape, round, memory.data);
  // Where one round does not take all, sums outlive it.
  std::vector<Value> kept(round < shape.pairs ? tall * wide * own : 0);
  for (int64_t first = 0; first < shape.pairs; first += round) {
    const int64_t some = std::min(round, shape.pairs - first);
    const bool is_last = first + some == shape.pairs;
#pragma omp parallel
    {
#pragma omp for schedule(static)
      for (int64_t i = 0; i < some; i++) pairs.read(shape, first + i, i, read_left, read_right);
      const Scratch mine(sizeof(Value) / sizeof(Element) * own);
#pragma omp for schedule(dynamic, 1)
      for (int64_t group = 0; group < tall * wide; group++) {
        const int64_t k = group / wide * side, c = group % wide * side;
        const int64_t high = std::min(side, shape.outputs - k), broad = std::min(side, shape.inputs - c);
        Value* sums = kept.empty() ? reinterpret_cast<Value*>(mine.data) : &kept[group * own];
        for (int64_t p = 0; p < shape.places; p++)
          for (int64_t i = 0; i < high; i += kPanel)
            for (int64_t j = 0; j < broad; j += kPanel) {
              // Each of the panels once, and evenly.
              const Ahead ahead{j == i % broad ? pairs.place_step : 0, i == (j + kPanel) % high ? pairs.place_step : 0};
              pairs.multiply(p, (k + i) / kPanel, (c + j) / kPanel, some, ahead, first > 0, sums + p * place + i * side + j, side);
            }
        if (is_last)
          for (int64_t i = 0; i < high; i++) finish(PairSums<Value>{sums + i * side, place, k + i, c, broad});
      }
    }
  }
}

// Calls finish with every sum once, from any thread, one output at a time.
template <class Left, class Right, class Finish>
void multiply_pairs(const PairShape& shape, const Left& read_left, const Right& read_right, const Finish& finish) {
  if (shape.sums() <= kFewSums)
    add_shares(shape, read_left, read_right, finish);
  else if (shape.pairs <= std::min(kChunk, round_of(shape)))
    add_groups<Element>(shape, read_left, read_right, finish);
  else
    add_groups<float>(shape, read_left, read_right, finish);
}

// Pixels of a batch in pairs, picture by picture: the last of an odd number has zeros beside it.
struct Pairing {
  int64_t each, in_picture;
  explicit Pairing(int64_t each) : each(each), in_picture((each + 1) / 2) {}
  int64_t picture(int64_t pair) const { return pair / in_picture; }
  int64_t first(int64_t pair) const { return pair % in_picture * 2; }
  bool is_whole(int64_t pair) const { return first(pair) + 1 < each; }
};

}  // namespace
}  // namespace marrow::half
