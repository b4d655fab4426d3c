package io.entangle.pubsub.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The description of the endpoint. That every answer is described is checked with each answer, by {@link Contract}. */
final class OpenApiIT {
    @Test
    void get_description_isAcceptedByAValidator() {
        try (AtomServer server = new AtomServer()) {
            String served = server.get("/openapi.json").body();

            SwaggerParseResult result = new OpenAPIV3Parser().readContents(served);

            assertThat(result.getMessages()).isEmpty();
            assertThat(result.getOpenAPI().getOpenapi()).isEqualTo("3.1.0");
            assertThat(result.getOpenAPI().getPaths())
                    .containsOnlyKeys("/atoms", "/atoms/{id}", "/atoms/{id}/history", "/openapi.json");
        }
    }

    @Test
    void validator_brokenDescription_isRefused() {
        String broken = Contract.DESCRIPTION.toString().replace("\"responses\":{\"200\"", "\"answers\":{\"200\"");

        SwaggerParseResult result = new OpenAPIV3Parser().readContents(broken);

        assertThat(result.getMessages()).isNotEmpty();
    }

    @Test
    void examples_all_areOfTheirSchemas() {
        int[] count = {0};
        checkExamples(Contract.DESCRIPTION, count);

        assertThat(count[0]).isGreaterThan(30);
    }

    private static void checkExamples(JsonNode node, int[] count) {
        if (node.has("schema") && node.has("example")) {
            Contract.checkBody("an example", node.get("example").toString(), node.get("schema"));
            count[0]++;
        }
        if (node.has("schema") && node.has("examples")) {
            for (Map.Entry<String, JsonNode> example : node.get("examples").properties()) {
                Contract.checkBody(
                        example.getKey(), example.getValue().get("value").toString(), node.get("schema"));
                count[0]++;
            }
        }
        node.forEach(child -> checkExamples(child, count));
    }

    @Test
    void problems_all_areDescribed() {
        Set<String> described = new TreeSet<>();
        Contract.DESCRIPTION
                .at("/components/schemas/Problem/properties/code/enum")
                .forEach(code -> described.add(code.textValue()));

        assertThat(described)
                .isEqualTo(Arrays.stream(Problem.values())
                        .map(Problem::code)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }
}
