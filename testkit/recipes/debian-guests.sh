#!/usr/bin/env bash
# debian-guests.sh OUT: real Debian 12 guests, and what the kernel and dpkg say of them.
#
#   efi      GPT, ESP (FAT32), ext4 root, swap; fstab by UUID; also as efi-zlib.qcow2 and efi-zstd.qcow2
#   bios     MBR, primary /boot (ext2), logical ext4 root, ext3 /var, swap; fstab by device, LABEL and UUID
#   whole    ext4 on the whole disk, no partition table; fstab by LABEL
#   two      two guests on one disk: a small Debian and a hand-made Alpine; /home is shared
#
# OUT/GUEST.raw (sparse); OUT/GUEST.facts.json: for each device that is mounted, its mount point in the guest and the
# name of its listing OUT/GUEST.DEVICE.jsonl (see lib/facts.py, paths from the root of that file system); the table as
# "sfdisk --json" tells it in OUT/GUEST.sfdisk.json, GUEST.packages.tsv as dpkg-query -W tells it. MIRROR chooses the
# mirror.
# tools: debootstrap mke2fs qemu-img sfdisk
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need python3 debootstrap mke2fs mkfs.vfat mcopy sfdisk qemu-img dpkg-query chroot mkswap
need_root_and_mount
mirror=${MIRROR-} # debootstrap knows one
base=$scratch/base
tree=$scratch/tree

