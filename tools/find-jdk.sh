#!/bin/sh
# Finds a JDK of version 25 or later.
#
#   tools/find-jdk.sh          prints its home directory; exit code 1 and what to install if there is none
#   tools/find-jdk.sh --jre    takes one that can only run programs, too
#
# Sourced by a script that has set FIND_JDK_SOURCED=1, it only defines find_jdk, which sets $jdk and $jdk_version.

find_jdk_wanted=25

# Takes $1 as $jdk if it is the home of a Java that is new enough; $2 is bin/javac or bin/java.
# The release file is read because starting every java that is found would take seconds.
find_jdk_try() {
    [ -x "$1/bin/java" ] && [ -x "$1/$2" ] && [ -r "$1/release" ] || return 1
    find_jdk_version=''
    find_jdk_build=''
    while IFS='=' read -r find_jdk_key find_jdk_value; do
        find_jdk_value=${find_jdk_value#\"}
        find_jdk_value=${find_jdk_value%\"}
        case $find_jdk_key in
            JAVA_VERSION) find_jdk_version=$find_jdk_value ;;
            JAVA_RUNTIME_VERSION) find_jdk_build=$find_jdk_value ;;
        esac
    done <"$1/release"
    find_jdk_major=${find_jdk_version%%[!0-9]*}
    [ -n "$find_jdk_major" ] && [ "$find_jdk_major" -ge "$find_jdk_wanted" ] || return 1
    jdk=$1
    # shellcheck disable=SC2034 # for those who source this
    jdk_version=${find_jdk_build:-$find_jdk_version}
}

find_jdk() {
    find_jdk_tool=bin/javac
    if [ "${1-}" = --jre ]; then
        find_jdk_tool=bin/java
    fi
    if [ -n "${JAVA_HOME-}" ] && find_jdk_try "$JAVA_HOME" "$find_jdk_tool"; then
        return 0
    fi
    find_jdk_java=$(command -v java) && find_jdk_java=$(readlink -f "$find_jdk_java" 2>/dev/null) &&
        find_jdk_try "${find_jdk_java%/bin/java}" "$find_jdk_tool" && return 0
    for find_jdk_home in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/*jdk* /opt/java/* /opt/*/*jdk* /usr/local/*jdk* \
        "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.local/share/mise/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        find_jdk_try "$find_jdk_home" "$find_jdk_tool" && return 0
    done
    [ -x /usr/libexec/java_home ] && find_jdk_home=$(/usr/libexec/java_home -v "$find_jdk_wanted+" 2>/dev/null) &&
        find_jdk_try "$find_jdk_home" "$find_jdk_tool" && return 0
    cat >&2 <<EOF
guestkit needs Java $find_jdk_wanted or later and found none: looked at JAVA_HOME, PATH, /usr/lib/jvm, /opt, /usr/local,
SDKMAN and the places of macOS. Install one of
  Debian, Ubuntu   apt-get install openjdk-$find_jdk_wanted-jdk-headless
  Fedora, RHEL     dnf install java-$find_jdk_wanted-openjdk-devel
  macOS            brew install openjdk@$find_jdk_wanted
  anywhere         https://adoptium.net, or: sdk install java $find_jdk_wanted-tem
or set JAVA_HOME to the one to use.
EOF
    return 1
}

if [ -z "${FIND_JDK_SOURCED-}" ]; then
    find_jdk "$@" && printf '%s\n' "$jdk"
fi
