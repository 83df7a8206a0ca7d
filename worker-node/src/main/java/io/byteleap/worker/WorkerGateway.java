package io.byteleap.worker;

import io.byteleap.actor.Restarts;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.json.JsonObject;
import io.byteleap.worker.gateway.EnrolmentClient;
import io.byteleap.worker.gateway.GatewayLink;
import io.byteleap.worker.gateway.GatewayProblem;
import io.byteleap.worker.link.MinerLink;
import io.byteleap.worker.vm.VmCommand;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Whether the worker is at a VM gateway, and how it gets there.
sealed interface WorkerGateway {
  record Off() implements WorkerGateway {}

  record On(EnrolmentClient enrolment, Path stateFile) implements WorkerGateway {}

  /// Who is asked how it is there.
  sealed interface Place {}

  record Nowhere() implements Place {}

  record Somewhere(ActorRef<GatewayLink.Command> link) implements Place {}

  /// What of the node the gateway has to do with; the keeper of machines is asked for when there is
  /// a gateway.
  record Node(
      WorkerId worker,
      String name,
      ActorRef<MinerLink.Command> miner,
      Supplier<ActorRef<VmCommand>> keeper,
      Supplier<JsonObject> systemInfo,
      InstantSource clock) {}

  /// As the configuration, which lies in `file`, has it.
  static WorkerGateway of(WorkerConfig config, Path file) throws GatewayProblem {
    var vmgw = config.vmgw();
    return vmgw.enable()
        ? new On(
            EnrolmentClient.of(vmgw.enrolmentHosts(), vmgw.caFile()),
            vmgw.stateFile(config.dataDir(), file))
        : new Off();
  }

  /// Starts what goes there.
  default Place start(ActorContext<?> context, Node node) {
    return switch (this) {
      case Off() -> new Nowhere();
      case On(var enrolment, var stateFile) -> {
        var tools =
            new GatewayLink.Tools(
                node.miner(),
                node.keeper().get(),
                enrolment,
                node.systemInfo(),
                node.clock(),
                new SecureRandom());
        var settings =
            new GatewayLink.Settings(
                node.worker(), node.name(), stateFile, GatewayLink.Timing.USUAL);
        yield new Somewhere(
            context.spawn(
                Behaviors.supervise(GatewayLink.create(settings, tools))
                    .onFailure(Restarts.afterAPause()),
                "gateway",
                DispatcherSelector.blocking()));
      }
    };
  }
}
