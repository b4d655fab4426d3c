package io.entangle.pubsub.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.delta.Delta;
import io.entangle.replica.Intent;
import io.entangle.replica.RefusedWriteException;
import io.entangle.value.Doc;
import org.junit.jupiter.api.Test;

final class RulesTest {
    private static final Identity ADA = new Identity("ada", Doc.of("org", "acme", "level", 3), null);
    private static final Identity ADMIN = new Identity("root", Doc.of("role", "admin"), null);

    private static final Rules RULES = Rules.builder()
            .atom("**")
            .when(who -> "admin".equals(who.claims().get("role")))
            .read()
            .write()
            .atom("news")
            .read()
            .atom("todos/{user}")
            .read()
            .write()
            .atom("org/{org}/*")
            .users()
            .read()
            .write("/members/{user}")
            .except("/members/*/role")
            .call("leave")
            .atom("level/{level}")
            .read()
            .channel("room:*")
            .users()
            .read()
            .write()
            .event("chat/*")
            .users()
            .write()
            .build();

    private static Grant grant(Identity who, Resource what) {
        return RULES.grant(who, what).result();
    }

    private static Grant atom(Identity who, String id) {
        return grant(who, Resource.atom(id));
    }

    private static boolean mayPut(Grant grant, String key, Doc value) {
        Doc before = Doc.of("members", Doc.of());
        try {
            Doc after = before.with("members", Doc.of(key, value));
            grant.writes().check(new Intent.Edits(Delta.diff(before, after)), before);
            return true;
        } catch (RefusedWriteException e) {
            return false;
        }
    }

    @Test
    void grant_noRuleFits_isNothing() {
        assertThat(atom(ADA, "secrets")).isEqualTo(Grant.NONE);
        assertThat(grant(ADA, Resource.channel("news"))).isEqualTo(Grant.NONE);
        assertThat(grant(ADA, Resource.event("admin/reset"))).isEqualTo(Grant.NONE);
    }

    @Test
    void grant_firstThatFits_counts() {
        assertThat(atom(ADMIN, "news").write()).isTrue();
        assertThat(atom(ADA, "news")).isEqualTo(Grant.READ);
        assertThat(atom(Identity.ANONYMOUS, "news")).isEqualTo(Grant.READ);
    }

    @Test
    void placeholder_isTheUser_letterForLetter() {
        assertThat(atom(ADA, "todos/ada")).isEqualTo(Grant.ALL);
        assertThat(atom(ADA, "todos/bob")).isEqualTo(Grant.NONE);
        assertThat(atom(ADA, "todos/ADA")).isEqualTo(Grant.NONE);
        assertThat(atom(ADA, "todos/ada/more")).isEqualTo(Grant.NONE);
        assertThat(atom(ADA, "todos/{user}")).isEqualTo(Grant.NONE);
        assertThat(atom(Identity.ANONYMOUS, "todos/null")).isEqualTo(Grant.NONE);
        assertThat(atom(Identity.ANONYMOUS, "todos/")).isEqualTo(Grant.NONE);
        for (String odd : new String[] {"*", "**", ".*", "{user}", "a|b", "\\E.*"}) {
            assertThat(atom(Identity.of(odd), "todos/bob")).isEqualTo(Grant.NONE);
        }
    }

    @Test
    void placeholder_inAPath_isOneKey() {
        Grant adas = atom(ADA, "org/acme/people");

        assertThat(mayPut(adas, "ada", Doc.of("name", "Ada"))).isTrue();
        assertThat(mayPut(adas, "ada", Doc.of("role", "boss"))).isFalse();
        assertThat(mayPut(adas, "bob", Doc.of("name", "Bob"))).isFalse();
        Grant stars = atom(new Identity("*", Doc.of("org", "acme"), null), "org/acme/people");
        assertThat(mayPut(stars, "bob", Doc.of("name", "Bob"))).isFalse();
        assertThat(mayPut(stars, "*", Doc.of("name", "Star"))).isTrue();
    }

    @Test
    void placeholder_thatSomebodyLacks_fitsNobody() {
        assertThat(atom(Identity.of("bob"), "org/acme/people")).isEqualTo(Grant.NONE);
        assertThat(atom(ADA, "org/other/people")).isEqualTo(Grant.NONE);
        assertThat(atom(ADA, "level/3")).isEqualTo(Grant.NONE); // no text
    }

    @Test
    void star_endsAtASlash() {
        assertThat(atom(ADA, "org/acme/a/b")).isEqualTo(Grant.NONE);
        assertThat(atom(ADA, "org/acme/")).isNotEqualTo(Grant.NONE);
        assertThat(grant(ADA, Resource.channel("room:1\n"))).isEqualTo(Grant.ALL); // no channel has that name
        assertThat(atom(ADMIN, "a/b/c")).isEqualTo(Grant.ALL);
        assertThat(atom(ADMIN, "a".repeat(256))).isEqualTo(Grant.NONE);
    }

    @Test
    void hubsOwn_areMeantByTheirNamesAlone() {
        assertThat(atom(ADMIN, "@users")).isEqualTo(Grant.NONE);
        Rules named = Rules.builder().atom("@users").users().read().build();
        assertThat(named.grant(ADA, Resource.atom("@users")).result()).isEqualTo(Grant.READ);
    }

    @Test
    void users_areNotNobody() {
        assertThat(grant(ADA, Resource.event("chat/say")).write()).isTrue();
        assertThat(grant(Identity.ANONYMOUS, Resource.event("chat/say"))).isEqualTo(Grant.NONE);
        assertThat(grant(Identity.ANONYMOUS, Resource.channel("room:1"))).isEqualTo(Grant.NONE);
    }

    @Test
    void builder_whatMakesNoSense_isRefused() {
        assertThatThrownBy(() -> Rules.builder().read()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Rules.builder().channel("a").write("/b")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Rules.builder().atom("a").write().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("read()");
        assertThatThrownBy(() -> Rules.builder().atom("").read().build()).isInstanceOf(IllegalArgumentException.class);
    }
}
