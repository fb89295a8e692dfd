"""Regtest blocks made by hand, good ones and bad ones, byte by byte: for the tests of `ingest blk`.

    chain = Chain()                  the genesis
    chain.add(claim=…, txs=[…])      a block on its tip, valid unless a word says otherwise
    other = chain.branch(height)     the same blocks up to a height, to go on differently
    write(path, chain.blocks)        framed as Bitcoin Core does
"""
import hashlib
import struct

MAGIC = bytes.fromhex("fabfb5da")
LIMIT_BITS = 0x207FFFFF
GENESIS_TIME = 1296688602
GENESIS_TX = bytes.fromhex(
    "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d"
    "0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66"
    "207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe55"
    "48271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba"
    "0b8d578a4c702b6bf11d5fac00000000")
COIN = 10 ** 8


def double(data):
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def shown(name):
    return name[::-1].hex()


def size(number):
    """A compact size, the shortest form."""
    if number < 0xFD:
        return bytes([number])
    if number < 1 << 16:
        return b"\xfd" + struct.pack("<H", number)
    return (b"\xfe" + struct.pack("<I", number) if number < 1 << 32
            else b"\xff" + struct.pack("<Q", number))


def long_size(number):
    """The same number in nine bytes, however small."""
    return b"\xff" + struct.pack("<Q", number)


def pay(owner):
    """A P2PKH script; owners are numbers."""
    return b"\x76\xa9\x14" + owner.to_bytes(20, "big") + b"\x88\xac"


def put_input(previous, index, script=b""):
    return previous + struct.pack("<I", index) + size(len(script)) + script + b"\xff" * 4


def put_output(value, script):
    return struct.pack("<Q", value & (1 << 64) - 1) + size(len(script)) + script


def transaction(inputs, outputs, inputs_size=None, outputs_size=None):
    """`inputs`: (txid, index[, script]); `outputs`: (value, script). The sizes as bytes, to lie."""
    return (struct.pack("<I", 1) + (inputs_size or size(len(inputs))) +
            b"".join(put_input(*one) for one in inputs) + (outputs_size or size(len(outputs))) +
            b"".join(put_output(*one) for one in outputs) + bytes(4))


def coinbase(height, outputs, extra=0):
    script = b"\x03" + height.to_bytes(3, "little") + b"\x08" + struct.pack("<Q", extra)
    return transaction([(bytes(32), 0xFFFFFFFF, script)], outputs)


def merkle(row):
    while len(row) > 1:
        row = row + row[-1:] if len(row) % 2 else row
        row = [double(row[i] + row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]


def target(bits):
    return (bits & 0x7FFFFF) << 8 * ((bits >> 24) - 3)


def header(previous, root, time, bits=LIMIT_BITS, proven=True):
    """Tries nonces until the hash meets the target, or until it does not."""
    for nonce in range(1 << 32):
        made = struct.pack("<I", 4) + previous + root + struct.pack("<III", time, bits, nonce)
        if (int.from_bytes(double(made), "little") <= target(bits)) == proven:
            return made
    raise RuntimeError("no nonce")


def genesis():
    return (struct.pack("<I", 1) + bytes(32) + double(GENESIS_TX) +
            struct.pack("<III", GENESIS_TIME, LIMIT_BITS, 2) + b"\x01" + GENESIS_TX)


def name_of(block):
    return double(block[:80])


def subsidy(height):
    return 50 * COIN >> height // 150


class Chain:
    """`blocks` by height, and the txid of each one's coinbase in `rewards`."""

    def __init__(self):
        self.blocks, self.rewards = [genesis()], [double(GENESIS_TX)]

    def branch(self, height):
        """Shares the blocks 0 to `height`."""
        made = Chain()
        made.blocks, made.rewards = self.blocks[:height + 1], self.rewards[:height + 1]
        return made

    @property
    def height(self):
        return len(self.blocks) - 1

    def tip(self):
        return shown(name_of(self.blocks[-1]))

    def add(self, txs=(), outputs=None, extra=0, time=None, root=None, proven=True, bits=LIMIT_BITS,
            count=None, body=None, claim=None):
        """`count`, `body`: bytes instead of the number of transactions, and of all of them."""
        height = self.height + 1
        if outputs is None:
            outputs = [(subsidy(height) if claim is None else claim, pay(height))]
        reward = coinbase(height, outputs, extra)
        txs = [reward, *txs]
        root = merkle([double(tx) for tx in txs]) if root is None else root
        time = GENESIS_TIME + 600 * height if time is None else time
        head = header(name_of(self.blocks[-1]), root, time, bits, proven)
        body = b"".join(txs) if body is None else body
        self.blocks.append(head + (size(len(txs)) if count is None else count) + body)
        self.rewards.append(double(reward))
        return self.blocks[-1]

    def grow(self, count, extra=0):
        for _ in range(count):
            self.add(extra=extra)
        return self

    def spend(self, height, outputs=None):
        """A transaction that moves a reward on, all of it unless told otherwise."""
        outputs = outputs or [(subsidy(height), pay(10 ** 6 + height))]
        return transaction([(self.rewards[height], 0)], outputs)


def busy_chain(blocks, extra=0, base=None):
    """A chain, or more of `base`, whose blocks move the reward before on, to four new owners."""
    chain = base or Chain().grow(1, extra)
    for _ in range(blocks):
        height = chain.height
        parts = [(subsidy(height) // 5, pay(1000 + 4 * height + i)) for i in range(4)]
        chain.add(txs=[chain.spend(height, parts)], extra=extra)
    return chain


def mix(chain, blocks):
    """More blocks, each with a transaction that moves the reward before and the first output of the one before on;
    a part of each is a fee. The last transaction's txid."""
    carried, total = [], 0
    for _ in range(blocks):
        height = chain.height
        total += subsidy(height)
        tx = transaction([(chain.rewards[height], 0), *carried],
                         [(total * 3 // 7, pay(7)), (total * 3 // 11, pay(5000 + height))])
        carried, total = [(double(tx), 0)], total * 3 // 7
        chain.add(txs=[tx])
    return carried[0][0]


def frame(block, magic=MAGIC):
    return magic + struct.pack("<I", len(block)) + block


def write(path, blocks, key=None, before=b"", behind=b""):
    data = before + b"".join(frame(block) for block in blocks) + behind
    if key:
        data = bytes(byte ^ key[i % len(key)] for i, byte in enumerate(data))
    with open(path, "wb") as file:
        file.write(data)
    return path
