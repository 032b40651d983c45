/**
 * Packages of programming languages, which no package manager of the system knows of.
 *
 * <p>A walk through all files of a guest, following no links, shows every file to {@code Finds}; its name decides who
 * reads it. {@link io.guestkit.inspect.language.LanguagePackages} is the door.
 *
 * <table>
 * <caption>What is read</caption>
 * <tr><th>language</th><th>files</th><th>specification</th></tr>
 * <tr><td>Python</td><td>{@code *.dist-info/METADATA}, {@code *.egg-info[/PKG-INFO]}</td>
 *     <td><a href="https://packaging.python.org/en/latest/specifications/core-metadata/">Core metadata</a></td></tr>
 * <tr><td>JavaScript</td><td>{@code node_modules/[@scope/]NAME/package.json}</td>
 *     <td><a href="https://docs.npmjs.com/cli/configuring-npm/package-json">package.json</a></td></tr>
 * <tr><td>Ruby</td><td>{@code specifications/[default/]*.gemspec}: the line {@code # stub:}</td><td>RubyGems</td></tr>
 * <tr><td>Java</td><td>{@code *.jar, *.war, *.ear}: every {@code pom.properties}, or else the manifest; jars in them, one
 *     level deep</td><td>Maven Archiver; JAR File Specification</td></tr>
 * <tr><td>Go</td><td>programs with {@code .go.buildinfo}, since Go 1.18</td>
 *     <td>{@code debug/buildinfo}, {@code runtime/debug.ParseBuildInfo}</td></tr>
 * <tr><td>Rust</td><td>programs with {@code .dep-v0}</td>
 *     <td><a href="https://github.com/rust-secure-code/cargo-auditable">cargo-auditable</a></td></tr>
 * <tr><td>.NET</td><td>{@code *.deps.json}</td><td>runtime configuration files</td></tr>
 * <tr><td>PHP</td><td>{@code vendor/composer/installed.json}</td><td>Composer 1 and 2</td></tr>
 * </table>
 *
 * <p>Traps:
 * <ul>
 *   <li>What a distribution's package brought along is found a second time here: it is there a second time, too.
 *   <li>A program that was built without such information, or whose sections were stripped, tells nothing.
 *   <li>An archive may claim any size; nothing is inflated beyond its bound, and all reading is charged to one budget.
 * </ul>
 */
@NullMarked
package io.guestkit.inspect.language;

import org.jspecify.annotations.NullMarked;
