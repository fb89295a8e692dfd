"""Patterns for patterns.py: good ones, bad ones, and these broken in one place.

Each is one line of LIST: + good, - bad, and where only one side says so (t Trefoil alone takes it,
p the peer alone takes it) which of the reasons in patterns.py it is for.
"""

import random
import re

LIST = r"""
+ [file:name = 'a.exe']
+ [file:name == 'a.exe' OR file:size != 10 OR file:size <> 11]
+ [file:size < 1 OR file:size <= 2 OR file:size > 3 OR file:size >= 4]
+ [file:name='a'AND file:size=5OR file:size=.5]
+ [file:name NOT = 'a']
+ [file:name NOT LIKE 'a%_' AND file:size NOT > 7]
+ [file:name IN ('a', 'b', 'c')]
+ [file:size NOT IN (1, -2, +3)]
+ [file:name IN ()]
+ [file:hashes.MD5 = 'cead3f77f6cda6ec00f57d76c9a6879f']
+ [file:hashes.'SHA-256' = 'AEC070645FE53EE3B3763059376134F058CC337247C978ADD178B6CCDFB0019F']
+ [file:hashes.SSDEEP = '96:abc/+:d']
+ [file:hashes.'x own' = 'anything']
+ [file:hashes[*] = 'cead3f77f6cda6ec00f57d76c9a6879f']
+ [file:extensions.'windows-pebinary-ext'.sections[*].entropy > 7.0]
+ [file:extensions.'windows-pebinary-ext'.sections[12].entropy > +.25]
+ [email-message:from_ref.value MATCHES '.+\\@example\\.com$' AND email-message:body_multipart[*].body_raw_ref.name MATCHES '^Final Report.+\\.exe$']
+ [domain-name:resolves_to_refs[*].value = '198.51.100.1/32']
+ [domain-name:resolves_to_refs[0].resolves_to_refs[1].value = 'd2:fb:49:24:37:18']
+ [network-traffic:dst_ref.value ISSUBSET '2001:0db8:dead:beef:0000:0000:0000:0000/64']
+ [ipv4-addr:value NOT ISSUPERSET '198.51.100.1']
+ [file:magic_number_hex = h'ffd8' OR file:magic_number_hex = h'']
+ [artifact:payload_bin = b'dGhpcyBpcyBhIHRlc3Q=']
+ [artifact:payload_bin = b'YQ==' OR artifact:payload_bin = b'YWJj']
+ [process:created_time >= t'2016-12-31T23:59:60Z' AND process:created_time < t'2024-02-29T00:00:00.123456789Z']
+ [process:is_hidden = true OR process:is_hidden != false]
+ [EXISTS process:is_hidden AND process:pid = 4]
+ [file:name = 'it\'s \\ here']
+ [file:name = '']
+ [file:'name' = 'a']
+ [user-account:account_login = '관리자' OR user-account:account_login = '管理者']
+ [(file:name = 'a' OR file:size = 2) AND file:created = t'2014-01-13T07:03:17Z']
+ [((((file:name = 'a'))))]
+ [file:name = 'a' OR url:value = 'http://a.example/']
+ [file:name = 'a' AND (file:size = 1 OR url:value = 'a:b')]
+ [(file:name = 'a' OR url:value = 'a:b') AND (url:value = 'c:d' OR mutex:name = 'e')]
+ [x-usb-device:usbdrive.serial_number = '575833314133343231313937']
+ [cryptocurrency-wallet:value = '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa']
+ [file:name = 'a'] AND [url:value = 'a:b'] OR [mutex:name = 'c'] FOLLOWEDBY [process:pid = 4]
+ ([file:name = 'a'] AND [file:name = 'b']) WITHIN 300 SECONDS
+ ([file:name = 'a'] FOLLOWEDBY [file:name = 'b']) WITHIN 0.5 SECONDS
+ [file:name = 'a'] REPEATS 5 TIMES WITHIN 1800 SECONDS
+ [file:name = 'a'] REPEATS 5 TIMES WITHIN 1800 SECONDS START t'2016-06-01T00:00:00Z' STOP t'2016-07-01T00:00:00Z'
+ ([file:name = 'a'] REPEATS 2 TIMES) REPEATS 2 TIMES
+ (([file:name = 'a']))
+ [ file:name /* a name */ = 'a' ] // and no more
- file:name = 'a'
- [file:name]
- []
- [file:name = ]
- [file = 'a']
- [file.name = 'a']
- [file:name = a]
- [file:name = "a"]
- [file:name = 'a]
- [file:name = 'a\n']
- [file:name = 'a''b']
- [file:name =? 'a']
- [file:name === 'a']
- [file:name = 'a'
- file:name = 'a']
- [file:name = 'a']]
- [file:name = 'a'] [file:name = 'b']
- [file:name = 'a' AND]
- [AND file:name = 'a']
- [file:name = 'a' FOLLOWEDBY file:name = 'b']
- [file:name = 'a' and file:name = 'b']
- [NOT file:name = 'a']
- [file:name NOT 'a']
- [file:name NOT NOT = 'a']
- [file:name NOT EXISTS]
+ [NOT EXISTS file:name]
- [file:name LIKE 5]
- [file:name MATCHES /a/]
- [file:name MATCHES h'ff']
- [file:size > true]
- [file:size = TRUE]
- [file:size = 01]
- [file:size = 1.]
- [file:size = 1e5]
- [file:size = - 1]
- [file:size IN 1]
- [file:size IN (1,)]
- [file:size IN (1 2)]
- [file:magic_number_hex = h'f']
- [file:magic_number_hex = h'fg']
- [artifact:payload_bin = b'====']
- [artifact:payload_bin = b'YQ=']
- [artifact:payload_bin = b'']
- [process:created_time = t'2024-13-01T12:00:00Z']
- [process:created_time = t'2024-01-01T24:00:00Z']
- [process:created_time = t'2024-01-01T12:00:00']
- [process:created_time = t'2024-01-01T12:00:00.Z']
- [file:hashes.MD5 = 'a']
- [file:hashes.'SHA-1' != 'cead3f77f6cda6ec00f57d76c9a6879f']
- [file:hashes.SHA-1 = 'aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f']
- [file:name. = 'a']
- [file:.name = 'a']
- [file:name..x = 'a']
- [file:name.[0] = 'a']
- [file:sections[] = 'a']
- [file:sections['a'] = 'a']
- [file:sections[1.5] = 'a']
- [file:START = 'a']
- [LIKE:name = 'a']
- [file:name = 'a'] WITHIN 5
- [file:name = 'a'] WITHIN SECONDS
- [file:name = 'a'] WITHIN -5 SECONDS
- [file:name = 'a'] within 5 SECONDS
- [file:name = 'a'] REPEATS 1.5 TIMES
- [file:name = 'a'] REPEATS 2
- [file:name = 'a'] WITHIN 5 SECONDS WITHIN 6 SECONDS
- [file:name = 'a'] REPEATS 5 TIMES WITHIN 6 SECONDS REPEATS 5 TIMES
- [file:name = 'a'] START t'2016-06-01T00:00:00Z'
- [file:name = 'a'] START '2016-06-01T00:00:00Z' STOP '2016-07-01T00:00:00Z'
- [file:name = 'a'] STOP t'2016-06-01T00:00:00Z' START t'2016-07-01T00:00:00Z'
- ([file:name = 'a']
- [file:name = 'a'])
- ([file:name = 'a'] FOLLOWEDBY)
- [(file:name = 'a']
- [[file:name = 'a']]
- [file:name = 'a' /* no end]
- [file:name = 'a' # 'b']
- [file:name = 'a'] /
p [file:name = 'a' AND url:value = 'a:b']
p [file:name = 'a' AND (url:value = 'a:b' OR mutex:name = 'c')]
p [(file:name = 'a' OR url:value = 'b:c') AND mutex:name = 'd']
p [indicator:name = 'a']
p [x:name = 'a']
p [x_own:name = 'a']
p [File:name = 'a']
- [file:sections[-1] = 'a']
p [file:name = 'a'] REPEATS 0 TIMES
p [file:name = 'a'] WITHIN 0 SECONDS
p [file:name = 'a'] WITHIN 0.0 SECONDS
p ([file:name = 'a']) WITHIN 5 SECONDS WITHIN 6 SECONDS
p [file:name = 'a'] START t'2016-07-01T00:00:00Z' STOP t'2016-06-01T00:00:00Z'
p [file:name = 'a'] START t'2016-07-01T00:00:00Z' STOP t'2016-07-01T00:00:00Z'
p [process:created_time = t'2024-02-30T12:00:00Z']
p [process:created_time = t'2024-01-01T12:30:60Z']
p [file:name MATCHES '(a']
p [file:name MATCHES '*a']
p [file:name MATCHES '[z-a]']
p [ipv4-addr:value ISSUBSET '198.51.100.256/24']
p [ipv4-addr:value ISSUPERSET 'a']
p [domain-name:resolves_to_refs.value = '198.51.100.1']
t /* first */ [file:name = 'a']
t [file:hashes.MD5 IN ('cead3f77f6cda6ec00f57d76c9a6879f', 'aead3f77f6cda6ec00f57d76c9a6879f')]
t [file:hashes.MD5 LIKE 'cead%']
t [file:hashes.MD5 MATCHES '^cead']
t [file:hashes.SHA256 = 'a']
"""


