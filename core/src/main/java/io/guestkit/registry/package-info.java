/**
 * Registry hives of Windows NT, read only, with their transaction logs.
 *
 * <p>Specification: <a
 * href="https://github.com/msuhanov/regf/blob/master/Windows%20registry%20file%20format%20specification.md">Windows
 * registry file format specification</a> (M. Suhanov); names of structures and fields are taken from there.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th>here</th></tr>
 * <tr><td>versions 1.3 to 1.6</td><td>read; others are refused</td></tr>
 * <tr><td>key nodes, values, fast and hash leaves, index leaves and roots, security, class names</td><td>read</td></tr>
 * <tr><td>names of bytes (the first 256 characters of Unicode) and of UTF-16, lone surrogates included</td><td>read</td></tr>
 * <tr><td>data in the value, in a cell, in segments (big data)</td><td>read</td></tr>
 * <tr><td>logs of the old format (dirty vector) and of the new one (entries with hashes)</td><td>applied in memory
 *     where the hive says that its last write was not finished; what cannot be applied is a warning</td></tr>
 * <tr><td>a bad base block</td><td>that of a log is used; refused if there is none</td></tr>
 * <tr><td>access control lists</td><td>handed over as bytes</td></tr>
 * <tr><td>symbolic links</td><td>reported, not followed: their targets are paths of the running system</td></tr>
 * <tr><td>predefined handles</td><td>keys without values</td></tr>
 * <tr><td>differencing (layered) hives</td><td>read as what they are, without the hive below</td></tr>
 * <tr><td>deleted keys in free cells, volatile keys</td><td>not looked for</td></tr>
 * </table>
 *
 * <p>Reading order: {@link io.guestkit.registry.Hive}, {@link io.guestkit.registry.Key},
 * {@link io.guestkit.registry.Value}; then {@code BaseBlock}, {@code Recovery} (which logs are applied),
 * {@code TransactionLog}, {@code LogEntry}; {@code HiveBins} (what is a cell), {@code KeyNode}, {@code SubkeyList},
 * {@code KeyValue}, {@code BigData}.
 *
 * <h2>Traps</h2>
 *
 * <ul>
 *   <li>Offsets of cells count from the first bin, which is 4096 bytes into the file.
 *   <li>The logs of a clean hive are full of entries that were applied long ago. Only sequence numbers that differ, or a
 *       bad checksum, say that they count.
 *   <li>.LOG1 is not always the older one: sequence numbers decide which entries come first.
 *   <li>A log of the old format belongs to the hive whose time of the last write it has; sequence numbers differ between
 *       Windows XP and Vista.
 *   <li>Text may end without a NUL, or have anything after it: Windows itself wrote such values.
 *   <li>Names of keys may contain NUL and line feeds, and a key may have a subkey whose name differs only by a character
 *       whose case some versions of Windows do not know.
 *   <li>{@code CurrentControlSet} is a link that exists in memory only: {@code Select\Current} names its target.
 *   <li>Nothing forbids two keys to list the same subkey, or a key to list its parent. Only the parent that a key names
 *       itself may list it.
 * </ul>
 */
@NullMarked
package io.guestkit.registry;

import org.jspecify.annotations.NullMarked;
