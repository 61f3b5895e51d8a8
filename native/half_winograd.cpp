#include "half_pack.h"

namespace marrow::half {
namespace {

constexpr int64_t kPlaces = 36;      // of a 6 x 6 tile
constexpr int64_t kGroup = 56;       // tiles whose moments are summed together
constexpr int64_t kPrivate = 1 << 16;  // weights of a place up to which each thread works on its own tiles

// Points of interpolation 0, +-a, +-b, infinity. These lose a third of what +-1 and +-2 (Lavin 2016) lose in 16 bits.
constexpr float kA = 0.625f, kB = 1.5f, kA2 = kA * kA, kB2 = kB * kB, kSum = kA2 + kB2, kProduct = kA2 * kB2;

inline Half constant(float x) { return spread(x); }

// One axis of the input transform: six values to six.
inline void transform_input(const Half d[6], Half t[6]) {
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

// One axis of the output transform: six values to four.
inline void transform_output(const Half m[6], Half y[4]) {
  Half p = _mm512_add_ph(m[1], m[2]), q = _mm512_sub_ph(m[1], m[2]), r = _mm512_add_ph(m[3], m[4]), s = _mm512_sub_ph(m[3], m[4]);
  y[0] = _mm512_add_ph(m[0], _mm512_add_ph(p, r));
  y[1] = _mm512_fmadd_ph(constant(kA), q, _mm512_mul_ph(constant(kB), s));
  y[2] = _mm512_fmadd_ph(constant(kA2), p, _mm512_mul_ph(constant(kB2), r));
  y[3] = _mm512_fmadd_ph(constant(kA2 * kA), q, _mm512_fmadd_ph(constant(kB2 * kB), s, m[5]));
}

// One axis of the weight transform: three values to six.
inline void transform_weight(Vector w0, Vector w1, Vector w2, Vector t[6]) {
  const Vector at_a = _mm512_set1_ps(1 / (2 * kA2 * (kA2 - kB2))), at_b = _mm512_set1_ps(1 / (2 * kB2 * (kB2 - kA2)));
  const Vector even_a = _mm512_fmadd_ps(_mm512_set1_ps(kA2), w2, w0), odd_a = _mm512_mul_ps(_mm512_set1_ps(kA), w1);
  const Vector even_b = _mm512_fmadd_ps(_mm512_set1_ps(kB2), w2, w0), odd_b = _mm512_mul_ps(_mm512_set1_ps(kB), w1);
  t[0] = _mm512_mul_ps(w0, _mm512_set1_ps(1 / kProduct));
  t[1] = _mm512_mul_ps(at_a, _mm512_add_ps(even_a, odd_a));
  t[2] = _mm512_mul_ps(at_a, _mm512_sub_ps(even_a, odd_a));
  t[3] = _mm512_mul_ps(at_b, _mm512_add_ps(even_b, odd_b));
  t[4] = _mm512_mul_ps(at_b, _mm512_sub_ps(even_b, odd_b));
  t[5] = w2;
}

// The kernels of one input, of every second output of a panel.
inline void transform_kernels(const Column& column, const float* w, Vector places[kPlaces]) {
  Vector half[6][3], down[6];
  for (int j = 0; j < 3; j++) {
    transform_weight(column.load(w + j), column.load(w + 3 + j), column.load(w + 6 + j), down);
    for (int i = 0; i < 6; i++) half[i][j] = down[i];
  }
  for (int i = 0; i < 6; i++) transform_weight(half[i][0], half[i][1], half[i][2], places + i * 6);
}

struct Tile {
  int64_t row, column;  // of its first output pixel
};

struct Grid {
  int64_t high, wide, total;
  explicit Grid(Picture p) : high((p.rows + 3) / 4), wide((p.columns + 3) / 4), total(high * wide) {}
  Tile at(int64_t index) const { return {index / wide * 4, index % wide * 4}; }
};

// What one thread, or all together, work on: transformed tiles (place, tile, channel) and their products.
struct Block {
  Element *left, *right;
  int64_t left_tile, left_place, right_tile, right_place;

  Block(int64_t tiles, int64_t inputs, int64_t outputs)
      // A cache line more per place, or all of them would fall on the same lines of the first cache.
      : left_tile(inputs), left_place(tiles * left_tile + 32), right_tile(outputs), right_place(tiles * right_tile + 32) {
    left = scratch(0, kPlaces * left_place);
    right = scratch(1, kPlaces * right_place);
  }
};

struct Job {
  Sources sources;
  Picture picture;
  Grid grid;
  const Element* packed;
  int64_t inputs, outputs;
  Element* result;
  float* moments;
};

// Reads the 6 x 6 pixels around a tile, normalized; outside the picture is zero. Writes 36 places.
template <bool IsInside>
void read_tile(const Source& source, Picture p, Tile tile, Element* places, int64_t place_step) {
  for (int64_t c = 0; c < source.channels; c += kPanel) {
    const __mmask32 lanes = lanes_of(source.channels - c);
    const Normal normal(source, c);
    Half rows[6][6];
    for (int64_t i = 0; i < 6; i++) {
      const int64_t y = tile.row + i - 1;
      const Element* line = source.data + (y * p.columns + tile.column - 1) * source.channels + c;
      Half pixels[6];
      for (int64_t j = 0; j < 6; j++) {
        const int64_t x = tile.column + j - 1;
        const bool outside = !IsInside && (y < 0 || y >= p.rows || x < 0 || x >= p.columns);
        pixels[j] = outside ? _mm512_setzero_ph() : normal.of(load(line + j * source.channels, lanes));
      }
      transform_input(pixels, rows[i]);
    }
    for (int64_t j = 0; j < 6; j++) {
      Half column[6] = {rows[0][j], rows[1][j], rows[2][j], rows[3][j], rows[4][j], rows[5][j]}, done[6];
      transform_input(column, done);
      for (int64_t i = 0; i < 6; i++) store(places + (i * 6 + j) * place_step + c, done[i], lanes);
    }
  }
}

void read_tile(const Source& source, Picture p, Tile tile, Element* places, int64_t place_step) {
  const bool inside = tile.row > 0 && tile.column > 0 && tile.row + 5 <= p.rows && tile.column + 5 <= p.columns;
  (inside ? read_tile<true> : read_tile<false>)(source, p, tile, places, place_step);
}

// Turns 36 places back into 4 x 4 pixels, writes those inside the picture, and adds them to the moments.
void write_tile(const Element* places, int64_t place_step, const Job& job, Tile tile, float* sums) {
  const int64_t high = std::min<int64_t>(4, job.picture.rows - tile.row), wide = std::min<int64_t>(4, job.picture.columns - tile.column);
  for (int64_t k = 0; k < job.outputs; k += kPanel) {
    const __mmask32 lanes = lanes_of(job.outputs - k);
    Half rows[4][6];
    for (int64_t j = 0; j < 6; j++) {
      Half column[6], done[4];
      for (int64_t i = 0; i < 6; i++) column[i] = load(places + (i * 6 + j) * place_step + k, lanes);
      transform_output(column, done);
      for (int64_t i = 0; i < 4; i++) rows[i][j] = done[i];
    }
    Moments moments(sums + k, job.outputs, lanes);
    for (int64_t i = 0; i < high; i++) {
      Half pixels[4];
      transform_output(rows[i], pixels);
      Element* line = job.result + ((tile.row + i) * job.picture.columns + tile.column) * job.outputs + k;
      for (int64_t j = 0; j < wide; j++) {
        store(line + j * job.outputs, pixels[j], lanes);
        moments.add(pixels[j]);
      }
    }
    moments.store();
  }
}

// The three steps on some tiles. Inside a parallel region each is done by the calling thread alone, outside by all.
void run_block(const Job& job, const Block& block, int64_t first, int64_t tiles) {
#pragma omp parallel for schedule(dynamic, 8)
  for (int64_t t = 0; t < tiles; t++) {
    Element* target = block.left + t * block.left_tile;
    for (int64_t s = 0; s < job.sources.count; s++) {
      read_tile(job.sources.items[s], job.picture, job.grid.at(first + t), target, block.left_place);
      target += job.sources.items[s].channels;
    }
  }
  const int64_t panels = panels_of(job.outputs);
#pragma omp parallel for collapse(2) schedule(dynamic, 1)
  for (int64_t place = 0; place < kPlaces; place++)
    for (int64_t panel = 0; panel < panels; panel++)
      multiply({block.left + place * block.left_place, block.left_tile}, tiles, job.packed + (place * panels + panel) * job.inputs * kPanel,
               job.inputs, {block.right + place * block.right_place + panel * kPanel, block.right_tile, lanes_of(job.outputs - panel * kPanel)});
#pragma omp parallel for schedule(dynamic, 1)
  for (int64_t group = 0; group < (tiles + kGroup - 1) / kGroup; group++)
    for (int64_t t = group * kGroup; t < std::min(tiles, (group + 1) * kGroup); t++)
      write_tile(block.right + t * block.right_tile, block.right_place, job, job.grid.at(first + t),
                 job.moments + (first / kGroup + group) * 2 * job.outputs);
}

}  // namespace

void winograd_pack(const float* weight, int64_t outputs, int64_t inputs, Element* packed, float* units) {
  const int64_t panels = panels_of(outputs);
#pragma omp parallel for collapse(2) schedule(dynamic, 1)
  for (int64_t panel = 0; panel < panels; panel++)
    for (int64_t parity = 0; parity < 2; parity++) {
      const int64_t first = panel * kPanel + parity, count = outputs - first;
      const Column column(count, inputs * 9);
      const float* own = weight + std::min(first, outputs - 1) * inputs * 9;
      Vector largest = _mm512_setzero_ps(), low[kPlaces], high[kPlaces];
      for (int64_t c = 0; c < inputs; c++) {
        transform_kernels(column, own + c * 9, low);
        for (const Vector& place : low) keep_largest(largest, place);
      }
      const Vector unit = units_of(largest, count, units + first);
      for (int64_t c = 0; c < inputs; c += 2) {
        transform_kernels(column, own + c * 9, low);
        transform_kernels(column, own + c * 9 + 9, high);
        for (int64_t place = 0; place < kPlaces; place++)
          store_pair(packed + (place * panels + panel) * inputs * kPanel + panel_place(c, parity), _mm512_mul_ps(low[place], unit), _mm512_mul_ps(high[place], unit));
      }
    }
}

int64_t winograd_groups(Picture picture) { return (Grid(picture).total + kGroup - 1) / kGroup; }

void winograd(Sources sources, Picture picture, const Element* packed, int64_t outputs, Element* result, float* moments) {
  const Grid grid(picture);
  const Job job{sources, picture, grid, packed, sources.channels(), outputs, result, moments};
  std::memset(moments, 0, sizeof(float) * winograd_groups(picture) * 2 * outputs);
  if (job.inputs * outputs <= kPrivate) {
    const int64_t tiles = job.inputs <= 64 ? 2 * kGroup : kGroup;
#pragma omp parallel for schedule(dynamic, 1)
    for (int64_t first = 0; first < grid.total; first += tiles)
      run_block(job, Block(tiles, job.inputs, outputs), first, std::min(tiles, grid.total - first));
    return;
  }
  // Weights larger than the second cache are read once for many tiles, by all threads together.
  const int64_t tiles = std::min(grid.total, 12 * kGroup);
  const Block block(tiles, job.inputs, outputs);
  for (int64_t first = 0; first < grid.total; first += tiles) run_block(job, block, first, std::min(tiles, grid.total - first));
}

}  // namespace marrow::half
