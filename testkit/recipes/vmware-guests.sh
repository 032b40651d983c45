#!/usr/bin/env bash
# vmware-guests.sh OUT: Debian 12 as it is found on VMware: it starts there, and nowhere else.
#
#   ext4-bios    MBR, GRUB in the gap; ext4 root /dev/sda1, swap /dev/sda2 that resume= names, too
#   ext4-uefi    GPT, ESP /dev/sda1 with GRUB in EFI/debian only, ext4 root /dev/sda2
#   xfs-bios     MBR, XFS root /dev/sda1
#   btrfs-uefi   GPT, ESP /dev/sda1, btrfs /dev/sda2 whose subvolume @rootfs is the root
#   lvm-bios     MBR, ext4 /boot /dev/sda1, volume group vg0 on /dev/sda2 with root and srv (on /srv), bound by
#                /etc/lvm/devices/system.devices to a disk of VMware
#
# All of them: fstab and root= by device; an initramfs with the controllers of VMware and of IDE and without virtio;
# open-vm-tools; ens192 with a fixed address; nothing goes to a serial line. The password of root is "guestkit". Kernel
# modules of hardware that neither VMware nor QEMU has are dropped.
#
# OUT/GUEST.raw (sparse), OUT/kernel-version. MIRROR chooses the mirror.
# tools: debootstrap mke2fs sfdisk lvm mkfs.xfs mkfs.btrfs
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need debootstrap chroot sfdisk mke2fs mkfs.vfat mmd mcopy mkswap mkfs.xfs mkfs.btrfs btrfs lvm losetup
need_root_and_mount
for type in xfs btrfs; do
  grep -qw "$type" /proc/filesystems || modprobe "$type" 2>/dev/null || cannot "no $type in this kernel"
done
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
# system_mounts ROOT: a /dev without the devices of this machine, and /proc
system_mounts() {
  mount -t tmpfs tmpfs "$1/dev"
  mounted+=("$1/dev")
  cp -a /dev/null /dev/zero /dev/random /dev/urandom "$1/dev/"
  ln -s /proc/self/fd "$1/dev/fd"
  mount -t proc proc "$1/proc"
  mounted+=("$1/proc")
}

# In memory, where it costs nothing that dpkg waits for each file.
mkdir -p "$scratch/base"
mount -t tmpfs -o size=3G tmpfs "$scratch/base"
mounted+=("$scratch/base")
logged debootstrap --variant=minbase \
  --include=systemd-sysv,udev,dbus,libpam-systemd,ifupdown,netbase,iproute2,kmod,login bookworm "$base" ${mirror:+"$mirror"} || {
  grep -q -i 'fail.*\(getting\|download\|retriev\)\|could.*not.*resolve' "$scratch/log" && cannot "no Debian mirror${mirror:+ at $mirror}"
  exit 1
}
printf 'path-exclude=/usr/share/%s/*\n' man locale doc >"$base/etc/dpkg/dpkg.cfg.d/small"
# The initramfs is made for each guest, after its modules are chosen.
mkdir -p "$base/etc/initramfs-tools"
echo 'update_initramfs=no' >"$base/etc/initramfs-tools/update-initramfs.conf"
system_mounts "$base"
inside "$base" apt-get install --yes --no-install-recommends -o Dpkg::Options::=--force-confold \
  linux-image-amd64 initramfs-tools grub2-common grub-pc-bin grub-efi-amd64-bin open-vm-tools lvm2 xfsprogs btrfs-progs
