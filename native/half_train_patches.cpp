// Convolutions of stride 2, forwards and turned, and the first one: products of gathered patches.
#include <array>
#include <vector>

#include "half_pairs.h"
#include "half_training.h"

namespace marrow::half {
namespace {

constexpr int64_t kBlock = 4 * kRows;  // patches of one piece of work

// 3 x 3 windows of stride 2, or 2 x 2 ones beside each other: where a tap of an output pixel lies in the input.
struct Windows {
  Picture picture;
  int64_t side, padding;
  Picture output;

  static Windows strided(Picture p) { return {p, 3, 1, Window{3, 3, 2, 2}.output(p)}; }
  static Windows cells(Picture small) { return {{small.rows * 2, small.columns * 2}, 2, 0, small}; }

  // Negative outside.
  int64_t at(int64_t pixel, int64_t tap) const {
    const int64_t y = pixel / output.columns * 2 + tap / side - padding, x = pixel % output.columns * 2 + tap % side - padding;
    return y < 0 || y >= picture.rows || x < 0 || x >= picture.columns ? -1 : y * picture.columns + x;
  }
};

inline Half load_gradient(const Gradient& gradient, int64_t pixel, int64_t channel) {
  return _mm512_loadu_ph(gradient.data + pixel * gradient.step + channel);
}

// Reads pairs of pixels of a gradient.
struct GradientPairs {
  const Gradient& gradient;
  Pairing pairing;
  auto operator()(int64_t pair) const {
    const int64_t pixel = pairing.picture(pair) * pairing.each + pairing.first(pair);
    return [this, pixel, is_whole = pairing.is_whole(pair)](int64_t panel, Element* at, int64_t) {
      store_pair(at, load_gradient(gradient, pixel, panel * kPanel), is_whole ? load_gradient(gradient, pixel + 1, panel * kPanel) : _mm512_setzero_ph());
    };
  }
};

// The normalizations of a batch's values, in 16 bits once for all pixels.
struct Normals {
  int64_t channels;
  Half slope;
  std::vector<Element> scale, shift;

  Normals(const Source& source, int64_t count)
      : channels(source.channels), slope(spread(source.slope)), scale(count * channels), shift(count * channels) {
    for (int64_t i = 0; i < count * channels; i += kPanel) {
      _mm512_storeu_ph(&scale[i], narrowed_at(source.scale + i, ~0u));
      _mm512_storeu_ph(&shift[i], narrowed_at(source.shift + i, ~0u));
    }
  }

  // Of 32 channels of a picture.
  Half of(int64_t picture, int64_t channel, Half x) const {
    const int64_t at = picture * channels + channel;
    const Half y = _mm512_fmadd_ph(x, _mm512_loadu_ph(&scale[at]), _mm512_loadu_ph(&shift[at]));
    return _mm512_max_ph(y, _mm512_mul_ph(y, slope));
  }
};

// Reads pairs of pixels of values, normalized.
struct ValuePairs {
  const Source& source;
  const Normals& normals;
  Pairing pairing;
  auto operator()(int64_t pair) const {
    const int64_t n = pairing.picture(pair), step = source.channels;
    const Element* pixel = source.data + (n * pairing.each + pairing.first(pair)) * step;
    return [=, is_whole = pairing.is_whole(pair)](int64_t panel, Element* at, int64_t) {
      const int64_t c = panel * kPanel;
      store_pair(at, normals.of(n, c, _mm512_loadu_ph(pixel + c)), is_whole ? normals.of(n, c, _mm512_loadu_ph(pixel + c + step)) : _mm512_setzero_ph());
    };
  }
};

// Reads pairs of patches of stride 2, tap by tap, normalized.
struct PatchPairs {
  const Source& source;
  const Normals& normals;
  const Windows& windows;
  Pairing pairing;

