package io.guestkit.migrate.pipeline;

import io.guestkit.migrate.pipeline.io.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * A value of a settings file that is read strictly: what is not expected is refused, with the line where it stands.
 *
 * @param file for messages
 * @param what it is called in messages
 */
record YamlItem(Node node, String file, String what) {

    private static final int MOST_BYTES = 1 << 20;

    /** The document in a file, with what it contains as a mapping. */
    static YamlItem read(Path file) throws IOException {
        String name = String.valueOf(file);
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(name)
                    .setAllowNonScalarKeys(true)
                    .build();
            String text = text(file);
            if (YamlText.isTooDeep(settings, text)) {
                throw new SettingsException(name + " is nested deeper than any such file is");
            }
            Node node = new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text)))
                    .getSingleNode()
                    .orElseThrow(() -> new SettingsException(name + " is empty"));
            return new YamlItem(node, name, "the file");
        } catch (CharacterCodingException e) {
            throw new SettingsException(name + " is no text in UTF-8");
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new SettingsException("%s:%d: %s".formatted(name, line, e.getProblem()));
        } catch (YamlEngineException e) {
            throw new SettingsException(name + ": " + e.getMessage());
        }
    }

    /** A device may say that it is empty, and have no end. */
    private static String text(Path file) throws IOException {
        byte[] bytes;
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory");
        }
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new FileSystemException(file.toString(), null, "is longer than any such file is");
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    /** A refusal of this value. */
    SettingsException refuse(String why) {
        int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
        return new SettingsException("%s:%d: %s".formatted(file, line, why));
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    boolean isScalar() {
        return node instanceof ScalarNode;
    }

    /**
     * What a mapping has.
     *
     * @param known keys; others are refused, and so is one that stands there twice
     */
    Map<String, YamlItem> mapping(Set<String> known) throws SettingsException {
        if (!(node instanceof MappingNode mapping)) {
            throw refuse(what + " has to be a mapping");
        }
        Map<String, YamlItem> items = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            YamlItem key = new YamlItem(tuple.getKeyNode(), file, "a key");
            String name = key.text();
            if (!known.isEmpty() && !known.contains(name)) {
                throw key.refuse("unknown key %s in %s; known are %s"
                        .formatted(name, what, String.join(", ", new TreeSet<>(known))));
            }
            if (items.put(name, new YamlItem(tuple.getValueNode(), file, name)) != null) {
                throw key.refuse(name + " stands there twice");
            }
        }
        return items;
    }

    List<YamlItem> list() throws SettingsException {
        if (!(node instanceof SequenceNode sequence)) {
            throw refuse(what + " has to be a list");
        }
        List<YamlItem> items = new ArrayList<>();
        for (Node each : sequence.getValue()) {
            items.add(new YamlItem(each, file, "an item of " + what));
        }
        return items;
    }

    List<String> texts() throws SettingsException {
        List<String> texts = new ArrayList<>();
        for (YamlItem item : list()) {
            texts.add(item.text());
        }
        return texts;
    }

    String text() throws SettingsException {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
            return scalar.getValue();
        }
        throw refuse(what + " has to be a text");
    }

    boolean flag() throws SettingsException {
        return switch (text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refuse(what + " has to be true or false");
        };
    }

    /** A whole number in a range. */
    int number(int least, int most) throws SettingsException {
        try {
            int number = Integer.parseInt(text());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw refuse("%s has to be a number from %d to %d".formatted(what, least, most));
    }
}
