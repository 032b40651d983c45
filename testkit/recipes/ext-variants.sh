#!/usr/bin/env bash
# ext-variants.sh OUT: ext2, ext3 and ext4 in the shapes that readers meet, and what the kernel reads from them.
#
# OUT/NAME.raw is the file system, OUT/NAME.jsonl the answer (see lib/facts.py). The dirty-* ones were copied while they
# were mounted: their answer is what the kernel reads after it has replayed the journal of a copy. Shapes that this
# kernel cannot make are missing, and OUT/missing says why.
# tools: mke2fs python3
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need python3 cp e2fsck debugfs
need_root_and_mount
tree=$scratch/tree
fast=nobarrier # the disk of this machine need not keep up with every fsync
: >"$out/missing"

# make NAME SIZE MKE2FS-OPTION...; blocks are of 4 KiB unless an option says otherwise
make() {
  local name=$1 size=$2 image=$out/$1.raw
  shift 2
  rm -f "$image"
  truncate -s "$size" "$image"
  mke2fs -q -F -b 4096 -L "${name:0:16}" -U 6b1f0c9e-2d3a-4e5f-8a7b-"$(printf %s "$name" | sha256sum | cut -c1-12)" "$@" "$image" 2>"$scratch/words" || { cat "$scratch/words" >&2; return 1; }
}

# fill NAME: the awkward tree, and the answer
fill() {
  if ! mount_at "$out/$1.raw" "$tree" "$fast" 2>"$scratch/refusal"; then
    echo "$1: $(tr '\n' ' ' <"$scratch/refusal")" >>"$out/missing"
    rm -f "$out/$1.raw"
    return
  fi
  python "$lib/edge.py" "$tree/edge" 2>/dev/null
  unmount_all
  answer "$1"
}

# answer NAME [COPY]: OUT/NAME.jsonl from the image, or from a copy that may be written
answer() {
  mount_at "${2:-$out/$1.raw}" "$tree" "$([ $# = 2 ] && echo rw || echo ro)"
  facts "$tree" >"$out/$1.jsonl"
  unmount_all
}

variant() {
  make "$@"
  fill "$1"
}

variant ext2 96M -t ext2
variant ext2-1k 96M -t ext2 -b 1024
variant ext2-rev0 96M -t ext2 -r 0 -O none
variant ext3 96M -t ext3
variant ext3-2k 96M -t ext3 -b 2048
variant ext3-inode128 96M -t ext3 -I 128
variant ext4 96M -t ext4
variant ext4-1k 96M -t ext4 -b 1024
variant ext4-2k 96M -t ext4 -b 2048
variant ext4-inode128 96M -t ext4 -I 128 -O ^extra_isize
variant ext4-inode1024 128M -t ext4 -I 1024
variant ext4-inline 96M -t ext4 -O inline_data
variant ext4-inline-1k 96M -t ext4 -O inline_data -I 1024 -b 1024
variant ext4-bigalloc 256M -t ext4 -O bigalloc -C 65536 -N 8192
variant ext4-no-extents 96M -t ext4 -O ^extents,^64bit,^flex_bg
variant ext4-no-csum 96M -t ext4 -O ^metadata_csum,^64bit
variant ext4-gdt-csum 96M -t ext4 -O ^metadata_csum,uninit_bg
variant ext4-csum-seed 96M -t ext4 -O metadata_csum_seed
variant ext4-meta-bg 96M -t ext4 -O meta_bg,^resize_inode -b 1024
variant ext4-sparse-super2 96M -t ext4 -O sparse_super2,^resize_inode
variant ext4-ea-inode 96M -t ext4 -O ea_inode
variant ext4-large-dir 96M -t ext4 -O large_dir
variant ext4-no-journal 96M -t ext4 -O ^has_journal
variant ext4-no-index 96M -t ext4 -O ^dir_index
variant ext4-no-filetype 96M -t ext4 -O ^filetype

# An encrypted folder beside ordinary ones: without the key the kernel shows names that it makes up and no content.
make ext4-encrypt 96M -t ext4 -O encrypt
mount_at "$out/ext4-encrypt.raw" "$tree" "$fast"
if python "$lib/encrypted.py" "$tree" 2>"$scratch/refusal"; then
  python "$lib/edge.py" "$tree/edge" 2>/dev/null
  unmount_all
  answer ext4-encrypt
else
  unmount_all
  echo "ext4-encrypt: $(tail -n 1 "$scratch/refusal")" >>"$out/missing"
  rm "$out/ext4-encrypt.raw"
fi

