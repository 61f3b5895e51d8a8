// Memory on huge pages where the kernel has them: small ones cost a quarter of the time of a product whose numbers lie in the second cache.
// Memory for large pictures is kept from layer to layer: blocks that go back to the kernel cost a page fault for every 4 KiB when they return.
#pragma once
#include <cstddef>
#include <cstdint>

namespace marrow::half {

// Fresh memory. Throws std::bad_alloc.
void* map_pages(size_t bytes);
void unmap_pages(void* pages, size_t bytes);

// Part of the smallest free stretch that is large enough, or fresh memory: small pictures share what a large one left. Throws std::bad_alloc.
void* take_block(size_t bytes);
void give_block(void* block);

// Numbers that a kernel needs while it runs. Not kept by the thread: callers come from many.
struct Scratch {
  uint16_t* data;
  explicit Scratch(int64_t elements) : data(static_cast<uint16_t*>(take_block(sizeof(uint16_t) * elements))) {}
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { give_block(data); }
};

// Hands all free stretches back to the kernel.
void release_blocks();

}  // namespace marrow::half
