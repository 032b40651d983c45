# shellcheck shell=bash
# What the recipes share. A recipe is run as "recipe.sh OUT" with OUT an empty folder, and ends with status 77 and the
# reason as its last line of standard error where it cannot work.
export LC_ALL=C.UTF-8 TZ=UTC PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "${1:?usage: $0 OUT}"
# shellcheck disable=SC2034 # for the recipes
out=$(cd "$1" && pwd)
scratch=$(mktemp -d)
mounted=()

cannot() {
  echo "$*" >&2
  exit 77
}

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || cannot "no $tool"
  done
}

# The distribution's own Python: the extended attributes and device nodes below need Linux, and no packages.
python() {
  if [ -x /usr/bin/python3 ]; then /usr/bin/python3 "$@"; else python3 "$@"; fi
}

need_root_and_mount() {
  [ "$(id -u)" = 0 ] || cannot "not root"
  need losetup mount mke2fs
  local probe=$scratch/probe
  mkdir "$probe.dir"
  truncate -s 8M "$probe"
  mke2fs -q -t ext4 "$probe"
  mount -o loop "$probe" "$probe.dir" 2>/dev/null || cannot "no loop mounts of ext4 here"
  umount "$probe.dir"
  rm -r "$probe" "$probe.dir"
}

# mount_at IMAGE FOLDER [OPTIONS]: OPTIONS such as ro or offset=1048576,sizelimit=512
mount_at() {
  mkdir -p "$2"
  mount -o "loop${3:+,$3}" "$1" "$2" || return 1
  mounted+=("$2")
}

unmount_all() {
  local i
  for ((i = ${#mounted[@]} - 1; i >= 0; i--)); do
    umount "${mounted[i]}" || umount -l "${mounted[i]}"
  done
  mounted=()
}

# facts FOLDER [OPTION...]: the kernel's answer about a mounted tree, as "guestkit find --hash --output json" words it
facts() { python "$lib/facts.py" "$@"; }

cleanup() {
  unmount_all
  rm -rf "$scratch"
}
trap cleanup EXIT
