// Rows of a JPEG decoded through libjpeg-turbo straight into the caller's memory, top to bottom. Takes baseline files of one
// scan, grey or of three components (libvips takes all others), and gives up at the first thing that the library remarks on, which
// are pixels that it makes up. What damage leaves without a remark is looked for beside it.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cerrno>
#include <csetjmp>
#include <cstdlib>
#include <new>

#include <fcntl.h>
#include <unistd.h>

#include <jpeglib.h>
#include <jerror.h>

// What every libjpeg since version 6 begins it with; its own header is not installed.
struct jpeg_entropy_decoder {
  void (*start_pass)(j_decompress_ptr);
  boolean (*decode_mcu)(j_decompress_ptr, JBLOCKROW*);
};

namespace {

constexpr size_t kBufferBytes = 1 << 16;
constexpr int kMostFilling = 1 << 12;

struct Decoder {
  jpeg_decompress_struct jpeg;
  jpeg_error_mgr errors;
  jpeg_source_mgr source;
  jmp_buf escape;
  boolean (*decode)(j_decompress_ptr, JBLOCKROW*);
  int brightest[MAX_COMPONENTS];
  int64_t impossible;
  int remarked;
  int file;
  JOCTET buffer[kBufferBytes];
};

Decoder* owner(j_common_ptr jpeg) { return static_cast<Decoder*>(jpeg->client_data); }

// Frames of libjpeg alone lie between here and setjmp: no destructor is jumped over.
void give_up(j_common_ptr jpeg) { longjmp(owner(jpeg)->escape, 1); }

void remark(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  owner(jpeg)->remarked = jpeg->err->msg_code;
  give_up(jpeg);
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
  return (is_gray || is_colour) && !jpeg.arith_code;
}

// The mean of a block's samples lies between 0 and 255, whatever the picture; where damage is passed without a remark, the sum of
// differences that means are stored as soon leaves that.
boolean decode_blocks(j_decompress_ptr jpeg, JBLOCKROW* blocks) {
  Decoder* decoder = owner(reinterpret_cast<j_common_ptr>(jpeg));
  if (!decoder->decode(jpeg, blocks)) return FALSE;
  for (int i = 0; i < jpeg->blocks_in_MCU; i++) {
    decoder->impossible += std::abs(blocks[i][0][0]) > decoder->brightest[jpeg->MCU_membership[i]];
  }
  return TRUE;
}

// Two steps of rounding are left to encoders.
void watch_blocks(Decoder* decoder) {
  jpeg_decompress_struct& jpeg = decoder->jpeg;
  for (int i = 0; i < jpeg.comps_in_scan; i++) decoder->brightest[i] = 8 * 128 / jpeg.cur_comp_info[i]->quant_table->quantval[0] + 2;
  decoder->decode = jpeg.entropy->decode_mcu;
  jpeg.entropy->decode_mcu = decode_blocks;
}

// True where the marker behind the last blocks follows a zero byte: cameras fill up with zeros, which can be blocks too.
bool is_filled_up(const Decoder* decoder) {
  off_t at = lseek(decoder->file, 0, SEEK_CUR) - static_cast<off_t>(decoder->source.bytes_in_buffer) - (decoder->jpeg.unread_marker == 0 ? 0 : 2);
  uint8_t pair[2];
  for (int i = 0; i < kMostFilling; i++, at++) {
    if (pread(decoder->file, pair, 2, at) != 2) return false;
    if (pair[0] == 0xFF && pair[1] != 0 && pair[1] != 0xFF) return pread(decoder->file, pair, 1, at - 1) == 1 && pair[0] == 0;
  }
  return false;
}

// Decodes what there is behind the last blocks: in a sound file the filling of a byte, so that the library comes upon the marker.
bool ends_with_its_blocks(Decoder* decoder) {
  JBLOCK blocks[D_MAX_BLOCKS_IN_MCU] = {};
  JBLOCKROW rows[D_MAX_BLOCKS_IN_MCU];
  for (int i = 0; i < D_MAX_BLOCKS_IN_MCU; i++) rows[i] = &blocks[i];
  decoder->remarked = 0;
  if (setjmp(decoder->escape) == 0) decoder->decode(&decoder->jpeg, rows);
  return decoder->remarked == JWRN_HIT_MARKER || decoder->remarked == JWRN_MUST_RESYNC;
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
  if (!jpeg_start_decompress(&decoder->jpeg)) return false;
  watch_blocks(decoder);
  return true;
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

// Decodes the next rows, interleaved and without padding; 0, or 1 where the file is damaged.
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

// After the last row: 1 where coded data are left over behind it, else 0, and how many blocks have means that no picture has.
__attribute__((visibility("default"))) void marrow_jpeg_end(void* handle, int64_t* found) {
  Decoder* decoder = static_cast<Decoder*>(handle);
  found[0] = is_filled_up(decoder) || ends_with_its_blocks(decoder) ? 0 : 1;
  found[1] = decoder->impossible;
}

// The version of libjpeg-turbo that this was built with, as in 2001005 for 2.1.5.
__attribute__((visibility("default"))) int32_t marrow_jpeg_version() { return LIBJPEG_TURBO_VERSION_NUMBER; }

}
