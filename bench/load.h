/* Servers beside each other under the same load: nginx with files of its own, wrk as the load, and
 * a small client for what wrk does not do. Linux; ends the program when anything is not as it must
 * be.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "measure.h"

#define LOAD_MEDIA_TYPE "application/taxii+json;version=2.1"
#define LOAD_ACCEPT     "Accept: " LOAD_MEDIA_TYPE
#define LOAD_OBJECTS    "/taxii2/trefoil/collections/members/objects/"

enum { LOAD_PATH_BYTES = 1024, LOAD_HEAD_BYTES = 4096 };

/* Whether all programs are there that a bench needs; the last is NULL. */
bool load_can(const char *const *programs);

/* A folder for the bench's files, absolute, made when it is not there. */
const char *load_folder(const char *name);
const char *load_file(char path[LOAD_PATH_BYTES], const char *name);
void load_write(const char *name, const char *bytes, size_t size);
/* server.key and server.pem, self-signed. */
void load_make_certificate(void);

/* Children that die with the bench, however that ends. */
pid_t load_fork(void);
pid_t load_start(const char *const *words, int out);
bool load_runs(const char *const *words);
/* What a program prints, as text, until it closes its output or `size` is full. */
void load_says(const char *const *words, char *ret_said, size_t size);
uint16_t load_free_port(void);

/* nginx, serving the folder's files on both ports. */
pid_t load_nginx(uint16_t plain, uint16_t tls);

/* Requests a second that wrk counts in two seconds, one thread, 16 connections; all of them must
 * have been good. `headers`, "Name: value" each, end with NULL; `script`: NULL, or a file of Lua
 * that makes the requests. */
uint64_t load_run(bool tls, uint16_t port, const char *path, const char *const *headers,
                  const char *script);

/* One way to ask for something, and the median of what wrk counted. */
struct load_asking {
    const char *name, *account, *script; /* a header; the script as above */
    bool tls;
    uint16_t port;
    char path[256];
    uint64_t runs[MEASURE_RUNS], rate;
};

/* All of them, with the media type of TAXII, one after the other, MEASURE_RUNS times and once for
 * warmth. */
void load_by_turns(struct load_asking *askings, size_t count);

/* One connection of a client that waits for each answer. */
int load_connect(uint16_t port);
/* Sends a request and reads its answer whole, which lives until the next question of the thread;
 * returns the status. */
unsigned load_ask(int connection, const char *head, const char *body, size_t size,
                  const char **ret_answer, size_t *ret_size);

_Noreturn void load_die(const char *what);
