# Attend. `make run` opens it, `make test` tests it; both install what they need first (Debian packages).
# make            the program, build/attend; says which packages are missing, and installs nothing
# make install-packages  those that are missing
# make run        build and open the course map (without a display: every step of a lesson as PNG under build/figures)
# make test       every test; ROOMS="core data" for some, CONFIG=asan under the sanitizers
# make tsan-test  the tests of everything that runs on threads, under the thread sanitizer
# make slow-test  what takes minutes: ten thousand files of right work, graded; the digits of all steps at every size of window and zoom
# make seeds-test  trains the little language from twenty seeds and holds the table of docs/performance.md against it
# make fault-test  allocations, files and the disk fail, one call after the other; make fuzz: libFuzzer on all that is read
# make monkey     keys, clicks, drops and sizes as a seed says, under the sanitizers, for MONKEY_SECONDS=120
# make coverage   the lines that tests reach, room by room
# make bench      what is timed, as TSV; ARGS="--only mha --threads 2" for less of it
# make lint       who may include whom, rings of files, headers that compile alone, the documents' tables, formatting
# make format     clang-format over all sources
# make install    DESTDIR= PREFIX=/usr/local; make uninstall takes it away
# make deb        a package for Debian 12 and its relatives, in build/deb; make dist: the sources as an archive
# make release    the archive, the package and the page of one release, with their sums, in build/attend-VERSION-release
# make portable-test  the rooms without libraries, built for machines of 32 bits: the same bits
# make install-test  what is installed, held against the tools of those who use it; that two builds are the same
# make web        the same program as a page: build/web/, files for any web server; LESSONS=DIR packs lessons of your own
# make web-test   the page in node and Chromium; make web-run serves it on this machine
# CONFIG          debug (default), release, asan, tsan, coverage, m32: each with its own build folder

CONFIG  ?= debug
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= cc
VERSION := $(shell sed -n 's/^.define ATTEND_VERSION "\(.*\)"/\1/p' src/base/version.h)

ifeq ($(CONFIG),debug)
BUILD ?= build
else
BUILD ?= build/$(CONFIG)
endif

PACKAGES_RUN  := gcc libc6-dev make pkg-config libsdl2-dev libsdl2-ttf-dev libcairo2-dev libcmark-dev libjansson-dev libzip-dev libexpat1-dev libqrencode-dev libx11-dev \
                 libpng-dev libgif-dev zlib1g-dev libharfbuzz-dev libfribidi-dev fonts-lato fonts-stix fonts-dejavu-core
PACKAGES_TEST := $(PACKAGES_RUN) libcmocka-dev libonnx-testdata xvfb xdotool xauth xclip poppler-utils qpdf imagemagick librsvg2-bin libxml2-utils \
                 fonts-hosny-amiri fonts-lohit-deva fonts-droid-fallback
PACKAGES_LINT := $(PACKAGES_RUN) libcmocka-dev clang clang-format
PACKAGES_SHARE := $(PACKAGES_RUN) librsvg2-bin
PACKAGES_DEB  := $(PACKAGES_SHARE) debhelper dpkg-dev fakeroot lintian git
PACKAGES_INSTALL_TEST := $(PACKAGES_DEB) desktop-file-utils appstream shared-mime-info man-db groff zsh fish file xvfb xauth

# A browser's machine: no threads, libraries from Debian's sources (web/wasm.mk).
WASM := $(filter wasm wasm-relaxed,$(CONFIG))
LIBRARIES := sdl2 SDL2_ttf cairo cairo-ft cairo-pdf freetype2 fontconfig libcmark jansson libzip expat libqrencode x11 libpng zlib harfbuzz fribidi
# Asked only when something is compiled, so that `make run` can install the packages first.
ifneq ($(filter-out clean format rooms warnings,$(or $(MAKECMDGOALS),all)),)
PKG_CFLAGS = $(shell pkg-config --cflags $(LIBRARIES) 2>/dev/null)
PKG_LIBS   = $(shell pkg-config --libs $(LIBRARIES) 2>/dev/null) -lgif
endif
NM ?= nm

