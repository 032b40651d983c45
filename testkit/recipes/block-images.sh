#!/usr/bin/env bash
# block-images.sh OUT: VHD, VHDX and VDI in every shape that QEMU reads, and what qemu-img says of each.
#
# Beside OUT/NAME.EXT stand NAME.EXT.sha256 (of what the guest sees), NAME.EXT.info.json and NAME.EXT.map.json. Of
# huge-* there is no sha256. child-* are differencing disks, which QEMU cannot read: lib/blockimages.py lays them out and
# says what is to be seen in them; they have a sha256 only. The guest sees words of lib/pattern.py, seed 1.
# tools: qemu-img qemu-io
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need python3 qemu-img qemu-io sha256sum
cd "$out"

pattern() { python "$lib/pattern.py" "$@"; }
blockimages() { python "$lib/blockimages.py" "$@"; }

# quietly COMMAND...: its words only if it fails
quietly() { "$@" >"$scratch/words" 2>&1 || { cat "$scratch/words" >&2; return 1; }; }

# driver FILE: QEMU's name of the format
driver() {
  case $1 in
    *.vhd) echo vpc ;;
    *) echo "${1##*.}" ;;
  esac
}

io() { # FILE COMMAND...
  local file=$1 arguments=() command
  shift
  for command in "$@"; do arguments+=(-c "$command"); done
  quietly qemu-io -t unsafe -f "$(driver "$file")" "${arguments[@]}" "$file"
  if grep -q 'failed' "$scratch/words"; then
    cat "$scratch/words" >&2
    return 1
  fi
}

facts_of() {
  qemu-img info --output=json -f "$(driver "$1")" "$1" >"$1.info.json"
  qemu-img map --output=json -f "$(driver "$1")" "$1" >"$1.map.json"
}

# answer FILE: what qemu-img says
answer() {
  qemu-img convert -f "$(driver "$1")" -O raw "$1" "$scratch/raw"
  sha256sum <"$scratch/raw" | cut -d' ' -f1 >"$1.sha256"
  rm "$scratch/raw"
  facts_of "$1"
}

# The source: 20 MiB and an odd number of sectors, with holes, zeros, and an odd end.
source=$scratch/source.raw
pattern 1 0 6M >"$source"
truncate -s 9M "$source"
pattern 1 9M 3M >>"$source"
truncate -s $((20 * 1024 * 1024 - 512 * 3)) "$source"
pattern 1 19M 512 | dd of="$source" bs=1M seek=19 conv=notrunc status=none
size=$(stat -c %s "$source")

# converted FILE [QEMU-IMG-OPTION...]
converted() {
  local file=$1
  shift
  quietly qemu-img convert -f raw -O "$(driver "$file")" "$@" "$source" "$file"
  answer "$file"
}

