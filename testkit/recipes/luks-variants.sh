#!/usr/bin/env bash
# luks-variants.sh OUT: LUKS volumes of many kinds, encrypted by the kernel's dm-crypt and by QEMU.
#
# OUT/NAME.img has words of lib/pattern.py, seed 7, as its plaintext, PAYLOAD bytes of them; OUT/plain.raw is all of it.
# The passphrase is "secret"; of keyslots.img see there. Not so refused-*.img, which use what is refused. guest.img holds
# the ext4 of OUT/guest.ext4, which is the root of a guest with a crypttab. The kernel is that of the libguestfs
# appliance, under emulation: one launch for all of them.
# tools: cryptsetup qemu-img
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need python3 qemu-img cryptsetup guestfish mke2fs base64
cd "$out"

readonly PAYLOAD=$((2 << 20)) OFFSET=$((1 << 20))
python "$lib/pattern.py" 7 0 $PAYLOAD >plain.raw
printf secret >secret.key

# A guest whose fstab uses a name of its crypttab.
root=$scratch/root
mkdir -p "$root/etc" "$root/usr" "$root/home"
printf 'ID=debian\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n' >"$root/etc/os-release"
echo cryptic >"$root/etc/hostname"
echo '/dev/mapper/cryptroot / ext4 defaults 0 1' >"$root/etc/fstab"
echo "cryptroot UUID=5ec2e700-0000-4000-8000-000000000001 none luks,discard" >"$root/etc/crypttab"
truncate -s $PAYLOAD guest.ext4
mke2fs -q -t ext4 -O ^has_journal -U 5ec2e700-0000-4000-8000-000000000002 -E root_owner=0:0 -d "$root" guest.ext4

# Which disk is which, the appliance learns from what stands in their first bytes.
drives=()
drive() { # NAME FILE
  printf '%s' "$1" | dd of="$2" conv=notrunc status=none
  drives+=(-a "$2")
}

# variant NAME FORMAT-OPTION...: a volume that the appliance formats, opens and fills
variant() {
  local name=$1
  shift
  truncate -s $((OFFSET + PAYLOAD)) "$name.img"
  drive "$name" "$name.img"
  echo "variant $name $*" >>"$scratch/commands"
}

fast="--pbkdf pbkdf2 --pbkdf-force-iterations 1000"
# shellcheck disable=SC2086 # options are words
{
  for cipher in aes-xts-plain64 aes-xts-plain aes-xts-essiv:sha256 aes-xts-plain64be aes-cbc-plain aes-cbc-plain64 aes-cbc-essiv:sha256 \
    aes-cbc-plain64be aes-cbc-benbi aes-cbc-null aes-ecb serpent-xts-plain64 serpent-cbc-plain twofish-xts-plain64 \
    twofish-cbc-essiv:sha256 camellia-xts-plain64 cipher_null-ecb; do
    variant "luks2-${cipher//:/-}" --type luks2 $fast -c $cipher
  done
  for bits in 256 384 512; do
    variant luks2-key-$bits --type luks2 $fast -c aes-xts-plain64 -s $bits
  done
  for sector in 512 1024 2048 4096; do
    variant luks2-sector-$sector --type luks2 $fast --sector-size $sector
  done
  variant luks2-cbc-sector-4096 --type luks2 $fast --sector-size 4096 -c aes-cbc-essiv:sha256
  for hash in sha1 sha224 sha384 sha512 sha3-256 ripemd160 whirlpool blake2b-512 blake2s-256; do
    variant luks2-hash-$hash --type luks2 $fast --hash $hash
  done
  variant luks2-argon2i --type luks2 --pbkdf argon2i --pbkdf-memory 8192 --pbkdf-force-iterations 5 --pbkdf-parallel 1
  variant luks2-argon2id --type luks2 --pbkdf argon2id --pbkdf-memory 16384 --pbkdf-force-iterations 4 --pbkdf-parallel 4
  variant luks2-label --type luks2 $fast --label "a label" --subsystem "a subsystem"
  for cipher in aes-xts-plain64 serpent-xts-plain64 twofish-cbc-essiv:sha256 aes-cbc-plain; do
    variant "luks1-${cipher//:/-}" --type luks1 --pbkdf-force-iterations 1000 -c $cipher
  done
  for hash in sha1 sha512 ripemd160 whirlpool; do
    variant luks1-hash-$hash --type luks1 --pbkdf-force-iterations 1000 --hash $hash -s 512
  done
  variant keyslots --type luks2 $fast
  variant refused-lrw --type luks2 $fast -c aes-lrw-plain64
  variant refused-integrity --type luks2 $fast --integrity hmac-sha256
  variant refused-reencryption --type luks2 $fast
  variant detached --type luks2 $fast
  variant guest --type luks2 $fast --uuid 5ec2e700-0000-4000-8000-000000000001
}
truncate -s 1M detached-header.img
drive detached-header detached-header.img
truncate -s $((OFFSET + 2 * PAYLOAD)) "$scratch/payload"
dd if=plain.raw of="$scratch/payload" bs=1M seek=1 conv=notrunc status=none
dd if=guest.ext4 of="$scratch/payload" bs=1M seek=3 conv=notrunc status=none
drive payload "$scratch/payload"

