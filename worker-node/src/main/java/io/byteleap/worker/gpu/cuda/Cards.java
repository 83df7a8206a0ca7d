package io.byteleap.worker.gpu.cuda;

import io.byteleap.domain.exact.ExactEngine;
import io.byteleap.domain.identity.UnitId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The GPUs that exact products are computed on, looked for once; lent as a whole while a virtual
/// machine has one, and looked for again after that, since which ones there are may have changed.
public final class Cards implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Cards.class);

  private enum Place {
    HERE,
    LENT,
    CLOSED
  }

  private final Supplier<CardSight> look;
  private final AtomicReference<SortedMap<UnitId, CardEngine>> engines =
      new AtomicReference<>(Collections.emptySortedMap());
  private Place place = Place.HERE;

  private Cards(Supplier<CardSight> look) {
    this.look = look;
  }

  /// Of a worker that computes on none.
  public static Cards none() {
    return new Cards(() -> new CardSight.Absent("no GPU engine: this worker is not to use GPUs"));
  }

  /// Those that `look` sees now.
  public static Cards seen(Supplier<CardSight> look) {
    var cards = new Cards(look);
    cards.engines.set(cards.looked());
    return cards;
  }

  private SortedMap<UnitId, CardEngine> looked() {
    return switch (look.get()) {
      case CardSight.Absent(var why) -> {
        LOG.info(why);
        yield Collections.emptySortedMap();
      }
      case CardSight.Present(var driver, var found, var unused) -> {
        unused.forEach(why -> LOG.warn("a GPU is not used: {}", why));
        var byUnit = new TreeMap<UnitId, CardEngine>();
        found.forEach(engine -> byUnit.put(engine.unit(), engine));
        LOG.info("GPU engine, driver={}, units={}", driver, byUnit.keySet());
        yield Collections.unmodifiableSortedMap(byUnit);
      }
    };
  }

  /// The engines that there are at the moment, none while the cards are lent.
  public SortedMap<UnitId, ExactEngine> engines() {
    return new TreeMap<>(engines.get());
  }

  /// Gives up what is under way and gives every card back. Blocks until that is done, for two
  /// launches at most.
  public synchronized void lend() {
    if (place == Place.HERE) {
      place = Place.LENT;
    }
    engines.getAndSet(Collections.emptySortedMap()).values().forEach(CardEngine::close);
  }

  /// Nobody else has a card any more. Blocks for a look.
  public synchronized void takeBack() {
    if (place == Place.LENT) {
      place = Place.HERE;
      engines.set(looked());
    }
  }

  @Override
  public synchronized void close() {
    lend();
    place = Place.CLOSED;
  }
}
