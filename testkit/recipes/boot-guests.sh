#!/usr/bin/env bash
# boot-guests.sh OUT: a Debian 12 that its own tools prepared for starting, and what they say of it.
#
#   grub     GPT, ESP (FAT32) with GRUB in EFI/BOOT, ext4 root; grub.cfg by grub-mkconfig, initramfs by initramfs-tools
#   uki      the same root; the ESP has a unified kernel image, made by objcopy on systemd's stub, for systemd-boot
#   broken   as grub, but root= and a line of fstab name devices that are not there, and the initramfs is cut off
#
# OUT/GUEST.raw (sparse). OUT/initrd.KIND: one initramfs in each compression, as update-initramfs makes it, with
# OUT/initrd.KIND.list as lsinitramfs lists it; OUT/early.KIND: with an archive of microcode in front. OUT/modules.builtin
# and OUT/kernel-version of the kernel. MIRROR chooses the mirror.
# tools: debootstrap mke2fs cpio objcopy lz4
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need debootstrap mke2fs mkfs.vfat mcopy sfdisk chroot cpio objcopy gzip xz zstd lz4 lzma
need_root_and_mount
mirror=${MIRROR-} # debootstrap knows one
tree=$scratch/tree
root_uuid=5b0f0c9e-2d3a-4e5f-8a7b-9c0d1e2f3a4b
esp_uuid=2B3C-4D5E

logged() { "$@" >>"$scratch/log" 2>&1 || { tail -n 40 "$scratch/log" >&2; return 1; }; }
inside() { logged chroot "$tree" env DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }

truncate -s 1200M "$scratch/root"
mke2fs -q -t ext4 -L root -U "$root_uuid" "$scratch/root"
mount_at "$scratch/root" "$tree"
logged debootstrap --variant=minbase --include=systemd-sysv bookworm "$tree" ${mirror:+"$mirror"} || {
  grep -q -i 'fail.*\(getting\|download\|retriev\)\|could.*not.*resolve' "$scratch/log" && cannot "no Debian mirror${mirror:+ at $mirror}"
  exit 1
}
# A /dev as on the machine that the disk is for: with the name of its root, and without the devices of this one.
mount -t tmpfs tmpfs "$tree/dev"
mounted+=("$tree/dev")
cp -a /dev/null /dev/zero /dev/random /dev/urandom "$tree/dev/"
ln -s /proc/self/fd "$tree/dev/fd"
mkdir -p "$tree/dev/disk/by-uuid"
touch "$tree/dev/disk/by-uuid/$root_uuid"
mount -t proc proc "$tree/proc"
mounted+=("$tree/proc")
printf 'UUID=%s / ext4 errors=remount-ro 0 1\nUUID=%s /boot/efi vfat umask=0077 0 1\n' "$root_uuid" "$esp_uuid" \
  >"$tree/etc/fstab"
echo boot-guest >"$tree/etc/hostname"
mkdir -p "$tree/boot/efi" "$tree/boot/grub"
inside apt-get install --yes --no-install-recommends \
  linux-image-cloud-amd64 initramfs-tools grub2-common grub-efi-amd64-bin systemd-boot-efi zstd lz4 xz-utils
printf 'GRUB_DEFAULT=saved\nGRUB_TIMEOUT=1\nGRUB_DISTRIBUTOR=Debian\nGRUB_CMDLINE_LINUX="console=ttyS0"\nGRUB_DISABLE_OS_PROBER=true\n' \
  >"$tree/etc/default/grub"
# grub-mkconfig asks grub-probe what / is on: here a loop device, there the second partition of the first disk.
mv "$tree/usr/sbin/grub-probe" "$scratch/grub-probe"
cat >"$tree/usr/sbin/grub-probe" <<EOF
#!/bin/sh
target=
for word; do
  case \$word in
    --target=*) target=\${word#--target=} ;;
    -t) target=next ;;
    *) [ "\$target" != next ] || target=\$word ;;
  esac
done
case \$target in
  device) echo /dev/vda2 ;;
  fs_uuid) echo $root_uuid ;;
  fs) echo ext2 ;;
  partmap) echo gpt ;;
  drive) echo '(hd0,gpt2)' ;;
  compatibility_hint) echo hd0,gpt2 ;;
