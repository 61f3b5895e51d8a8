// What half_training.h has for convolutions, through the matrix unit: 16-bit floats become bfloat16, whose products are summed in 32 bits.
#pragma once
#include "half_training.h"

namespace marrow::half::matrix {

void convolve(Sources sources, Batch batch, const Weight& weight, bool turned, Element* result, double* moments);
void strided_convolve(const Source& source, Batch batch, const Weight& weight, Element* result, double* moments);
void strided_input_gradient(const Element* gradient, Batch batch, const Weight& weight, Element* result);
void enlarge(const Source& source, Batch batch, const Weight& weight, Element* result);
void enlarge_input_gradient(const Gradient& gradient, Batch batch, const Weight& weight, Element* result);

void weight_gradient(Sources sources, Batch batch, const Gradient& gradient, const Weight& weight, float* result);
void strided_weight_gradient(const Source& source, Batch batch, const Gradient& gradient, const Weight& weight, float* result);
void enlarge_weight_gradient(const Source& source, Batch batch, const Gradient& gradient, const Weight& weight, float* result, float* bias);

}  // namespace marrow::half::matrix
