#!/usr/bin/env bash
# make-image.sh: makes small.img.gz beside it, which is kept because few machines have ntfs-3g. Needs root and FUSE.
set -euo pipefail
cd "$(dirname "$0")"
scratch=$(mktemp -d)
trap 'umount "$scratch/tree" 2>/dev/null || true; rm -rf "$scratch"' EXIT
recipes=$(git rev-parse --show-toplevel)/testkit/recipes

truncate -s 2M "$scratch/small.img"
mkntfs -q -F -Q -c 512 -L small "$scratch/small.img" >/dev/null
mkdir "$scratch/tree" "$scratch/source"
seq -f '%.0f bottles of beer on the wall' 600 >"$scratch/source/text"
head -c 20000 "$(command -v bash)" | tail -c 9000 >"$scratch/source/binary"
for chunk in 4 8 16; do
  wimlib-imagex capture "$scratch/source" "$scratch/xpress${chunk}k.wim" --compress=XPRESS --chunk-size="${chunk}k" --no-acls >/dev/null 2>&1
done
wimlib-imagex capture "$scratch/source" "$scratch/lzx.wim" --compress=LZX --chunk-size=32k --no-acls >/dev/null 2>&1

ntfs-3g -o streams_interface=windows "$scratch/small.img" "$scratch/tree"
/usr/bin/python3 -B "$recipes/lib/ntfs.py" --wof "$scratch/tree" "$scratch/source" "$scratch"/*.wim >/dev/null
umount "$scratch/tree"
ntfs-3g -o streams_interface=xattr,compression "$scratch/small.img" "$scratch/tree"
/usr/bin/python3 -B - "$recipes/lib" "$scratch/tree" <<'PYTHON'
import os, sys
sys.path.insert(0, sys.argv[1])
import ntfs
os.chdir(sys.argv[2])
for i in range(60):
    ntfs.write("folder/entry-%02d with a longer name" % i, b"%d" % i)
for i in range(0, 60, 5):
    os.unlink("folder/entry-%02d with a longer name" % i)
os.makedirs("compressed")
ntfs.attributes("compressed", 0x0800)
text = b"".join(b"%05d the quick brown fox\n" % i for i in range(900))
ntfs.write("compressed/text", text + bytes(9000) + text[:5000])
for i in range(30):
    os.setxattr(ntfs.write("streams"), "user.stream-%02d" % i, b"%d" % i * 20)
with open("sparse", "wb") as file:
    file.write(b"HEAD")
    file.seek(300000)
    file.write(b"TAIL")
with open("fragments", "wb", buffering=0) as one, open("other", "wb", buffering=0) as two:
    for _ in range(60):
        one.write(b"one " * 128)
        os.fsync(one.fileno())
        two.write(b"two " * 128)
        os.fsync(two.fileno())
os.symlink("folder", "link")
os.link("sparse", "folder/hard-link")
ntfs.junction("junction", "\\??\\C:\\FOLDER")
ntfs.symlink(ntfs.write("symlink", b""), "folder\\ENTRY-01 with a longer name", True)
ntfs.reparse(ntfs.write("unknown", b""), 0x8000001B, b"application\0")
ntfs.attributes(ntfs.write("hidden.sys", b"hidden"), 0x26)
PYTHON
umount "$scratch/tree"
gzip -9nc "$scratch/small.img" >small.img.gz
