package io.byteleap.gateway;

import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.Handover;
import io.byteleap.domain.vm.VmId;
import io.byteleap.domain.vm.VmName;
import io.byteleap.domain.vm.VmStatus;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.vm.DeviceFrame;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.VmOperation;
import io.byteleap.wire.vm.VmOutcome;
import io.byteleap.worker.vm.VmCommand;
import io.byteleap.worker.vm.VmReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// A keeper of machines that has none: it does what it is told at once, or holds orders back while
/// a test wants that, remembers how each ended, and carries none out twice.
final class ScriptedKeeper {
  final List<VmOrder> carried = new CopyOnWriteArrayList<>();
  final Map<String, VmStatus> machines = new ConcurrentHashMap<>();
  private final Map<VmTaskId, VmReport.Ended> ends = new ConcurrentHashMap<>();
  private final Map<VmTaskId, Held> held = new ConcurrentHashMap<>();
  volatile boolean holdsBack;

  private record Held(VmOrder order, ActorRef<VmReport> reporter) {}

  Behavior<VmCommand> behavior() {
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case VmCommand.Carry(var order, var reporter) -> carry(order, reporter);
            case VmCommand.Survey(var asker) ->
                asker.tell(new DeviceFrame.Metrics(12.5, 50, machines.size()));
          }
          return Behaviors.same();
        });
  }

  private void carry(VmOrder order, ActorRef<VmReport> reporter) {
    if (ends.containsKey(order.task())) {
      reporter.tell(ends.get(order.task()));
      return;
    }
    if (!held.containsKey(order.task())) {
      carried.add(order);
    }
    reporter.tell(new VmReport.Progress(order.task(), Label.of("taken")));
    if (holdsBack && !(order.operation() instanceof VmOperation.MonitorStats)) {
      held.put(order.task(), new Held(order, reporter));
    } else {
      end(order, reporter);
    }
  }

  /// Does what was held back.
  void letGo() {
    holdsBack = false;
    held.values().forEach(each -> end(each.order(), each.reporter()));
    held.clear();
  }

  private void end(VmOrder order, ActorRef<VmReport> reporter) {
    var end = new VmReport.Ended(order.task(), outcome(order), handover(order));
    ends.put(order.task(), end);
    reporter.tell(end);
  }

  private VmOutcome outcome(VmOrder order) {
    return switch (order.operation()) {
      case VmOperation.Create create -> {
        machines.put(create.name().value(), VmStatus.RUNNING);
        yield done(
            new VmOutcome.Created(
                new VmId("11111111-2222-4333-8444-555555555555"), create.name(), JsonObject.EMPTY));
      }
      case VmOperation.TurnOn(var vm) -> changed(vm, VmStatus.RUNNING);
      case VmOperation.TurnOff(var vm) -> changed(vm, VmStatus.STOPPED);
      case VmOperation.Reboot(var vm) -> changed(vm, VmStatus.RUNNING);
      case VmOperation.Destroy(var vm) -> {
        machines.remove(vm.value());
        yield done(new VmOutcome.Changed(VmStatus.DESTROYED));
      }
      case VmOperation.MonitorStats(var vm) ->
          machines.containsKey(vm.value())
              ? done(
                  new VmOutcome.Stats(
                      new VmName(vm.value()),
                      machines.get(vm.value()),
                      JsonObject.builder().put("cpu_count", 2).build()))
              : new VmOutcome.Failed(Label.of("Virtual machine not found: " + vm));
      case VmOperation.AddLoginKey _,
          VmOperation.MakeKey _,
          VmOperation.RevokeLoginKey _,
          VmOperation.RevokeMadeKey _,
          VmOperation.ConnectHeadscale _ ->
          new VmOutcome.Failed(Label.of("not in this script"));
    };
  }

  private VmOutcome changed(VmId vm, VmStatus status) {
    machines.put(vm.value(), status);
    return done(new VmOutcome.Changed(status));
  }

  private static VmOutcome done(VmOutcome.Result result) {
    return new VmOutcome.Done(result, 1);
  }

  private static Optional<Handover> handover(VmOrder order) {
    return order.operation() instanceof VmOperation.Destroy(var vm)
        ? Optional.of(
            new Handover(
                new VmId("11111111-2222-4333-8444-555555555555"),
                new VmName(vm.value()),
                Instant.parse("2026-01-01T00:00:00.123456789Z"),
                true,
                true,
                true,
                true,
                List.of()))
        : Optional.empty();
  }
}
