# The rooms and their libraries for a browser, with Debian's clang and wasi-libc. CONFIG=wasm runs everywhere; in wasm-relaxed what
# computes is compiled anew for browsers whose relaxed SIMD fuses, and the rest is the same objects.
CC      := $(shell command -v ccache) clang-19
AR      := llvm-ar-19
NM      := llvm-nm-19
SOURCES := build/web-sources
WASM_SHARED := $(if $(filter wasm-relaxed,$(CONFIG)),$(filter-out base core layers model,$(ROOM_LIST)))
# What stands on an operating system: src/web has its own.
NOT_IN_WASM := src/base/program_posix.c src/render/mp4.c src/base/file_posix.c src/base/platform_posix.c src/base/child_posix.c src/base/confine_posix.c src/core/kernel_8.c src/core/kernel_16.c src/render/glyphs.c src/render/pdf.c \
               src/render/shaped.c src/render/shaper.c src/render/system_fonts.c
# A sysroot where nothing but wasi-libc is found.
SYSROOT := build/wasm/sysroot
TARGET  := --target=wasm32-wasi --sysroot=$(SYSROOT) -msimd128 -mbulk-memory $(if $(filter wasm-relaxed,$(CONFIG)),-mrelaxed-simd)
OPT     ?= -Os
override OPT := $(or $(WASM_OPT),-Os) -DNDEBUG
PKG_CFLAGS := -isystem web/libraries $(addprefix -isystem $(SOURCES)/,qrencode giflib freetype/include cmark/src jansson/src libpng zlib libzip/lib expat/lib) \
              -isystem build/wasm/libraries
# A jump is an exception.
JUMPS := -isystem web/jump -mexception-handling -mllvm -wasm-enable-sjlj
BASE_FLAGS += $(JUMPS) -D_GNU_SOURCE -DATTEND_SERIAL -DATTEND_WEB -D_WASI_EMULATED_SIGNAL -ffunction-sections -fdata-sections $(TARGET)
LIBRARY_FLAGS := -Os -w -DNDEBUG --target=wasm32-wasi --sysroot=$(SYSROOT) -msimd128 -mbulk-memory -ffp-contract=off -ffunction-sections -fdata-sections $(PKG_CFLAGS)

# What lays out and describes is most of the program and waits for nothing: as small as can be.
$(foreach r,command desk kit lesson model page scene session ui data,$(BUILD)/obj/$(r)/%.o): LANE_FLAGS = -Oz
# What random numbers wait for is worth its bytes.
$(BUILD)/obj/base/math.o $(BUILD)/obj/base/random.o: LANE_FLAGS = -O3

# --- libraries: as few files of each as the program calls
FREETYPE := $(addprefix freetype/src/,base/ftbase base/ftinit base/ftsystem base/ftbitmap base/ftglyph base/ftmm base/ftdebug truetype/truetype cff/cff \
            psaux/psaux psnames/psnames pshinter/pshinter sfnt/sfnt autofit/autofit smooth/smooth)
CMARK    := $(addprefix cmark/src/,blocks buffer cmark cmark_ctype commonmark houdini_href_e houdini_html_e houdini_html_u html inlines iterator latex man node \
            references render scanners utf8 xml)
JANSSON  := $(addprefix jansson/src/,dump error hashtable hashtable_seed load memory pack_unpack strbuffer strconv utf value version)
PNG      := $(addprefix libpng/,png pngerror pngget pngmem pngread pngrio pngrtran pngrutil pngset pngtrans pngwio pngwrite pngwtran pngwutil)
ZLIB     := $(addprefix zlib/,adler32 compress crc32 deflate inffast inflate inftrees trees uncompr zutil)
EXPAT    := $(addprefix expat/lib/,xmlparse xmlrole xmltok)
GIF      := $(addprefix giflib/,egif_lib gif_err gif_hash gifalloc openbsd-reallocarray)
QR       := $(addprefix qrencode/,bitstream mask mmask mqrspec qrencode qrinput qrspec rsecc split)
# All of libzip but encryption, what other systems have, and other compressions than deflate's.
ZIP      := $(addprefix libzip/lib/,$(basename $(shell ls $(SOURCES)/libzip/lib 2>/dev/null | grep '\.c$$' | \
            grep -vE 'crypto|winzip_aes|pkware|win32|uwp|bzip2|_xz|zstd|mkstempm|_random_|fdopen')))
LIBRARY_NAMES := $(FREETYPE) $(CMARK) $(JANSSON) $(PNG) $(GIF) $(ZLIB) $(EXPAT) $(QR) $(ZIP)
LIBRARY_OBJECTS := $(LIBRARY_NAMES:%=build/wasm/libraries/%.o) build/wasm/libraries/zip_err_str.o

