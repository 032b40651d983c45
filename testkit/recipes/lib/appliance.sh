# shellcheck shell=bash
# Scripts for the kernel of the libguestfs appliance, which has device-mapper and MD. Sourced after common.sh.
# shellcheck disable=SC2154 # scratch is that of common.sh

need_appliance() {
  need guestfish
  ls /boot/vmlinuz-* >/dev/null 2>&1 || cannot "no kernel for the libguestfs appliance"
  export LIBGUESTFS_BACKEND=direct LIBGUESTFS_BACKEND_SETTINGS=force_tcg
}

# in_appliance [--ro] SCRIPT DISK...: runs a script of sh whose variables a, b, c … are the devices of the disks. It has
# to say "all done" at its end; what it says stands in "$scratch/answer". With --ro the disks stay as they are.
in_appliance() {
  local arguments=() disk
  if [ "$1" = --ro ]; then arguments=(--ro); shift; fi
  # The kernel names disks in the order in which it finds them, and finds them in no order; their addresses count.
  {
    cat <<'SH'
#appliance
index=0
for letter in a b c d e f g h i j k l; do
  for s in /sys/block/sd*; do
    case $(readlink $s/device) in */*:0:$index:0) eval $letter=/dev/${s##*/} ;; esac
  done
  index=$((index + 1))
done
SH
    cat "$1"
  } >"$scratch/script"
  cp "$scratch/script" "$scratch/padded"
  truncate -s 64K "$scratch/padded"
  shift
  for disk in "$@" "$scratch/padded"; do arguments+=(-a "$disk"); done
  # shellcheck disable=SC2016 # variables of the script
  printf 'run\ndebug sh "for s in /dev/sd?; do head -c 10 $s | grep -q ^#appliance && head -c %d $s >/run/script; done; sh /run/script 2>&1 || true"\n' \
    "$(stat -c %s "$scratch/script")" |
    timeout 1700 guestfish "${arguments[@]}" >"$scratch/answer" 2>"$scratch/words" || {
    tail -n 30 "$scratch/words" >&2
    return 1
  }
  if ! grep -q '^all done$' "$scratch/answer"; then
    tail -n 40 "$scratch/answer" >&2
    return 1
  fi
}
