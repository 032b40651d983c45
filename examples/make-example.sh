#!/usr/bin/env bash
# make-example.sh [OUTPUT]: makes examples/debian-12-minimal.qcow2 out of Debian's own packages.
#
# Needs root, loop mounts, and debootstrap fdisk e2fsprogs dosfstools mtools qemu-utils; nothing is booted.
# MIRROR and SUITE choose where the packages come from. The same packages make the same disk, byte by byte.
set -euo pipefail
export LC_ALL=C.UTF-8 TZ=UTC PATH=/usr/sbin:/usr/bin:/sbin:/bin
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1767225600} # 2026-01-01
export E2FSPROGS_FAKE_TIME=$SOURCE_DATE_EPOCH

here=$(cd "$(dirname "$0")" && pwd)
output=$(realpath -m "${1:-$here/debian-12-minimal.qcow2}")
suite=${SUITE:-bookworm}
mirror=${MIRROR-} # debootstrap knows one

disk_uuid=8c7d1f2e-5a4b-4c3d-9e8f-0a1b2c3d4e5f
esp_uuid=1B2C-3D4E
esp_partuuid=3f0a8d5c-6f47-4c1e-8b5d-2f1f5e6a7b8c
root_uuid=6b1f0c9e-2d3a-4e5f-8a7b-9c0d1e2f3a4b
root_partuuid=b5a3c9d2-7e1f-4a6b-9c8d-0e1f2a3b4c5d
swap_uuid=0d9c8b7a-6f5e-4d3c-8b2a-1f0e9d8c7b6a
mebibyte=1048576

[ "$(id -u)" = 0 ] || { echo "make-example.sh: needs root, for debootstrap" >&2; exit 77; }
work=$(mktemp -d)
finish() {
  local folder
  for folder in "$work/root/proc" "$work/mounted"; do
    if mountpoint -q "$folder"; then umount "$folder"; fi
  done
  rm -rf "$work"
}
trap finish EXIT
root=$work/root

say() { echo "make-example.sh: $*" >&2; }
logged() { "$@" >>"$work/log" 2>&1 || { tail -n 40 "$work/log" >&2; say "failed: $*"; exit 1; }; }

say "debootstrap $suite"
logged debootstrap --variant=minbase \
  --include=systemd-sysv,systemd-boot-efi,ifupdown,netbase,sudo,openssh-server "$suite" "$root" ${mirror:+"$mirror"}
# tiny-initramfs makes an initramfs of a few KiB, where initramfs-tools would make one of 40 MiB. It looks at /proc.
say "the kernel"
mount -t proc proc "$root/proc"
logged chroot "$root" env DEBIAN_FRONTEND=noninteractive \
  apt-get install --yes --no-install-recommends tiny-initramfs linux-image-amd64
umount "$root/proc"
# The initramfs once more, without the time of day in it.
# shellcheck disable=SC2016 # for the shell inside
logged chroot "$root" sh -euc 'mkdir /tmp/initrd; cd /tmp/initrd; gzip -dc "$1" | cpio -id --quiet
  find . -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  find . | sort | cpio -o -H newc --quiet --reproducible --owner 0:0 | gzip -9n >"$1"' sh /initrd.img

# The configuration.
kernel=$(basename "$(ls "$root"/boot/vmlinuz-*)")
echo guestkit-example >"$root/etc/hostname"
printf '127.0.0.1\tlocalhost\n127.0.1.1\tguestkit-example.example.org guestkit-example\n' >"$root/etc/hosts"
cat >"$root/etc/fstab" <<EOF
# <file system>                           <mount point> <type> <options>         <dump> <pass>
UUID=$root_uuid /         ext4 errors=remount-ro 0 1
UUID=$esp_uuid                            /boot/efi vfat umask=0077        0 1
UUID=$swap_uuid none      swap sw                0 0
EOF
cat >"$root/etc/network/interfaces" <<EOF
auto lo
iface lo inet loopback

auto ens3
iface ens3 inet dhcp
EOF
echo 'nameserver 192.0.2.53' >"$root/etc/resolv.conf" # debootstrap copies the one of the machine it runs on
echo 4a0f6f1f6c8a4c0e9b7d5e3c2a1f0b9d >"$root/etc/machine-id"
ln -snf /usr/share/zoneinfo/Etc/UTC "$root/etc/localtime"
chroot "$root" useradd --create-home --uid 1000 --shell /bin/bash --comment 'Alice Example' alice
mkdir "$root/boot/efi"

