// What half.h has for 3 x 3 convolutions and enlargements, through the matrix unit: 16-bit floats become bfloat16, whose products are summed in 32 bits.
// Each source has a multiple of 32 channels. Strides are 1 or 2.
#pragma once
#include "half.h"

namespace marrow::half::matrix {

// Weights K 3 3 C in memory.
int64_t packed_elements(int64_t outputs, int64_t inputs, int64_t stride);
void pack(const float* weight, int64_t outputs, int64_t inputs, int64_t stride, Element* packed, float* units);

// Sums and sums of squares are kept for every group of outputs (2 x K floats).
int64_t convolve_groups(Sources sources, Picture picture, int64_t stride, int64_t outputs);
void convolve(Sources sources, Picture picture, int64_t stride, const Element* packed, int64_t outputs, Element* result, float* moments);

// Weights C 2 2 K in memory.
int64_t enlarge_packed_elements(int64_t inputs, int64_t outputs);
void enlarge_pack(const float* weight, int64_t inputs, int64_t outputs, Element* packed, float* units);
void enlarge(const Source& source, Picture picture, const Element* packed, int64_t outputs, Element* result);

}  // namespace marrow::half::matrix