{
  cat <<'APPLIANCE'
set -eu
for module in dm-crypt dm-integrity serpent_generic twofish_generic camellia_generic lrw xts essiv wp512 rmd160 \
  sha3_generic blake2b_generic blake2s_generic; do
  modprobe $module || true
done
mkdir -p /tmp/disk
for block in /sys/block/sd*; do
  name=$(head -c 64 /dev/${block##*/} | tr -d '\000')
  case $name in [a-z]*[a-z0-9]) ln -s /dev/${block##*/} "/tmp/disk/$name" ;; esac
done
printf secret >/tmp/secret
for word in one two three four; do printf $word >/tmp/$word; done

add() { # DEVICE KEYFILE OPTION...
  cryptsetup luksAddKey --batch-mode --key-file /tmp/secret "$1" "/tmp/$2" --pbkdf-force-iterations "$3" --pbkdf "$4" $5 $6
}

variant() {
  name=$1
  shift
  device=$(readlink -f "/tmp/disk/$name")
  place="--luks2-metadata-size 16k --luks2-keyslots-size 900k"
  header=
  skip=1
  case " $* " in *" luks1 "*) place="--align-payload 2048" ;; esac
  case $name in
    detached)
      header="--header $(readlink -f /tmp/disk/detached-header)"
      place="$place $header"
      ;;
    guest) place="$place --offset 2048" skip=3 ;;
    refused-integrity) place="$place --integrity-no-wipe" ;;
    luks2-*|keyslots|refused-*) place="$place --offset 2048" ;;
  esac
  cryptsetup luksFormat --batch-mode --key-file /tmp/secret $place "$@" "$device"
  case $name in
    refused-integrity) return ;;
    refused-reencryption)
      cryptsetup reencrypt --init-only --batch-mode --resilience none --key-file /tmp/secret "$device"
      return
      ;;
    keyslots)
      # 0 secret; 1 one, argon2id, preferred; 2 two, another key; 3 three, to be ignored (and removed 0)
      add "$device" one 4 argon2id --pbkdf-memory 8192
      head -c 64 /dev/urandom >/tmp/other
      cryptsetup luksAddKey --batch-mode --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --unbound --key-size 512 \
        --volume-key-file /tmp/other --key-slot 2 "$device" /tmp/two
      cryptsetup config --priority prefer --key-slot 1 "$device"
      ;;
  esac
  cryptsetup open --key-file /tmp/secret $header "$device" x
  dd if="$(readlink -f /tmp/disk/payload)" of=/dev/mapper/x bs=1M skip=$skip count=2 2>/dev/null
  cryptsetup close x
}

# one NAME OPTION...: says what went wrong, and goes on
one() {
  (variant "$@") >/tmp/words 2>&1 && echo "made $1" || { echo "failed $1"; cat /tmp/words; cryptsetup close x 2>/dev/null || true; }
}
APPLIANCE
  sed 's/^variant/one/' "$scratch/commands"
} >"$scratch/appliance.sh"

export LIBGUESTFS_BACKEND=direct LIBGUESTFS_BACKEND_SETTINGS=force_tcg
guestfish "${drives[@]}" >"$scratch/answer" 2>&1 <<COMMANDS || cannot "no libguestfs appliance: $(tail -n 1 "$scratch/answer")"
run
-debug sh "echo $(gzip -9c "$scratch/appliance.sh" | base64 -w0) | base64 -d | gzip -d >/tmp/script; sh /tmp/script 2>&1; true"
COMMANDS
if grep -q '^failed' "$scratch/answer" || ! grep -q '^made guest' "$scratch/answer"; then
  cat "$scratch/answer" >&2
  exit 1
fi
