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

inline Vector wide_half_at(const Element* at) { return _mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(at))); }
inline Both wide_at(const Element* at) { return {wide_half_at(at), wide_half_at(at + kLanes)}; }
inline Both both(const float* at) { return {_mm512_loadu_ps(at), _mm512_loadu_ps(at + kLanes)}; }
inline void store(float* at, const Both& x) { _mm512_storeu_ps(at, x.low), _mm512_storeu_ps(at + kLanes, x.high); }

// The power of two that brings a bound below 1 << kTop.
float scale_below(double bound) {
  if (!(bound > 0) || !std::isfinite(bound)) return 1;
  int exponent = 0;
  std::frexp(bound, &exponent);
  return static_cast<float>(std::ldexp(1.0, std::clamp(kTop - exponent, -100, 100)));
}

// Thirty-two channels of a picture: its gradient below the leaky ReLU, and its values. Joined: the gradient is the sum of two.
template <bool IsJoined>
struct Lanes {
  const Element *values, *first, *second = nullptr;
  int64_t value_step, first_step, second_step = 0;
  Both scale, shift;
  Vector slope, first_factor, second_factor{};

  // Begin: the picture's first pixel in the gradients.
  Lanes(const Source& source, const Gradient* gradients, int64_t begin, int64_t channel)
      : values(source.data + channel), first(gradients[0].data + begin * gradients[0].step + channel), value_step(source.channels),
        first_step(gradients[0].step), scale(both(source.scale + channel)), shift(both(source.shift + channel)), slope(_mm512_set1_ps(source.slope)),
        first_factor(_mm512_set1_ps(1 / gradients[0].scale)) {
    if (!IsJoined) return;
    second = gradients[1].data + begin * gradients[1].step + channel, second_step = gradients[1].step;
    second_factor = _mm512_set1_ps(1 / gradients[1].scale);
  }

  // Of a pixel that comes later.
  void fetch(int64_t i) const {
    half::fetch(values + i * value_step);
    half::fetch(first + i * first_step);
    if (IsJoined) half::fetch(second + i * second_step);
  }

  Both value(int64_t i) const { return wide_at(values + i * value_step); }

  Both gradient(int64_t i, const Both& value) const {
    Both sum = wide_at(first + i * first_step);
    sum = {_mm512_mul_ps(sum.low, first_factor), _mm512_mul_ps(sum.high, first_factor)};
    if (IsJoined) {
      const Both other = wide_at(second + i * second_step);
      sum = {_mm512_fmadd_ps(other.low, second_factor, sum.low), _mm512_fmadd_ps(other.high, second_factor, sum.high)};
    }
    return {below(sum.low, value.low, scale.low, shift.low), below(sum.high, value.high, scale.high, shift.high)};
  }

 private:
  Vector below(Vector gradient, Vector x, Vector scale, Vector shift) const {
    const __mmask16 is_low = _mm512_cmp_ps_mask(_mm512_fmadd_ps(x, scale, shift), _mm512_setzero_ps(), _CMP_LT_OQ);
    return _mm512_mask_mul_ps(gradient, is_low, gradient, slope);
  }
};

