package io.guestkit.volume;

import io.guestkit.volume.NotExamined.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The members of one layer that wait for the others of their groups. */
final class LayerGroups<M extends LayerMember> {

    private final LayerDriver<M> driver;
    private final List<M> waiting = new ArrayList<>();
    private final Set<String> assembled = new HashSet<>();

    LayerGroups(LayerDriver<M> driver) {
        this.driver = driver;
    }

    /** A member that has not joined its group yet: it may turn out that it is something else in the first place. */
    record Candidate<M extends LayerMember>(LayerGroups<M> groups, M member) {

        boolean outranksTable() {
            return member.outranksTable();
        }

        boolean isOfSameGroup(Candidate<?> other) {
            return groups == other.groups && member.group().equals(other.member.group());
        }

        void join(List<NotExamined> missed) {
            groups.join(member, missed);
        }
    }

    /** Members of one group that are to be put together now. */
    record Group<M extends LayerMember>(LayerDriver<M> driver, List<M> members) {

        List<Volume> volumes() {
            List<Volume> volumes = new ArrayList<>();
            for (M member : members) {
                volumes.add(member.volume());
            }
            return volumes;
        }

        String description() {
            return members.getFirst().description();
        }

        LayerResult assemble(Predicate<String> taken) throws IOException {
            return driver.assemble(members, taken);
        }
    }

    /**
     * @param signature of a container; null if the volume has none
     * @throws IOException as {@link LayerDriver#member}
     */
    @Nullable
    Candidate<M> candidate(Volume volume, @Nullable Signature signature) throws IOException {
        if (!driver.claims(volume) && (signature == null || !driver.types().contains(signature.type()))) {
            return null;
        }
        Optional<M> member = driver.member(volume);
        return member.isPresent() ? new Candidate<>(this, member.get()) : null;
    }

    private void join(M member, List<NotExamined> missed) {
        if (assembled.contains(member.group())) {
            missed.add(new NotExamined(
                    member.volume().location().then(member.description()),
                    Code.UNSUPPORTED,
                    "turned up when its group had been put together without it"));
            return;
        }
        waiting.add(member);
    }

    /**
     * Takes groups out of those that wait.
     *
     * @param complete all that are complete; otherwise the first one that waits, if there is one
     */
    List<Group<M>> take(boolean complete) {
        Map<String, List<M>> groups = new LinkedHashMap<>(); // in the order in which the first of each was seen
        List<M> all = List.copyOf(waiting);
        for (M member : all) {
            String group = driver.group(member, all);
            List<M> members = groups.get(group);
            if (members == null) {
                members = new ArrayList<>();
                groups.put(group, members);
            }
            members.add(member);
        }
        List<Group<M>> taken = new ArrayList<>();
        for (Map.Entry<String, List<M>> group : groups.entrySet()) {
            List<M> members = List.copyOf(group.getValue());
            if (!complete || driver.isComplete(members)) {
                assembled.add(group.getKey());
                taken.add(new Group<>(driver, members));
                waiting.removeAll(members);
                if (!complete) {
                    break;
                }
            }
        }
        return taken;
    }
}
