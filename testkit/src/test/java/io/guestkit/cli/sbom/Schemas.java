package io.guestkit.cli.sbom;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.cyclonedx.Version;
import org.cyclonedx.exception.ParseException;
import org.cyclonedx.parsers.JsonParser;

/** The official schemas: CycloneDX' own library carries its, SPDX' tools carry theirs. */
public final class Schemas {

    private Schemas() {}

    /** What is wrong with a document of CycloneDX 1.6; nothing if it is valid. */
    public static List<String> cycloneDx(String json) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (ParseException each :
                new JsonParser().validate(json.getBytes(StandardCharsets.UTF_8), Version.VERSION_16)) {
            wrong.add(each.getMessage());
        }
        return wrong;
    }

    /** What is wrong with a document of SPDX 2.3; nothing if it is valid. */
    public static List<String> spdx(String json) throws IOException {
        try (InputStream schema =
                Objects.requireNonNull(Schemas.class.getResourceAsStream("/resources/spdx-schema-v2.3.json"))) {
            Schema compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(schema, InputFormat.JSON);
            return compiled.validate(json, InputFormat.JSON).stream()
                    .map(Object::toString)
                    .toList();
        }
    }
}
