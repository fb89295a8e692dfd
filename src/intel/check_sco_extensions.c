/* The extensions that the standard itself gives its cyber-observable objects (STIX 2.1, 6.7, 6.12,
 * 6.13, 6.16). */
#include "intel/shape.h"

static const struct property archive[] = {
    WORDS("contains_refs", KIND_REFERENCE, LIST | NEED, "file directory"),
    ROW("comment", KIND_STRING, 0),
};

static const struct property stream[] = {
    ROW("name", KIND_STRING, NEED),
    ROW("hashes", KIND_HASHES, 0),
    ROW("size", KIND_COUNT, 0),
};
static const struct shape stream_shape = {
    .name = "alternate-data-stream-type",
    .properties = stream,
    .count = COUNT(stream),
};
static const struct property ntfs[] = {
    ROW("sid", KIND_STRING, 0),
    PART("alternate_data_streams", LIST, &stream_shape),
};
static const struct rule ntfs_rules[] = {
    {RULE_ANY_OF, NULL, "sid alternate_data_streams"},
    {RULE_NONE, NULL, NULL},
};

static const struct property pdf[] = {
    ROW("version", KIND_STRING, 0),
    ROW("is_optimized", KIND_BOOLEAN, 0),
    ROW("document_info_dict", KIND_TEXTS, 0),
    ROW("pdfid0", KIND_STRING, 0),
    ROW("pdfid1", KIND_STRING, 0),
};
static const struct rule pdf_rules[] = {
    {RULE_ANY_OF, NULL, "version is_optimized document_info_dict pdfid0 pdfid1"},
    {RULE_NONE, NULL, NULL},
};

static const struct property raster_image[] = {
    ROW("image_height", KIND_INTEGER, 0),
    ROW("image_width", KIND_INTEGER, 0),
    ROW("bits_per_pixel", KIND_INTEGER, 0),
    ROW("exif_tags", KIND_TAGS, 0),
};
static const struct rule raster_image_rules[] = {
    {RULE_ANY_OF, NULL, "image_height image_width bits_per_pixel exif_tags"},
    {RULE_NONE, NULL, NULL},
};

static const struct property pe_optional_header[] = {
    ROW("magic_hex", KIND_HEX, 0),
    ROW("major_linker_version", KIND_INTEGER, 0),
    ROW("minor_linker_version", KIND_INTEGER, 0),
    ROW("size_of_code", KIND_COUNT, 0),
    ROW("size_of_initialized_data", KIND_COUNT, 0),
    ROW("size_of_uninitialized_data", KIND_COUNT, 0),
    ROW("address_of_entry_point", KIND_INTEGER, 0),
    ROW("base_of_code", KIND_INTEGER, 0),
    ROW("base_of_data", KIND_INTEGER, 0),
    ROW("image_base", KIND_INTEGER, 0),
    ROW("section_alignment", KIND_INTEGER, 0),
    ROW("file_alignment", KIND_INTEGER, 0),
    ROW("major_os_version", KIND_INTEGER, 0),
    ROW("minor_os_version", KIND_INTEGER, 0),
    ROW("major_image_version", KIND_INTEGER, 0),
    ROW("minor_image_version", KIND_INTEGER, 0),
    ROW("major_subsystem_version", KIND_INTEGER, 0),
    ROW("minor_subsystem_version", KIND_INTEGER, 0),
    ROW("win32_version_value_hex", KIND_HEX, 0),
    ROW("size_of_image", KIND_COUNT, 0),
    ROW("size_of_headers", KIND_COUNT, 0),
    ROW("checksum_hex", KIND_HEX, 0),
    ROW("subsystem_hex", KIND_HEX, 0),
    ROW("dll_characteristics_hex", KIND_HEX, 0),
    ROW("size_of_stack_reserve", KIND_COUNT, 0),
    ROW("size_of_stack_commit", KIND_COUNT, 0),
    ROW("size_of_heap_reserve", KIND_COUNT, 0),
    ROW("size_of_heap_commit", KIND_COUNT, 0),
    ROW("loader_flags_hex", KIND_HEX, 0),
    ROW("number_of_rva_and_sizes", KIND_INTEGER, 0),
    ROW("hashes", KIND_HASHES, 0),
};
static void check_any(struct check *check, const struct json_value *value)
{
    if (value->count == 0)
        check_error(check, value, "expected an object with members");
}
static const struct shape pe_optional_header_shape = {
    .name = "windows-pe-optional-header-type",
    .properties = pe_optional_header,
    .count = COUNT(pe_optional_header),
    .more = check_any,
};
static const struct property pe_section[] = {
    ROW("name", KIND_STRING, NEED),
    ROW("size", KIND_COUNT, 0),
    ROW("entropy", KIND_FLOAT, 0),
    ROW("hashes", KIND_HASHES, 0),
};
static const struct shape pe_section_shape = {
    .name = "windows-pe-section-type",
    .properties = pe_section,
    .count = COUNT(pe_section),
};
static const struct property pe_binary[] = {
    WORDS("pe_type", KIND_OPEN, NEED, "dll exe sys"),
    ROW("imphash", KIND_STRING, 0),
    ROW("machine_hex", KIND_HEX, 0),
    ROW("number_of_sections", KIND_COUNT, 0),
    ROW("time_date_stamp", KIND_TIMESTAMP, 0),
    ROW("pointer_to_symbol_table_hex", KIND_HEX, 0),
    ROW("number_of_symbols", KIND_COUNT, 0),
    ROW("size_of_optional_header", KIND_COUNT, 0),
    ROW("characteristics_hex", KIND_HEX, 0),
    ROW("file_header_hashes", KIND_HASHES, 0),
    PART("optional_header", 0, &pe_optional_header_shape),
    PART("sections", LIST, &pe_section_shape),
};