def listed():
    """(sign, pattern) of each line."""
    return [(line[0], line[2:]) for line in LIST.strip().splitlines()]


WORDS = ["[", "]", "(", ")", ".", ",", ":", "*", "'", "\\", "=", "!=", "<", ">=", "AND", "OR", "NOT",
         "FOLLOWEDBY", "IN", "LIKE", "MATCHES", "ISSUBSET", "EXISTS", "START", "STOP", "WITHIN",
         "REPEATS", "SECONDS", "TIMES", "true", "0", "-1", "+2", "3.5", "'a'", "h'00'", "b'YQ=='",
         "t'2020-01-01T00:00:00Z'", "file", "url", "name", "hashes", "file:name", "[*]", " ", "/*", "*/",
         "//", "\u3000", "\u00e9", "x-own", "_refs", "'198.51.100.0/24'"]
SPLIT = re.compile(r"\s+|[A-Za-z_][\w-]*|'(?:[^'\\]|\\.)*'|[-+]?[\d.]+|.", re.S)


def broken(count, seed):
    """Listed patterns with a word left out, put in, changed for another or doubled, once or twice."""
    dice = random.Random(seed)
    whole = [pattern for _, pattern in listed()]
    for _ in range(count):
        words = SPLIT.findall(dice.choice(whole))
        for _ in range(dice.choice((1, 1, 2))):
            at = dice.randrange(len(words) + 1)
            way = dice.randrange(4)
            if way == 0:
                words[at:at + 1] = []
            elif way == 1:
                words[at:at] = [dice.choice(WORDS)]
            elif way == 2:
                words[at:at + 1] = [dice.choice(WORDS)]
            else:
                words[at:at] = words[at:at + dice.randrange(6)]
        yield "".join(words)


PIECES = ["a", "b-", "-", "(", ")", "[", "]", "^", "$", "|", "*", "+", "?", "{", "}", "{2}", "{3,1}", "{1,}",
          "{,2}", "{70000}", "\\", "\\\\", "\\d", "\\x{70000", "\\x{41}", "\\Q", "\\E", "(?:", "(?i)", "(?x)",
          "(?<n>", "(?=", "(?#", "(*UTF)", "(?(1)", "[:alpha:]", "[^", "z-a", "a-z", ".", "#", ",", "9",
          "\\c", "\u00e9", "\n"]


def regexes(count, seed):
    dice = random.Random(seed)
    for _ in range(count):
        yield "".join(dice.choice(PIECES) for _ in range(dice.randrange(1, 9)))
