package io.byteleap.worker.gateway;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.SignedHandover;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.tls.P256Key;
import io.byteleap.wire.vm.DeviceFrame;
import io.byteleap.wire.vm.GatewayFeature;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.VmOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// Orders that the gateway has given and has no answer to yet: those under way, and those that have
/// ended and whose answer has not left this process. Outlives a session, so that no answer is lost
/// with one. At most [#OPEN_MAX].
record Orders(SequencedMap<VmTaskId, Entry> open) {
  static final Orders NONE = new Orders(new LinkedHashMap<>());

  static final int OPEN_MAX = 64;

  static final VmOutcome TOO_MANY =
      new VmOutcome.Failed(Label.of("too many orders at once: " + OPEN_MAX));

  sealed interface Entry {}

  record UnderWay(VmOrder order) implements Entry {}

  /// `handover` has an element when a machine was taken down.
  record Ended(VmOrder order, VmOutcome outcome, List<Handover> handover) implements Entry {
    Ended {
      handover = List.copyOf(handover);
    }

    /// What says so to a gateway with these features: the record that the worker signs, where one
    /// is wanted, then the answer.
    List<DeviceFrame> frames(WorkerId worker, P256Key key, Set<GatewayFeature> features) {
      var frames = new ArrayList<DeviceFrame>();
      if (features.contains(GatewayFeature.HANDOVER)) {
        handover.stream().map(each -> signed(each, worker, key)).forEach(frames::add);
      }
      frames.add(order.answer(outcome));
      return frames;
    }

    private DeviceFrame signed(Handover found, WorkerId worker, P256Key key) {
      var signature = key.sign(SignedHandover.text(worker, order.task(), found));
      return new DeviceFrame.VmHandover(new SignedHandover(worker, order.task(), found, signature));
    }
  }

  Orders {
    open = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(open));
  }

  boolean isFull() {
    return open.size() >= OPEN_MAX;
  }

  Optional<Entry> of(VmTaskId task) {
    return Optional.ofNullable(open.get(task));
  }

  Orders begun(VmOrder order) {
    return with(order.task(), new UnderWay(order));
  }

  /// After the end of an order; unchanged when none of that name is under way.
  Orders ended(VmTaskId task, VmOutcome outcome, List<Handover> handover) {
    return of(task).orElse(null) instanceof UnderWay(var order)
        ? with(task, new Ended(order, outcome, handover))
        : this;
  }

  /// Its answer has left.
  Orders answered(VmTaskId task) {
    if (!(open.get(task) instanceof Ended)) {
      return this;
    }
    var next = new LinkedHashMap<>(open);
    next.remove(task);
    return new Orders(next);
  }

  /// Those that have ended, the first one first.
  List<Ended> unanswered() {
    return open.values().stream().filter(Ended.class::isInstance).map(Ended.class::cast).toList();
  }

  private Orders with(VmTaskId task, Entry entry) {
    var next = new LinkedHashMap<>(open);
    next.put(task, entry);
    return new Orders(next);
  }
}
