// The largest magnitude among a tensor's values, known by who has just changed them all, so that the next step need not read them for it.
#pragma once
#include <ATen/ATen.h>

namespace marrow {

// To be called after the values have been changed and the tensor's version with them.
void remember_peak(const at::Tensor& tensor, float peak);

// Nothing where the tensor was changed or given other memory since, or where nothing was remembered.
c10::optional<float> peak_of(const at::Tensor& tensor);

}  // namespace marrow
