#!/usr/bin/env bash
# btrfs-guests.sh OUT: small Debian-like guests whose root is a subvolume, with snapshots beside it.
#
# OUT/one.raw: GPT, one partition with @, @home, @srv, read-only and writable snapshots of @, and a container's tree.
# OUT/two.raw and OUT/two.dev2.raw: two disks, mirrored, the root in the default subvolume.
# tools: mkfs.btrfs btrfs sfdisk
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need btrfs mkfs.btrfs sfdisk
need_root_and_mount
grep -qw btrfs /proc/filesystems || modprobe btrfs 2>/dev/null || cannot "no btrfs in this kernel"
top=$scratch/top
uuid_one=3f9e6a10-5b7c-4c8d-9e0f-1a2b3c4d5e6f
uuid_two=4f9e6a10-5b7c-4c8d-9e0f-1a2b3c4d5e6f

root() { # FOLDER HOSTNAME
  mkdir -p "$1"/{bin,boot,dev,etc,proc,root,sys,tmp,usr/bin,usr/lib,var/lib/dpkg}
  printf 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n' >"$1/etc/os-release"
  echo 12.7 >"$1/etc/debian_version"
  echo "$2" >"$1/etc/hostname"
  printf 'root:x:0:0:root:/root:/bin/bash\n' >"$1/etc/passwd"
  printf 'Package: base-files\nStatus: install ok installed\nVersion: 12.4+deb12u7\nArchitecture: amd64\nDescription: base\n' >"$1/var/lib/dpkg/status"
}

image=$out/one.raw
truncate -s 140M "$image"
printf 'label: gpt\nstart=1MiB, size=138MiB, type=L, name=btr\n' | sfdisk -q "$image"
part=offset=1048576,sizelimit=$((138 << 20))
device=$(losetup -f --show -o 1048576 --sizelimit $((138 << 20)) "$image")
mkfs.btrfs -q -L btr -U "$uuid_one" "$device" >/dev/null
losetup -d "$device"
mount_at "$image" "$top" "$part"
for name in @ @home @srv; do btrfs subvolume create "$top/$name" >/dev/null; done
root "$top/@" one-guest
srv=$(btrfs subvolume list "$top" | awk '$NF == "@srv" {print $2}')
cat >"$top/@/etc/fstab" <<FSTAB
UUID=$uuid_one / btrfs defaults,subvol=@,compress=zstd 0 0
UUID=$uuid_one /home btrfs defaults,subvol=/@home 0 0
/dev/vda1 /srv btrfs subvolid=$srv 0 0
UUID=$uuid_one /gone btrfs subvol=@gone 0 0
FSTAB
mkdir "$top/@home/alice" "$top/@snapshots" "$top/@/srv" # and no /home in @
echo hello >"$top/@home/alice/file"
echo served >"$top/@srv/served"
mkdir -p "$top/@/var/lib/machines"
btrfs subvolume create "$top/@/var/lib/machines/container" >/dev/null
root "$top/@/var/lib/machines/container" container
btrfs subvolume snapshot -r "$top/@" "$top/@snapshots/root-1" >/dev/null
btrfs subvolume snapshot "$top/@" "$top/@snapshots/writable" >/dev/null
echo later >"$top/@/etc/after-snapshot"
unmount_all

for image in "$out/two.raw" "$out/two.dev2.raw"; do truncate -s 140M "$image"; done
one=$(losetup -f --show "$out/two.raw")
two=$(losetup -f --show "$out/two.dev2.raw")
mkfs.btrfs -q -d raid1 -m raid1 -U "$uuid_two" "$one" "$two" >/dev/null
mkdir -p "$top"
mount -o "device=$one,device=$two" "$one" "$top"
mounted+=("$top")
losetup -d "$one" "$two"
btrfs subvolume create "$top/root" >/dev/null
root "$top/root" two-guest
# the second disk names the file system as well as the first
printf '/dev/sdb / btrfs defaults 0 0\n' >"$top/root/etc/fstab"
btrfs subvolume set-default "$top/root"
btrfs subvolume snapshot "$top/root" "$top/root-before-update" >/dev/null
unmount_all
