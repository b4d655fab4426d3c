package io.entangle.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** JSONTestSuite: what every JSON parser accepts and refuses, and what each is free to decide. */
final class JsonTextConformanceTest {
    /** JSON all the same, but outside the value domain. */
    private static final Set<String> OUTSIDE_THE_DOMAIN = Set.of(
            "y_object_duplicated_key.json",
            "y_object_duplicated_key_and_value.json",
            "y_object_escaped_null_in_key.json");

    /** Of the files each parser decides about for itself, those that are in the value domain. */
    private static final Set<String> TAKEN = Set.of(
            "i_number_double_huge_neg_exp.json", "i_number_real_underflow.json", "i_number_too_big_pos_int.json");

    static List<Arguments> files() throws IOException {
        List<Arguments> files = new ArrayList<>();
        try (InputStream in = JsonTextConformanceTest.class.getResourceAsStream("json-test-suite.zip");
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().startsWith("test_parsing/")) {
                    files.add(Arguments.of(entry.getName().substring("test_parsing/".length()), zip.readAllBytes()));
                }
            }
        }
        return files;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void parse_fileOfTheSuite_isTakenOrRefused(String name, byte[] text) {
        boolean taken = name.startsWith("y_") && !OUTSIDE_THE_DOMAIN.contains(name) || TAKEN.contains(name);

        if (taken) {
            Doc doc = DocJson.parse(text);
            assertThat(Doc.parse(doc.toCanonicalJson())).isEqualTo(doc);
        } else {
            assertThatThrownBy(() -> DocJson.parse(text))
                    .isInstanceOf(InvalidValueException.class)
                    .message()
                    .matches("line \\d+, column \\d+: [^\\n]+")
                    .doesNotContain("Source");
        }
    }
}
