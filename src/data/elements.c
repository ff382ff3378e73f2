// Every element is first gathered into 64 bits, whatever its byte order and address, and then taken for what its type says.
#include "data/elements.h"

#include "base/bits.h"

static uint64_t gather(ElementType type, const char *bytes) {
    uint64_t bits = 0;
    for (int i = 0; i < type.size; i++) bits |= (uint64_t)(unsigned char)bytes[i] << 8 * (type.big ? type.size - 1 - i : i);
    return bits;
}

static float bits_float(uint32_t bits) {
    float out;
    memcpy(&out, &bits, sizeof out);
    return out;
}

// IEEE 754 binary16: a sign, five bits of exponent (bias 15), ten of fraction. Every one of them is a double.
static double half(uint64_t bits) {
    uint64_t sign = bits >> 15 << 63, exponent = bits >> 10 & 31, fraction = bits & 1023;
    if (exponent == 0) { // subnormal: fraction · 2^-24
        double small = (double)fraction * 0x1p-24;
        return sign ? -small : small;
    }
    uint64_t wide = exponent == 31 ? 2047 : exponent - 15 + 1023;
    return from_bits(sign | wide << 52 | fraction << 42);
}

static double element(ElementType type, uint64_t bits) {
    switch (type.kind) {
    case ELEMENT_FLOAT: return type.size == 8 ? from_bits(bits) : type.size == 4 ? bits_float((uint32_t)bits) : half(bits);
    case ELEMENT_BRAIN: return bits_float((uint32_t)bits << 16);
    case ELEMENT_SIGNED: { // the sign is the topmost bit of its own bytes
        int shift = 64 - 8 * type.size;
        return (double)((int64_t)(bits << shift) >> shift);
    }
    case ELEMENT_UNSIGNED: return (double)bits;
    case ELEMENT_BOOL: return bits != 0;
    }
    return 0;
}

static bool is_native(ElementType type) {
    const uint16_t one = 1;
    bool big_machine = *(const unsigned char *)&one == 0;
    return type.size == 1 || type.big == big_machine;
}

void elements_read(ElementType type, const char *bytes, size_t count, double *out) {
    if (type.kind == ELEMENT_FLOAT && type.size == 8 && is_native(type)) {
        if (count) memcpy(out, bytes, count * sizeof *out);
        return;
    }
    for (size_t i = 0; i < count; i++, bytes += type.size) out[i] = element(type, gather(type, bytes));
}

void elements_read_float(ElementType type, const char *bytes, size_t count, float *out) {
    if (type.kind == ELEMENT_FLOAT && type.size == 4 && is_native(type)) {
        if (count) memcpy(out, bytes, count * sizeof *out);
        return;
    }
    for (size_t i = 0; i < count; i++, bytes += type.size) out[i] = (float)element(type, gather(type, bytes));
}

size_t elements_inexact(ElementType type, const char *bytes, size_t count) {
    if (type.size < 8 || (type.kind != ELEMENT_SIGNED && type.kind != ELEMENT_UNSIGNED)) return count;
    for (size_t i = 0; i < count; i++, bytes += type.size) {
        uint64_t bits = gather(type, bytes), size = type.kind == ELEMENT_SIGNED && bits >> 63 ? 0 - bits : bits;
        while (size && !(size & 1)) size >>= 1; // factors of two cost no digit
        if (size >> 53) return i;
    }
    return count;
}

int elements_precision(ElementType type) {
    switch (type.kind) {
    case ELEMENT_FLOAT: return type.size == 8 ? 0 : type.size == 4 ? 24 : 11;
    case ELEMENT_BRAIN: return 8;
    case ELEMENT_SIGNED:
    case ELEMENT_UNSIGNED:
    case ELEMENT_BOOL: return 0;
    }
    return 0;
}
