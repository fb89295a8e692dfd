"""STIX 2.1 objects with every property that the standard gives their type, written by hand from the
standard, and what can be made of them by breaking one thing at a time."""
import copy
import uuid

TIME, LATER = "2020-01-01T00:00:00.000Z", "2020-01-02T00:00:00.000Z"


def an_id(of, number=1):
    return f"{of}--{uuid.UUID(int=0x40008000 << 48 | number, version=4)}"


CHAIN = [{"kill_chain_name": "lockheed-martin-cyber-kill-chain", "phase_name": "delivery"}]
MD5, SHA256 = "d41d8cd98f00b204e9800998ecf8427e", "a" * 64
HASHES = {"MD5": MD5, "SHA-256": SHA256}
SEEN = {"first_seen": TIME, "last_seen": LATER}
REFS = {"object_refs": [an_id("tool"), an_id("url"), an_id("relationship")]}

SDO = {
    "attack-pattern": {"name": "a", "description": "b", "aliases": ["c"], "kill_chain_phases": CHAIN},
    "campaign": {"name": "a", "description": "b", "aliases": ["c"], "objective": "d", **SEEN},
    "course-of-action": {"name": "a", "description": "b"},
    "grouping": {"name": "a", "description": "b", "context": "malware-analysis", **REFS},
    "identity": {"name": "a", "description": "b", "roles": ["c"], "identity_class": "group",
                 "sectors": ["energy"], "contact_information": "d"},
    "incident": {"name": "a", "description": "b"},
    "indicator": {"name": "a", "description": "b", "indicator_types": ["benign"],
                  "pattern": "[url:value = 'x']", "pattern_type": "stix", "pattern_version": "2.1",
                  "valid_from": TIME, "valid_until": LATER, "kill_chain_phases": CHAIN},
    "infrastructure": {"name": "a", "description": "b", "infrastructure_types": ["botnet"],
                       "aliases": ["c"], "kill_chain_phases": CHAIN, **SEEN},
    "intrusion-set": {"name": "a", "description": "b", "aliases": ["c"], "goals": ["d"],
                      "resource_level": "club", "primary_motivation": "revenge",
                      "secondary_motivations": ["ideology"], **SEEN},
    "location": {"name": "a", "description": "b", "latitude": 38.9, "longitude": -77.0,
                 "precision": 10.5, "region": "asia", "country": "KR", "administrative_area": "c",
                 "city": "d", "street_address": "e", "postal_code": "f"},
    "malware": {"name": "a", "description": "b", "malware_types": ["worm"], "is_family": True,
                "aliases": ["c"], "kill_chain_phases": CHAIN,
                "operating_system_refs": [an_id("software")],
                "architecture_execution_envs": ["x86"], "implementation_languages": ["c"],
                "capabilities": ["anti-vm"], "sample_refs": [an_id("file")], **SEEN},
    "malware-analysis": {"product": "a", "version": "b", "host_vm_ref": an_id("software"),
                         "operating_system_ref": an_id("software"),
                         "installed_software_refs": [an_id("software")],
                         "configuration_version": "c", "modules": ["d"],
                         "analysis_engine_version": "e", "analysis_definition_version": "f",
                         "submitted": TIME, "analysis_started": TIME, "analysis_ended": LATER,
                         "result_name": "g", "result": "benign",
                         "analysis_sco_refs": [an_id("url")], "sample_ref": an_id("file")},
    "note": {"abstract": "a", "content": "b", "authors": ["c"], **REFS},
    "observed-data": {"first_observed": TIME, "last_observed": LATER, "number_observed": 5,
                      "object_refs": [an_id("url")]},
    "opinion": {"explanation": "a", "authors": ["b"], "opinion": "agree", **REFS},
    "report": {"name": "a", "description": "b", "report_types": ["campaign"], "published": TIME,
               **REFS},
    "threat-actor": {"name": "a", "description": "b", "threat_actor_types": ["spy"],
                     "aliases": ["c"], "roles": ["agent"], "goals": ["d"],
                     "sophistication": "expert", "resource_level": "club",
                     "primary_motivation": "revenge", "secondary_motivations": ["ideology"],
                     "personal_motivations": ["notoriety"], **SEEN},
    "tool": {"name": "a", "description": "b", "tool_types": ["unknown"], "aliases": ["c"],
             "kill_chain_phases": CHAIN, "tool_version": "d"},
    "vulnerability": {"name": "a", "description": "b"},
    "relationship": {"relationship_type": "uses", "description": "a", "source_ref": an_id("campaign"),
                     "target_ref": an_id("tool"), "start_time": TIME, "stop_time": LATER},
    "sighting": {"description": "a", "count": 3, "sighting_of_ref": an_id("malware"),
                 "observed_data_refs": [an_id("observed-data")],
                 "where_sighted_refs": [an_id("identity")], "summary": False, **SEEN},
    "language-content": {"object_ref": an_id("tool"), "object_modified": TIME,
                         "contents": {"ko": {"name": "x"}}},
    "extension-definition": {"name": "a", "description": "b", "schema": "c", "version": "1.0",
                             "extension_types": ["toplevel-property-extension"],
                             "extension_properties": ["some_property"]},
}

