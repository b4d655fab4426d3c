package io.entangle.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.entangle.value.Doc;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The public test suite of RFC 6902, without the records it disables itself. */
final class JsonPatchConformanceTest {
    static List<Arguments> records() throws IOException {
        List<Arguments> records = new ArrayList<>();
        for (String file : List.of("json-patch-spec-tests.json", "json-patch-tests.json")) {
            try (InputStream in = JsonPatchConformanceTest.class.getResourceAsStream(file)) {
                int index = 0;
                for (JsonNode record : new ObjectMapper().readTree(in)) {
                    String name =
                            file + " " + index++ + " " + record.path("comment").asText();
                    if (record.has("patch") && !record.path("disabled").asBoolean()) {
                        records.add(Arguments.of(name, record));
                    }
                }
            }
        }
        return records;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    void apply_recordOfTheSuite_asExpected(String name, JsonNode record) {
        Doc before = Doc.parse(record.get("doc").toString());
        Doc patch = Doc.parse(record.get("patch").toString());

        if (record.has("error")) {
            assertThatThrownBy(() -> JsonPatch.apply(before, patch)).isInstanceOf(JsonPatchException.class);
            return;
        }
        Doc after = JsonPatch.apply(before, patch);

        if (record.has("expected")) {
            assertThat(after).isEqualTo(Doc.parse(record.get("expected").toString()));
        }
        assertThat(JsonPatch.toDelta(before, patch).apply(before)).isEqualTo(after);
    }
}
