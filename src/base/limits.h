/* The maxima: every buffer, depth, count and page takes its bound from here. */
#pragma once

enum {
    /* base/ */
    MAPS_OPEN_MAX = 1 << 15, /* files mapped at one time; Linux gives a process 65,530 maps */

    /* text/ */
    JSON_DEPTH_MAX = 128,                /* arrays and objects inside one another */
    JSON_STRING_BYTES_MAX = 16 << 20,    /* one string or number, as written */
    JSON_CANONICAL_BYTES_MAX = 64 << 20, /* one value in canonical form */
    NAMES_OPEN_MAX = 1 << 20,            /* names in the objects that are open at one time */
    NAMES_OPEN_BYTES_MAX = 64 << 20,     /* and their bytes; JSON and YAML */
    CSV_FIELD_BYTES_MAX = 1 << 20,
    CSV_COLUMNS_MAX = 256,
    CSV_DECODED_BYTES_MAX = 16 << 20, /* of one record, in fields with doubled quotes */
    YAML_DEPTH_MAX = 64,
    YAML_SCALAR_BYTES_MAX = 1 << 20,
    XML_DEPTH_MAX = 64,
    XML_TEXT_BYTES_MAX = 1 << 20,    /* of the open elements of one record */
    XML_RECORD_BYTES_MAX = 16 << 20, /* one record, as a tree */
    ZIP_MEMBERS_MAX = 4096,
    ZIP_RATIO_MAX = 200,             /* how far a file may inflate */
    ZIP_TOTAL_BYTES_MAX = 256 << 20, /* all that is read of one archive, inflated */
    XLSX_COLUMNS_MAX = 256,
    XLSX_SHEETS_MAX = 1024,
    XLSX_STRINGS_MAX = 1 << 22,
    XLSX_TEXT_BYTES_MAX = 256 << 20, /* the shared strings of one workbook */
    XLSX_SHEET_BYTES_MAX = 128 << 20,
    FOLD_BYTES_MAX = 1 << 20, /* a name to be folded */

    /* net/ */
    HTTP_TARGET_BYTES_MAX = 8 << 10,
    HTTP_HEAD_BYTES_MAX = 16 << 10, /* request line and fields */
    HTTP_FIELDS_MAX = 64,           /* of one head */
    HTTP_QUERY_PAIRS_MAX = 64,
    HTTP_RESPONSE_FIELDS_MAX = 32,
    HTTP_REQUEST_BYTES_MAX = 1 << 20, /* what a handler may allocate for one request */
    HTTP_CONNECTION_BYTES = 32 << 10, /* of a connection, for heads and pieces of bodies */
    HTTP_BODY_BYTES_MAX = 1 << 30,    /* that a handler can allow */
    HTTP_BODIES_BYTES = 16 << 20,     /* of all requests at one time, unless configured */
    HTTP_BYTES_PER_SECOND_MIN = 4096, /* slower bodies and takers of answers are cut off */
    HTTP_GRACE_SECONDS = 20,          /* before that is looked at */
    HTTP_HEAD_SECONDS = 10,
    HTTP_IDLE_SECONDS = 60,
    HTTP_SECONDS_MAX = 3600,
    HTTP_THREADS = 4,
    HTTP_THREADS_MAX = 64,
    HTTP_CONNECTIONS = 2048,
    HTTP_CONNECTIONS_MAX = 1 << 16,
    HTTP_CONNECTIONS_PER_ADDRESS = 256,
    HTTP_LINGERING_MAX = 32,  /* refused connections that are read out */
    HTTP_FILES_RESERVED = 96, /* open files that connections leave to others */
    TLS_FILE_BYTES_MAX = 1 << 20,
    TLS_CHAIN_MAX = 8, /* certificates of a server, from its own to a root */

    /* chain/ */
    AMOUNT_DISPLAY_BYTES_MAX = 1024,
    COIN_BLOCK_BYTES_MAX = 128 << 20, /* also the largest file of blocks that Bitcoin Core writes */

