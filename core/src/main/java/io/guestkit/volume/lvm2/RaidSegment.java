package io.guestkit.volume.lvm2;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.SliceSource;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import io.guestkit.volume.raid.ParityLayout;
import io.guestkit.volume.raid.ParitySource;
import io.guestkit.volume.raid.Raid10Layout;
import io.guestkit.volume.raid.Raid10Source;
import io.guestkit.volume.raid.StripedSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A segment that Linux's dm-raid makes: images, each with a small volume that says how far it can be trusted. */
final class RaidSegment {

    private static final int MAX_IMAGES = 64;

    private final LogicalVolume lv;
    private final Segment segment;
    private final List<@Nullable BlockSource> images = new ArrayList<>();
    private final List<@Nullable RaidSuperblock> superblocks = new ArrayList<>();
    private final List<Warning> warnings;
    private final String where;

    private RaidSegment(LogicalVolume lv, Segment segment, List<Warning> warnings, String where) {
        this.lv = lv;
        this.segment = segment;
        this.warnings = warnings;
        this.where = where;
    }

    static BlockSource open(
            GroupSources sources, LogicalVolume lv, Segment segment, List<Warning> warnings, String where)
            throws IOException {
        RaidSegment raid = new RaidSegment(lv, segment, warnings, where);
        raid.find(sources);
        raid.leaveOut();
        return raid.source();
    }

    private void find(GroupSources sources) throws IOException {
        Section s = segment.section();
        int count = (int) s.number(s.has("device_count") ? "device_count" : "stripe_count", 1, MAX_IMAGES);
        if (s.has("data_offset") || s.has("reshape_count")) {
            throw reshaped();
        }
        boolean alone = s.has("raid0_lvs");
        List<String> names = segment.names(alone ? "raid0_lvs" : "raids");
        int step = alone ? 1 : 2;
        if (names.size() != count * step) {
            throw new CorruptDataException(
                    "lvm2 metadata: %s has %d images and names %d volumes".formatted(s.path(), count, names.size()));
        }
        for (int i = 0; i < names.size(); i += step) {
            images.add(sources.sourceOrNull(names.get(i + step - 1)));
            BlockSource metadata = alone ? null : sources.sourceOrNull(names.get(i));
            Optional<RaidSuperblock> superblock = metadata == null ? Optional.empty() : RaidSuperblock.read(metadata);
            superblocks.add(superblock.orElse(null));
        }
    }

    /** Takes out images that are older than others, or were not rebuilt to their end. */
    private void leaveOut() throws IOException {
        RaidSuperblock newest = null;
        for (RaidSuperblock each : superblocks) {
            if (each != null && (newest == null || each.events() > newest.events())) {
                newest = each;
            }
        }
        boolean any = false;
        for (int i = 0; i < images.size(); i++) {
            RaidSuperblock own = superblocks.get(i);
            if (own != null && own.reshaped()) {
                throw reshaped();
            }
            String doubt = newest == null || images.get(i) == null ? null : doubt(newest, own, i);
            if (doubt != null) {
                warnings.add(new Warning(where, "image " + i + " is not read: " + doubt));
                images.set(i, null);
            }
            any |= images.get(i) == null;
        }
        boolean firstIsThere = segment.type().equals("raid1") && images.getFirst() != null;
        if (any && newest != null && !newest.hasParity() && !firstIsThere) {
            throw new UnsupportedFeatureException(
                    "logical volume " + lv.name() + " lacks an image, and the others were not synchronised yet");
        }
    }

    private static @Nullable String doubt(RaidSuperblock newest, @Nullable RaidSuperblock own, int index) {
        if (index < Long.SIZE && (newest.failedDevices() >>> index & 1) != 0) {
            return "it has failed";
        }
        if (own == null) {
            return "it does not say of what time it is";
        }
        if (own.arrayPosition() != index) {
            return "it says that it is image " + own.arrayPosition();
        }
        if (own.events() + 1 < newest.events()) {
            return "it is older than others";
        }
        return own.isComplete() ? null : "it was not rebuilt to its end";
    }

    private UnsupportedFeatureException reshaped() {
        return new UnsupportedFeatureException("logical volume " + lv.name()
                + " is being reshaped, or was and left its data elsewhere, which cannot be read yet");
    }

    private BlockSource source() throws IOException {
        String type = segment.type();
        return switch (type) {
            case "raid0", "raid0_meta" -> striped();
            case "raid1" -> firstCopy();
            case "raid10", "raid10_near" -> tenfold();
            default -> parity(layout(type));
        };
    }

