package io.guestkit.inspect.parse;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What Windows does at set times, as its task scheduler has it since Vista: a file of XML. Names of elements: MS-TSCH, 2.5.
 *
 * @param triggers each as its kind and the elements in it, as written: {@code calendar StartBoundary=… DaysInterval=1}
 * @param principal user or group that it runs as
 * @param actions command lines; of a COM object {@code COM {class}}, of other actions their name
 * @param enabled whether the task as a whole is
 */
public record TaskDefinition(List<String> triggers, Optional<String> principal, List<String> actions, boolean enabled) {

    private static final int MAX_DEPTH = 32;
    private static final int MAX_LIST = 100;
    /** Of one trigger: queries of events can be as long as somebody likes. */
    private static final int MAX_TRIGGER = 500;

    public TaskDefinition {
        triggers = List.copyOf(triggers);
        actions = List.copyOf(actions);
    }

    /**
     * @param file all of it, which the caller has limited; UTF-16 with a byte order mark, or UTF-8
     * @throws CorruptDataException if it is no XML
     */
    public static TaskDefinition parse(byte[] file) throws IOException {
        try {
            XMLStreamReader xml = Xml.reader(new StringReader(text(file)));
            Draft draft = new Draft();
            List<String> path = new ArrayList<>();
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    path.removeLast();
                    if (path.size() == 2) {
                        draft.end();
                    }
                } else if (event == XMLStreamConstants.START_ELEMENT) {
                    path.add(xml.getLocalName());
                    if (path.size() > MAX_DEPTH) {
                        throw new CorruptDataException("task: elements are nested deeper than " + MAX_DEPTH);
                    }
                    if (path.size() == 3) {
                        draft.start(path.get(1), path.get(2));
                    }
                    if (draft.isLeaf(path)) {
                        draft.leaf(path, Xml.text(xml));
                        path.removeLast();
                        if (path.size() == 2) {
                            draft.end();
                        }
                    }
                }
            }
            return draft.build();
        } catch (XMLStreamException e) {
            throw Xml.trouble(e);
        }
    }

    private static String text(byte[] file) {
        Charset charset = StandardCharsets.UTF_8;
        int start = 0;
        if (file.length >= 2 && file[0] == (byte) 0xff && file[1] == (byte) 0xfe) {
            charset = StandardCharsets.UTF_16LE;
            start = 2;
        } else if (file.length >= 2 && file[0] == (byte) 0xfe && file[1] == (byte) 0xff) {
            charset = StandardCharsets.UTF_16BE;
            start = 2;
        } else if (file.length >= 3 && file[0] == (byte) 0xef && file[1] == (byte) 0xbb && file[2] == (byte) 0xbf) {
            start = 3;
        }
        return new String(file, start, file.length - start, charset);
    }

    /** What was read so far, and the part that is being read. */
    private static final class Draft {

        private final List<String> triggers = new ArrayList<>();
        private final List<String> actions = new ArrayList<>();
        private String principal = "";
        private boolean enabled = true;
        private String section = "";
        private final StringBuilder part = new StringBuilder();

        /** A part of a section starts: a trigger, an action. */
        void start(String section, String name) {
            this.section = section;
            part.setLength(0);
            if (section.equals("Triggers")) {
                String kind = name.endsWith("Trigger") ? name.substring(0, name.length() - 7) : name;
                part.append(kind.toLowerCase(Locale.ROOT));
            } else if (section.equals("Actions") && !name.equals("Exec")) {
                part.append(name.equals("ComHandler") ? "COM" : name);
            }
        }

        /** Whether an element is read as a text, with what is inside of it left out. */
        boolean isLeaf(List<String> path) {
            int depth = path.size();
            String name = path.getLast();
            if (depth < 3) {
                return false;
            }
            return switch (path.get(1)) {
                case "Settings" -> depth == 3 && name.equals("Enabled");
                case "Principals" -> depth == 4 && (name.equals("UserId") || name.equals("GroupId"));
                case "Actions" ->
                    depth == 4 && (name.equals("Command") || name.equals("Arguments") || name.equals("ClassId"));
                case "Triggers" -> depth >= 4 && !isGroup(name);
                default -> false;
            };
        }

        /** Elements of triggers that only hold others. */
        private static boolean isGroup(String name) {
            return switch (name) {
                case "Repetition",
                        "ScheduleByDay",
                        "ScheduleByWeek",
                        "ScheduleByMonth",
                        "ScheduleByMonthDayOfWeek",
                        "DaysOfWeek",
                        "DaysOfMonth",
                        "Months",
                        "Weeks",
                        "ValueQueries" -> true;
                default -> false;
            };
        }

        void leaf(List<String> path, String text) {
            String name = path.getLast();
            switch (path.get(1)) {
                case "Settings" -> enabled = !text.equals("false") && !text.equals("0");
                case "Principals" -> principal = principal.isEmpty() ? text : principal;
                case "Actions" -> part.append(part.isEmpty() ? "" : " ").append(text);
                default -> {
                    if (part.length() < MAX_TRIGGER) {
                        part.append(' ').append(name).append(text.isEmpty() ? "" : "=" + text);
                    }
                }
            }
        }

        void end() {
            List<String> list = section.equals("Triggers") ? triggers : section.equals("Actions") ? actions : null;
            if (list != null && list.size() < MAX_LIST && !part.isEmpty()) {
                list.add(part.substring(0, Math.min(part.length(), 4 * MAX_TRIGGER)));
            }
            section = "";
        }

        TaskDefinition build() {
            return new TaskDefinition(
                    triggers, principal.isEmpty() ? Optional.empty() : Optional.of(principal), actions, enabled);
        }
    }
}
