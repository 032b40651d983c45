#!/usr/bin/env bash
# rpm-guests.sh OUT: guests whose packages are rpm's, with open-vm-tools among them, and packages of a guest agent.
#
#   removable   Rocky Linux 9, rpmdb.sqlite in /var/lib/rpm: open-vm-tools with a service, a modified configuration and
#               something to do before it goes; open-vm-tools-desktop, which needs it; open-vm-tools-libs of two architectures
#   needed      Fedora 40, rpmdb.sqlite in /usr/lib/sysimage/rpm: open-vm-tools, and fleet-monitor, which needs a file of it
#   stubborn    as removable, but open-vm-tools refuses to go
#
# OUT/GUEST.raw: MBR, an ext4 root /dev/sda1, no kernel. The programs are Debian's, rpm and systemd among them, and the
# guest's own rpm has installed each package; base-system and notebook are in all of them.
#
# OUT/qemu-guest-agent-VERSION-1.ARCHITECTURE.rpm: 7.2 fits, 7.2 of aarch64 does not, 7.3 needs what no guest has, 7.4 has
# trouble when it is there. MIRROR chooses the mirror.
# tools: debootstrap mke2fs sfdisk rpm rpmbuild
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need debootstrap chroot sfdisk mke2fs rpmbuild
need_root_and_mount
mirror=${MIRROR-} # debootstrap knows one
base=$scratch/base/tree
tree=$scratch/base/guest
build=$scratch/build
export HOME=$scratch # rpm's own settings of this user are no part of it

logged() { "$@" >>"$scratch/log" 2>&1 || { tail -n 40 "$scratch/log" >&2; return 1; }; }
inside() { logged chroot "$tree" env HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }

