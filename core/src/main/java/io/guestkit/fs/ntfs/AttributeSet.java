package io.guestkit.fs.ntfs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All attributes of a file, from its base record and, through an attribute list, its extension records. */
final class AttributeSet {

    /** Windows allows no longer attribute list. */
    private static final int MAX_LIST = 256 << 10;

    private static final int MAX_UNIT = 1 << 20;
    private static final int KEPT_RECORDS = 16;

    private final FileRecord base;
    private final Mft mft;
    private final @Nullable List<AttributeListEntry> list;
    /** Extension records that were read last. */
    @SuppressWarnings("serial") // never serialised
    private final Map<Long, FileRecord> extensions = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, FileRecord> eldest) {
            return size() > KEPT_RECORDS;
        }
    };

    private AttributeSet(FileRecord base, Mft mft) throws IOException {
        this.base = base;
        this.mft = mft;
        Attribute stored = null;
        for (Attribute attribute : base.attributes()) {
            if (attribute.type() == Attribute.ATTRIBUTE_LIST) {
                stored = attribute;
                break;
            }
        }
        this.list = stored == null ? null : AttributeListEntry.parse(readList(stored));
    }

    static AttributeSet of(FileRecord base, Mft mft) throws IOException {
        return new AttributeSet(base, mft);
    }

    private StructView readList(Attribute stored) throws IOException {
        long size = stored.size();
        if (size > MAX_LIST) {
            throw new CorruptDataException(
                    "%s: an attribute list of %d bytes, expected at most %d".formatted(stored.where(), size, MAX_LIST));
        }
        BlockSource bytes;
        if (stored.resident()) {
            return stored.value(stored.where());
        }
        RunList runs = new RunList(boot());
        runs.append(stored);
        bytes = new RunSource(
                stored.where(), mft.volume().metadata(), boot().clusterSize(), runs, size, stored.initializedSize());
        return StructView.littleEndian(stored.where(), ByteBuffer.wrap(bytes.readBytes(0, (int) size)));
    }

    private BootSector boot() {
        return mft.volume().boot();
    }

    FileRecord base() {
        return base;
    }

    /** The attributes of a type, whatever their names; of those in several extents the first. */
    List<Attribute> all(int type) throws IOException {
        List<Attribute> found = new ArrayList<>();
        if (list == null) {
            for (Attribute attribute : base.attributes()) {
                if (attribute.type() == type && attribute.lowestVcn() == 0) {
                    found.add(attribute);
                }
            }
        } else {
            for (AttributeListEntry entry : list) {
                if (entry.type() == type && entry.lowestVcn() == 0) {
                    found.add(resolve(entry));
                }
            }
        }
        return found;
    }

    /** The attribute of a type and name, or its first extent. */
    @Nullable
    Attribute find(int type, String name) throws IOException {
        if (list == null) {
            for (Attribute attribute : base.attributes()) {
                if (attribute.type() == type && attribute.name().equals(name)) {
                    return attribute;
                }
            }
        } else {
            for (AttributeListEntry entry : list) {
                if (entry.type() == type && entry.name().equals(name)) {
                    return resolve(entry);
                }
            }
        }
        return null;
    }

    /** The attribute that must be there. */
    Attribute require(int type, String name) throws IOException {
        Attribute found = find(type, name);
        if (found == null) {
            throw new CorruptDataException("%s has no attribute 0x%x%s"
                    .formatted(base.where(), type, name.isEmpty() ? "" : " \"" + name + '"'));
        }
        return found;
    }

    private Attribute resolve(AttributeListEntry entry) throws IOException {
        FileRecord record = record(entry.reference());
        for (Attribute attribute : record.attributes()) {
            if (attribute.type() == entry.type()
                    && attribute.id() == entry.id()
                    && attribute.lowestVcn() == entry.lowestVcn()
                    && attribute.name().equals(entry.name())) {
                return attribute;
            }
        }
        throw new CorruptDataException("%s: its attribute list names attribute 0x%x of record %d, which is not there"
                .formatted(base.where(), entry.type(), record.number()));
    }

    private synchronized FileRecord record(long reference) throws IOException {
        long number = Reference.number(reference);
        if (number == base.number()) {
            return base;
        }
        FileRecord known = extensions.get(number);
        if (known == null) {
            known = mft.referenced(reference);
            if (known.base() == 0 || Reference.number(known.base()) != base.number()) {
                throw new CorruptDataException("%s: its attribute list names record %d, which is of record %d"
                        .formatted(base.where(), number, Reference.number(known.base())));
            }
            extensions.put(number, known);
        }
        return known;
    }

    /** Appends the runs of the extents that follow the first one. */
    void appendFollowing(Attribute first, RunList runs) throws IOException {
        if (list == null) {
            return;
        }
        for (AttributeListEntry entry : list) {
            if (entry.type() == first.type()
                    && entry.lowestVcn() != 0
                    && entry.name().equals(first.name())) {
                runs.append(resolve(entry));
            }
        }
    }

    /**
     * The value of an attribute, found by this set.
     *
     * @throws KeyRequiredException if it is encrypted
     */
    BlockSource open(Attribute attribute) throws IOException {
        return open(attribute, mft.volume().content());
    }

    /** As {@link #open}, through the cache of metadata. */
    BlockSource openMetadata(Attribute attribute) throws IOException {
        return open(attribute, mft.volume().metadata());
    }

    private BlockSource open(Attribute attribute, BlockSource from) throws IOException {
        if (attribute.isEncrypted()) {
            throw new KeyRequiredException(attribute.where() + " is encrypted (EFS)");
        }
        if (attribute.resident()) {
            return new BytesSource(attribute.value(attribute.where()).buffer());
        }
        RunList runs = new RunList(boot());
        runs.append(attribute);
        appendFollowing(attribute, runs);
        int clusterSize = boot().clusterSize();
        long size = attribute.size();
        if (size > runs.clusters() * clusterSize) { // bounded by RunList
            throw new CorruptDataException("%s: %d bytes do not fit into its %d clusters of %d bytes"
                    .formatted(attribute.where(), size, runs.clusters(), clusterSize));
        }
        if (!attribute.isCompressed() || attribute.compressionUnit() == 0) {
            return new RunSource(attribute.where(), from, clusterSize, runs, size, attribute.initializedSize());
        }
        if (!attribute.isLznt1()) {
            throw new UnsupportedFeatureException("%s: compression other than LZNT1".formatted(attribute.where()));
        }
        long unit = (long) clusterSize << Math.min(32, attribute.compressionUnit());
        if (unit > MAX_UNIT) {
            throw new UnsupportedFeatureException("%s: compression in units of %d bytes, which are more than %d"
                    .formatted(attribute.where(), unit, MAX_UNIT));
        }
        return new CompressedSource(
                attribute.where(), from, clusterSize, runs, (int) unit, size, attribute.initializedSize());
    }
}
