// Backwards through instance normalization, leaky ReLU and the 1 x 1 convolution to logits.
#include <vector>

#include "half_product.h"
#include "half_training.h"

namespace marrow::half {
namespace {

// The power of two that the largest part of a gradient stays below: 128 tiles of nothing but largest gradients and values of 12 then still have a sum
// in 16 bits, 2^-5 x 66 x 12 x 20 x 128, and what is a thousandth of the largest has all its digits.
constexpr int kTop = -5;

// Pixels whose sums are kept in 32 bits before they join the double sums.
int64_t stretch_of(int64_t channels) { return std::max(int64_t{64}, (int64_t{1} << 16) / channels); }

struct Both {
  Vector low, high;
};

inline Both wide(Half x) { return {low_half(x), high_half(x)}; }
inline Both both(const float* at) { return {_mm512_loadu_ps(at), _mm512_loadu_ps(at + kLanes)}; }
inline void store(float* at, const Both& x) { _mm512_storeu_ps(at, x.low), _mm512_storeu_ps(at + kLanes, x.high); }

// The power of two that brings a bound below 1 << kTop.
float scale_below(double bound) {
  if (!(bound > 0) || !std::isfinite(bound)) return 1;
  int exponent = 0;
  std::frexp(bound, &exponent);
  return static_cast<float>(std::ldexp(1.0, std::clamp(kTop - exponent, -100, 100)));
}

// Thirty-two channels of a picture: its gradient below the leaky ReLU, and its values.
struct Lanes {
  const Source& source;
  const Gradient* gradients;
  int64_t count, begin, channel;  // begin: the picture's first pixel in the gradients
  Both scale, shift, slope, factors[2];

  Lanes(const Source& source, const Gradient* gradients, int64_t count, int64_t begin, int64_t channel)
      : source(source), gradients(gradients), count(count), begin(begin), channel(channel), scale(both(source.scale + channel)),
        shift(both(source.shift + channel)), slope{_mm512_set1_ps(source.slope), _mm512_set1_ps(source.slope)} {
    for (int64_t i = 0; i < count; i++) factors[i].low = factors[i].high = _mm512_set1_ps(1 / gradients[i].scale);
  }

  // Of a pixel that comes later.
  void fetch(int64_t i) const {
    half::fetch(source.data + i * source.channels + channel);
    for (int64_t g = 0; g < count; g++) half::fetch(gradients[g].data + (begin + i) * gradients[g].step + channel);
  }

  Both value(int64_t i) const { return wide(_mm512_loadu_ph(source.data + i * source.channels + channel)); }

  Both gradient(int64_t i, const Both& value) const {
    Both sum = wide(_mm512_loadu_ph(gradients[0].data + (begin + i) * gradients[0].step + channel));
    sum = {_mm512_mul_ps(sum.low, factors[0].low), _mm512_mul_ps(sum.high, factors[0].high)};
    if (count > 1) {
      const Both other = wide(_mm512_loadu_ph(gradients[1].data + (begin + i) * gradients[1].step + channel));
      sum = {_mm512_fmadd_ps(other.low, factors[1].low, sum.low), _mm512_fmadd_ps(other.high, factors[1].high, sum.high)};
    }
    return {below(sum.low, value.low, scale.low, shift.low), below(sum.high, value.high, scale.high, shift.high)};
  }

