#!/usr/bin/env bash
# stacked-guest.sh OUT: one guest on eight disks, whose layers lie upon each other in every order.
#
#   a, b.raw   GPT, MD RAID 1 on the first partitions, LUKS2 on it, LVM in that: group "deep" with root, home and swap
#   c, d.raw   LVM on whole disks, a striped volume, LUKS1 on it: /srv
#   e, f.raw   LUKS2 on each, with two passphrases, LVM on both, a striped volume: /data
#   g, h.raw   LUKS2 on each, MD RAID 1 on both: /mirror
#
# The kernel of the libguestfs appliance made them all. The passphrase is "secret", that of f is "other". OUT/files.tsv has a
# line "path sha256" for each regular file, paths as the guest has them.
# tools: guestfish lvm cryptsetup mdadm sfdisk
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
# shellcheck source=lib/appliance.sh
source "$lib/appliance.sh"
need sfdisk
need_appliance
cd "$out"

for disk in a b; do
  truncate -s 64M $disk.raw
  printf 'label: gpt\nsize=60M, type=A19D880F-05FC-4D3B-A006-743F0F84911E\n' | sfdisk -q $disk.raw
done
for disk in c d e f g h; do truncate -s 32M $disk.raw; done
printf secret >secret.key
printf other >other.key

cat >"$scratch/make" <<'EOF'
set -e
for m in raid1 dm-mod dm-crypt; do modprobe $m || true; done
export DM_DISABLE_UDEV=1 LVM_SUPPRESS_FD_WARNINGS=1 LVM_SYSTEM_DIR=/run/lvmconf
mkdir -p $LVM_SYSTEM_DIR
cat >$LVM_SYSTEM_DIR/lvm.conf <<'CONF'
activation { monitoring = 0 udev_sync = 0 udev_rules = 0 }
backup { backup = 0 archive = 0 }
devices { use_devicesfile = 0 }
CONF
printf secret >/run/secret
printf other >/run/other
sealed() { # KEY TYPE DEVICE NAME
  cryptsetup luksFormat -q --type $2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --key-file /run/$1 $3
  cryptsetup open --key-file /run/$1 $3 $4
}
mirrored() { # DEVICE NAME MEMBER MEMBER
  mdadm --create $1 --run --level 1 --metadata 1.2 --homehost gk --name $2 --raid-devices 2 $3 $4
}

mirrored /dev/md10 below ${a}1 ${b}1
sealed secret luks2 /dev/md10 deep_crypt
lvm pvcreate -q /dev/mapper/deep_crypt
lvm vgcreate -q -s 1m deep /dev/mapper/deep_crypt
lvm lvcreate -q -y -W n -L 16m -n root deep
lvm lvcreate -q -y -W n -L 12m -n home deep
lvm lvcreate -q -y -W n -L 2m -n swap deep

lvm vgcreate -q -s 1m outer $c $d
lvm lvcreate -q -y -W n -i 2 -I 64k -L 40m -n sealed outer
sealed secret luks1 /dev/outer/sealed srv_crypt

sealed secret luks2 $e pair1
sealed other luks2 $f pair2
lvm vgcreate -q -s 1m pair /dev/mapper/pair1 /dev/mapper/pair2
lvm lvcreate -q -y -W n -i 2 -I 64k -l 100%FREE -n data pair

sealed secret luks2 $g half1
sealed secret luks2 $h half2
mirrored /dev/md11 above /dev/mapper/half1 /dev/mapper/half2

root=/run/root
mkdir -p $root
filesystem() { # DEVICE PLACE
  mke2fs -q -t ext4 $1
  mkdir -p $root$2
  mount $1 $root$2
}
filesystem /dev/deep/root /
filesystem /dev/deep/home /home
mkswap /dev/deep/swap
filesystem /dev/mapper/srv_crypt /srv
filesystem /dev/pair/data /data
filesystem /dev/md11 /mirror

mkdir -p $root/etc $root/usr/bin $root/bin $root/var/lib/dpkg
echo 'root:x:0:0:root:/root:/bin/sh' >$root/etc/passwd
printf 'ID=debian\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n' >$root/etc/os-release
echo stacked >$root/etc/hostname
uuid() { blkid -p -o value -s UUID $1; }
cat >$root/etc/fstab <<FSTAB
/dev/mapper/deep-root / ext4 defaults 0 1
/dev/deep/home /home ext4 defaults 0 2
/dev/deep/swap none swap sw 0 0
/dev/mapper/srv_crypt /srv ext4 defaults 0 2
/dev/mapper/pair-data /data ext4 defaults 0 2
UUID=$(uuid /dev/md11) /mirror ext4 defaults 0 2
FSTAB
cat >$root/etc/crypttab <<CRYPTTAB
deep_crypt UUID=$(uuid /dev/md10) none luks
srv_crypt /dev/outer/sealed none luks
pair1 UUID=$(uuid $e) none luks
pair2 UUID=$(uuid $f) none luks
CRYPTTAB
cp /usr/bin/sort /usr/bin/find $root/usr/bin || true
for place in home srv data mirror; do
  cp -r /usr/share/misc /usr/lib/udev/rules.d $root/$place 2>/dev/null || true
  for number in 1 2 3 4 5; do
    dd if=/dev/urandom of=$root/$place/random$number bs=10007 count=$((number * 17)) 2>/dev/null
  done
  echo $place >$root/$place/name
done
sync
(cd $root && find . -type f -exec sha256sum {} + | sed 's/^/FILE /')
umount $root/home $root/srv $root/data $root/mirror $root
mdadm --stop /dev/md11
lvm vgchange -q -an deep pair
for name in half1 half2 pair1 pair2 srv_crypt deep_crypt; do cryptsetup close $name; done
lvm vgchange -q -an outer
mdadm --stop /dev/md10
sync
echo "all done"
EOF
in_appliance "$scratch/make" {a,b,c,d,e,f,g,h}.raw
sed -n 's/^FILE \([0-9a-f]*\)  \.\(.*\)$/\2\t\1/p' "$scratch/answer" >files.tsv
cp "$scratch/answer" made.log
[ "$(wc -l <files.tsv)" -ge 30 ] || cannot "only $(wc -l <files.tsv) files were made"