inside "$base" apt-get clean
unmount_all_but_base() { local i; for ((i = ${#mounted[@]} - 1; i > 0; i--)); do umount "${mounted[i]}"; done; mounted=("${mounted[0]}"); }
unmount_all_but_base
rm -rf "$base"/var/lib/apt/lists/* "$base"/usr/share/{doc,man,locale,i18n,zoneinfo}/* "$base"/etc/dpkg/dpkg.cfg.d/small \
  "$base"/var/log/*.log "$base"/var/cache/{apt,debconf}/*
version=$(basename "$base"/boot/vmlinuz-*)
version=${version#vmlinuz-}
echo "$version" >"$out/kernel-version"
modules=$base/lib/modules/$version/kernel
(
  cd "$modules"
  rm -rf sound net/{bluetooth,mac80211,wireless,nfc,ceph,openvswitch,sctp,tipc,batman-adv,netfilter,sched,rxrpc,sunrpc,dccp,rds} \
    drivers/{gpu,media,infiniband,staging,iio,hwmon,isdn,bluetooth,thunderbolt,mmc,mtd,power,leds,mfd,accel,comedi,crypto,edac,extcon,firewire,gnss,gpio,i2c,iommu,memstick,nfc,ntb,parport,pcmcia,platform,regulator,rtc,soundwire,spi,ssb,bcma,target,w1,watchdog,xen,usb/{serial,gadget,misc,atm}} \
    fs/{ceph,cifs,ksmbd,smbfs_common,nfs,nfsd,ocfs2,gfs2,f2fs,afs,jfs,reiserfs,nilfs2,orangefs,ubifs,ntfs,ntfs3,udf,dlm,9p,coda,exfat,hfs,hfsplus,zonefs,erofs,ufs,jffs2,affs,minix,cachefiles,fscache,lockd}
  find drivers/net -mindepth 1 -maxdepth 1 ! -name ethernet ! -name 'virtio_net*' ! -name 'net_failover*' ! -name vmxnet3 -exec rm -rf {} +
  find drivers/net/ethernet -mindepth 1 -maxdepth 1 ! -name intel ! -name amd ! -name realtek -exec rm -rf {} +
  find drivers/net/ethernet/intel -mindepth 1 -maxdepth 1 ! -name 'e1000*' -exec rm -rf {} +
)
inside "$base" depmod "$version"

echo 'root:guestkit' | chroot "$base" chpasswd
printf '127.0.0.1\tlocalhost\n192.0.2.21\tvmware-guest\n' >"$base/etc/hosts"
cat >"$base/etc/network/interfaces" <<'EOF'
# This file describes the network interfaces available on your system
# and how to activate them. For more information, see interfaces(5).

source /etc/network/interfaces.d/*

# The loopback network interface
auto lo
iface lo inet loopback

# The primary network interface
allow-hotplug ens192
iface ens192 inet static
	address 192.0.2.21/24
	gateway 192.0.2.1
	dns-nameservers 192.0.2.53
EOF
cat >"$base/etc/default/grub" <<'EOF'
# If you change this file, run 'update-grub' afterwards to update
# /boot/grub/grub.cfg.
GRUB_DEFAULT=0
GRUB_TIMEOUT=1
GRUB_DISTRIBUTOR=`lsb_release -i -s 2> /dev/null || echo Debian`
GRUB_CMDLINE_LINUX_DEFAULT="quiet"
GRUB_CMDLINE_LINUX=""
GRUB_TERMINAL=console
GRUB_DISABLE_LINUX_UUID=true
EOF
echo 'update_initramfs=yes' >"$base/etc/initramfs-tools/update-initramfs.conf"
sed -i 's/^MODULES=.*/MODULES=list/' "$base/etc/initramfs-tools/initramfs.conf"
printf '%s\n' mptspi mptsas vmw_pvscsi ata_piix ahci sd_mod crc32c_generic >>"$base/etc/initramfs-tools/modules"

# probe ROOT DEVICE FSTYPE-OF-GRUB UUID PARTMAP BOOT-DEVICE BOOT-FSTYPE BOOT-UUID BOOT-PARTITION
# grub-mkconfig asks grub-probe what / and /boot are on: here loop devices, there the disk of the guest.
probe() {
  cat >"$1/usr/sbin/grub-probe" <<EOF
#!/bin/sh
target=
boot=
for word; do
  case \$word in
    --target=*) target=\${word#--target=} ;;
    -t) target=next ;;
    /boot*|$6) boot=yes ;;
    *) [ "\$target" != next ] || target=\$word ;;
  esac
done
case \$target in
  device) [ -n "\$boot" ] && echo $6 || echo $2 ;;
  fs_uuid) [ -n "\$boot" ] && echo $8 || echo $4 ;;
  fs) [ -n "\$boot" ] && echo $7 || echo $3 ;;
  partmap) echo $5 ;;
  drive) echo '(hd0,$9)' ;;
  compatibility_hint) echo 'hd0,$9' ;;
