#!/usr/bin/env bash
# vmware-rarer-guests.sh OUT: Debian 12 as it is found on VMware, as vmware-guests.sh makes it, with what fewer have.
#
#   luks-bios     MBR, ext4 /boot /dev/sda1, LUKS2 /dev/sda2 with an ext4 root in it, which crypttab names by device;
#                 cryptsetup-initramfs. The passphrase is "secret", also in OUT/secret.key.
#   dracut-bios   MBR, ext4 root /dev/sda1; its initramfs is dracut's
#
# Both: fstab and root= by device; an initramfs with the controllers of VMware and without virtio; nothing goes to a
# serial line. The password of root is "guestkit". Kernel modules of hardware that neither VMware nor QEMU has are dropped.
#
# OUT/GUEST.raw, OUT/kernel-version. MIRROR chooses the mirror.
# tools: debootstrap mke2fs sfdisk cryptsetup
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need debootstrap chroot sfdisk mke2fs cryptsetup losetup
python -c 'import cryptography' 2>/dev/null || cannot "no Python package cryptography"
need_root_and_mount
mirror=${MIRROR-} # debootstrap knows one
base=$scratch/base/tree
tree=$scratch/tree
loops=()
trap 'unmount_all; for loop in "${loops[@]}"; do losetup -d "$loop" 2>/dev/null || true; done; rm -rf "$scratch"' EXIT

