#!/usr/bin/env bash
# btrfs-variants.sh OUT: btrfs in the shapes that readers meet, and what the kernel reads from them.
#
# OUT/NAME.raw is the file system, or its first device with OUT/NAME.dev2.raw and so on behind it; OUT/NAME.jsonl is the
# answer (see lib/facts.py). The degraded-* ones lack devices, the damaged-* ones have garbage on one. The logged-* ones
# were copied while they were mounted: their answer is what the kernel reads after it has replayed the log of a copy.
# Shapes that this kernel or these tools cannot make are missing, and OUT/missing says why.
# tools: mkfs.btrfs btrfs python3
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need python3 cp btrfs mkfs.btrfs btrfstune setfattr
need_root_and_mount
grep -qw btrfs /proc/filesystems || modprobe btrfs 2>/dev/null || cannot "no btrfs in this kernel"
tree=$scratch/tree
: >"$out/missing"

images() { # NAME: its devices
  local device
  echo "$out/$1.raw"
  for device in "$out/$1".dev*.raw; do
    [ ! -e "$device" ] || echo "$device"
  done
}

# make NAME COUNT SIZE MKFS-OPTION...
make() {
  local name=$1 count=$2 size=$3 image device i
  shift 3
  local devices=()
  for ((i = 1; i <= count; i++)); do
    image=$out/$name.raw
    [ "$i" = 1 ] || image=$out/$name.dev$i.raw
    truncate -s "$size" "$image"
    device=$(losetup -f --show "$image")
    devices+=("$device")
  done
  local status=0
  mkfs.btrfs -q -f -L "$name" -U 7c2e0d8f-1b2c-4d3e-9f80-"$(printf %s "$name" | sha256sum | cut -c1-12)" "$@" "${devices[@]}" \
    >"$scratch/words" 2>&1 || status=$?
  losetup -d "${devices[@]}"
  if [ "$status" != 0 ]; then
    leave_out "$name" "$(grep -m1 ERROR "$scratch/words" || tail -n 1 "$scratch/words")"
    return 1
  fi
}

leave_out() {
  echo "$1: $2" >>"$out/missing"
  rm -f "$out/$1.raw" "$out/$1".dev*.raw
}

# mount_all OPTIONS IMAGE...: at $tree
mount_all() {
  local options=$1 image device list=
  shift
  local devices=()
  btrfs device scan --forget >/dev/null 2>&1 || true
  for image in "$@"; do
    device=$(losetup -f --show "$image")
    devices+=("$device")
    list+=,device=$device
  done
  mkdir -p "$tree"
  local status=0
  mount -t btrfs -o "$options$list" "${devices[0]}" "$tree" 2>"$scratch/refusal" || status=$?
  losetup -d "${devices[@]}" # when they are unmounted
  [ "$status" = 0 ] || return "$status"
  mounted+=("$tree")
}

# shellcheck disable=SC2046 # names without blanks
mount_variant() { mount_all "$2" $(images "$1"); }

# answer NAME
answer() {
  mount_variant "$1" ro
  facts "$tree" >"$out/$1.jsonl"
  unmount_all
}

# fill NAME MOUNT-OPTIONS [EDGE-OPTION]: the awkward tree, and the answer
fill() {
  if ! mount_variant "$1" "$2"; then
    leave_out "$1" "$(tr '\n' ' ' <"$scratch/refusal")"
    return
  fi
  python "$lib/edge.py" "$tree/edge" ${3:+"$3"} 2>/dev/null
  python "$lib/btrfs_edge.py" "$tree/more"
  unmount_all
  answer "$1"
}

variant() { # NAME MOUNT-OPTIONS MKFS-OPTION...
  local name=$1 options=$2
  shift 2
  make "$name" 1 200M "$@" || return 0
  fill "$name" "$options"
}

variant plain rw
variant old rw -O ^no-holes,^skinny-metadata,^extref -R ^free-space-tree -m single
variant xxhash rw --csum xxhash
variant sha256 rw --csum sha256
variant blake2 rw --csum blake2
variant node4k rw -n 4096
variant node64k rw -n 65536
variant mixed rw -M
variant zlib compress-force=zlib
variant lzo compress-force=lzo
variant zstd compress-force=zstd:9
variant compress compress=zstd -O ^no-holes
variant nodatasum nodatasum
variant nodatacow nodatacow
variant no-inline max_inline=0
variant inline-lzo max_inline=4095,compress-force=lzo
variant inline-zlib max_inline=4095,compress-force=zlib

# The block group tree, and another UUID than the one that all blocks have.
make block-group-tree 1 200M && {
  if btrfstune --convert-to-block-group-tree "$out/block-group-tree.raw" >"$scratch/words" 2>&1; then
    fill block-group-tree rw
  else
    leave_out block-group-tree "these tools do not make one"
  fi
}
make metadata-uuid 1 200M && {
  btrfstune -f -M 0badcafe-1234-4321-8888-0123456789ab "$out/metadata-uuid.raw" >/dev/null
  fill metadata-uuid rw
}

make dup 1 400M -d dup -m dup && fill dup rw

# Several devices.
raid() { # NAME COUNT MKFS-OPTION...
  local name=$1 count=$2
  shift 2
  make "$name" "$count" 256M "$@" || return 0
  fill "$name" rw
}
raid raid0 2 -d raid0 -m raid0
raid raid0-3 3 -d raid0 -m raid1
raid raid1 2 -d raid1 -m raid1
raid raid10 4 -d raid10 -m raid10
raid raid1c3 3 -d raid1c3 -m raid1c3
raid raid1c4 4 -d raid1c4 -m raid1c4
raid raid5 3 -d raid5 -m raid5
raid raid6 4 -d raid6 -m raid6
raid raid6-5 5 -d raid6 -m raid1c3
raid single-2 2 -d single -m dup