esac
EOF
  chmod +x "$1/usr/sbin/grub-probe"
}

# prepared ROOT FORM: what each guest has of its own, after its file systems are mounted and its fstab is written
prepared() {
  local root=$1 form=$2 entry
  shift 2
  echo "$form" >"$root/etc/hostname"
  sed -i "s/vmware-guest/$form/" "$root/etc/hosts"
  printf '%s' "$form" | sha256sum | cut -c1-32 >"$root/etc/machine-id"
  system_mounts "$root"
  inside "$root" update-initramfs -c -k "$version"
  mv "$root/usr/sbin/grub-probe" "$scratch/grub-probe"
  probe "$root" "$@"
  mkdir -p "$root/boot/grub"
  inside "$root" grub-mkconfig -o /boot/grub/grub.cfg
  inside "$root" grub-editenv /boot/grub/grubenv create
  mv "$scratch/grub-probe" "$root/usr/sbin/grub-probe"
  for entry in i386-pc x86_64-efi; do
    case $entry:$form in
      i386-pc:*-bios | x86_64-efi:*-uefi) cp -r "$root/usr/lib/grub/$entry" "$root/boot/grub/" ;;
    esac
  done
  rm -f "$root"/boot/grub/*/*.image "$root"/boot/grub/*/kernel.exec
}

# bios_grub ROOT DISK MODULE...: what grub-bios-setup would do: boot.img into the first sector, the core behind it
bios_grub() {
  local root=$1 disk=$2
  shift 2
  inside "$root" grub-mkimage -O i386-pc -o /boot/grub/i386-pc/core.img -p '(,msdos1)'"$prefix" biosdisk part_msdos "$@"
  [ "$(stat -c %s "$root/boot/grub/i386-pc/core.img")" -lt $((2047 * 512)) ]
  dd if="$root/boot/grub/i386-pc/boot.img" of="$disk" bs=440 count=1 conv=notrunc status=none
  dd if="$root/boot/grub/i386-pc/core.img" of="$disk" bs=512 seek=1 conv=notrunc status=none
}

# uefi_grub ROOT DISK UUID MODULE...: as grub-install does it, and no loader where firmware looks that knows of no entry
uefi_grub() {
  local root=$1 disk=$2 root_uuid=$3
  shift 3
  # shellcheck disable=SC2016 # a variable of GRUB
  printf 'search.fs_uuid %s root\nset prefix=($root)%s\n' "$root_uuid" "$prefix" >"$root/boot/grub/x86_64-efi/load.cfg"
  inside "$root" grub-mkimage -O x86_64-efi -o /boot/grub/x86_64-efi/core.efi -p "$prefix" \
    -c /boot/grub/x86_64-efi/load.cfg part_gpt search_fs_uuid "$@"
  mmd -i "$disk@@1M" ::EFI ::EFI/debian
  mcopy -i "$disk@@1M" "$root/boot/grub/x86_64-efi/core.efi" ::EFI/debian/grubx64.efi
}

mbr() { # DISK LABEL-ID
  sfdisk -q "$1" <<EOF
label: dos
label-id: $2
start=1MiB, size=$3MiB, type=83, bootable
start=$(($3 + 1))MiB, type=$4
EOF
}

gpt() { # DISK FORM
  sfdisk -q "$1" <<EOF
label: gpt
label-id: $(uuid "$2 disk")
start=1MiB, size=64MiB, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, uuid=$(uuid "$2 p1")
start=65MiB, type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709, uuid=$(uuid "$2 p2")
EOF
  truncate -s 64M "$scratch/esp"
  mkfs.vfat -F 32 -s 1 -i "$3" "$scratch/esp" >/dev/null
  dd if="$scratch/esp" of="$1" bs=1M seek=1 conv=notrunc,sparse status=none
  rm "$scratch/esp"
}

