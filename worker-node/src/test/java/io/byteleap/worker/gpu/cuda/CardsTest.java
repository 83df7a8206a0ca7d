package io.byteleap.worker.gpu.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.byteleap.domain.exact.ExactShape;
import io.byteleap.domain.identity.UnitId;
import io.byteleap.domain.units.Ratio;
import io.byteleap.worker.gpu.GpuServer.Released;
import io.byteleap.worker.vm.CardLoan;
import io.byteleap.worker.vm.GpuLoan;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class CardsTest {
  private static final ExactShape SHAPE = new ExactShape(128, 1);

  private final AtomicInteger looks = new AtomicInteger();

  private CardSight look() {
    looks.incrementAndGet();
    return new CardSight.Present(
        "13.0", List.of(CardEngine.of(SoftwareCard.large(), Ratio.WHOLE)), List.of("an old one"));
  }

  @Test
  void cards_areLookedForOnce_andAgainAfterALoan() {
    var cards = Cards.seen(this::look);
    var unit = cards.engines().firstKey();
    var engine = cards.engines().firstEntry().getValue();
    assertThat(engine.refusal(SHAPE)).isEmpty();
    assertThat(looks).hasValue(1);

    cards.lend();
    assertThat(cards.engines()).isEmpty();
    assertThat(engine.refusal(SHAPE)).contains(unit + " was given back");
    cards.lend();
    cards.takeBack();
    cards.takeBack();

    assertThat(looks).hasValue(2);
    assertThat(cards.engines().firstEntry().getValue().refusal(SHAPE)).isEmpty();
    cards.close();
    assertThat(cards.engines()).isEmpty();
    cards.takeBack();
    assertThat(cards.engines()).isEmpty();
  }

  @Test
  void machineWithoutCards_hasNoEngines() {
    assertThat(Cards.none().engines()).isEmpty();
    assertThat(Cards.seen(() -> new CardSight.Absent("no driver")).engines()).isEmpty();
  }

  /// Notes what it is asked, and whether the cards were gone by then.
  private static final class Others implements GpuLoan {
    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final Cards cards;

    Others(Cards cards) {
      this.cards = cards;
    }

    @Override
    public CompletionStage<Released> take() {
      asked.add("take " + cards.engines().size());
      return CompletableFuture.completedStage(Released.FREE);
    }

    @Override
    public void giveBack() {
      asked.add("back");
    }
  }

  @Test
  void loan_closesTheCardsFirst_andInTheOrderInWhichItWasAsked() throws Exception {
    var cards = Cards.seen(this::look);
    UnitId unit = cards.engines().firstKey();
    var others = new Others(cards);
    var loan = new CardLoan(cards, others, Thread::startVirtualThread);

    assertThat(loan.take().toCompletableFuture().get(10, TimeUnit.SECONDS))
        .isEqualTo(Released.FREE);
    assertThat(others.asked.poll(10, TimeUnit.SECONDS)).isEqualTo("take 0");
    loan.giveBack();
    loan.take().toCompletableFuture().get(10, TimeUnit.SECONDS);
    assertThat(cards.engines()).isEmpty();
    loan.giveBack();
    loan.giveBack();
    Awaitility.await().until(() -> cards.engines().containsKey(unit));

    assertThat(others.asked).containsExactly("back", "take 0", "back", "back");
    cards.close();
  }
}
