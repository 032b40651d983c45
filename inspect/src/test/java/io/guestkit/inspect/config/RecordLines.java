package io.guestkit.inspect.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Records as lines: a list element a line, all that is known of it as {@code name=value}, what is not known left out. */
final class RecordLines {

    private RecordLines() {}

    static List<String> of(Record report) throws ReflectiveOperationException {
        List<String> lines = new ArrayList<>();
        for (RecordComponent component : report.getClass().getRecordComponents()) {
            Object value = component.getAccessor().invoke(report);
            if (value instanceof List<?> list) {
                for (Object element : list) {
                    lines.add(component.getName() + " " + words(element));
                }
            } else if (!(value instanceof Optional<?> optional)) {
                lines.add(component.getName() + " " + words(value));
            } else if (optional.isPresent()) {
                lines.add(component.getName() + " " + words(optional.get()));
            }
        }
        return lines;
    }

    private static String words(Object value) throws ReflectiveOperationException {
        if (!(value instanceof Record)) {
            return String.valueOf(value);
        }
        List<String> words = new ArrayList<>();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            component.getAccessor().setAccessible(true);
            Object part = component.getAccessor().invoke(value);
            if (part instanceof List<?> list) {
                List<String> elements = new ArrayList<>();
                for (Object element : list) {
                    elements.add(element instanceof Record ? "(" + words(element) + ")" : String.valueOf(element));
                }
                if (!elements.isEmpty()) {
                    words.add(component.getName() + "=[" + String.join(", ", elements) + "]");
                }
            } else if (part instanceof Optional<?> optional) {
                optional.ifPresent(present -> words.add(component.getName() + "=" + present));
            } else {
                words.add(component.getName() + "=" + part);
            }
        }
        return String.join(" ", words);
    }
}
