#!/usr/bin/env bash
# qcow2-variants.sh OUT: qcow2 in every shape that QEMU writes, and what qemu-img says of each.
#
# Beside OUT/NAME.qcow2 stand NAME.sha256 (of what the guest sees), NAME.info.json, NAME.map.json and, where it has
# internal snapshots, NAME.SNAPSHOT.sha256. The guest sees words of lib/pattern.py: 1 in the most significant bytes is
# the base, others are what was written above it. locked-* need a key (the passphrase is "guestkit"); broken-* have no
# answers.
# tools: qemu-img qemu-io
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need python3 qemu-img qemu-io sha256sum
cd "$out"
key=(--object "secret,id=key,data=guestkit")

pattern() { python "$lib/pattern.py" "$@"; }

# quietly COMMAND...: its words only if it fails
quietly() { "$@" >"$scratch/words" 2>&1 || { cat "$scratch/words" >&2; return 1; }; }

io() { # FILE COMMAND...
  local file=$1 arguments=() command
  shift
  for command in "$@"; do arguments+=(-c "$command"); done
  quietly qemu-io -t unsafe -f qcow2 "${arguments[@]}" "$file"
  if grep -q 'failed' "$scratch/words"; then
    cat "$scratch/words" >&2
    return 1
  fi
}

# answer NAME: what qemu-img says
answer() {
  qemu-img convert -f qcow2 -O raw "$1.qcow2" "$scratch/raw"
  sha256sum <"$scratch/raw" | cut -d' ' -f1 >"$1.sha256"
  rm "$scratch/raw"
  qemu-img info --output=json -f qcow2 "$1.qcow2" >"$1.info.json"
  qemu-img map --output=json -f qcow2 "$1.qcow2" >"$1.map.json"
}

answer_snapshot() { # NAME SNAPSHOT
  qemu-img convert -f qcow2 -l "snapshot.name=$2" -O raw "$1.qcow2" "$scratch/raw"
  sha256sum <"$scratch/raw" | cut -d' ' -f1 >"$1.$2.sha256"
  rm "$scratch/raw"
}

# The source: 20 MiB and an odd number of sectors, with holes, zeros, what compresses well and what does not at all.
source=$scratch/source.raw
pattern 1 0 6M >"$source"
truncate -s 9M "$source"
pattern 1 9M 3M >>"$source"
python -c 'import random, sys; sys.stdout.buffer.write(random.Random(3).randbytes(1 << 20))' >>"$source"
truncate -s $((20 * 1024 * 1024 - 512 * 3)) "$source"
pattern 1 19M 512 | dd of="$source" bs=1M seek=19 conv=notrunc status=none

# converted NAME [QEMU-IMG-OPTION...]
converted() {
  local name=$1
  shift
  quietly qemu-img convert -f raw -O qcow2 "$@" "$source" "$name.qcow2"
  answer "$name"
}

converted v2 -o compat=0.10
converted v3
for size in 512 1k 2k 4k 8k 16k 32k 64k 128k 256k 512k 1M 2M; do
  converted "cluster-$size" -o "cluster_size=$size"
  converted "zlib-$size" -c -o "cluster_size=$size"
done
for size in 512 4k 64k 2M; do
  converted "zstd-$size" -c -o "compression_type=zstd,cluster_size=$size"
done
converted zlib-v2 -c -o compat=0.10
for bits in 1 2 4 8 16 32 64; do
  converted "refcount-$bits" -o "refcount_bits=$bits"
done
for how in metadata falloc full; do
  converted "preallocation-$how" -o "preallocation=$how"
done
converted extended-l2 -o extended_l2=on,cluster_size=128k
converted extended-l2-16k -o extended_l2=on,cluster_size=16k
converted extended-l2-zlib -c -o extended_l2=on,cluster_size=128k
converted keep-zeros -S 0

