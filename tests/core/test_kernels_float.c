// The kernels with float elements.
#define ATTEND_FLOAT
#include "kernel_checks.h"

int main(void) { return run_kernel_checks("core/kernels, float"); }
