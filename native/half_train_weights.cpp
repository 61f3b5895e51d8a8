// Gradients of the weights of 3 x 3 convolutions, by Winograd's method.
#include <vector>

#include "half_pairs.h"
#include "half_tiles.h"
#include "half_training.h"

#include "both_axes.h"

namespace marrow::half {
namespace {

// The places of sixteen weights, from c on, to nine taps.
template <class Value>
inline void write_taps(const PairSums<Value>& sums, int64_t c, Vector scale, float* taps, int64_t tap_step) {
  transform_both<Vector, 6, 3>(Plain::weight_gradient, [&](int i, int j) { return sums.at(i * 6 + j, c); },
                               [&](int tap, Vector x) { put(taps + tap * tap_step, _mm512_mul_ps(scale, x)); });
}

// The 4 x 4 gradients of a tile, zero outside the picture.
inline void read_gradient(const Gradient& gradient, int64_t first, int64_t channel, Picture p, Tile tile, Half places[Plain::kPlaces]) {
  Half rows[4][6], pixels[4];
  for (int64_t i = 0; i < 4; i++) {
    const int64_t y = tile.row + i;
    for (int64_t j = 0; j < 4; j++) {
      const int64_t x = tile.column + j;
      pixels[j] = y < p.rows && x < p.columns ? _mm512_loadu_ph(gradient.data + (first + y * p.columns + x) * gradient.step + channel)
                                              : _mm512_setzero_ph();
    }
    Plain::output_gradient(pixels, rows[i]);
  }
  for (int64_t j = 0; j < 6; j++) {
    Half column[4] = {rows[0][j], rows[1][j], rows[2][j], rows[3][j]}, done[6];
    Plain::output_gradient(column, done);
    for (int64_t i = 0; i < 6; i++) places[i * 6 + j] = done[i];
  }
}

// Which source a panel of all inputs lies in, and where.
struct PanelPlace {
  int64_t source, channel;
};
std::vector<PanelPlace> panels_of(Sources sources) {
  std::vector<PanelPlace> result;
  for (int64_t s = 0; s < sources.count; s++)
    for (int64_t c = 0; c < sources.items[s].channels; c += kPanel) result.push_back({s, c});
  return result;
}

}  // namespace

void train_weight_gradient(Sources sources, Batch batch, const Gradient& gradient, const Weight& weight, float* result) {
  const Grid grid(batch.picture);
  const Pairing pairing(grid.total);
  const int64_t pixels = batch.picture.pixels();
  const auto panels = panels_of(sources);
  const auto store = [](const Half first[Plain::kPlaces], const Half second[Plain::kPlaces], Element* at, int64_t step) {
    for (int64_t place = 0; place < Plain::kPlaces; place++) store_pair(at + place * step, first[place], second[place]);
  };
  const auto read_left = [&](int64_t pair) {
    const int64_t begin = pairing.picture(pair) * pixels, t = pairing.first(pair);
    const Tile tiles[] = {grid.at(t), grid.at(t + 1)};
    return [=, &gradient](int64_t panel, Element* at, int64_t step) {
      Half first[Plain::kPlaces], second[Plain::kPlaces]{};
      read_gradient(gradient, begin, panel * kPanel, batch.picture, tiles[0], first);
      if (pairing.is_whole(pair)) read_gradient(gradient, begin, panel * kPanel, batch.picture, tiles[1], second);
      store(first, second, at, step);
    };
  };
  const auto read_right = [&](int64_t pair) {
    const int64_t n = pairing.picture(pair), t = pairing.first(pair);
    const Tile tiles[] = {grid.at(t), grid.at(t + 1)};
    return [=, &panels](int64_t panel, Element* at, int64_t step) {
      Half first[Plain::kPlaces], second[Plain::kPlaces]{};
      const Source own = picture_of(sources.items[panels[panel].source], n, pixels);
      const int64_t c = panels[panel].channel;
      read_panel<Plain>(own, c, batch.picture, tiles[0], [&](int64_t place, Half x) { first[place] = x; });
      if (pairing.is_whole(pair)) read_panel<Plain>(own, c, batch.picture, tiles[1], [&](int64_t place, Half x) { second[place] = x; });
      store(first, second, at, step);
    };
  };
  const Vector scale = _mm512_set1_ps(weight.unit / gradient.scale);
  const auto finish = [&](const auto& sums) {
    for (int64_t c = 0; c < sums.inputs; c += kLanes)
      write_taps(sums, c, scale, result + sums.output * 9 * weight.inputs + sums.input + c, weight.inputs);
  };
  multiply_pairs({Plain::kPlaces, pairing.in_picture * batch.count, weight.outputs, weight.inputs}, read_left, read_right, finish);
}

}  // namespace marrow::half