# What makes it small. Documentation goes as it does from Debian's own container images, but for the licences; so do
# caches, logs and the keys that every machine has to make for itself. Of programs, libraries and data above the limit
# only those stay that a guest is known by: the package database remembers all of them, and nobody can boot it.
limit=16k
rm -rf "$root"/usr/share/{doc-base,info,lintian,locale,man,bash-completion,perl5} "$root"/usr/lib/*/{gconv,perl-base} \
  "$root"/var/cache/{apt,debconf,ldconfig}/* "$root"/var/lib/{apt/lists,pam,ucf}/* "$root"/var/log/{*.log,apt,journal} \
  "$root"/etc/ssh/{moduli,ssh_host_*} "$root"/etc/*- "$root"/etc/ld.so.cache "$root"/var/lib/dpkg/*-old \
  "$root"/var/lib/dpkg/available "$root"/var/lib/dpkg/info/*.{symbols,templates} "$root"/tmp/* "$root"/run/*
find "$root/usr/share/doc" -type f ! -name copyright -delete
find "$root/usr/share/zoneinfo" -type f ! -path '*/Etc/*' -delete
find "$root/usr/lib/modules" -type f ! -name 'virtio_*.ko' ! -name modules.dep ! -name 'modules.builtin*' -delete
find "$root/usr" -xdev -type f -size +$limit ! -path '*/share/doc/*' ! -path '*/share/common-licenses/*' \
  ! -path '*/lib/modules/*' ! -name libc.so.6 ! -name ld-linux-x86-64.so.2 ! -name dash ! -name dpkg ! -name systemd \
  ! -name systemd-bootx64.efi -delete
find "$root" -depth -type d -empty \( -path '*/usr/share/*' -o -path '*/usr/lib/modules/*' \) -delete
find "$root" -newermt "@$SOURCE_DATE_EPOCH" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

# The disk: 512 MiB, an ESP of 34 MiB (FAT32 needs 33), the root and some swap.
disk=$work/disk.raw
truncate -s 512M "$disk"
sfdisk --quiet "$disk" <<EOF
label: gpt
label-id: $disk_uuid
start=1MiB,   size=34MiB,  type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, uuid=$esp_partuuid, name="EFI system"
start=35MiB,  size=444MiB, type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709, uuid=$root_partuuid, name="root"
start=479MiB, size=32MiB,  type=0657FD6D-A4AB-43C4-84E5-0933C84B4F4F, name="swap", uuid=$swap_uuid
EOF

esp=$work/esp.raw
truncate -s 34M "$esp"
mkfs.vfat -F 32 -s 1 -n ESP --invariant "$esp" >/dev/null
mlabel -N "${esp_uuid/-/}" -i "$esp" ::ESP # --invariant chose a serial number of its own
boot=$root/usr/lib/systemd/boot/efi/systemd-bootx64.efi
printf 'default debian.conf\ntimeout 3\n' >"$work/loader.conf"
printf 'title Debian GNU/Linux 12\nlinux /%s\noptions root=UUID=%s ro\n' "$kernel" "$root_uuid" >"$work/debian.conf"
touch -d "@$SOURCE_DATE_EPOCH" "$work/loader.conf" "$work/debian.conf"
mmd -i "$esp" ::EFI ::EFI/BOOT ::EFI/systemd ::loader ::loader/entries
mcopy -m -i "$esp" "$boot" ::EFI/BOOT/BOOTX64.EFI
mcopy -m -i "$esp" "$boot" ::EFI/systemd/systemd-bootx64.efi
mcopy -m -i "$esp" "$work/loader.conf" ::loader/loader.conf
mcopy -m -i "$esp" "$work/debian.conf" ::loader/entries/debian.conf

# 32768 inodes will do for the 4000 files there are and keep the tables small.
mke2fs -q -t ext4 -d "$root" -L root -U "$root_uuid" -E hash_seed="$disk_uuid",root_owner=0:0 -b 4096 -I 256 -N 32768 \
  -m 0 "$work/root.raw" 444M
# mke2fs takes over the times of last change and access, which nobody can set on the tree itself.
mkdir "$work/mounted"
mount -o loop,ro "$work/root.raw" "$work/mounted"
find "$work/mounted" -printf '%i\n' | sort -nu >"$work/inodes"
umount "$work/mounted"
while read -r inode; do
  for field in atime ctime crtime; do echo "set_inode_field <$inode> $field @$SOURCE_DATE_EPOCH"; done
  for field in atime_extra ctime_extra crtime_extra; do echo "set_inode_field <$inode> $field 0"; done
done <"$work/inodes" >"$work/times"
logged debugfs -w -f "$work/times" "$work/root.raw"

truncate -s 32M "$work/swap.raw"
mkswap -q -U "$swap_uuid" -L swap "$work/swap.raw" 2>/dev/null

place() { dd if="$1" of="$disk" bs=$mebibyte seek="$2" conv=notrunc,sparse status=none; }
place "$esp" 1
place "$work/root.raw" 35
place "$work/swap.raw" 479

qemu-img convert -m 1 -c -O qcow2 -o compression_type=zstd,cluster_size=64k "$disk" "$work/out.qcow2"
mv "$work/out.qcow2" "$output"
ls -l "$output"
