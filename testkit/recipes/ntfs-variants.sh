#!/usr/bin/env bash
# ntfs-variants.sh OUT: NTFS in the shapes that readers meet, and what ntfs-3g reads from them.
#
# OUT/NAME.raw is the file system, OUT/NAME.jsonl the answer (see lib/facts.py) of a mount with streams as extended
# attributes. OUT/NAME.links says where the links of Windows in "windows" resolve to, seen from the root.
# tools: mkntfs ntfs-3g python3
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need python3 mkntfs ntfs-3g setfattr
[ "$(id -u)" = 0 ] || cannot "not root"
[ -c /dev/fuse ] || cannot "no FUSE here"
tree=$scratch/tree

# ntfs_at IMAGE FOLDER OPTIONS
ntfs_at() {
  mkdir -p "$2"
  ntfs-3g -o "streams_interface=xattr,$3" "$1" "$2" 2>"$scratch/words" || cannot "ntfs-3g: $(cat "$scratch/words")"
  mounted+=("$2")
}

# variant NAME SIZE MKNTFS-OPTION...
variant() {
  local name=$1 size=$2
  shift 2
  truncate -s "$size" "$out/$name.raw"
  mkntfs -q -F -Q -L "${name:0:32}" "$@" "$out/$name.raw" >"$scratch/words" 2>&1 || { cat "$scratch/words" >&2; return 1; }
  ntfs_at "$out/$name.raw" "$tree" compression
  python "$lib/edge.py" "$tree/edge" 2>/dev/null
  python "$lib/ntfs.py" "$tree"
  unmount_all
  answer "$name"
}

answer() {
  ntfs_at "$out/$1.raw" "$tree" ro
  facts "$tree" >"$out/$1.jsonl"
  python "$lib/ntfs.py" --links "$tree" >"$out/$1.links"
  unmount_all
}

variant 4k 256M
variant 512 160M -c 512
variant 256 160M -s 256 -c 256
variant 1k 160M -c 1024
variant 64k 512M -c 65536
variant 2m 3G -c 2097152
variant sector-4096 256M -s 4096 -c 4096
variant sector-1024 256M -s 1024 -c 2048
