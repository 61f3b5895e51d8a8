// What crosses the border between C# and libtorch: blittable, fixed width, mirrored in src/Marrow.Torch/Native.
#pragma once
#include <cstdint>

enum { MARROW_ABI = 1, MARROW_AXES = 8 };

enum MarrowKind : int32_t {
  MARROW_DEFAULT = 0,  // what the schema says
  MARROW_NONE,
  MARROW_TENSOR,
  MARROW_INT,  // also data types, memory formats and layouts
  MARROW_DOUBLE,
  MARROW_BOOL,
  MARROW_INTS,
  MARROW_DOUBLES,
  MARROW_TENSORS,
  MARROW_OPTIONAL_TENSORS,
  MARROW_DEVICE,  // count is the device type, integer its index
  MARROW_GENERATOR,
};

struct MarrowValue {
  int32_t kind;
  int32_t count;
  union {
    int64_t integer;
    double real;
    void* pointer;
  };
};

struct MarrowDescription {
  int32_t type;
  int32_t device;
  int32_t device_index;
  int32_t axes;
  int64_t shape[MARROW_AXES];
  int64_t strides[MARROW_AXES];
  void* storage;
  int64_t storage_offset;
};
