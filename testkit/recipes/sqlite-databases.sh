#!/usr/bin/env bash
# sqlite-databases.sh OUT: databases of SQLite in every state that a machine that lost its power leaves them in.
#
# OUT/NAME.db has a table t; OUT/NAME.tsv is what SQLite reads from it: rowid and columns, texts and blobs in hexadecimal.
# tools: python3
set -euo pipefail
# shellcheck source=lib/common.sh
source "$(dirname "$0")/lib/common.sh"
need python3

python - "$out" "$scratch" <<'PY'
import os, shutil, sqlite3, sys

out, scratch = sys.argv[1:3]
TEXT = "größer 日本 🐧 "


def word(value):
    if value is None:
        return "null"
    if isinstance(value, bytes):
        return "blob " + value.hex()
    if isinstance(value, str):
        return "text " + value.encode().hex()
    return str(value)


def answer(name):
    """What SQLite reads, from a copy: it changes what it opens."""
    copy = os.path.join(scratch, "copy")
    os.mkdir(copy)
    for suffix in ("", "-wal", "-journal"):
        if os.path.exists(os.path.join(out, name + ".db" + suffix)):
            shutil.copy(os.path.join(out, name + ".db" + suffix), os.path.join(copy, "x.db" + suffix))
    with open(os.path.join(out, name + ".tsv"), "w") as lines:
        for row in sqlite3.connect(os.path.join(copy, "x.db")).execute("select rowid, * from t order by rowid"):
            lines.write("\t".join(word(value) for value in row) + "\n")
    shutil.rmtree(copy)


def fresh(name, page_size=4096, encoding="UTF-8", *more):
    path = os.path.join(scratch, name + ".db")
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("pragma page_size=%d" % page_size)
    db.execute("pragma encoding='%s'" % encoding)
    for each in more:
        db.execute(each)
    return path, db


def fill(db, count, start=0, scale=1):
    db.execute("begin")
    for i in range(start, start + count):
        db.execute("insert into t(a, b, c) values(?, ?, ?)",
                   (TEXT + str(i), bytes([i % 256]) * (i * i * 37 % 9000 * scale), i if i % 3 else -i * 10**(i % 18)))
    db.execute("commit")


def keep(name, path):
    for suffix in ("", "-wal", "-journal"):
        if os.path.exists(path + suffix):
            shutil.copy(path + suffix, os.path.join(out, name + ".db" + suffix))
    answer(name)


TABLE = "create table t (\"id\" INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT NOT NULL DEFAULT ',(', b /* , */ BLOB, c, UNIQUE(a, c))"

for size in (512, 1024, 4096, 32768, 65536):
    path, db = fresh("pages-%d" % size, size)
    db.execute(TABLE)
    fill(db, 300)
    keep("pages-%d" % size, path)
for encoding in ("UTF-16le", "UTF-16be"):
    path, db = fresh(encoding, 4096, encoding)
    db.execute(TABLE)
    fill(db, 20)
    keep(encoding, path)

# every width of an integer, and its extremes
path, db = fresh("integers")
db.execute("create table t (n, f)")
for bits in (7, 15, 23, 31, 47, 63):
    for n in (2**bits - 1, -(2**bits)):
        db.execute("insert into t values(?, NULL)", (n,))
db.executemany("insert into t values(?, NULL)", [(0,), (1,), (-1,), (2,)])
keep("integers", path)

# rows that are older than a column, free pages, a tree of several levels, rowids far apart
path, db = fresh("changed", 512)
db.execute("create table x (y)")
db.execute("create table t (a, b, c)")
fill(db, 500)
db.execute("delete from t where rowid % 3 = 0")
db.execute("alter table t add column d")
db.execute("insert into t(rowid, a, d) values(1000000000000, 'far', 'new')")
keep("changed", path)

# the log: committed, committed over and over, begun and not committed, of an earlier life
path, db = fresh("wal", 4096, "UTF-8", "pragma journal_mode=wal", "pragma wal_autocheckpoint=0")
db.execute(TABLE)
fill(db, 100)
db.execute("delete from t where rowid > 90")
keep("wal-all", path)  # the file may hold next to nothing
db.execute("pragma wal_checkpoint(passive)")
fill(db, 5, 1000)
keep("wal-reused", path)  # new frames before old ones
db.execute("update t set a = a || '!' where rowid % 7 = 0")
keep("wal-again", path)
db.execute("pragma cache_size=5")
db.execute("begin")
db.execute("update t set b = zeroblob(5000)")
keep("wal-uncommitted", path)
db.execute("rollback")
os.truncate(os.path.join(out, "wal-again.db-wal"), os.path.getsize(os.path.join(out, "wal-again.db-wal")) - 5000)
answer("wal-again")  # the last commit is torn

# a journal that has to be rolled back, and those that must not be
path, db = fresh("journal", 1024, "UTF-8", "pragma journal_mode=persist")
db.execute(TABLE)
fill(db, 200)
keep("journal-persist", path)  # its header is zeroed
db.execute("pragma journal_mode=delete")
db.execute("pragma cache_size=5")
db.execute("begin")
db.execute("update t set b = zeroblob(3000), a = 'never ' || rowid")
db.execute("insert into t(a) select 'never too ' || rowid from t")
keep("journal-hot", path)
PY