PE = {"pe_type": "exe", "imphash": "a", "machine_hex": "014c", "number_of_sections": 4,
      "time_date_stamp": "2020-01-01T00:00:00Z", "pointer_to_symbol_table_hex": "74726144",
      "number_of_symbols": 1, "size_of_optional_header": 224, "characteristics_hex": "818f",
      "file_header_hashes": {"MD5": MD5},
      "optional_header": {"magic_hex": "010b", "size_of_code": 1, "image_base": 4,
                          "hashes": {"MD5": MD5}},
      "sections": [{"name": "CODE", "size": 5, "entropy": 0.061089, "hashes": {"MD5": MD5}}]}

SCO = {
    "artifact": {"mime_type": "image/jpeg", "payload_bin": "YWJj", "hashes": HASHES,
                 "encryption_algorithm": "mime-type-indicated", "decryption_key": "a"},
    "autonomous-system": {"number": 15139, "name": "a", "rir": "ARIN"},
    "directory": {"path": "/a", "path_enc": "UTF-8", "ctime": TIME, "mtime": TIME, "atime": TIME,
                  "contains_refs": [an_id("file")]},
    "domain-name": {"value": "example.com", "resolves_to_refs": [an_id("ipv4-addr")]},
    "email-addr": {"value": "a@example.com", "display_name": "a",
                   "belongs_to_ref": an_id("user-account")},
    "email-message": {"is_multipart": True, "date": TIME, "content_type": "multipart/mixed",
                      "from_ref": an_id("email-addr"), "sender_ref": an_id("email-addr"),
                      "to_refs": [an_id("email-addr")], "cc_refs": [an_id("email-addr")],
                      "bcc_refs": [an_id("email-addr")], "message_id": "a", "subject": "b",
                      "received_lines": ["c"], "additional_header_fields": {"X-A": ["d", "e"]},
                      "body_multipart": [{"content_type": "text/plain", "body": "f",
                                          "content_disposition": "inline"}],
                      "raw_email_ref": an_id("artifact")},
    "file": {"hashes": HASHES, "size": 10, "name": "a", "name_enc": "UTF-8",
             "magic_number_hex": "ffd8", "mime_type": "image/jpeg", "ctime": TIME, "mtime": TIME,
             "atime": TIME, "parent_directory_ref": an_id("directory"),
             "contains_refs": [an_id("url")], "content_ref": an_id("artifact"),
             "extensions": {
                 "archive-ext": {"contains_refs": [an_id("file")], "comment": "a"},
                 "ntfs-ext": {"sid": "a", "alternate_data_streams": [
                     {"name": "b", "hashes": HASHES, "size": 1}]},
                 "pdf-ext": {"version": "1.7", "is_optimized": False,
                             "document_info_dict": {"Title": "a"}, "pdfid0": "b", "pdfid1": "c"},
                 "raster-image-ext": {"image_height": 1, "image_width": 2, "bits_per_pixel": 3,
                                      "exif_tags": {"Make": "a", "XResolution": 4928}},
                 "windows-pebinary-ext": PE}},
    "ipv4-addr": {"value": "198.51.100.3", "resolves_to_refs": [an_id("mac-addr")],
                  "belongs_to_refs": [an_id("autonomous-system")]},
    "ipv6-addr": {"value": "2001:db8::1", "resolves_to_refs": [an_id("mac-addr")],
                  "belongs_to_refs": [an_id("autonomous-system")]},
    "mac-addr": {"value": "d2:fb:49:24:37:18"},
    "mutex": {"name": "a"},
    "network-traffic": {"start": TIME, "end": LATER, "is_active": False,
                        "src_ref": an_id("ipv4-addr"), "dst_ref": an_id("domain-name"),
                        "src_port": 1, "dst_port": 65535, "protocols": ["tcp"],
                        "src_byte_count": 1, "dst_byte_count": 2, "src_packets": 3,
                        "dst_packets": 4, "ipfix": {"minimumIpTotalLength": 32},
                        "src_payload_ref": an_id("artifact"), "dst_payload_ref": an_id("artifact"),
                        "encapsulates_refs": [an_id("network-traffic", 2)],
                        "encapsulated_by_ref": an_id("network-traffic", 3),
                        "extensions": {
                            "http-request-ext": {"request_method": "get", "request_value": "/",
                                                 "request_version": "http/1.1",
                                                 "request_header": {"Accept": ["a"]},
                                                 "message_body_length": 1,
                                                 "message_body_data_ref": an_id("artifact")},
                            "icmp-ext": {"icmp_type_hex": "08", "icmp_code_hex": "00"},
                            "socket-ext": {"address_family": "AF_INET", "is_blocking": True,
                                           "is_listening": False, "options": {"SO_TYPE": 1},
                                           "socket_type": "SOCK_STREAM", "socket_descriptor": 1,
                                           "socket_handle": 2},
                            "tcp-ext": {"src_flags_hex": "00000002", "dst_flags_hex": "00"}}},
    "process": {"is_hidden": False, "pid": 1, "created_time": TIME, "cwd": "a",
                "command_line": "b", "environment_variables": {"PATH": "c"},
                "opened_connection_refs": [an_id("network-traffic")],
                "creator_user_ref": an_id("user-account"), "image_ref": an_id("file"),
                "parent_ref": an_id("process", 2), "child_refs": [an_id("process", 3)],
                "extensions": {
                    "windows-process-ext": {"aslr_enabled": True, "dep_enabled": True,
                                            "priority": "a", "owner_sid": "b",
                                            "window_title": "c", "startup_info": {"dwFlags": "1"},
                                            "integrity_level": "low"},
                    "windows-service-ext": {"service_name": "a", "descriptions": ["b"],
                                            "display_name": "c", "group_name": "d",
                                            "start_type": "SERVICE_AUTO_START",
                                            "service_dll_refs": [an_id("file")],
                                            "service_type": "SERVICE_WIN32_OWN_PROCESS",
                                            "service_status": "SERVICE_RUNNING"}}},
    "software": {"name": "a", "cpe": "cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*", "swid": "b",
                 "languages": ["en"], "vendor": "c", "version": "d"},
    "url": {"value": "https://example.com/"},
    "user-account": {"user_id": "a", "credential": "b", "account_login": "c",
                     "account_type": "unix", "display_name": "d", "is_service_account": False,
                     "is_privileged": False, "can_escalate_privs": True, "is_disabled": False,
                     "account_created": TIME, "account_expires": LATER,
                     "credential_last_changed": TIME, "account_first_login": TIME,
                     "account_last_login": LATER,
                     "extensions": {"unix-account-ext": {"gid": 1001, "groups": ["wheel"],
                                                         "home_dir": "/a", "shell": "/b"}}},
    "windows-registry-key": {"key": "HKEY_LOCAL_MACHINE\\a", "values": [
                                 {"name": "a", "data": "b", "data_type": "REG_SZ"}],
                             "modified_time": TIME, "creator_user_ref": an_id("user-account"),
                             "number_of_subkeys": 1},
    "x509-certificate": {"is_self_signed": False, "hashes": HASHES, "version": "3",
                         "serial_number": "36:f7", "signature_algorithm": "a", "issuer": "b",
                         "validity_not_before": TIME, "validity_not_after": LATER, "subject": "c",
                         "subject_public_key_algorithm": "d", "subject_public_key_modulus": "e",
                         "subject_public_key_exponent": 65537,
                         "x509_v3_extensions": {"basic_constraints": "f",
                                                "private_key_usage_period_not_before": TIME}},
}

