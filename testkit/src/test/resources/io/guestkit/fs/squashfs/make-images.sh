#!/bin/bash
# Makes plain.img.gz and gzip.img.gz with mksquashfs (squashfs-tools), as root: a few files, a tail in a fragment, a hole,
# a link, a device, two sets of extended attributes.
set -e
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p t/dir/sub
echo small >t/small
head -c 9000 /dev/zero >t/zeros
seq 1 1500 >t/dir/numbers
ln -s ../small t/dir/link
mknod t/null c 1 3
mkfifo t/fifo
ln t/small t/other
for i in 1 2 3; do echo $i >t/dir/sub/file-$i; done
setfattr -n user.comment -v hello t/small
setfattr -n user.comment -v hello-hello-hello-hello-hello-hello-hello-hello t/dir t/zeros
options=(-noappend -quiet -no-progress -b 4K -all-time 1000000000 -mkfs-time 1000000000)
mksquashfs t plain.img "${options[@]}" -noI -noD -noF -noX -noId
mksquashfs t gzip.img "${options[@]}"
for image in *.img; do gzip -9n <"$image" >"$here/$image.gz"; done
