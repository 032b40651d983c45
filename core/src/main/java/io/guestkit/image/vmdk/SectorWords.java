package io.guestkit.image.vmdk;

/**
 * Words of hosted sparse and of COWD extents: numbers of sectors of the file.
 *
 * @param zeroedGrains whether 1 is no sector but a grain of zeros (VMware Virtual Disk Format 5.0, "zeroed-grain GTE")
 */
record SectorWords(boolean zeroedGrains) implements GrainWords {

    private static final long ZEROED = 1;

    @Override
    public int bytes() {
        return Integer.BYTES;
    }

    @Override
    public long tableOffset(long directoryWord) {
        return directoryWord * SparseHeader.SECTOR; // of 32 bits
    }

    @Override
    public Kind kind(long word) {
        if (word == 0) {
            return Kind.UNALLOCATED;
        }
        return zeroedGrains && word == ZEROED ? Kind.ZERO : Kind.DATA;
    }

    @Override
    public long grainOffset(long word) {
        return word * SparseHeader.SECTOR;
    }
}
