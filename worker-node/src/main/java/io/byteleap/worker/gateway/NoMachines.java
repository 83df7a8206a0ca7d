package io.byteleap.worker.gateway;

import io.byteleap.domain.units.Label;
import io.byteleap.wire.SystemInfo;
import io.byteleap.wire.vm.DeviceFrame;
import io.byteleap.wire.vm.VmOutcome;
import io.byteleap.worker.host.HostView;
import io.byteleap.worker.vm.VmCommand;
import io.byteleap.worker.vm.VmReport;
import java.util.Optional;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Stands where the keeper of machines would, on a host that has none: every order fails with its
/// reason, and the survey is of the host alone.
public final class NoMachines {
  private static final double PERCENT = 100;

  private NoMachines() {}

  public static Behavior<VmCommand> create(HostView host, Label why) {
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case VmCommand.Carry(var order, var reporter) ->
                reporter.tell(
                    new VmReport.Ended(order.task(), new VmOutcome.Failed(why), Optional.empty()));
            case VmCommand.Survey(var asker) -> asker.tell(survey(host));
          }
          return Behaviors.same();
        });
  }

  private static DeviceFrame.Metrics survey(HostView host) {
    var usage = SystemInfo.read(host.systemInfo()).usage();
    return new DeviceFrame.Metrics(
        usage.cpu().value() * PERCENT, usage.memory().value() * PERCENT, 0);
  }
}
