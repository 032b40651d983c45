#!/usr/bin/env python3
"""blockimages.py COMMAND ...: VHD, VHDX and VDI images of the kinds that QEMU reads but does not write, or neither.

  vhd-blocks RAW OUT BLOCK_SIZE        a dynamic disk with blocks of that size, stored last block first
  vhd-creator FILE FOUR CURRENT [max]  another creator and current_size, and the largest geometry
  vhd-old FILE                         cuts the footer at the end to 511 bytes
  vhd-child RAW PARENT OUT EXPECTED    a differencing disk of 512 KiB blocks
  vdi-child RAW PARENT OUT EXPECTED
  vhdx-child RAW PARENT OUT EXPECTED   of 1 MiB blocks
  poke FILE OFFSET HEX

RAW is what the guest sees in PARENT, EXPECTED is written: what it sees in OUT. Changed sectors hold words as
pattern.py writes them, with the seed 0x5a, or 0x5b where the name of OUT says "twice".
"""

import os
import struct
import sys
import uuid

SECTOR = 512
MIB = 1 << 20


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = CRC[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def _table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


CRC = _table()


SEED = 0x5B if any("twice" in argument for argument in sys.argv[4:5]) else 0x5A


def is_changed(sector):
    return (sector * 7919 // 5 + SEED) % 3 == 0


def words(start, length):
    return b"".join(struct.pack(">Q", SEED << 48 | at // 8) for at in range(start, start + length, 8))


def read(path):
    with open(path, "rb") as file:
        return bytearray(file.read())


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def up(value, unit):
    return (value + unit - 1) // unit * unit


# VHD


def vhd_seal(block, field):
    block[field : field + 4] = bytes(4)
    struct.pack_into(">I", block, field, ~sum(block) & 0xFFFFFFFF)
    return block


def vhd_footer(kind, size, identity, creator=b"win "):
    footer = bytearray(512)
    struct.pack_into(">8sIIQI4sIIQQ", footer, 0, b"conectix", 2, 0x10000, 512, 0, creator, 0x60001, 0x5769326B, size, size)
    struct.pack_into(">HBBI", footer, 56, 10, 4, 17, kind)
    footer[68:84] = identity
    return vhd_seal(footer, 64)


def vhd_header(entries, block_size):
    header = bytearray(1024)
    struct.pack_into(">8sQQIII", header, 0, b"cxsparse", 0xFFFFFFFFFFFFFFFF, 1536, 0x10000, entries, block_size)
    return header


def vhd_file(path, footer, header, entries, blocks, tail=b""):
    """blocks: list of (number, bitmap, data) in the order in which they are to be stored."""
    table = [0xFFFFFFFF] * entries
    at = 1536 + up(entries * 4, SECTOR) + len(tail)
    body = bytearray()
    for number, bitmap, data in blocks:
        table[number] = (at + len(body)) // SECTOR
        body += bitmap + data
    raw_table = struct.pack(">%dI" % entries, *table)
    write(path, footer + header + raw_table.ljust(up(len(raw_table), SECTOR), b"\xff") + tail + body + footer)


def vhd_blocks(raw, out, block_size):
    content = read(raw)
    size, block_size = len(content), int(block_size)
    entries = up(size, block_size) // block_size
    bitmap = up(up(block_size // SECTOR, 8) // 8, SECTOR)
    blocks = []
    for number in reversed(range(entries)):
        data = bytes(content[number * block_size : (number + 1) * block_size]).ljust(block_size, b"\0")
        if any(data):
            blocks.append((number, b"\xff" * bitmap, data))
    header = vhd_seal(vhd_header(entries, block_size), 36)
    vhd_file(out, vhd_footer(3, size, uuid.uuid4().bytes), header, entries, blocks)


def vhd_creator(path, creator, current, *largest):
    data = read(path)
    for at in (0, len(data) - 512) if data[:8] == b"conectix" else (len(data) - 512,):
        footer = data[at : at + 512]
        footer[28:32] = creator.encode().ljust(4, b"\0")
        struct.pack_into(">Q", footer, 48, int(current))
        if largest:
            struct.pack_into(">HBB", footer, 56, 65535, 16, 255)
        data[at : at + 512] = vhd_seal(footer, 64)
    write(path, data)


def vhd_old(path):
    write(path, read(path)[:-1])


def vhd_child(raw, parent, out, expected):
    content, above = read(raw), read(parent)
    size, block_size = len(content), 512 << 10
    entries = up(size, block_size) // block_size
    name = os.path.basename(parent)
    blocks = []
    for number in (7, 0, 3, entries - 1):
        first = number * block_size // SECTOR
        last = min(size, (number + 1) * block_size) // SECTOR
        bitmap, data = bytearray(SECTOR), bytearray(b"\xee" * block_size)
        for sector in range(first, last):
            if is_changed(sector) or first + 40 <= sector < first + 300:
                inside = sector - first
                bitmap[inside // 8] |= 0x80 >> inside % 8
                data[inside * SECTOR : (inside + 1) * SECTOR] = words(sector * SECTOR, SECTOR)
                content[sector * SECTOR : (sector + 1) * SECTOR] = words(sector * SECTOR, SECTOR)
        blocks.append((number, bytes(bitmap), bytes(data)))
    header = vhd_header(entries, block_size)
    header[40:56] = above[-512:][68:84]
    header[64 : 64 + 2 * len(name)] = name.encode("utf-16-be")
    relative, absolute = (".\\" + name).encode("utf-16-le"), ("C:\\Disks\\" + name).encode("utf-16-le")
    tail = relative.ljust(SECTOR, b"\0") + absolute.ljust(SECTOR, b"\0")
    at = 1536 + up(entries * 4, SECTOR)
    struct.pack_into(">4sIIIQ", header, 576, b"W2ku", SECTOR, len(absolute), 0, at + SECTOR)
    struct.pack_into(">4sIIIQ", header, 600, b"W2ru", SECTOR, len(relative), 0, at)
    vhd_file(out, vhd_footer(4, size, uuid.uuid4().bytes), vhd_seal(header, 36), entries, blocks, tail)
    write(expected, content)


# VDI


def vdi_child(raw, parent, out, expected):
    content, above = read(raw), read(parent)
    size = len(content)
    entries = up(size, MIB) // MIB
    header = bytearray(above[:512])
    header[0:64] = b"<<< guestkit child >>>\n".ljust(64, b"\0")
    struct.pack_into("<I", header, 0x4C, 4)
    header[0x188:0x198] = uuid.uuid4().bytes_le
    header[0x198:0x1A8] = uuid.uuid4().bytes_le
    header[0x1A8:0x1B8] = above[0x188:0x198]
    header[0x1B8:0x1C8] = above[0x198:0x1A8]
    table = [0xFFFFFFFF] * entries
    body = bytearray()
    for number in (9, 1, 2, 0):
        table[number] = len(body) // MIB
        body += words(number * MIB, MIB)
        content[number * MIB : (number + 1) * MIB] = words(number * MIB, MIB)
    table[4] = 0xFFFFFFFE
    content[4 * MIB : 5 * MIB] = bytes(MIB)
    struct.pack_into("<I", header, 0x184, 4)
    data = struct.unpack_from("<I", above, 0x158)[0]
    write(out, (header + struct.pack("<%dI" % entries, *table)).ljust(data, b"\0") + body)
    write(expected, content)


# VHDX


def vhdx_seal(block):
    block[4:8] = bytes(4)
    struct.pack_into("<I", block, 4, crc32c(block))
    return block


def guid(text):
    return uuid.UUID(text).bytes_le


def vhdx_child(raw, parent, out, expected):
    content, above = read(raw), read(parent)
    size = len(content)
    blocks = up(size, MIB) // MIB
    ratio = (1 << 23) * SECTOR // MIB
    image = bytearray(4 * MIB)
    image[0:8] = b"vhdxfile"
    image[8:24] = "guestkit".encode("utf-16-le")
    for number, at in ((1, 64 << 10), (2, 128 << 10)):
        header = bytearray(4096)
        struct.pack_into("<4sIQ", header, 0, b"head", 0, number)
        header[16:32], header[32:48] = uuid.uuid4().bytes_le, uuid.uuid4().bytes_le
        struct.pack_into("<HHIQ", header, 64, 0, 1, MIB, MIB)
        image[at : at + 4096] = vhdx_seal(header)
    regions = bytearray(65536)
    struct.pack_into("<4sII", regions, 0, b"regi", 0, 2)
    struct.pack_into("<16sQII", regions, 16, guid("2dc27766-f623-4200-9d64-115e9bfd4a08"), 3 * MIB, MIB, 1)
    struct.pack_into("<16sQII", regions, 48, guid("8b7ca206-4790-4b9a-b8fe-575f050f886e"), 2 * MIB, MIB, 1)
    for at in (192 << 10, 256 << 10):
        image[at : at + 65536] = vhdx_seal(regions)
    first, second = above[64 << 10 : 68 << 10], above[128 << 10 : 132 << 10]
    newest = first if first[8:16][::-1] > second[8:16][::-1] else second
    name = os.path.basename(parent)
    values = {
        "parent_linkage": "{%s}" % uuid.UUID(bytes_le=bytes(newest[32:48])),
        "absolute_win32_path": "C:\\Disks\\" + name,
        "relative_path": ".\\" + name,
    }
    locator = bytearray(guid("b04aefb7-d19e-4a81-b789-25b8e9445913") + struct.pack("<HH", 0, len(values)))
    texts = bytearray()
    for key, value in values.items():
        key, value = key.encode("utf-16-le"), value.encode("utf-16-le")
        at = 20 + 12 * len(values) + len(texts)
        locator += struct.pack("<IIHH", at, at + len(key), len(key), len(value))
        texts += key + value
    items = (
        ("caa16737-fa36-4d43-b3b6-33f0aa44e76b", struct.pack("<II", MIB, 2)),
        ("2fa54224-cd1b-4876-b211-5dbed83bf4b8", struct.pack("<Q", size)),
        ("beca12ab-b2e6-4523-93ef-c309e000c746", uuid.uuid4().bytes_le),
        ("8141bf1d-a96f-4709-ba47-f233a8faab5f", struct.pack("<I", SECTOR)),
        ("cda348c7-445d-4471-9cc9-e9885251c556", struct.pack("<I", 4096)),
        ("a8d35f2d-b30b-454d-abf7-d3d84834ab0c", bytes(locator + texts)),
    )
    struct.pack_into("<8sHH", image, 2 * MIB, b"metadata", 0, len(items))
    at = 65536
    for number, (item, value) in enumerate(items):
        struct.pack_into("<16sIII", image, 2 * MIB + 32 + 32 * number, guid(item), at, len(value), 4)
        image[2 * MIB + at : 2 * MIB + at + len(value)] = value
        at += up(len(value), 8)

    def entry(index, state, offset=0):
        struct.pack_into("<Q", image, 3 * MIB + 8 * index, offset | state)

    bitmap = bytearray(MIB)
    for number, state in ((9, 7), (0, 7), (1, 6), (3, 2), (4, 1), (5, 3), (blocks - 1, 7)):
        start = number * MIB
        if state < 6:
            entry(number, state)
            content[start : start + MIB] = bytes(min(size, start + MIB) - start)
            continue
        entry(number, state, len(image))
        data = bytearray(b"\xee" * MIB)
        for sector in range(start // SECTOR, min(size, start + MIB) // SECTOR):
            if state == 6 or is_changed(sector) or sector % 2048 in range(40, 300):
                bitmap[sector // 8] |= 1 << sector % 8
                inside = sector * SECTOR - start
                data[inside : inside + SECTOR] = words(sector * SECTOR, SECTOR)
                content[sector * SECTOR : (sector + 1) * SECTOR] = words(sector * SECTOR, SECTOR)
        image += data
    entry(ratio, 6, len(image))
    image += bitmap
    write(out, image)
    write(expected, content)


def poke(path, offset, text):
    with open(path, "r+b") as file:
        file.seek(int(offset, 0))
        file.write(bytes.fromhex(text))


if __name__ == "__main__":
    {
        "vhd-blocks": vhd_blocks,
        "vhd-creator": vhd_creator,
        "vhd-old": vhd_old,
        "vhd-child": vhd_child,
        "vdi-child": vdi_child,
        "vhdx-child": vhdx_child,
        "poke": poke,
    }[sys.argv[1]](*sys.argv[2:])