static const struct property http_request[] = {
    ROW("request_method", KIND_STRING, NEED),
    ROW("request_value", KIND_STRING, NEED),
    ROW("request_version", KIND_STRING, 0),
    ROW("request_header", KIND_LISTS, 0),
    ROW("message_body_length", KIND_INTEGER, 0),
    WORDS("message_body_data_ref", KIND_REFERENCE, 0, "artifact"),
};

static const struct property icmp[] = {
    ROW("icmp_type_hex", KIND_HEX, NEED),
    ROW("icmp_code_hex", KIND_HEX, NEED),
};

static const struct property socket[] = {
    WORDS("address_family", KIND_ENUM, NEED,
          "AF_UNSPEC AF_INET AF_IPX AF_APPLETALK AF_NETBIOS AF_INET6 AF_IRDA AF_BTH"),
    ROW("is_blocking", KIND_BOOLEAN, 0),
    ROW("is_listening", KIND_BOOLEAN, 0),
    ROW("options", KIND_INTEGERS, 0),
    WORDS("socket_type", KIND_ENUM, 0, "SOCK_STREAM SOCK_DGRAM SOCK_RAW SOCK_RDM SOCK_SEQPACKET"),
    ROW("socket_descriptor", KIND_COUNT, 0),
    ROW("socket_handle", KIND_INTEGER, 0),
};

/* 6.12.4: keys of the options are names of constants. */
static void check_options(struct check *check, const struct json_value *value)
{
    static const char *const prefixes[] = {"SO_",   "ICMP_",  "ICMP6_", "IP_",
                                           "IPV6_", "MCAST_", "TCP_",   "IRLMP_"};
    const struct json_value *options = json_member(value, "options");
    if (options == NULL || options->type != JSON_TYPE_OBJECT)
        return;
    for (const struct json_value *one = options->first; one != NULL; one = one->next) {
        size_t i = 0;
        while (i < COUNT(prefixes) && !span_starts_with(one->name, prefixes[i]))
            i++;
        if (i == COUNT(prefixes))
            check_error(check, one, "expected the name of a socket option, as SO_TYPE");
    }
}

