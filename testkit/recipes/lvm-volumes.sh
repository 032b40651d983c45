#!/usr/bin/env bash
# lvm-volumes.sh OUT: volume groups in every shape that is read, and what the kernel reads of each logical volume.
#
# The kernel is that of the libguestfs appliance, started once to make the groups and once more, with the disks as they
# were left, to read them:
#
#   a … f.raw   group "raids": linear, striped, mirrored, RAID 0 to 10 in all layouts, moved extents
#   g, h.raw    group "Vol-Group": snapshots, thin volumes, thin snapshots, an external origin, a merge
#
# OUT/sums.tsv has a line "DEVICE size sha256" for each volume that the kernel activates, OUT/segments.tsv what LVM says
# of its kind, OUT/GROUP.vg the metadata as vgcfgbackup writes it.
# tools: guestfish lvm
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
# shellcheck source=lib/appliance.sh
source "$lib/appliance.sh"
need python3
need_appliance
cd "$out"

python "$lib/pattern.py" 7 0 16M >"$scratch/pattern"
for disk in a b c d e f; do truncate -s 48M "$disk.raw"; done
for disk in g h; do truncate -s 48M "$disk.raw"; done

cat >"$scratch/make" <<'EOF'
for m in dm-mod dm-mirror dm-raid dm-thin-pool dm-snapshot dm-cache raid456 raid10 raid1 raid0; do modprobe $m || true; done
mkdir -p /run/lvmconf
cat >/run/lvmconf/lvm.conf <<'CONF'
activation { monitoring = 0 udev_sync = 0 udev_rules = 0 }
backup { backup = 0 archive = 0 }
CONF
export LVM_SYSTEM_DIR=/run/lvmconf LVM_SUPPRESS_FD_WARNINGS=1
pattern=$i vg=/dev/Vol-Group n=0
# fill DEVICE: each volume has another piece of the pattern
fill() { n=$((n + 1)); dd if=$pattern of=$1 bs=64k skip=$n conv=notrunc 2>/dev/null; }
put() { dd if=$pattern of=$1 bs=$2 skip=$3 seek=$4 count=$5 conv=notrunc,fsync 2>/dev/null; }

