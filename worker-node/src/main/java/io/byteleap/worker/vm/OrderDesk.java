package io.byteleap.worker.vm;

import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.wire.vm.VmOutcome;
import io.byteleap.worker.vm.journal.KnownOrder;
import io.byteleap.worker.vm.journal.OrderBook;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/// Which orders there are, who waits for each, and how those ended that have: so that each is
/// carried out once and each of its reporters hears its end once.
final class OrderDesk {
  private static final int REPORTERS_MAX = 8;
  private static final int OPEN_MAX = 256;
  private static final Label TAKEN = Label.of("taken");

  private final Map<VmTaskId, Entry> entries = new LinkedHashMap<>();
  private int open;

  /// Whether an order is still known when it has ended: one that changes nothing need not be.
  enum Memory {
    KEPT,
    PASSING
  }

  private static final class Entry {
    private final KnownOrder order;
    private final Memory memory;
    private final List<ActorRef<VmReport>> reporters = new ArrayList<>();
    private Label step = TAKEN;
    private KnownOrder.Fate fate;

    private Entry(KnownOrder order, Memory memory) {
      this.order = order;
      this.memory = memory;
      this.fate = order.fate();
    }
  }

  /// What the desk says to an order that comes in.
  enum Arrival {
    /// Nobody knew it; it is to be carried out.
    NEW,
    /// It is being carried out.
    REPEATED,
    /// Its end was told.
    ANSWERED
  }

  /// An order that a former worker took.
  void remember(KnownOrder order) {
    entries.put(order.task(), new Entry(order, Memory.KEPT));
    if (order.fate() instanceof KnownOrder.Open) {
      open++;
    }
  }

  /// Takes an order, unless it was taken before.
  Arrival arrive(KnownOrder order, Memory memory, ActorRef<VmReport> reporter) {
    var before = entries.get(order.task());
    if (before == null) {
      return isFull(order, reporter) ? Arrival.ANSWERED : taken(order, memory, reporter);
    }
    if (!before.order.mark().equals(order.mark())) {
      return refused(order.task(), "another order has this task_id", reporter);
    }
    return switch (before.fate) {
      case KnownOrder.Ended(var outcome, var handover) -> {
        reporter.tell(new VmReport.Ended(order.task(), outcome, handover));
        yield Arrival.ANSWERED;
      }
      case KnownOrder.Open() -> joined(before, reporter);
    };
  }

  private boolean isFull(KnownOrder order, ActorRef<VmReport> reporter) {
    if (open < OPEN_MAX) {
      return false;
    }
    var _ = refused(order.task(), "too many orders are being carried out", reporter);
    return true;
  }

  private static Arrival refused(VmTaskId task, String why, ActorRef<VmReport> reporter) {
    var outcome = new VmOutcome.Failed(Label.of(why));
    reporter.tell(new VmReport.Ended(task, outcome, Optional.empty()));
    return Arrival.ANSWERED;
  }

  private Arrival taken(KnownOrder order, Memory memory, ActorRef<VmReport> reporter) {
    var entry = new Entry(order, memory);
    entries.put(order.task(), entry);
    open++;
    var _ = joined(entry, reporter);
    return Arrival.NEW;
  }

  private static Arrival joined(Entry entry, ActorRef<VmReport> reporter) {
    if (!entry.reporters.contains(reporter)) {
      if (entry.reporters.size() >= REPORTERS_MAX) {
        return refused(entry.order.task(), "too many wait for this order", reporter);
      }
      entry.reporters.add(reporter);
    }
    reporter.tell(new VmReport.Progress(entry.order.task(), entry.step));
    return Arrival.REPEATED;
  }

  void step(VmTaskId task, Label step) {
    var entry = entries.get(task);
    if (entry != null && entry.fate instanceof KnownOrder.Open) {
      entry.step = step;
      tellProgress(entry);
    }
  }

  /// Says of every order that it is still being carried out.
  void tellProgress() {
    entries.values().stream()
        .filter(entry -> entry.fate instanceof KnownOrder.Open)
        .forEach(OrderDesk::tellProgress);
  }

  private static void tellProgress(Entry entry) {
    var progress = new VmReport.Progress(entry.order.task(), entry.step);
    entry.reporters.forEach(reporter -> reporter.tell(progress));
  }

  /// The order, if it is being carried out.
  Optional<KnownOrder> open(VmTaskId task) {
    return Optional.ofNullable(entries.get(task))
        .filter(entry -> entry.fate instanceof KnownOrder.Open)
        .map(entry -> entry.order);
  }

  Label stepOf(VmTaskId task) {
    var entry = entries.get(task);
    return entry == null ? TAKEN : entry.step;
  }

  /// Ends an order; an end that comes second is not heard.
  void end(VmTaskId task, VmOutcome outcome, Optional<Handover> handover) {
    var entry = entries.get(task);
    if (entry == null || !(entry.fate instanceof KnownOrder.Open)) {
      return;
    }
    open--;
    entry.fate = new KnownOrder.Ended(outcome, handover);
    var report = new VmReport.Ended(task, outcome, handover);
    entry.reporters.forEach(reporter -> reporter.tell(report));
    entry.reporters.clear();
    if (entry.memory == Memory.PASSING) {
      entries.remove(task);
    }
  }

  /// Orders of a machine that a former worker did not end.
  static List<KnownOrder> openOf(List<KnownOrder> orders, VmName machine) {
    return orders.stream()
        .filter(order -> order.fate() instanceof KnownOrder.Open)
        .filter(order -> order.machine().equals(machine))
        .toList();
  }

  /// Takes the oldest ended orders out that are too many to be kept.
  List<VmTaskId> tooMany() {
    int surplus = entries.size() - open - OrderBook.ORDERS_MAX;
    if (surplus <= 0) {
      return List.of();
    }
    var oldest =
        entries.values().stream()
            .filter(entry -> entry.fate instanceof KnownOrder.Ended)
            .limit(surplus)
            .map(entry -> entry.order.task())
            .toList();
    oldest.forEach(entries::remove);
    return oldest;
  }
}
