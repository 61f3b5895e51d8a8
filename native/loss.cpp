// Soft Dice and cross-entropy of classes, with their gradient, in one pass over the pixels each way (marrow::dice_entropy).
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <vector>

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

constexpr int64_t kStretch = 4096;  // pixels whose sums are taken together; those are joined in order
constexpr double kLeast = 1e-8;     // of a Dice term's denominator

// Pictures of logits N K H W, and how many stretches each has.
struct Shape {
  int64_t count, classes, pixels, stretches;
  explicit Shape(const Tensor& logits)
      : count(logits.size(0)), classes(logits.size(1)), pixels(logits.size(2) * logits.size(3)), stretches((pixels + kStretch - 1) / kStretch) {}

  // Calls work (picture, from, to, stretch) for all of them.
  template <class Work>
  void each(Work work) const {
    at::parallel_for(0, count * stretches, 1, [&](int64_t begin, int64_t end) {
      for (int64_t s = begin; s < end; s++) work(s / stretches, s % stretches * kStretch, std::min(pixels, (s % stretches + 1) * kStretch), s);
    });
  }
};

// Of each class what is common to prediction and truth, what is predicted and what is true; and the cross-entropy.
struct Sums {
  std::vector<double> common, predicted, wanted;
  double entropy = 0;
  explicit Sums(int64_t terms) : common(terms), predicted(terms), wanted(terms) {}
  double upper(int64_t i, double smooth) const { return 2 * common[i] + smooth; }
  double lower(int64_t i, double smooth) const { return std::max(kLeast, wanted[i] + predicted[i] + smooth); }
};

// Dice terms are one for each class of each picture (N K), or of the batch (K).
Sums sum_classes(const Tensor& logarithms, const Tensor& probabilities, const Tensor& target, bool is_batch) {
  const Shape shape(logarithms);
  const float *log = logarithms.data_ptr<float>(), *all = probabilities.data_ptr<float>();
  const int64_t* labels = target.data_ptr<int64_t>();
  const int64_t row = 3 * shape.classes + 1;
  std::vector<double> parts(shape.count * shape.stretches * row);
  shape.each([&](int64_t n, int64_t from, int64_t to, int64_t s) {
    double* own = &parts[s * row];
    const int64_t* truth = labels + n * shape.pixels;
    const int64_t first = n * shape.classes * shape.pixels;
    for (int64_t i = from; i < to; i++) {
      const int64_t k = truth[i];
      TORCH_CHECK(k >= 0 && k < shape.classes, "label ", k, " is none of ", shape.classes, " classes");
      own[3 * k] += all[first + k * shape.pixels + i], own[3 * k + 2] += 1;
      own[row - 1] -= log[first + k * shape.pixels + i];
    }
    for (int64_t k = 0; k < shape.classes; k++) {
      float lanes[16] = {};
      const float* p = all + first + k * shape.pixels;
      for (int64_t i = from; i + 16 <= to; i += 16)
        for (int64_t j = 0; j < 16; j++) lanes[j] += p[i + j];
      for (int64_t i = to - (to - from) % 16; i < to; i++) own[3 * k + 1] += p[i];
      for (float lane : lanes) own[3 * k + 1] += lane;
    }
  });
  Sums sums(is_batch ? shape.classes : shape.count * shape.classes);
  for (int64_t s = 0; s < shape.count * shape.stretches; s++) {
    const int64_t first = is_batch ? 0 : s / shape.stretches * shape.classes;
    for (int64_t k = 0; k < shape.classes; k++) {
      sums.common[first + k] += parts[s * row + 3 * k], sums.predicted[first + k] += parts[s * row + 3 * k + 1];
      sums.wanted[first + k] += parts[s * row + 3 * k + 2];
    }
    sums.entropy += parts[s * row + row - 1];
  }
  return sums;
}

// What a probability of each term adds to the loss, and how much more one that is right does (the background adds nothing): d loss / d p is
// slant + right [label is this class].
struct Slopes {
  std::vector<double> slant, right;
};

