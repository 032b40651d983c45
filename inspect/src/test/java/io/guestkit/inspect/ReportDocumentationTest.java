package io.guestkit.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.report.InspectReport;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code docs/inspect-report.md} has a table for every record of the report, with all of its keys and no others. */
class ReportDocumentationTest {

    @Test
    void everyKeyIsDocumented() throws IOException {
        String text = Files.readString(Path.of("../docs/inspect-report.md"));
        Set<Class<?>> records = records();
        assertThat(records).hasSizeGreaterThan(20);
        for (Class<?> each : records) {
            String name = name(each);
            int start = text.indexOf("\n## " + name + "\n");
            assertThat(start).as(name).isPositive();
            int end = text.indexOf("\n## ", start + 1);
            List<String> documented = text.substring(start, end < 0 ? text.length() : end)
                    .lines()
                    .filter(line -> line.startsWith("| `"))
                    .map(line -> line.substring(3, line.indexOf('`', 3)))
                    .toList();
            assertThat(documented).as(name).isEqualTo(keys(each));
        }
    }

    /** Of a nested one with the name of what it is in. */
    private static String name(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return outer == null ? type.getSimpleName() : outer.getSimpleName() + "." + type.getSimpleName();
    }

    private static List<String> keys(Class<?> type) {
        return List.of(type.getRecordComponents()).stream()
                .map(component ->
                        component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .toList();
    }

    private static Set<Class<?>> records() {
        Set<Class<?>> records = new LinkedHashSet<>();
        Deque<Type> ahead = new ArrayDeque<>(List.of(InspectReport.class));
        while (!ahead.isEmpty()) {
            Type type = ahead.pop();
            if (type instanceof ParameterizedType generic) {
                ahead.addAll(List.of(generic.getActualTypeArguments()));
            } else if (type instanceof Class<?> plain
                    && plain.isRecord()
                    && plain.getPackage().equals(InspectReport.class.getPackage())
                    && records.add(plain)) {
                for (RecordComponent component : plain.getRecordComponents()) {
                    ahead.add(component.getGenericType());
                }
            }
        }
        return records;
    }
}
