#!/usr/bin/env bash
# rpm-roots.sh OUT: databases that rpm itself filled with packages that rpmbuild built.
#
# OUT/NAME/ is the root of a guest, OUT/NAME.tsv what "rpm -qa" says of it, a line a package, sorted:
#   sqlite    after installations, an upgrade and a removal; packages of several versions, epochs, a module
#   wal       the same and one package more, which is in the log alone
#   hash      the same as sqlite in Berkeley DB, read by rpm's bdb_ro
#   hash-be   the other byte order and pages of 512 bytes
#   btree     a sorted tree, which rpm does not read any more: its lines are those of sqlite
# tools: rpm rpmbuild sqlite3 db5.3_load python3
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need rpm rpmbuild sqlite3 db5.3_load python3

build=$scratch/build
mkdir -p "$build/SPECS"
export HOME=$scratch # rpm's own settings of this user are no part of it
build_package() { # NAME [EPOCH:]VERSION RELEASE [LINE…]: lines of the preamble
  local name=$1 version=$2 release=$3 epoch=
  shift 3
  case $version in *:*) epoch=${version%%:*} version=${version#*:} ;; esac
  {
    printf 'Name: %s\nVersion: %s\nRelease: %s\n' "$name" "$version" "$release"
    [ -z "$epoch" ] || echo "Epoch: $epoch"
    printf '%s\n' "$@"
    cat <<SPEC
Summary: The $name package, größer
Summary(de): Das Paket $name
BuildArch: noarch
%description
Made for tests.
%install
mkdir -p %{buildroot}/opt/$name
for i in \$(seq %{?how_many}%{!?how_many:1}); do echo \$i >%{buildroot}/opt/$name/a-file-with-a-rather-long-name-\$i; done
%files
/opt/$name
SPEC
  } >"$build/SPECS/$name-$version.spec"
  SOURCE_DATE_EPOCH=1700000000 rpmbuild -bb --quiet --define "_topdir $build" "$build/SPECS/$name-$version.spec" \
    ${files:+--define "how_many $files"} >"$scratch/words" 2>&1 || { cat "$scratch/words" >&2; return 1; }
}

plain="License: MIT"
build_package plain 1.0 1 "$plain"
build_package plain 1.1 2 "$plain" "URL: https://example.org/plain"
build_package epoch 2:3.4~rc1 5.el9 "License: GPL-2.0-or-later AND MIT" "Vendor: Example Vendor" "Packager: Somebody"
build_package module 1.2.3 4.module_el8 "License: Apache-2.0" "ModularityLabel: nodejs:18:8070020230301:bd1311ed"
build_package gone 1 1 "$plain"
build_package kernel 6.1.0 1 "License: GPL-2.0-only"
build_package kernel 6.2.0 1 "License: GPL-2.0-only"
files=3000 build_package many 1 1 "$plain"
for i in $(seq 40); do build_package "small-$i" "$i" 1 "$plain"; done
build_package late 9 9 "$plain"
packages=$build/RPMS/noarch

answer() { # ROOT [OPTION…]
  local root=$1
  shift
  rpm --root "$root" --dbpath /var/lib/rpm "$@" -qa --qf \
    '%{NAME}\t%{EPOCH}\t%{VERSION}\t%{RELEASE}\t%{ARCH}\t%{VENDOR}\t%{PACKAGER}\t%{URL}\t%{SOURCERPM}\t%{SUMMARY}\t%{LICENSE}\t%{INSTALLTIME}\t%{MODULARITYLABEL}\n' |
    sort
}

root=$out/sqlite
of_root() { rpm --root "$root" --dbpath /var/lib/rpm --nodeps --quiet "$@" 2>/dev/null; } # Debian's rpm warns each time
install_package() { of_root --nosignature --ignoreos --ignorearch "$@"; }
mkdir -p "$root"
rpm --root "$root" --dbpath /var/lib/rpm --initdb
install_package -i "$packages"/{plain-1.0-1,epoch-3.4~rc1-5.el9,module-1.2.3-4.module_el8,gone-1-1,kernel-6.1.0-1,many-1-1}.noarch.rpm
install_package -i "$packages"/kernel-6.2.0-1.noarch.rpm "$packages"/small-*.rpm
install_package -U "$packages"/plain-1.1-2.noarch.rpm
of_root -e gone
answer "$root" >"$out/sqlite.tsv"

# While another process reads the database, rpm cannot move its log into it.
cp -a "$root" "$scratch/wal"
root=$scratch/wal
held=$scratch/held # as long as it is there
python - "$root/var/lib/rpm/rpmdb.sqlite" "$held" >/dev/null 2>&1 <<'PY' &
import os, sqlite3, sys, time
reader = sqlite3.connect(sys.argv[1], isolation_level=None)
reader.execute("begin")
reader.execute("select count(*) from Packages").fetchone()
open(sys.argv[2], "w").close()
while os.path.exists(sys.argv[2]):
    time.sleep(0.1)
PY
until [ -e "$held" ]; do sleep 0.1; done
install_package -i "$packages"/late-9-9.noarch.rpm
mkdir -p "$out/wal/var/lib/rpm"
cp "$root"/var/lib/rpm/rpmdb.sqlite{,-wal} "$out/wal/var/lib/rpm/"
rm "$held"
wait
[ -s "$out/wal/var/lib/rpm/rpmdb.sqlite-wal" ] || { echo "rpm kept no log" >&2; exit 1; }
answer "$root" >"$out/wal.tsv"

# Of the rows of Packages, what db5.3_load takes: keys as the machine has them, key 0 for the highest number.
python - "$out/sqlite/var/lib/rpm/rpmdb.sqlite" little >"$scratch/little.dump" <<'PY'
import sqlite3, struct, sys
rows = sqlite3.connect("file:%s?mode=ro&immutable=1" % sys.argv[1], uri=True).execute("select hnum, blob from Packages").fetchall()
print("VERSION=3\nformat=bytevalue\ntype=hash\ndb_pagesize=4096\nHEADER=END")
for number, blob in [(0, struct.pack("<I", max(row[0] for row in rows)))] + rows:
    print(" " + struct.pack("<I", number).hex() + "\n " + blob.hex())
print("DATA=END")
PY
load() { # NAME LINE…: lines that replace those of the dump's header
  local name=$1
  shift
  mkdir -p "$out/$name/var/lib/rpm"
  { printf 'VERSION=3\nformat=bytevalue\n'; printf '%s\n' "$@"; sed -n '/^HEADER=END/,$p' "$scratch/little.dump"; } |
    db5.3_load "$out/$name/var/lib/rpm/Packages"
}
load hash type=hash db_pagesize=4096 db_lorder=1234
load hash-be type=hash db_pagesize=512 db_lorder=4321
load btree type=btree db_pagesize=4096 db_lorder=1234
cp "$out/sqlite.tsv" "$out/btree.tsv"
for name in hash hash-be; do
  cp -a "$out/$name" "$scratch/$name" # rpm makes files beside it
  answer "$scratch/$name" --define "_db_backend bdb_ro" >"$out/$name.tsv" 2>/dev/null # it misses its indices
done
find "$out/sqlite" -depth -not -path '*/var*' -not -path "$out/sqlite" -delete # the packages' own files