struct DiceEntropy : Function<DiceEntropy> {
  static Tensor forward(AutogradContext* context, const Tensor& logits, const Tensor& target, bool is_batch, double smooth) {
    const Shape shape(logits);
    const Tensor logarithms = at::log_softmax(logits.contiguous(), 1), probabilities = logarithms.exp(), labels = target.contiguous();
    const Sums sums = sum_classes(logarithms, probabilities, labels, is_batch);
    const int64_t all = sums.common.size(), terms = all / shape.classes * (shape.classes - 1);
    Slopes slopes{std::vector<double>(all), std::vector<double>(all)};
    double dice = 0;
    for (int64_t i = 0; i < all; i++) {
      if (i % shape.classes == 0) continue;
      const double upper = sums.upper(i, smooth), lower = sums.lower(i, smooth);
      dice += upper / lower / terms;
      slopes.right[i] = -2 / lower / terms;
      slopes.slant[i] = lower > kLeast ? upper / (lower * lower) / terms : 0;
    }
    context->save_for_backward({probabilities, labels, at::tensor(slopes.slant, at::kDouble), at::tensor(slopes.right, at::kDouble)});
    return at::scalar_tensor(sums.entropy / (shape.count * shape.pixels) - dice, logits.options());
  }

  // Through the softmax: p (d - sum of d p) + (p - [label is this class]) / pixels.
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const auto saved = context->get_saved_variables();
    const Shape shape(saved[0]);
    const float *p = saved[0].data_ptr<float>(), outer = gradients[0].item<float>();
    const int64_t* labels = saved[1].data_ptr<int64_t>();
    const double *slant = saved[2].data_ptr<double>(), *right = saved[3].data_ptr<double>();
    const bool is_batch = saved[2].numel() == shape.classes;
    const float share = static_cast<float>(outer / (static_cast<double>(shape.count) * shape.pixels));
    Tensor result = at::empty_like(saved[0]);
    float* back = result.data_ptr<float>();
    shape.each([&](int64_t n, int64_t from, int64_t to, int64_t) {
      const int64_t first = n * shape.classes * shape.pixels, term = is_batch ? 0 : n * shape.classes;
      const int64_t* truth = labels + n * shape.pixels;
      float mean[kStretch] = {};
      for (int64_t k = 0; k < shape.classes; k++) {
        const float tilt = static_cast<float>(outer * slant[term + k]), more = static_cast<float>(outer * right[term + k]);
        const float* own = p + first + k * shape.pixels;
        for (int64_t i = from; i < to; i++) mean[i - from] += own[i] * (tilt + (truth[i] == k ? more : 0));
      }
      for (int64_t k = 0; k < shape.classes; k++) {
        const float tilt = static_cast<float>(outer * slant[term + k]), more = static_cast<float>(outer * right[term + k]);
        const float* own = p + first + k * shape.pixels;
        float* at = back + first + k * shape.pixels;
        for (int64_t i = from; i < to; i++) {
          const bool is_right = truth[i] == k;
          at[i] = own[i] * (tilt + (is_right ? more : 0) - mean[i - from] + share) - (is_right ? share : 0);
        }
      }
    });
    return {result, Tensor(), Tensor(), Tensor()};
  }
};

Tensor dice_entropy(const Tensor& logits, const Tensor& target, bool is_batch, double smooth) {
  TORCH_CHECK(logits.dim() == 4 && logits.scalar_type() == at::kFloat && logits.device().is_cpu(), "wanted float32 logits N K H W on the CPU");
  TORCH_CHECK(target.scalar_type() == at::kLong && target.numel() * logits.size(1) == logits.numel(), "wanted labels N 1 H W");
  return DiceEntropy::apply(logits, target, is_batch, smooth);
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(marrow, library) { library.def("dice_entropy(Tensor logits, Tensor target, bool is_batch, float smooth) -> Tensor"); }

TORCH_LIBRARY_IMPL(marrow, CompositeImplicitAutograd, library) { library.impl("dice_entropy", dice_entropy); }
