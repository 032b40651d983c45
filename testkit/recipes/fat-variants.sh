#!/usr/bin/env bash
# fat-variants.sh OUT: FAT12, FAT16 and FAT32, written by mkfs.vfat and mtools.
#
# OUT/NAME.raw is the file system, OUT/NAME.jsonl what went into it: path, type and, of files, size, mtime (two seconds
# exact, as if local time were UTC) and sha256. Needs no root.
# tools: mkfs.vfat mcopy
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need python3 mkfs.vfat mcopy mmd mattrib mdel

tree=$scratch/tree
python - "$tree" <<'EOF'
import os, random, sys

root = sys.argv[1]
rnd = random.Random(7)

def write(name, content=b"x"):
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)

write("EMPTY", b"")
write("README.TXT", b"short name, upper case")
write("lower.txt", b"short name, lower case")
write("Mixed.Case", b"long name, because of its case")
for size in (1, 511, 512, 513, 1023, 1024, 2047, 2048, 2049, 4095, 4096, 4097, 32768, 65537, 300000):
    write("sizes/%d.bin" % size, rnd.randbytes(size))
write("names/A long file name with spaces.text")
write("names/" + "n" * 170 + ".long")
write("names/thirteen-char")  # exactly one and exactly two entries of thirteen characters
write("names/" + "t" * 26)
write("names/two.dots.in.name")
write("names/\u00e4\u00f6\u00fc-\u00e9-\u65e5\u672c.txt", b"not ASCII")
write("names/Collides-with-a.txt", b"1")
write("names/Collides-with-b.txt", b"2")
for i in range(300):  # more than one cluster of entries
    write("many/file-%03d-with-a-longer-name.txt" % i, b"%d" % i)
deep = "deep"
for i in range(12):
    deep += "/level%02d" % i
write(deep + "/bottom", b"bottom")
os.makedirs(os.path.join(root, "empty-folder"))
stamp = 1262304000  # 2010-01-01
for folder, folders, files in sorted(os.walk(root)):
    for name in sorted(files):
        stamp += 86400 + 3602
        os.utime(os.path.join(folder, name), (stamp, stamp))
EOF
# The longest name there may be. mtools 4.0 finds no room for it in clusters of 512 bytes.
longest=$tree/names/$(printf 'l%.0s' $(seq 250)).long

answer() {
  facts "$tree" --no-xattrs | python -c 'import json, sys
for line in sys.stdin:
    fact = json.loads(line)
    keep = ("path", "type", "size", "mtime", "sha256") if fact["type"] == "file" else ("path", "type")
    print(json.dumps({key: fact[key] for key in keep}, separators=(",", ":")))'
}
answer >"$scratch/answer-512"
echo longest >"$longest"
touch -d @1400000000 "$longest"
answer >"$scratch/answer"

# variant NAME SIZE MKFS-OPTION...
variant() {
  local name=$1 label=${1^^} image=$out/$1.raw
  truncate -s "$2" "$image"
  shift 2
  mkfs.vfat -n "${label:0:11}" -i 4b4b0001 --invariant "$@" "$image" >/dev/null
  # something to delete first, so that the chains that follow are not in order
  head -c 200000 /dev/zero | tr '\0' d >"$scratch/doomed"
  mcopy -i "$image" "$scratch/doomed" ::DOOMED.BIN
  mcopy -i "$image" "$tree/README.TXT" ::AFTER.TXT
  mdel -i "$image" ::DOOMED.BIN ::AFTER.TXT
  if [[ "$*" = *"-s 1" ]] && [[ "$*" != *"-S 4096"* ]]; then
    mv "$longest" "$scratch/longest"
    mcopy -s -m -i "$image" "$tree"/* ::
    mv "$scratch/longest" "$longest"
    cp "$scratch/answer-512" "$out/$name.jsonl"
  else
    mcopy -s -m -i "$image" "$tree"/* ::
    cp "$scratch/answer" "$out/$name.jsonl"
  fi
}

variant fat12 8M -F 12
variant fat12-4k 15M -F 12 -s 8
variant fat16 64M -F 16
variant fat16-32k 512M -F 16 -s 64
variant fat32 64M -F 32 -s 1
variant fat32-4k 300M -F 32 -s 8
variant fat32-sector-4096 300M -F 32 -S 4096 -s 1
variant fat32-one-table 80M -F 32 -R 100 -f 1 -s 1
variant fat16-small-root 32M -F 16 -r 64 -s 4

# A floppy of 1440 KiB has room for little.
truncate -s 1440K "$out/floppy.raw"
mkfs.vfat -n FLOPPY -i 4b4b0002 --invariant "$out/floppy.raw" >/dev/null
mcopy -m -i "$out/floppy.raw" "$tree/README.TXT" "$tree/lower.txt" "$tree/Mixed.Case" ::
grep -E '"/(README.TXT|lower.txt|Mixed.Case|)"' "$scratch/answer" >"$out/floppy.jsonl"
