// The caller takes blocks too. A round of work is handed out under a lock; the blocks by an atomic counter. Workers start at
// the first use. After a round they look out for the next one for some ten microseconds, since waking takes as long, and sleep
// then. Where a thread cannot be had, fewer share the work: the result is the same.
// With -DATTEND_SERIAL there are no threads at all.
#include "base/pool.h"

#include <stdlib.h>

#ifdef ATTEND_SERIAL
void pool_set(int threads) { (void)threads; }
int pool_threads(void) { return 1; }
int pool_processors(void) { return 1; }
void pool_run(int count, PoolWork *work, void *context) {
    for (int i = 0; i < count; i++) work(context, i);
}

void pool_run_apart(int count, PoolWork *work, void *context) { pool_run(count, work, context); }

struct Worker {
    WorkerTurn *turn;
    void *context;
    bool awake;
};

Worker *worker_begin(WorkerTurn *turn, void *context) {
    Worker *worker = malloc(sizeof *worker);
    if (worker) *worker = (Worker){ .turn = turn, .context = context };
    return worker;
}
void worker_wake(Worker *worker) { worker->awake = true; }
void worker_rest(Worker *worker) { worker->awake = false; }
bool worker_await(Worker *worker) {
    (void)worker;
    return false;
}
void worker_turn(Worker *worker) {
    if (worker->awake) worker->awake = worker->turn(worker->context);
}
void worker_end(Worker *worker) { free(worker); }
#else

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { MOST_THREADS = 256, STACK = 4 << 20, LOOKS = 3000, APART_MOST = 16 };

static struct {
    pthread_mutex_t in_use; // held by the caller of a round
    pthread_mutex_t lock;   // of what follows
    pthread_cond_t begin, done;
    pthread_t worker[MOST_THREADS];
    int workers;
    atomic_int busy; // written with the lock held, as round is, but read without it by who looks out
    atomic_uint round;
    bool ending;
    PoolWork *work;
    void *context;
    int count;
    atomic_int next;
} pool = { .in_use = PTHREAD_MUTEX_INITIALIZER,
           .lock = PTHREAD_MUTEX_INITIALIZER,
           .begin = PTHREAD_COND_INITIALIZER,
           .done = PTHREAD_COND_INITIALIZER };
static atomic_int wanted = 1;

static void take_blocks(PoolWork *work, void *context, int count) {
    for (int i; (i = atomic_fetch_add_explicit(&pool.next, 1, memory_order_relaxed)) < count;) work(context, i);
}

static void breathe(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static void *pool_main(void *unused) {
    (void)unused;
    unsigned seen = 0;
    for (;;) {
        for (int i = 0; i < LOOKS && atomic_load_explicit(&pool.round, memory_order_relaxed) == seen; i++) breathe();
        pthread_mutex_lock(&pool.lock);
        while (pool.round == seen && !pool.ending) pthread_cond_wait(&pool.begin, &pool.lock);
        if (pool.ending) break;
        seen = pool.round;
        PoolWork *work = pool.work;
        void *context = pool.context;
        int count = pool.count;
        pthread_mutex_unlock(&pool.lock);
        take_blocks(work, context, count);
        pthread_mutex_lock(&pool.lock);
        if (--pool.busy == 0) pthread_cond_signal(&pool.done);
        pthread_mutex_unlock(&pool.lock);
    }
    pthread_mutex_unlock(&pool.lock);
    return NULL;
}

// With in_use held: no round runs, so a new worker's `seen` of 0 is the only thing to mind.
static void start_workers(int count) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    pool.round = 0;
    while (pool.workers < count && pthread_create(&pool.worker[pool.workers], &attributes, pool_main, NULL) == 0) pool.workers++;
    pthread_attr_destroy(&attributes);
}

static void end_workers(void) {
    pthread_mutex_lock(&pool.lock);
    pool.ending = true;
    pthread_cond_broadcast(&pool.begin);
    pthread_mutex_unlock(&pool.lock);
    for (int i = 0; i < pool.workers; i++) pthread_join(pool.worker[i], NULL);
    pool.workers = 0;
    pool.ending = false;
}

void pool_set(int threads) {
    if (threads > MOST_THREADS) threads = MOST_THREADS;
    if (threads < 1) threads = 1;
    pthread_mutex_lock(&pool.in_use);
    if (threads != atomic_load(&wanted)) end_workers();
    atomic_store(&wanted, threads);
    pthread_mutex_unlock(&pool.in_use);
}

int pool_threads(void) { return atomic_load_explicit(&wanted, memory_order_relaxed); }

int pool_processors(void) {
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > MOST_THREADS ? MOST_THREADS : (int)count;
}