static const struct property tcp[] = {
    ROW("src_flags_hex", KIND_HEX, 0),
    ROW("dst_flags_hex", KIND_HEX, 0),
};
static const struct rule tcp_rules[] = {
    {RULE_ANY_OF, NULL, "src_flags_hex dst_flags_hex"},
    {RULE_NONE, NULL, NULL},
};

static const struct property windows_process[] = {
    ROW("aslr_enabled", KIND_BOOLEAN, 0),
    ROW("dep_enabled", KIND_BOOLEAN, 0),
    ROW("priority", KIND_STRING, 0),
    ROW("owner_sid", KIND_STRING, 0),
    ROW("window_title", KIND_STRING, 0),
    ROW("startup_info", KIND_DICTIONARY, 0),
    WORDS("integrity_level", KIND_ENUM, 0, "low medium high system"),
};
static const struct rule windows_process_rules[] = {
    {RULE_ANY_OF, NULL,
     "aslr_enabled dep_enabled priority owner_sid window_title startup_info integrity_level"},
    {RULE_NONE, NULL, NULL},
};

static const struct property windows_service[] = {
    ROW("service_name", KIND_STRING, 0),
    ROW("descriptions", KIND_STRING, LIST),
    ROW("display_name", KIND_STRING, 0),
    ROW("group_name", KIND_STRING, 0),
    WORDS("start_type", KIND_ENUM, 0,
          "SERVICE_AUTO_START SERVICE_BOOT_START SERVICE_DEMAND_START SERVICE_DISABLED "
          "SERVICE_SYSTEM_ALERT"),
    WORDS("service_dll_refs", KIND_REFERENCE, LIST, "file"),
    WORDS("service_type", KIND_ENUM, 0,
          "SERVICE_KERNEL_DRIVER SERVICE_FILE_SYSTEM_DRIVER SERVICE_WIN32_OWN_PROCESS "
          "SERVICE_WIN32_SHARE_PROCESS"),
    WORDS("service_status", KIND_ENUM, 0,
          "SERVICE_CONTINUE_PENDING SERVICE_PAUSE_PENDING SERVICE_PAUSED SERVICE_RUNNING "
          "SERVICE_START_PENDING SERVICE_STOP_PENDING SERVICE_STOPPED"),
};
static const struct rule windows_service_rules[] = {
    {RULE_ANY_OF, NULL,
     "service_name descriptions display_name group_name start_type service_dll_refs service_type "
     "service_status"},
    {RULE_NONE, NULL, NULL},
};

static const struct property unix_account[] = {
    ROW("gid", KIND_INTEGER, 0),
    ROW("groups", KIND_STRING, LIST),
    ROW("home_dir", KIND_STRING, 0),
    ROW("shell", KIND_STRING, 0),
};
static const struct rule unix_account_rules[] = {
    {RULE_ANY_OF, NULL, "gid groups home_dir shell"},
    {RULE_NONE, NULL, NULL},
};

#define SHAPE(name, table, rules, more) {name, table, COUNT(table), rules, NULL, NULL, more, NULL}
#define END                             {NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL}

const struct shape file_extensions[] = {
    SHAPE("archive-ext", archive, NULL, NULL),
    SHAPE("ntfs-ext", ntfs, ntfs_rules, NULL),
    SHAPE("pdf-ext", pdf, pdf_rules, NULL),
    SHAPE("raster-image-ext", raster_image, raster_image_rules, NULL),
    SHAPE("windows-pebinary-ext", pe_binary, NULL, NULL),
    END,
};

const struct shape network_extensions[] = {
    SHAPE("http-request-ext", http_request, NULL, NULL),
    SHAPE("icmp-ext", icmp, NULL, NULL),
    SHAPE("socket-ext", socket, NULL, check_options),
    SHAPE("tcp-ext", tcp, tcp_rules, NULL),
    END,
};

const struct shape process_extensions[] = {
    SHAPE("windows-process-ext", windows_process, windows_process_rules, NULL),
    SHAPE("windows-service-ext", windows_service, windows_service_rules, NULL),
    END,
};

const struct shape account_extensions[] = {
    SHAPE("unix-account-ext", unix_account, unix_account_rules, NULL),
    END,
};