# partition DISK MEBIBYTE SIZE: a loop device over it, in $device
partition() {
  device=$(losetup -f --show -o "$(($2 << 20))" --sizelimit "$(($3 << 20))" "$1")
  loops+=("$device")
}

# onto DEVICE FOLDER [OPTIONS]
onto() {
  mkdir -p "$2"
  mount ${3:+-o "$3"} "$1" "$2"
  mounted+=("$2")
}

finished() {
  local loop
  unmount_all_but_base
  for loop in "${loops[@]}"; do losetup -d "$loop"; done
  loops=()
}

ext4_bios() {
  local disk=$out/ext4-bios.raw id
  id=$(uuid ext4-bios)
  truncate -s 1100M "$disk"
  mbr "$disk" 0x766d0001 1000 82
  partition "$disk" 1001 99
  mkswap -q -U "$(uuid ext4-bios-swap)" "$device" 2>/dev/null
  partition "$disk" 1 1000
  mke2fs -q -t ext4 -U "$id" "$device"
  onto "$device" "$tree"
  cp -a "$base/." "$tree/"
  printf '/dev/sda1 / ext4 errors=remount-ro 0 1\n/dev/sda2 none swap sw 0 0\n/dev/sr0 /media/cdrom0 udf,iso9660 user,noauto 0 0\n' \
    >"$tree/etc/fstab"
  echo ext4 >>"$tree/etc/initramfs-tools/modules"
  sed -i 's,^GRUB_CMDLINE_LINUX="",GRUB_CMDLINE_LINUX="resume=/dev/sda2",' "$tree/etc/default/grub"
  prepared "$tree" ext4-bios /dev/sda1 ext2 "$id" msdos /dev/sda1 ext2 "$id" msdos1
  prefix=/boot/grub bios_grub "$tree" "$disk" ext2
  finished
}

ext4_uefi() {
  local disk=$out/ext4-uefi.raw id
  id=$(uuid ext4-uefi)
  truncate -s 1066M "$disk"
  gpt "$disk" ext4-uefi 766D0002
  partition "$disk" 65 1000
  mke2fs -q -t ext4 -U "$id" "$device"
  onto "$device" "$tree"
  cp -a "$base/." "$tree/"
  mkdir -p "$tree/boot/efi"
  printf '/dev/sda2 / ext4 errors=remount-ro 0 1\n/dev/sda1 /boot/efi vfat umask=0077 0 1\n' >"$tree/etc/fstab"
  echo ext4 >>"$tree/etc/initramfs-tools/modules"
  prepared "$tree" ext4-uefi /dev/sda2 ext2 "$id" gpt /dev/sda2 ext2 "$id" gpt2
  prefix=/boot/grub uefi_grub "$tree" "$disk" "$id" ext2
  finished
}

xfs_bios() {
  local disk=$out/xfs-bios.raw id
  id=$(uuid xfs-bios)
  truncate -s 1101M "$disk"
  mbr "$disk" 0x766d0003 1000 83
  partition "$disk" 1 1000
  mkfs.xfs -q -f -m uuid="$id" "$device" >/dev/null
  onto "$device" "$tree"
  cp -a "$base/." "$tree/"
  printf '/dev/sda1 / xfs defaults 0 0\n' >"$tree/etc/fstab"
  echo xfs >>"$tree/etc/initramfs-tools/modules"
  prepared "$tree" xfs-bios /dev/sda1 xfs "$id" msdos /dev/sda1 xfs "$id" msdos1
  prefix=/boot/grub bios_grub "$tree" "$disk" xfs
  finished
}

