#!/usr/bin/env bash
# iso-variants.sh OUT: ISO 9660 with Rock Ridge, Joliet and neither, and what is read from it.
#
# OUT/NAME.raw is the file system, OUT/NAME.jsonl the answer (see lib/facts.py): what bsdtar extracts, without the sizes
# and numbers of links of folders. OUT/hybrid-*.raw are discs with a partition table, filled as rr.raw is.
# tools: genisoimage xorriso bsdtar python3
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need python3 genisoimage xorriso bsdtar
[ "$(id -u)" = 0 ] || cannot "not root"

tree=$scratch/tree/edge
python "$lib/edge.py" "$tree" 2>/dev/null
# too large for a disc of each kind, or beyond the years that seven bytes hold
rm "$tree"/{sparse,comb,only-hole,t-2200,t-2446,t-before-1970-nanoseconds}
rm -f "$tree"/{chr-1-3,blk-259-70000,sock} # bsdtar does not extract them as what they are
# 300 files are enough for directories of many sectors
find "$tree/many" -name 'file-0[1-9]*' -delete
find "$tree/many" -name 'file-00[3-9]*' -delete

# genisoimage does not come to an end over a target of many components.
plain=$scratch/plain/edge
mkdir "$scratch/plain"
cp -a "$tree" "$plain"
rm -r "$plain/deep" "$plain/names" "$plain/ln-latin1" "$plain/ln-long"
mkdir -p "$plain/deep/1/2/3/4/5/6/7/8/9/10/11/12"
echo bottom >"$plain/deep/1/2/3/4/5/6/7/8/9/10/11/12/bottom"

# A tree for discs without Rock Ridge: ASCII, no links, nothing that differs in case only.
simple=$scratch/simple
mkdir -p "$simple/Folder/Deeper/Deepest" "$simple/empty"
for size in 0 1 2047 2048 2049 65537; do head -c "$size" "$tree/size/274433" >"$simple/Folder/f$size.bin"; done
for i in $(seq 200); do echo "$i" >"$simple/Folder/Deeper/n$i.txt"; done
echo deep >"$simple/Folder/Deeper/Deepest/leaf"
echo none >"$simple/noext"
find "$simple" -exec touch -d @1700000000 {} +

# A tree for Joliet: other alphabets and long names.
wide=$scratch/wide
cp -a "$simple" "$wide"
echo wide >"$wide/unicode-äöü-日本語.text"
echo long >"$wide/a name that is long enough for joliet only.txt"
echo dots >"$wide/two.dots.txt"
touch -d @1700000000 "$wide"/* "$wide"

# answer NAME [KEY…]: what bsdtar extracts; the keys are facts that this kind of disc does not hold. "lower" stands for
# the small letters in which Linux shows names, "rr_moved" for the folder that it shows and bsdtar hides. bsdtar loses
# slashes of a target that goes on in another field, and shows no modes of links.
answer() {
  local name=$1
  shift
  mkdir "$scratch/extracted"
  bsdtar -xpf "$out/$name.raw" -C "$scratch/extracted" --numeric-owner
  facts "$scratch/extracted" --no-xattrs | python -c 'import json, sys
for line in sys.stdin:
    fact = json.loads(line)
    if fact["path"] == "/":
        fact = {"path": "/", "type": "dir"}
    if fact["path"] == "/ln-long":
        fact |= {"target": "/" + "d/" * 400 + "e", "size": 802}
    if "lower" in sys.argv:
        fact["path"] = fact["path"].lower()
    for key in sys.argv[1:] + ["size", "nlink"] * (fact["type"] == "dir") + ["mode"] * (fact["type"] == "symlink"):
        fact.pop(key, None)
    print(json.dumps(fact, separators=(",", ":")))
if "rr_moved" in sys.argv:
    print(json.dumps({"path": "/rr_moved", "type": "dir"}))' "$@" >"$out/$name.jsonl"
  chmod -R u+rwX "$scratch/extracted"
  rm -r "$scratch/extracted"
}

iso() { # NAME TREE GENISOIMAGE-OPTION...
  local name=$1 from=$2
  shift 2
  genisoimage -quiet -o "$out/$name.raw" -V "${name:0:32}" "$@" "$from" >"$scratch/words" 2>&1 || { cat "$scratch/words" >&2; return 1; }
}

xorr() { # NAME TREE MKISOFS-OPTION...
  local name=$1 from=$2
  shift 2
  xorriso -as mkisofs -quiet -o "$out/$name.raw" -V "${name:0:32}" "$@" "$from" >"$scratch/words" 2>&1 || { cat "$scratch/words" >&2; return 1; }
}

# genisoimage numbers the links of a file anew
iso rr "$plain" -R -l
answer rr rr_moved
iso rr-not-moved "$plain" -R -D -l
answer rr-not-moved
iso rr-joliet "$plain" -R -J -joliet-long -l
answer rr-joliet rr_moved
iso rationalised "$plain" -r -l
answer rationalised rr_moved
iso level-1 "$simple" -iso-level 1
answer level-1 lower mode uid gid nlink
iso level-3 "$simple" -iso-level 3
answer level-3 lower mode uid gid nlink
iso level-4 "$simple" -iso-level 4
answer level-4 lower mode uid gid nlink
iso joliet "$wide" -J -joliet-long
answer joliet mode uid gid nlink

xorr xorriso-rr "$tree" -R -iso-level 3
answer xorriso-rr
xorr xorriso-rr-joliet "$tree" -R -J -joliet-long -iso-level 3
answer xorriso-rr-joliet
# zisofs: what bsdtar reads is what went in
xorriso -outdev "$out/zisofs.raw" -volid ZISOFS -map "$tree/size" /size -map "$tree/hole-at-end" /hole-at-end \
  -zisofs level=9:block_size=32k -set_filter_r --zisofs / -- >"$scratch/words" 2>&1 || { cat "$scratch/words" >&2; exit 1; }
answer zisofs

# Discs with a partition table: an MBR, a GPT with the disc's own partition and an appended one.
truncate -s 2M "$scratch/esp"
head -c 2000000 "$tree/size/1048577" | dd of="$scratch/esp" conv=notrunc status=none
xorr hybrid-mbr "$simple" -R -partition_offset 16
answer hybrid-mbr
xorr hybrid-appended "$simple" -R -partition_offset 16 -append_partition 2 0xef "$scratch/esp"
answer hybrid-appended
xorr hybrid-gpt "$simple" -R -partition_offset 16 -append_partition 2 0xef "$scratch/esp" -appended_part_as_gpt
answer hybrid-gpt