# created NAME SIZE OPTIONS IO-COMMAND...: an empty one that was written to
created() {
  local name=$1 size=$2 options=$3
  shift 3
  quietly qemu-img create -f qcow2 ${options:+-o "$options"} "$name.qcow2" "$size"
  if [ $# -gt 0 ]; then io "$name.qcow2" "$@"; fi
  answer "$name"
}

created empty 64M ""
created nothing 0 ""
created one-sector 512 "" "write -P 0x11 0 512"
created odd-size 1000003584 "" "write -P 0x11 1000000000 3584"
quietly qemu-img create -f qcow2 huge.qcow2 16T # of which no sha256: the map and the two places are the answer
io huge.qcow2 "write -P 0x22 15T 64k" "write -P 0x23 17592186040320 4k"
qemu-img info --output=json huge.qcow2 >huge.info.json
qemu-img map --output=json huge.qcow2 >huge.map.json
created zero-clusters 32M "" "write -P 0x31 0 16M" "write -z 1M 1M" "write -z -u 3M 1M" "discard 5M 1M" \
  "write -z 20M 1M" "write -z -u 22M 1M" "write -P 0x32 1M 512" "write -z 7340544 100k"
created zero-clusters-v2 32M compat=0.10 "write -P 0x31 0 16M" "write -z 1M 1M" "discard 5M 1M"
created subclusters 32M extended_l2=on,cluster_size=64k "write -P 0x41 1k 1k" "write -P 0x42 64k 2k" \
  "write -P 0x43 130k 62k" "write -z 256k 2k" "write -P 0x44 1M 1M" "write -z 1026k 4k" "discard 1100k 8k" \
  "write -z -u 1200k 6k" "write -P 0x45 2099200 31k" "write -c -P 0x46 4M 64k" "write -P 0x47 4100k 2k"
created compressed-mixed 32M cluster_size=64k "write -c -P 0x51 0 64k" "write -c -P 0x52 64k 64k" \
  "write -P 0x53 128k 64k" "write -c -P 0x54 192k 64k" "write -P 0x55 66k 1k" "write -c -P 0x56 31M 64k"
created lazy-dirty 32M lazy_refcounts=on "write -P 0x61 0 4M"
(qemu-io -f qcow2 -c "write -P 0x62 8M 1M" -c flush -c "sigraise 9" lazy-dirty.qcow2 || true) >"$scratch/words" 2>&1
# asking for the answer must not repair it
cp lazy-dirty.qcow2 "$scratch/keep.qcow2"
answer lazy-dirty
cp "$scratch/keep.qcow2" lazy-dirty.qcow2
created out-of-order 32M cluster_size=64k "write -P 0x71 16M 64k" "write -P 0x72 0 64k" "write -P 0x73 8M 64k" \
  "write -P 0x74 64k 64k" "write -P 0x75 8323072 64k" "write -P 0x76 16842752 128k" "write -P 0x77 128k 64k"
created bitmaps 32M "" "write -P 0x81 0 1M"
quietly qemu-img bitmap --add -g 64k bitmaps.qcow2 first
quietly qemu-img bitmap --add --disable bitmaps.qcow2 second
io bitmaps.qcow2 "write -P 0x82 2M 1M"
answer bitmaps

# Data in a file of its own.
quietly qemu-img create -f qcow2 -o data_file=data-file.data data-file.qcow2 20M
io data-file.qcow2 "write -P 0x91 0 1M" "write -P 0x92 5M 1M" "write -z 512k 256k" "discard 5M 64k"
answer data-file
quietly qemu-img create -f qcow2 -o data_file=data-file-raw.data,data_file_raw=on data-file-raw.qcow2 20M
io data-file-raw.qcow2 "write -P 0x93 0 1M" "write -P 0x94 5M 1M"
answer data-file-raw

# poke FILE OFFSET HEX
poke() {
  python -c 'import sys
with open(sys.argv[1], "r+b") as file:
    file.seek(int(sys.argv[2]))
    file.write(bytes.fromhex(sys.argv[3]))' "$@"
}

# Chains. overlay NAME SIZE BACKING BACKING-FORMAT IO-COMMAND...
overlay() {
  local name=$1 size=$2 backing=$3 format=$4
  shift 4
  quietly qemu-img create -f qcow2 -u -b "$backing" -F "$format" "$name.qcow2" "$size"
  io "$name.qcow2" "$@"
  answer "$name"
}
cp --sparse=always "$source" base.raw
converted base
changes=("write -P 0xa1 0 64k" "write -P 0xa2 1049088 1k" "write -z 2M 64k" "write -z -u 2228224 64k" "discard 3M 64k"
  "write -P 0xa3 10M 1M")
overlay over-qcow2 20M base.qcow2 qcow2 "${changes[@]}"
overlay over-raw 20M base.raw raw "${changes[@]}"
overlay over-longer 12M base.qcow2 qcow2 "${changes[@]}"
overlay over-shorter 40M base.qcow2 qcow2 "${changes[@]}" "write -P 0xa4 30M 64k"
overlay over-shorter-raw 40M base.raw raw "${changes[@]}" "write -P 0xa4 20970496 2k"
overlay over-second 24M over-shorter.qcow2 qcow2 "write -P 0xb1 4M 64k" "write -c -P 0xb2 5M 64k" "write -z 0 32k"
overlay over-third 20M over-second.qcow2 qcow2 "write -P 0xc1 4128768 64k"
quietly qemu-img create -f qcow2 -o compat=0.10 -u -b base.qcow2 -F qcow2 over-v2.qcow2 20M
io over-v2.qcow2 "write -P 0xd1 0 64k" "write -P 0xd2 19M 1k"
answer over-v2
quietly qemu-img create -f qcow2 -o extended_l2=on,cluster_size=64k -u -b base.qcow2 -F qcow2 over-subclusters.qcow2 20M
io over-subclusters.qcow2 "write -P 0xd3 2k 2k" "write -z 70k 6k" "write -P 0xd4 1M 64k" "discard 1050k 4k" \
  "write -P 0xd5 9M 30k"
answer over-subclusters
mkdir -p folder
cp base.qcow2 folder/base.qcow2
overlay over-folder 20M folder/base.qcow2 qcow2 "write -P 0xd7 0 64k"
overlay over-json 20M 'json:{"driver":"qcow2","file":{"driver":"file","filename":"base.qcow2"}}' qcow2 \
  "write -P 0xd8 0 64k"

# The name of the format is optional on disk, but no qemu-img of today leaves it out: the extension becomes an unknown one.
cp over-qcow2.qcow2 over-unnamed.qcow2
poke over-unnamed.qcow2 112 12345678
answer over-unnamed
cp over-raw.qcow2 over-unnamed-raw.qcow2
poke over-unnamed-raw.qcow2 112 12345678
answer over-unnamed-raw

# Internal snapshots, one of another size.
created snapshots 16M "" "write -P 0xe1 0 8M"
quietly qemu-img snapshot -c first snapshots.qcow2
io snapshots.qcow2 "write -P 0xe2 1M 1M" "write -z 2M 1M" "write -c -P 0xe3 10M 64k"
quietly qemu-img snapshot -c second snapshots.qcow2
quietly qemu-img resize -f qcow2 snapshots.qcow2 24M
io snapshots.qcow2 "write -P 0xe4 20M 1M" "write -P 0xe5 0 4k"
quietly qemu-img snapshot -c third snapshots.qcow2
io snapshots.qcow2 "discard 0 1M"
answer snapshots
for snapshot in first second third; do answer_snapshot snapshots "$snapshot"; done
cp over-qcow2.qcow2 snapshots-over.qcow2
quietly qemu-img snapshot -c below snapshots-over.qcow2
io snapshots-over.qcow2 "write -P 0xe6 6M 1M"
answer snapshots-over
answer_snapshot snapshots-over below

# Encrypted ones: only what can be said without the key.
for locked in luks aes; do
  more=
  [ $locked = aes ] || more=,encrypt.iter-time=10
  if qemu-img create -q -f qcow2 "${key[@]}" -o "encrypt.format=$locked,encrypt.key-secret=key$more" "locked-$locked.qcow2" \
    16M 2>"$scratch/words"; then
    quietly qemu-io "${key[@]}" --image-opts -c "write -P 0xf1 0 1M" \
      "driver=qcow2,file.filename=locked-$locked.qcow2,encrypt.format=$locked,encrypt.key-secret=key"
    qemu-img info --output=json -f qcow2 "locked-$locked.qcow2" >"locked-$locked.info.json"
  fi
done

# Broken ones.
cp v3.qcow2 corrupt-bit.qcow2
poke corrupt-bit.qcow2 79 02 # incompatible feature 1
answer corrupt-bit
cp v3.qcow2 broken-unknown-feature.qcow2
poke broken-unknown-feature.qcow2 72 0800000000000000 # incompatible feature 59
cp v3.qcow2 broken-l1-past-end.qcow2
poke broken-l1-past-end.qcow2 40 0000000100000000
head -c 150000 v3.qcow2 >broken-truncated.qcow2
head -c 70 v3.qcow2 >broken-truncated-header.qcow2
quietly qemu-img create -f qcow2 -u -b broken-cycle-b.qcow2 -F qcow2 broken-cycle-a.qcow2 1M
quietly qemu-img create -f qcow2 -u -b broken-cycle-a.qcow2 -F qcow2 broken-cycle-b.qcow2 1M
quietly qemu-img create -f qcow2 -u -b broken-cycle-self.qcow2 -F qcow2 "$scratch/self.qcow2" 1M
mv "$scratch/self.qcow2" broken-cycle-self.qcow2
quietly qemu-img create -f qcow2 -u -b nowhere.qcow2 -F qcow2 broken-no-backing.qcow2 1M
quietly qemu-img create -f qcow2 -u -b /etc/hostname -F raw broken-outside.qcow2 1M
quietly qemu-img create -f qcow2 -u -b ../outside.raw -F raw broken-above.qcow2 1M
