// The code itself is libqrencode's; here the repair level is chosen, and its squares become plain ones and zeros.
#include "data/qr.h"

#include <qrencode.h>
#include <string.h>

// Of the four levels of repair the highest that asks for no larger code.
static QRcode *smallest(const char *text) {
    QRcode *best = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
    static const QRecLevel level[] = { QR_ECLEVEL_M, QR_ECLEVEL_Q, QR_ECLEVEL_H };
    for (size_t i = 0; best && i < sizeof level / sizeof *level; i++) {
        QRcode *safer = QRcode_encodeString8bit(text, best->version, level[i]);
        if (!safer || safer->version != best->version) {
            if (safer) QRcode_free(safer);
            break;
        }
        QRcode_free(best);
        best = safer;
    }
    return best;
}

bool qr_of(Arena *arena, const char *text, Qr *out) {
    *out = (Qr){ 0 };
    QRcode *code = *text ? smallest(text) : NULL;
    if (!code) return false;
    int count = code->width * code->width;
    uint8_t *dark = arena_new(arena, uint8_t, count);
    for (int i = 0; i < count; i++) dark[i] = code->data[i] & 1;
    *out = (Qr){ code->width, dark };
    QRcode_free(code);
    return true;
}
