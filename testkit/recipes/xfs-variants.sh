#!/usr/bin/env bash
# xfs-variants.sh OUT: XFS in the shapes that readers meet, and what the kernel reads from them.
#
# OUT/NAME.raw is the file system, OUT/NAME.jsonl the answer (see lib/facts.py). The dirty-* ones were copied while they
# were mounted, or after the file system was shut down: their answer is what the kernel reads after it has replayed the
# log of a copy. The v4-* and ascii-ci are filled by mkfs.xfs, and their answer is what went in, as kernels tend not to
# mount them. Shapes that cannot be made here are missing, and OUT/missing says why.
# tools: mkfs.xfs xfs_db xfs_io python3
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need python3 cp mkfs.xfs xfs_db xfs_io xfs_admin setfattr
need_root_and_mount
tree=$scratch/tree
: >"$out/missing"

# make NAME SIZE MKFS-OPTION...
make() {
  local name=$1 size=$2 image=$out/$1.raw
  shift 2
  rm -f "$image"
  truncate -s "$size" "$image"
  # small file systems and logs are for tests only, and mkfs.xfs says so
  mkfs.xfs --unsupported -q -f -L "${name:0:12}" \
    -m uuid=6b1f0c9e-2d3a-4e5f-8a7b-"$(printf %s "$name" | sha256sum | cut -c1-12)" "$@" "$image" >"$scratch/words" 2>&1 ||
    { cat "$scratch/words" >&2; return 1; }
}

missing() {
  echo "$1: $(tr '\n' ' ' <"$scratch/refusal")" >>"$out/missing"
  rm -f "$out/$1.raw"
}

# fill NAME [MOUNT-OPTIONS]: the awkward tree, and more that only XFS does; false if the kernel does not mount it
fill() {
  if ! mount_at "$out/$1.raw" "$tree" "${2:-rw}" 2>"$scratch/refusal"; then
    missing "$1"
    return 1
  fi
  python "$lib/edge.py" "$tree/edge" 2>/dev/null
  mkdir "$tree/xfs"
  # the pieces of a file that is shared block by block
  cp --reflink=always "$tree/edge/size/65537" "$tree/xfs/shared" 2>/dev/null || cp "$tree/edge/size/65537" "$tree/xfs/shared"
  printf changed | dd of="$tree/xfs/shared" bs=1 seek=20000 conv=notrunc status=none
  # attributes in a tree of leaves, some of them with values of their own
  : >"$tree/xfs/many-xattrs"
  for i in $(seq 150); do
    setfattr -n "user.some-attribute-$i" -v "$(printf "%0$((i % 7 * 40 + 1))d" "$i")" "$tree/xfs/many-xattrs"
  done
  for i in 3000 5000 20000 65536; do
    setfattr -n "trusted.value-$i" -v "$(printf "%0${i}d" "$i")" "$tree/xfs/many-xattrs"
  done
  # around what fits into an inode, and the longest target there is
  for i in 100 156 157 336 337 500 850 1000 1023; do
    ln -s "$(printf "%0${i}d" 0)" "$tree/xfs/link-$i"
  done
  # blocks of a directory that go away leave holes
  mkdir "$tree/xfs/shrunk"
  (cd "$tree/xfs/shrunk" && seq -f 'a-name-that-is-long-enough-%05g' 2000 | xargs touch && seq -f 'a-name-that-is-long-enough-%05g' 300 1700 | xargs rm)
}

# answer NAME [COPY]: OUT/NAME.jsonl from the image, or from a copy that may be written
answer() {
  mount_at "${2:-$out/$1.raw}" "$tree" "$([ $# = 2 ] && echo rw || echo ro)"
  facts "$tree" >"$out/$1.jsonl"
  unmount_all
}

variant() {
  make "$@"
  if fill "$1"; then
    unmount_all
    answer "$1"
  fi
}

variant xfs 96M
variant xfs-1k 96M -b size=1024
variant xfs-2k 96M -b size=2048
variant xfs-16k 256M -b size=16384
variant xfs-64k 1G -b size=65536
variant xfs-sector4k 96M -s size=4096
variant xfs-inode1024 96M -i size=1024
variant xfs-inode2048 96M -i size=2048
variant xfs-directory16k 96M -n size=16384
variant xfs-directory4k-of-1k 96M -b size=1024 -n size=4096
variant xfs-directory64k 128M -n size=65536
variant xfs-nrext64 96M -i nrext64=1
variant xfs-rmapbt 128M -m rmapbt=1
variant xfs-no-bigtime 96M -m bigtime=0,inobtcount=0
variant xfs-plain 96M -m finobt=0,rmapbt=0,reflink=0,bigtime=0,inobtcount=0 -i sparse=0
variant xfs-seven-groups 224M -d agcount=7
variant xfs-stripes 160M -d su=64k,sw=2 -l su=64k

