/* The TAXII 2.1 server: a request and who sent it in, an answer out (docs/taxii.md).
 *
 *     /taxii2/                               discovery         sign in
 *     /taxii2/trefoil/                       members' root     sign in
 *     /taxii2/public/                        public root       anybody
 *         collections/                       GET
 *         collections/C/                     GET
 *         collections/C/objects/             GET POST
 *         collections/C/objects/ID/          GET DELETE
 *         collections/C/objects/ID/versions/ GET
 *         collections/C/manifest/            GET
 *         status/ID/                         GET
 *
 * C is a collection's id or alias. What is asked first decides: signing in (401), the path (404),
 * the method (405), Accept (406), the collection (404) and the right in it (403), the query (400);
 * only then is the store asked, and of it only what the gate has let out to the asker.
 *
 * Load: pages of 100, thousands a second. Threads: any number at a time. Source: TAXII 2.1,
 * sections 3 to 5.
 */
#pragma once

#include "gate/worlds.h"
#include "net/http_request.h"
#include "net/http_response.h"
#include "share/caller.h"
#include "share/next_token.h"
#include "share/reading.h"
#include "share/writing.h"

struct taxii {
    struct worlds *worlds; /* each request holds the one in force when it comes */
    struct reading_pool *readers;
    struct page_cache *cache; /* of `writing`; NULL: every page is read */
    struct writing *writing;
    struct gate_means means; /* those of the writer; asked from any thread */
    const char *title;
    unsigned char next_key[NEXT_KEY_BYTES]; /* of chance */
};

/* For http_handler.head: refuses what can be refused before a body is read, or says how much of one
 * may come. */
void taxii_head(struct taxii *taxii, struct http_request *request, const struct caller *caller,
                struct http_response *response);

/* For http_handler.answer, of paths that begin with /taxii2: always sets a status. */
void taxii_answer(struct taxii *taxii, const struct http_request *request,
                  const struct caller *caller, struct http_response *response);
