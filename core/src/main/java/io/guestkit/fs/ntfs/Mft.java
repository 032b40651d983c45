package io.guestkit.fs.ntfs;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;

/** The master file table, $MFT: one record, or more, for each file. Safe for several threads. */
final class Mft {

    static final long MFT = 0;
    static final long LOG_FILE = 2;
    static final long VOLUME = 3;
    static final long ROOT = 5;
    static final long BITMAP = 6;
    static final long UP_CASE = 10;
    /** Records below are the file system's own. */
    static final long FIRST_USER = 16;

    /** $MFTMirr has these records, and more only if they fit into its first cluster. */
    private static final int MIRRORED = 4;

    private final NtfsVolume volume;
    private final RunSource records;

    /** @throws CorruptDataException if neither $MFT nor its mirror says where $MFT is */
    Mft(NtfsVolume volume) throws IOException {
        this.volume = volume;
        BootSector boot = volume.boot();
        FileRecord self = first();
        RunList runs = new RunList(boot);
        Attribute data = null;
        for (Attribute attribute : self.attributes()) {
            if (attribute.type() == Attribute.DATA && attribute.name().isEmpty()) {
                data = attribute;
                break;
            }
        }
        if (data == null || data.resident()) {
            throw new CorruptDataException("FILE record 0: $MFT has no $DATA that is not resident");
        }
        runs.append(data);
        this.records =
                new RunSource("$MFT", volume.metadata(), boot.clusterSize(), runs, data.size(), data.initializedSize());
        // what the list names lies in the part that is known by then
        AttributeSet.of(self, this).appendFollowing(data, runs);
    }

    private FileRecord first() throws IOException {
        long position = volume.boot().mftLcn() * volume.boot().clusterSize();
        try {
            return FileRecord.parse(MFT, volume.metadata().readBytes(position, recordSize()));
        } catch (CorruptDataException damaged) {
            return mirrored(MFT, damaged);
        }
    }

    NtfsVolume volume() {
        return volume;
    }

    private int recordSize() {
        return volume.boot().recordSize();
    }

    /** How many records there are, used or not. */
    long count() {
        return records.size() / recordSize();
    }

    /**
     * The record of that number, used or not.
     *
     * @throws CorruptDataException if there is none, or it is damaged and there is no copy
     */
    FileRecord record(long number) throws IOException {
        if (number < 0 || number >= count()) {
            throw new CorruptDataException("FILE record %d: there are only %d records".formatted(number, count()));
        }
        try {
            return FileRecord.parse(number, records.readBytes(number * recordSize(), recordSize()));
        } catch (CorruptDataException damaged) {
            if (number < MIRRORED) {
                return mirrored(number, damaged);
            }
            throw damaged;
        }
    }

    /**
     * The record that a reference means.
     *
     * @throws CorruptDataException if it is not used, was used again since, or is an extension
     */
    FileRecord referenced(long reference) throws IOException {
        FileRecord record = record(Reference.number(reference));
        if (!record.inUse()) {
            throw new CorruptDataException("%s is referred to and not in use".formatted(record.where()));
        }
        int sequence = Reference.sequence(reference);
        if (sequence != 0 && sequence != record.sequence()) {
            throw new CorruptDataException("%s: its sequence number is %d, that of a reference to it %d"
                    .formatted(record.where(), record.sequence(), sequence));
        }
        return record;
    }

    /** The base record of a file that a reference means. */
    FileRecord file(long reference) throws IOException {
        FileRecord record = referenced(reference);
        if (record.base() != 0) {
            throw new CorruptDataException("%s is an extension of record %d and no file"
                    .formatted(record.where(), Reference.number(record.base())));
        }
        return record;
    }

    private FileRecord mirrored(long number, CorruptDataException damaged) throws IOException {
        BootSector boot = volume.boot();
        FileRecord copy;
        try {
            copy = FileRecord.parse(
                    number,
                    volume.metadata()
                            .readBytes(boot.mftMirrLcn() * boot.clusterSize() + number * recordSize(), recordSize()));
        } catch (IOException noCopy) {
            damaged.addSuppressed(noCopy);
            throw damaged;
        }
        volume.doubts()
                .add(
                        "FILE record " + number,
                        "the copy in $MFTMirr is used: ".concat(String.valueOf(damaged.getMessage())));
        return copy;
    }
}