// Of a stretch: sums of gradients, of gradients times values, and the largest gradient of 32 channels, each width further.
template <bool IsJoined>
void sum_stretch(const Lanes<IsJoined>& lanes, int64_t from, int64_t to, float* parts, int64_t width) {
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

// The stretch's gradients before the normalization, of 32 channels; `at`: the picture's first of them.
template <bool IsJoined>
void turn_stretch(const Lanes<IsJoined>& lanes, int64_t from, int64_t to, const Slopes& slopes, int64_t at, Element* result) {
  const Both factor = both(&slopes.factor[at]), slant = both(&slopes.slant[at]), offset = both(&slopes.offset[at]);
  for (int64_t i = from; i < to; i++) {
    lanes.fetch(i + kAhead);
    const Both x = lanes.value(i), g = lanes.gradient(i, x);
    _mm512_storeu_ph(result + i * lanes.value_step, narrowed(_mm512_fmadd_ps(g.low, factor.low, _mm512_fmadd_ps(x.low, slant.low, offset.low)),
                                                             _mm512_fmadd_ps(g.high, factor.high, _mm512_fmadd_ps(x.high, slant.high, offset.high))));
  }
}

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

// Thirty-two channels of the gradients of a stretch, times scale, and its sums for the weight. Some numbers of classes are known beforehand: their sums
// stay in registers.
template <int Classes>
void head_panel(const Source& own, LogitPixels logits, Head head, float scale, int64_t c, Element* result, float* sums) {
  const int64_t channels = own.channels, classes = Classes > 0 ? Classes : head.classes;
  const Both shape = both(own.scale + c), shift = both(own.shift + c);
  const Vector slope = _mm512_set1_ps(own.slope), scales = _mm512_set1_ps(scale);
  Both few[Classes > 0 ? Classes : 1]{};
  std::vector<float> many(Classes > 0 ? 0 : classes * kPanel);
  for (int64_t i = logits.from; i < logits.to; i++) {
    fetch(own.data + (i + kAhead) * channels + c);
    const Both x = wide_at(own.data + i * channels + c);
    Both y{_mm512_fmadd_ps(x.low, shape.low, shift.low), _mm512_fmadd_ps(x.high, shape.high, shift.high)}, back{};
    y = {_mm512_max_ps(y.low, _mm512_mul_ps(y.low, slope)), _mm512_max_ps(y.high, _mm512_mul_ps(y.high, slope))};
#pragma GCC unroll 4
    for (int64_t k = 0; k < classes; k++) {
      const Vector g = _mm512_set1_ps(logits.planes[k * logits.pixels + i]);
      const Both w = both(head.weight + k * channels + c);
      back = {_mm512_fmadd_ps(g, w.low, back.low), _mm512_fmadd_ps(g, w.high, back.high)};
      const Both total = Classes > 0 ? few[k] : both(&many[k * kPanel]), sum{_mm512_fmadd_ps(g, y.low, total.low), _mm512_fmadd_ps(g, y.high, total.high)};
      if constexpr (Classes > 0)
        few[k] = sum;
      else
        store(&many[k * kPanel], sum);
    }
    _mm512_storeu_ph(result + i * channels + c, narrowed(_mm512_mul_ps(back.low, scales), _mm512_mul_ps(back.high, scales)));
  }
  for (int64_t k = 0; k < classes; k++) store(sums + k * channels + c, Classes > 0 ? few[k] : both(&many[k * kPanel]));
}

using HeadPanel = void (*)(const Source&, LogitPixels, Head, float, int64_t, Element*, float*);
constexpr HeadPanel kHeadPanels[] = {head_panel<0>, head_panel<1>, head_panel<2>, head_panel<3>, head_panel<4>};

// The gradients of a stretch, times scale; its sums for the weight and, behind them, for the bias.
void head_stretch(const Source& own, LogitPixels logits, Head head, float scale, Element* result, float* sums) {
  for (int64_t c = 0; c < own.channels; c += kPanel) kHeadPanels[head.classes < 5 ? head.classes : 0](own, logits, head, scale, c, result, sums);
  for (int64_t k = 0; k < head.classes; k++) {
    float sum = 0;
    for (int64_t i = logits.from; i < logits.to; i++) sum += logits.planes[k * logits.pixels + i];
    sums[head.classes * own.channels + k] = sum;
  }
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
      const int64_t end = std::min(pixels, (s + 1) * stretch);
      for (int64_t c = 0; c < channels; c += kPanel) {
        float* part = &parts[(n * stretches + s) * row + c];
        count > 1 ? sum_stretch(Lanes<true>(own, gradients, n * pixels, c), s * stretch, end, part, channels)
                  : sum_stretch(Lanes<false>(own, gradients, n * pixels, c), s * stretch, end, part, channels);
      }
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
      const int64_t end = std::min(pixels, (s + 1) * stretch);
      for (int64_t c = 0; c < channels; c += kPanel) {
        Element* target = result + n * pixels * channels + c;
        count > 1 ? turn_stretch(Lanes<true>(own, gradients, n * pixels, c), s * stretch, end, all, n * channels + c, target)
                  : turn_stretch(Lanes<false>(own, gradients, n * pixels, c), s * stretch, end, all, n * channels + c, target);
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
