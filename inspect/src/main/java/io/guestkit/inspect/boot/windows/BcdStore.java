package io.guestkit.inspect.boot.windows;

import io.guestkit.io.CorruptDataException;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Windows' boot manager is told: a registry hive with objects. */
final class BcdStore {

    /** The object of the boot manager itself. */
    static final String BOOT_MANAGER = "{9dea862c-5cdd-4e70-acc1-f32b344d4795}";

    private static final int MAX_INHERITED = 16;

    private final Key objects;

    private BcdStore(Key objects) {
        this.objects = objects;
    }

    /** @throws CorruptDataException if it is a hive of something else */
    static BcdStore of(Hive hive) throws IOException {
        Key objects = hive.find("Objects").orElse(null);
        if (objects == null) {
            throw new CorruptDataException("BCD store: no key Objects");
        }
        return new BcdStore(objects);
    }

    /** The object of that GUID; empty if there is none. */
    Optional<BcdObject> object(String id) throws IOException {
        Key key = id.indexOf('\\') >= 0 ? null : objects.subkey(id).orElse(null);
        return key == null ? Optional.empty() : Optional.of(object(key));
    }

    /** All of a type, in the order of the store. */
    List<BcdObject> objects(int type) throws IOException {
        List<BcdObject> found = new ArrayList<>();
        for (Key key : objects.subkeys()) {
            BcdObject object = object(key);
            if (object.type() == type) {
                found.add(object);
            }
        }
        return found;
    }

    private static BcdObject object(Key key) throws IOException {
        Key description = key.subkey("Description").orElse(null);
        Optional<Value> type = description == null ? Optional.empty() : description.value("Type");
        OptionalLong number = type.isEmpty() ? OptionalLong.empty() : type.get().number();
        return new BcdObject(
                key.name(), (int) number.orElse(0), key.subkey("Elements").orElse(null));
    }

    /** The number of an element of an object, or of the nearest of those that it inherits from. */
    OptionalLong number(BcdObject object, int element) throws IOException {
        List<BcdObject> ahead = new ArrayList<>(List.of(object));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < ahead.size() && i < MAX_INHERITED; i++) {
            BcdObject each = ahead.get(i);
            OptionalLong number = each.number(element);
            if (number.isPresent()) {
                return number;
            }
            for (String id : each.ids(BcdObject.INHERIT)) {
                if (ahead.size() < MAX_INHERITED && seen.add(id.toLowerCase(Locale.ROOT))) {
                    object(id).ifPresent(ahead::add);
                }
            }
        }
        return OptionalLong.empty();
    }

    boolean is(BcdObject object, int element) throws IOException {
        return number(object, element).orElse(0) != 0;
    }

    /**
     * What the boot manager starts if nobody chooses: what it is told to start once, its default, or the first of its list.
     *
     * @param object null if the store has none of that name
     * @param why which of these
     */
    record Choice(String id, @Nullable BcdObject object, String why) {}

    /** @return empty if nothing says so */
    Optional<Choice> choice(BcdObject manager) throws IOException {
        List<String> once = manager.ids(BcdObject.BOOT_SEQUENCE);
        List<String> named = manager.ids(BcdObject.DEFAULT_OBJECT);
        List<String> order = manager.ids(BcdObject.DISPLAY_ORDER);
        String id;
        String why;
        if (!once.isEmpty()) {
            id = once.getFirst();
            why = "for the next start only";
        } else if (!named.isEmpty()) {
            id = named.getFirst();
            why = "by default";
        } else if (!order.isEmpty()) {
            id = order.getFirst();
            why = "as the first of the list";
        } else {
            return Optional.empty();
        }
        return Optional.of(new Choice(id, object(id).orElse(null), why));
    }
}
