// A pool of threads for work that falls into many equal blocks. Which thread takes a block is left open, what a block does is
// not: with blocks of a fixed size the result has the same bits for any number of threads.
//
//     static void block(void *context, int index) { … }
//     pool_run(count, block, &context);
#ifndef ATTEND_BASE_POOL_H
#define ATTEND_BASE_POOL_H

typedef void PoolWork(void *context, int index);

// How many threads share work, the caller included; 1 unless said. Ends the threads that are there; not while work runs.
void pool_set(int threads);
int pool_threads(void);
int pool_processors(void); // of this machine

// Calls work(context, 0 … count − 1), each once, and returns when all are done. Runs on the caller alone where there is one
// thread or one block, within other work, or while another thread uses the pool.
void pool_run(int count, PoolWork *work, void *context);

#endif
