#!/usr/bin/env bash
# go-program.sh OUT: a program of Go with modules, one of them replaced.
#
# OUT/program is it, OUT/stripped the same without symbols, OUT/answer.txt what "go version -m" says of both.
# tools: go
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need go

export HOME=$scratch GOCACHE=$scratch/cache GOPATH=$scratch/go GOPROXY=off GOFLAGS=-mod=mod GOTOOLCHAIN=local GO111MODULE=on
module() { # FOLDER PATH LINE…: lines of go.mod
  mkdir -p "$scratch/$1"
  printf 'module %s\n\ngo 1.18\n' "$2" >"$scratch/$1/go.mod"
  printf '%s\n' "${@:3}" >>"$scratch/$1/go.mod"
}
module dep example.org/replaced
printf 'package replaced\n\nfunc Word() string { return "word" }\n' >"$scratch/dep/word.go"
module plain example.org/vendored
printf 'package vendored\n\nfunc Word() string { return "other" }\n' >"$scratch/plain/word.go"
module main example.org/program 'require example.org/replaced v1.2.3' 'require example.org/vendored v0.0.1' \
  'replace example.org/replaced => ../dep'
mkdir -p "$scratch/main/vendor/example.org/vendored"
cp "$scratch/plain/word.go" "$scratch/main/vendor/example.org/vendored"
mkdir -p "$scratch/main/vendor/example.org/replaced"
cp "$scratch/dep/word.go" "$scratch/main/vendor/example.org/replaced"
cat >"$scratch/main/vendor/modules.txt" <<'LIST'
# example.org/replaced v1.2.3 => ../dep
## explicit; go 1.18
example.org/replaced
# example.org/vendored v0.0.1
## explicit; go 1.18
example.org/vendored
# example.org/replaced => ../dep
LIST
cat >"$scratch/main/main.go" <<'GO'
package main

import (
	"example.org/replaced"
	"example.org/vendored"
)

func main() { println(replaced.Word(), vendored.Word()) }
GO
(cd "$scratch/main" && GOFLAGS=-mod=vendor go build -o "$out/program" . && GOFLAGS=-mod=vendor go build -ldflags='-s -w' -o "$out/stripped" .)
(cd "$out" && go version -m program stripped >answer.txt)