WARNINGS := -Wall -Wextra -Wshadow -Wvla -Wswitch-enum -Wstrict-prototypes -Wmissing-prototypes -Wno-missing-field-initializers
ifdef CI
WARNINGS += -Werror
endif
# The same bytes in whatever folder it is built.
BASE_FLAGS := -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc -I$(BUILD)/names -ffp-contract=off -fno-math-errno -MMD -MP -ffile-prefix-map=$(CURDIR)=.
ifeq ($(CONFIG),release)
OPT := -O3 -DNDEBUG
else ifeq ($(CONFIG),asan)
OPT := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -DATTEND_SANITIZED
else ifeq ($(CONFIG),fuzz)
CC := clang
OPT := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -DATTEND_SANITIZED
else ifeq ($(CONFIG),coverage)
OPT := -O0 -g --coverage -DATTEND_SANITIZED
else ifeq ($(CONFIG),m32)
OPT := -O2 -m32 -msse2 -mfpmath=sse -Wno-psabi
else ifeq ($(CONFIG),tsan)
OPT := -O1 -g -fsanitize=thread -DATTEND_SANITIZED
else
OPT := -O2 -g
endif
ALL_CFLAGS = $(BASE_FLAGS) $(OPT) $(LANE_FLAGS) $(WARNINGS) $(PKG_CFLAGS) $(CFLAGS)
ALL_LIBS   = $(PKG_LIBS) -lpthread -lm $(LDFLAGS)

# One line a file; V=1 shows the whole commands.
ifdef V
Q :=
say =
else
Q := @
say = @echo '  $(1)'
endif

# The rooms, each an archive of its files and those of its folders, one level deep, and what each may use. This table stands
# once: `make lint` holds the sources and the documents against it, and a test of a room links only what the room may use.
USES_base    := base
USES_core    := core base
USES_layers  := layers core base
USES_data    := data base
USES_model   := model layers data core base
USES_lesson  := lesson data core base
USES_draw    := draw base
USES_kit     := kit draw model layers data core base
USES_scene   := scene $(USES_kit)
USES_ui      := ui draw base
USES_render  := render draw base
USES_session := session lesson $(USES_scene)
USES_page    := page ui render $(USES_session)
USES_desk    := desk $(USES_page)
USES_web     := web $(USES_desk) command
USES_window  := window $(USES_desk)
USES_command := command $(USES_desk)
ROOM_LIST := $(patsubst USES_%,%,$(sort $(filter USES_%,$(.VARIABLES))))
USES_main    := window $(USES_command)

# core and layers are compiled twice, for double and for float elements; but for what holds no elements, and the training.
ONCE  := $(addprefix src/,core/engine.c core/params.c core/probe.c layers/initial.c layers/race.c layers/task.c layers/training_options.c \
          layers/grammar.c layers/language.c layers/language_batch.c layers/language_options.c layers/own_text.c)
FLOAT := $(addprefix src/layers/,training.c language_training.c language_measure.c language_heads.c \
         language_float.c language_account.c language_jobs.c language_sentences.c)
room_sources = $(filter-out $(if $(WASM),$(NOT_IN_WASM)),$(wildcard src/$(1)/*.c src/$(1)/*/*.c))
room_floats  = $(if $(filter core layers,$(1)),$(filter-out $(ONCE),$(call room_sources,$(1))))
room_objects = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(filter-out $(FLOAT),$(call room_sources,$(1)))) \
               $(patsubst src/%.c,$(BUILD)/obj/%.float.o,$(call room_floats,$(1)))
archive = $(if $(filter $(1),$(WASM_SHARED)),build/wasm,$(BUILD))/lib/$(1).a
archives = $(foreach r,$(USES_$(1)),$(call archive,$(r)))

ifneq ($(WASM),)
include web/wasm.mk
endif

.PHONY: all rooms warnings run test bench lint format install clean install-packages packages-run packages-test packages-lint test-programs tsan-test slow-test seeds-test window-test fault-test fuzz FORCE
.DELETE_ON_ERROR:
.SECONDARY:

