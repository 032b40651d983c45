package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TaskDefinitionTest {

    private static TaskDefinition parse(String xml) throws IOException {
        return TaskDefinition.parse(xml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void entities_of_its_own_are_not_followed() throws IOException {
        TaskDefinition task = parse("<!DOCTYPE Task [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>"
                + "<Task><Actions><Exec><Command>a&x;b</Command></Exec></Actions></Task>");
        assertThat(task.actions()).containsExactly("ab");
    }

    @Test
    void it_is_as_deep_as_tasks_are() {
        assertThatThrownBy(() -> parse("<Task>" + "<a>".repeat(100) + "</a>".repeat(100) + "</Task>"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("nested");
    }

    @Test
    void a_trigger_is_as_long_as_somebody_reads() throws IOException {
        TaskDefinition task = parse("<Task><Triggers><EventTrigger><Subscription>" + "x".repeat(100_000)
                + "</Subscription></EventTrigger></Triggers></Task>");
        assertThat(task.triggers()).hasSize(1);
        assertThat(task.triggers().getFirst())
                .startsWith("event Subscription=xxx")
                .hasSizeLessThan(3000);
    }

    @Test
    void what_is_no_xml_is_told() {
        assertThatThrownBy(() -> parse("MZ")).isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> parse("<Task>")).isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> TaskDefinition.parse(new byte[0])).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void a_job_is_checked() {
        assertThatThrownBy(() -> JobFile.parse(new byte[0])).isInstanceOf(CorruptDataException.class);
        byte[] job = new byte[80];
        job[2] = 1;
        assertThatThrownBy(() -> JobFile.parse(job))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("App Name Len Offset");
    }
}