esac
EOF
chmod +x "$tree/usr/sbin/grub-probe"
chmod -x "$tree/etc/grub.d/05_debian_theme"
inside grub-mkconfig -o /boot/grub/grub.cfg
mv "$scratch/grub-probe" "$tree/usr/sbin/grub-probe"
inside grub-editenv /boot/grub/grubenv create
kernel=$(basename "$tree"/boot/vmlinuz-*)
version=${kernel#vmlinuz-}
inside grub-editenv /boot/grub/grubenv set \
  "saved_entry=gnulinux-advanced-$root_uuid>gnulinux-$version-advanced-$root_uuid"
echo "$version" >"$out/kernel-version"
cp "$tree/lib/modules/$version/modules.builtin" "$out/modules.builtin"
inside grub-mkimage -O x86_64-efi -o /tmp/grub.efi -p /boot/grub part_gpt ext2 linux normal search search_fs_uuid configfile

# microcode, as far as a reader can tell
mkdir -p "$scratch/early/kernel/x86/microcode"
head -c 1000 /dev/zero | tr '\0' u >"$scratch/early/kernel/x86/microcode/GenuineIntel.bin"
(cd "$scratch/early" && find . | cpio -o -H newc --quiet) >"$scratch/early.cpio"

for kind in gzip xz lz4 lzma zstd; do
  sed -i '/^COMPRESS=/d' "$tree/etc/initramfs-tools/initramfs.conf"
  echo "COMPRESS=$kind" >>"$tree/etc/initramfs-tools/initramfs.conf"
  inside update-initramfs -u -k "$version"
  cp "$tree/boot/initrd.img-$version" "$out/initrd.$kind"
  chroot "$tree" lsinitramfs "/boot/initrd.img-$version" >"$out/initrd.$kind.list"
  cat "$scratch/early.cpio" "$out/initrd.$kind" >"$out/early.$kind"
done
inside apt-get clean
rm -rf "$tree"/var/lib/apt/lists/* "$tree"/usr/share/{doc,man,locale}/*
cp "$tree/tmp/grub.efi" "$tree/usr/lib/systemd/boot/efi/linuxx64.efi.stub" \
  "$tree/usr/lib/systemd/boot/efi/systemd-bootx64.efi" "$scratch/"
cp "$tree/boot/$kernel" "$scratch/linux"
cp "$tree/boot/initrd.img-$version" "$scratch/initrd"
cp "$tree/etc/os-release" "$scratch/osrel"
rm -f "$tree/tmp/grub.efi"
printf 'root=UUID=%s ro quiet' "$root_uuid" >"$scratch/cmdline"
printf '%s' "$version" >"$scratch/uname"
unmount_all

# disk NAME: an image with the root and an ESP that is filled by the file names and targets behind
disk() {
  local image=$out/$1.raw
  shift
  truncate -s 1300M "$image"
  sfdisk -q "$image" <<EOF
label: gpt
start=1MiB, size=96MiB, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B
start=97MiB, size=1200MiB, type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709
EOF
  rm -f "$scratch/esp"
  truncate -s 96M "$scratch/esp"
  mkfs.vfat -F 32 -s 1 -n ESP -i "${esp_uuid/-/}" "$scratch/esp" >/dev/null
  mmd -i "$scratch/esp" ::EFI ::EFI/BOOT ::EFI/Linux ::loader
  while [ $# -gt 0 ]; do
    mcopy -i "$scratch/esp" "$1" "::$2"
    shift 2
  done
  dd if="$scratch/esp" of="$image" bs=1M seek=1 conv=notrunc,sparse status=none
  dd if="$scratch/root" of="$image" bs=1M seek=97 conv=notrunc,sparse status=none
}

disk grub "$scratch/grub.efi" EFI/BOOT/BOOTX64.EFI

# The addresses leave room for each section; the firmware wants them ascending and apart.
objcopy \
  --add-section .osrel="$scratch/osrel" --change-section-vma .osrel=0x20000 \
  --add-section .uname="$scratch/uname" --change-section-vma .uname=0x28000 \
  --add-section .cmdline="$scratch/cmdline" --change-section-vma .cmdline=0x30000 \
  --add-section .linux="$scratch/linux" --change-section-vma .linux=0x2000000 \
  --add-section .initrd="$scratch/initrd" --change-section-vma .initrd=0x4000000 \
  "$scratch/linuxx64.efi.stub" "$scratch/uki.efi" 2>>"$scratch/log"
printf 'timeout 1\ndefault debian-*\n' >"$scratch/loader.conf"
mv "$scratch/root" "$scratch/root.grub"
cp --sparse=always "$scratch/root.grub" "$scratch/root"
mount_at "$scratch/root" "$tree"
rm -r "$tree/boot/grub"
unmount_all
disk uki "$scratch/systemd-bootx64.efi" EFI/BOOT/BOOTX64.EFI "$scratch/uki.efi" "EFI/Linux/debian-$version.efi" \
  "$scratch/loader.conf" loader/loader.conf

mv "$scratch/root.grub" "$scratch/root"
mount_at "$scratch/root" "$tree"
sed -i "s/root=UUID=$root_uuid/root=UUID=00000000-0000-0000-0000-000000000000/" "$tree/boot/grub/grub.cfg"
echo 'UUID=11111111-1111-1111-1111-111111111111 /srv ext4 defaults 0 2' >>"$tree/etc/fstab"
truncate -s 1000000 "$tree/boot/initrd.img-$version"
unmount_all
disk broken "$scratch/grub.efi" EFI/BOOT/BOOTX64.EFI