all:
	@tools/packages.sh --ask $(PACKAGES_RUN)
	@$(MAKE) --no-print-directory -j$(shell nproc) $(BUILD)/attend

install-packages: packages-test
packages-run packages-test packages-lint:
	@tools/packages.sh $(PACKAGES_$(shell echo $(@:packages-%=%) | tr a-z A-Z))

run: packages-run
	@$(MAKE) --no-print-directory -j$(shell nproc) $(BUILD)/attend
	@tools/run.sh $(BUILD)/attend $(BUILD)/figures

# What --version says of the sources.
$(BUILD)/names/build.h: FORCE
	@mkdir -p $(@D); tools/build.sh $(filter-out debug,$(CONFIG)) | cmp -s - $@ || tools/build.sh $(filter-out debug,$(CONFIG)) > $@
$(BUILD)/obj/main.o: $(BUILD)/names/build.h

$(BUILD)/attend: $(BUILD)/obj/main.o $(call archives,main)
	$(call say,link $@)
	$(Q)$(CC) $(OPT) -o $@ $< -Wl,--start-group $(call archives,main) -Wl,--end-group $(ALL_LIBS)

define room_rule
$(call archive,$(1)): $(call room_objects,$(1)) $(BUILD)/obj/$(1)/.list
	@mkdir -p $$(@D)
	@rm -f $$@ && $(AR) qcs $$@ $(call room_objects,$(1))
# An archive is made anew when the list of its members changes.
$(BUILD)/obj/$(1)/.list: FORCE
	@mkdir -p $$(@D); echo '$(call room_objects,$(1))' | cmp -s - $$@ || echo '$(call room_objects,$(1))' > $$@
endef
$(foreach r,$(filter-out $(WASM_SHARED),$(ROOM_LIST)),$(eval $(call room_rule,$(r))))

# What the float twin of a name is called (src/core/real.h): every name that an object with a twin defines.
FLOAT_NAMES := $(BUILD)/names/float_names.h
TWINS := $(foreach r,core layers,$(patsubst src/%.c,$(BUILD)/obj/%.o,$(filter-out $(FLOAT),$(call room_floats,$(r)))))
$(FLOAT_NAMES): $(TWINS)
	@mkdir -p $(@D)
	@$(NM) -g --defined-only $(TWINS) | sed -n 's/^[0-9a-f]* [A-Z] \([a-z][a-z0-9_]*\)$$/#define \1 \1_float/p' | sort -u > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

$(BUILD)/obj/%.float.o: src/%.c Makefile $(FLOAT_NAMES)
	@mkdir -p $(@D)
	$(call say,cc $<)
	$(Q)$(CC) $(ALL_CFLAGS) -DATTEND_FLOAT -c -o $@ $<

$(BUILD)/obj/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(call say,cc $<)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

# The kernels are compiled for every vector width (src/core/kernels.h); which one runs is decided at start.
$(BUILD)/obj/core/kernel_%.o: LANE_FLAGS = -O3 -Wno-psabi
ifneq ($(if $(WASM),,$(findstring x86_64,$(shell $(CC) -dumpmachine 2>/dev/null || uname -m))),)
$(BUILD)/obj/core/kernel_8.o $(BUILD)/obj/core/kernel_8.float.o: LANE_FLAGS = -O3 -Wno-psabi -mavx2 -mfma
$(BUILD)/obj/core/kernel_16.o $(BUILD)/obj/core/kernel_16.float.o: LANE_FLAGS = -O3 -Wno-psabi -mprefer-vector-width=512 \
    -mavx2 -mfma -mavx512f -mavx512vl -mavx512dq -mavx512bw
endif