# ten thousand names, and a file of several GiB that is nearly all hole
make xfs-large 128M
if fill xfs-large; then
  mkdir "$tree/ten-thousand"
  (cd "$tree/ten-thousand" && seq -f 'entry-number-%06g' 10000 | xargs touch)
  truncate -s 3G "$tree/three-gib"
  printf end | dd of="$tree/three-gib" bs=1 seek=3221225000 conv=notrunc status=none
  unmount_all
  answer xfs-large
fi

# another UUID than the one that is stamped on the metadata
make xfs-meta-uuid 96M
if fill xfs-meta-uuid; then
  unmount_all
  xfs_admin -U 11111111-2222-3333-4444-555555555555 "$out/xfs-meta-uuid.raw" >/dev/null
  answer xfs-meta-uuid
fi

# features that the kernel knows and this mkfs.xfs does not
later() { # NAME BITS MKFS-OPTION...
  local bits=$2
  make "$1" 96M "${@:3}"
  python "$lib/xfsproto.py" incompat "$out/$1.raw" "$bits"
  if fill "$1"; then
    unmount_all
    answer "$1"
  fi
}
later xfs-exchange 0x40
later xfs-parent 0x80 -l size=8m # mkfs.xfs does not know what log these need

# What is in the log only.
rename_and_remove() {
  echo late >"$tree/late-file"
  mkdir "$tree/late-folder"
  mv "$tree/edge/size/513" "$tree/late-folder/moved"
  rm "$tree/edge/size/512"
  setfattr -n user.late -v late "$tree/late-file"
  setfattr -n user.late -v "$(printf %02000d 7)" "$tree/edge/xattrs"
  setfattr -x user.big "$tree/edge/xattrs"
  truncate -s 100 "$tree/edge/size/65537"
  mv "$tree/edge/many/file-00007-with-a-longer-name.txt" "$tree/edge/many/file-00007-with-another-name.txt"
  rm "$tree/edge/many/file-0001"*
  ln -s "$(printf '%0700d' 5)" "$tree/late-link"
  mknod "$tree/late-device" c 4 64
  chmod 0751 "$tree/edge/empty"
  touch -d @-12345678 "$tree/edge/empty"
  printf more >>"$tree/edge/comb"
}

# Blocks of folders and of inodes are logged, freed, and used for content: they must not be replayed over it.
reuse() {
  local round i
  for round in 1 2 3; do
    mkdir -p "$tree/gone"
    (cd "$tree/gone" && seq -f "some-rather-long-name-$round-%05g" 1500 | xargs touch)
    for i in 1 2 3; do setfattr -n user.large -v "$(printf %03000d "$i")" "$tree/gone/some-rather-long-name-$round-0000$i"; done
    sync -f "$tree"
    rm -r "$tree/gone"
    sync -f "$tree"
    head -c 3000000 /dev/zero | tr '\0' "$round" >"$tree/content-$round"
    sync -f "$tree"
  done
}

# More changes than the log has room for, so that the records go round.
rounds() {
  local round
  for round in $(seq 14); do
    mkdir "$tree/round-$round"
    (cd "$tree/round-$round" && seq -f "name-$round-%05g" 700 | xargs touch)
    [ "$round" -lt 4 ] || rm -r "$tree/round-$((round - 3))"
    sync -f "$tree"
  done
  rename_and_remove
}

# Maps that are trees, whose roots and blocks are logged.
trees() {
  python - "$tree" <<'END'
import os, sys
tree = sys.argv[1]
with open(tree + "/comb-late", "wb") as file:
    for i in range(3000):
        file.seek(i * 16384)
        file.write(b"%08d" % i * 512)
with open(tree + "/edge/comb", "r+b") as file:
    for i in range(0, 1500, 7):
        file.seek(i * 8192 + 4096)
        file.write(b"between.")
os.truncate(tree + "/edge/fragmented", 100000)
END
}

# Shared blocks that are written to, and a file that shrinks and grows
share() {
  local i
  for i in $(seq 20); do
    cp --reflink=always "$tree/edge/size/1048577" "$tree/clone-$i"
    printf "%d" "$i" | dd of="$tree/clone-$i" bs=1 seek=$((i * 40000)) conv=notrunc status=none
  done
  truncate -s 5000 "$tree/clone-3"
  xfs_io -c "fpunch 8192 65536" -c "fzero 131072 65536" "$tree/clone-4"
  xfs_io -c "fcollapse 65536 65536" "$tree/clone-5" || true
  rm "$tree/clone-6"
}