btrfs_uefi() {
  local disk=$out/btrfs-uefi.raw id
  id=$(uuid btrfs-uefi)
  truncate -s 1066M "$disk"
  gpt "$disk" btrfs-uefi 766D0004
  partition "$disk" 65 1000
  mkfs.btrfs -q -U "$id" "$device" >/dev/null
  onto "$device" "$tree"
  btrfs subvolume create "$tree/@rootfs" >/dev/null
  finished
  partition "$disk" 65 1000
  onto "$device" "$tree" subvol=@rootfs
  cp -a "$base/." "$tree/"
  mkdir -p "$tree/boot/efi"
  printf '/dev/sda2 / btrfs defaults,subvol=@rootfs 0 0\n/dev/sda1 /boot/efi vfat umask=0077 0 1\n' >"$tree/etc/fstab"
  echo btrfs >>"$tree/etc/initramfs-tools/modules"
  prepared "$tree" btrfs-uefi /dev/sda2 btrfs "$id" gpt /dev/sda2 btrfs "$id" gpt2
  prefix=/@rootfs/boot/grub uefi_grub "$tree" "$disk" "$id" btrfs
  finished
}

lvm_bios() {
  local disk=$out/lvm-bios.raw boot_id root_id srv_id pv
  boot_id=$(uuid lvm-boot) root_id=$(uuid lvm-root) srv_id=$(uuid lvm-srv)
  truncate -s 1170M "$disk"
  mbr "$disk" 0x766d0005 128 8e
  partition "$disk" 129 1041
  pv=$device
  # The volumes are written where the group has them, as this kernel may have no device-mapper.
  lvm_here() {
    logged lvm "$1" --config "global{use_lvmlockd=0 use_lvmpolld=0} devices{use_devicesfile=0 dir=\"/dev\" scan=[\"/dev\"] filter=[\"a|^$pv\$|\",\"r|.*|\"]} backup{backup=0 archive=0} activation{monitoring=0 udev_sync=0 udev_rules=0}" \
      --driverloaded n "${@:2}"
  }
  lvm_here pvcreate -y --dataalignment 1m "$pv"
  lvm_here vgcreate -y -s 4m vg0 "$pv"
  lvm_here lvcreate -y -an -W n -Z n -n root -L 960m vg0
  lvm_here lvcreate -y -an -W n -Z n -n srv -L 32m vg0
  partition "$disk" 130 960
  mke2fs -q -t ext4 -U "$root_id" "$device"
  onto "$device" "$tree"
  cp -a "$base/." "$tree/"
  rm -rf "${tree:?}/boot"
  partition "$disk" 1 128
  mke2fs -q -t ext4 -U "$boot_id" "$device"
  onto "$device" "$tree/boot"
  cp -a "$base/boot/." "$tree/boot/"
  partition "$disk" $((130 + 960)) 32
  mke2fs -q -t ext4 -U "$srv_id" "$device"
  printf '/dev/mapper/vg0-root / ext4 errors=remount-ro 0 1\n/dev/sda1 /boot ext4 defaults 0 2\n/dev/mapper/vg0-srv /srv ext4 defaults 0 2\n' \
    >"$tree/etc/fstab"
  sed -i 's/^\(\s*\)# use_devicesfile = .*/\1use_devicesfile = 1/' "$tree/etc/lvm/lvm.conf"
  grep -q '^\s*use_devicesfile = 1' "$tree/etc/lvm/lvm.conf"
  mkdir -p "$tree/etc/lvm/devices"
  printf 'VERSION=1.1.2\nIDTYPE=sys_wwid IDNAME=naa.5000c29b4d4b7665 DEVNAME=/dev/sda2 PVID=%s PART=2\n' \
    "$(dd if="$pv" bs=1 skip=$((512 + 32)) count=32 status=none)" >"$tree/etc/lvm/devices/system.devices"
  echo ext4 >>"$tree/etc/initramfs-tools/modules"
  prepared "$tree" lvm-bios /dev/mapper/vg0-root ext2 "$root_id" msdos /dev/sda1 ext2 "$boot_id" msdos1
  prefix=/grub bios_grub "$tree" "$disk" ext2
  finished
}

ext4_bios
ext4_uefi
xfs_bios
btrfs_uefi
lvm_bios
