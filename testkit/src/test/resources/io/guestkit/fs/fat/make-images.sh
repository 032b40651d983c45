#!/bin/bash
# Makes fat12.img.gz, fat16.img.gz and fat32.img.gz with mkfs.vfat (dosfstools) and mtools: a few files, long names,
# a fragmented file, a deleted one. The FAT32 is cut to 1 MiB, because mtools fills none that is so small.
set -e
export MTOOLS_SKIP_CHECK=1 LC_ALL=C.UTF-8
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for i in 1 2 3 4 5 6; do yes "$i" | head -c $((i * 700)) > "f$i"; done
for width in 12 16 32; do
    image=fat$width.img
    case $width in 12) size=160K ;; 16) size=2300K ;; 32) size=36M ;; esac
    truncate -s "$size" $image
    mkfs.vfat -F $width -S 512 -s 1 -f 1 -n "LABEL $width" -i 1234abcd --invariant $image > /dev/null
    mmd -i $image "::dir" "::dir/a directory with a long name"
    mcopy -i $image f1 ::README.TXT
    mcopy -i $image f2 "::dir/a file with a long name.text"
    mcopy -i $image f3 "::dir/a directory with a long name/Ümläut €.dat"
    mcopy -i $image f4 ::gone
    mcopy -i $image f5 ::dir/low.UP
    mdel -i $image ::gone ::README.TXT
    mcopy -i $image f6 ::dir/fragmented.bin
    if [ $width = 32 ]; then
        printf '\x00\x08\x00\x00' | dd of=$image bs=1 seek=32 conv=notrunc status=none
        truncate -s 1M $image
    fi
    gzip -9n < $image > "$here/$image.gz"
done
