package io.entangle.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.entangle.testing.Docs;
import io.entangle.testing.Laws;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DocJsonPropertyTest {
    private static final int CASES = 10_000;
    private static final JsonFactory JSON = new JsonFactory();

    @Test
    void parse_canonicalText_givesTheDocumentAgain() {
        Laws.check(CASES, random -> {
            Doc doc = Docs.random(random, 60);
            String text = doc.toCanonicalJson();

            Doc parsed = Doc.parse(text);

            assertThat(parsed).isEqualTo(doc);
            assertThat(parsed.digest()).isEqualTo(doc.digest());
            assertThat(parsed.toCanonicalJson()).isEqualTo(text);
            assertThat(DocJson.parse(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(doc);
        });
    }

    @Test
    void canonicalTextAndDigest_anyHistory_dependOnTheContentsOnly() {
        Laws.check(CASES, random -> {
            Doc start = Docs.random(random, 40);
            start.digest();
            Doc grown = Docs.mutate(random, Docs.mutate(random, start));

            Doc rebuilt = Doc.from(rebuilt(random, grown.isContainer() ? grown : grown.value()));

            assertThat(rebuilt).isEqualTo(grown);
            assertThat(rebuilt.digest()).isEqualTo(grown.digest());
            assertThat(rebuilt.hashCode()).isEqualTo(grown.hashCode());
            assertThat(rebuilt.toCanonicalJson()).isEqualTo(grown.toCanonicalJson());
        });
    }

    @Test
    void read_whatWasWritten_givesTheValueAgain() {
        Laws.check(CASES, random -> {
            Doc doc = Docs.random(random, 60);

            assertThat(readBack(written(doc))).isEqualTo(doc.isContainer() ? doc : doc.value());
        });
    }

    @Test
    void number_anyDouble_isWrittenShortestAndReadBack() {
        Laws.check(CASES, random -> {
            double value = Docs.number(random).doubleValue();
            StringBuilder text = new StringBuilder();
            CanonicalJson.number(text, value);

            assertThat(Double.parseDouble(text.toString())).isEqualTo(value == 0 ? 0.0 : value);
            assertThat(text.length()).isLessThanOrEqualTo(25);
            assertThat(digits(text.toString())).isLessThanOrEqualTo(digits(Double.toString(value)));
        });
    }

    /** Text with one character or byte changed is refused or read, but never fails otherwise. */
    @Test
    void parse_damagedText_isReadOrRefused() {
        Laws.check(CASES, random -> {
            byte[] text = Docs.random(random, 30).toCanonicalJson().getBytes(StandardCharsets.UTF_8);
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                text[random.nextInt(text.length)] = (byte)
                        (random.nextBoolean() ? random.nextInt(256) : "[]{},:\"0eE-+.\\u".charAt(random.nextInt(15)));
            }
            try {
                Doc doc = DocJson.parse(text);
                assertThat(Doc.parse(doc.toCanonicalJson())).isEqualTo(doc);
            } catch (InvalidValueException e) {
                assertThat(e.getMessage()).startsWith("line ");
            }
        });
    }

    private static int digits(String number) {
        String mantissa = number.split("[eE]")[0].replaceAll("[-.]", "");
        return mantissa.replaceAll("^0+", "").replaceAll("0+$", "").length();
    }

    /** An equal value made anew: entries put in another order, with detours. */
    private static @Nullable Object rebuilt(Random random, @Nullable Object value) {
        if (!(value instanceof Doc doc)) {
            return value;
        }
        if (doc.isList()) {
            Doc list = Doc.list();
            list.digest();
            for (int i = doc.size() - 1; i >= 0; i--) {
                list = list.splice(0, 0, Doc.list(rebuilt(random, doc.get(i))).vector());
            }
            return list;
        }
        List<String> keys = new ArrayList<>(doc.map().keySet());
        Collections.shuffle(keys, random);
        Doc map = Doc.of();
        for (String key : keys) {
            map = map.with(key, Docs.scalar(random));
            map.digest();
        }
        for (String key : keys) {
            map = map.with("detour", 1).with(key, rebuilt(random, doc.get(key)));
        }
        return doc.has("detour") ? map.with("detour", doc.get("detour")) : map.without("detour");
    }

    private static String written(Doc doc) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(out)) {
            DocJson.write(generator, doc);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static @Nullable Object readBack(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            return DocJson.read(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
