package io.byteleap.validator.gateway;

import io.byteleap.actor.CauseLog;
import io.byteleap.actor.CborSerializable;
import io.byteleap.actor.FailureCause;
import io.byteleap.domain.identity.RandomUuid;
import io.byteleap.domain.rental.HandoverProof;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.port.Devices;
import io.byteleap.tls.P256Key;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.vm.DeviceFrame;
import io.byteleap.wire.vm.DeviceFrameCodec;
import io.byteleap.wire.vm.GatewayFeature;
import io.byteleap.wire.vm.GatewayFrame;
import io.byteleap.wire.vm.GatewayFrameCodec;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// One worker's session, from its hello to its end. The worker is the holder of the certificate
/// that TLS has seen; who it says to be must go with that. One that falls silent is cut off.
public final class DeviceSession {
  /// So many heartbeats may be missed.
  private static final int HEARTBEATS_MISSED_MAX = 3;

  private static final Set<GatewayFeature> FEATURES =
      Set.of(GatewayFeature.PROGRESS, GatewayFeature.HANDOVER);

  public sealed interface Command extends CborSerializable {}

  /// Hands a frame to the worker.
  public record Deliver(String frame) implements Command {}

  /// The worker began another session.
  public record Superseded() implements Command {}

  /// A text came in; the next comes when this is acknowledged.
  record Heard(String text, ActorRef<Taken> replyTo) implements Command {}

  record Taken() implements CborSerializable {}

  /// The connection is at its end.
  record Closed() implements Command {}

  private record HelloLate() implements Command {}

  private record Silent() implements Command {}

  private record Looked(Devices.Standing standing) implements Command {}

  private record NotLooked(String why) implements Command {}

  /// That the worker was heard is in the book, or is not.
  private record Kept(Devices.Standing standing) implements Command {}

  private record NotKept(String why) implements Command {}

  private record Renewed(EnrolmentDesk.Answer answer) implements Command {}

  /// What the session sends with, how it is ended, and who is at the other side.
  interface Line {
    /// False when the worker does not read.
    boolean send(String text);

    void close();
  }

  /// Who holds the certificate that was shown.
  record Peer(X509Certificate certificate, Line line) {}

  /// What sessions work with.
  record Tools(
      EnrolmentDesk enrolment,
      Devices devices,
      DeviceDesk.Desks desks,
      OrderInbox inbox,
      GatewayFrame.HeartbeatInterval heartbeats,
      GatewayMeters meters,
      InstantSource clock,
      RandomGenerator random,
      Executor blocking) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Peer peer;
  private final Tools tools;
  private final CauseLog notes;
  private final Instant since;

  private DeviceSession(
      ActorContext<Command> context, TimerScheduler<Command> timers, Peer peer, Tools tools) {
    context.setLoggerName(DeviceSession.class);
    this.context = context;
    this.timers = timers;
    this.peer = peer;
    this.tools = tools;
    this.notes = new CauseLog(context.getLog());
    this.since = tools.clock().instant();
  }