    /* ledger/ */
    MANIFEST_BYTES_MAX = 64 << 20,
    MANIFEST_FILES_MAX = 100000,
    BATCH_TRANSFERS_MAX = 1 << 28, /* of one commit */
    COIN_BATCH_MAX = 1 << 24,      /* things of one sort before they are sealed */
    COIN_BATCH_KEYS_MAX = 1 << 30, /* bytes of their addresses' keys */
    ASSETS_MAX = 1 << 16,          /* of one commit, and of one flow table */

    /* ingest/ */
    SORT_ROWS_MAX = 1 << 28,   /* of a table that must be sorted in memory */
    ORDER_ROWS_MAX = 1 << 30,  /* of one block, to be ordered without positions */
    ORDER_STEPS_MAX = 1 << 30, /* pairs of a transaction with several senders and a row */
    BLOCK_FILES_MAX = 1 << 16,
    BLOCK_PLACES_MAX = 1 << 26,  /* blocks in them, repeated ones included */
    BLOCK_AHEAD_BYTES = 8 << 20, /* of blocks read before they are asked for */

    /* label/ */
    LABEL_ADDRESS_BYTES_MAX = 256,
    LABEL_FIELD_BYTES_MAX = 8192, /* a text, source, list of categories */
    LABELS_MAX = 1 << 23,         /* in one home, and in one pack */
    LABEL_PACKS_MAX = 1 << 12,
    LABEL_TEXTS_BYTES_MAX = 1 << 30, /* of the labels of one pack */
    LABEL_PACK_BYTES_MAX = 1 << 30,  /* one pack as given, and as stored */
    ACTORS_MAX = 1 << 20,
    REJECTS_BYTES_MAX = 256 << 20,
    LABEL_TAG_BYTES_MAX = 64 << 20, /* the fields of one tag or actor, or of a pack's header */

    /* trace/ */
    SEEDS_MAX = 1 << 20,            /* of one command; services likewise */
    PLACES_MAX = 1 << 30,           /* (account, asset) that one colour reaches */
    LOTS_MAX = 1 << 26,             /* changes of class in what one of them holds */
    EVENTS_MAX = 1 << 28,           /* that a trace waits for at one time: a few a place */
    PICTURE_HEIGHT_MAX = 200000,    /* pixels */
    COIN_RUNS_MAX = 1 << 26,        /* lots of one transaction of a coin chain */
    COIN_HOT_OUTPUTS_MAX = 1 << 28, /* of a ledger that is traced densely: 20 bytes each */
    COIN_STATES_MAX = 1 << 30,      /* outputs that one colour reaches */
    FLOWS_MAX = 1 << 24, /* pairs of places between which coloured value moved, 100 bytes each */

    /* screen/ */
    LIST_FILE_BYTES_MAX = 1 << 29,   /* one file of a list, as published */
    LIST_ENTRY_BYTES_MAX = 16 << 20, /* the texts of one entry */
    LIST_FACTS_MAX = 1 << 13,        /* of one entry */
    LIST_ENTRIES_MAX = 1 << 22,      /* of one version */
    LIST_TEXTS_BYTES_MAX = 1 << 30,  /* of one version */
    LIST_SIDE_ROWS_MAX = 1 << 22,    /* of one file beside the main one */
    LIST_FILES_MAX = 64,             /* that make one version */
    LIST_VERSIONS_MAX = 1 << 16,     /* in one home */
    LIST_VERDICTS_MAX = 1 << 16,     /* a person's, of one home */
    LIST_REGISTER_BYTES_MAX = 64 << 20,
    LIST_WARNINGS_BYTES_MAX = 1 << 16,
    SCREEN_CONF_BYTES_MAX = 1 << 16, /* a home's screen.conf */
    INPUTS_BYTES_MAX = 1 << 29,      /* of one receipt: the words of its seeds and services */