 private:
  Vector below(Vector gradient, Vector x, Vector scale, Vector shift) const {
    const __mmask16 is_low = _mm512_cmp_ps_mask(_mm512_fmadd_ps(x, scale, shift), _mm512_setzero_ps(), _CMP_LT_OQ);
    return _mm512_mask_mul_ps(gradient, is_low, gradient, slope.low);
  }
};

// Of a stretch: sums of gradients, of gradients times values, and the largest gradient of 32 channels, each width further.
void sum_stretch(const Lanes& lanes, int64_t from, int64_t to, float* parts, int64_t width) {
  Both sum{}, product{}, largest{};
  for (int64_t i = from; i < to; i++) {
    lanes.fetch(i + kAhead);
    const Both x = lanes.value(i), g = lanes.gradient(i, x);
    sum = {_mm512_add_ps(sum.low, g.low), _mm512_add_ps(sum.high, g.high)};
    product = {_mm512_fmadd_ps(g.low, x.low, product.low), _mm512_fmadd_ps(g.high, x.high, product.high)};
    largest = {_mm512_max_ps(largest.low, _mm512_abs_ps(g.low)), _mm512_max_ps(largest.high, _mm512_abs_ps(g.high))};
  }
  store(parts, sum), store(parts + width, product), store(parts + 2 * width, largest);
}

// What x' = factor g + slant x + offset takes, per channel.
struct Slopes {
  std::vector<float> factor, slant, offset;
  explicit Slopes(int64_t channels) : factor(channels), slant(channels), offset(channels) {}
};

// What no gradient of the head's input is larger than.
double head_bound(Batch batch, const float* gradient, Head head, int64_t channels) {
  const int64_t pixels = batch.picture.pixels();
  double bound = 0;
  for (int64_t k = 0; k < head.classes; k++) {
    float largest = 0, weight = 0;
    for (int64_t n = 0; n < batch.count; n++) {
      const float* own = gradient + (n * head.classes + k) * pixels;
#pragma omp parallel for simd schedule(static) reduction(max : largest)
      for (int64_t i = 0; i < pixels; i++) largest = std::max(largest, std::abs(own[i]));
    }
    for (int64_t c = 0; c < channels; c++) weight = std::max(weight, std::abs(head.weight[k * channels + c]));
    bound += static_cast<double>(largest) * weight;
  }
  return bound;
}

// Some pixels of the gradients of one picture's logits.
struct LogitPixels {
  const float* planes;
  int64_t pixels, from, to;
};

// The gradients of a stretch, times scale; its sums for the weight and, behind them, for the bias are added to.
void head_stretch(const Source& own, LogitPixels logits, Head head, float scale, Element* result, float* sums) {
  const int64_t channels = own.channels;
  for (int64_t c = 0; c < channels; c += kPanel) {
    const Both shape = both(own.scale + c), shift = both(own.shift + c);
    const Vector slope = _mm512_set1_ps(own.slope), scales = _mm512_set1_ps(scale);
    for (int64_t i = logits.from; i < logits.to; i++) {
      const Both x = wide(_mm512_loadu_ph(own.data + i * channels + c));
      Both y{_mm512_fmadd_ps(x.low, shape.low, shift.low), _mm512_fmadd_ps(x.high, shape.high, shift.high)}, back{};
      y = {_mm512_max_ps(y.low, _mm512_mul_ps(y.low, slope)), _mm512_max_ps(y.high, _mm512_mul_ps(y.high, slope))};
      for (int64_t k = 0; k < head.classes; k++) {
        const Vector g = _mm512_set1_ps(logits.planes[k * logits.pixels + i]);
        const Both w = both(head.weight + k * channels + c);
        float* at = sums + k * channels + c;
        const Both before = both(at);
        back = {_mm512_fmadd_ps(g, w.low, back.low), _mm512_fmadd_ps(g, w.high, back.high)};
        store(at, Both{_mm512_fmadd_ps(g, y.low, before.low), _mm512_fmadd_ps(g, y.high, before.high)});
      }
      _mm512_storeu_ph(result + i * channels + c, narrowed(_mm512_mul_ps(back.low, scales), _mm512_mul_ps(back.high, scales)));
    }
  }
  for (int64_t k = 0; k < head.classes; k++)
    for (int64_t i = logits.from; i < logits.to; i++) sums[head.classes * channels + k] += logits.planes[k * logits.pixels + i];
}

}  // namespace

void panel_moments(const Element* data, int64_t pixels, int64_t channels, double* moments) {
  const int64_t stretch = stretch_of(channels);
  for (int64_t s = 0; s < pixels; s += stretch) {
    float parts[2 * kPanel]{};
    Moments own(parts, kPanel, ~0u);
    for (int64_t i = s; i < std::min(pixels, s + stretch); i++) own.add(_mm512_loadu_ph(data + i * channels));
    own.store();
    for (int64_t c = 0; c < kPanel; c++) moments[c] += parts[c], moments[channels + c] += parts[kPanel + c];
  }
}

// With g the gradient below the leaky ReLU and h = (x - mean) / deviation:
// beta' = sum g, gamma' = sum g h, x' = gamma / deviation (g - beta' / pixels - h gamma' / pixels).
float normalize_backward(const Normalized& values, Batch batch, const Gradient* gradients, int64_t count, Element* result, double* gamma_gradient,
                         double* beta_gradient) {
  const int64_t channels = values.source.channels, pixels = batch.picture.pixels(), stretch = stretch_of(channels);
  const int64_t stretches = (pixels + stretch - 1) / stretch, row = 3 * channels;
  std::vector<float> parts(batch.count * stretches * row);
#pragma omp parallel for collapse(2) schedule(dynamic, 1)
  for (int64_t n = 0; n < batch.count; n++)
    for (int64_t s = 0; s < stretches; s++) {
      const Source own = picture_of(values.source, n, pixels);
      for (int64_t c = 0; c < channels; c += kPanel)
        sum_stretch(Lanes(own, gradients, count, n * pixels, c), s * stretch, std::min(pixels, (s + 1) * stretch),
                    &parts[(n * stretches + s) * row + c], channels);
    }
  Slopes all(batch.count * channels);
  double bound = 0;
  for (int64_t i = 0; i < batch.count * channels; i++) {
    const int64_t n = i / channels, c = i % channels;
    double sum = 0, product = 0, largest = 0;
    for (int64_t s = 0; s < stretches; s++) {
      const float* part = &parts[(n * stretches + s) * row + c];
      sum += part[0], product += part[channels], largest = std::max<double>(largest, part[2 * channels]);
    }
    const double inverse = values.inverse[i], mean = values.mean[i], gamma = (product - mean * sum) * inverse;
    beta_gradient[c] += sum, gamma_gradient[c] += gamma;
    const double outer = values.gamma[c] * inverse, slant = -outer * inverse * gamma / pixels;
    all.factor[i] = static_cast<float>(outer), all.slant[i] = static_cast<float>(slant);
    all.offset[i] = static_cast<float>(-outer * sum / pixels - slant * mean);
    bound = std::max(bound, std::abs(outer) * largest);
  }
  const float scale = scale_below(bound);
  for (auto* terms : {&all.factor, &all.slant, &all.offset})
    for (float& term : *terms) term *= scale;
#pragma omp parallel for collapse(2) schedule(dynamic, 1)
  for (int64_t n = 0; n < batch.count; n++)
    for (int64_t s = 0; s < stretches; s++) {
      const Source own = picture_of(values.source, n, pixels);
      for (int64_t c = 0; c < channels; c += kPanel) {
        const Lanes lanes(own, gradients, count, n * pixels, c);
        const int64_t at = n * channels + c;
        const Both factor = both(&all.factor[at]), slant = both(&all.slant[at]), offset = both(&all.offset[at]);
        for (int64_t i = s * stretch; i < std::min(pixels, (s + 1) * stretch); i++) {
          lanes.fetch(i + kAhead);
          const Both x = lanes.value(i), g = lanes.gradient(i, x);
          _mm512_storeu_ph(result + (n * pixels + i) * channels + c,
                           narrowed(_mm512_fmadd_ps(g.low, factor.low, _mm512_fmadd_ps(x.low, slant.low, offset.low)),
                                    _mm512_fmadd_ps(g.high, factor.high, _mm512_fmadd_ps(x.high, slant.high, offset.high))));
        }
      }
    }
  return scale;
}

float head_backward(const Source& source, Batch batch, const float* gradient, Head head, Element* result, double* weight_gradient,
                    double* bias_gradient) {
  constexpr int64_t kStretch = 1024;
  const int64_t channels = source.channels, pixels = batch.picture.pixels(), stretches = (pixels + kStretch - 1) / kStretch;
  const int64_t row = head.classes * (channels + 1);
  const float scale = scale_below(head_bound(batch, gradient, head, channels));
  std::vector<float> parts(batch.count * stretches * row);
#pragma omp parallel for collapse(2) schedule(dynamic, 1)
  for (int64_t n = 0; n < batch.count; n++)
    for (int64_t s = 0; s < stretches; s++)
      head_stretch(picture_of(source, n, pixels), {gradient + n * head.classes * pixels, pixels, s * kStretch, std::min(pixels, (s + 1) * kStretch)}, head,
                   scale, result + n * pixels * channels, &parts[(n * stretches + s) * row]);
  std::vector<double> sums(row);
  add_rows(parts, row, sums.data());
  for (int64_t i = 0; i < head.classes * channels; i++) weight_gradient[i] += sums[i];
  for (int64_t k = 0; k < head.classes; k++) bias_gradient[k] += sums[head.classes * channels + k];
  return scale;
}

}  // namespace marrow::half
