package io.byteleap.domain.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.domain.exact.UnitBook.Binding;
import io.byteleap.domain.exact.UnitBook.MinerLeft;
import io.byteleap.domain.exact.UnitBook.UnitBound;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.fixture.Seeds;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class UnitBookTest {
  private static final Instant NOW = Instant.EPOCH;

  private static UnitName unit(int miner, int worker, String unit) {
    return new UnitName(
        new Hotkey("5Miner" + miner), new WorkerId("w-" + worker), new UnitId(unit));
  }

  private static WorkerKey key(int number) {
    return new WorkerKey("%064x".formatted(number));
  }

  @Test
  void keyOfAnotherUnit_whosever_andAnotherKey_areRefused() {
    var book = UnitBook.EMPTY.with(unit(1, 1, "GPU-1"), key(1));

    assertThat(book.refusal(unit(1, 1, "GPU-1"), key(1))).isEmpty();
    assertThat(book.refusal(unit(1, 1, "GPU-1"), key(2))).contains(ExactRefusal.OTHER_KEY);
    assertThat(book.refusal(unit(2, 7, "GPU-9"), key(1))).contains(ExactRefusal.KEY_OF_ANOTHER);
    assertThat(book.refusal(unit(2, 7, "GPU-1"), key(2))).isEmpty();
  }

  @Test
  void binding_isStoredOnce() {
    var first = UnitBook.EMPTY.binding(unit(1, 1, "-1"), key(1), NOW);
    var book = UnitBook.EMPTY.evolve(first.orElseThrow());

    assertThat(first).contains(new UnitBound(unit(1, 1, "-1"), key(1), NOW));
    assertThat(book.binding(unit(1, 1, "-1"), key(1), NOW)).isEmpty();
    assertThat(book.bindings()).containsExactly(new Binding(unit(1, 1, "-1"), key(1)));
  }

  @Test
  void minerThatLeft_givesUpItsUnits_keysAndClaims() {
    var book =
        UnitBook.EMPTY
            .with(unit(1, 1, "GPU-1"), key(1))
            .with(unit(2, 1, "GPU-1"), key(2))
            .with(unit(2, 2, "-1"), key(3));
    assertThat(book.disputed()).containsOnlyKeys(new UnitId("GPU-1"));

    var after = book.evolve(new MinerLeft(new Hotkey("5Miner2"), NOW));

    assertThat(after).isEqualTo(UnitBook.EMPTY.with(unit(1, 1, "GPU-1"), key(1)));
    assertThat(after.disputed()).isEmpty();
    assertThat(after.refusal(unit(1, 3, "GPU-3"), key(2))).isEmpty();
  }

  @Test
  void minerWithTooManyUnits_losesTheOldest_andNobodyElses() {
    var book = UnitBook.EMPTY.with(unit(2, 1, "-1"), key(0));
    for (int i = 1; i <= UnitBook.UNITS_PER_MINER_MAX + 1; i++) {
      book = book.with(unit(1, i, "-1"), key(i));
    }

    assertThat(book.count()).isEqualTo(UnitBook.UNITS_PER_MINER_MAX + 1);
    assertThat(book.refusal(unit(1, 1, "-1"), key(7_777))).isEmpty();
    assertThat(book.refusal(unit(1, 2, "-1"), key(7_777))).contains(ExactRefusal.OTHER_KEY);
    assertThat(book.refusal(unit(2, 1, "-1"), key(7_777))).contains(ExactRefusal.OTHER_KEY);
  }

  /// Against a plain map that is searched through.
  @Test
  void book_isAsASimpleMapIs() {
    Seeds.check(
        50,
        random -> {
          var book = UnitBook.EMPTY;
          Map<UnitName, WorkerKey> plain = new HashMap<>();
          for (int i = 0; i < 200; i++) {
            var unit = unit(random.nextInt(3), random.nextInt(4), "GPU-" + random.nextInt(5));
            var key = key(random.nextInt(40));
            assertThat(book.refusal(unit, key)).isEqualTo(refusal(plain, unit, key));
            if (random.nextInt(4) == 0) {
              book = book.without(unit);
              plain.remove(unit);
            } else if (book.refusal(unit, key).isEmpty()) {
              book = book.with(unit, key);
              plain.putIfAbsent(unit, key);
            }
          }
          assertThat(book.count()).isEqualTo(plain.size());
          assertThat(book).isEqualTo(UnitBook.of(book.bindings()));
          for (int gpu = 0; gpu < 5; gpu++) {
            var device = new UnitId("GPU-" + gpu);
            var claims =
                plain.keySet().stream()
                    .filter(name -> name.unit().equals(device))
                    .sorted()
                    .toList();
            assertThat(book.claimsOf(device)).isEqualTo(claims);
            assertThat(book.disputed().containsKey(device)).isEqualTo(claims.size() > 1);
          }
        });
  }

  private static Optional<ExactRefusal> refusal(
      Map<UnitName, WorkerKey> plain, UnitName unit, WorkerKey key) {
    if (plain.containsKey(unit)) {
      return key.equals(plain.get(unit)) ? Optional.empty() : Optional.of(ExactRefusal.OTHER_KEY);
    }
    return plain.containsValue(key) ? Optional.of(ExactRefusal.KEY_OF_ANOTHER) : Optional.empty();
  }

  @Test
  void fullSubnet_isLookedUpAndGrows_withoutGoingThroughIt() {
    var bindings =
        IntStream.range(0, 25_600)
            .mapToObj(i -> new Binding(unit(i % 256, i / 256, "GPU-" + i), key(i)))
            .toList();

    var book = UnitBook.of(bindings);

    assertThat(book.count()).isEqualTo(25_600);
    assertThat(
            List.of(bindings.getFirst(), bindings.getLast()).stream()
                .map(one -> book.refusal(one.unit(), one.key())))
        .containsOnly(Optional.empty());
    assertThat(book.refusal(unit(3, 999, "GPU-x"), key(25_599)))
        .contains(ExactRefusal.KEY_OF_ANOTHER);
  }
}
