/**
 * Reads databases of SQLite 3: rpm and FreeBSD's pkg keep theirs so.
 *
 * <p>Specification: <a href="https://www.sqlite.org/fileformat2.html">Database File Format</a>.
 *
 * <table>
 * <caption>What is read and what is refused</caption>
 * <tr><th>feature</th><th></th></tr>
 * <tr><td>rowid tables, overflow pages, every serial type, UTF-8 and UTF-16</td><td>read</td></tr>
 * <tr><td>write-ahead log (-wal)</td><td>all committed transactions are taken into account</td></tr>
 * <tr><td>hot rollback journal (-journal)</td><td>rolled back in memory</td></tr>
 * <tr><td>hot journal of a transaction over several databases</td><td>refused by name</td></tr>
 * <tr><td>tables WITHOUT ROWID, virtual tables</td><td>refused by name when asked for</td></tr>
 * <tr><td>files of more than 2<sup>25</sup> pages, records of more than 64 MiB, logs of more than 1 GiB</td>
 *     <td>refused by name</td></tr>
 * </table>
 *
 * <p>Reading order: {@link io.guestkit.inspect.sqlite.SqliteDatabase}, {@code Pages} (which page is where),
 * {@code WriteAheadLog}, {@code RollbackJournal}, {@code TableTree}, {@link io.guestkit.inspect.sqlite.Row}.
 *
 * <p>Traps:
 * <ul>
 *   <li>The newest pages may be in the log alone, the first page of the file included; the file may even be empty.
 *   <li>A log that was used before holds frames of its earlier life behind the valid ones: salts and the running
 *       checksum tell, and only what stands before a commit counts.
 *   <li>A journal whose header is zeroed, or that names a super-journal that is gone, is not hot.
 *   <li>The number of pages in the header counts only if two counters agree.
 *   <li>The column that is INTEGER PRIMARY KEY is stored as NULL; its value is the rowid.
 *   <li>Rows that are older than ALTER TABLE … ADD COLUMN have fewer columns than their table.
 * </ul>
 */
@NullMarked
package io.guestkit.inspect.sqlite;

import org.jspecify.annotations.NullMarked;
