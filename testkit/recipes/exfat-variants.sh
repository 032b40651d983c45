#!/usr/bin/env bash
# exfat-variants.sh OUT: exFAT, made by mkfs.exfat and filled through exfat-fuse.
#
# OUT/NAME.raw is the file system, OUT/NAME.jsonl the answer of exfat-fuse's mount (see lib/facts.py): path, type and, of
# files, size, mtime and sha256.
# tools: mkfs.exfat mount.exfat-fuse python3
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need python3 mkfs.exfat mount.exfat-fuse fusermount losetup
need_root_and_mount
[ -e /dev/fuse ] || cannot "no FUSE"
tree=$scratch/tree
mkdir "$tree"

fill() { # FOLDER
  python - "$1" <<'END'
import os, random, sys

root = sys.argv[1]
rnd = random.Random(9)

def write(name, content=b"x"):
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)

write("EMPTY", b"")
write("README.TXT", b"upper case")
write("Mixed.Case", b"case is kept")
for size in (1, 511, 512, 513, 4095, 4096, 4097, 32768, 32769, 65537, 300000, 1200000):
    write("sizes/%d.bin" % size, rnd.randbytes(size))
write("names/A long file name with spaces.text")
write("names/" + "n" * 255)
write("names/fifteen-letters")  # exactly one and exactly two entries of fifteen characters
write("names/" + "t" * 30)
write("names/\u00e4\u00f6\u00fc-\u00e9-\u65e5\u672c-\U0001f600.txt", b"not ASCII")
for i in range(300):  # more than one cluster of entries
    write("many/file-%03d-with-a-longer-name.txt" % i, b"%d" % i)
write("deep/" + "/".join("level%02d" % i for i in range(12)) + "/bottom", b"bottom")
os.makedirs(os.path.join(root, "empty-folder"))
# two files that grow in turns, and one in the place of others: chains in the FAT
with open(root + "/fragmented", "wb", buffering=0) as one, open(root + "/other", "wb", buffering=0) as two:
    for _ in range(40):
        one.write(rnd.randbytes(5000))
        two.write(b"z" * 5000)
os.unlink(root + "/other")
for i in range(0, 300, 2):
    os.unlink(root + "/many/file-%03d-with-a-longer-name.txt" % i)
write("in-the-gaps", rnd.randbytes(700000))
with open(root + "/grown", "wb") as file:
    file.write(b"only the start was written")
    file.truncate(500000)
stamp = 1262304000  # 2010-01-01
for folder, folders, files in sorted(os.walk(root)):
    for name in sorted(files):
        stamp += 86400 + 3602
        os.utime(os.path.join(folder, name), (stamp, stamp))
END
}

at() { # IMAGE OPTIONS COMMAND…: with the image mounted at $tree
  local loop
  loop=$(losetup --find --show "$1")
  mount.exfat-fuse -o "$2" "$loop" "$tree" >/dev/null 2>&1 || { losetup -d "$loop"; cannot "exfat-fuse does not mount here"; }
  shift 2
  "$@"
  sync -f "$tree"
  fusermount -u "$tree"
  losetup -d "$loop"
  # the daemon writes its last sectors after the mount is gone
  while losetup "$loop" >/dev/null 2>&1; do sleep 0.1; done
}

answer() {
  facts "$tree" --no-xattrs | python -c 'import json, sys
for line in sys.stdin:
    fact = json.loads(line)
    keep = ("path", "type", "size", "mtime", "sha256") if fact["type"] == "file" else ("path", "type")
    print(json.dumps({key: fact[key] for key in keep}, separators=(",", ":")))'
}

variant() { # NAME SIZE MKFS-OPTION…
  local image=$out/$1.raw name=$1
  truncate -s "$2" "$image"
  shift 2
  mkfs.exfat -L "${name:0:11}" -U 0x4b4b0001 "$@" "$image" >"$scratch/words" 2>&1 || mkfs.exfat -L "${name:0:11}" "$@" "$image" >"$scratch/words" 2>&1 || { cat "$scratch/words" >&2; return 1; }
  at "$image" rw fill "$tree"
  at "$image" ro answer >"$out/$name.jsonl"
}

variant exfat 64M
variant exfat-512 32M -c 512
variant exfat-4k 64M -c 4K
variant exfat-64k 128M -c 64K
variant exfat-1m 1G -c 1M