COMMON = {"created_by_ref": an_id("identity"), "revoked": False, "labels": ["x"], "confidence": 50,
          "lang": "en",
          "external_references": [{"source_name": "a", "description": "b",
                                   "url": "https://example.com/", "hashes": HASHES,
                                   "external_id": "c"}],
          "object_marking_refs": ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}
SCO_COMMON = {"object_marking_refs": COMMON["object_marking_refs"], "defanged": False}
STATEMENT = {"type": "marking-definition", "spec_version": "2.1", "id": an_id("marking-definition"),
             "created": TIME, "created_by_ref": an_id("identity"), "name": "a",
             "definition_type": "statement", "definition": {"statement": "b"},
             "external_references": COMMON["external_references"]}


def whole():
    """One object a type."""
    found = [STATEMENT]
    for of, members in SDO.items():
        found.append({"type": of, "spec_version": "2.1", "id": an_id(of), "created": TIME,
                      "modified": LATER, **COMMON, **members,
                      "granular_markings": [{"selectors": ["labels.[0]"],
                                             "marking_ref": COMMON["object_marking_refs"][0]}]})
    for of, members in SCO.items():
        found.append({"type": of, "spec_version": "2.1", "id": an_id(of), **SCO_COMMON, **members})
    return copy.deepcopy(found)


VALUES = [None, "", "x", 0, -1, 1.5, 2 ** 53, True, [], {}, ["x"], [1], {"abc": "x"}, "a b",
          "2020-01-01T00:00:00Z", "2020-02-30T00:00:00Z", "1999-01-01T00:00:00.000Z",
          "2020-01-01T00:00:00+00:00", an_id("tool"), an_id("bundle"), "tool--1", [an_id("location")],
          {"MD5": "x"}]


def places(value, path=()):
    """The path of every value inside."""
    members = value.items() if isinstance(value, dict) else \
        enumerate(value) if isinstance(value, list) else ()
    for key, inside in members:
        yield path + (key,)
        yield from places(inside, path + (key,))


def broken(whole_object):
    """(path, what was done, object): each value left out, each put into the place of it."""
    for path in places(whole_object):
        for number in range(len(VALUES) + 1):
            changed = copy.deepcopy(whole_object)
            at = changed
            for key in path[:-1]:
                at = at[key]
            if number < len(VALUES):
                if at[path[-1]] == VALUES[number] and type(at[path[-1]]) is type(VALUES[number]):
                    continue
                at[path[-1]] = copy.deepcopy(VALUES[number])
            else:
                del at[path[-1]]
            yield path, VALUES[number] if number < len(VALUES) else "left out", changed
