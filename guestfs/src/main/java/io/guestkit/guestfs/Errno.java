package io.guestkit.guestfs;

import java.util.List;

/** Names of the errors of Linux, as errno(3) has them for all architectures but alpha, mips, parisc and sparc. */
final class Errno {

    static final int ENOENT = 2;
    static final int EEXIST = 17;
    static final int ENOTDIR = 20;
    static final int ENAMETOOLONG = 36;
    static final int ENOTEMPTY = 39;
    static final int EOPNOTSUPP = 95;

    /** By number; a number without a name has a hyphen. */
    private static final List<String> NAMES = List.of("""
            EL3HLT EL3RST ELNRNG EUNATCH ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT - EBFONT ENOSTR
            EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE
            EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP
            EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET
            ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY
            EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY
            EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD ENOTRECOVERABLE ERFKILL -
            """.split("\\s+"));

    private Errno() {}

    static String name(int errno) {
        String name = errno > 0 && errno < NAMES.size() ? NAMES.get(errno) : "-";
        return name.equals("-") ? "errno " + errno : name;
    }
}
