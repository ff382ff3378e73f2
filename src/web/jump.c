// What clang calls for setjmp and longjmp in WebAssembly: a jump is an exception, which every function with a setjmp catches; it
// goes on at its place where the call is its own, and throws it further where not.
#include <setjmp.h>

#ifdef __wasm__ // elsewhere the C library has them

void __wasm_setjmp(void *point, unsigned label, void *call);
unsigned __wasm_setjmp_test(void *point, void *call);
_Noreturn void __wasm_longjmp(void *point, int value);

void __wasm_setjmp(void *point, unsigned label, void *call) {
    struct JumpPoint *p = point;
    p->call = call;
    p->label = label;
}

unsigned __wasm_setjmp_test(void *point, void *call) { // 0: another call's
    const struct JumpPoint *p = point;
    return p->call == call ? p->label : 0;
}

_Noreturn void __wasm_longjmp(void *point, int value) {
    enum { C_LONGJMP = 1 }; // the kind of exception
    struct JumpPoint *p = point;
    p->thrown.point = point;
    p->thrown.value = value ? value : 1;
    __builtin_wasm_throw(C_LONGJMP, &p->thrown);
}

#endif
