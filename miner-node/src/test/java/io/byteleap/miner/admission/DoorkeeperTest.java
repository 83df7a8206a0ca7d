package io.byteleap.miner.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.admission.JoinToken;
import io.byteleap.domain.admission.TokenId;
import io.byteleap.domain.admission.TokenSecret;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.fixture.Seeds;
import io.byteleap.miner.admission.Answer.Why;
import io.byteleap.miner.fixture.TestClock;
import io.byteleap.miner.fixture.TestDoor;
import io.byteleap.miner.fixture.TestKey;
import io.byteleap.wire.worker.CloseCode;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DoorkeeperTest {
  private static final Claim LEGACY = new Claim.Unproven(InetAddress.ofLiteral("192.0.2.1"));
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final WorkerId W = new WorkerId("w-1");

  private final TestClock clock = new TestClock();
  private final TestDoor.InMemory store = new TestDoor.InMemory();
  private final Doorkeeper keeper = TestDoor.doorkeeper(store, LegacyPolicy.ALLOW, clock);
  private final TestKey worker = TestKey.of("w-1");

  @Test
  void workerJoinsWithAToken_andIsKnownByItsKeyFromThenOn() {
    var token = token(Duration.ofHours(1), 1);

    assertThat(refusal(worker.claim())).isEqualTo(CloseCode.JOIN_TOKEN_NEEDED);
    let(worker.claim(token));
    let(worker.claim());
    let(worker.claim(token));

    assertThat(store.book().token(token.id()).orElseThrow().uses()).isEqualTo(1);
    assertThat(keeper.bound()).containsExactly(W);
  }

  @Test
  void otherKey_orNoKey_isNotLetInUnderAnIdThatIsBound() {
    let(worker.claim(token(Duration.ofHours(1), 1)));
    var thief = TestKey.of("w-1");

    assertThat(refusal(thief.claim())).isEqualTo(CloseCode.KEY_MISMATCH);
    assertThat(refusal(thief.claim(token(Duration.ofHours(1), 1))))
        .isEqualTo(CloseCode.KEY_MISMATCH);
    assertThat(refusal(LEGACY)).isEqualTo(CloseCode.KEY_MISMATCH);
  }

  @Test
  void stolenToken_isOfNoUse_afterItsLastUse_orItsTime_orItsRevocation() {
    var once = token(Duration.ofHours(1), 1);
    let(worker.claim(once));
    assertThat(refusal("w-2", TestKey.of("w-2").claim(once)))
        .isEqualTo(CloseCode.JOIN_TOKEN_USED_UP);

    var twice = token(Duration.ofHours(1), 2);
    let("w-3", TestKey.of("w-3").claim(twice));
    assertThat(keeper.carryOut(new Order.Revoke(twice.id()), _ -> false))
        .isInstanceOf(Answer.Revoked.class);
    assertThat(refusal("w-4", TestKey.of("w-4").claim(twice)))
        .isEqualTo(CloseCode.JOIN_TOKEN_UNKNOWN);
    assertThat(keeper.bound()).contains(new WorkerId("w-3"));

    var late = token(MINUTE, 1);
    clock.pass(MINUTE);
    assertThat(refusal("w-5", TestKey.of("w-5").claim(late)))
        .isEqualTo(CloseCode.JOIN_TOKEN_EXPIRED);
  }

  @Test
  void tokenWithAnotherSecret_isUnknown_andDoesNotTellOneThatExpiredFromOneThatDidNot() {
    var token = token(MINUTE, 1);
    var forged =
        new JoinToken(
            token.id(),
            TokenSecret.draw(Seeds.generator(9)),
            token.address(),
            token.miner(),
            token.channel());

    assertThat(refusal(worker.claim(forged))).isEqualTo(CloseCode.JOIN_TOKEN_UNKNOWN);
    clock.pass(MINUTE);
    assertThat(refusal(worker.claim(forged))).isEqualTo(CloseCode.JOIN_TOKEN_UNKNOWN);
  }

  @Test
  void tokenIsNotUsedUp_untilTheAdmissionIsKept() {
    var token = token(MINUTE, 1);

    keeper.admit(W, worker.claim(token));

    assertThat(store.book().token(token.id()).orElseThrow().uses()).isZero();
    assertThat(keeper.bound()).isEmpty();
  }

  @Test
  void removedWorker_comesBackWithATokenThatIsNewer_only() {
    var generous = token(Duration.ofHours(1), 5);
    let(worker.claim(generous));

    order(new Order.Remove(W));

    assertThat(keeper.bound()).isEmpty();
    assertThat(refusal(worker.claim())).isEqualTo(CloseCode.REMOVED);
    assertThat(refusal(worker.claim(generous))).isEqualTo(CloseCode.REMOVED);
    assertThat(refusal(LEGACY)).isEqualTo(CloseCode.REMOVED);
    assertThat(why(new Order.Drain(W))).isEqualTo(Why.CONFLICT);
    clock.pass(Duration.ofSeconds(1));
    let(worker.claim(token(MINUTE, 1)));
  }

  @Test
  void removedWorkerWithoutAKey_comesBackWhenItIsResumed() {
    carriedOut(new Order.Remove(W));
    assertThat(refusal(LEGACY)).isEqualTo(CloseCode.REMOVED);

    order(new Order.Resume(W));

    let(LEGACY);
    assertThat(store.book().members()).isEmpty();
  }

  @Test
  void drainAndLabel_areKept_throughAKeysArrival() {
    carriedOut(new Order.Drain(W));
    carriedOut(new Order.Rename(W, Label.of("rack 4")));

    let(worker.claim(token(MINUTE, 1)));

    assertThat(store.book().member(W))
        .hasValueSatisfying(
            member -> {
              assertThat(member.isDraining()).isTrue();
              assertThat(member.isKeyed()).isTrue();
              assertThat(member.label()).isEqualTo(Label.of("rack 4"));
            });
    order(new Order.Resume(W));
    assertThat(store.book().member(W).map(Member::isDraining)).contains(false);
  }

  @Test
  void workerWithoutAKey_isTaken_whereThePolicyAndItsAddressSaySo() {
    assertThat(legacy(LegacyPolicy.REFUSE)).contains(CloseCode.KEY_REQUIRED);
    assertThat(legacy(policy("192.0.2.0/24"))).isEmpty();
    assertThat(legacy(policy("192.0.3.0/24"))).contains(CloseCode.ADDRESS_NOT_LISTED);
    assertThat(legacy(policy("::/0"))).contains(CloseCode.ADDRESS_NOT_LISTED);
    assertThat(legacy(policy("0.0.0.0/0"))).isEmpty();
    assertThat(legacy(policy("192.0.2.0/31"))).isEmpty();
    assertThat(legacy(policy("192.0.2.0/32"))).contains(CloseCode.ADDRESS_NOT_LISTED);
  }

  private static LegacyPolicy policy(String range) {
    return new LegacyPolicy(LegacyPolicy.Decision.ALLOW, List.of(AddressRange.parse(range)));
  }

  private Optional<CloseCode> legacy(LegacyPolicy policy) {
    return switch (TestDoor.doorkeeper(policy, clock).admit(W, LEGACY)) {
      case Book.Admitted _ -> Optional.empty();
      case Book.TurnedAway(var code) -> Optional.of(code);
    };
  }

  @Test
  void unknownWorkerOrToken_isNamed() {
    assertThat(keeper.carryOut(new Order.Drain(W), _ -> false))
        .isEqualTo(new Answer.Refused(Why.UNKNOWN, "there is no worker w-1"));
    var id = new TokenId("00".repeat(8));
    assertThat(keeper.carryOut(new Order.Revoke(id), _ -> false))
        .isEqualTo(new Answer.Refused(Why.UNKNOWN, "there is no token 0000000000000000"));
  }

  @Test
  void tokenForNoAddress_isRefused() {
    assertThat(why(new Order.NewToken(Label.NONE, MINUTE, 1, "http://x"))).isEqualTo(Why.INVALID);
  }

  @Test
  void tokensAreBounded_andThoseThatAreOverMakeRoom() {
    for (int i = 0; i < Book.TOKENS_MAX; i++) {
      token(MINUTE, 1);
    }
    assertThat(why(new Order.NewToken(Label.NONE, MINUTE, 1, ""))).isEqualTo(Why.CONFLICT);

    clock.pass(MINUTE);
    token(MINUTE, 1);

    assertThat(store.book().tokens()).hasSize(1);
  }

  @Test
  void bookThatCannotBeKept_changesNothing_andLetsNobodyIn() {
    var token = token(MINUTE, 1);
    var full = TestDoor.doorkeeper(new FullDisk(store), LegacyPolicy.ALLOW, clock);
    var admitted = (Book.Admitted) full.admit(W, worker.claim(token));

    assertThat(full.keep(admitted)).contains(CloseCode.INTERNAL_ERROR);
    assertThat(full.carryOut(new Order.Drain(W), _ -> true))
        .isEqualTo(new Answer.Refused(Why.FAILED, "the miner cannot write its file, see its log"));
    assertThat(store.book().members()).isEmpty();
  }

  private record FullDisk(BookStore store) implements BookStore {
    @Override
    public Book book() {
      return store.book();
    }

    @Override
    public void keep(Book next) throws IOException {
      throw new IOException("no space left on device");
    }
  }

  private JoinToken token(Duration lifetime, int uses) {
    var answer = carriedOut(new Order.NewToken(Label.NONE, lifetime, uses, ""));
    return ((Answer.Issued) answer).token();
  }

  private void order(Order order) {
    assertThat(carriedOut(order)).isInstanceOf(Answer.Changed.class);
  }

  private Answer carriedOut(Order order) {
    return keeper.carryOut(order, _ -> true);
  }

  private Why why(Order order) {
    return ((Answer.Refused) carriedOut(order)).why();
  }

  private void let(Claim claim) {
    let("w-1", claim);
  }

  private void let(String id, Claim claim) {
    var admission = keeper.admit(new WorkerId(id), claim);
    assertThat(admission).isInstanceOf(Book.Admitted.class);
    assertThat(keeper.keep((Book.Admitted) admission)).isEmpty();
  }

  private CloseCode refusal(Claim claim) {
    return refusal("w-1", claim);
  }

  private CloseCode refusal(String id, Claim claim) {
    return ((Book.TurnedAway) keeper.admit(new WorkerId(id), claim)).why();
  }
}
