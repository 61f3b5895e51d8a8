#include "half_blocks.h"
#include "half_pack.h"
#include "half_tiles.h"

#include "both_axes.h"

namespace marrow::half {
namespace {

// Weights of a place up to which each thread works on its own tiles.
template <class Axis>
constexpr int64_t kPrivate = Axis::kStep == 1 ? 1 << 17 : 1 << 16;

// Tiles whose moments are summed together, and the fewest that are transformed together: their places fill about half the second cache.
template <class Axis>
constexpr int64_t kGroup = Axis::kStep == 1 ? 56 : 28;

template <class Axis>
int64_t groups_of(const Grid& grid) {
  return (grid.total + kGroup<Axis> - 1) / kGroup<Axis>;
}

// The kernels of one input, of every second output of a panel.
template <class Axis>
void transform_kernels(const Column& column, const float* w, Vector places[Axis::kPlaces]) {
  transform_both<Vector, 3, Axis::kSeen>([](const Vector own[3], Vector done[Axis::kSeen]) { Axis::weight(own, done); },
                                         [&](int i, int j) { return column.load(w + i * 3 + j); }, [&](int place, Vector x) { places[place] = x; });
}

// What one thread, or all together, work on: transformed tiles (place, tile, channel) and their products (place, panel, tile, 32 channels).
struct Block {
  int64_t left_tile, left_place, right_panel, right_place;
  Scratch memory;
  Element *left, *right;

  // A cache line more per place, or all of them would fall on the same lines of the first cache. Who takes place after place lets its products follow
  // a place behind the tiles, where nobody needs these any more: half the memory, and what is written lies in the caches.
  Block(int64_t places, int64_t tiles, int64_t inputs, int64_t outputs, bool follows)
      : left_tile(inputs), left_place(tiles * left_tile + 32), right_panel(tiles * kPanel), right_place(panels_of(outputs) * right_panel + 32),
        memory(follows ? (places + 1) * std::max(left_place, right_place) : places * (left_place + right_place)), right(memory.data) {
    if (follows) left_place = right_place = std::max(left_place, right_place);
    left = right + (follows ? right_place : places * right_place);
  }
};

struct Job {
  Sources sources;
  int64_t count;
  Picture picture, output;
  Grid grid;
  const Element* packed;
  int64_t inputs, outputs;
  Element* result;
  float* moments;

