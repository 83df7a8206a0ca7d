package io.byteleap.domain.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class AccessTokenTest {
  private static final Instant T0 = Samples.T0;
  private final RandomGenerator random = Seeds.generator(81);

  @Test
  void secret_isLongAndNew_andShowsItselfToNobody() {
    var texts = new HashSet<String>();
    for (int i = 0; i < 100; i++) {
      var secret = AccessSecret.draw(random);
      texts.add(secret.reveal());

      assertThat(secret.reveal()).matches("blv_[A-Za-z0-9_-]{43}");
      assertThat(secret).hasToString("***");
      assertThat(secret.hash()).isEqualTo(TokenHash.of(secret.reveal()));
    }
    assertThat(texts).hasSize(100);
  }

  @Test
  void scope_coversThoseBelow() {
    assertThat(Scope.ADMIN.covers(Scope.LEASE)).isTrue();
    assertThat(Scope.LEASE.covers(Scope.READ)).isTrue();
    assertThat(Scope.READ.covers(Scope.LEASE)).isFalse();
    assertThat(Scope.of("lease")).isEqualTo(Scope.LEASE);
    assertThatThrownBy(() -> Scope.of("LEASE"))
        .hasMessage("a scope is one of read, lease, vm, admin");
  }

  @Test
  void token_isGoodUntilItEnds() {
    var token = token(Set.of(Scope.READ), Duration.ofHours(1));

    assertThat(token.state(T0.plusSeconds(3_599))).isEqualTo(AccessToken.State.GOOD);
    assertThat(token.state(T0.plusSeconds(3_600))).isEqualTo(AccessToken.State.EXPIRED);
    assertThat(token.allows(Scope.READ)).isTrue();
    assertThat(token.allows(Scope.LEASE)).isFalse();
    assertThat(token(Set.of(Scope.LEASE), Duration.ofHours(1)).allows(Scope.READ)).isTrue();
  }

  @Test
  void tokenForNothing_orForTooLong_isRefused() {
    assertThatThrownBy(() -> token(Set.of(), Duration.ofHours(1)))
        .hasMessage("a token has at least one scope");
    for (Duration lifetime :
        Set.of(Duration.ofSeconds(59), AccessToken.LIFETIME_MAX.plusSeconds(1))) {
      assertThatThrownBy(() -> token(Set.of(Scope.READ), lifetime))
          .hasMessage("a token is good for a minute at least and 3650 days at most");
    }
  }

  @Test
  void idsAndHashes_haveOneForm() {
    assertThat(AccessTokenId.draw(random).value()).matches("[0-9a-f]{16}");
    assertThatThrownBy(() -> new AccessTokenId("../x")).hasMessage("a token's id is 16 hex digits");
    assertThatThrownBy(() -> new TokenHash("abc")).hasMessage("a token's hash is 64 hex digits");
  }

  private AccessToken token(Set<Scope> scopes, Duration lifetime) {
    return AccessToken.made(
        AccessTokenId.draw(random), Label.of("x"), scopes, T0, T0.plus(lifetime));
  }
}