uuid() { printf '%s' "$1" | sha256sum | sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/\1-\2-4\3-8\4-\5/'; }
logged() { "$@" >>"$scratch/log" 2>&1 || { tail -n 40 "$scratch/log" >&2; return 1; }; }

# The system that all guests share: no documentation, no translations, a kernel and its modules, a user, a service.
minimal=$scratch/minimal
logged debootstrap --variant=minbase \
  --include=systemd-sysv,ifupdown,netbase,openssh-server,sudo,libcap2-bin,tiny-initramfs bookworm "$minimal" ${mirror:+"$mirror"} || {
  grep -q -i 'fail.*\(getting\|download\|retriev\)\|could.*not.*resolve' "$scratch/log" && cannot "no Debian mirror${mirror:+ at $mirror}"
  exit 1
}
rm -rf "$minimal"/var/cache/apt/archives/*.deb "$minimal"/usr/share/{man,info,locale}/* "$minimal"/etc/ssh/ssh_host_*
cp -a "$minimal" "$base"
mount -t proc proc "$base/proc"
mounted+=("$base/proc")
logged chroot "$base" env DEBIAN_FRONTEND=noninteractive \
  apt-get install --yes --no-install-recommends linux-image-cloud-amd64
unmount_all
rm -rf "$base"/var/cache/apt/{archives/*.deb,*.bin} "$base"/var/lib/apt/lists/* "$minimal"/var/lib/apt/lists/*
kernel=$(basename "$base"/boot/vmlinuz-*)
chroot "$base" useradd --create-home --uid 1000 --shell /bin/bash --comment 'Alice Example' alice
printf 'auto lo\niface lo inet loopback\n\nauto ens3\niface ens3 inet static\n  address 192.0.2.10/24\n' \
  >"$base/etc/network/interfaces"
printf '[Unit]\nDescription=Demo\n[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n' \
  >"$base/etc/systemd/system/demo.service"
ln -s /etc/systemd/system/demo.service "$base/etc/systemd/system/multi-user.target.wants/demo.service"

# filled IMAGE SIZE TYPE LABEL UUID TREE [MKE2FS-OPTION...]
filled() {
  local image=$1 size=$2 type=$3 label=$4 uuid=$5 tree=$6
  shift 6
  rm -f "$image"
  mke2fs -q -t "$type" -L "$label" -U "$uuid" -d "$tree" "$@" "$image" "$size" >/dev/null
}

# placed IMAGE DISK MEBIBYTE
placed() {
  dd if="$1" of="$2" bs=1M seek="$3" conv=notrunc,sparse status=none
  rm "$1"
}

# answers GUEST DEVICE:OFFSET-MIB:SIZE-MIB:MOUNT-POINT...: the kernel's listing of each, and the list of lists
answers() {
  local guest=$1 entry device offset size point rows=()
  shift
  for entry in "$@"; do
    IFS=: read -r device offset size point <<<"$entry"
    mount_at "$out/$guest.raw" "$tree" "ro,offset=$((offset << 20)),sizelimit=$((size << 20))"
    facts "$tree" >"$out/$guest.$device.jsonl"
    unmount_all
    rows+=("{\"device\":\"/dev/$device\",\"mount\":\"$point\",\"listing\":\"$guest.$device.jsonl\"}")
  done
  (
    IFS=,
    echo "[${rows[*]}]"
  ) >"$out/$guest.facts.json"
  sfdisk --json "$out/$guest.raw" >"$out/$guest.sfdisk.json" 2>/dev/null || rm -f "$out/$guest.sfdisk.json"
}

packages() { # GUEST TREE
  dpkg-query --admindir="$2/var/lib/dpkg" -W \
    -f '${Package}\t${Version}\t${Architecture}\t${db:Status-Abbrev}\t${source:Package}\t${Installed-Size}\t${binary:Summary}\n' \
    >"$out/$1.packages.tsv"
}

swap() { # DISK MEBIBYTE SIZE UUID
  truncate -s "$3M" "$scratch/swap"
  mkswap -q -U "$4" "$scratch/swap" 2>/dev/null
  placed "$scratch/swap" "$1" "$2"
}

efi() {
  local disk=$out/efi.raw root_uuid esp_uuid=1B2C-3D4E
  root_uuid=$(uuid efi-root)
  cp -a "$base" "$scratch/efi"
  python "$lib/edge.py" "$scratch/efi/srv/edge" --large 2>/dev/null
  echo efi-guest >"$scratch/efi/etc/hostname"
  mkdir "$scratch/efi/boot/efi"
  printf 'UUID=%s / ext4 errors=remount-ro 0 1\nUUID=%s /boot/efi vfat umask=0077 0 1\nUUID=%s none swap sw 0 0\n' \
    "$root_uuid" "$esp_uuid" "$(uuid efi-swap)" >"$scratch/efi/etc/fstab"
  truncate -s 3G "$disk"
  sfdisk -q "$disk" <<EOF
label: gpt
label-id: $(uuid efi-disk)
start=1MiB, size=64MiB, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, uuid=$(uuid efi-p1), name="EFI system"
start=65MiB, size=2900MiB, type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709, uuid=$(uuid efi-p2), name="root"
start=2965MiB, size=64MiB, type=0657FD6D-A4AB-43C4-84E5-0933C84B4F4F, uuid=$(uuid efi-p3)
EOF
  truncate -s 64M "$scratch/esp"
  mkfs.vfat -F 32 -s 1 -n ESP -i "${esp_uuid/-/}" "$scratch/esp" >/dev/null
  mmd -i "$scratch/esp" ::EFI ::EFI/BOOT ::EFI/debian
  mcopy -i "$scratch/esp" "$base/boot/$kernel" ::EFI/BOOT/BOOTX64.EFI
  mcopy -i "$scratch/esp" "$base/etc/os-release" ::EFI/debian/os-release.txt
  placed "$scratch/esp" "$disk" 1
  # Written by the kernel and not by mke2fs -d: other layouts of directories and extents.
  truncate -s 2900M "$scratch/root"
  mke2fs -q -t ext4 -L root -U "$root_uuid" "$scratch/root"
  mount_at "$scratch/root" "$tree"
  cp -a "$scratch/efi/." "$tree/"
  unmount_all
  packages efi "$scratch/efi"
  rm -rf "$scratch/efi"
  placed "$scratch/root" "$disk" 65
  swap "$disk" 2965 64 "$(uuid efi-swap)"
  answers efi sda2:65:2900:/
  (cd "$out" && sha256sum efi.raw >efi.raw.sha256)
  qemu-img convert -c -O qcow2 "$disk" "$out/efi-zlib.qcow2"
  qemu-img convert -c -O qcow2 -o compression_type=zstd "$disk" "$out/efi-zstd.qcow2"
}

bios() {
  local disk=$out/bios.raw root=$scratch/bios
  cp -a "$base" "$root"
  echo bios-guest >"$root/etc/hostname"
  printf '/dev/sda5 / ext4 errors=remount-ro 0 1\nLABEL=boot /boot ext2 defaults 0 2\nUUID=%s /var ext3 defaults 0 2
/dev/sda7 none swap sw 0 0\n/dev/sr0 /media/cdrom0 udf,iso9660 user,noauto 0 0\n' "$(uuid bios-var)" >"$root/etc/fstab"
  packages bios "$root"
  truncate -s 2G "$disk"
  sfdisk -q "$disk" <<EOF
label: dos
label-id: 0x4b4b0001
start=1MiB, size=128MiB, type=83, bootable
start=130MiB, size=1900MiB, type=5
start=131MiB, size=1400MiB, type=83
start=1532MiB, size=256MiB, type=83
start=1789MiB, size=32MiB, type=82
EOF
  filled "$scratch/fs" 128M ext2 boot "$(uuid bios-boot)" "$root/boot" -b 1024
  placed "$scratch/fs" "$disk" 1
  filled "$scratch/fs" 256M ext3 var "$(uuid bios-var)" "$root/var"
  placed "$scratch/fs" "$disk" 1532
  rm -rf "${root:?}"/{boot,var}/*
  filled "$scratch/fs" 1400M ext4 root "$(uuid bios-root)" "$root"
  placed "$scratch/fs" "$disk" 131
  swap "$disk" 1789 32 "$(uuid bios-swap)"
  rm -rf "$root"
  answers bios sda1:1:128:/boot sda5:131:1400:/ sda6:1532:256:/var
}

whole() {
  local root=$scratch/whole
  cp -a "$minimal" "$root"
  echo whole-guest >"$root/etc/hostname"
  echo 'LABEL=whole / ext4 defaults 0 1' >"$root/etc/fstab"
  packages whole "$root"
  filled "$out/whole.raw" 1G ext4 whole "$(uuid whole-root)" "$root"
  rm -rf "$root"
  answers whole sda:0:1024:/
}

# Not a real Alpine: the files by which one is known, written by hand.
alpine() { # TREE
  mkdir -p "$1"/{bin,boot,dev,etc/apk,etc/runlevels/default,etc/init.d,home,lib/apk/db,proc,root,sbin,sys,tmp,usr/bin,var}
  printf 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.19.1\nPRETTY_NAME="Alpine Linux v3.19"\n' >"$1/etc/os-release"
  echo 3.19.1 >"$1/etc/alpine-release"
  echo alpine-guest >"$1/etc/hostname"
  echo https://dl-cdn.alpinelinux.org/alpine/v3.19/main >"$1/etc/apk/repositories"
  printf 'root:x:0:0:root:/root:/bin/ash\n' >"$1/etc/passwd"
  printf 'C:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=\nP:busybox\nV:1.36.1-r15\nA:x86_64\nL:GPL-2.0-only\nT:Size optimized toolbox
U:https://busybox.net/\no:busybox\n\n' >"$1/lib/apk/db/installed"
  cp "$minimal/usr/bin/dash" "$1/bin/busybox"
  ln -s busybox "$1/bin/sh"
  ln -s /bin/busybox "$1/sbin/init"
  ln -s /etc/init.d/sshd "$1/etc/runlevels/default/sshd"
  printf 'UUID=%s / ext4 rw,relatime 0 1\n/dev/sda3 /home ext4 rw 0 2\n' "$(uuid two-alpine)" >"$1/etc/fstab"
}

two() {
  local disk=$out/two.raw root=$scratch/two
  cp -a "$minimal" "$root"
  rm -rf "$root"/usr/lib/x86_64-linux-gnu/{gconv,perl,perl-base} "$root"/usr/share/{doc,zoneinfo}/*
  echo two-debian >"$root/etc/hostname"
  printf 'PARTUUID=%s / ext4 defaults 0 1\nPARTLABEL=shared /home ext4 defaults 0 2\nLABEL=gone /data ext4 nofail 0 2\n' \
    "$(uuid two-p1)" >"$root/etc/fstab"
  packages two "$root"
  truncate -s 1G "$disk"
  sfdisk -q "$disk" <<EOF
label: gpt
label-id: $(uuid two-disk)
start=1MiB, size=700MiB, uuid=$(uuid two-p1), name="debian"
start=701MiB, size=64MiB, uuid=$(uuid two-p2), name="alpine"
start=765MiB, size=64MiB, uuid=$(uuid two-p3), name="shared"
EOF
  filled "$scratch/fs" 700M ext4 debian "$(uuid two-debian)" "$root"
  placed "$scratch/fs" "$disk" 1
  rm -rf "$root"
  alpine "$scratch/alpine"
  filled "$scratch/fs" 64M ext4 alpine "$(uuid two-alpine)" "$scratch/alpine"
  placed "$scratch/fs" "$disk" 701
  mkdir -p "$scratch/home/alice"
  echo hello >"$scratch/home/alice/notes.txt"
  filled "$scratch/fs" 64M ext4 home "$(uuid two-home)" "$scratch/home"
  placed "$scratch/fs" "$disk" 765
  answers two sda1:1:700:/ sda2:701:64:/ sda3:765:64:/home
}

efi
bios
whole
two
