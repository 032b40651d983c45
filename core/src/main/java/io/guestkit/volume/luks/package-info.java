/**
 * LUKS, versions 1 and 2: volumes that are encrypted with a key of their own, which passphrases open.
 *
 * <p>Specifications: <a href="https://gitlab.com/cryptsetup/cryptsetup/-/wikis/LUKS-standard/on-disk-format.pdf">LUKS1
 * On-Disk Format</a>, <a href="https://gitlab.com/cryptsetup/LUKS2-docs">LUKS2 On-Disk Format</a>, and for IVs and
 * modes the kernel's <a href="https://docs.kernel.org/admin-guide/device-mapper/dm-crypt.html">dm-crypt</a>.
 *
 * <table>
 *   <caption>What is read</caption>
 *   <tr><td>headers</td><td>LUKS1; LUKS2 primary and secondary, the newer one whose checksum and JSON are right</td></tr>
 *   <tr><td>key derivation</td><td>PBKDF2, argon2i, argon2id</td></tr>
 *   <tr><td>hashes</td><td>sha1, sha2, sha3, ripemd160, whirlpool, blake2b-512, blake2s-256</td></tr>
 *   <tr><td>ciphers</td><td>aes, serpent, twofish, camellia; cipher_null</td></tr>
 *   <tr><td>modes</td><td>xts, cbc, ecb</td></tr>
 *   <tr><td>IVs</td><td>plain, plain64, plain64be, essiv, benbi, null</td></tr>
 *   <tr><td>detached headers</td><td>in files that the user names</td></tr>
 *   <tr><td>segments</td><td>crypt and linear, of fixed or dynamic size, of one volume key; sectors of 512 to 4096
 *       bytes</td></tr>
 *   <tr><td>ignored</td><td>tokens; keyslots that hold other keys, or are marked to be ignored</td></tr>
 *   <tr><td>refused by name</td><td>integrity protection, reencryption in progress, OPAL, other ciphers and modes (lrw, adiantum), more work for a passphrase than
 *       {@code VolumeKey.MAX_COST}, argon2 with more memory than Java may use</td></tr>
 * </table>
 *
 * <p>Read {@code LuksDriver} first, then {@code Luks1Header} and {@code Luks2Metadata}, which both make a
 * {@code LuksHeader}; {@code VolumeKey} for the way from a passphrase to the key, and {@code LuksVolume} for the way from
 * ciphertext to plaintext.
 *
 * <p>Traps: dm-crypt counts sectors in units of 512 bytes for IVs even where sectors are larger. HMAC pads keys with
 * zeros, so an empty passphrase is one. The digest of LUKS1 is of 20 bytes whatever its hash is. The hash of ESSIV is over
 * both halves of an XTS key. Bouncy Castle is loaded when argon2 or one of the rarer ciphers and hashes is met, and not
 * before.
 */
@NullMarked
package io.guestkit.volume.luks;

import org.jspecify.annotations.NullMarked;
