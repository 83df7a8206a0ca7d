package io.byteleap.validator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.config.Secret;
import io.byteleap.domain.access.AccessSecret;
import io.byteleap.domain.access.AccessToken;
import io.byteleap.domain.access.AccessTokenId;
import io.byteleap.domain.access.Scope;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Samples;
import io.byteleap.fixture.Seeds;
import io.byteleap.validator.api.Gate.Admission;
import io.byteleap.validator.api.Gate.Admitted;
import io.byteleap.validator.api.Gate.Refused;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;

final class GateTest {
  private static final Map<Scope, Set<Scope>> COVERED =
      Map.of(
          Scope.READ, Set.of(Scope.READ),
          Scope.LEASE, Set.of(Scope.READ, Scope.LEASE),
          Scope.VM, Set.of(Scope.READ, Scope.VM),
          Scope.ADMIN, Set.of(Scope.values()));

  private static final Instant T0 = Samples.T0;
  private static final String HERE = "127.0.0.1";
  private static final String ELSEWHERE = "203.0.113.7";

  private final RandomGenerator random = Seeds.generator(61);
  private final FakeTokens tokens = new FakeTokens();
  private Instant now = T0;

  @Test
  void withoutAToken_onlyThisMachineReads() {
    assertThat(admit(from(HERE), Scope.READ)).isInstanceOf(Admitted.class);
    assertThat(admit(from("::1"), Scope.READ)).isInstanceOf(Admitted.class);
    assertThat(status(admit(from(ELSEWHERE), Scope.READ))).isEqualTo(401);
    assertThat(status(admit(HttpRequest.create(), Scope.READ))).isEqualTo(401);
    assertThat(status(admit(from(HERE), Scope.LEASE))).isEqualTo(401);
    assertThat(status(admit(from(HERE), Scope.ADMIN))).isEqualTo(401);
  }

  @Test
  void requestThatWasPassedOn_isNotFromThisMachine() {
    for (String header : new String[] {"X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"}) {
      var passedOn = from(HERE).addHeader(RawHeader.create(header, "for=" + ELSEWHERE));

      assertThat(status(admit(passedOn, Scope.READ))).as(header).isEqualTo(401);
    }
  }

  @Test
  void description_isForAnyone() {
    assertThat(gate(100).admit(from(ELSEWHERE), new Access.Anyone()).toCompletableFuture().join())
        .isInstanceOf(Admitted.class);
  }

  @Test
  void token_opensWhatItsScopesCover() {
    for (Scope held : Scope.values()) {
      var request = showing(kept(held, Duration.ofDays(1)));
      for (Scope needed : Scope.values()) {
        var admission = admit(request, needed);

        assertThat(admission instanceof Admitted)
            .as("%s for %s", held, needed)
            .isEqualTo(COVERED.getOrDefault(held, Set.of()).contains(needed));
        if (admission instanceof Refused(var problem)) {
          assertThat(problem.status()).isEqualTo(403);
        }
      }
    }
  }

  @Test
  void tokenThatIsOver_opensNothing() {
    var expiring = kept(Scope.ADMIN, Duration.ofHours(1));
    var revoked = kept(Scope.ADMIN, Duration.ofDays(1));
    tokens.revoke(tokens.find(revoked.hash()).orElseThrow().id(), T0);

    now = T0.plus(Duration.ofMinutes(59));
    assertThat(admit(showing(expiring), Scope.READ)).isInstanceOf(Admitted.class);
    assertThat(status(admit(showing(revoked), Scope.READ))).isEqualTo(401);
    now = T0.plus(Duration.ofHours(1));
    assertThat(status(admit(showing(expiring), Scope.READ))).isEqualTo(401);
    assertThat(status(admit(showing(AccessSecret.draw(random)), Scope.READ))).isEqualTo(401);
  }

  @Test
  void use_isNotedToTheHour() {
    var secret = kept(Scope.READ, Duration.ofDays(1));

    admit(showing(secret), Scope.READ);
    now = T0.plus(Duration.ofMinutes(30));
    admit(showing(secret), Scope.READ);
    assertThat(tokens.find(secret.hash()).orElseThrow().lastUse())
        .isEqualTo(new AccessToken.UsedAt(T0));
    now = T0.plus(Duration.ofHours(1));
    admit(showing(secret), Scope.READ);

    assertThat(tokens.find(secret.hash()).orElseThrow().lastUse())
        .isEqualTo(new AccessToken.UsedAt(now));
  }

  @Test
  void secretOfTheDataFolder_isGoodOnThisMachineOnly() {
    var file = RawHeader.create("Authorization", "Bearer of-the-file");
    var local = RawHeader.create("Authorization", "Bearer of-the-folder");

    assertThat(admit(from(ELSEWHERE).addHeader(file), Scope.ADMIN)).isInstanceOf(Admitted.class);
    assertThat(admit(from(HERE).addHeader(local), Scope.ADMIN)).isInstanceOf(Admitted.class);
    assertThat(status(admit(from(ELSEWHERE).addHeader(local), Scope.ADMIN))).isEqualTo(401);
  }

  @Test
  void labelOfAToken_isWhereItsLeasesComeFrom() {
    var request = showing(kept(Scope.LEASE, Duration.ofDays(1)));

    assertThat(((Admitted) admit(request, Scope.LEASE)).caller().source().value())
        .isEqualTo("a market");
    assertThat(((Admitted) admit(from(HERE), Scope.READ)).caller().source().value())
        .isEqualTo("api");
  }

  @Test
  void whoAsksTooMuch_waits_andNobodyElse() {
    var gate = gate(2);
    var access = new Access.Needs(Scope.READ);

    gate.admit(from(HERE), access);
    gate.admit(from(HERE), access);
    var third = gate.admit(from(HERE), access).toCompletableFuture().join();

    assertThat(status(third)).isEqualTo(429);
    assertThat(((Refused) third).problem().headers().getFirst().value()).isEqualTo("10");
    assertThat(gate.admit(from("::1"), access).toCompletableFuture().join())
        .isInstanceOf(Admitted.class);
    now = now.plusSeconds(10);
    assertThat(gate.admit(from(HERE), access).toCompletableFuture().join())
        .isInstanceOf(Admitted.class);
  }

  private AccessSecret kept(Scope scope, Duration lifetime) {
    var secret = AccessSecret.draw(random);
    tokens.add(
        AccessToken.made(
            AccessTokenId.draw(random), Label.of("a market"), Set.of(scope), T0, T0.plus(lifetime)),
        secret.hash());
    return secret;
  }

  private Gate gate(int requestsMax) {
    return new Gate(
        new Gate.AdminSecrets(Secret.of("of-the-file"), Secret.of("of-the-folder")),
        tokens,
        new CallLimits(requestsMax, Duration.ofSeconds(10)),
        () -> now,
        Runnable::run);
  }

  private Admission admit(HttpRequest request, Scope needed) {
    return gate(100).admit(request, new Access.Needs(needed)).toCompletableFuture().join();
  }

  private static int status(Admission admission) {
    return ((Refused) admission).problem().status();
  }

  private static HttpRequest showing(AccessSecret secret) {
    return from(ELSEWHERE)
        .addHeader(RawHeader.create("Authorization", "Bearer " + secret.reveal()));
  }

  private static HttpRequest from(String address) {
    return HttpRequest.create()
        .addAttribute(
            AttributeKeys.remoteAddress, RemoteAddress.create(InetAddress.ofLiteral(address)));
  }
}
