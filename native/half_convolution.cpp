#include "half_blocks.h"
#include "half_pack.h"

namespace marrow::half {
namespace {

constexpr int64_t kGroup = 56;    // outputs of a line that are computed, and whose moments are summed, together
constexpr int64_t kHigh = 4;      // lines of them
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
  for (int64_t k = 0; k < channels; k += kPanel) {
    const __mmask32 lanes = lanes_of(channels - k);
    Moments moments(sums + k, channels, lanes);
    for (int64_t p = 0; p < pixels; p++) moments.add(load(data + p * channels + k, lanes));
    moments.store();
  }
}

// A block of outputs.
struct Block {
  int64_t top, left, high, wide;
};

// What a block sees, as lines of normalized pixels: a row of a window is then one stretch of memory, read by all windows that it is part of.
struct Lines {
  Sources sources;
  Picture picture;
  Window window;
  int64_t channels;

  Lines(Sources sources, Picture picture, Window window) : sources(sources), picture(picture), window(window), channels(sources.channels()) {}

  int64_t high(int64_t outputs) const { return (outputs - 1) * window.row_step + window.rows; }
  int64_t wide(int64_t outputs) const { return (outputs - 1) * window.column_step + window.columns; }
  // A cache line more, or the same pixels of all lines would fall on the same lines of the first cache.
  int64_t pitch(int64_t outputs) const { return (wide(outputs) * channels + 63) / 32 * 32; }

  void read(const Block& block, Element* target) const {
    const int64_t top = block.top * window.row_step - window.rows / 2, left = block.left * window.column_step - window.columns / 2;
    const int64_t from = std::max<int64_t>(0, -left), to = std::max(from, std::min(wide(block.wide), picture.columns - left));
    for (int64_t i = 0; i < high(block.high); i++, target += pitch(block.wide)) {
      const bool is_inside = top + i >= 0 && top + i < picture.rows;
      std::memset(target, 0, sizeof(Element) * (is_inside ? from : wide(block.wide)) * channels);
      if (!is_inside) continue;
      std::memset(target + to * channels, 0, sizeof(Element) * (wide(block.wide) - to) * channels);
      read_line((top + i) * picture.columns + left + from, to - from, target + from * channels);
    }
  }

  // One line of outputs of the block.
  Left left(const Element* lines, const Block& block, int64_t line) const {
    return {lines + line * window.row_step * pitch(block.wide), window.column_step * channels, window.rows, pitch(block.wide)};
  }

 private:
  void read_line(int64_t pixel, int64_t count, Element* target) const {
    for (int64_t s = 0; s < sources.count; target += sources.items[s++].channels) {
      const Source& source = sources.items[s];
      for (int64_t c = 0; c < source.channels; c += kPanel) {
        const __mmask32 lanes = lanes_of(source.channels - c);
        const Normal normal(source, c);
        const Element* from = source.data + pixel * source.channels + c;
        for (int64_t x = 0; x < count; x++) store(target + c + x * channels, normal.of(load(from + x * source.channels, lanes)), lanes);
      }
    }
  }
};

struct Job {
  Sources sources;
  Picture picture;
  Window window;
  const Element* packed;
  int64_t outputs;
  Element* result;
  float* moments;
};

// Outputs whose windows hold stretches of pairs: each thread computes its own blocks.
void convolve_lines(const Job& job) {
  const Picture output = job.window.output(job.picture);
  const Lines lines(job.sources, job.picture, job.window);
  const int64_t stretch = job.window.columns * lines.channels, depth = job.window.rows * stretch, across = (output.columns + kGroup - 1) / kGroup;
#pragma omp parallel
  {
    const Scratch read(lines.high(kHigh) * lines.pitch(kGroup));
#pragma omp for collapse(2) schedule(dynamic, 1)
    for (int64_t top = 0; top < output.rows; top += kHigh)
      for (int64_t left = 0; left < output.columns; left += kGroup) {
        const Block block{top, left, std::min(kHigh, output.rows - top), std::min(kGroup, output.columns - left)};
        Element* target = job.result + (top * output.columns + left) * job.outputs;
        float* moments = job.moments + (top / kHigh * across + left / kGroup) * 2 * job.outputs;
        lines.read(block, read.data);
        for (int64_t panel = 0; panel < panels_of(job.outputs); panel++)
          for (int64_t i = 0; i < block.high; i++)
            multiply(lines.left(read.data, block, i), block.wide, job.packed + panel * depth * kPanel, stretch,
                     {target + i * output.columns * job.outputs + panel * kPanel, job.outputs, lanes_of(job.outputs - panel * kPanel)});
        for (int64_t i = 0; i < block.high; i++) add_moments(target + i * output.columns * job.outputs, block.wide, job.outputs, moments);
      }
  }
}

// Small pictures, whose weights are what takes time: all threads share one block.
void convolve_together(const Job& job) {
  const Picture output = job.window.output(job.picture);
  const Gathering gathering(job.sources, job.picture, job.window);
  const int64_t depth = gathering.depth(), step = depth + 32, pixels = output.pixels();
  const Scratch left(kShared * step);
  for (int64_t first = 0; first < pixels; first += kShared) {
    const int64_t count = std::min(kShared, pixels - first);
    Element* target = job.result + first * job.outputs;
#pragma omp parallel for schedule(dynamic, 1)
    for (int64_t i = 0; i < count; i += kRows) gathering.run(first + i, std::min(kRows, count - i), left.data + i * step, step);
#pragma omp parallel for schedule(dynamic, 1)
    for (int64_t panel = 0; panel < panels_of(job.outputs); panel++)
      multiply({left.data, step}, count, job.packed + panel * depth * kPanel, depth,
               {target + panel * kPanel, job.outputs, lanes_of(job.outputs - panel * kPanel)});
    add_moments(target, count, job.outputs, job.moments + first / kShared * 2 * job.outputs);
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

// Blocks of lines are never fewer than blocks of all threads.
int64_t convolve_groups(Picture output) { return (output.rows + kHigh - 1) / kHigh * ((output.columns + kGroup - 1) / kGroup); }

void convolve(Sources sources, Picture picture, Window window, const Element* packed, int64_t outputs, Element* result, float* moments) {
  const Picture output = window.output(picture);
  std::memset(moments, 0, sizeof(float) * convolve_groups(output) * 2 * outputs);
  const bool has_pairs = window.columns * sources.channels() % 2 == 0;
  (has_pairs && output.pixels() > kShared ? convolve_lines : convolve_together)({sources, picture, window, packed, outputs, result, moments});
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

void enlarge(const Source& source, Picture p, const Element* packed, int64_t outputs, Element* result) {
  const int64_t depth = packed_depth(source.channels, 1), step = depth + 32, panels = panels_of(outputs);
  const bool streams = is_streamed(result, 4 * p.pixels(), outputs);
#pragma omp parallel
  {
    const Scratch left(p.columns * step);
#pragma omp for schedule(dynamic, 1)
    for (int64_t line = 0; line < p.rows; line++) {
      Gathering({&source, 1}, p, {1, 1, 1, 1}).run(line * p.columns, p.columns, left.data, step);
      for (int64_t place = 0; place < 4; place++)
        for (int64_t panel = 0; panel < panels; panel++)
          multiply({left.data, step}, p.columns, packed + (place * panels + panel) * depth * kPanel, depth,
                   {result + ((line * 2 + place / 2) * p.columns * 2 + place % 2) * outputs + panel * kPanel, 2 * outputs,
                    lanes_of(outputs - panel * kPanel), streams});
    }
    _mm_sfence();
  }
}

}  // namespace marrow::half