# --- tests: one cmocka program a topic, tests/<room>/test_<topic>.c
ROOMS ?= $(ROOM_LIST)
# What tests share is an archive, so that a room's test takes only what its room may use.
SUPPORT := $(BUILD)/lib/support.a
SUPPORT_OBJECTS := $(patsubst tests/%.c,$(BUILD)/tests/%.o,$(wildcard tests/support/*.c))
$(SUPPORT): $(SUPPORT_OBJECTS)
	@mkdir -p $(@D)
	@rm -f $@ && ar rcs $@ $^
TESTS = $(foreach r,$(ROOMS),$(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/$(r)/test_*.c)))

define test_rule
$(BUILD)/tests/$(1)/test_%: $(BUILD)/tests/$(1)/test_%.o $$(SUPPORT) $$(call archives,$(1))
	$$(call say,link $$@)
	$$(Q)$$(CC) $$(OPT) -o $$@ $$< -Wl,--start-group $$(SUPPORT) $$(call archives,$(1)) -Wl,--end-group -lcmocka $$(ALL_LIBS)
endef
$(foreach r,$(ROOM_LIST),$(eval $(call test_rule,$(r))))

$(BUILD)/tests/%.o: tests/%.c Makefile | $(FLOAT_NAMES)
	@mkdir -p $(@D)
	$(call say,cc $<)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests -c -o $@ $<

test-programs: $(TESTS) $(BUILD)/attend

test: packages-test
	@$(MAKE) --no-print-directory -j$(shell nproc) test-programs
	@ATTEND=$(abspath $(BUILD))/attend BUILD=$(abspath $(BUILD)) tools/test.sh $(BUILD) $(TESTS)

# The lines that tests reach, room by room. ROOMS="core data" for the tests and the rooms of these alone.
.PHONY: coverage
coverage: packages-test
	@$(MAKE) --no-print-directory CONFIG=coverage -j$(shell nproc) test-programs
	@tools/coverage.sh build/coverage "$(TESTS:$(BUILD)/%=build/coverage/%)" $(ROOMS)

# What runs on threads: the pool and its worker, kernels that share a product, training, the race.
THREADED := base/test_pool core/test_threads layers/test_training layers/test_race
tsan-test: packages-test
	@$(MAKE) --no-print-directory CONFIG=tsan -j$(shell nproc) $(THREADED:%=build/tsan/tests/%)
	@tools/test.sh build/tsan $(THREADED:%=build/tsan/tests/%)

# The rooms without libraries on a machine of 32 bits: models and trainings print the same bits.
.PHONY: portable-test packages-portable
packages-portable: packages-test
	@tools/packages.sh gcc-multilib
$(BUILD)/tests/portable/bits: $(BUILD)/tests/portable/bits.o $(call archives,model)
	$(call say,link $@)
	$(Q)$(CC) $(OPT) -o $@ $< -Wl,--start-group $(call archives,model) -Wl,--end-group -lpthread -lm $(LDFLAGS)
portable-test: packages-portable
	@$(MAKE) --no-print-directory -j$(shell nproc) $(BUILD)/tests/portable/bits
	@$(MAKE) --no-print-directory CONFIG=m32 -j$(shell nproc) build/m32/tests/portable/bits
	@build/tests/portable/bits >build/tests/portable/64.txt
	@build/m32/tests/portable/bits >build/tests/portable/32.txt
	@diff build/tests/portable/64.txt build/tests/portable/32.txt && wc -l <build/tests/portable/32.txt | sed 's/$$/ passed, 0 failed/'

# What takes minutes: ten thousand files of right work, none of which may be called wrong; digits first at every size; the lessons'
# trained models, trained again.
slow-test: packages-test
	@$(MAKE) --no-print-directory CONFIG=release -j$(shell nproc) build/release/tests/model/test_grade build/release/tests/model/test_language build/release/tests/page/test_digits
	@ATTEND_GRADE_ROUNDS=10000 ATTEND_EVERY_SIZE=1 ATTEND_SLOW=1 tools/test.sh build/release build/release/tests/model/test_grade build/release/tests/model/test_language build/release/tests/page/test_digits

seeds-test: packages-test
	@$(MAKE) --no-print-directory CONFIG=release -j$(shell nproc) build/release/tests/layers/test_seeds
	@ATTEND_SEEDS=1 tools/test.sh build/release build/release/tests/layers/test_seeds

window-test: packages-test
	@$(MAKE) --no-print-directory -j$(shell nproc) $(BUILD)/attend
	@ATTEND=$(abspath $(BUILD))/attend tests/window/scale.sh
	@ATTEND=$(abspath $(BUILD))/attend tests/window/screens.sh
	@ATTEND=$(abspath $(BUILD))/attend tests/window/frames.sh
	@ATTEND=$(abspath $(BUILD))/attend tests/window/run.sh

# One call after the other fails: memory, files, the disk. STEP=1 tries every allocation.
FAULTS := $(BUILD)/tests/faults/fail.so
$(FAULTS): tests/faults/fail.c
	@mkdir -p $(@D)
	$(call say,link $@)
	$(Q)$(CC) -shared -fPIC -O1 -Wall -o $@ $< -ldl
fault-test: packages-test
	@$(MAKE) --no-print-directory -j$(shell nproc) $(BUILD)/attend $(FAULTS)
	@tests/faults/run.sh $(BUILD)/attend $(FAULTS) $(or $(STEP),97)

# libFuzzer (clang) on all that is read (tests/support/feed.h): FUZZ_SECONDS of each, TARGETS="csv json" for some. What it finds
# becomes a file of tests/fuzz/cases, which `make test` replays.
FUZZ_TARGETS := $(shell sed -n 's/^FORMAT(\(.*\))/\1/p' src/data/formats.def) $(shell grep -oE '\{ "[a-z]+", [^{]*, take_' tests/support/feed.c | cut -d'"' -f2)
TARGETS ?= $(FUZZ_TARGETS)
FUZZ_SECONDS ?= 120
build/fuzz/run/fuzz: build/fuzz/tests/fuzz/fuzz.o $(SUPPORT) $(call archives,session)
	@mkdir -p $(@D)
	$(call say,link $@)
	$(Q)clang $(OPT) -fsanitize=fuzzer -o $@ $< -Wl,--start-group $(SUPPORT) $(filter-out $(SUPPORT),$(filter %.a,$^)) -Wl,--end-group -lcmocka $(ALL_LIBS)
fuzz: packages-test
	@$(MAKE) --no-print-directory CONFIG=fuzz -j$(shell nproc) build/fuzz/run/fuzz
	@tests/fuzz/run.sh build/fuzz/run $(FUZZ_SECONDS) $(TARGETS)

# Keys, clicks, drags, drops, pastes and other sizes as a seed says, over all pages, under the sanitizers. SEED=N EVENTS=N repeat a run.
$(BUILD)/tests/monkey/monkey: $(BUILD)/tests/monkey/monkey.o $(call archives,desk)
	$(call say,link $@)
	$(Q)$(CC) $(OPT) -o $@ $< -Wl,--start-group $(call archives,desk) -Wl,--end-group $(ALL_LIBS)
MONKEY_SECONDS ?= 120
.PHONY: monkey
monkey: packages-test
	@$(MAKE) --no-print-directory CONFIG=asan -j$(shell nproc) build/asan/tests/monkey/monkey
	@LSAN_OPTIONS="suppressions=$(CURDIR)/tests/support/leaks.txt:print_suppressions=0" build/asan/tests/monkey/monkey $(MONKEY_SECONDS) $(SEED) $(EVENTS)

# --- the page: both ways to compute (the page asks the browser which one it can run), what it reads, and the files around them
PACKAGES_WEB := make clang-19 lld-19 llvm-19 libclang-rt-19-dev-wasm32 wasi-libc dpkg-dev nodejs librsvg2-bin python3 python3-fonttools fonts-lato fonts-stix \
                fonts-dejavu-core
.PHONY: web web-run web-test web-ready packages-web
packages-web:
	@tools/packages.sh $(PACKAGES_WEB)
# What the page and its tests need from the network; false where it is not to be had.
web-ready: packages-web
	@web/sources.sh build/web-sources
	@tests/web/ready.sh build
web: packages-web
	@web/sources.sh build/web-sources
	@env -u CC -u LDFLAGS $(MAKE) --no-print-directory -j$(shell nproc) CONFIG=wasm wasm
	@env -u CC -u LDFLAGS $(MAKE) --no-print-directory -j$(shell nproc) CONFIG=wasm-relaxed wasm
	@web/build.py build/web $(LESSONS)
web-run: web
	@node web/serve.js build/web
web-test: web
	@$(MAKE) --no-print-directory -j$(shell nproc) build/attend build/tests/web/frames
	@tests/web/run.sh build
build/tests/web/frames: build/tests/web/frames.o $(call archives,desk)
	$(call say,link $@)
	$(Q)$(CC) $(OPT) -o $@ $< -Wl,--start-group $(call archives,desk) -Wl,--end-group $(ALL_LIBS)

# --- bench
$(BUILD)/bench/attend-bench: $(patsubst bench/%.c,$(BUILD)/bench/%.o,$(wildcard bench/*.c)) $(call archives,page)
	$(call say,link $@)
	$(Q)$(CC) $(OPT) -o $@ $(filter %.o,$^) -Wl,--start-group $(call archives,page) -Wl,--end-group $(ALL_LIBS)

$(BUILD)/bench/%.o: bench/%.c Makefile | $(FLOAT_NAMES)
	@mkdir -p $(@D)
	$(call say,cc $<)
	$(Q)$(CC) $(ALL_CFLAGS) -Ibench -c -o $@ $<

bench: packages-run
	@$(MAKE) --no-print-directory CONFIG=release -j$(shell nproc) build/release/attend build/release/bench/attend-bench
	@build/release/bench/attend-bench build/release/attend $(ARGS)

# The table above, a room a line.
rooms:
	@$(foreach r,$(ROOM_LIST),echo '$(USES_$(r))';)
warnings:
	@echo $(WARNINGS)

lint: packages-lint
	@$(MAKE) --no-print-directory -j$(shell nproc) $(FLOAT_NAMES) $(BUILD)/names/build.h $(foreach r,$(ROOM_LIST),$(call archive,$(r)))
	@FLOAT="$(FLOAT)" tools/lint.sh $(BUILD)

format: packages-lint
	clang-format -i $(shell find src tests bench -name '*.[ch]')

# --- installing. What is made beside the program: man pages, completion, icons.
$(BUILD)/manual: $(BUILD)/tools/manual.o $(call archives,command)
	$(call say,link $@)
	$(Q)$(CC) $(OPT) -o $@ $< -Wl,--start-group $(call archives,command) -Wl,--end-group $(ALL_LIBS)
$(BUILD)/tools/%.o: tools/%.c Makefile | $(FLOAT_NAMES)
	@mkdir -p $(@D)
	$(call say,cc $<)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<
.PHONY: program share dist deb release uninstall install-test packages-share packages-deb packages-install-test
packages-share packages-deb packages-install-test:
	@tools/packages.sh $(PACKAGES_$(shell echo $(@:packages-%=%) | tr a-z- A-Z_))
program:
	@$(MAKE) --no-print-directory -j$(shell nproc) $(BUILD)/attend
share: $(BUILD)/manual
	@tools/share.sh $(BUILD)/manual $(BUILD)/share
install: packages-share
	@$(MAKE) --no-print-directory CONFIG=release -j$(shell nproc) build/release/attend share
	@tools/install.sh build/release/attend build/release/share "$(DESTDIR)" "$(PREFIX)"
uninstall:
	@tools/install.sh --remove build/release/attend build/release/share "$(DESTDIR)" "$(PREFIX)"
DIST := attend-$(VERSION)
dist:
	@tools/dist.sh build/$(DIST).tar.gz $(DIST)
deb: packages-deb
	@tools/dist.sh build/$(DIST).tar.gz $(DIST)
	@tools/deb.sh build/$(DIST).tar.gz $(DIST) build/deb
release: deb web
	@tools/release.sh build/$(DIST).tar.gz $(DIST) build/deb build/web build/$(DIST)-release
install-test: packages-install-test
	@tests/install/run.sh

clean:
	rm -rf build

-include $(shell find $(BUILD) -name deb -prune -o -type f -name '*.d' -print 2>/dev/null)
