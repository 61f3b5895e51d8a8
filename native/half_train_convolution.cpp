// 3 x 3 convolutions of a training step: where tiles are many, their weights are transformed first; where weights are many, each is transformed where
// it is used, and forgotten.
#include "half_tiles.h"
#include "half_training.h"

namespace marrow::half {
namespace {

constexpr int64_t kFewTiles = 256;   // of the batch
constexpr int64_t kGroupPanels = 2;  // that share what is read of the input
constexpr int64_t kSingles = 4;      // the last panels, one by one, so that threads end together
constexpr int64_t kDepth = 2 * kChunk;  // input channels whose transformed weights stay in the second cache
constexpr int64_t kBlock = 8 * kRows;   // tiles whose channels, so many, stay in the first cache

// result (+)= left x panel, depth within one chunk.
template <int Rows, bool Adds>
void add_product(Left left, const Element* panel, int64_t pairs, const Element* next, Element* result) {
  Half sums[Rows];
  chunk_product<Rows, true>(left, panel, pairs, sums, next);
#pragma GCC unroll 14
  for (int r = 0; r < Rows; r++) {
    if (Adds) sums[r] = _mm512_add_ph(sums[r], _mm512_loadu_ph(result + r * kPanel));
    _mm512_storeu_ph(result + r * kPanel, sums[r]);
  }
}

using AddedProduct = void (*)(Left, const Element*, int64_t, const Element*, Element*);
template <bool Adds, int... Rows>
constexpr AddedProduct added_product(int64_t rows, std::integer_sequence<int, Rows...>) {
  constexpr AddedProduct all[] = {add_product<Rows + 1, Adds>...};
  return all[rows - 1];
}
// Next: the rows that follow when these are done.
template <bool Adds>
inline void multiply_added(Left left, int64_t rows, const Element* panel, int64_t depth, const Element* next, Element* result) {
  for (int64_t r = 0; r < rows; r += kRows)
    added_product<Adds>(std::min(kRows, rows - r), std::make_integer_sequence<int, kRows>())({left.data + r * left.step, left.step}, panel, depth / 2,
                                                                                             next + r * left.step, result + r * kPanel);
}

struct Sizes {
  int64_t inputs, outputs;
  Sizes(const Weight& weight, bool turned) : inputs(turned ? weight.outputs : weight.inputs), outputs(turned ? weight.inputs : weight.outputs) {}
};

struct FewTiles {
  Sources sources;
  Batch batch;
  Grid grid;
  int64_t all, width, place_step, chunk_step;

  FewTiles(Sources sources, Batch batch, int64_t inputs)
      : sources(sources), batch(batch), grid(batch.picture), all(grid.total * batch.count), width(std::min(kDepth, inputs)),
        place_step(all * width + kPanel), chunk_step(Plain::kPlaces * place_step) {}

  int64_t elements(int64_t inputs) const { return (inputs + width - 1) / width * chunk_step; }

  // Transforms tile t, channels chunk by chunk.
  void read(int64_t t, Element* left) const {
    int64_t first = 0;
    for (int64_t s = 0; s < sources.count; first += sources.items[s++].channels) {
      const Source own = picture_of(sources.items[s], t / grid.total, batch.picture.pixels());
      for (int64_t c = 0; c < own.channels; c += kPanel) {
        Element* at = left + (first + c) / width * chunk_step + t * width + (first + c) % width;
        read_panel<Plain>(own, c, batch.picture, grid.at(t % grid.total), [&](int64_t place, Half x) { _mm512_storeu_ph(at + place * place_step, x); });
      }
    }
  }

  // Writes thirty-two channels of tile t.
  void write(int64_t t, const Element* places, int64_t step, int64_t outputs, Element* result) const {
    const Tile tile = grid.at(t % grid.total);
    Element* corner = result + ((t / grid.total * batch.picture.rows + tile.row) * batch.picture.columns + tile.column) * outputs;
    write_panel<Plain>(places, step, batch.picture, tile,
                       [&](int64_t i, int64_t j, Half x) { _mm512_storeu_ph(corner + (i * batch.picture.columns + j) * outputs, x); });
  }
};

// Panels of outputs in pairs, the last ones alone.
struct PanelGroups {
  int64_t panels, pairs, count;
  explicit PanelGroups(int64_t panels) : panels(panels), pairs(std::max<int64_t>(0, panels - kSingles) / kGroupPanels), count(panels - pairs) {}
  int64_t first(int64_t group) const { return group < pairs ? group * kGroupPanels : group + pairs; }
  int64_t size(int64_t group) const { return group < pairs ? kGroupPanels : 1; }
};

// What one thread needs for some panels of outputs: transformed weights and sums, panel after panel, place after place.
struct FewPanels {
  const FewTiles& tiles;
  int64_t packed_step, sum_step;
  Scratch packed, sums;

