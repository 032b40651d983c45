package io.guestkit.fs.btrfs;

import io.guestkit.fs.btrfs.Chunk.Stripe;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The address space that all trees and all content are in: chunks of it, spread over the devices. What is read here is not
 * verified, so every read says which of the ways to have the bytes it wants to try.
 */
final class LogicalSpace {

    private final Map<UUID, Device> devices = new HashMap<>();
    private final NavigableMap<Long, Chunk> chunks = new TreeMap<>();
    private final List<DevItem> sizes = new ArrayList<>();
    private final long newest;

    LogicalSpace(Iterable<Device> devices) {
        long generation = 0;
        for (Device device : devices) {
            this.devices.put(device.uuid(), device);
            generation = Math.max(generation, device.generation());
        }
        this.newest = generation;
    }

    /** Adds a chunk, which may be there already. Only until reading begins. */
    void add(Chunk chunk) throws CorruptDataException {
        Map.Entry<Long, Chunk> below = chunks.lowerEntry(chunk.end());
        if (below != null
                && below.getValue().end() > chunk.start()
                && !below.getValue().equals(chunk)) {
            throw new CorruptDataException(
                    "btrfs chunk at %d: overlaps the one at %d".formatted(chunk.start(), below.getKey()));
        }
        chunks.put(chunk.start(), chunk);
    }

    Iterable<Chunk> chunks() {
        return chunks.values();
    }

    /** Adds what the file system says of a device that is at hand. Only until reading begins. */
    void add(DevItem device) {
        sizes.add(device);
    }

    /** What the file system says of the devices that are at hand. */
    List<DevItem> sizes() {
        return sizes;
    }

    boolean has(UUID device) {
        return devices.containsKey(device);
    }

    /** In how many ways the bytes at an address can be had. */
    int attempts(long logical) throws CorruptDataException {
        return chunk(logical).attempts();
    }

    private Chunk chunk(long logical) throws CorruptDataException {
        Map.Entry<Long, Chunk> found = chunks.floorEntry(logical);
        if (logical < 0 || found == null || logical >= found.getValue().end()) {
            throw new CorruptDataException(
                    "btrfs logical address %s: no chunk has it".formatted(Long.toUnsignedString(logical)));
        }
        return found.getValue();
    }

    /**
     * Fills what remains of {@code target}.
     *
     * @param attempt which of the {@link #attempts} ways, from 0
     * @throws IOException if that way leads to a device that is not there, or past the end of one
     */
    void read(long logical, ByteBuffer target, int attempt) throws IOException {
        int end = target.limit();
        for (long at = logical; target.position() < end; ) {
            Chunk chunk = chunk(at);
            long inside = at - chunk.start();
            long rest = chunk.length() - inside;
            boolean striped = !chunk.profile().isMirrored() && chunk.profile() != Chunk.Profile.SINGLE;
            if (striped) {
                rest = Math.min(rest, Chunk.STRIPE_LENGTH - inside % Chunk.STRIPE_LENGTH);
            }
            int here = (int) Math.min(rest, end - target.position());
            target.limit(target.position() + here);
            try {
                readPiece(chunk, inside, target, Math.min(attempt, chunk.attempts() - 1));
            } finally {
                target.limit(end); // who tries another way needs it as it was
            }
            at += here;
        }
    }

    /** What lies on one device, or would. */
    private void readPiece(Chunk chunk, long inside, ByteBuffer target, int attempt) throws IOException {
        int count = chunk.stripes().size();
        long row = inside / Chunk.STRIPE_LENGTH;
        int within = (int) (inside % Chunk.STRIPE_LENGTH);
        switch (chunk.profile()) {
            case SINGLE -> readStripe(chunk.stripes().getFirst(), inside, target);
            case DUP, RAID1, RAID1C3, RAID1C4 -> readStripe(mirror(chunk, 0, count, attempt), inside, target);
            case RAID0 -> {
                Stripe stripe = chunk.stripes().get((int) (row % count));
                readStripe(stripe, row / count * Chunk.STRIPE_LENGTH + within, target);
            }
            case RAID10 -> {
                int columns = count / chunk.subStripes();
                int first = (int) (row % columns) * chunk.subStripes();
                Stripe stripe = mirror(chunk, first, chunk.subStripes(), attempt);
                readStripe(stripe, row / columns * Chunk.STRIPE_LENGTH + within, target);
            }
            case RAID5, RAID6 -> readRow(chunk, row, within, target, attempt);
        }
    }

    /** Copies on devices that missed something come last. */
    private Stripe mirror(Chunk chunk, int first, int count, int attempt) {
        int left = attempt;
        for (boolean stale : new boolean[] {false, true}) {
            for (Stripe stripe : chunk.stripes().subList(first, first + count)) {
                Device device = devices.get(stripe.device());
                boolean missed = device == null || device.generation() < newest;
                if (missed == stale && left-- == 0) {
                    return stripe;
                }
            }
        }
        throw new IllegalArgumentException("attempt " + attempt);
    }

    private void readRow(Chunk chunk, long number, int within, ByteBuffer target, int attempt) throws IOException {
        int data = chunk.dataStripes();
        long row = number / data;
        int wanted = (int) (number % data);
        // positions below the end of a chunk, which is below 2^63
        long position = row * Chunk.STRIPE_LENGTH + within;
        if (attempt == 0) {
            readStripe(rotated(chunk, row, wanted), position, target);
            return;
        }
        int length = target.remaining();
        ParityRow pieces = new ParityRow(data, chunk.profile().parities(), wanted, length);
        for (int i = 0; i < chunk.stripes().size(); i++) {
            Stripe stripe = rotated(chunk, row, i);
            if (i != wanted && has(stripe.device())) {
                byte[] piece = new byte[length];
                readStripe(stripe, position, ByteBuffer.wrap(piece));
                pieces.set(i, piece);
            }
        }
        target.put(pieces.rebuild(attempt));
    }

    /** Column {@code i} of a row, the parities last: each row begins one device later. */
    private static Stripe rotated(Chunk chunk, long row, int i) {
        int count = chunk.stripes().size();
        return chunk.stripes().get((int) ((row % count + i) % count));
    }

    private void readStripe(Stripe stripe, long offset, ByteBuffer target) throws IOException {
        Device device = devices.get(stripe.device());
        if (device == null) {
            throw new IOException(
                    "btrfs device %d (%s) is not among the disks given".formatted(stripe.devid(), stripe.device()));
        }
        BlockSource source = device.source();
        long position = stripe.position() + offset;
        if (position > source.size() - target.remaining()) {
            throw new CorruptDataException("btrfs device %d: %d bytes at %d lie outside the %d bytes there are"
                    .formatted(stripe.devid(), target.remaining(), position, source.size()));
        }
        source.read(position, target);
    }
}
