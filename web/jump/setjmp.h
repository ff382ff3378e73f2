// Debian's wasi-libc has none: what clang makes of setjmp with -wasm-enable-sjlj, on the browser's exceptions (src/web/jump.c). The
// libraries have a stub of their own, where a jump is the end: but for FreeType's letters nothing of theirs jumps.
#ifndef ATTEND_WEB_JUMP_SETJMP_H
#define ATTEND_WEB_JUMP_SETJMP_H
typedef struct JumpPoint {
    void *call;     // of the function that has called setjmp
    unsigned label; // the place in it, from 1
    struct {
        void *point;
        int value;
    } thrown;
} jmp_buf[1];
int setjmp(jmp_buf point) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf point, int value);
#endif
