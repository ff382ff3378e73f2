// The kernels with double elements.
#include "kernel_checks.h"

int main(void) { return run_kernel_checks("core/kernels"); }
