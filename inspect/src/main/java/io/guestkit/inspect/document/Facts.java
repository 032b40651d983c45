package io.guestkit.inspect.document;

import io.guestkit.volume.Location;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Records as plain maps, lists, strings, numbers and booleans, which is what documents are made of: components under
 * their names in snake_case, what is absent left out, lists there even when empty, enums in lower case, bytes in base64.
 */
public final class Facts {

    private final Map<Class<?>, List<Component>> shapes = new HashMap<>();

    private Facts() {}

    /** @return null if there is nothing, such as for an empty Optional */
    public static @Nullable Object of(@Nullable Object value) {
        return new Facts().convert(value);
    }

    private @Nullable Object convert(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Boolean flag -> flag;
            case Number number -> number;
            case Optional<?> optional -> convert(optional.orElse(null));
            case OptionalLong optional -> optional.isPresent() ? optional.getAsLong() : null;
            case OptionalInt optional -> optional.isPresent() ? optional.getAsInt() : null;
            case Enum<?> constant -> constant.toString().toLowerCase(Locale.ROOT);
            case Location location -> location.toString();
            case Record structure -> fields(structure);
            case Collection<?> all -> list(all);
            case Map<?, ?> map -> map(map);
            case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
            default -> value.toString();
        };
    }

    private List<@Nullable Object> list(Collection<?> all) {
        List<@Nullable Object> list = new ArrayList<>(all.size());
        for (Object element : all) {
            list.add(convert(element));
        }
        return list;
    }

    private Map<String, Object> map(Map<?, ?> entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            put(map, String.valueOf(entry.getKey()), entry.getValue());
        }
        return map;
    }

    private Map<String, Object> fields(Record structure) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Component component : shape(structure.getClass())) {
            put(map, component.key, component.of(structure));
        }
        return map;
    }

    private void put(Map<String, Object> map, String key, @Nullable Object value) {
        Object converted = convert(value);
        if (converted != null) {
            map.put(key, converted);
        }
    }

    private List<Component> shape(Class<?> type) {
        List<Component> shape = shapes.get(type);
        if (shape == null) {
            shape = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                Method accessor = component.getAccessor();
                accessor.setAccessible(true); // a public record may be nested in a class that is not
                shape.add(new Component(snakeCase(component.getName()), accessor));
            }
            shapes.put(type, shape);
        }
        return shape;
    }

    static String snakeCase(String name) {
        StringBuilder snake = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                snake.append('_').append((char) (c + ('a' - 'A')));
            } else {
                snake.append(c);
            }
        }
        return snake.toString();
    }

    private record Component(String key, Method accessor) {

        @Nullable
        Object of(Record structure) {
            try {
                return accessor.invoke(structure);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("cannot read " + accessor, e);
            }
        }
    }
}