FLAGS_freetype := -DFT2_BUILD_LIBRARY -DFT_CONFIG_MODULES_H='<freetype_modules.h>' -DFT_CONFIG_OPTIONS_H='<freetype_options.h>'
FLAGS_jansson  := -DHAVE_STDINT_H
FLAGS_libpng   := -DPNG_NO_CONFIG_H
FLAGS_zlib     := -DNO_GZIP
FLAGS_expat    := -DXML_POOR_ENTROPY -DXML_CONTEXT_BYTES=1024 -DXML_NS -DXML_DTD -DBYTEORDER=1234 -DHAVE_MEMMOVE
FLAGS_qrencode := -DHAVE_STRDUP -DSTATIC_IN_RELEASE=static -DMAJOR_VERSION=4 -DMINOR_VERSION=1 -DMICRO_VERSION=1 -DVERSION='"4"'
FLAGS_libzip   := -DHAVE_CONFIG_H -D_GNU_SOURCE
build/wasm/libraries/%.o: $(SOURCES)/%.c web/wasm.mk build/wasm/libraries/.made
	@mkdir -p $(@D)
	$(call say,cc $*)
	$(Q)$(CC) $(LIBRARY_FLAGS) $(FLAGS_$(firstword $(subst /, ,$*))) -c -o $@ $<
# FreeType cuts curves into lines in another way where it knows no 64-bit processor: one pixel of the course would differ by 1.
# A letter with more edges than its store holds makes it jump, and is drawn in halves: its jumps are real ones.
build/wasm/libraries/freetype/src/smooth/smooth.o: LIBRARY_FLAGS := $(JUMPS) $(LIBRARY_FLAGS) -D__aarch64__
build/wasm/libraries/zip_err_str.o: web/wasm.mk build/wasm/libraries/.made
	$(Q)$(CC) $(LIBRARY_FLAGS) -I$(SOURCES)/libzip/lib -c -o $@ $(@:.o=.c)
# Headers that the libraries' own builds would make.
build/wasm/libraries/.made: web/libraries/make.sh $(SYSROOT)/.made
	@web/libraries/make.sh $(SOURCES) $(@D) && touch $@
$(SYSROOT)/.made:
	@mkdir -p $(SYSROOT)/include $(SYSROOT)/lib
	@ln -sfn /usr/include/wasm32-wasi $(SYSROOT)/include/wasm32-wasi && ln -sfn /usr/lib/wasm32-wasi $(SYSROOT)/lib/wasm32-wasi && touch $@
$(foreach r,$(ROOM_LIST),$(foreach f,$(wildcard src/$(r)/*.c src/$(r)/*/*.c),$(patsubst src/%.c,$(BUILD)/obj/%.o,$(f)))): build/wasm/libraries/.made web/wasm.mk

# Without -O: clang would run wasm-opt, and Debian's does not know relaxed SIMD.
# libc first: lld 19 else links a function that only libc itself calls to the first import.
WASI_LIBRARIES := -lwasi-emulated-signal -lwasi-emulated-getpid -lm
LINK = $(CC) $(TARGET) -Wl,--gc-sections -Wl,-z,stack-size=1048576 -Wl,--initial-memory=33554432 -Wl,--max-memory=1073741824 $(if $(SYMBOLS),,-Wl,--strip-all)
WASM_ARCHIVES = $(call archives,web)
.PHONY: wasm
wasm: $(BUILD)/attend.wasm $(BUILD)/attend-cli.wasm
$(BUILD)/attend.wasm: $(WASM_ARCHIVES) $(LIBRARY_OBJECTS)
	$(call say,link $@)
	$(Q)$(LINK) -mexec-model=reactor -o $@ -lc -Wl,--whole-archive $(call archive,web) -Wl,--no-whole-archive $(WASM_ARCHIVES) $(LIBRARY_OBJECTS) $(WASI_LIBRARIES)
# The commands that print, for node: what the tests hold against the desktop's.
COMMANDS := $(BUILD)/tests/web/commands.o $(BUILD)/tests/web/frames.o
$(COMMANDS): web/wasm.mk
$(BUILD)/attend-cli.wasm: $(COMMANDS) $(WASM_ARCHIVES) $(LIBRARY_OBJECTS)
	$(call say,link $@)
	$(Q)$(LINK) -mexec-model=reactor -o $@ -lc $(COMMANDS) $(WASM_ARCHIVES) $(LIBRARY_OBJECTS) $(WASI_LIBRARIES)
