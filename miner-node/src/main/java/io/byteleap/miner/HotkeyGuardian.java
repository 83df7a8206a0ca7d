package io.byteleap.miner;

import io.byteleap.chain.SubnetView;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.keys.Signer;
import io.byteleap.miner.api.EventJson;
import io.byteleap.miner.api.Owners;
import io.byteleap.miner.challenge.ChallengeDesk;
import io.byteleap.miner.enrolment.EnrolmentDesk;
import io.byteleap.miner.event.MinerEvent;
import io.byteleap.miner.event.PeerFigures;
import io.byteleap.miner.presence.HeartbeatPulse;
import io.byteleap.miner.validator.Handshakes;
import io.byteleap.miner.validator.ValidatorDirectory;
import io.byteleap.miner.validator.ValidatorDirectory.Validator;
import io.byteleap.miner.worker.Doorways.Doorway;
import io.byteleap.miner.worker.WorkerMeters;
import io.byteleap.miner.worker.WorkerRegistry;
import io.byteleap.node.HealthNote;
import io.byteleap.transport.EventFeed;
import io.byteleap.transport.SynapseCaller;
import io.byteleap.wire.SystemInfo;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Everything that one hotkey has for itself: its workers, its validators with their sessions, and
/// the journeys between them.
final class HotkeyGuardian {
  sealed interface Command {}

  /// Finishes what is under way and takes nothing new.
  record Drain(ActorRef<ChallengeDesk.Drained> replyTo) implements Command {}

  private record ValidatorsChosen(List<Validator> validators) implements Command {}

  private record WorkerAppeared() implements Command {}

  /// What all hotkeys of a miner have together; `callers` makes the one that speaks for a hotkey.
  record Shared(
      MinerConfig config,
      SubnetView subnet,
      MeterRegistry figures,
      EventFeed feed,
      Function<Signer, SynapseCaller> callers,
      Supplier<CompletionStage<SystemInfo>> host,
      InstantSource clock,
      RandomGenerator random) {}

  /// Whether it has validators and whether it is registered, for the node's health.
  record Notes(HealthNote validators, HealthNote registered) {}

  /// Where its workers come in, and whom to ask about it.
  record Crew(Doorway doorway, Owners owners) {}

  private final ActorContext<Command> context;
  private final Identity identity;
  private final Admission admission;
  private final Shared shared;
  private final Notes notes;
  private final Hotkey own;
  private final MeterRegistry figures;

  private HotkeyGuardian(
      ActorContext<Command> context,
      Identity identity,
      Admission admission,
      Shared shared,
      Notes notes) {
    this.context = context;
    this.identity = identity;
    this.admission = admission;
    this.shared = shared;
    this.notes = notes;
    this.own = identity.hotkey();
    this.figures = labelled(shared.figures(), own);
  }

  /// `ready` hears of the crew once, at the start.
  static Behavior<Command> create(
      Identity identity, Admission admission, Shared shared, Notes notes, Consumer<Crew> ready) {
    return Behaviors.setup(
        context -> new HotkeyGuardian(context, identity, admission, shared, notes).starting(ready));
  }

  /// The same figures, each with the hotkey that it belongs to.
  private static MeterRegistry labelled(MeterRegistry figures, Hotkey own) {
    var labelled = new CompositeMeterRegistry(Clock.SYSTEM, List.of(figures));
    labelled.config().commonTags("hotkey", own.value());
    return labelled;
  }

  private Behavior<Command> starting(Consumer<Crew> ready) {
    var meters = new WorkerMeters(figures);
    var events = events();
    var enrolments = spawn("enrolments", EnrolmentDesk.create(enrolmentSettings()));
    var registry = spawnRegistry(registrySettings(meters, enrolments, events));
    var pulse = spawn("heartbeats", HeartbeatPulse.create(pulseSettings(events), registry));
    var desk = spawn("challenges", ChallengeDesk.create(deskSettings(events), registry));
    var directory = spawn("validators", ValidatorDirectory.create(directorySettings(events)));
    context.spawn(RegistrationHealth.create(notes.registered(), own), "registration-health");
    ready.accept(
        new Crew(
            new Doorway(identity.config().path(), admission.terms(), registry, meters),
            new Owners(
                own,
                identity.config().name(),
                identity.config().door(),
                registry,
                directory,
                desk,
                pulse)));
    return running(pulse, desk, enrolments);
  }