lvm <<LVM
pvcreate -q --metadatasize 60k $a
pvcreate -q --metadatacopies 0 $b $c $e
pvcreate -q --metadatacopies 2 $d
pvcreate -q --dataalignment 1m $f
vgcreate -q -s 128k raids $a $b $c $d $e $f
vgcreate -q -s 128k Vol-Group $g $h
lvcreate -q -y -W n -n linear raids -L 640k
lvcreate -q -y -W n -n pieces raids -L 256k $a
lvextend -q -L +384k raids/pieces $b
lvextend -q -L +256k raids/pieces $a
lvcreate -q -y -W n -n striped2 raids -L 1m -i 2 -I 4k
lvcreate -q -y -W n -n striped3 raids -L 1536k -i 3 -I 64k
lvcreate -q -y -W n -n mirror2 raids --type mirror -m 1 --mirrorlog core -L 512k
lvcreate -q -y -W n -n mirror3 raids --type mirror -m 2 --mirrorlog disk -L 512k
lvcreate -q -y -W n -n raid1 raids --type raid1 -m 1 -L 768k
lvcreate -q -y -W n -n raid1of3 raids --type raid1 -m 2 -L 512k
lvcreate -q -y -W n -n raid0 raids --type raid0 -i 3 -I 16k -L 1536k
lvcreate -q -y -W n -n raid0_meta raids --type raid0_meta -i 2 -I 64k -L 1m
lvcreate -q -y -W n -n raid4 raids --type raid4 -i 3 -I 64k -L 1536k
$(for layout in la ra ls rs n; do echo "lvcreate -q -y -W n -n raid5_$layout raids --type raid5_$layout -i 3 -I 16k -L 1536k"; done)
$(for layout in zr nr nc ls_6 n_6; do echo "lvcreate -q -y -W n -n raid6_$layout raids --type raid6_$layout -i 3 -I 16k -L 1536k"; done)
lvcreate -q -y -W n -n raid10 raids --type raid10 -i 2 -m 1 -I 64k -L 1m
lvcreate -q -y -W n -n raid10of6 raids --type raid10 -i 3 -m 1 -I 16k -L 1536k
lvcreate -q -y -W n -n origin -L 2m Vol-Group
lvcreate -q -y -W n -n swap-space -L 512k Vol-Group
lvcreate -q -y -W n -n full -L 512k Vol-Group
lvcreate -q -y -W n -n rolled -L 512k Vol-Group
lvcreate -q -y -W n -n base -L 768k Vol-Group
lvcreate -q -y --type thin-pool -c 64k -L 6m --poolmetadatasize 2m -n pool Vol-Group
lvcreate -q -y -V 16m -T Vol-Group/pool -n thin1
lvcreate -q -y -V 4m -T Vol-Group/pool -n thin2
LVM
for device in /dev/raids/*; do fill $device; done
for name in origin full rolled base; do fill $vg/$name; done
mkswap -U 11111111-2222-4333-8444-555555555555 -L swaplabel $vg/swap-space
for at in 0 5 100 101 102 103 17 255; do put $vg/thin1 64k $((at % 200)) $at 1; done
mke2fs -q -t ext4 -U 22222222-2222-4333-8444-555555555555 -L thinfs -d /etc/lvm $vg/thin2
sync
lvm <<LVM
lvchange -q -an Vol-Group/base
lvchange -q -pr Vol-Group/base
lvcreate -q -y -s -c 4k -L 1m -n snap4k Vol-Group/origin
lvcreate -q -y -s -c 32k -L 1m -n snap32k Vol-Group/origin
lvcreate -q -y -s -c 4k -L 128k -n overflown Vol-Group/full
lvcreate -q -y -s -c 4k -L 512k -n before Vol-Group/rolled
lvcreate -q -y -s -k n -n thinsnap Vol-Group/thin1
lvcreate -q -y -s --thinpool Vol-Group/pool -k n -n overbase Vol-Group/base
lvchange -q -ay Vol-Group/overbase
LVM
put $vg/origin 4k 1000 7 30
for at in 100 3 250 251 252 40 511; do put $vg/snap4k 4k $((2000 + at)) $at 1; done
put $vg/snap32k 1k 5000 333 70
put $vg/origin 4k 1200 400 60
put $vg/full 64k 0 0 8
put $vg/rolled 4k 700 9 50
put $vg/thin1 64k 77 101 3
put $vg/thinsnap 64k 90 5 1
put $vg/overbase 64k 150 3 2
blkdiscard -o 65536 -l 65536 $vg/thin1
sync
for try in $(seq 60); do
  lvm lvs --noheadings -o sync_percent raids | grep '[0-9]' | grep -qv '100.00' || break
  sleep 1
done
exec 9<$vg/rolled
lvm lvconvert -q -y --merge Vol-Group/before # it is open, so that this waits until it is activated next
exec 9<&-
lvm lvs -a -o vg_name,lv_name,lv_attr,segtype,sync_percent,devices
lvm vgchange -q -an
for group in raids Vol-Group; do lvm vgcfgbackup -q -f /run/$group $group; echo "BEGIN $group"; cat /run/$group; echo "END $group"; done
sync
echo "all done"
EOF
in_appliance "$scratch/make" {a,b,c,d,e,f,g,h}.raw "$scratch/pattern"
cp "$scratch/answer" made.log
for vg in raids Vol-Group; do sed -n "/^BEGIN $vg\$/,/^END $vg\$/p" "$scratch/answer" | sed '1d;$d' >"$vg.vg"; done

cat >"$scratch/read" <<'EOF'
for m in dm-mod dm-mirror dm-raid dm-thin-pool dm-snapshot; do modprobe $m || true; done
lvm vgchange -q -ay --config 'activation{monitoring=0}' || true
for device in $(lvm lvs --noheadings -o lv_path); do
  [ -b $device ] || continue
  echo "SUM $device $(blockdev --getsize64 $device) $(dd if=$device bs=64k 2>/dev/null | sha256sum | cut -d' ' -f1)"
done
lvm lvs --noheadings -o lv_path,segtype,lv_uuid,lv_attr | sed 's/^/SEG /'
dmsetup ls
lvm vgchange -q -an
echo "all done"
EOF
in_appliance --ro "$scratch/read" {a,b,c,d,e,f,g,h}.raw
sed -n 's/^SUM //p' "$scratch/answer" | tr ' ' '\t' >sums.tsv
sed -n 's/^SEG *//p' "$scratch/answer" | tr -s ' ' '\t' >segments.tsv
cp "$scratch/answer" read.log
