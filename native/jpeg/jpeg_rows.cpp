// Rows of a JPEG decoded through libjpeg-turbo straight into the caller's memory, top to bottom. Takes baseline files of one
// scan, grey or of three components, and gives up at the first thing that the library remarks on: the caller then asks libvips,
// whose word on odd and damaged files stays the only one.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cerrno>
#include <csetjmp>
#include <new>

#include <fcntl.h>
#include <unistd.h>

#include <jpeglib.h>

namespace {

constexpr size_t kBufferBytes = 1 << 16;

struct Decoder {
  jpeg_decompress_struct jpeg;
  jpeg_error_mgr errors;
  jpeg_source_mgr source;
  jmp_buf escape;
  int file;
  JOCTET buffer[kBufferBytes];
};

Decoder* owner(j_common_ptr jpeg) { return static_cast<Decoder*>(jpeg->client_data); }

// Frames of libjpeg alone lie between here and setjmp: no destructor is jumped over.
void give_up(j_common_ptr jpeg) { longjmp(owner(jpeg)->escape, 1); }

void remark(j_common_ptr jpeg, int level) {
  if (level < 0) give_up(jpeg);
}

void print_nothing(j_common_ptr) {}

void nothing(j_decompress_ptr) {}

boolean fill(j_decompress_ptr jpeg) {
  Decoder* decoder = owner(reinterpret_cast<j_common_ptr>(jpeg));
  ssize_t count;
  do {
    count = read(decoder->file, decoder->buffer, kBufferBytes);
  } while (count < 0 && errno == EINTR);
  if (count <= 0) give_up(reinterpret_cast<j_common_ptr>(jpeg));
  decoder->source.next_input_byte = decoder->buffer;
  decoder->source.bytes_in_buffer = static_cast<size_t>(count);
  return TRUE;
}

void skip(j_decompress_ptr jpeg, long bytes) {
  jpeg_source_mgr* source = jpeg->src;
  while (bytes > 0) {
    if (source->bytes_in_buffer == 0) fill(jpeg);
    size_t here = static_cast<size_t>(bytes) < source->bytes_in_buffer ? static_cast<size_t>(bytes) : source->bytes_in_buffer;
    source->next_input_byte += here;
    source->bytes_in_buffer -= here;
    bytes -= static_cast<long>(here);
  }
}

bool is_plain(const jpeg_decompress_struct& jpeg) {
  bool is_gray = jpeg.num_components == 1 && jpeg.jpeg_color_space == JCS_GRAYSCALE;
  bool is_colour = jpeg.num_components == 3 && (jpeg.jpeg_color_space == JCS_YCbCr || jpeg.jpeg_color_space == JCS_RGB);
  return is_gray || is_colour;
}

void prepare(Decoder* decoder) {
  decoder->jpeg.err = jpeg_std_error(&decoder->errors);
  decoder->errors.error_exit = give_up;
  decoder->errors.emit_message = remark;
  decoder->errors.output_message = print_nothing;
  decoder->jpeg.client_data = decoder;
}

void connect(Decoder* decoder) {
  jpeg_source_mgr& source = decoder->source;
  source.init_source = nothing;
  source.fill_input_buffer = fill;
  source.skip_input_data = skip;
  source.resync_to_restart = jpeg_resync_to_restart;
  source.term_source = nothing;
  source.next_input_byte = nullptr;
  source.bytes_in_buffer = 0;
  decoder->jpeg.src = &source;
}

// False where the file is not one of the plain kinds, or something is wrong with it.
bool start(Decoder* decoder) {
  if (setjmp(decoder->escape) != 0) return false;
  jpeg_create_decompress(&decoder->jpeg);
  connect(decoder);
  jpeg_read_header(&decoder->jpeg, TRUE);
  if (!is_plain(decoder->jpeg) || jpeg_has_multiple_scans(&decoder->jpeg)) return false;
  decoder->jpeg.out_color_space = decoder->jpeg.num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
  return jpeg_start_decompress(&decoder->jpeg);
}

}  // namespace

extern "C" {

// Takes the decoder's thread to itself; null on any failure.
__attribute__((visibility("default"))) void marrow_jpeg_close(void* handle) {
  Decoder* decoder = static_cast<Decoder*>(handle);
  if (decoder == nullptr) return;
  if (setjmp(decoder->escape) == 0) jpeg_destroy_decompress(&decoder->jpeg);
  if (decoder->file >= 0) close(decoder->file);
  delete decoder;
}

// A decoder before the first row and its width, height and channels (1 or 3); null where libvips is to be asked.
__attribute__((visibility("default"))) void* marrow_jpeg_open(const char* path, int32_t* shape) {
  Decoder* decoder = new (std::nothrow) Decoder();
  if (decoder == nullptr) return nullptr;
  prepare(decoder);
  decoder->file = open(path, O_RDONLY | O_CLOEXEC);
  if (decoder->file < 0 || !start(decoder)) {
    marrow_jpeg_close(decoder);
    return nullptr;
  }
  shape[0] = static_cast<int32_t>(decoder->jpeg.output_width);
  shape[1] = static_cast<int32_t>(decoder->jpeg.output_height);
  shape[2] = decoder->jpeg.output_components;
  return decoder;
}

// Decodes the next rows, interleaved and without padding; 0, or 1 where libvips is to be asked from the first of them on.
__attribute__((visibility("default"))) int32_t marrow_jpeg_read(void* handle, uint8_t* rows, int32_t count) {
  Decoder* decoder = static_cast<Decoder*>(handle);
  size_t stride = static_cast<size_t>(decoder->jpeg.output_width) * static_cast<size_t>(decoder->jpeg.output_components);
  JDIMENSION first = decoder->jpeg.output_scanline, wanted = static_cast<JDIMENSION>(count);
  if (setjmp(decoder->escape) != 0) return 1;
  while (decoder->jpeg.output_scanline - first < wanted) {
    JSAMPROW targets[8];
    JDIMENSION done = decoder->jpeg.output_scanline - first, left = wanted - done, next = left < 8 ? left : 8;
    for (JDIMENSION i = 0; i < next; i++) targets[i] = rows + (done + i) * stride;
    if (jpeg_read_scanlines(&decoder->jpeg, targets, next) == 0) return 1;
  }
  return 0;
}

// The version of libjpeg-turbo that this was built with, as in 2001005 for 2.1.5.
__attribute__((visibility("default"))) int32_t marrow_jpeg_version() { return LIBJPEG_TURBO_VERSION_NUMBER; }

}
