package io.byteleap.redteam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.byteleap.domain.scoring.ScoringPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class EconomicsTest {
  @Test
  void everyRoundPassed_isWholePay() {
    assertThat(Economics.pay(Collections.nCopies(12, 1))).isEqualTo(1);
  }

  @Test
  void halfTheRoundsPassed_isHalfThePay() {
    assertThat(Economics.pay(List.of(1, 0, 1, 0, 0, 1))).isEqualTo(0.5, offset(1e-9));
  }

  @Test
  void threeNamesPassed_isThreefoldPay() {
    assertThat(Economics.pay(Collections.nCopies(6, 3))).isEqualTo(3, offset(1e-9));
  }

  @Test
  void moreRoundsThanOneLedgerSees_areWeighedAlike() {
    var rounds = new ArrayList<>(Collections.nCopies(500, 1));
    rounds.addAll(Collections.nCopies(250, 0));

    assertThat(Economics.pay(rounds)).isEqualTo(500.0 / 750, offset(1e-9));
  }

  @Test
  void silence_costsAvailability() {
    var books = Books.begunWith(ScoringPolicy.DEFAULT);
    books.heartbeat(0, 1, books.now());
    books.rent(0, Duration.ofDays(1));

    books.nextBucket();

    assertThat(books.score()).isEqualTo(0.5, offset(1e-9));
  }

  @Test
  void unknownWorker_isNotRented() {
    assertThat(Books.begunWith(ScoringPolicy.DEFAULT).rent(0, Duration.ofDays(1))).isFalse();
  }
}
