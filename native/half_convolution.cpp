#include "half_pack.h"

namespace marrow::half {
namespace {

constexpr int64_t kGroup = 56;    // outputs that are gathered, and whose moments are summed, together
constexpr int64_t kShared = 512;  // outputs up to which all threads share one block: then weights are what takes time

// What some outputs see, a row each: taps in order, channels of all sources within them, normalized; zeros outside and up to an even number.
struct Gathering {
  Sources sources;
  Picture picture;
  Window window;
  int64_t columns, channels;  // of the output, of all sources

  Gathering(Sources sources, Picture picture, Window window)
      : sources(sources), picture(picture), window(window), columns(window.output(picture).columns), channels(sources.channels()) {}

  int64_t depth() const { return packed_depth(channels, window.rows * window.columns); }

  void run(int64_t first, int64_t count, Element* target, int64_t step) const {
    int64_t channel = 0;
    for (int64_t s = 0; s < sources.count; channel += sources.items[s++].channels)
      for (int64_t c = 0; c < sources.items[s].channels; c += kPanel)
        for (int64_t tap = 0; tap < window.rows * window.columns; tap++)
          gather(sources.items[s], c, tap, {first, count}, target + tap * channels + channel + c, step);
    if (window.rows * window.columns * channels % 2)
      for (int64_t i = 0; i < count; i++) target[i * step + depth() - 1] = 0;
  }

 private:
  struct Range {
    int64_t first, count;
  };

