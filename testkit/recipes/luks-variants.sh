#!/usr/bin/env bash
# luks-variants.sh OUT: LUKS volumes whose headers cryptsetup made, with payloads by OpenSSL; and volumes by QEMU.
#
# OUT/NAME.img has words of lib/pattern.py, seed 7, as its plaintext: all of OUT/plain.raw. The passphrase is "secret";
# keyslots.img has more of them. refused-reencryption.img is as cryptsetup leaves it in the middle. The payload of
# detached.img is under the header detached.header. guest.img holds guest.ext4, which is the root of a guest whose fstab
# uses a name of its crypttab.
# tools: cryptsetup qemu-img
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need python3 qemu-img cryptsetup mke2fs
python -c 'import cryptography' 2>/dev/null || cannot "no python3-cryptography"
cd "$out"
# shellcheck source=lib/luksformat.sh
source "$lib/luksformat.sh"

# filled NAME SECTOR-SIZE [PLAINTEXT]
filled() {
  local offset=$OFFSET
  case $1 in luks1-*) offset=$OFFSET1 ;; esac
  python "$lib/xts.py" "$scratch/$1.key" "$2" "${3:-plain.raw}" "$1.img" "$offset"
}

for hash in sha1 sha224 sha256 sha384 sha512 sha3-256 ripemd160 whirlpool blake2b-512 blake2s-256; do
  formatted luks2-hash-$hash luks2 "${fast[@]}" --sector-size 512 --hash $hash
  filled luks2-hash-$hash 512
done
for hash in sha1 sha256 sha512 ripemd160 whirlpool; do
  formatted luks1-hash-$hash luks1 --pbkdf-force-iterations 1000 --hash $hash -s 512
  filled luks1-hash-$hash 512
done
for sector in 512 1024 2048 4096; do
  formatted luks2-sector-$sector luks2 "${fast[@]}" --sector-size $sector -s 256
  filled luks2-sector-$sector $sector
done
formatted luks2-argon2i luks2 --sector-size 512 \
  --pbkdf argon2i --pbkdf-memory 8192 --pbkdf-force-iterations 5 --pbkdf-parallel 1
filled luks2-argon2i 512
formatted luks2-argon2id luks2 --sector-size 512 \
  --pbkdf argon2id --pbkdf-memory 16384 --pbkdf-force-iterations 4 --pbkdf-parallel 4
filled luks2-argon2id 512
formatted luks2-label luks2 "${fast[@]}" --sector-size 512 --label "a label" --subsystem "a subsystem"
filled luks2-label 512

# 0 secret; 1 one, argon2id, preferred; 2 two, a key of something else; 3 three, to be ignored; a token
formatted keyslots luks2 "${fast[@]}" --sector-size 512
filled keyslots 512
for word in one two three wrong; do printf %s "$word" >"$word.key"; done
head -c 64 /dev/urandom >"$scratch/other.key"
{
  cryptsetup luksAddKey --batch-mode --key-file secret.key --pbkdf argon2id --pbkdf-memory 8192 \
    --pbkdf-force-iterations 4 --key-slot 1 keyslots.img one.key
  cryptsetup luksAddKey --batch-mode "${fast[@]}" --unbound --key-size 512 --volume-key-file "$scratch/other.key" \
    --key-slot 2 keyslots.img two.key
  cryptsetup luksAddKey --batch-mode --key-file secret.key "${fast[@]}" --key-slot 3 keyslots.img three.key
  cryptsetup config --priority prefer --key-slot 1 keyslots.img
  cryptsetup config --priority ignore --key-slot 3 keyslots.img
  cryptsetup token add --key-description a-description keyslots.img
} 2>"$scratch/words" || { cat "$scratch/words" >&2; exit 1; }

formatted refused-reencryption luks2 "${fast[@]}" --sector-size 512
cryptsetup reencrypt --init-only --batch-mode --resilience none --key-file secret.key refused-reencryption.img \
  2>"$scratch/words" || { cat "$scratch/words" >&2; exit 1; }

truncate -s 1M detached.header
truncate -s $PAYLOAD detached.img
cryptsetup luksFormat --batch-mode --type luks2 --header detached.header --luks2-metadata-size 16k \
  --luks2-keyslots-size 900k "${fast[@]}" --sector-size 512 --key-file secret.key detached.img 2>/dev/null
volume_key detached.header "$scratch/detached.key"
python "$lib/xts.py" "$scratch/detached.key" 512 plain.raw detached.img 0

root=$scratch/root
mkdir -p "$root/etc" "$root/usr" "$root/home" "$root/bin" "$root/var"
printf 'ID=debian\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12"\n' >"$root/etc/os-release"
echo cryptic >"$root/etc/hostname"
echo '/dev/mapper/cryptroot / ext4 defaults 0 1' >"$root/etc/fstab"
echo "cryptroot UUID=5ec2e700-0000-4000-8000-000000000001 none luks,discard" >"$root/etc/crypttab"
truncate -s $PAYLOAD guest.ext4
mke2fs -q -t ext4 -O ^has_journal -U 5ec2e700-0000-4000-8000-000000000002 -E root_owner=0:0 -d "$root" guest.ext4
formatted guest luks2 "${fast[@]}" --sector-size 512 --uuid 5ec2e700-0000-4000-8000-000000000001
filled guest 512 guest.ext4

# by_qemu NAME OPTION,...
by_qemu() {
  qemu-img convert -f raw -O luks --object secret,id=key,data=secret -o "key-secret=key,iter-time=10,$2" \
    plain.raw "luks1-qemu-$1.img"
}
for cipher in aes serpent twofish; do
  for bits in 128 256; do
    by_qemu $cipher-$bits-xts-plain64 cipher-alg=$cipher-$bits,cipher-mode=xts,ivgen-alg=plain64
  done
  by_qemu $cipher-256-cbc-essiv cipher-alg=$cipher-256,cipher-mode=cbc,ivgen-alg=essiv,ivgen-hash-alg=sha256
  by_qemu $cipher-128-cbc-plain cipher-alg=$cipher-128,cipher-mode=cbc,ivgen-alg=plain
done
by_qemu aes-256-ecb cipher-alg=aes-256,cipher-mode=ecb,ivgen-alg=plain64
