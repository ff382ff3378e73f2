// See faces.h.
#include "render/faces.h"

#define CSS_TEXT "Lato, Carlito, 'Helvetica Neue', Arial, sans-serif"
#define CSS_MATH "STIX, STIXGeneral, 'STIX Two Text', 'Times New Roman', serif"

const FaceRow face_row[FACE_COUNT] = {
    [FACE_TEXT] = { "Lato-Regular.ttf", "truetype/lato", "Lato", "Regular", "fonts-lato", CSS_TEXT },
    [FACE_BOLD] = { "Lato-Bold.ttf", "truetype/lato", "Lato", "Bold", "fonts-lato", CSS_TEXT, .bold = true },
    [FACE_ITALIC] = { "Lato-Italic.ttf", "truetype/lato", "Lato", "Italic", "fonts-lato", CSS_TEXT, .italic = true },
    [FACE_MATH_ITALIC] = { "STIX-Italic.otf", "opentype/stix-word", "STIX", "Italic", "fonts-stix", CSS_MATH, .italic = true },
    [FACE_MATH] = { "STIX-Regular.otf", "opentype/stix-word", "STIX", "Regular", "fonts-stix", CSS_MATH },
    [FACE_MONO] = { "DejaVuSansMono.ttf", "truetype/dejavu", "DejaVu Sans Mono", "Book", "fonts-dejavu-core",
                    "'DejaVu Sans Mono', Menlo, Consolas, monospace" },
    [FACE_FALLBACK] = { "DejaVuSans.ttf", "truetype/dejavu", "DejaVu Sans", "Book", "fonts-dejavu-core",
                        "'DejaVu Sans', Verdana, sans-serif" },
};
