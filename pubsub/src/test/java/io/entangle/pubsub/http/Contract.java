package io.entangle.pubsub.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;

/** What openapi.json says, held against what is answered. */
final class Contract {
    static final JsonNode DESCRIPTION = description();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final Set<String> HEADERS_OF_HTTP =
            Set.of("content-type", "content-length", "transfer-encoding", "connection");

    private Contract() {}

    private static JsonNode description() {
        try (InputStream in = HttpEndpoint.class.getResourceAsStream("openapi.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails if an answer is not one that the description has for the request. */
    static void check(String method, String path, HttpResponse<String> answer) {
        String asked = method + " " + path + " answered with " + answer.statusCode();
        String type = answer.headers().firstValue("Content-Type").orElse("");
        JsonNode item = DESCRIPTION.path("paths").path(template(path));
        JsonNode operation = item.path(method.toLowerCase(Locale.ROOT));
        if (operation.isMissingNode()) {
            int expected = item.isMissingNode() ? 404 : 405;
            boolean isMalformed = item.isMissingNode() && answer.statusCode() == 400;
            boolean isHubs = path.equals("/fails") && answer.statusCode() == 500;
            assertThat(answer.statusCode() == expected || isMalformed || isHubs)
                    .as("%s, which is not described", asked)
                    .isTrue();
            assertThat(type).as(asked).isEqualTo("application/problem+json");
            checkBody(asked, answer.body(), schemaRef("Problem"));
            return;
        }
        JsonNode response = resolved(operation.path("responses").path(Integer.toString(answer.statusCode())));
        assertThat(response.isMissingNode()).as("%s is not described", asked).isFalse();
        for (String header : answer.headers().map().keySet()) {
            boolean isDescribed = HEADERS_OF_HTTP.contains(header.toLowerCase(Locale.ROOT));
            for (var names = response.path("headers").fieldNames(); !isDescribed && names.hasNext(); ) {
                isDescribed = names.next().equalsIgnoreCase(header);
            }
            assertThat(isDescribed)
                    .as("%s: the header %s is described", asked, header)
                    .isTrue();
        }
        if (answer.body().isEmpty()) {
            boolean isEmptyAllowed =
                    !response.has("content") || type.equals("application/x-ndjson") || answer.statusCode() == 201;
            assertThat(isEmptyAllowed).as("%s: a body is described", asked).isTrue();
            return;
        }
        JsonNode content = response.path("content").path(type);
        assertThat(content.isMissingNode())
                .as("%s: %s is not described", asked, type)
                .isFalse();
        String[] documents =
                type.equals("application/x-ndjson") ? answer.body().split("\n") : new String[] {answer.body()};
        for (String document : documents) {
            checkBody(asked, document, content.path("schema"));
        }
    }

    private static String template(String path) {
        String bare = path.replaceFirst("\\?.*", "");
        if (bare.matches("/atoms/[^/]+")) {
            return "/atoms/{id}";
        }
        return bare.matches("/atoms/[^/]+/history") ? "/atoms/{id}/history" : bare;
    }

    static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? DESCRIPTION.at(node.get("$ref").textValue().substring(1)) : node;
    }

    private static JsonNode schemaRef(String name) {
        return JSON.createObjectNode().put("$ref", "#/components/schemas/" + name);
    }

    static void checkBody(String asked, String json, JsonNode schema) {
        ObjectNode root = JSON.createObjectNode();
        root.setAll((ObjectNode) schema);
        root.set("components", DESCRIPTION.get("components"));
        try {
            assertThat(SCHEMAS.getSchema(root).validate(JSON.readTree(json)))
                    .as("%s with %s", asked, json)
                    .isEmpty();
        } catch (IOException e) {
            throw new AssertionError(asked + " with what is no JSON: " + json, e);
        }
    }
}
