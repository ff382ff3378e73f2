// The program's version: in --version and at the foot of every saved figure.
#ifndef ATTEND_BASE_VERSION_H
#define ATTEND_BASE_VERSION_H

#define ATTEND_VERSION "0.1"

#endif
