#include "half_axes.h"
#include "half_pack.h"

namespace marrow::half {
namespace {

constexpr int64_t kPrivate = 1 << 16;  // weights of a place up to which each thread works on its own tiles

template <class Axis>
constexpr int64_t kPlaces = Axis::kSeen * Axis::kSeen;  // of a tile

// Tiles whose moments are summed together, and the fewest that are transformed together: their places fill about half the second cache.
template <class Axis>
constexpr int64_t kGroup = Axis::kStep == 1 ? 56 : 28;

// The kernels of one input, of every second output of a panel.
template <class Axis>
void transform_kernels(const Column& column, const float* w, Vector places[kPlaces<Axis>]) {
  constexpr int64_t kSeen = Axis::kSeen;
  Vector half[kSeen][3], down[kSeen];
  for (int j = 0; j < 3; j++) {
    Axis::weight(column.load(w + j), column.load(w + 3 + j), column.load(w + 6 + j), down);
    for (int i = 0; i < kSeen; i++) half[i][j] = down[i];
  }
  for (int i = 0; i < kSeen; i++) Axis::weight(half[i][0], half[i][1], half[i][2], places + i * kSeen);
}

struct Tile {
  int64_t row, column;  // of its first output pixel
};

struct Grid {
  int64_t high, wide, total;
  explicit Grid(Picture p) : high((p.rows + 3) / 4), wide((p.columns + 3) / 4), total(high * wide) {}
  Tile at(int64_t index) const { return {index / wide * 4, index % wide * 4}; }
};

// What one thread, or all together, work on: transformed tiles (place, tile, channel) and their products (place, panel, tile, 32 channels).
struct Block {
  int64_t left_tile, left_place, right_panel, right_place;
  Scratch left, right;

