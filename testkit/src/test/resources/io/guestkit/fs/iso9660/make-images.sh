#!/bin/bash
# Makes rock.img.gz (Rock Ridge) and joliet.img.gz with genisoimage, as root: a few files, a link, a device, a deep folder.
set -e
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p t/dir/1/2/3/4/5/6/7/8/9
echo small >t/small
seq 1 900 >t/dir/numbers
ln -s ../small t/dir/link
mkfifo t/fifo
echo bottom >t/dir/1/2/3/4/5/6/7/8/9/bottom
echo long >"t/dir/$(printf 'l%.0s' $(seq 200))"
find t -exec touch -h -d @1000000000 {} +
genisoimage -quiet -R -l -no-pad -o rock.img t
rm -r t/dir/1 t/fifo t/dir/l*
genisoimage -quiet -J -no-pad -o joliet.img t
for image in *.img; do gzip -9n <"$image" >"$here/$image.gz"; done
