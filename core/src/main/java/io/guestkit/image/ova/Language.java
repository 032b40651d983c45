package io.guestkit.image.ova;

import io.guestkit.io.DiskException;
import java.util.Optional;

/** The languages in which hypervisors describe a guest in a file beside its disks. */
enum Language {
    OVF(OvfEnvelope.KIND, "XML with an OVF envelope") {
        @Override
        boolean begins(String start) {
            return isXml(start) && start.contains("Envelope") && start.contains("/ovf");
        }

        @Override
        Descriptor parse(byte[] bytes) throws DiskException {
            return OvfEnvelope.parse(bytes);
        }
    },
    VMX(VmxFile.KIND, "text with settings of a machine of VMware") {
        @Override
        boolean begins(String start) {
            return VmxFile.isOne(start);
        }

        @Override
        Descriptor parse(byte[] bytes) throws DiskException {
            return VmxFile.parse(bytes);
        }
    },
    VIRTUALBOX(VirtualBoxMachine.KIND, "XML with settings of a machine of VirtualBox") {
        @Override
        boolean begins(String start) {
            return isXml(start) && start.contains("<VirtualBox ") && start.contains("virtualbox.org/");
        }

        @Override
        Descriptor parse(byte[] bytes) throws DiskException {
            return VirtualBoxMachine.parse(bytes);
        }
    },
    LIBVIRT(LibvirtDomain.KIND, "XML with a domain of libvirt") {
        @Override
        boolean begins(String start) {
            return isXml(start) && (start.contains("<domain type=") || start.contains("<domain id="));
        }

        @Override
        Descriptor parse(byte[] bytes) throws DiskException {
            return LibvirtDomain.parse(bytes);
        }
    };

    private final String kind;
    private final String evidence;

    Language(String kind, String evidence) {
        this.kind = kind;
        this.evidence = evidence;
    }

    /** The language of a file. */
    static Optional<Language> of(String start) {
        for (Language language : values()) {
            if (language.begins(start)) {
                return Optional.of(language);
            }
        }
        return Optional.empty();
    }

    private static boolean isXml(String start) {
        return start.startsWith("<") || start.startsWith("\u00ef\u00bb\u00bf<");
    }

    /** What a file of it is called in messages. */
    String kind() {
        return kind;
    }

    /** By what it was recognised. */
    String evidence() {
        return evidence;
    }

    /** @param start the first bytes of a file, one a character */
    abstract boolean begins(String start);

    abstract Descriptor parse(byte[] bytes) throws DiskException;
}