    private ParityLayout layout(String type) throws UnsupportedFeatureException {
        return switch (type) {
            case "raid4" -> ParityLayout.RAID5_PARITY_FIRST; // which is not MD's level 4
            case "raid5", "raid5_ls" -> ParityLayout.RAID5_LEFT_SYMMETRIC;
            case "raid5_la" -> ParityLayout.RAID5_LEFT_ASYMMETRIC;
            case "raid5_ra" -> ParityLayout.RAID5_RIGHT_ASYMMETRIC;
            case "raid5_rs" -> ParityLayout.RAID5_RIGHT_SYMMETRIC;
            case "raid5_n" -> ParityLayout.RAID5_PARITY_LAST;
            case "raid6", "raid6_zr" -> ParityLayout.RAID6_ROTATING_ZERO_RESTART;
            case "raid6_nr" -> ParityLayout.RAID6_ROTATING_N_RESTART;
            case "raid6_nc" -> ParityLayout.RAID6_ROTATING_N_CONTINUE;
            case "raid6_n_6" -> ParityLayout.RAID6_PARITY_LAST;
            case "raid6_ls_6" -> ParityLayout.RAID6_LEFT_SYMMETRIC_6;
            case "raid6_la_6" -> ParityLayout.RAID6_LEFT_ASYMMETRIC_6;
            case "raid6_rs_6" -> ParityLayout.RAID6_RIGHT_SYMMETRIC_6;
            case "raid6_ra_6" -> ParityLayout.RAID6_RIGHT_ASYMMETRIC_6;
            default ->
                throw new UnsupportedFeatureException(
                        "logical volume " + lv.name() + " is of type " + type + ", which cannot be read yet");
        };
    }

    private BlockSource striped() throws IOException {
        List<BlockSource> all = new ArrayList<>();
        for (BlockSource image : images) {
            if (image == null) {
                throw new MissingPartException("an image of logical volume " + lv.name() + " is missing");
            }
            all.add(image);
        }
        long chunk = GroupSources.chunk(segment);
        checkImages(memberSize(all.size(), chunk));
        return new StripedSource(all, chunk, segment.length());
    }

    private BlockSource firstCopy() throws IOException {
        checkImages(segment.length());
        for (BlockSource image : images) {
            if (image != null) {
                return new SliceSource(image, 0, segment.length());
            }
        }
        throw new MissingPartException("all images of logical volume " + lv.name() + " are missing");
    }

    private BlockSource parity(ParityLayout layout) throws IOException {
        if (images.size() <= layout.parities()) {
            throw new CorruptDataException("lvm2 metadata: " + segment.section().path() + " has no image for data");
        }
        long chunk = GroupSources.chunk(segment);
        long memberSize = memberSize(images.size() - layout.parities(), chunk);
        checkImages(memberSize);
        return ParitySource.of(images, layout, chunk, memberSize, segment.length());
    }

    private BlockSource tenfold() throws IOException {
        long chunk = GroupSources.chunk(segment);
        int copies = (int) segment.section().number("data_copies", 1, images.size(), 2);
        Raid10Layout layout = new Raid10Layout(copies, 1, false, 0);
        for (RaidSuperblock each : superblocks) {
            if (each != null) {
                layout = Raid10Layout.parse(each.layout(), images.size());
            }
        }
        // As much as is needed of each for all copies of all chunks; copies are at most as many as images, so that this
        // is
        // at most the size of the volume and a chunk for each far copy.
        long chunks = (segment.length() + chunk - 1) / chunk;
        long memberSize = (chunks * layout.near() + images.size() - 1) / images.size() * chunk * layout.far();
        checkImages(memberSize);
        return Raid10Source.of(images, layout, chunk, memberSize, segment.length());
    }

    /** What each image holds of the data, in whole chunks. */
    private long memberSize(int dataImages, long chunk) {
        long chunks = (segment.length() + chunk - 1) / chunk;
        return (chunks + dataImages - 1) / dataImages * chunk; // about 2⁶² at most
    }

    private void checkImages(long needed) throws CorruptDataException {
        for (int i = 0; i < images.size(); i++) {
            BlockSource image = images.get(i);
            if (image != null && image.size() < needed) {
                throw new CorruptDataException("lvm2 metadata: image %d of %s has %d bytes, and needs %d"
                        .formatted(i, lv.name(), image.size(), needed));
            }
        }
    }
}
