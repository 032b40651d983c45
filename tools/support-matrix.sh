#!/usr/bin/env bash
# Writes the support matrix of the README from what the tests have just proven.
#   tools/support-matrix.sh          rewrite it
#   tools/support-matrix.sh --check  fail if it is not what the tests prove
# Reads testkit/target/proofs.tsv and python/target/proofs.tsv: area, feature, verdict, referee, outcome.
set -euo pipefail
cd "$(dirname "$0")/.."
proofs=$(mktemp)
new=$(mktemp)
trap 'rm -f "$proofs" "$new"' EXIT
for part in testkit python; do
  part=$part/target/proofs.tsv
  [ -f "$part" ] || { echo "support-matrix: $part is missing; run the tests first" >&2; exit 1; }
  cat "$part" >>"$proofs"
done
LC_ALL=C sort -o "$proofs" "$proofs"

if unproven=$(awk -F'\t' '$5 != "passed" { print "  " $1 ": " $2 " (" $5 ")" }' "$proofs") && [ -n "$unproven" ]; then
  printf 'support-matrix: not proven in this run, so the matrix is left alone:\n%s\n' "$unproven" >&2
  exit "$([ "${1:-}" = --check ] && [ -z "${CI:-}" ] && echo 0 || echo 1)"
fi

awk -F'\t' -v begin='<!-- matrix: made by tools/support-matrix.sh -->' -v end='<!-- end of matrix -->' '
  NR == FNR { row[++rows] = "| " $1 " | " $2 " | " $3 " | " $4 " |"; next }
  $0 == begin {
    print; print ""
    print "| part | what | guestkit | proven against |"; print "|---|---|---|---|"
    for (i = 1; i <= rows; i++) print row[i]
    print ""; inside = 1
  }
  $0 == end { inside = 0 }
  !inside && $0 != begin { print }
' "$proofs" README.md >"$new"

if [ "${1:-}" = --check ]; then
  diff -u README.md "$new" >&2 || { echo "support-matrix: the matrix in README.md is stale; run tools/support-matrix.sh" >&2; exit 1; }
else
  cat "$new" >README.md
fi