# A file that was removed while it was open, so that the kernel finishes the removal when it mounts.
orphan() {
  exec 9>"$tree/orphan"
  head -c 100000 /dev/zero >&9
  rm "$tree/orphan"
  echo kept >"$tree/kept"
}

# dirty NAME SIZE MOUNT-OPTIONS CHANGE END MKFS-OPTION...; END: sync, or what "xfs_io -c shutdown" takes
dirty() {
  local name=$1 size=$2 options=$3 change=$4 end=$5
  shift 5
  make "$name" "$size" "$@"
  [ -z "${features:-}" ] || python "$lib/xfsproto.py" incompat "$out/$name.raw" "$features"
  fill "$name" "$options" || return 0
  unmount_all
  mount_at "$out/$name.raw" "$tree" "$options"
  "$change"
  if [ "$end" = sync ]; then
    sync -f "$tree"
  else
    xfs_io -x -c "$end" "$tree"
  fi
  cp --sparse=always "$out/$name.raw" "$scratch/dirty.raw"
  exec 9>&-
  unmount_all
  mv "$scratch/dirty.raw" "$out/$name.raw"
  cp --sparse=always "$out/$name.raw" "$scratch/replayed.raw"
  answer "$name" "$scratch/replayed.raw"
  rm "$scratch/replayed.raw"
}

dirty dirty 96M rw rename_and_remove sync
dirty dirty-1k 96M rw rename_and_remove sync -b size=1024
dirty dirty-64k 1G rw rename_and_remove sync -b size=65536
dirty dirty-nrext64 96M rw rename_and_remove sync -i nrext64=1
dirty dirty-inode2048 96M rw rename_and_remove sync -i size=2048
dirty dirty-no-bigtime 96M rw rename_and_remove sync -m bigtime=0
dirty dirty-directory16k 96M rw rename_and_remove sync -n size=16384
features=0x80 dirty dirty-parent 96M rw rename_and_remove sync -l size=8m
dirty dirty-log-shut 96M rw rename_and_remove "shutdown -f"
dirty dirty-shut 96M rw rename_and_remove shutdown
dirty dirty-reuse 96M rw reuse sync
dirty dirty-reuse-plain 96M rw reuse "shutdown -f" -m finobt=0,rmapbt=0,reflink=0,bigtime=0,inobtcount=0 -i sparse=0
dirty dirty-rounds 96M logbsize=64k rounds "shutdown -f"
dirty dirty-rounds-256k 160M logbsize=256k rounds sync -l su=256k
dirty dirty-rounds-16k 96M logbsize=16k rounds sync
dirty dirty-rounds-rmapbt 128M rw rounds shutdown -m rmapbt=1
dirty dirty-trees 160M rw trees sync
dirty dirty-trees-1k 160M rw trees "shutdown -f" -b size=1024
dirty dirty-share 96M rw share sync -m rmapbt=1
dirty dirty-orphan 96M rw orphan sync

# What mkfs.xfs copies: the same tree, as far as a protofile can say it.
python "$lib/edge.py" "$scratch/host" 2>/dev/null
python "$lib/xfsproto.py" tree "$scratch/host" "$scratch/proto" "$scratch/proto.jsonl"

# copied NAME SIZE MKFS-OPTION...
copied() {
  if ! make "$@" -p "$scratch/proto" 2>"$scratch/refusal"; then
    missing "$1"
    return
  fi
  cp "$scratch/proto.jsonl" "$out/$1.jsonl"
  local size kind
  for size in 5 250 1500 3000 9000 65000; do
    for kind in u:user r:trusted s:security; do
      xfs_db -x -c "path /empty" -c "attr_set -${kind%:*} -v $size of-$size" "$out/$1.raw" >"$scratch/words" 2>&1 || continue
      [ ! -s "$scratch/words" ] || continue
      python "$lib/xfsproto.py" xattr "$out/$1.jsonl" /empty "${kind#*:}.of-$size" "$size"
    done
  done
}

copied v4 96M -m crc=0
copied v4-ftype 96M -m crc=0 -n ftype=1
copied v4-512 600M -m crc=0 -b size=512 -d agcount=2 # smaller groups are too small for this mkfs.xfs
copied v4-inode256 96M -m crc=0 -i size=256
copied v4-directory16k 96M -m crc=0 -n size=16384
copied v4-attr1 96M -m crc=0 -i attr=1,projid32bit=0 -l version=1
copied v4-64k 1G -m crc=0 -b size=65536
copied ascii-ci 96M -n version=ci