logged() { "$@" >>"$scratch/log" 2>&1 || { tail -n 40 "$scratch/log" >&2; return 1; }; }
uuid() { printf 'vmware %s' "$1" | sha256sum | sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/\1-\2-4\3-8\4-\5/'; }
# inside ROOT COMMAND...
inside() {
  local root=$1
  shift
  logged chroot "$root" env DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}
# system_mounts ROOT: a /dev without the devices of this machine, /proc and /sys
system_mounts() {
  mount -t tmpfs tmpfs "$1/dev"
  mounted+=("$1/dev")
  cp -a /dev/null /dev/zero /dev/random /dev/urandom "$1/dev/"
  ln -s /proc/self/fd "$1/dev/fd"
  mount -t proc proc "$1/proc"
  mounted+=("$1/proc")
  mount -t sysfs -o ro sysfs "$1/sys"
  mounted+=("$1/sys")
}
# unmount_down_to NUMBER: the first of what is mounted stay
unmount_down_to() {
  local i
  for ((i = ${#mounted[@]} - 1; i >= $1; i--)); do umount "${mounted[i]}"; done
  mounted=("${mounted[@]:0:$1}")
}
install() { # ROOT PACKAGE...
  inside "$1" apt-get install --yes --no-install-recommends -o Dpkg::Options::=--force-confold "${@:2}"
}
# on DEVICE FOLDER
onto() {
  mkdir -p "$2"
  mount "$1" "$2"
  mounted+=("$2")
}
# loop FILE MEBIBYTE SIZE: a loop device over a part of it, in $device
loop() {
  device=$(losetup -f --show -o "$(($2 << 20))" --sizelimit "$(($3 << 20))" "$1")
  loops+=("$device")
}

# In memory, where it costs nothing that dpkg waits for each file.
mkdir -p "$scratch/base"
mount -t tmpfs -o size=3G tmpfs "$scratch/base"
mounted+=("$scratch/base")
logged debootstrap --variant=minbase \
  --include=systemd-sysv,udev,dbus,libpam-systemd,netbase,iproute2,kmod,login bookworm "$base" ${mirror:+"$mirror"} || {
  grep -q -i 'fail.*\(getting\|download\|retriev\)\|could.*not.*resolve' "$scratch/log" && cannot "no Debian mirror${mirror:+ at $mirror}"
  exit 1
}
printf 'path-exclude=/usr/share/%s/*\n' man locale doc >"$base/etc/dpkg/dpkg.cfg.d/small"
# The initramfs is made for each guest, after its modules are chosen.
mkdir -p "$base/etc/initramfs-tools"
echo 'update_initramfs=no' >"$base/etc/initramfs-tools/update-initramfs.conf"
system_mounts "$base"
install "$base" linux-image-amd64 initramfs-tools grub2-common grub-pc-bin
unmount_down_to 1
version=$(basename "$base"/boot/vmlinuz-*)
version=${version#vmlinuz-}
echo "$version" >"$out/kernel-version"
(
  cd "$base/lib/modules/$version/kernel"
  rm -rf sound net/{bluetooth,mac80211,wireless,nfc,ceph,openvswitch,sctp,tipc,batman-adv,netfilter,sched,rxrpc,sunrpc,dccp,rds} \
    drivers/{gpu,media,infiniband,staging,iio,hwmon,isdn,bluetooth,thunderbolt,mmc,mtd,power,leds,mfd,accel,comedi,edac,extcon,firewire,gnss,gpio,i2c,iommu,memstick,nfc,ntb,parport,pcmcia,platform,regulator,rtc,soundwire,spi,ssb,bcma,target,w1,watchdog,xen,usb/{serial,gadget,misc,atm}} \
    fs/{ceph,cifs,ksmbd,smbfs_common,nfs,nfsd,ocfs2,gfs2,f2fs,afs,jfs,reiserfs,nilfs2,orangefs,ubifs,ntfs,ntfs3,udf,dlm,9p,coda,exfat,hfs,hfsplus,zonefs,erofs,ufs,jffs2,affs,minix,cachefiles,fscache,lockd,xfs,btrfs}
  find drivers/net -mindepth 1 -maxdepth 1 ! -name ethernet ! -name 'virtio_net*' ! -name 'net_failover*' ! -name vmxnet3 -exec rm -rf {} +
  find drivers/net/ethernet -mindepth 1 -maxdepth 1 ! -name intel ! -name amd -exec rm -rf {} +
  find drivers/net/ethernet/intel -mindepth 1 -maxdepth 1 ! -name 'e1000*' -exec rm -rf {} +
)
inside "$base" depmod "$version"
echo 'root:guestkit' | chroot "$base" chpasswd
printf '127.0.0.1\tlocalhost\n' >"$base/etc/hosts"

# copied PACKAGE...: the base in the tree, with these packages
copied() {
  cp -a "$base/." "$tree/"
  system_mounts "$tree"
  install "$tree" "$@"
  inside "$tree" apt-get clean
  rm -rf "$tree"/var/lib/apt/lists/* "$tree"/usr/share/{doc,man,locale,i18n,zoneinfo}/* "$tree"/etc/dpkg/dpkg.cfg.d/small \
    "$tree"/var/log/*.log "$tree"/var/cache/{apt,debconf}/*
}

# grub ROOT DISK FOLDER-OF-BOOT ROOT-DEVICE: a menu by device, boot.img into the first sector, the core behind it
grub() {
  local root=$1 disk=$2 boot=$3 device=$4
  mkdir -p "$root/boot/grub"
  cat >"$root/boot/grub/grub.cfg" <<EOF
set default=0
set timeout=1
menuentry 'Debian GNU/Linux' {
	linux	$boot/vmlinuz-$version root=$device ro quiet
	initrd	$boot/initrd.img-$version
}
EOF
  cp -r "$root/usr/lib/grub/i386-pc" "$root/boot/grub/"
  rm -f "$root"/boot/grub/i386-pc/{*.image,kernel.exec}
  inside "$root" grub-mkimage -O i386-pc -o /boot/grub/i386-pc/core.img -p "(,msdos1)$boot/grub" biosdisk part_msdos ext2
  [ "$(stat -c %s "$root/boot/grub/i386-pc/core.img")" -lt $((2047 * 512)) ]
  dd if="$root/boot/grub/i386-pc/boot.img" of="$disk" bs=440 count=1 conv=notrunc status=none
  dd if="$root/boot/grub/i386-pc/core.img" of="$disk" bs=512 seek=1 conv=notrunc status=none
}

finished() {
  local each
  unmount_down_to 1
  for each in "${loops[@]}"; do losetup -d "$each"; done
  loops=()
}

luks_bios() {
  local disk=$out/luks-bios.raw plain=$scratch/plain size=800 partition
  truncate -s $((129 + 16 + size))M "$disk"
  sfdisk -q "$disk" <<EOF
label: dos
label-id: 0x766d0006
start=1MiB, size=128MiB, type=83, bootable
start=129MiB, type=83
EOF
  printf secret >"$out/secret.key"
  loop "$disk" 129 $((16 + size))
  partition=$device
  cryptsetup luksFormat --batch-mode --type luks2 --uuid "$(uuid luks)" --offset $((16 << 11)) --sector-size 4096 \
    --pbkdf argon2id --pbkdf-memory 65536 --pbkdf-parallel 1 --pbkdf-force-iterations 4 --key-file "$out/secret.key" "$partition"
  cryptsetup luksDump --batch-mode --dump-volume-key --volume-key-file "$scratch/volume.key" --key-file "$out/secret.key" \
    "$partition" >/dev/null
  truncate -s ${size}M "$plain"
  mke2fs -q -t ext4 -U "$(uuid luks-root)" "$plain"
  loop "$plain" 0 $size
  onto "$device" "$tree"
  mkdir "$tree/boot"
  loop "$disk" 1 128
  mke2fs -q -t ext4 -U "$(uuid luks-boot)" "$device"
  onto "$device" "$tree/boot"
  copied cryptsetup-initramfs
  # As the guest would see it: the hook of cryptsetup looks for what crypttab names.
  mknod "$tree/dev/sda2" b "$(stat -c 0x%t "$partition")" "$(stat -c 0x%T "$partition")"
  echo luks-bios >"$tree/etc/hostname"
  printf 'sda2_crypt /dev/sda2 none luks,discard,initramfs\n' >"$tree/etc/crypttab"
  printf '/dev/mapper/sda2_crypt / ext4 errors=remount-ro 0 1\n/dev/sda1 /boot ext4 defaults 0 2\n' >"$tree/etc/fstab"
  echo 'update_initramfs=yes' >"$tree/etc/initramfs-tools/update-initramfs.conf"
  sed -i 's/^MODULES=.*/MODULES=list/' "$tree/etc/initramfs-tools/initramfs.conf"
  printf '%s\n' mptspi mptsas vmw_pvscsi ata_piix ahci sd_mod crc32c_generic ext4 >>"$tree/etc/initramfs-tools/modules"
  inside "$tree" update-initramfs -c -k "$version"
  chroot "$tree" lsinitramfs "/boot/initrd.img-$version" >"$scratch/names"
  grep -q dm-crypt.ko "$scratch/names" && ! grep -q virtio_blk "$scratch/names"
  grub "$tree" "$disk" "" /dev/mapper/sda2_crypt
  finished
  python "$lib/xts.py" "$scratch/volume.key" 4096 "$plain" "$disk" $(((129 + 16) << 20))
  rm "$plain"
}

dracut_bios() {
  local disk=$out/dracut-bios.raw
  truncate -s 1001M "$disk"
  sfdisk -q "$disk" <<EOF
label: dos
label-id: 0x766d0007
start=1MiB, size=1000MiB, type=83, bootable
EOF
  loop "$disk" 1 1000
  mke2fs -q -t ext4 -U "$(uuid dracut)" "$device"
  onto "$device" "$tree"
  copied dracut initramfs-tools-
  echo dracut-bios >"$tree/etc/hostname"
  printf '/dev/sda1 / ext4 errors=remount-ro 0 1\n' >"$tree/etc/fstab"
  inside "$tree" dracut --force --no-hostonly --omit-drivers "virtio virtio_blk virtio_scsi virtio_pci virtio_net" \
    --kver "$version" "/boot/initrd.img-$version"
  chroot "$tree" lsinitrd "/boot/initrd.img-$version" >"$scratch/names"
  grep -q mptspi.ko "$scratch/names" && ! grep -q virtio_blk.ko "$scratch/names"
  grub "$tree" "$disk" /boot /dev/sda1
  finished
}

luks_bios
dracut_bios
