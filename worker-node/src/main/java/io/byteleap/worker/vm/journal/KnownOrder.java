package io.byteleap.worker.vm.journal;

import io.byteleap.domain.vm.Deed;
import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.VmAddress;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOutcome;
import java.time.Instant;
import java.util.Optional;

/// An order that was taken: what of it is kept so that it is carried out once, whatever happens.
/// Nothing that is secret.
///
/// @param mark tells this order from another that has the same task
public record KnownOrder(
    VmTaskId task,
    VmAddress address,
    Deed deed,
    String mark,
    VmName machine,
    Instant takenAt,
    Fate fate) {
  /// What became of an order.
  public sealed interface Fate {}

  public record Open() implements Fate {}

  public record Ended(VmOutcome outcome, Optional<Handover> handover) implements Fate {}

  public static KnownOrder taken(VmOrder order, VmName machine, Instant now) {
    return new KnownOrder(
        order.task(),
        order.answer(new VmOutcome.Failed(VmOutcome.UNKNOWN_ERROR)).address(),
        deed(order.operation()),
        OrderMark.of(order.operation()),
        machine,
        now,
        new Open());
  }

  public KnownOrder ended(VmOutcome outcome, Optional<Handover> handover) {
    return new KnownOrder(
        task, address, deed, mark, machine, takenAt, new Ended(outcome, handover));
  }

  private static Deed deed(VmOperation operation) {
    return switch (operation) {
      case VmOperation.Create _ -> Deed.CREATE;
      case VmOperation.TurnOn _ -> Deed.START;
      case VmOperation.TurnOff _ -> Deed.STOP;
      case VmOperation.Reboot _ -> Deed.REBOOT;
      case VmOperation.Destroy _ -> Deed.DESTROY;
      case VmOperation.MonitorStats _,
          VmOperation.AddLoginKey _,
          VmOperation.MakeKey _,
          VmOperation.RevokeLoginKey _,
          VmOperation.RevokeMadeKey _,
          VmOperation.ConnectHeadscale _ ->
          Deed.INSIDE;
    };
  }
}