# In memory, where it costs nothing that dpkg waits for each file.
mkdir -p "$scratch/base"
mount -t tmpfs -o size=2G tmpfs "$scratch/base"
mounted+=("$scratch/base")
logged debootstrap --variant=minbase --include=rpm,systemd-sysv bookworm "$base" ${mirror:+"$mirror"} || {
  grep -q -i 'fail.*\(getting\|download\|retriev\)\|could.*not.*resolve' "$scratch/log" && cannot "no Debian mirror${mirror:+ at $mirror}"
  exit 1
}
# What makes a Debian of it, and what is large and not needed.
rm -rf "$base"/usr/share/{doc,man,locale,i18n,zoneinfo,perl,perl5} "$base"/usr/lib/apt "$base"/etc/{apt,dpkg} \
  "$base"/usr/lib/x86_64-linux-gnu/{perl,perl-base,gconv,libapt*,libperl*} "$base"/usr/bin/{apt,dpkg,perl}* \
  "$base"/var/lib/{apt,dpkg} "$base"/var/cache/* "$base"/var/log/* "$base"/usr/lib/file "${base:?}"/dev/*
rm "$base"/etc/{debian_version,os-release} "$base"/usr/lib/os-release

# rpm_of NAME VERSION ARCHITECTURE: a package by what is in "$scratch/rest", the rest of its spec; its file is "$package"
rpm_of() {
  local spec=$scratch/$1.spec
  {
    printf 'Name: %s\nVersion: %s\nRelease: 1\nLicense: MIT\nSummary: The %s package\n' "$1" "$2" "$1"
    cat "$scratch/rest"
  } >"$spec"
  SOURCE_DATE_EPOCH=1700000000 logged rpmbuild -bb --quiet --target "$3" --define "_topdir $build" "$spec"
  package=$build/RPMS/$3/$1-$2-1.$3.rpm
}
# with_file NAME VERSION ARCHITECTURE PATH [LINE…]: a package of one program, with lines for its preamble
with_file() {
  {
    printf '%s\n' "${@:5}"
    cat <<EOF
%description
Made for tests.
%install
mkdir -p %{buildroot}$(dirname "$4")
printf '#!/bin/sh\necho $1 $2 $3\n' >%{buildroot}$4
%files
%attr(755, root, root) $4
EOF
  } >"$scratch/rest"
  rpm_of "$1" "$2" "$3"
}
tools() { # VERSION LINE…: open-vm-tools, with lines for what it does before it goes
  {
    cat <<'EOF'
%description
Made for tests.
%install
mkdir -p %{buildroot}/usr/bin %{buildroot}/usr/lib/systemd/system %{buildroot}/etc/vmware-tools
printf '#!/bin/sh\nexec sleep 9999\n' >%{buildroot}/usr/bin/vmtoolsd
printf '[guestinfo]\n' >%{buildroot}/etc/vmware-tools/tools.conf
printf '[Unit]\nDescription=Tools\n[Service]\nExecStart=/usr/bin/vmtoolsd\n[Install]\nWantedBy=multi-user.target\n' \
  >%{buildroot}/usr/lib/systemd/system/vmtoolsd.service
%post
systemctl enable vmtoolsd.service
%preun
EOF
    printf '%s\n' "${@:2}"
    cat <<'EOF'
%files
%attr(755, root, root) /usr/bin/vmtoolsd
%config(noreplace) /etc/vmware-tools/tools.conf
/usr/lib/systemd/system/vmtoolsd.service
EOF
  } >"$scratch/rest"
  rpm_of open-vm-tools "$1" x86_64
}

with_file base-system 1 noarch /opt/base-system/version 'Provides: /bin/sh, /usr/bin/sh'
common=("$package")
with_file notebook 1 noarch /opt/notebook/notebook
common+=("$package")
# shellcheck disable=SC2016 # how many of it are left, as rpm tells what it runs
tools 12.3.5 'systemctl --no-reload disable vmtoolsd.service' 'echo "$1 left" >/var/log/open-vm-tools.removal'
tools=$package
tools 12.3.6 'echo "the tools are in use" >&2' 'exit 1'
stubborn_tools=$package
with_file open-vm-tools-desktop 12.3.5 x86_64 /usr/bin/vmware-user 'Requires: open-vm-tools = 12.3.5'
more_tools=("$package")
with_file open-vm-tools-libs 12.3.5 x86_64 /usr/lib64/open-vm-tools/plugin
more_tools+=("$package")
with_file open-vm-tools-libs 12.3.5 i686 /usr/lib/open-vm-tools/plugin
more_tools+=("$package")
with_file fleet-monitor 1 x86_64 /opt/fleet-monitor/monitor 'Requires: /usr/bin/vmtoolsd'
monitor=$package
agent() { # VERSION ARCHITECTURE LINE…
  with_file qemu-guest-agent "$1" "$2" /usr/bin/qemu-ga "${@:3}"
  cp "$package" "$out/"
}
agent 7.2 x86_64
agent 7.2 aarch64
agent 7.3 x86_64 'Requires: libvirtualization.so.9()(64bit)'
agent 7.4 x86_64 '%post' 'echo "no port for the agent" >&2' 'exit 3'

# guest NAME DATABASE-FOLDER PACKAGE…: its /etc/os-release from standard input
guest() {
  local name=$1 folder=$2 disk=$out/$1.raw
  shift 2
  cp -a "$base" "$tree"
  cat >"$tree/etc/os-release"
  echo "$name" >"$tree/etc/hostname"
  echo '/dev/sda1 / ext4 defaults 0 1' >"$tree/etc/fstab"
  mkdir -p "$tree/etc/rpm" "$tree$folder" "$tree/packages"
  echo "%_dbpath $folder" >"$tree/etc/rpm/macros"
  cp "$@" "$tree/packages/"
  mknod -m 666 "$tree/dev/null" c 1 3
  inside rpm --initdb
  inside sh -c 'rpm --install /packages/*.rpm'
  rm -r "$tree/packages"
  rm "$tree/dev/null"
  [ -L "$tree/etc/systemd/system/multi-user.target.wants/vmtoolsd.service" ]
  echo 'disable=false' >>"$tree/etc/vmware-tools/tools.conf"
  truncate -s 321M "$disk"
  printf 'label: dos\nlabel-id: 0x72706d01\nstart=1MiB, size=320MiB, type=83, bootable\n' | sfdisk -q "$disk"
  logged mke2fs -q -t ext4 -d "$tree" -E offset=1048576 "$disk" 320M
  rm -rf "$tree"
}
rocky() {
  guest "$1" /var/lib/rpm "${@:2}" <<'EOF'
NAME="Rocky Linux"
VERSION="9.4 (Blue Onyx)"
ID="rocky"
ID_LIKE="rhel centos fedora"
VERSION_ID="9.4"
EOF
}
rocky removable "${common[@]}" "$tools" "${more_tools[@]}"
rocky stubborn "${common[@]}" "$stubborn_tools"
guest needed /usr/lib/sysimage/rpm "${common[@]}" "$tools" "$monitor" <<'EOF'
NAME="Fedora Linux"
VERSION="40 (Server Edition)"
ID=fedora
VERSION_ID=40
EOF
