#!/usr/bin/env bash
# md-arrays.sh OUT: arrays of Linux MD in every shape that is read, and what the kernel reads of each.
#
# The kernel is that of the libguestfs appliance, started once to make the arrays and once more, with the disks as they
# were left, to put them together by itself and read them:
#
#   a … e.raw   GPT, the same number of partitions on each, of 3, 3, 4, 4 and 5 MiB: partition N is for array N
#   f, g.raw    one array on whole disks, with a partition table on it, its superblock at the end
#
# OUT/sums.tsv has a line "DEVICE uuid size sha256 level metadata" for each array, OUT/made.tsv "NUMBER name".
# tools: mdadm guestfish sfdisk
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
# shellcheck source=lib/appliance.sh
source "$lib/appliance.sh"
need python3 mdadm sfdisk mke2fs
need_appliance
cd "$out"

cat >"$scratch/make" <<'EOF'
for m in raid0 raid1 raid456 raid10 linear; do modprobe $m || true; done
echo 100000 >/proc/sys/dev/raid/speed_limit_min
n=0
# make NAME MEMBERS OPTION...: MEMBERS such as "a b c"
make() {
  name=$1 members=$2 devices= count=0
  shift 2
  n=$((n + 1))
  for member in $members; do devices="$devices $(eval echo \$$member)$n"; count=$((count + 1)); done
  echo "MADE $n $name"
  mdadm --quiet --create /dev/md$n --run --homehost=${host:-gk} --name=$name --raid-devices=${count_is:-$count} "$@" $devices </dev/null || echo "FAILED $name"
  count_is=
}
fill() { dd if=$h of=/dev/md$n bs=64k skip=$n conv=notrunc,fsync 2>/dev/null || true; }
finish() { fill; mdadm --quiet --wait /dev/md$n || true; mdadm --quiet --stop /dev/md$n || true; }

make linear "a c e" --level=linear --metadata=1.2; finish
make raid0 "a b" --level=0 --metadata=1.2 --chunk=16; finish
make zones-original "a c e" --level=0 --metadata=1.2 --chunk=64 --layout=original; finish
make zones-alternate "e a d" --level=0 --metadata=1.2 --chunk=64 --layout=alternate; finish
make raid1-090 "a b" --level=1 --metadata=0.90; finish
make raid1-10 "a b" --level=1 --metadata=1.0; finish
make raid1-11 "c d e" --level=1 --metadata=1.1; finish
make raid1-bitmap "a c" --level=1 --metadata=1.2 --bitmap=internal; finish
make raid4 "a b c" --level=4 --metadata=1.2 --chunk=16; finish
for layout in la ra ls rs parity-first parity-last; do make raid5-$layout "a b c d" --level=5 --metadata=1.2 --chunk=4 --layout=$layout; finish; done
make raid5-090 "c a b" --level=5 --metadata=0.90 --chunk=64; finish
make raid5-10 "a b c d e" --level=5 --metadata=1.0 --chunk=8; finish
for layout in la ra ls rs ddf-zero-restart ddf-N-restart ddf-N-continue; do make raid6-$layout "a b c d e" --level=6 --metadata=1.2 --chunk=4 --layout=$layout; finish; done
for layout in left-asymmetric-6 right-asymmetric-6 left-symmetric-6 right-symmetric-6 parity-first-6; do make raid6-$layout "a b c d" --level=6 --metadata=1.2 --chunk=16 --layout=$layout; finish; done
make raid10-n2 "a b c d" --level=10 --metadata=1.2 --chunk=16 --layout=n2; finish
make raid10-n2of3 "a b c" --level=10 --metadata=1.2 --chunk=16 --layout=n2; finish
make raid10-n3 "a b c d e" --level=10 --metadata=1.2 --chunk=4 --layout=n3; finish
make raid10-f2 "a b c d" --level=10 --metadata=1.2 --chunk=16 --layout=f2; finish
make raid10-f3 "a b c d e" --level=10 --metadata=1.2 --chunk=4 --layout=f3; finish
make raid10-o2 "a b c" --level=10 --metadata=1.2 --chunk=16 --layout=o2; finish
make raid10-o3 "a b c d" --level=10 --metadata=1.0 --chunk=16 --layout=o3; finish
count_is=3; make spare "a b c d" --level=5 --metadata=1.2 --chunk=16 --spare-devices=1; finish
make stale "a b" --level=1 --metadata=1.2; fill; mdadm --quiet --wait /dev/md$n || true; mdadm --quiet /dev/md$n --fail ${b}$n; dd if=$h of=/dev/md$n bs=64k skip=3 count=9 conv=notrunc,fsync 2>/dev/null; mdadm --quiet --stop /dev/md$n
make stale5 "a b c" --level=5 --metadata=0.90 --chunk=16; fill; mdadm --quiet --wait /dev/md$n || true; mdadm --quiet /dev/md$n --fail ${a}$n; dd if=$h of=/dev/md$n bs=64k skip=5 count=9 conv=notrunc,fsync 2>/dev/null; mdadm --quiet --stop /dev/md$n
make ppl "a b c" --level=5 --metadata=1.2 --chunk=16 --consistency-policy=ppl; finish
make journal "a b c" --level=5 --metadata=1.2 --chunk=16 --write-journal ${d}$((n + 1)) || true; fill; mdadm --quiet --stop /dev/md$n || true
host=any; make 7 "a b" --level=1 --metadata=1.2; host=; finish
make 3 "a b" --level=1 --metadata=1.2; finish
make grown "a b c" --level=5 --metadata=1.2 --chunk=16; fill; mdadm --quiet --wait /dev/md$n || true
mdadm --quiet /dev/md$n --add ${d}$n; sleep 1; echo 1 >/sys/block/md$n/md/sync_speed_max; echo 1 >/sys/block/md$n/md/sync_speed_min
mdadm --grow /dev/md$n --raid-devices=4 </dev/null && { echo frozen >/sys/block/md$n/md/sync_action; mdadm --stop /dev/md$n; } || echo "no reshape here"
mdadm --quiet --create /dev/md99 --run --homehost=gk --name=disks --level=1 --raid-devices=2 --metadata=1.0 $f $g </dev/null
dd if=$i of=/dev/md99 bs=64k conv=notrunc,fsync 2>/dev/null || true; mdadm --wait /dev/md99 || true; sync; mdadm --stop /dev/md99
cat /proc/mdstat
sync
echo "all done"
EOF