  static Behavior<Command> create(Peer peer, Tools tools) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new DeviceSession(context, timers, peer, tools).looking()));
  }

  /// Whose the certificate is, by the book of those that were issued.
  private Behavior<Command> looking() {
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> tools.devices().find(serial()), tools.blocking()),
        (standing, failure) ->
            failure == null ? new Looked(standing) : new NotLooked(FailureCause.text(failure)));
    timers.startSingleTimer(new HelloLate(), GatewayFrameCodec.ANSWER_TIMEOUT);
    return Behaviors.withStash(
        1,
        stash ->
            ending(
                command ->
                    switch (command) {
                      case Looked(var standing) -> stash.unstashAll(known(standing));
                      case NotLooked(var why) -> {
                        context.getLog().error("a worker cannot be looked up, why={}", why);
                        yield end();
                      }
                      case Heard heard -> {
                        stash.stash(heard);
                        yield Behaviors.same();
                      }
                      case Closed(), HelloLate(), Superseded() -> end();
                      case Deliver _, Silent _, Renewed _, Kept _, NotKept _ ->
                          Behaviors.unhandled();
                    }));
  }

  private Behavior<Command> known(Devices.Standing standing) {
    return switch (standing) {
      case Devices.Unknown() -> awaiting(_ -> refused(standing, "certificate is not known"));
      case Devices.Revoked _ -> awaiting(_ -> refused(standing, "certificate is revoked"));
      case Devices.Good(var certificate) ->
          awaiting(
              hello ->
                  hello.worker().equals(certificate.owner().worker())
                      ? ready(certificate.owner(), hello)
                      : refused("workerId is not that of the certificate"));
    };
  }

  @FunctionalInterface
  private interface Greeting {
    Behavior<Command> answer(DeviceFrame.Hello hello);
  }

  private Behavior<Command> awaiting(Greeting greeting) {
    return ending(
        command ->
            switch (command) {
              case Heard(var text, var replyTo) -> {
                replyTo.tell(new Taken());
                yield DeviceFrameCodec.decode(text)
                        instanceof Decoded.Read<DeviceFrame>(DeviceFrame.Hello hello)
                    ? greeting.answer(hello)
                    : refused("the first frame must be HELLO_V1");
              }
              case HelloLate() -> refused("no HELLO_V1 in time");
              case Closed(), Superseded() -> end();
              case Deliver _, Silent _, Looked _, NotLooked _, Renewed _, Kept _, NotKept _ ->
                  Behaviors.unhandled();
            });
  }

  @FunctionalInterface
  private interface Receiver {
    Behavior<Command> receive(Command command);
  }

  /// Closes the connection when this actor is stopped.
  private Behavior<Command> ending(Receiver receiver) {
    return ending(receiver, () -> {});
  }

  private Behavior<Command> ending(Receiver receiver, Runnable more) {
    return Behaviors.receive(Command.class)
        .onMessage(Command.class, receiver::receive)
        .onSignal(
            PostStop.class,
            _ -> {
              peer.line().close();
              more.run();
              return Behaviors.same();
            })
        .build();
  }

  private Behavior<Command> refused(Devices.Standing standing, String why) {
    tools.meters().refused(standing);
    return refused(why);
  }

  private Behavior<Command> refused(String why) {
    context.getLog().warn("worker refused, why={}", why);
    send(new GatewayFrame.NotReady(Label.of(why)));
    return end();
  }

  private Behavior<Command> end() {
    return Behaviors.stopped();
  }

  private Behavior<Command> ready(Devices.Owner owner, DeviceFrame.Hello hello) {
    timers.cancel(new HelloLate());
    context.getLog().info("worker is here, miner={}, worker={}", owner.miner(), owner.worker());
    var session = Label.of(RandomUuid.draw(tools.random()).toString());
    send(new GatewayFrame.Ready(hello.nonce(), session, tools.heartbeats(), FEATURES));
    here(owner);
    tools.meters().sessionBegan();
    return ending(
        command ->
            switch (command) {
              case Heard(var text, var replyTo) -> {
                heard(text, owner);
                replyTo.tell(new Taken());
                yield Behaviors.same();
              }
              case Deliver(var frame) -> deliver(frame);
              case Renewed(var answer) -> renewed(answer);
              case Silent() -> {
                context.getLog().warn("worker is silent, worker={}", owner.worker());
                yield end();
              }
              case Closed(), Superseded() -> left(owner);
              case Kept(Devices.Good _) -> Behaviors.same();
              case Kept(var standing) -> {
                context.getLog().warn("worker cut off, worker={}", owner.worker());
                tools.meters().refused(standing);
                yield end();
              }
              case NotKept(var why) -> {
                ignored(owner, Label.of("that it was heard cannot be written down: " + why));
                yield Behaviors.same();
              }
              case HelloLate _, Looked _, NotLooked _ -> Behaviors.unhandled();
            },
        tools.meters()::sessionEnded);
  }

  private Behavior<Command> left(Devices.Owner owner) {
    context.getLog().info("worker left, miner={}, worker={}", owner.miner(), owner.worker());
    return end();
  }

  /// The worker gave a sign of life.
  private void here(Devices.Owner owner) {
    var now = tools.clock().instant();
    timers.startSingleTimer(
        new Silent(), tools.heartbeats().duration().multipliedBy(HEARTBEATS_MISSED_MAX));
    tools.desks().of(owner).tell(new DeviceDesk.Here(context.getSelf(), since));
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> seen(owner, now), tools.blocking()),
        (standing, failure) ->
            failure == null ? new Kept(standing) : new NotKept(FailureCause.text(failure)));
  }

  /// Writes down that the worker was heard, and looks whether it still may be here.
  private Devices.Standing seen(Devices.Owner owner, Instant now) {
    tools.devices().seen(owner, now);
    return tools.devices().find(serial());
  }

  private String serial() {
    return GatewayAuthority.serialOf(peer.certificate()).hex();
  }

  private void heard(String text, Devices.Owner owner) {
    switch (DeviceFrameCodec.decode(text)) {
      case Decoded.Read<DeviceFrame>(var frame) -> heard(frame, owner);
      case Decoded.Refused<DeviceFrame>(var why) -> ignored(owner, why);
    }
  }

  private void heard(DeviceFrame frame, Devices.Owner owner) {
    switch (frame) {
      case DeviceFrame.Heartbeat _, DeviceFrame.StatsResponse _ -> here(owner);
      case DeviceFrame.VmProgress(var task, var step) ->
          tools.inbox().progressed(owner, task, step);
      case DeviceFrame.VmHandover(var handover) when handover.worker().equals(owner.worker()) ->
          tools
              .inbox()
              .handedOver(
                  owner,
                  handover,
                  P256Key.verifies(
                          peer.certificate().getPublicKey(), handover.text(), handover.signature())
                      ? HandoverProof.VERIFIED
                      : HandoverProof.FALSE_SIGNATURE);
      case DeviceFrame.VmHandover _ -> ignored(owner, Label.of("a hand-over of another worker"));
      case DeviceFrame.VmAnswer answer -> answered(answer, owner);
      case DeviceFrame.CertRenewRequest request -> renew(request, owner);
      case DeviceFrame.Hello _ -> ignored(owner, Label.of("a second HELLO_V1"));
    }
  }

  private void answered(DeviceFrame.VmAnswer answer, Devices.Owner owner) {
    var address = answer.address();
    if (!address.workerId().value().equals(owner.worker().value())) {
      ignored(owner, Label.of("an answer of another worker"));
      return;
    }
    switch (Decoded.of(() -> new VmTaskId(address.taskId().value()))) {
      case Decoded.Read<VmTaskId>(var task) ->
          tools.inbox().answered(owner, task, answer.outcome());
      case Decoded.Refused<VmTaskId>(var why) -> ignored(owner, why);
    }
  }

  private void ignored(Devices.Owner owner, Label why) {
    notes.warn("frame of a worker ignored", owner.worker(), why);
  }

  private void renew(DeviceFrame.CertRenewRequest request, Devices.Owner owner) {
    if (!request.worker().equals(owner.worker())) {
      send(new GatewayFrame.CertNotRenewed(Label.of("workerId is not that of the certificate")));
      return;
    }
    context.pipeToSelf(
        CompletableFuture.supplyAsync(
            () -> tools.enrolment().renew(owner, request.signingRequest()), tools.blocking()),
        (answer, failure) ->
            new Renewed(
                failure == null
                    ? answer
                    : new EnrolmentDesk.Denied(
                        EnrolmentDesk.Why.REQUEST, Label.of("the gateway cannot renew now"))));
  }

  private Behavior<Command> renewed(EnrolmentDesk.Answer answer) {
    return switch (answer) {
      case EnrolmentDesk.Granted(var granted) ->
          sent(new GatewayFrame.CertRenewed(granted.certificate(), granted.expiresAt()));
      case EnrolmentDesk.Denied(_, var says) -> sent(new GatewayFrame.CertNotRenewed(says));
    };
  }

  private Behavior<Command> sent(GatewayFrame frame) {
    return deliver(GatewayFrameCodec.encode(frame));
  }

  private void send(GatewayFrame frame) {
    var _ = peer.line().send(GatewayFrameCodec.encode(frame));
  }

  /// A worker that does not read is cut off.
  private Behavior<Command> deliver(String frame) {
    return peer.line().send(frame) ? Behaviors.same() : end();
  }
}
