#!/bin/bash
# How long whole processes take from start to exit: guestkit beside a bare JVM and qemu-img.
#
#   bench/cold-start.sh [-n RUNS] [IMAGE]     15 runs of each; IMAGE is the first of examples/*.qcow2 if not given
#
# The commands take turns, so that whatever else the machine does hits all of them alike. Shown are wall-clock
# milliseconds, and CPU milliseconds (user and system) because they suffer less from a busy machine.
set -eu
export LC_ALL=C.UTF-8

runs=15
while getopts n: option; do
    case $option in
        n) runs=$OPTARG ;;
        *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
image=${1-}
if [[ -z $image ]]; then
    for image in "$root"/examples/*.qcow2 ''; do
        [[ -f $image ]] && break
    done
fi
java=$("$root/tools/find-jdk.sh" --jre)/bin/java

names=('java -version' 'guestkit version')
add() {
    names+=("$1")
    commands+=("$2")
}
printf -v java_q '%q' "$java"
printf -v guestkit_q '%q' "$root/guestkit"
commands=("$java_q -version" "$guestkit_q version")
if [[ -n $image ]]; then
    printf -v image_q '%q' "$image"
    add 'guestkit info' "$guestkit_q info $image_q"
    add 'guestkit inspect' "$guestkit_q inspect $image_q"
    if command -v qemu-img >/dev/null; then
        add 'qemu-img info' "qemu-img info $image_q"
    fi
fi

TIMEFORMAT='%R %U %S'
samples=$(mktemp)
trap 'rm -f "$samples"' EXIT
for command in "${commands[@]}"; do # once before it counts: builds, and fills the page cache
    eval "$command" >/dev/null 2>&1 || { echo "failed: $command" >&2; exit 1; }
done
for ((run = 0; run < runs; run++)); do
    for i in "${!commands[@]}"; do
        { time eval "${commands[i]}" >/dev/null 2>&1; } 2>&1 | sed "s/^/$i /" >>"$samples"
    done
done

printf '%s, %s CPUs, load %s, %s runs each%s\n' "$(uname -sm)" "$(getconf _NPROCESSORS_ONLN)" \
    "$(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo '?')" "$runs" "${image:+, image ${image##*/}}"
printf '%-18s %23s   %23s   %s\n' '' 'wall ms: min/median/max' 'CPU ms: min/median/max' 'median wall to java -version'
bare=
for i in "${!commands[@]}"; do
    read -r wall_min wall wall_max < <(awk -v i="$i" '$1 == i {print $2 * 1000}' "$samples" | sort -n |
        awk '{v[NR] = $1} END {printf "%d %d %d\n", v[1], v[int((NR + 1) / 2)], v[NR]}')
    read -r cpu_min cpu cpu_max < <(awk -v i="$i" '$1 == i {print ($3 + $4) * 1000}' "$samples" | sort -n |
        awk '{v[NR] = $1} END {printf "%d %d %d\n", v[1], v[int((NR + 1) / 2)], v[NR]}')
    bare=${bare:-$wall}
    ratio=$(awk -v a="$wall" -v b="$bare" 'BEGIN {printf "%.1f", b ? a / b : 0}')
    printf '%-18s %7d %7d %7d   %7d %7d %7d   %s×\n' "${names[i]}" "$wall_min" "$wall" "$wall_max" \
        "$cpu_min" "$cpu" "$cpu_max" "$ratio"
done