  private Behavior<Command> running(
      ActorRef<HeartbeatPulse.Command> pulse,
      ActorRef<ChallengeDesk.Command> desk,
      ActorRef<EnrolmentDesk.Command> enrolments) {
    return Behaviors.receiveMessage(
        command -> {
          switch (command) {
            case ValidatorsChosen(var validators) -> {
              pulse.tell(new HeartbeatPulse.Validators(validators));
              desk.tell(new ChallengeDesk.Validators(validators));
              enrolments.tell(new EnrolmentDesk.Validators(validators));
            }
            case WorkerAppeared() -> pulse.tell(new HeartbeatPulse.Newcomer());
            case Drain(var replyTo) ->
                desk.tell(new ChallengeDesk.Drain(shared.config().drainTimeout(), replyTo));
          }
          return Behaviors.same();
        });
  }

  private <C> ActorRef<C> spawn(String name, Behavior<C> behavior) {
    return context.spawn(
        Behaviors.supervise(behavior).onFailure(SupervisorStrategy.restart()), name);
  }

  /// It writes a file when workers join, and nothing else waits for that.
  private ActorRef<WorkerRegistry.Command> spawnRegistry(WorkerRegistry.Settings settings) {
    return context.spawn(
        Behaviors.supervise(WorkerRegistry.create(settings))
            .onFailure(SupervisorStrategy.restart()),
        "workers",
        DispatcherSelector.blocking());
  }

  /// What happens is shown in the figures and told to whoever follows the feed.
  private Consumer<MinerEvent> events() {
    var peers = new PeerFigures(figures);
    return event -> {
      peers.tell(event);
      shared
          .feed()
          .publish(EventJson.name(event), EventJson.of(own, shared.clock().instant(), event));
    };
  }

  private WorkerRegistry.Settings registrySettings(
      WorkerMeters meters,
      ActorRef<EnrolmentDesk.Command> enrolments,
      Consumer<MinerEvent> events) {
    var self = context.getSelf();
    return new WorkerRegistry.Settings(
        admission.doorkeeper(),
        shared.config().workerManagement().heartbeatTimeout(),
        _ -> self.tell(new WorkerAppeared()),
        request -> enrolments.tell(new EnrolmentDesk.Asked(request)),
        events,
        meters,
        shared.clock());
  }

  private HeartbeatPulse.Settings pulseSettings(Consumer<MinerEvent> events) {
    return new HeartbeatPulse.Settings(
        own, shared.config().heartbeatInterval(), shared.host(), events, figures, shared.clock());
  }

  private ChallengeDesk.Settings deskSettings(Consumer<MinerEvent> events) {
    return new ChallengeDesk.Settings(
        own, shared.config().taskPollInterval(), events, figures, shared.clock(), shared.random());
  }

  private EnrolmentDesk.Settings enrolmentSettings() {
    return EnrolmentDesk.Settings.usual(figures, shared.clock(), shared.random());
  }

  private ValidatorDirectory.Settings directorySettings(Consumer<MinerEvent> events) {
    var self = context.getSelf();
    var config = shared.config();
    var signer = identity.signer();
    return new ValidatorDirectory.Settings(
        new Handshakes(signer, config.security().handshake(), figures),
        config.metagraph().policy(),
        config.metagraph().blacklist().blacklist(),
        shared.callers().apply(signer),
        validators -> self.tell(new ValidatorsChosen(validators)),
        events,
        notes.validators(),
        shared.clock(),
        shared.random());
  }
}
