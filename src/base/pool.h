// Threads, which are known nowhere else: a pool for work that falls into blocks, and a worker for work that goes on for long.
//
// A pool of threads for work that falls into many equal blocks. Which thread takes a block is left open, what a block does is
// not: with blocks of a fixed size the result has the same bits for any number of threads.
//
//     static void block(void *context, int index) { … }
//     pool_run(count, block, &context);
#ifndef ATTEND_BASE_POOL_H
#define ATTEND_BASE_POOL_H

#include <stdbool.h>

typedef void PoolWork(void *context, int index);

// How many threads share work, the caller included; 1 unless said. Ends the threads that are there; not while work runs.
void pool_set(int threads);
int pool_threads(void);
int pool_processors(void); // of this machine

// Calls work(context, 0 … count − 1), each once, and returns when all are done. Runs on the caller alone where there is one
// thread or one block, within other work, or while another thread uses the pool.
void pool_run(int count, PoolWork *work, void *context);

// The same for a few long pieces of work, whatever pool_set says: each has a thread of its own while it lasts, as far as there are
// processors.
void pool_run_apart(int count, PoolWork *work, void *context);

// A worker does its work on a thread of its own, turn by turn, while somebody else goes on. The thread starts with the first
// worker_wake. Where it cannot be had (always with -DATTEND_SERIAL) worker_turn does the work.
typedef struct Worker Worker;
typedef bool WorkerTurn(void *context);                // one turn; false: nothing left to do until the next wake
Worker *worker_begin(WorkerTurn *turn, void *context); // NULL when there is no memory
void worker_wake(Worker *worker);                      // turns are taken from now on, until one returns false
void worker_rest(Worker *worker);                      // waits for the turn under way; then none is taken until the next wake
bool worker_await(Worker *worker); // until a turn that its thread takes is over; false: no thread takes one, nor will
void worker_turn(Worker *worker);  // takes a turn here, if it is awake and has no thread
void worker_end(Worker *worker);   // rests, ends the thread; NULL is allowed

#endif
