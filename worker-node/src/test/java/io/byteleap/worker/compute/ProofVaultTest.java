package io.byteleap.worker.compute;

import static io.byteleap.fixture.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.identity.ChallengeId;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.merkle.MerkleTree;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

final class ProofVaultTest {
  private static final Duration AGE = Duration.ofMinutes(10);
  private static final TaskProduct TREE = tree(10);

  private final ProofVault vault = ProofVault.within(new ProofVault.Limits(AGE, 3, 80 * 100));

  @Test
  void result_isFoundByValidatorAndChallenge() {
    var kept = vault.with(key("5A", "c"), TREE, T0);

    assertThat(kept.find(key("5A", "c"), T0)).contains(TREE);
    assertThat(kept.find(key("5B", "c"), T0)).isEmpty();
    assertThat(kept.find(key("5A", "d"), T0)).isEmpty();
  }

  @Test
  void secondTaskOfAValidator_leavesTheFirstResult() {
    var kept = vault.with(key("5A", "c"), TREE, T0).with(key("5A", "d"), tree(11), T0);

    assertThat(kept.find(key("5A", "c"), T0)).contains(TREE);
    assertThat(kept.count()).isEqualTo(2);
  }

  @Test
  void result_isGoneAtItsAge() {
    var kept = vault.with(key("5A", "c"), TREE, T0);
    var end = T0.plus(AGE);

    assertThat(kept.find(key("5A", "c"), end.minusMillis(1))).isPresent();
    assertThat(kept.find(key("5A", "c"), end)).isEmpty();
    assertThat(kept.sweptAt(end).count()).isZero();
    assertThat(kept.with(key("5A", "d"), TREE, end).count()).isEqualTo(1);
  }

  @Test
  void tooMany_dropsTheOldest() {
    var kept = vault;
    for (int i = 0; i < 4; i++) {
      kept = kept.with(key("5A", "c" + i), TREE, T0.plusSeconds(i));
    }

    assertThat(kept.count()).isEqualTo(3);
    assertThat(kept.find(key("5A", "c0"), T0)).isEmpty();
    assertThat(kept.find(key("5A", "c3"), T0)).isPresent();
  }

  @Test
  void tooLarge_dropsTheOldest_andWhatNeverFitsIsNotKept() {
    var kept = vault.with(key("5A", "c"), tree(60), T0).with(key("5A", "d"), tree(50), T0);
    var larger = kept.with(key("5A", "e"), tree(200), T0);

    assertThat(kept.find(key("5A", "c"), T0)).isEmpty();
    assertThat(kept.bytes()).isEqualTo(80 * 50);
    assertThat(kept.missingIn(larger)).isEmpty();
    assertThat(larger.find(key("5A", "d"), T0)).isPresent();
    assertThat(larger.find(key("5A", "e"), T0)).isEmpty();
  }

  @Test
  void resultOfTheSameChallenge_takesThePlaceOfTheOlder() {
    var kept = vault.with(key("5A", "c"), TREE, T0).with(key("5A", "c"), tree(12), T0);

    assertThat(kept.count()).isEqualTo(1);
    assertThat(kept.find(key("5A", "c"), T0).orElseThrow().leafCount()).isEqualTo(12);
    assertThat(vault.with(key("5A", "c"), TREE, T0).missingIn(kept)).containsExactly(TREE);
  }

  private static ProofVault.Key key(String validator, String challenge) {
    return new ProofVault.Key(new Hotkey(validator), new ChallengeId(challenge));
  }

  private static TaskProduct tree(int leaves) {
    return TaskProduct.ofCpu(MerkleTree.of(Collections.nCopies(leaves, "0123456789abcdef")));
  }
}
