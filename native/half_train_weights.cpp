// Gradients of the weights of 3 x 3 convolutions, by Winograd's method.
#include <vector>

#include "half_pairs.h"
#include "half_tiles.h"
#include "half_training.h"

namespace marrow::half {
namespace {

// One axis of the output transform, transposed: four values to six.
inline void transform_gradient(const Half y[4], Half m[6]) {
  const Half a = constant(kA), b = constant(kB), a2 = constant(kA2), b2 = constant(kB2);
  const Half even_a = _mm512_fmadd_ph(a2, y[2], y[0]), odd_a = _mm512_mul_ph(a, _mm512_fmadd_ph(a2, y[3], y[1]));
  const Half even_b = _mm512_fmadd_ph(b2, y[2], y[0]), odd_b = _mm512_mul_ph(b, _mm512_fmadd_ph(b2, y[3], y[1]));
  m[0] = y[0];
  m[1] = _mm512_add_ph(even_a, odd_a);
  m[2] = _mm512_sub_ph(even_a, odd_a);
  m[3] = _mm512_add_ph(even_b, odd_b);
  m[4] = _mm512_sub_ph(even_b, odd_b);
  m[5] = y[3];
}

// One axis of the weight transform, transposed: six values to three.
inline void untransform(const Vector t[6], Vector w[3]) {
  const Vector at_a = _mm512_set1_ps(1 / (2 * kA2 * (kA2 - kB2))), at_b = _mm512_set1_ps(1 / (2 * kB2 * (kB2 - kA2)));
  const Vector even_a = _mm512_mul_ps(at_a, _mm512_add_ps(t[1], t[2])), odd_a = _mm512_mul_ps(at_a, _mm512_sub_ps(t[1], t[2]));
  const Vector even_b = _mm512_mul_ps(at_b, _mm512_add_ps(t[3], t[4])), odd_b = _mm512_mul_ps(at_b, _mm512_sub_ps(t[3], t[4]));
  w[0] = _mm512_fmadd_ps(_mm512_set1_ps(1 / kProduct), t[0], _mm512_add_ps(even_a, even_b));
  w[1] = _mm512_fmadd_ps(_mm512_set1_ps(kA), odd_a, _mm512_mul_ps(_mm512_set1_ps(kB), odd_b));
  w[2] = _mm512_fmadd_ps(_mm512_set1_ps(kA2), even_a, _mm512_fmadd_ps(_mm512_set1_ps(kB2), even_b, t[5]));
}

// 36 places of sixteen weights, step apart, to nine taps.
inline void write_taps(const float* places, int64_t step, Vector scale, float* taps, int64_t tap_step) {
  Vector half[3][6];
  for (int j = 0; j < 6; j++) {
    Vector column[6], done[3];
    for (int i = 0; i < 6; i++) column[i] = _mm512_loadu_ps(places + (i * 6 + j) * step);
    untransform(column, done);
    for (int i = 0; i < 3; i++) half[i][j] = done[i];
  }
  for (int i = 0; i < 3; i++) {
    Vector row[3];
    untransform(half[i], row);
    for (int j = 0; j < 3; j++) _mm512_storeu_ps(taps + (i * 3 + j) * tap_step, _mm512_mul_ps(scale, row[j]));
  }
}

// The 4 x 4 gradients of a tile, zero outside the picture.
inline void read_gradient(const Gradient& gradient, int64_t first, int64_t channel, Picture p, Tile tile, Half places[kPlaces]) {
  Half rows[4][6], pixels[4];
  for (int64_t i = 0; i < 4; i++) {
    const int64_t y = tile.row + i;
    for (int64_t j = 0; j < 4; j++) {
      const int64_t x = tile.column + j;
      pixels[j] = y < p.rows && x < p.columns ? _mm512_loadu_ph(gradient.data + (first + y * p.columns + x) * gradient.step + channel)
                                              : _mm512_setzero_ph();
    }
    transform_gradient(pixels, rows[i]);
  }
  for (int64_t j = 0; j < 6; j++) {
    Half column[4] = {rows[0][j], rows[1][j], rows[2][j], rows[3][j]}, done[6];
    transform_gradient(column, done);
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
  const auto store = [](const Half first[kPlaces], const Half second[kPlaces], Element* at, int64_t step) {
    for (int64_t place = 0; place < kPlaces; place++) store_pair(at + place * step, first[place], second[place]);
  };
  const auto read_left = [&](int64_t pair, int64_t panel, Element* at, int64_t step) {
    Half first[kPlaces], second[kPlaces]{};
    const int64_t begin = pairing.picture(pair) * pixels, t = pairing.first(pair);
    read_gradient(gradient, begin, panel * kPanel, batch.picture, grid.at(t), first);
    if (pairing.is_whole(pair)) read_gradient(gradient, begin, panel * kPanel, batch.picture, grid.at(t + 1), second);
    store(first, second, at, step);
  };
  const auto read_right = [&](int64_t pair, int64_t panel, Element* at, int64_t step) {
    Half first[kPlaces], second[kPlaces]{};
    const Source own = picture_of(sources.items[panels[panel].source], pairing.picture(pair), pixels);
    const int64_t t = pairing.first(pair), c = panels[panel].channel;
    read_panel(own, c, batch.picture, grid.at(t), [&](int64_t place, Half x) { first[place] = x; });
    if (pairing.is_whole(pair)) read_panel(own, c, batch.picture, grid.at(t + 1), [&](int64_t place, Half x) { second[place] = x; });
    store(first, second, at, step);
  };
  const Vector scale = _mm512_set1_ps(weight.unit / gradient.scale);
  const auto finish = [&](const PairSums& sums) {
    for (int64_t c = 0; c < sums.inputs; c += kLanes)
      write_taps(sums.data + c, sums.place_step, scale, result + sums.output * 9 * weight.inputs + sums.input + c, weight.inputs);
  };
  multiply_pairs({kPlaces, pairing.in_picture * batch.count, weight.outputs, weight.inputs}, read_left, read_right, finish);
}

}  // namespace marrow::half
