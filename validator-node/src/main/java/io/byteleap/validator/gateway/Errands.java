package io.byteleap.validator.gateway;

import io.byteleap.domain.units.Label;
import io.byteleap.wire.vm.VmOrderType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.apache.pekko.actor.typed.ActorRef;

/// What a rental has on its way and would do again if it were lost: questions to its worker and to
/// its miner's ledger, with when they were put. For one thread at a time, as an actor is.
final class Errands {
  private static final int ASKERS_MAX = 8;
  private static final String CHECK = "h";
  private static final String STATS = "s";
  private static final Duration ANSWER_MAX = RentalFrames.patience(VmOrderType.MONITOR_STATS);

  private record Asker(ActorRef<RentalEntity.Stats> replyTo, Instant until) {}

  private final SequencedMap<String, Asker> askers = new LinkedHashMap<>();
  private final Instant begun;
  private long questions;
  private boolean isFirst = true;
  private boolean isAskingLease;
  private int sent;
  private Instant sentAt = Instant.EPOCH;
  private Instant healthyAt;
  private Instant checkedAt;
  private String check = "";
  private Label step = Label.NONE;

  Errands(Instant now) {
    begun = now;
    healthyAt = now;
    checkedAt = now;
  }

  /// Whether a word is that of an order: its number.
  static boolean isOrder(String word) {
    return word.matches("[1-9][0-9]{0,8}");
  }

  /// True the first time.
  boolean isFirstLook() {
    boolean was = isFirst;
    isFirst = false;
    return was;
  }

  // The order that is open.

  /// Whether an order is to be sent: one that was not yet, or not for so long.
  boolean mayBeSent(int order, Duration again, Instant now) {
    return order != sent || !sentAt.plus(again).isAfter(now);
  }

  void sending(int order, Instant now) {
    if (order != sent) {
      step = Label.NONE;
    }
    sent = order;
    sentAt = now;
  }

  void progressed(String word, Label where) {
    if (isOrder(word)) {
      step = where;
    }
  }

  Label step() {
    return step;
  }

  // Whether worker and machine answer.

  boolean isCheckDue(Duration interval, Instant now) {
    return check.isEmpty() && !checkedAt.plus(interval).isAfter(now);
  }

  String checking(Instant now) {
    checkedAt = now;
    check = word(CHECK);
    return check;
  }

  boolean isCheck(String word) {
    return word.equals(check);
  }

  boolean isCheckLate(Instant now) {
    return !check.isEmpty() && !checkedAt.plus(ANSWER_MAX).isAfter(now);
  }

  void checked() {
    check = "";
  }

  void healthy(Instant now) {
    healthyAt = now;
    checkedAt = now;
  }

  /// When worker and machine answered last.
  Instant healthyAt() {
    return healthyAt;
  }

  // Whoever wants to know how the machine is.

  /// Remembers the asker; the one who has waited longest gives way where there are many.
  String asked(ActorRef<RentalEntity.Stats> replyTo, Instant now) {
    if (askers.size() == ASKERS_MAX) {
      tell(askers.firstEntry().getKey(), new RentalEntity.NotKnown("too many ask at once"));
    }
    String word = word(STATS);
    askers.put(word, new Asker(replyTo, now.plus(ANSWER_MAX)));
    return word;
  }

  void answered(String word, RentalEntity.Answer answer) {
    tell(
        word,
        switch (answer) {
          case RentalEntity.Good(var status, var info) -> new RentalEntity.Known(status, info);
          case RentalEntity.Bad(var why) -> new RentalEntity.NotKnown(why.value());
        });
  }

  void notSent(String word) {
    sent = isOrder(word) ? 0 : sent;
    tell(word, new RentalEntity.NotKnown("the worker is away"));
  }

  private void tell(String word, RentalEntity.Stats stats) {
    if (askers.containsKey(word)) {
      askers.remove(word).replyTo().tell(stats);
    }
  }

  /// Those who have waited too long, and are not waited for any more.
  List<ActorRef<RentalEntity.Stats>> late(Instant now) {
    var late = new ArrayList<ActorRef<RentalEntity.Stats>>();
    askers
        .entrySet()
        .removeIf(
            entry -> {
              boolean isLate = !entry.getValue().until().isAfter(now);
              if (isLate) {
                late.add(entry.getValue().replyTo());
              }
              return isLate;
            });
    return late;
  }

  boolean isIdle() {
    return askers.isEmpty() && !isAskingLease;
  }

  // The ledger.

  boolean isAskingLease() {
    return isAskingLease;
  }

  void askingLease() {
    isAskingLease = true;
  }

  void leaseAsked() {
    isAskingLease = false;
  }

  /// Another process that had the rental before may have used the same count.
  private String word(String kind) {
    questions++;
    return kind + Long.toString(begun.toEpochMilli(), Character.MAX_RADIX) + "x" + questions;
  }
}