  // That of one picture.
  template <class Axis>
  Job of(int64_t n) const {
    Job own = *this;
    own.sources.items += n * sources.count;
    own.result += n * output.pixels() * outputs;
    if (moments) own.moments += n * groups_of<Axis>(grid) * 2 * outputs;
    return own;
  }
};

// All channels of what a tile sees, to places.
template <class Axis>
void read_tile(const Source& source, Picture p, Tile tile, Element* places, int64_t place_step) {
  for (int64_t c = 0; c < source.channels; c += kPanel) {
    const __mmask32 lanes = lanes_of(source.channels - c);
    read_panel<Axis>(source, c, p, tile, [&](int64_t place, Half x) { store(places + place * place_step + c, x, lanes); });
  }
}

// Writes the pixels of a tile and adds them to the moments where they are wanted.
template <class Axis>
void write_tile(const Block& block, int64_t tile_index, const Job& job, Tile tile, float* sums) {
  for (int64_t k = 0; k < job.outputs; k += kPanel) {
    const __mmask32 lanes = lanes_of(job.outputs - k);
    const Element* places = block.right + k / kPanel * block.right_panel + tile_index * kPanel;
    Element* corner = job.result + (tile.row * job.output.columns + tile.column) * job.outputs + k;
    const auto write = [&](auto add) {
      write_panel<Axis>(places, block.right_place, job.output, tile, [&](int64_t i, int64_t j, Half x) {
        store(corner + (i * job.output.columns + j) * job.outputs, x, lanes);
        add(x);
      });
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
    Element* target = block.left + t * block.left_tile;
    for (int64_t s = 0; s < job.sources.count; s++) {
      read_tile<Axis>(job.sources.items[s], job.picture, job.grid.at(first + t), target, block.left_place);
      target += job.sources.items[s].channels;
    }
  }
  const int64_t panels = panels_of(job.outputs);
#pragma omp parallel for collapse(2) schedule(dynamic, 1)
  for (int64_t place = 0; place < Axis::kPlaces; place++)
    for (int64_t panel = 0; panel < panels; panel++)
      multiply({block.left + place * block.left_place, block.left_tile}, tiles, job.packed + (place * panels + panel) * job.inputs * kPanel,
               job.inputs, {block.right + place * block.right_place + panel * block.right_panel, kPanel, 0xFFFFFFFF});
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
      Vector largest = _mm512_setzero_ps(), low[Axis::kPlaces], high[Axis::kPlaces];
      for (int64_t c = 0; c < inputs; c++) {
        transform_kernels<Axis>(column, own + c * 9, low);
        for (const Vector& place : low) keep_largest(largest, place);
      }
      const Vector unit = units_of(largest, count, units + first);
      for (int64_t c = 0; c < inputs; c += 2) {
        transform_kernels<Axis>(column, own + c * 9, low);
        transform_kernels<Axis>(column, own + c * 9 + 9, high);
        for (int64_t place = 0; place < Axis::kPlaces; place++)
          store_pair(packed + (place * panels + panel) * inputs * kPanel + panel_place(c, parity), _mm512_mul_ps(low[place], unit), _mm512_mul_ps(high[place], unit));
      }
    }
}

template <class Axis>
void run(const Job& job) {
  const int64_t all = job.grid.total;
  if (job.inputs * job.outputs <= kPrivate<Axis>) {
    const int64_t tiles = job.inputs <= 64 && Axis::kStep == 1 ? 2 * kGroup<Axis> : kGroup<Axis>;
#pragma omp parallel
    {
      const Block block(Axis::kPlaces, tiles, job.inputs, job.outputs, true);
#pragma omp for collapse(2) schedule(dynamic, 1)
      for (int64_t n = 0; n < job.count; n++)
        for (int64_t first = 0; first < all; first += tiles) run_block<Axis>(job.of<Axis>(n), block, first, std::min(tiles, all - first));
    }
    return;
  }
  // Weights larger than the second cache are read once for many tiles, by all threads together.
  const int64_t tiles = std::min(all, 12 * kGroup<Axis>);
  const Block block(Axis::kPlaces, tiles, job.inputs, job.outputs, false);
  for (int64_t n = 0; n < job.count; n++)
    for (int64_t first = 0; first < all; first += tiles) run_block<Axis>(job.of<Axis>(n), block, first, std::min(tiles, all - first));
}

}  // namespace

int64_t winograd_places(int64_t step) { return step == 1 ? Plain::kPlaces : Halving::kPlaces; }

void winograd_pack(const float* weight, int64_t outputs, int64_t inputs, int64_t step, Element* packed, float* units) {
  (step == 1 ? pack<Plain> : pack<Halving>)(weight, outputs, inputs, packed, units);
}

int64_t winograd_groups(Picture output, int64_t step) { return (step == 1 ? groups_of<Plain> : groups_of<Halving>)(Grid(output)); }

void winograd(Sources sources, int64_t count, Picture picture, int64_t step, const Element* packed, int64_t outputs, Element* result, float* moments) {
  const Picture output = Window{3, 3, step, step}.output(picture);
  if (moments) std::memset(moments, 0, sizeof(float) * count * winograd_groups(output, step) * 2 * outputs);
  const Job job{sources, count, picture, output, Grid(output), packed, sources.channels(), outputs, result, moments};
  step == 1 ? run<Plain>(job) : run<Halving>(job);
}

}  // namespace marrow::half