# without NAME OF LEFT-OUT...: a copy of OF with devices missing
without() {
  local name=$1 of=$2 number=1 image
  shift 2
  [ -e "$out/$of.raw" ] || return 0
  for image in $(images "$of"); do
    case " ${image##*/} " in
      *.dev*) local own=${image##*.dev} && own=${own%.raw} ;;
      *) local own=1 ;;
    esac
    if ! [[ " $* " = *" $own "* ]]; then
      local to=$out/$name.raw
      [ "$number" = 1 ] || to=$out/$name.dev$number.raw
      cp --sparse=always "$image" "$to"
      number=$((number + 1))
    fi
  done
  cp "$out/$of.jsonl" "$out/$name.jsonl"
}
without degraded-raid1 raid1 1
without degraded-raid10 raid10 1 4
without degraded-raid1c3 raid1c3 1 2
without degraded-raid5 raid5 2
without degraded-raid6 raid6 1 3
without degraded-raid6-5 raid6-5 2 5

# damaged NAME OF DEVICE: garbage over a good part of one device, its superblocks spared
damaged() {
  local name=$1 of=$2 device=$3 image
  [ -e "$out/$of.raw" ] || return 0
  for image in $(images "$of"); do
    cp --sparse=always "$image" "$out/$name${image#"$out/$of"}"
  done
  image=$out/$name.raw
  [ "$device" = 1 ] || image=$out/$name.dev$device.raw
  python - "$image" <<'PY'
import sys, random
with open(sys.argv[1], "r+b") as file:
    rng = random.Random(3)
    for at in range(1 << 20, 250 << 20, 4096):
        file.seek(at)
        if at // 4096 % 3 and not 64 << 20 <= at < (64 << 20) + 4096 and file.read(4096).strip(b"\0"):
            file.seek(at)
            file.write(rng.randbytes(4096))
PY
  cp "$out/$of.jsonl" "$out/$name.jsonl"
}
damaged damaged-raid1 raid1 2
damaged damaged-raid10 raid10 3
damaged damaged-raid1c3 raid1c3 1
damaged damaged-raid5 raid5 1
damaged damaged-raid6 raid6 2

# Subvolumes in subvolumes, snapshots, and a default that is not the top.
make subvolumes 1 200M && {
  mount_variant subvolumes rw
  btrfs -q subvolume create "$tree/@" 2>/dev/null || btrfs subvolume create "$tree/@" >/dev/null
  btrfs subvolume create "$tree/@home" >/dev/null
  mkdir -p "$tree/@/var/lib" "$tree/some/folder"
  btrfs subvolume create "$tree/@/var/lib/inner" >/dev/null
  btrfs subvolume create "$tree/some/folder/deep" >/dev/null
  echo root >"$tree/@/root-file"
  echo inner >"$tree/@/var/lib/inner/inner-file"
  echo home >"$tree/@home/home-file"
  echo deep >"$tree/some/folder/deep/deep-file"
  sync -f "$tree"
  btrfs subvolume snapshot -r "$tree/@" "$tree/@snapshot" >/dev/null
  btrfs subvolume snapshot "$tree/@home" "$tree/@home-copy" >/dev/null
  echo later >"$tree/@/later"
  echo changed >"$tree/@home/home-file"
  btrfs subvolume create "$tree/gone" >/dev/null
  btrfs subvolume delete -c "$tree/gone" >/dev/null
  unmount_all
  answer subvolumes
  mount_variant subvolumes ro
  btrfs subvolume list -t "$tree" | tail -n +3 | awk '{print $1 "\t" $4}' >"$out/subvolumes.list"
  for name in @ @home @snapshot @home-copy some/folder/deep @/var/lib/inner; do
    facts "$tree/$name" >"$out/subvolumes.${name//\//-}.subvolume"
  done
  unmount_all
  # another default
  cp --sparse=always "$out/subvolumes.raw" "$out/default.raw"
  mount_variant default rw
  btrfs subvolume set-default "$tree/@home"
  unmount_all
  answer default
}

# logged NAME SEED MOUNT-OPTIONS MKFS-OPTION...: what is in the log tree only, when the copy is made
logged() {
  local name=$1 seed=$2 options=$3
  shift 3
  make "$name" 1 128M "$@" || return 0
  mount_variant "$name" "commit=3000,$options"
  python "$lib/logged.py" before "$tree/logged" "$seed"
  btrfs subvolume create "$tree/other" >/dev/null
  python "$lib/logged.py" before "$tree/other/logged" "$((seed == 0 ? 0 : seed + 1000))"
  sync -f "$tree"
  python "$lib/logged.py" after "$tree/logged" "$seed"
  python "$lib/logged.py" after "$tree/other/logged" "$((seed == 0 ? 0 : seed + 1000))"
  cp --sparse=always "$out/$name.raw" "$scratch/logged.raw"
  unmount_all
  mv "$scratch/logged.raw" "$out/$name.raw"
  cp --sparse=always "$out/$name.raw" "$scratch/replayed.raw"
  mount_all rw "$scratch/replayed.raw"
  facts "$tree" >"$out/$name.jsonl"
  unmount_all
  rm "$scratch/replayed.raw"
}
logged logged 0 rw
logged logged-holes 0 rw -O ^no-holes
logged logged-zstd 0 compress-force=zstd
logged logged-old 0 rw -O ^extref,^no-holes,^skinny-metadata
logged logged-sha256 0 rw --csum sha256
for seed in $(seq 1 16); do
  logged "logged-$seed" "$seed" "$([ $((seed % 2)) = 0 ] && echo rw || echo compress=lzo)" \
    -O "$([ $((seed % 3)) = 0 ] && echo ^no-holes || echo no-holes)"
done
