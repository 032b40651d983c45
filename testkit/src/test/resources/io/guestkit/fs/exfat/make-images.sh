#!/bin/bash
# Makes small.img.gz with mkfs.exfat and exfat-fuse, as root: a few files, one in two pieces, a folder.
set -e
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir mount
truncate -s 1M small.img
mkfs.exfat -c 512 -b 4K -L LABEL small.img >/dev/null
device=$(losetup --find --show small.img)
mount.exfat-fuse "$device" mount >/dev/null
mkdir -p mount/dir/sub
seq 1 900 >mount/dir/numbers
echo small >mount/small
echo x >mount/gone
for _ in 1 2 3 4 5; do seq 1 150 >>mount/one; seq 1 150 >>mount/two; done
rm mount/gone
echo long >"mount/dir/sub/$(printf 'l%.0s' $(seq 200))"
fusermount -u mount
losetup -d "$device"
while losetup "$device" >/dev/null 2>&1; do sleep 0.1; done
gzip -9n <small.img >"$here/small.img.gz"
