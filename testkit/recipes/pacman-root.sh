#!/usr/bin/env bash
# pacman-root.sh OUT: the database of a root that pacman itself filled.
#
# OUT/root is the guest, OUT/packages.tsv what "pacman -Qi" says: name, version, description, architecture, URL, licences,
# packager.
# tools: pacman bsdtar python3
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need pacman bsdtar python3
[ "$(id -u)" = 0 ] || cannot "not root"

build_package() { # NAME VERSION LINE…
  local name=$1 version=$2
  shift 2
  mkdir -p "$scratch/$name/opt/$name"
  echo content >"$scratch/$name/opt/$name/file"
  {
    printf 'pkgname = %s\npkgver = %s\npkgdesc = The %s package\narch = any\nsize = 8\n' "$name" "$version" "$name"
    printf '%s\n' "$@"
  } >"$scratch/$name/.PKGINFO"
  (cd "$scratch/$name" && bsdtar -czf "$scratch/$name.pkg.tar.gz" .PKGINFO opt)
}
build_package plain 1.0-1 'license = MIT' 'url = https://example.org/' 'packager = Somebody <x@example.org>'
build_package epoch 2:3.4rc1-5.1 'license = GPL' 'license = custom:odd one' 'pkgbase = base'
build_package bare 20240101-1
build_package gone 1-1

root=$out/root
mkdir -p "$root/var/lib/pacman" "$scratch/cache" "$scratch/gpg"
printf '[options]\nArchitecture = auto\nSigLevel = Never\nLocalFileSigLevel = Never\n' >"$scratch/pacman.conf"
in_root() {
  pacman --config "$scratch/pacman.conf" --root "$root" --dbpath "$root/var/lib/pacman" --cachedir "$scratch/cache" \
    --gpgdir "$scratch/gpg" --logfile /dev/null --hookdir "$scratch/hooks" --noconfirm "$@"
}
in_root -U --nodeps --nodeps "$scratch"/*.pkg.tar.gz >"$scratch/words" 2>&1 || { cat "$scratch/words" >&2; exit 1; }
in_root -R gone >"$scratch/words" 2>&1 || { cat "$scratch/words" >&2; exit 1; }
in_root -Qi >"$scratch/answer"
python - "$scratch/answer" >"$out/packages.tsv" <<'PY'
import sys
package = {}
for line in open(sys.argv[1]):
    if line.strip():
        name, _, value = line.partition(" : ")
        package[name.strip()] = " AND ".join(value.strip().split("  ")).replace("None", "")
    else:
        print("\t".join(package[key] for key in ("Name", "Version", "Description", "Architecture", "URL", "Licenses", "Packager")))
        package = {}
PY