  auto operator()(int64_t pair) const {
    const int64_t n = pairing.picture(pair), t = pairing.first(pair);
    // Where the taps of both pixels lie; negative outside.
    std::array<int64_t, 18> places;
    for (int64_t tap = 0; tap < 9; tap++) {
      places[2 * tap] = windows.at(t, tap);
      places[2 * tap + 1] = pairing.is_whole(pair) ? windows.at(t + 1, tap) : -1;
    }
    const Element* data = source.data + n * windows.picture.pixels() * source.channels;
    return [=](int64_t panel, Element* at, int64_t) {
      const int64_t panels = source.channels / kPanel, tap = panel / panels, c = panel % panels * kPanel;
      const auto value = [&](int64_t place) {
        return place < 0 ? _mm512_setzero_ph() : normals.of(n, c, _mm512_loadu_ph(data + place * source.channels + c));
      };
      store_pair(at, value(places[2 * tap]), value(places[2 * tap + 1]));
    };
  }
};

// Stores sums where outputs and inputs lie as they are counted.
struct PlainSums {
  float* result;
  int64_t inputs;
  Vector scale;
  template <class Value>
  void operator()(const PairSums<Value>& sums) const {
    for (int64_t c = 0; c < sums.inputs; c += kLanes)
      put(result + sums.output * inputs + sums.input + c, _mm512_mul_ps(scale, sums.at(0, c)));
  }
};

// Rows of patches by panels; the result is written by pixel, or scattered.
struct CellProducts {
  const Element* gradient;
  Batch batch;  // of the input
  Picture cells;
  int64_t inputs, outputs;  // of the convolution whose input's gradient this is
  const Element* packed[4];

  int64_t depth(int64_t parity) const { return (parity / 2 + 1) * (parity % 2 + 1) * outputs; }

  // Where a cell's first pixel lies, and whether there are pixels to the right of it and below.
  struct Corner {
    int64_t pixel;
    bool is_wide, is_high;
    bool has(int64_t parity) const { return (parity < 2 || is_high) && (parity % 2 == 0 || is_wide); }
  };

  // Of each cell the pixel below it, its own, the one to the right and the one across, so that what any parity takes lies together.
  void gather(int64_t first, int64_t count, Element* patches, int64_t step, Corner* corners) const {
    const int64_t size = cells.pixels();
    const Picture p = batch.picture;
    for (int64_t i = 0; i < count; i++) {
      const int64_t n = (first + i) / size, y = (first + i) % size / cells.columns, x = (first + i) % size % cells.columns;
      corners[i] = {(n * p.rows + 2 * y) * p.columns + 2 * x, 2 * x + 1 < p.columns, 2 * y + 1 < p.rows};
      const int64_t rows[] = {y + 1, y, y, y + 1}, columns[] = {x, x, x + 1, x + 1};
      for (int64_t part = 0; part < 4; part++) {
        Element* at = patches + i * step + part * outputs;
        if (rows[part] < cells.rows && columns[part] < cells.columns)
          std::memcpy(at, gradient + ((n * cells.rows + rows[part]) * cells.columns + columns[part]) * outputs, sizeof(Element) * outputs);
        else
          std::memset(at, 0, sizeof(Element) * outputs);
      }
    }
  }

  void scatter(const Element* values, const Corner* corners, int64_t count, int64_t parity, int64_t channel, Element* result) const {
    const int64_t offset = parity / 2 * batch.picture.columns + parity % 2;
    for (int64_t i = 0; i < count; i++)
      if (corners[i].has(parity)) _mm512_storeu_ph(result + (corners[i].pixel + offset) * inputs + channel, _mm512_loadu_ph(values + i * kPanel));
  }

  int64_t step() const { return 4 * outputs + kPanel; }