    /* log/ */
    NOTE_BYTES_MAX = 1 << 20,
    NOTE_SIGNATURES_MAX = 100,
    NOTE_KEYS_MAX = 256,             /* that a note is verified with */
    NOTE_SIGNATURE_BYTES_MAX = 8192, /* decoded; those of post-quantum keys have about 5,000 */
    NOTE_NAME_BYTES_MAX = 255,       /* a key's name, and a log's origin */
    LOG_VALUE_BYTES_MAX = 1024,      /* one value of a record */
    LOG_FILE_BYTES_MAX = 4 << 20,    /* a proof, an opening, a list of keys */
    PROOF_EXTRA_BYTES_MAX = 1 << 16,

    /* store/ */
    RULES_MAX = 1 << 10,
    ORGS_MAX = 1 << 10,       /* members, desks, audiences, collections: each */
    FEEDS_MAX = 1 << 20,      /* of an audience and a collection */
    ORG_NAME_BYTES_MAX = 255, /* of a desk */
    ACCOUNTS_MAX = 1 << 14,
    TOKENS_MAX = 1 << 6,           /* of one account */
    CERTIFICATES_MAX = 1 << 14,    /* that sign in */
    DUMP_ROW_BYTES_MAX = 32 << 20, /* an object version with its facts is the largest */

    /* gate/ */
    OBJECT_VERSIONS_MAX = 1 << 10, /* of one object, by one organisation */
    VERSION_KEY_BYTES_MAX = 256,   /* of a version's timestamp: keys of indices are bounded */
    OBJECT_FACTS_BYTES_MAX = 4 << 20,
    DEFINITION_BYTES_MAX = 1 << 16, /* of a marking definition: what it marks has it read */
    PAGE_ROWS_MAX = 1 << 10,        /* of one page that somebody reads */
    PAGE_BYTES_MAX = 4 << 20,       /* of its objects: it ends with the one that reaches this */
    RECALLS_MAX = 1 << 10,          /* told at once */
    OVERLAYS_MAX = 1 << 10,         /* told at once */
    OVERLAYS_OF_MAX = 1 << 4,       /* of one object, by one account */
    PAGE_SCAN_MAX = 1 << 15,        /* rows of a feed that are looked at for one page */
    MATCH_VALUES_MAX = 1 << 7,      /* of one filter */
    SETTLE_MAX = 1 << 22, /* object versions that one change may touch, for one audience */

    /* intel/ */
    OBJECT_BYTES_MAX = 16 << 20,    /* one STIX object, as written */
    OBJECT_SELECTORS_MAX = 1 << 10, /* in its granular markings */
    OBJECT_ARENA_BYTES = 256 << 20, /* what is kept of one while it is read and checked */
    CHECK_FINDINGS_MAX = 100,       /* that are kept of one object */
    MARKING_NAMES_MAX = 1 << 10,    /* of one list of a marking; markings of one object */
    ENVELOPE_OBJECTS_MAX = 1 << 24,
    ENVELOPE_NEXT_BYTES_MAX = 4096,
    PATTERN_BYTES_MAX = 1 << 20,       /* a STIX pattern; some list thousands of hashes */
    PATTERN_DEPTH_MAX = 64,            /* round brackets in one another */
    PATTERN_TYPES_MAX = 64,            /* in one observation expression; a set is a word */
    PATTERN_REGEX_BYTES_MAX = 1 << 14, /* of MATCHES */
    IMPORT_ARENA_BYTES = 1 << 30,      /* what is kept of all that one command imports */
    IMPORT_FILE_BYTES_MAX = 256 << 20, /* one file of MISP, which is read as a tree */
    IMPORT_LOSSES_MAX = 1 << 16,       /* of what was left out, that are kept; all are counted */
    IMPORT_SOURCES_MAX = 1 << 20,
    UPGRADE_OBSERVABLES_MAX = 1 << 8, /* in one container of STIX 2.0 */
    UPGRADE_REFS_MAX = 1 << 12,       /* and the references between them */
    MISP_FACTS_MAX = 1 << 8,          /* of one attribute or object */

