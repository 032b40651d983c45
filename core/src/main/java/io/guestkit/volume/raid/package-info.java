/**
 * How arrays spread their bytes over their members: what LVM and MD have in common, since one part of Linux does it for
 * both.
 *
 * <p>The formulas are facts of the kernel's drivers (drivers/md/raid0.c, raid5.c, raid10.c). Each class maps a position
 * of the array to one of a member, and nothing else; a member that is missing is a {@link io.guestkit.io.BlockSource} as well, if others
 * can stand in for it.
 *
 * <table>
 *   <caption>Levels</caption>
 *   <tr><td>{@link StripedSource}</td><td>RAID 0 and stripes of LVM, equal members</td></tr>
 *   <tr><td>{@link ParityLayout}</td><td>RAID 4, 5 and 6: where data and parity are</td></tr>
 *   <tr><td>{@link ParitySource}</td><td>RAID 4, 5 and 6: data, computed where a member is missing</td></tr>
 *   <tr><td>{@link Raid10Layout}, {@link Raid10Source}</td><td>RAID 10: near, far and offset copies</td></tr>
 * </table>
 *
 * <p>Trap: the numbers of RAID 6 layouts 8 to 10 come from DDF. There the second parity counts all members from 0, the
 * parities themselves included; in Linux's own layouts it counts data only, from the member behind the second parity.
 */
@NullMarked
package io.guestkit.volume.raid;

import org.jspecify.annotations.NullMarked;
