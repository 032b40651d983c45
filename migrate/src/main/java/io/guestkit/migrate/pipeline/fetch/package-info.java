/**
 * Gets hold of sources that are not simply there.
 *
 * <p>{@link io.guestkit.migrate.pipeline.fetch.Fetcher} is the seam, {@link
 * io.guestkit.migrate.pipeline.fetch.FileFetcher} the smallest implementation. {@link
 * io.guestkit.migrate.pipeline.fetch.HttpFetcher} follows RFC 9110: what was got of a file is worth something only together
 * with a validator (a strong ETag, or Last-Modified), which goes into If-Range; where the server has neither, does not know
 * ranges, or has another file by now, it starts anew.
 *
 * <table>
 * <caption>What is fetched and refused</caption>
 * <tr><td>http, https</td><td>GET; Range and If-Range; redirects to http and https, at most ten, never from https to http;
 *     a limit for silence; 408, 429 and 5xx are tried again</td></tr>
 * <tr><td>file</td><td>in place, nothing is copied</td></tr>
 * <tr><td>user:password@ in an address</td><td>refused: addresses get into logs</td></tr>
 * <tr><td>Content-Encoding</td><td>refused: the bytes would not be those of the file</td></tr>
 * </table>
 *
 * <p>Trap: the query of an address can be a secret (a signature), so it stands in no message and no record.
 */
@NullMarked
package io.guestkit.migrate.pipeline.fetch;

import org.jspecify.annotations.NullMarked;