  explicit FewPanels(const FewTiles& tiles)
      : tiles(tiles), packed_step(tiles.width * kPanel + kPanel), sum_step(tiles.all * kPanel + kPanel),
        packed(kGroupPanels * Plain::kPlaces * packed_step), sums(kGroupPanels * Plain::kPlaces * sum_step) {}

  Element* weights(int64_t panel, int64_t place) const { return packed.data + (panel * Plain::kPlaces + place) * packed_step; }
  Element* products(int64_t panel, int64_t place) const { return sums.data + (panel * Plain::kPlaces + place) * sum_step; }

  // One chunk of input channels; what comes next lies behind it.
  void multiply(const Element* left, int64_t panels, int64_t depth, bool adds) const {
    for (int64_t place = 0; place < Plain::kPlaces; place++, left += tiles.place_step)
      for (int64_t t = 0; t < tiles.all; t += kBlock) {
        const int64_t some = std::min(kBlock, tiles.all - t);
        const Element *own = left + t * tiles.width, *next = t + some < tiles.all ? own + some * tiles.width : left + tiles.place_step;
        for (int64_t p = 0; p < panels; p++)
          (adds ? multiply_added<true> : multiply_added<false>)({own, tiles.width}, some, weights(p, place), depth, p + 1 < panels ? own : next,
                                                                products(p, place) + t * kPanel);
      }
  }
};

void convolve_few(Sources sources, Batch batch, const Weight& weight, bool turned, Element* result, double* moments) {
  const Sizes sizes(weight, turned);
  const FewTiles tiles(sources, batch, sizes.inputs);
  const PanelGroups groups(sizes.outputs / kPanel);
  const Scratch left(tiles.elements(sizes.inputs));
#pragma omp parallel
  {
#pragma omp for schedule(dynamic, 4)
    for (int64_t t = 0; t < tiles.all; t++) tiles.read(t, left.data);
    const FewPanels own(tiles);
#pragma omp for schedule(dynamic, 1)
    for (int64_t group = 0; group < groups.count; group++) {
      const int64_t first = groups.first(group) * kPanel, panels = groups.size(group);
      for (int64_t c = 0; c < sizes.inputs; c += tiles.width) {
        const int64_t depth = std::min(tiles.width, sizes.inputs - c);
        for (int64_t p = 0; p < panels; p++)
          winograd_pack_panel(weight, turned, first + p * kPanel, c, depth, own.weights(p, 0), own.packed_step);
        own.multiply(left.data + c / tiles.width * tiles.chunk_step, panels, depth, c > 0);
      }
      for (int64_t p = 0; p < panels; p++) {
        for (int64_t t = 0; t < tiles.all; t++) tiles.write(t, own.products(p, 0) + t * kPanel, own.sum_step, sizes.outputs, result + first + p * kPanel);
        for (int64_t n = 0; moments && n < batch.count; n++)
          panel_moments(result + n * batch.picture.pixels() * sizes.outputs + first + p * kPanel, batch.picture.pixels(), sizes.outputs,
                        moments + n * 2 * sizes.outputs + first + p * kPanel);
      }
    }
  }
}

void convolve_many(Sources sources, Batch batch, const Weight& weight, bool turned, Element* result, double* moments) {
  const Sizes sizes(weight, turned);
  const int64_t panels = sizes.outputs / kPanel, pixels = batch.picture.pixels(), groups = winograd_groups(batch.picture, 1);
  const Scratch packed(Plain::kPlaces * sizes.inputs * sizes.outputs);
#pragma omp parallel for collapse(2) schedule(static)
  for (int64_t panel = 0; panel < panels; panel++)
    for (int64_t c = 0; c < sizes.inputs; c += kPanel)
      winograd_pack_panel(weight, turned, panel * kPanel, c, kPanel, packed.data + panel * sizes.inputs * kPanel + c * kPanel,
                          sizes.inputs * sizes.outputs);
  std::vector<float> parts(moments ? batch.count * groups * 2 * sizes.outputs : 0);
  std::vector<Source> own;
  for (int64_t n = 0; n < batch.count; n++)
    for (int64_t s = 0; s < sources.count; s++) own.push_back(picture_of(sources.items[s], n, pixels));
  winograd({own.data(), sources.count}, batch.count, batch.picture, 1, packed.data, sizes.outputs, result, moments ? parts.data() : nullptr);
  if (moments)
    for (int64_t n = 0; n < batch.count; n++) add_rows(&parts[n * groups * 2 * sizes.outputs], groups, 2 * sizes.outputs, moments + n * 2 * sizes.outputs);
}

}  // namespace

void train_convolve(Sources sources, Batch batch, const Weight& weight, bool turned, Element* result, double* moments) {
  const bool is_few = Grid(batch.picture).total * batch.count <= kFewTiles;
  (is_few ? convolve_few : convolve_many)(sources, batch, weight, turned, result, moments);
}

}  // namespace marrow::half
