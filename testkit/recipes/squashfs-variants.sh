#!/usr/bin/env bash
# squashfs-variants.sh OUT: SquashFS 4.0 with every compression and option of mksquashfs, and what is read from it.
#
# OUT/NAME.raw is the file system, OUT/NAME.jsonl the answer (see lib/facts.py): that of the kernel's mount, or, where the
# kernel lacks the compression, of what unsquashfs extracts, without the sizes and numbers of links of folders. OUT/referees
# says which.
# tools: mksquashfs unsquashfs python3
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need python3 mksquashfs unsquashfs
need_root_and_mount
mounts=$scratch/mount

# The tree stands on an ext4 that holds large attributes, and so does what is extracted.
truncate -s 400M "$scratch/host.raw"
mke2fs -q -F -t ext4 -O ea_inode "$scratch/host.raw"
mount_at "$scratch/host.raw" "$scratch/host"
tree=$scratch/host/tree
python "$lib/edge.py" "$tree/edge" 2>/dev/null
# content that compresses so well, and so badly, that every instruction of a decoder is used
python - "$tree/content" <<'END'
import os, random, sys
os.makedirs(sys.argv[1])
rnd = random.Random(11)
words = [rnd.randbytes(rnd.randint(1, 40)) for _ in range(300)]
def write(name, content):
    with open(os.path.join(sys.argv[1], name), "wb") as file:
        file.write(content)
write("words", b"".join(rnd.choice(words) for _ in range(40000)))
write("mixed", b"".join(rnd.choice((rnd.randbytes(rnd.randint(1, 3000)), bytes([rnd.randrange(256)]) * rnd.randint(1, 70000), rnd.choice(words) * rnd.randint(1, 500))) for _ in range(300)))
write("code", b"".join(b"\xe8" + (i * 977).to_bytes(4, "little") + rnd.choice(words) for i in range(60000)))
write("same", b"the same\n" * 30000)
write("same-again", b"the same\n" * 30000)
write("zeros-and-tail", bytes(1 << 20) + b"tail")
END

# variant NAME MKSQUASHFS-OPTION...
variant() {
  local name=$1 image=$out/$1.raw extracted=$scratch/host/extracted
  shift
  mksquashfs "$tree" "$image" -noappend -no-progress -quiet -processors 2 "$@" >"$scratch/words" 2>&1 || { cat "$scratch/words" >&2; return 1; }
  if mount_at "$image" "$mounts" ro 2>/dev/null; then
    if [[ " $* " == *" -no-xattrs "* ]]; then # the kernel then says so instead of listing none
      facts "$mounts" --no-xattrs | python -c 'import json, sys
for line in sys.stdin:
    print(json.dumps(json.loads(line) | {"xattrs": {}}, separators=(",", ":")))' >"$out/$name.jsonl"
    else
      facts "$mounts" >"$out/$name.jsonl"
    fi
    umount "$mounts"
    mounted=("${mounted[@]:0:${#mounted[@]}-1}")
    echo "$name: mount" >>"$out/referees"
  else
    unsquashfs -quiet -no-progress -d "$extracted" "$image" >"$scratch/words" 2>&1 || { cat "$scratch/words" >&2; return 1; }
    facts "$extracted" | python -c 'import json, sys
for line in sys.stdin:
    fact = json.loads(line)
    if fact["type"] == "dir":
        del fact["size"], fact["nlink"]
    print(json.dumps(fact, separators=(",", ":")))' >"$out/$name.jsonl"
    rm -r "$extracted"
    echo "$name: unsquashfs" >>"$out/referees"
  fi
}

: >"$out/referees"
variant gzip
variant gzip-1 -Xcompression-level 1 -Xwindow-size 8
variant gzip-strategies -Xstrategy default,filtered,huffman_only,run_length_encoded,fixed
variant xz -comp xz
variant xz-filters -comp xz -Xbcj x86,arm -Xdict-size 100% -b 256K
variant lzma -comp lzma
variant lzo -comp lzo
variant lzo-1 -comp lzo -Xalgorithm lzo1x_1
variant lzo-1m -comp lzo -b 1M
variant lz4 -comp lz4
variant lz4-hc -comp lz4 -Xhc -b 1M
variant zstd -comp zstd
variant zstd-22 -comp zstd -Xcompression-level 22 -b 64K
variant 4k -b 4K
variant 1m -b 1M
variant no-fragments -no-fragments
variant always-fragments -always-use-fragments
variant no-duplicates -no-duplicates -no-exports
variant no-sparse -no-sparse
variant plain-inodes -noI -noId
variant plain-data -noD -no-tailends
variant plain-fragments -noF
variant plain-xattrs -noX
variant plain -noI -noD -noF -noX -b 32K
variant root-owned -all-root -no-xattrs