static void run_shared(int count, PoolWork *work, void *context) {
    if (!pool.workers) start_workers(pool_threads() - 1);
    pthread_mutex_lock(&pool.lock);
    pool.work = work;
    pool.context = context;
    pool.count = count;
    pool.busy = pool.workers;
    pool.round++;
    atomic_store(&pool.next, 0);
    pthread_cond_broadcast(&pool.begin);
    pthread_mutex_unlock(&pool.lock);
    take_blocks(work, context, count);
    for (int i = 0; i < LOOKS && atomic_load_explicit(&pool.busy, memory_order_relaxed); i++) breathe();
    pthread_mutex_lock(&pool.lock);
    while (pool.busy) pthread_cond_wait(&pool.done, &pool.lock);
    pthread_mutex_unlock(&pool.lock);
}

void pool_run(int count, PoolWork *work, void *context) {
    // A second round, from within the first or from another thread, finds the lock taken.
    if (count > 1 && pool_threads() > 1 && pthread_mutex_trylock(&pool.in_use) == 0) {
        run_shared(count, work, context);
        pthread_mutex_unlock(&pool.in_use);
        return;
    }
    for (int i = 0; i < count; i++) work(context, i);
}

// --- long pieces of work

typedef struct Apart {
    PoolWork *work;
    void *context;
    int count;
    atomic_int next;
} Apart;

static void *apart_main(void *context) {
    Apart *apart = context;
    for (int i; (i = atomic_fetch_add(&apart->next, 1)) < apart->count;) apart->work(apart->context, i);
    return NULL;
}

void pool_run_apart(int count, PoolWork *work, void *context) {
    Apart apart = { .work = work, .context = context, .count = count };
    pthread_t thread[APART_MOST];
    int threads = 0, wanted_here = count < pool_processors() ? count : pool_processors();
    while (threads < APART_MOST && threads < wanted_here - 1 && pthread_create(&thread[threads], NULL, apart_main, &apart) == 0)
        threads++;
    apart_main(&apart);
    for (int i = 0; i < threads; i++) pthread_join(thread[i], NULL);
}

// --- a worker

struct Worker {
    pthread_mutex_t lock; // of what follows but turn and context
    pthread_cond_t changed;
    pthread_t thread;
    bool has_thread, no_thread; // no_thread: it was tried
    bool awake, busy, ending;
    unsigned wakes; // so that a wake during a last turn is not lost
    unsigned turns; // that are over
    WorkerTurn *turn;
    void *context;
};

Worker *worker_begin(WorkerTurn *turn, void *context) {
    Worker *worker = malloc(sizeof *worker);
    if (!worker) return NULL;
    *worker = (Worker){ .turn = turn, .context = context };
    pthread_mutex_init(&worker->lock, NULL);
    pthread_cond_init(&worker->changed, NULL);
    return worker;
}

// With the lock held, which it gives away for the turn.
static void take_turn(Worker *worker) {
    unsigned wakes = worker->wakes;
    worker->busy = true;
    pthread_mutex_unlock(&worker->lock);
    bool more = worker->turn(worker->context);
    pthread_mutex_lock(&worker->lock);
    worker->busy = false;
    worker->turns++;
    if (!more && wakes == worker->wakes) worker->awake = false;
    pthread_cond_broadcast(&worker->changed);
}

static void *worker_main(void *context) {
    Worker *worker = context;
    pthread_mutex_lock(&worker->lock);
    while (!worker->ending) {
        if (worker->awake)
            take_turn(worker);
        else
            pthread_cond_wait(&worker->changed, &worker->lock);
    }
    pthread_mutex_unlock(&worker->lock);
    return NULL;
}

void worker_wake(Worker *worker) {
    pthread_mutex_lock(&worker->lock);
    worker->awake = true;
    worker->wakes++;
    if (!worker->has_thread && !worker->no_thread) {
        worker->has_thread = pthread_create(&worker->thread, NULL, worker_main, worker) == 0;
        worker->no_thread = !worker->has_thread;
    }
    pthread_cond_broadcast(&worker->changed);
    pthread_mutex_unlock(&worker->lock);
}

void worker_rest(Worker *worker) {
    pthread_mutex_lock(&worker->lock);
    worker->awake = false;
    while (worker->busy) pthread_cond_wait(&worker->changed, &worker->lock);
    pthread_mutex_unlock(&worker->lock);
}

bool worker_await(Worker *worker) {
    pthread_mutex_lock(&worker->lock);
    unsigned turns = worker->turns;
    while (worker->turns == turns && worker->has_thread && (worker->awake || worker->busy))
        pthread_cond_wait(&worker->changed, &worker->lock);
    bool over = worker->turns != turns;
    pthread_mutex_unlock(&worker->lock);
    return over;
}

void worker_turn(Worker *worker) {
    pthread_mutex_lock(&worker->lock);
    if (worker->awake && worker->no_thread) take_turn(worker);
    pthread_mutex_unlock(&worker->lock);
}

void worker_end(Worker *worker) {
    if (!worker) return;
    pthread_mutex_lock(&worker->lock);
    worker->awake = false;
    worker->ending = true;
    pthread_cond_broadcast(&worker->changed);
    pthread_mutex_unlock(&worker->lock);
    if (worker->has_thread) pthread_join(worker->thread, NULL);
    pthread_mutex_destroy(&worker->lock);
    pthread_cond_destroy(&worker->changed);
    free(worker);
}
#endif