  Block(int64_t places, int64_t tiles, int64_t inputs, int64_t outputs)
      // A cache line more per place, or all of them would fall on the same lines of the first cache.
      : left_tile(inputs), left_place(tiles * left_tile + 32), right_panel(tiles * kPanel), right_place(panels_of(outputs) * right_panel + 32),
        left(places * left_place), right(places * right_place) {}
};

struct Job {
  Sources sources;
  Picture picture, output;
  Grid grid;
  const Element* packed;
  int64_t inputs, outputs;
  Element* result;
  float* moments;
};

// Reads the pixels that a tile sees, normalized; outside the picture is zero.
template <class Axis, bool IsInside>
void read_tile(const Source& source, Picture p, Tile tile, Element* places, int64_t place_step) {
  constexpr int64_t kSeen = Axis::kSeen;
  for (int64_t c = 0; c < source.channels; c += kPanel) {
    const __mmask32 lanes = lanes_of(source.channels - c);
    const Normal normal(source, c);
    Half rows[kSeen][kSeen];
    for (int64_t i = 0; i < kSeen; i++) {
      const int64_t y = tile.row * Axis::kStep + i - 1, left = tile.column * Axis::kStep - 1;
      const Element* line = source.data + (y * p.columns + left) * source.channels + c;
      Half pixels[kSeen];
      for (int64_t j = 0; j < kSeen; j++) {
        const bool outside = !IsInside && (y < 0 || y >= p.rows || left + j < 0 || left + j >= p.columns);
        pixels[j] = outside ? _mm512_setzero_ph() : normal.of(load(line + j * source.channels, lanes));
      }
      Axis::input(pixels, rows[i]);
    }
    for (int64_t j = 0; j < kSeen; j++) {
      Half column[kSeen], done[kSeen];
      for (int64_t i = 0; i < kSeen; i++) column[i] = rows[i][j];
      Axis::input(column, done);
      for (int64_t i = 0; i < kSeen; i++) store(places + (i * kSeen + j) * place_step + c, done[i], lanes);
    }
  }
}

template <class Axis>
void read_tile(const Source& source, Picture p, Tile tile, Element* places, int64_t place_step) {
  const int64_t top = tile.row * Axis::kStep - 1, left = tile.column * Axis::kStep - 1;
  const bool inside = top >= 0 && left >= 0 && top + Axis::kSeen <= p.rows && left + Axis::kSeen <= p.columns;
  (inside ? read_tile<Axis, true> : read_tile<Axis, false>)(source, p, tile, places, place_step);
}

// Turns places back into 4 x 4 pixels, writes those inside the picture, and adds them to the moments where they are wanted.
template <class Axis>
void write_tile(const Block& block, int64_t tile_index, const Job& job, Tile tile, float* sums) {
  constexpr int64_t kSeen = Axis::kSeen;
  const int64_t high = std::min<int64_t>(4, job.output.rows - tile.row), wide = std::min<int64_t>(4, job.output.columns - tile.column);
  for (int64_t k = 0; k < job.outputs; k += kPanel) {
    const __mmask32 lanes = lanes_of(job.outputs - k);
    const Element* places = block.right.data + k / kPanel * block.right_panel + tile_index * kPanel;
    Half rows[4][kSeen];
    for (int64_t j = 0; j < kSeen; j++) {
      Half column[kSeen], done[4];
      for (int64_t i = 0; i < kSeen; i++) column[i] = _mm512_loadu_ph(places + (i * kSeen + j) * block.right_place);
      Axis::output(column, done);
      for (int64_t i = 0; i < 4; i++) rows[i][j] = done[i];
    }
    Element* corner = job.result + (tile.row * job.output.columns + tile.column) * job.outputs + k;
    const auto write = [&](auto add) {
      for (int64_t i = 0; i < high; i++) {
        Half pixels[4];
        Axis::output(rows[i], pixels);
        for (int64_t j = 0; j < wide; j++) {
          store(corner + (i * job.output.columns + j) * job.outputs, pixels[j], lanes);
          add(pixels[j]);
        }
      }
    };
    if (!sums) {
      write([](Half) {});
      continue;
    }
    Moments moments(sums + k, job.outputs, lanes);
    write([&](Half x) { moments.add(x); });
    moments.store();
  }
}

// The three steps on some tiles. Inside a parallel region each is done by the calling thread alone, outside by all.
template <class Axis>
void run_block(const Job& job, const Block& block, int64_t first, int64_t tiles) {
#pragma omp parallel for schedule(dynamic, 8)
  for (int64_t t = 0; t < tiles; t++) {
    Element* target = block.left.data + t * block.left_tile;
    for (int64_t s = 0; s < job.sources.count; s++) {
      read_tile<Axis>(job.sources.items[s], job.picture, job.grid.at(first + t), target, block.left_place);
      target += job.sources.items[s].channels;
    }
  }
  const int64_t panels = panels_of(job.outputs);
#pragma omp parallel for collapse(2) schedule(dynamic, 1)
  for (int64_t place = 0; place < kPlaces<Axis>; place++)
    for (int64_t panel = 0; panel < panels; panel++)
      multiply({block.left.data + place * block.left_place, block.left_tile}, tiles, job.packed + (place * panels + panel) * job.inputs * kPanel,
               job.inputs, {block.right.data + place * block.right_place + panel * block.right_panel, kPanel, 0xFFFFFFFF});
#pragma omp parallel for schedule(dynamic, 1)
  for (int64_t group = 0; group < (tiles + kGroup<Axis> - 1) / kGroup<Axis>; group++)
    for (int64_t t = group * kGroup<Axis>; t < std::min(tiles, (group + 1) * kGroup<Axis>); t++)
      write_tile<Axis>(block, t, job, job.grid.at(first + t),
                       job.moments ? job.moments + (first / kGroup<Axis> + group) * 2 * job.outputs : nullptr);
}

template <class Axis>
void pack(const float* weight, int64_t outputs, int64_t inputs, Element* packed, float* units) {
  const int64_t panels = panels_of(outputs);
#pragma omp parallel for collapse(2) schedule(dynamic, 1)
  for (int64_t panel = 0; panel < panels; panel++)
    for (int64_t parity = 0; parity < 2; parity++) {
      const int64_t first = panel * kPanel + parity, count = outputs - first;
      const Column column(count, inputs * 9);
      const float* own = weight + std::min(first, outputs - 1) * inputs * 9;
      Vector largest = _mm512_setzero_ps(), low[kPlaces<Axis>], high[kPlaces<Axis>];
      for (int64_t c = 0; c < inputs; c++) {
        transform_kernels<Axis>(column, own + c * 9, low);
        for (const Vector& place : low) keep_largest(largest, place);
      }
      const Vector unit = units_of(largest, count, units + first);
      for (int64_t c = 0; c < inputs; c += 2) {
        transform_kernels<Axis>(column, own + c * 9, low);
        transform_kernels<Axis>(column, own + c * 9 + 9, high);
        for (int64_t place = 0; place < kPlaces<Axis>; place++)
          store_pair(packed + (place * panels + panel) * inputs * kPanel + panel_place(c, parity), _mm512_mul_ps(low[place], unit), _mm512_mul_ps(high[place], unit));
      }
    }
}

template <class Axis>
void run(const Job& job) {
  const int64_t all = job.grid.total;
  if (job.inputs * job.outputs <= kPrivate) {
    const int64_t tiles = job.inputs <= 64 && Axis::kStep == 1 ? 2 * kGroup<Axis> : kGroup<Axis>;
#pragma omp parallel
    {
      const Block block(kPlaces<Axis>, tiles, job.inputs, job.outputs);
#pragma omp for schedule(dynamic, 1)
      for (int64_t first = 0; first < all; first += tiles) run_block<Axis>(job, block, first, std::min(tiles, all - first));
    }
    return;
  }
  // Weights larger than the second cache are read once for many tiles, by all threads together.
  const int64_t tiles = std::min(all, 12 * kGroup<Axis>);
  const Block block(kPlaces<Axis>, tiles, job.inputs, job.outputs);
  for (int64_t first = 0; first < all; first += tiles) run_block<Axis>(job, block, first, std::min(tiles, all - first));
}

}  // namespace

int64_t winograd_places(int64_t step) { return step == 1 ? kPlaces<Plain> : kPlaces<Halving>; }

void winograd_pack(const float* weight, int64_t outputs, int64_t inputs, int64_t step, Element* packed, float* units) {
  (step == 1 ? pack<Plain> : pack<Halving>)(weight, outputs, inputs, packed, units);
}

int64_t winograd_groups(Picture output, int64_t step) {
  const int64_t group = step == 1 ? kGroup<Plain> : kGroup<Halving>;
  return (Grid(output).total + group - 1) / group;
}

void winograd(Sources sources, Picture picture, int64_t step, const Element* packed, int64_t outputs, Element* result, float* moments) {
  const Picture output = Window{3, 3, step, step}.output(picture);
  if (moments) std::memset(moments, 0, sizeof(float) * winograd_groups(output, step) * 2 * outputs);
  (step == 1 ? run<Plain> : run<Halving>)({sources, picture, output, Grid(output), packed, sources.channels(), outputs, result, moments});
}

}  // namespace marrow::half
