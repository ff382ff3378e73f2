// Debian's wasi-libc has none. Nothing ever jumps: memory that is out ends the program, and the page says so.
#ifndef ATTEND_WEB_SETJMP_H
#define ATTEND_WEB_SETJMP_H
typedef int jmp_buf[1];
static inline int setjmp(jmp_buf point) {
    (void)point;
    return 0;
}
_Noreturn static inline void longjmp(jmp_buf point, int value) {
    (void)point, (void)value;
    __builtin_trap();
}
#endif