# created FILE SIZE OPTIONS IO-COMMAND...: an empty one that was written to
created() {
  local file=$1 size=$2 options=$3
  shift 3
  quietly qemu-img create -f "$(driver "$file")" ${options:+-o "$options"} "$file" "$size"
  if [ $# -gt 0 ]; then io "$file" "$@"; fi
  answer "$file"
}

# huge FILE SIZE OPTIONS IO-COMMAND...
huge() {
  local file=$1 size=$2 options=$3
  shift 3
  quietly qemu-img create -f "$(driver "$file")" ${options:+-o "$options"} "$file" "$size"
  io "$file" "$@"
  facts_of "$file"
}

disorder=("write -P 0x71 16M 64k" "write -P 0x72 0 64k" "write -P 0x73 8M 64k" "write -P 0x74 64k 64k"
  "write -P 0x75 8323072 128k" "write -P 0x76 3M 3M" "write -P 0x77 2M 1M" "write -P 0x78 30M 2M")

# VHD
converted dynamic.vhd -o subformat=dynamic,force_size=on
converted dynamic-geometry.vhd -o subformat=dynamic
converted fixed.vhd -o subformat=fixed,force_size=on
converted fixed-geometry.vhd -o subformat=fixed
converted keep-zeros.vhd -S 0 -o subformat=dynamic,force_size=on
created empty.vhd 64M force_size=on
created one-sector.vhd 512 force_size=on "write -P 0x11 0 512"
created out-of-order.vhd 32M force_size=on "${disorder[@]}"
huge huge.vhd 2040G force_size=on "write -P 0x22 2000G 64k" "write -P 0x23 1T 4k"
# QEMU takes blocks below 4 KiB to have no bitmap
for block in 4096 65536 524288 4194304; do
  blockimages vhd-blocks "$source" "blocks-$block.vhd" "$block"
  answer "blocks-$block.vhd"
done
for creator in "vpc " qemu qem2 "win " "d2v " tap CTXS; do
  file="creator-${creator// /}.vhd"
  cp dynamic-geometry.vhd "$file"
  blockimages vhd-creator "$file" "$creator" $((size - 512 * 100))
  answer "$file"
  cp dynamic-geometry.vhd "largest-$file"
  blockimages vhd-creator "largest-$file" "$creator" $((size - 512 * 100)) max
  answer "largest-$file"
done
cp dynamic.vhd no-bitmap.vhd # whose blocks read the same
block=$(od -An -tu4 --endian=big -j1536 -N4 no-bitmap.vhd)
blockimages poke no-bitmap.vhd $((block * 512)) "$(printf '00%.0s' {1..512})"
answer no-bitmap.vhd
cp dynamic.vhd header-checksum.vhd
blockimages poke header-checksum.vhd 548 00000000
answer header-checksum.vhd
head -c -512 dynamic.vhd >no-footer.vhd
answer no-footer.vhd

# VDI
converted dynamic.vdi
converted static.vdi -o static=on
converted keep-zeros.vdi -S 0
created empty.vdi 64M ""
created nothing.vdi 0 ""
created odd-size.vdi 1000448 "" "write -P 0x11 999936 512"
created out-of-order.vdi 32M "" "${disorder[@]}"
huge huge.vdi 8T "" "write -P 0x22 7T 64k" "write -P 0x23 1T 4k"
cp out-of-order.vdi discarded.vdi
blockimages poke discarded.vdi $((512 + 4 * 16)) feffffff
answer discarded.vdi
cp dynamic.vdi odd-bytes.vdi # a size that is no multiple of a sector
blockimages poke odd-bytes.vdi 0x188 00112233445566778899aabbccddeeff # the parent below has to be the only one of its UUID
blockimages poke odd-bytes.vdi 0x170 "$(printf '%02x' $(((size - 100) & 255)) $(((size - 100) >> 8 & 255)))"
answer odd-bytes.vdi

# VHDX
converted dynamic.vhdx
converted fixed.vhdx -o subformat=fixed,block_size=1M
for block in 1M 2M 16M 256M; do
  converted "blocks-$block.vhdx" -o "block_size=$block"
done
converted keep-zeros.vhdx -S 0 -o block_size=1M
converted log-4M.vhdx -o log_size=4M,block_size=2M
created empty.vhdx 64M ""
created nothing.vhdx 0 ""
created one-sector.vhdx 512 "" "write -P 0x11 0 512"
created out-of-order.vhdx 32M block_size=1M "${disorder[@]}"
huge huge.vhdx 64T block_size=256M "write -P 0x22 60T 64k" "write -P 0x23 1T 4k"
huge huge-chunks.vhdx 40G block_size=1M "write -P 0x22 39G 64k" "write -P 0x23 4G 4k" "write -P 0x24 4293918720 1M"

# Differencing disks, each beside its parent.
for format in vhd vdi vhdx; do
  quietly qemu-img convert -f "$(driver dynamic.$format)" -O raw dynamic.$format "$scratch/parent.raw"
  blockimages "$format-child" "$scratch/parent.raw" dynamic.$format child-once.$format "$scratch/once.raw"
  blockimages "$format-child" "$scratch/once.raw" child-once.$format child-twice.$format child-twice.$format.raw
  for name in once twice; do
    raw=$scratch/$name.raw
    [ -e "$raw" ] || raw=child-twice.$format.raw
    sha256sum <"$raw" | cut -d' ' -f1 >"child-$name.$format.sha256"
  done
done
cp fixed.vhd old-footer.vhd # QEMU does not know such footers
blockimages vhd-old old-footer.vhd
cp fixed.vhd.sha256 old-footer.vhd.sha256
