package io.guestkit.inspect.rule;

/** The parts of an identity that rules find out. */
public enum Fact {
    OS_NAME,
    OS_VERSION,
    MAJOR_VERSION,
    MINOR_VERSION,
    DISTRO,
    ARCHITECTURE,
    HOSTNAME,
    INIT_SYSTEM,
    PRODUCT_VARIANT,
    BUILD_ID,
    OSINFO,
    PACKAGE_FORMAT,
    PACKAGE_MANAGER
}
