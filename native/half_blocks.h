// Memory on huge pages where the kernel has them: small ones cost a quarter of the time of a product whose numbers lie in the second cache.
// Memory for large pictures is kept from layer to layer: blocks that go back to the kernel cost a page fault for every 4 KiB when they return.
#pragma once
#include <cstddef>

namespace marrow::half {

// Fresh memory. Throws std::bad_alloc.
void* map_pages(size_t bytes);
void unmap_pages(void* pages, size_t bytes);

// Part of the smallest free stretch that is large enough, or fresh memory: small pictures share what a large one left. Throws std::bad_alloc.
void* take_block(size_t bytes);
void give_block(void* block);

// Hands all free stretches back to the kernel.
void release_blocks();

}  // namespace marrow::half
