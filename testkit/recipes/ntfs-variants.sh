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

# make NAME SIZE MKNTFS-OPTION...
make() {
  local name=$1 size=$2
  shift 2
  truncate -s "$size" "$out/$name.raw"
  mkntfs -q -F -Q -L "${name:0:32}" "$@" "$out/$name.raw" >"$scratch/words" 2>&1 || { cat "$scratch/words" >&2; return 1; }
}

# variant NAME TREE SIZE MKNTFS-OPTION...: TREE is small, edge (also what other file systems have) or all
variant() {
  local name=$1 kind=$2 large=()
  shift 2
  make "$name" "$@"
  ntfs_at "$out/$name.raw" "$tree" compression
  if [ "$kind" != small ]; then
    python "$lib/edge.py" "$tree/edge" 2>/dev/null
    rm "$tree/edge/t-before-1970-nanoseconds" # ntfs-3g rounds the time to the wrong side
  fi
  [ "$kind" != all ] || large=(--large)
  python "$lib/ntfs.py" "$tree" "${large[@]}"
  unmount_all
  ntfs_at "$out/$name.raw" "$tree" ro
  facts "$tree" | python "$lib/ntfs.py" --xattrs "$tree" >"$out/$name.jsonl"
  python "$lib/ntfs.py" --links "$tree" >"$out/$name.links"
  unmount_all
}

variant ntfs-4k all 256M
variant ntfs-512 edge 160M -c 512
variant ntfs-256 small 64M -s 256 -c 256
variant ntfs-1k small 64M -c 1024
variant ntfs-64k small 256M -c 65536
variant ntfs-2m small 2G -c 2097152
variant ntfs-sector-4096 small 64M -s 4096 -c 4096
variant ntfs-sector-1024 small 64M -s 1024 -c 2048

# Files as "compact /exe" of Windows 10 stores them: laid out through ntfs-3g, their chunks compressed by wimlib.
if command -v wimlib-imagex >/dev/null; then
  mkdir "$scratch/source"
  cp "$(command -v bash)" "$scratch/source/binary"
  seq -f '%.0f the quick brown fox jumps over the lazy dog' 12000 >"$scratch/source/text"
  head -c 300000 /dev/zero >"$scratch/source/zeros"
  head -c 100000 "$scratch/source/binary" | tail -c 40001 >"$scratch/source/odd"
  head -c 5000 "$scratch/source/text" >"$scratch/source/one-chunk"
  (cat "$scratch/source/odd"; python "$lib/pattern.py" 3 0 96k; head -c 70000 "$scratch/source/text") >"$scratch/source/mixed"
  for chunk in 4 8 16; do
    wimlib-imagex capture "$scratch/source" "$scratch/xpress${chunk}k.wim" --compress=XPRESS --chunk-size="${chunk}k" --no-acls >"$scratch/words" 2>&1
  done
  wimlib-imagex capture "$scratch/source" "$scratch/lzx.wim" --compress=LZX --chunk-size=32k --no-acls >"$scratch/words" 2>&1
  make ntfs-wof 64M
  mkdir -p "$tree"
  ntfs-3g -o streams_interface=windows "$out/ntfs-wof.raw" "$tree"
  mounted+=("$tree")
  python "$lib/ntfs.py" --wof "$tree" "$scratch/source" "$scratch"/*.wim >"$out/ntfs-wof.jsonl"
  unmount_all
else
  rm -f "$out/ntfs-wof.raw"
fi
