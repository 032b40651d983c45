#!/usr/bin/env bash
# luks-kernel.sh OUT: LUKS volumes whose payload the kernel's dm-crypt encrypted.
#
# OUT/NAME.img has words of lib/pattern.py, seed 7, as its plaintext: all of OUT/plain.raw; not so refused-*.img, which use
# what is refused. The passphrase is "secret". The kernel is that of the libguestfs appliance, under emulation: cryptsetup
# makes as many headers as it can outside of it.
# tools: cryptsetup guestfish
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need python3 cryptsetup guestfish base64
cd "$out"
# shellcheck source=lib/luksformat.sh
source "$lib/luksformat.sh"

drives=()
lines=$scratch/lines
sector_count=$((PAYLOAD / 512))

# device: the name of the next drive in the appliance, whose disks are IDE-like letters in the order given
letters=({a..z})
device() { echo "/dev/sd${letters[${#drives[@]} / 2]}"; }

# mapped NAME CIPHER SECTOR-SIZE OPTION...: the header is made here, the kernel maps the payload with its key
mapped() {
  local name=$1 cipher=$2 sector=$3
  shift 3
  formatted "$name" luks2 "${fast[@]}" -c "$cipher" --sector-size "$sector" "$@"
  local key
  key=$(od -An -vtx1 "$scratch/$name.key" | tr -d ' \n')
  echo "map $name $(device) $sector $cipher $key" >>"$lines"
  drives+=(-a "$name.img")
}

# inside NAME OPTION...: all of it is made by cryptsetup in the appliance
inside() {
  local name=$1
  truncate -s $((OFFSET + PAYLOAD)) "$name.img"
  shift
  echo "format $name $(device) $*" >>"$lines"
  drives+=(-a "$name.img")
}

drives+=(-a plain.raw)
for cipher in aes-xts-plain64 aes-xts-plain aes-xts-plain64be aes-cbc-plain aes-cbc-plain64 \
  aes-cbc-essiv:sha256 aes-cbc-plain64be aes-cbc-benbi aes-cbc-null aes-ecb; do
  mapped "${cipher//:/-}" $cipher 512
done
mapped sector-1024 aes-xts-plain64 1024
mapped sector-4096 aes-xts-plain64 4096
mapped cbc-sector-4096 aes-cbc-essiv:sha256 4096
inside serpent-cbc-plain --sector-size 512 -c serpent-cbc-plain
inside twofish-xts-plain64 --sector-size 4096 -c twofish-xts-plain64
inside camellia-xts-plain64 --sector-size 512 -c camellia-xts-plain64
inside cipher_null --sector-size 512 -c cipher_null-ecb
inside refused-lrw --sector-size 512 -c aes-lrw-plain64
inside refused-integrity --sector-size 512 --integrity hmac-sha256 --integrity-no-wipe

{
  echo "sectors=$sector_count offset=$((OFFSET / 512))"
  cat <<'APPLIANCE'
set -eu
for module in dm-crypt dm-integrity serpent_generic twofish_generic camellia_generic lrw xts essiv; do
  modprobe $module || true
done
printf secret >/tmp/secret
fill() { dd if=/dev/sda of=/dev/mapper/x bs=1M 2>/dev/null; sync; }
map() { # NAME DEVICE SECTOR-SIZE CIPHER KEY
  options=
  [ "$3" = 512 ] || options="1 sector_size:$3"
  echo "0 $sectors crypt $4 $5 0 $2 $offset $options" | dmsetup create --noudevsync x
  dmsetup mknodes x
  fill
  dmsetup remove --noudevsync x
}
format() { # NAME DEVICE OPTION...
  name=$1 device=$2
  shift 2
  place="--offset $offset"
  case $name in *integrity) place= ;; esac
  cryptsetup luksFormat --batch-mode --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 $place \
    --luks2-metadata-size 16k --luks2-keyslots-size 900k --key-file /tmp/secret "$@" "$device"
  case $name in refused-*) return ;; esac
  cryptsetup open --key-file /tmp/secret "$device" x
  fill
  cryptsetup close x
}
one() {
  ("$@") >/tmp/words 2>&1 && echo "made $2" || { echo "failed $2"; cat /tmp/words; dmsetup remove x || true; }
}
APPLIANCE
  sed 's/^/one /' "$lines"
  echo "echo all of them"
} >"$scratch/appliance.sh"

export LIBGUESTFS_BACKEND=direct LIBGUESTFS_BACKEND_SETTINGS=force_tcg
guestfish "${drives[@]}" >"$scratch/answer" 2>&1 <<COMMANDS || cannot "no libguestfs appliance: $(tail -n 1 "$scratch/answer")"
run
-debug sh "echo $(gzip -9c "$scratch/appliance.sh" | base64 -w0) | base64 -d | gzip -d >/tmp/script; sh /tmp/script 2>&1; true"
COMMANDS
if grep -q '^failed' "$scratch/answer" || ! grep -q 'all of them$' "$scratch/answer"; then
  cat "$scratch/answer" >&2
  exit 1
fi
