#!/bin/sh
# The headers that the libraries' own builds would make, for a machine without files, threads or setjmp.
# Usage: web/libraries/make.sh SOURCES OUT
set -eu
sources=$1 out=$2
mkdir -p "$out"
cp "$sources/libpng/scripts/pnglibconf.h.prebuilt" "$out/pnglibconf.h"
# What the fonts of the page do not need.
sed -E 's,^#define (FT_CONFIG_OPTION_(ENVIRONMENT_PROPERTIES|USE_LZW|USE_ZLIB|SYSTEM_ZLIB|USE_PNG|USE_BROTLI|MAC_FONTS|SVG|USE_HARFBUZZ))\b.*,/* \1 */,' \
    "$sources/freetype/include/freetype/config/ftoption.h" >"$out/freetype_options.h"
version=$(sed -n 's/^project(cmark VERSION \([0-9.]*\)).*/\1/p' "$sources/cmark/CMakeLists.txt")
cat >"$out/cmark_version.h" <<END
#define CMARK_VERSION 0
#define CMARK_VERSION_STRING "$version"
END
cat >"$out/cmark_export.h" <<END
#define CMARK_EXPORT
#define CMARK_NO_EXPORT
END
cat >"$out/jansson_config.h" <<END
#ifndef JANSSON_CONFIG_H
#define JANSSON_CONFIG_H
#define JSON_INLINE inline
#define JSON_INTEGER_IS_LONG_LONG 1
#define JSON_HAVE_LOCALECONV 0
#define JSON_HAVE_ATOMIC_BUILTINS 1
#define JSON_HAVE_SYNC_BUILTINS 1
#define JSON_PARSER_MAX_DEPTH 2048
#endif
END
cat >"$out/jansson_private_config.h" <<END
#define HAVE_STDINT_H 1
#define HAVE_SYS_TYPES_H 1
#define INITIAL_HASHTABLE_ORDER 3
END
: >"$out/expat_config.h"
cat >"$out/zipconf.h" <<END
#ifndef _HAD_ZIPCONF_H
#define _HAD_ZIPCONF_H
#include <inttypes.h>
#define LIBZIP_VERSION "1"
#define LIBZIP_VERSION_MAJOR 1
#define LIBZIP_VERSION_MINOR 0
#define LIBZIP_VERSION_MICRO 0
#define ZIP_STATIC 1
$(for bits in 8 16 32 64; do
    echo "typedef int${bits}_t zip_int${bits}_t;"
    echo "typedef uint${bits}_t zip_uint${bits}_t;"
    echo "#define ZIP_INT${bits}_MIN INT${bits}_MIN"
    echo "#define ZIP_INT${bits}_MAX INT${bits}_MAX"
    echo "#define ZIP_UINT${bits}_MAX UINT${bits}_MAX"
done)
#endif
END
# cmark and libzip both include "config.h".
cat >"$out/config.h" <<END
#ifndef HAD_CONFIG_H
#define HAD_CONFIG_H
#include "zipconf.h"
#include <stdbool.h>
#define HAVE_STDBOOL_H 1
#define HAVE___BUILTIN_EXPECT 1
#define HAVE___ATTRIBUTE__ 1
#define CMARK_ATTRIBUTE(list) __attribute__(list)
#define CMARK_INLINE inline
#define HAVE_FSEEKO 1
#define HAVE_FTELLO 1
#define HAVE_SNPRINTF 1
#define HAVE_STRDUP 1
#define HAVE_STRCASECMP 1
#define HAVE_STRTOLL 1
#define HAVE_STRTOULL 1
#define HAVE_STRINGS_H 1
#define HAVE_UNISTD_H 1
#define SIZEOF_OFF_T 8
#define SIZEOF_SIZE_T 4
#define PACKAGE "libzip"
#define VERSION "1"
#endif
END
# The texts of libzip's errors, as its own build takes them out of its headers.
{
    echo '#include "zipint.h"'
    echo 'const char *const _zip_err_str[] = {'
    sed -n 's,^#define ZIP_ER_[A-Z_]* [0-9]* */\* [NSZ] \(.*\) \*/.*,"\1"\,,p' "$sources/libzip/lib/zip.h"
    echo '};'
    echo 'const int _zip_nerr_str = sizeof(_zip_err_str) / sizeof(_zip_err_str[0]);'
    echo 'const int _zip_err_type[] = {'
    sed -n 's,^#define ZIP_ER_[A-Z_]* [0-9]* */\* \([NSZ]\) .* \*/.*,ZIP_ET_\1\,,p' "$sources/libzip/lib/zip.h" |
        sed 's/ZIP_ET_N/ZIP_ET_NONE/; s/ZIP_ET_S,/ZIP_ET_SYS,/; s/ZIP_ET_Z,/ZIP_ET_ZLIB,/'
    echo '};'
    # Archives with passwords are not read here.
    for way in encode decode; do
        echo "zip_source_t *zip_source_pkware_$way(zip_t *a, zip_source_t *b, zip_uint16_t c, int d, const char *e) { return 0; }"
    done
} >"$out/zip_err_str.c"