    /* share/ */
    TAXII_REQUEST_BYTES_MAX = 64 << 20, /* what one request may take; also the largest answer */
    TAXII_BODY_BYTES_MAX = 8 << 20,     /* one posted envelope */
    TAXII_POST_OBJECTS_MAX = 1 << 12,   /* in it */
    TAXII_POST_BYTES_EACH = 6,          /* of its objects in memory, for each of its bytes: two to
                                           four is usual; with HTTP_BODIES_BYTES it bounds all */
    TAXII_POST_BYTES_MORE = 1 << 20,    /* and for all of them */
    STATUS_BYTES_MAX = 4 << 20,         /* the answer to it */
    STATUS_SECONDS = 24 * 3600,         /* for which that can be asked again */
    PAGE_CACHE_BYTES = 32 << 20,        /* of ready pages */
    PAGE_CACHE_PAGES = 1 << 12,

    /* node/ */
    CONFIG_BYTES_MAX = 1 << 20,     /* one configuration file */
    CONFIG_IDENTITIES_MAX = 1 << 8, /* of one organisation */
    JOURNAL_FILE_BYTES = 8 << 20,
    JOURNAL_FILES = 8,                /* older ones that are kept */
    JOURNAL_WAITING_BYTES = 64 << 10, /* lines on their way to the file */
    RATE_REQUESTS = 2000,             /* of one address at once, and in … */
    RATE_SECONDS = 10,
    QUOTA_PLACES = 1 << 13,           /* addresses, or addresses and names, that are counted */
    HEALTH_DISK_BYTES_LOW = 1 << 30,  /* free: less is worth a warning */
    HEALTH_DISK_BYTES_MIN = 64 << 20, /* less is failing */
    HEALTH_CERTIFICATE_DAYS = 14,     /* left: fewer are worth a warning */
    HEALTH_CLOCK_SECONDS = 2,         /* that a clock may go back */
    BEAT_CHECKPOINT_SECONDS = 60,
    BEAT_HEALTH_SECONDS = 5,
    BEAT_EXPIRY_SECONDS = 5,
    BEAT_LOST_SECONDS = 20,                  /* without PostgreSQL, before a node gives up */
    CREDENTIAL_BYTES_MAX = 1024,             /* a name and a password, or a token */
    SIGN_IN_CACHE_MAX = 1 << 12,             /* credentials that are known to be right */
    SIGN_IN_SECONDS = 300,                   /* for which one is */
    SIGN_IN_HASHES_MAX = 2,                  /* Argon2id at a time, 19 MiB each */
    SIGN_IN_WAITING_MAX = 16,                /* for one of them */
    SIGN_IN_FAILURES_MAX = 20,               /* a minute, of one address or account name */
    BACKUP_VERSIONS_MAX = 1 << 30,           /* object versions, of which a bit each is kept */
    BACKUP_FILES_MAX = 64,                   /* of a home, in a backup of it */
    BACKUP_FILE_BYTES_MAX = (1 << 20) + 128, /* with its name */

    /* cli/ */
    CLI_OUTPUT_BYTES_MAX = 1 << 30, /* what one command prints, or draws */

    /* node/: its API, and the socket for commands */
    API_BODY_BYTES_MAX = 64 << 10,      /* what may be posted to the API */
    API_ANSWER_BYTES_MAX = 16 << 20,    /* and what it answers */
    API_REQUEST_BYTES_MAX = 32 << 20,   /* what one request to it may take besides */
    CONTROL_LINE_BYTES_MAX = 512 << 10, /* a question, whose body is a string of JSON */
    CONTROL_SECONDS = 10,               /* for asking, and for taking the answer */

    /* whole small files read at once: those of seeds and of services */
    SMALL_FILE_BYTES_MAX = 256 << 20,
    PATH_BYTES_MAX = 4096,
};
