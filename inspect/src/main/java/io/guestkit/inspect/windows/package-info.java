/**
 * Windows guests: where their files and hives are, and rules that read them.
 *
 * <p>What libguestfs detects is the yardstick; where this package differs, it is on purpose: Windows 11 by its build
 * number, ARM64 by the machine field of the program, Windows 2000's osinfo id, applications of users.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>fact</th><th>from</th></tr>
 * <tr><td>root</td><td>a directory with System32\config, by its usual names, boot.ini, or any name beside a boot loader</td></tr>
 * <tr><td>identity</td><td>SOFTWARE, Microsoft\Windows NT\CurrentVersion; cmd.exe for the architecture</td></tr>
 * <tr><td>hostname, time zone, services, drivers, network, drive letters, last shutdown</td><td>SYSTEM, the control set
 *     that {@code Select} names</td></tr>
 * <tr><td>accounts</td><td>SAM; the domain's, and hashes, are not read</td></tr>
 * <tr><td>applications</td><td>uninstall keys of both views and of each profile, AppX packages of all and of each
 *     profile, CBS packages</td></tr>
 * <tr><td>scheduled tasks</td><td>the XML files in System32\Tasks and .job files in Tasks; whether the registry's TaskCache
 *     knows them, too, is not looked into</td></tr>
 * <tr><td>IPv6</td><td>static addresses and name servers, and whether it is switched off; routes are not read</td></tr>
 * <tr><td>dynamic disks, ReFS, BitLocker</td><td>left to what the volumes say</td></tr>
 * </table>
 *
 * <p>Reading order: {@link io.guestkit.inspect.rule.SystemRoot}, {@link io.guestkit.inspect.windows.WindowsRegistry},
 * {@link io.guestkit.inspect.windows.WindowsRules} and the rules that it lists.
 */
@NullMarked
package io.guestkit.inspect.windows;

import org.jspecify.annotations.NullMarked;