# Not every kernel mounts casefold. So mke2fs fills it, e2fsck hashes its folders anew, and the answer is of the tree that
# went in: its sizes and numbers of links of folders are not facts, and lost+found is not in it.
mkdir -p "$scratch/host/folded/Sub"
echo one >"$scratch/host/folded/ReadMe.TXT"
echo two >"$scratch/host/folded/Straße"
for i in $(seq 600); do : >"$scratch/host/folded/Sub/Entry-Number-$i"; done
find "$scratch/host" -exec touch -h -d @1700000000 {} + # mke2fs drops fractions of a second
make ext4-casefold 96M -t ext4 -O casefold -E encoding=utf8 -d "$scratch/host"
for folder in folded folded/Sub; do
  # EXT4_CASEFOLD_FL and EXT4_EXTENTS_FL
  debugfs -w -R "set_inode_field $folder flags 0x40080000" "$out/ext4-casefold.raw" 2>/dev/null
done
e2fsck -fyD "$out/ext4-casefold.raw" >"$scratch/words" 2>&1 || [ $? -le 1 ] || { cat "$scratch/words" >&2; exit 1; }
facts "$scratch/host" >"$out/ext4-casefold.jsonl"

# Journals. change CHANGE: what is in the journal only, when the copy is made
dirty() { # NAME SIZE MOUNT-OPTIONS CHANGE MKE2FS-OPTION...
  local name=$1 size=$2 options=$3 change=$4
  shift 4
  make "$name" "$size" "$@"
  if ! mount_at "$out/$name.raw" "$tree" "$fast,$options" 2>"$scratch/refusal"; then
    echo "$name: $(tr '\n' ' ' <"$scratch/refusal")" >>"$out/missing"
    rm -f "$out/$name.raw"
    return
  fi
  python "$lib/edge.py" "$tree/edge" 2>/dev/null
  unmount_all
  mount_at "$out/$name.raw" "$tree" "$fast,$options"
  "$change"
  sync -f "$tree"
  cp --sparse=always "$out/$name.raw" "$scratch/dirty.raw"
  unmount_all
  mv "$scratch/dirty.raw" "$out/$name.raw"
  cp --sparse=always "$out/$name.raw" "$scratch/replayed.raw"
  answer "$name" "$scratch/replayed.raw"
  rm "$scratch/replayed.raw"
}

rename_and_remove() {
  echo late >"$tree/late-file"
  mkdir "$tree/late-folder"
  mv "$tree/edge/size/513" "$tree/late-folder/moved"
  rm "$tree/edge/size/512"
  setfattr -n user.late -v late "$tree/late-file" 2>/dev/null || true
  truncate -s 100 "$tree/edge/size/65537"
}

# Blocks of a folder are journalled, freed, and used for file content: they must not be replayed over it.
revoke() {
  local round
  for round in 1 2 3; do
    mkdir -p "$tree/gone"
    for i in $(seq 400); do : >"$tree/gone/some-rather-long-name-$round-$i"; done
    sync -f "$tree"
    rm -r "$tree/gone"
    sync -f "$tree"
    head -c 3000000 /dev/zero | tr '\0' "$round" >"$tree/content-$round"
    sync -f "$tree"
  done
}

# Content that begins as a journal block does is escaped in the journal.
escaped() {
  printf '\xc0\x3b\x39\x98and more' >"$tree/magic"
  head -c 200000 /dev/zero | tr '\0' z >"$tree/journalled"
  printf '\xc0\x3b\x39\x98' | dd of="$tree/journalled" bs=4096 seek=7 conv=notrunc status=none
}

small_syncs() {
  local i
  for i in $(seq 20); do
    echo "$i" >"$tree/fast-$i"
    sync "$tree/fast-$i"
  done
  mv "$tree/fast-3" "$tree/fast-renamed"
  rm "$tree/fast-4"
  sync "$tree/fast-5"
}

dirty dirty-ext4 96M rw rename_and_remove -t ext4
dirty dirty-ext4-1k 96M rw rename_and_remove -t ext4 -b 1024
dirty dirty-ext4-no-csum 96M rw rename_and_remove -t ext4 -O ^metadata_csum,^64bit
dirty dirty-ext3 96M rw rename_and_remove -t ext3
dirty dirty-revoke 96M rw revoke -t ext4
dirty dirty-revoke-ext3 96M rw revoke -t ext3 -b 1024
dirty dirty-data-journal 96M data=journal escaped -t ext4
dirty dirty-async-commit 96M journal_async_commit,data=writeback rename_and_remove -t ext4
dirty dirty-fast-commit 96M rw small_syncs -t ext4 -O fast_commit

# An orphan: removed while open, so the kernel finishes the removal when it mounts.
orphan() {
  exec 9>"$tree/orphan"
  head -c 100000 /dev/zero >&9
  rm "$tree/orphan"
  echo kept >"$tree/kept"
  sync -f "$tree"
}
make dirty-orphan 96M -t ext4
mount_at "$out/dirty-orphan.raw" "$tree"
orphan
cp --sparse=always "$out/dirty-orphan.raw" "$scratch/dirty.raw"
exec 9>&-
unmount_all
mv "$scratch/dirty.raw" "$out/dirty-orphan.raw"
cp --sparse=always "$out/dirty-orphan.raw" "$scratch/replayed.raw"
answer dirty-orphan "$scratch/replayed.raw"