  void run(int64_t first, int64_t count, Element* patches, Element* values, Element* result) const {
    Corner corners[kBlock];
    gather(first, count, patches, step(), corners);
    for (int64_t channel = 0; channel < inputs; channel += kPanel)
      for (int64_t parity = 0; parity < 4; parity++) {
        // Even lines see the middle tap alone, which is the cell's own; even columns of odd lines the cell below too.
        const int64_t from = parity == 2 || parity == 3 ? 0 : outputs;
        multiply({patches + from, step()}, count, packed[parity] + channel * depth(parity), depth(parity), {values, kPanel, ~0u});
        scatter(values, corners, count, parity, channel, result);
      }
  }
};

// For each parity the taps that its parts of a patch take: below, own, right, across.
constexpr int64_t kTaps[4][4] = {{4}, {5, 3}, {1, 7}, {2, 8, 6, 0}};

}  // namespace

void strided_convolve(const Source& source, Batch batch, const Weight& weight, Element* result, double* moments) {
  const Window window{3, 3, 2, 2};
  const Picture out = window.output(batch.picture);
  const int64_t depth = 9 * weight.inputs, groups = convolve_groups(out), row = 2 * weight.outputs;
  const Scratch packed(weight.outputs * depth);
  pack_rows(weight.data, weight.outputs, depth, weight.unit, packed.data);
  std::vector<float> parts(groups * row);
  for (int64_t n = 0; n < batch.count; n++) {
    const Source own = picture_of(source, n, batch.picture.pixels());
    convolve({&own, 1}, batch.picture, window, packed.data, weight.outputs, result + n * out.pixels() * weight.outputs, parts.data());
    add_rows(parts, row, moments + n * row);
  }
}

void strided_input_gradient(const Element* gradient, Batch batch, const Weight& weight, Element* result) {
  const int64_t panel = weight.inputs * weight.outputs;
  const Scratch packed(9 * panel);
  CellProducts cells{gradient, batch, Windows::strided(batch.picture).output, weight.inputs, weight.outputs, {}};
  Element* at = packed.data;
  for (int64_t parity = 0; parity < 4; parity++) {
    cells.packed[parity] = at;
    for (int64_t part = 0; part < cells.depth(parity) / weight.outputs; part++)
      pack_columns({weight.data + kTaps[parity][part] * weight.inputs, 9 * weight.inputs, weight.outputs, weight.inputs}, weight.unit,
                   at + part * weight.outputs * kPanel, cells.depth(parity));
    at += cells.depth(parity) * weight.inputs;
  }
  const int64_t all = batch.count * cells.cells.pixels();
#pragma omp parallel
  {
    const Scratch patches(kBlock * cells.step()), values(kBlock * kPanel);
#pragma omp for schedule(dynamic, 1)
    for (int64_t first = 0; first < all; first += kBlock) cells.run(first, std::min(kBlock, all - first), patches.data, values.data, result);
  }
}

void strided_weight_gradient(const Source& source, Batch batch, const Gradient& gradient, const Weight& weight, float* result) {
  const Windows windows = Windows::strided(batch.picture);
  const Pairing pairing(windows.output.pixels());
  const Normals normals(source, batch.count);
  const int64_t depth = 9 * weight.inputs;
  multiply_pairs({1, pairing.in_picture * batch.count, weight.outputs, depth}, GradientPairs{gradient, pairing},
                 PatchPairs{source, normals, windows, pairing}, PlainSums{result, depth, _mm512_set1_ps(weight.unit / gradient.scale)});
}

void train_enlarge(const Source& source, Batch batch, const Weight& weight, Element* result) {
  const Scratch packed(4 * weight.inputs * weight.outputs);
  for (int64_t place = 0; place < 4; place++)
    pack_columns({weight.data + place * weight.outputs, 4 * weight.outputs, weight.inputs, weight.outputs}, weight.unit,
                 packed.data + place * weight.inputs * weight.outputs, weight.inputs);
  for (int64_t n = 0; n < batch.count; n++)
    enlarge(picture_of(source, n, batch.picture.pixels()), batch.picture, packed.data, weight.outputs,
            result + n * batch.picture.pixels() * 4 * weight.outputs);
}

void enlarge_input_gradient(const Gradient& gradient, Batch batch, const Weight& weight, Element* result) {
  const int64_t depth = 4 * weight.outputs, step = depth + kPanel, all = batch.pixels(), size = batch.picture.pixels();
  const Scratch packed(weight.inputs * depth);
  pack_rows(weight.data, weight.inputs, depth, weight.unit, packed.data);
  const Windows windows = Windows::cells(batch.picture);
#pragma omp parallel
  {
    const Scratch patches(kBlock * step);
#pragma omp for schedule(dynamic, 1)
    for (int64_t first = 0; first < all; first += kBlock) {
      const int64_t count = std::min(kBlock, all - first);
      for (int64_t i = 0; i < count; i++)
        for (int64_t tap = 0; tap < 4; tap++)
          std::memcpy(patches.data + i * step + tap * weight.outputs,
                      gradient.data + ((first + i) / size * size * 4 + windows.at((first + i) % size, tap)) * gradient.step,
                      sizeof(Element) * weight.outputs);
      for (int64_t panel = 0; panel < weight.inputs; panel += kPanel)
        multiply({patches.data, step}, count, packed.data + panel * depth, depth, {result + first * weight.inputs + panel, weight.inputs, ~0u});
    }
  }
}

void sum_gradient(const Gradient& gradient, int64_t pixels, int64_t channels, float* sums) {
  constexpr int64_t kStretch = 1024;
  const int64_t stretches = (pixels + kStretch - 1) / kStretch;
  std::vector<float> parts(stretches * channels);
#pragma omp parallel for schedule(dynamic, 1)
  for (int64_t s = 0; s < stretches; s++)
    for (int64_t k = 0; k < channels; k += kPanel) {
      Vector low{}, high{};
      for (int64_t i = s * kStretch; i < std::min(pixels, (s + 1) * kStretch); i++) {
        const Half x = load_gradient(gradient, i, k);
        low = _mm512_add_ps(low, low_half(x)), high = _mm512_add_ps(high, high_half(x));
      }
      _mm512_storeu_ps(&parts[s * channels + k], low);
      _mm512_storeu_ps(&parts[s * channels + k + kLanes], high);
    }
  for (int64_t k = 0; k < channels; k++) {
    double sum = 0;
    for (int64_t s = 0; s < stretches; s++) sum += parts[s * channels + k];
    sums[k] = static_cast<float>(sum / gradient.scale);
  }
}

void enlarge_weight_gradient(const Source& source, Batch batch, const Gradient& gradient, const Weight& weight, float* result, float* bias) {
  const Windows windows = Windows::cells(batch.picture);
  const Pairing pairing(batch.picture.pixels());
  const int64_t panels = weight.outputs / kPanel, depth = 4 * weight.outputs;
  const Normals normals(source, batch.count);
  const auto read_right = [&](int64_t pair) {
    const int64_t begin = pairing.picture(pair) * pairing.each * 4, t = pairing.first(pair);
    const int64_t cells[] = {begin + windows.at(t, 0), begin + windows.at(t + 1, 0)}, row = windows.picture.columns;
    return [=, &gradient, is_whole = pairing.is_whole(pair)](int64_t panel, Element* at, int64_t) {
      const int64_t tap = panel / panels, c = panel % panels * kPanel, offset = tap / 2 * row + tap % 2;
      store_pair(at, load_gradient(gradient, cells[0] + offset, c), is_whole ? load_gradient(gradient, cells[1] + offset, c) : _mm512_setzero_ph());
    };
  };
  multiply_pairs({1, pairing.in_picture * batch.count, weight.inputs, depth}, ValuePairs{source, normals, pairing}, read_right,
                 PlainSums{result, depth, _mm512_set1_ps(1 / gradient.scale)});
  sum_gradient(gradient, batch.pixels() * 4, weight.outputs, bias);
}

void first_weight_gradient(const float* planes, int64_t channels, Batch batch, const Gradient& gradient, int64_t outputs, float* result) {
  const Picture p = batch.picture;
  const Pairing pairing(p.pixels());
  const int64_t depth = 9 * channels, width = (depth + kPanel - 1) / kPanel * kPanel;
  // Where the values of a patch lie, from its pixel on: taps in order and channels within them. Beyond the last, the pixel itself.
  std::vector<int32_t> offsets(width);
  for (int64_t d = 0; d < depth; d++)
    offsets[d] = static_cast<int32_t>(d % channels * p.pixels() + (d / channels / 3 - 1) * p.columns + d / channels % 3 - 1);
  const auto lanes_inside = [&](int64_t pixel, int64_t from) {
    const int64_t y = pixel / p.columns, x = pixel % p.columns;
    const __mmask32 all = lanes_of(std::max<int64_t>(0, depth - from));
    if (pixel >= p.pixels()) return __mmask32{0};
    if (y > 0 && x > 0 && y + 1 < p.rows && x + 1 < p.columns) return all;
    __mmask32 inside = 0;
    for (int64_t i = 0; i < kPanel; i++) {
      const int64_t tap = (from + i) / channels, row = y + tap / 3 - 1, column = x + tap % 3 - 1;
      if (row >= 0 && row < p.rows && column >= 0 && column < p.columns) inside |= __mmask32{1} << i;
    }
    return all & inside;
  };
  const auto patch = [&](int64_t n, int64_t pixel, int64_t from) {
    const __mmask32 lanes = lanes_inside(pixel, from);
    const float* own = planes + n * channels * p.pixels() + pixel;
    const auto gather = [&](int64_t half, __mmask16 mask) {
      return _mm512_mask_i32gather_ps(_mm512_setzero_ps(), mask, _mm512_loadu_si512(&offsets[from + half]), own, 4);
    };
    return narrowed(gather(0, static_cast<__mmask16>(lanes)), gather(kLanes, static_cast<__mmask16>(lanes >> 16)));
  };
  const auto read_right = [&](int64_t pair) {
    const int64_t n = pairing.picture(pair), t = pairing.first(pair);
    return [=, &patch](int64_t panel, Element* at, int64_t) { store_pair(at, patch(n, t, panel * kPanel), patch(n, t + 1, panel * kPanel)); };
  };
  multiply_pairs({1, pairing.in_picture * batch.count, outputs, width}, GradientPairs{gradient, pairing}, read_right, [&](const auto& sums) {
    for (int64_t c = 0; c < sums.inputs && sums.input + c < depth; c += kLanes)
      _mm512_mask_storeu_ps(result + sums.output * depth + sums.input + c, static_cast<__mmask16>(lanes_of(depth - sums.input - c)),
                            _mm512_div_ps(sums.at(0, c), _mm512_set1_ps(gradient.scale)));
  });
}

}  // namespace marrow::half