  // 32 channels of one tap, a line of outputs after the other.
  void gather(const Source& source, int64_t c, int64_t tap, Range outputs, Element* target, int64_t step) const {
    const __mmask32 lanes = lanes_of(source.channels - c);
    const Normal normal(source, c);
    const int64_t end = outputs.first + outputs.count;
    for (int64_t at = outputs.first; at < end;) {
      const int64_t line = at / columns, column = at % columns, run = std::min(columns - column, end - at);
      const int64_t y = line * window.row_step + tap / window.columns - window.rows / 2;
      int64_t x = column * window.column_step + tap % window.columns - window.columns / 2;
      const Element* from = source.data + (y * picture.columns + x) * source.channels + c;
      const bool inside = y >= 0 && y < picture.rows;
      for (int64_t i = 0; i < run; i++, x += window.column_step, from += window.column_step * source.channels, target += step)
        store(target, inside && x >= 0 && x < picture.columns ? normal.of(load(from, lanes)) : _mm512_setzero_ph(), lanes);
      at += run;
    }
  }
};

void add_moments(const Element* data, int64_t pixels, int64_t channels, float* sums) {
  std::memset(sums, 0, sizeof(float) * 2 * channels);
  for (int64_t k = 0; k < channels; k += kPanel) {
    const __mmask32 lanes = lanes_of(channels - k);
    Moments moments(sums + k, channels, lanes);
    for (int64_t p = 0; p < pixels; p++) moments.add(load(data + p * channels + k, lanes));
    moments.store();
  }
}

}  // namespace

int64_t packed_depth(int64_t inputs, int64_t taps) { return (inputs * taps + 1) / 2 * 2; }

void pack(const float* weight, int64_t outputs, int64_t inputs, int64_t taps, Element* packed, float* units) {
  const int64_t depth = packed_depth(inputs, taps), count = inputs * taps;
#pragma omp parallel for collapse(2) schedule(dynamic, 1)
  for (int64_t panel = 0; panel < panels_of(outputs); panel++)
    for (int64_t parity = 0; parity < 2; parity++) {
      const int64_t first = panel * kPanel + parity;
      const Column column(outputs - first, count);
      const float* own = weight + std::min(first, outputs - 1) * count;
      Vector largest = _mm512_setzero_ps();
      for (int64_t i = 0; i < count; i++) keep_largest(largest, column.load(own + i));
      const Vector unit = units_of(largest, outputs - first, units + first);
      const auto at = [&](int64_t i) { return i < count ? _mm512_mul_ps(column.load(own + i % inputs * taps + i / inputs), unit) : _mm512_setzero_ps(); };
      for (int64_t i = 0; i < depth; i += 2) store_pair(packed + panel * depth * kPanel + panel_place(i, parity), at(i), at(i + 1));
    }
}

int64_t convolve_groups(Picture output) { return (output.pixels() + kGroup - 1) / kGroup; }

void convolve(Sources sources, Picture picture, Window window, const Element* packed, int64_t outputs, Element* result, float* moments) {
  const Picture output = window.output(picture);
  const Gathering gathering(sources, picture, window);
  const int64_t depth = gathering.depth(), step = depth + 32;
  const int64_t size = output.pixels() <= kShared ? output.pixels() : kGroup;
  const bool is_shared = size == output.pixels();
#pragma omp parallel for schedule(dynamic, 1) if (!is_shared)
  for (int64_t first = 0; first < output.pixels(); first += size) {
    const int64_t count = std::min(size, output.pixels() - first);
    Element* left = scratch(0, size * step);
#pragma omp parallel for schedule(dynamic, 1) if (is_shared)
    for (int64_t i = 0; i < count; i += kRows) gathering.run(first + i, std::min(kRows, count - i), left + i * step, step);
#pragma omp parallel for schedule(dynamic, 1) if (is_shared)
    for (int64_t panel = 0; panel < panels_of(outputs); panel++)
      multiply({left, step}, count, packed + panel * depth * kPanel, depth, {result + first * outputs + panel * kPanel, outputs, lanes_of(outputs - panel * kPanel)});
    for (int64_t i = 0; i < count; i += kGroup)
      add_moments(result + (first + i) * outputs, std::min(kGroup, count - i), outputs, moments + (first + i) / kGroup * 2 * outputs);
  }
}

void enlarge_pack(const float* weight, int64_t inputs, int64_t outputs, Element* packed, float* units) {
  const int64_t depth = packed_depth(inputs, 1), panels = panels_of(outputs);
#pragma omp parallel for collapse(2) schedule(dynamic, 1)
  for (int64_t panel = 0; panel < panels; panel++)
    for (int64_t parity = 0; parity < 2; parity++) {
      const int64_t first = panel * kPanel + parity;
      const Column column(outputs - first, 4);
      const float* own = weight + std::min(first, outputs - 1) * 4;
      Vector largest = _mm512_setzero_ps();
      for (int64_t i = 0; i < inputs * 4; i++) keep_largest(largest, column.load(own + i / 4 * outputs * 4 + i % 4));
      const Vector unit = units_of(largest, outputs - first, units + first);
      const auto at = [&](int64_t c, int64_t place) { return c < inputs ? _mm512_mul_ps(column.load(own + c * outputs * 4 + place), unit) : _mm512_setzero_ps(); };
      for (int64_t place = 0; place < 4; place++)
        for (int64_t c = 0; c < depth; c += 2)
          store_pair(packed + (place * panels + panel) * depth * kPanel + panel_place(c, parity), at(c, place), at(c + 1, place));
    }
}

void enlarge(Source source, Picture p, const Element* packed, int64_t outputs, Element* result) {
  const int64_t depth = packed_depth(source.channels, 1), step = depth + 32, panels = panels_of(outputs);
#pragma omp parallel for schedule(dynamic, 1)
  for (int64_t line = 0; line < p.rows; line++) {
    Element* left = scratch(0, p.columns * step);
    Gathering({&source, 1}, p, {1, 1, 1, 1}).run(line * p.columns, p.columns, left, step);
    for (int64_t place = 0; place < 4; place++)
      for (int64_t panel = 0; panel < panels; panel++)
        multiply({left, step}, p.columns, packed + (place * panels + panel) * depth * kPanel, depth,
                 {result + ((line * 2 + place / 2) * p.columns * 2 + place % 2) * outputs + panel * kPanel, 2 * outputs,
                  lanes_of(outputs - panel * kPanel)});
  }
}

}  // namespace marrow::half