arrays=44
python "$lib/pattern.py" 9 0 16M >"$scratch/pattern"
for disk in a:3 b:3 c:4 d:4 e:5; do
  size=${disk#*:}
  truncate -s $((arrays * size + 3))M "${disk%:*}.raw"
  { echo 'label: gpt'; for ((i = 0; i < arrays; i++)); do echo "size=${size}MiB"; done; } | sfdisk -q "${disk%:*}.raw"
done
truncate -s 12M f.raw g.raw
truncate -s 11M "$scratch/table"
printf 'label: dos\nlabel-id: 0x1234abcd\nstart=2048, size=4096\nstart=8192, size=8192\n' | sfdisk -q "$scratch/table"
mke2fs -q -t ext4 -U 33333333-2222-4333-8444-555555555555 -L onarray "$scratch/fs" 4M
dd if="$scratch/fs" of="$scratch/table" bs=512 seek=8192 conv=notrunc status=none
in_appliance "$scratch/make" {a,b,c,d,e,f,g}.raw "$scratch/pattern" "$scratch/table"
sed -n 's/^MADE //p' "$scratch/answer" | tr ' ' '\t' >made.tsv
cp "$scratch/answer" made.log

cat >"$scratch/read" <<'EOF'
for device in /dev/md[0-9]*; do
  case $device in *p[0-9]*) continue ;; esac
  [ -b $device ] || continue
  eval "$(mdadm --detail --export $device | grep '^MD_\(UUID\|LEVEL\|METADATA\)=')"
  size=$(blockdev --getsize64 $device)
  [ "$size" -gt 0 ] || continue
  echo "SUM $device $MD_UUID $size $(dd if=$device bs=64k 2>/dev/null | sha256sum | cut -d' ' -f1) $MD_LEVEL $MD_METADATA"
done
cat /proc/mdstat
ls -l /dev/md* /dev/md/
echo "all done"
EOF
in_appliance --ro "$scratch/read" {a,b,c,d,e,f,g}.raw
sed -n 's/^SUM //p' "$scratch/answer" | tr ' ' '\t' >sums.tsv
cp "$scratch/answer" read.log
