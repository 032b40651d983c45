# shellcheck shell=bash
# What the recipes of LUKS volumes share: passphrase, plaintext, and headers that cryptsetup makes without a kernel.
# To be sourced in the output folder, after common.sh.
# The eight keyslots of LUKS1 need more room than the two or three of LUKS2 here.
readonly PAYLOAD=$((2 << 20)) OFFSET=$((1 << 20)) OFFSET1=$((2 << 20))
# shellcheck disable=SC2034 # for the recipes
fast=(--pbkdf pbkdf2 --pbkdf-force-iterations 1000)

python "$lib/pattern.py" 7 0 $PAYLOAD >plain.raw
printf secret >secret.key

# formatted NAME TYPE OPTION...: NAME.img with a header, and its volume key in $scratch/NAME.key
formatted() {
  local name=$1 type=$2 place offset=$OFFSET
  shift 2
  case $type in
    luks1) place=(--align-payload $((OFFSET1 / 512))) offset=$OFFSET1 ;;
    *) place=(--offset $((OFFSET / 512)) --luks2-metadata-size 16k --luks2-keyslots-size 900k) ;;
  esac
  truncate -s $((offset + PAYLOAD)) "$name.img"
  cryptsetup luksFormat --batch-mode --type "$type" "${place[@]}" "$@" --key-file secret.key "$name.img" 2>"$scratch/words" ||
    { cat "$scratch/words" >&2; return 1; }
  volume_key "$name.img" "$scratch/$name.key"
}

volume_key() { # HEADER TARGET
  cryptsetup luksDump --batch-mode --dump-volume-key --volume-key-file "$2" --key-file secret.key "$1" >/dev/null
}
