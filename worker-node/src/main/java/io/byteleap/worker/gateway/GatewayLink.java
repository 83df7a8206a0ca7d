package io.byteleap.worker.gateway;

import io.byteleap.actor.Backoff;
import io.byteleap.actor.CauseLog;
import io.byteleap.actor.FailureCause;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.VmTaskId;
import io.byteleap.json.JsonObject;
import io.byteleap.node.Build;
import io.byteleap.tls.P256Key;
import io.byteleap.tls.SigningRequest;
import io.byteleap.wire.EnrolGrant;
import io.byteleap.wire.vm.DeviceFrame;
import io.byteleap.wire.vm.DeviceState;
import io.byteleap.wire.vm.Enrolment;
import io.byteleap.wire.vm.GatewayFeature;
import io.byteleap.wire.vm.GatewayFrame;
import io.byteleap.wire.vm.GatewayFrame.VmOrder;
import io.byteleap.wire.vm.GatewayFrameCodec;
import io.byteleap.wire.vm.Pem;
import io.byteleap.worker.gateway.LinkState.Closed;
import io.byteleap.worker.gateway.LinkState.Known;
import io.byteleap.worker.gateway.LinkState.NoRenewal;
import io.byteleap.worker.gateway.LinkState.Open;
import io.byteleap.worker.gateway.LinkState.Opening;
import io.byteleap.worker.gateway.LinkState.Renewing;
import io.byteleap.worker.gateway.LinkState.Stranger;
import io.byteleap.worker.gateway.StateFile.Identity;
import io.byteleap.worker.link.MinerLink;
import io.byteleap.worker.link.TokenReply;
import io.byteleap.worker.vm.VmCommand;
import io.byteleap.worker.vm.VmReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Keeps the worker at its VM gateway: enrols where it has no certificate that is taken, then holds
/// one [GatewaySession] at a time, renews the certificate at two thirds of its life, and carries
/// orders to the keeper of machines and their answers back, whichever session there is by then.
///
/// The identity in the file stays until another one is stored in its place. Reads and writes that
/// file, so it needs a dispatcher for blocking.
public final class GatewayLink {
  private static final Label BROKE_DOWN = Label.of("the session broke down");
  private static final int RETRIES_PER_REST = 4;

  public sealed interface Command {}

  public record GetStatus(ActorRef<Status> replyTo) implements Command {}

  public sealed interface Status {}

  public record Connected(Instant since, Instant certificateUntil, int ordersOpen)
      implements Status {}

  /// `why` there is no session.
  public record Away(String why) implements Status {}

  /// The gateway takes us; it wants what `features` name.
  record SessionReady(ActorRef<GatewaySession.Command> session, Set<GatewayFeature> features)
      implements Command {}

  record SessionEnded(ActorRef<GatewaySession.Command> session, SessionEnd end)
      implements Command {}

  record Ordered(VmOrder order) implements Command {}

  /// The gateway's answer to a request for another certificate.
  record RenewalHeard(ActorRef<GatewaySession.Command> session, GatewayFrame frame)
      implements Command {}

  private record Begin() implements Command {}

  private record TokenHeard(TokenReply reply) implements Command {}

  private record Enrolled(EnrolmentClient.Outcome outcome, P256Key key) implements Command {}

  private record Reported(VmReport report) implements Command {}

  private record Written(VmTaskId task) implements Command {}

  private record RenewalDue() implements Command {}

  private record RenewalLate() implements Command {}

  /// Who the worker is, where it keeps what it is to the gateway, and how long it waits for what.
  public record Settings(WorkerId worker, String name, Path stateFile, Timing timing) {}

  /// The pause after a failure doubles from `pauseFirst` to `pauseLast`, and begins anew after a
  /// session of at least `goodAfter`; a renewal that failed is tried again after `renewalRest`.
  public record Timing(
      Duration pauseFirst,
      Duration pauseLast,
      Duration goodAfter,
      Duration tokenTimeout,
      Duration pingInterval,
      Duration pingTimeout,
      Duration renewalRest) {
    public static final Timing USUAL =
        new Timing(
            Duration.ofSeconds(5),
            Duration.ofSeconds(300),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofHours(1));
  }

  /// What the link works with.
  public record Tools(
      ActorRef<MinerLink.Command> miner,
      ActorRef<VmCommand> keeper,
      EnrolmentClient enrolment,
      Supplier<JsonObject> systemInfo,
      InstantSource clock,
      RandomGenerator random) {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Settings settings;
  private final Tools tools;
  private final StateFile file;
  private final ActorRef<VmReport> reports;
  private final CauseLog notes;

  private GatewayLink(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Settings settings,
      Tools tools) {
    context.setLoggerName(GatewayLink.class);
    this.context = context;
    this.timers = timers;
    this.settings = settings;
    this.tools = tools;
    this.file = new StateFile(settings.stateFile());
    this.reports = context.messageAdapter(VmReport.class, Reported::new);
    this.notes = new CauseLog(context.getLog());
  }

  public static Behavior<Command> create(Settings settings, Tools tools) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new GatewayLink(context, timers, settings, tools).starting()));
  }

  private Behavior<Command> starting() {
    var standing =
        switch (file.read()) {
          case StateFile.Enrolled(var identity) -> new Known(identity);
          case StateFile.Absent() -> new Stranger(P256Key.draw());
        };
    context.getSelf().tell(new Begin());
    var timing = settings.timing();
    return running(
        new LinkState(
            standing,
            new Closed(),
            new NoRenewal(),
            Backoff.from(timing.pauseFirst(), timing.pauseLast()),
            "starting",
            Orders.NONE));
  }

  private Behavior<Command> running(LinkState state) {
    return Behaviors.receiveMessage(
        command ->
            switch (command) {
              case Begin() -> running(begun(state));
              case TokenHeard(var reply) -> running(tokenHeard(reply, state));
              case Enrolled(var outcome, var key) -> running(enrolled(outcome, key, state));
              case SessionReady ready -> running(ready(ready, state));
              case SessionEnded(var session, var end) -> running(ended(session, end, state));
              case Ordered(var order) -> running(ordered(order, state));
              case Reported(var report) -> running(reported(report, state));
              case Written(var task) -> running(state.with(state.orders().answered(task)));
              case RenewalDue() -> running(renewing(state));
              case RenewalHeard(var session, var frame) -> running(renewed(session, frame, state));
              case RenewalLate() -> running(notRenewed(Label.of("no answer in time"), state));
              case GetStatus(var replyTo) -> {
                replyTo.tell(status(state));
                yield Behaviors.same();
              }
            });
  }

  private LinkState begun(LinkState state) {
    if (!(state.line() instanceof Closed)) {
      return state;
    }
    return switch (state.standing()) {
      case Stranger _ -> {
        askToken();
        yield state;
      }
      case Known(var identity) when isOver(identity) ->
          begun(
              state
                  .with(new Stranger(identity.key()))
                  .because(Label.of("the certificate is over")));
      case Known(var identity) -> dialled(identity, state);
    };
  }

  private boolean isOver(Identity identity) {
    return !identity.certificate().getNotAfter().toInstant().isAfter(tools.clock().instant());
  }

  private void askToken() {
    context.ask(
        TokenReply.class,
        tools.miner(),
        settings.timing().tokenTimeout(),
        MinerLink.AskToken::new,
        (reply, failure) ->
            new TokenHeard(
                failure == null
                    ? reply
                    : new TokenReply.Refused(
                        "no answer of the miner: " + FailureCause.text(failure))));
  }

  private LinkState tokenHeard(TokenReply reply, LinkState state) {
    return switch (reply) {
      case TokenReply.Given(var grant) -> {
        if (state.standing() instanceof Stranger(var key)) {
          enrol(grant, key);
        }
        yield state;
      }
      case TokenReply.Refused(var why) ->
          failed(Label.of("the miner gives no token: " + why), state);
      case TokenReply.Away() -> {
        timers.startSingleTimer(new Begin(), settings.timing().pauseFirst());
        yield state.because(Label.of("the miner is not there to ask for a token"));
      }
    };
  }

  private void enrol(EnrolGrant grant, P256Key key) {
    var request =
        new Enrolment.Request(
            settings.worker(),
            Label.of(settings.name()),
            Label.of(Build.version()),
            List.of(),
            Pem.request(SigningRequest.pem(settings.worker().value(), key)),
            tools.systemInfo().get());
    context.pipeToSelf(
        tools.enrolment().enrol(grant, request, key),
        (outcome, failure) ->
            new Enrolled(
                failure == null
                    ? outcome
                    : new EnrolmentClient.Refused(Label.of(FailureCause.text(failure))),
                key));
  }

  private LinkState enrolled(EnrolmentClient.Outcome outcome, P256Key key, LinkState state) {
    return switch (outcome) {
      case EnrolmentClient.Refused(var why) -> failed(why, state);
      case EnrolmentClient.Granted(var granted) -> {
        var now = tools.clock().instant();
        var next = DeviceState.of(key, granted, now, DeviceState.UNKNOWN);
        yield switch (Identities.replace(file, next)) {
          case Identities.NotKept(var why) -> failed(why, state);
          case Identities.Kept(var identity) -> {
            context.getLog().info("enrolled at the gateway, url={}", granted.gateway());
            yield begun(state.with(new Known(identity)));
          }
        };
      }
    };
  }

  private LinkState dialled(Identity identity, LinkState state) {
    var session =
        context.spawnAnonymous(GatewaySession.create(settings, tools, identity, context.getSelf()));
    context.watchWith(session, new SessionEnded(session, new SessionEnd.Lost(BROKE_DOWN)));
    return state.with(new Opening(session));
  }

  private LinkState ready(SessionReady ready, LinkState state) {
    if (!(state.line() instanceof Opening(var session)) || !session.equals(ready.session())) {
      return state;
    }
    var now = tools.clock().instant();
    var open = new Open(session, now, ready.features());
    context.getLog().info("at the gateway, features={}", ready.features());
    if (state.standing() instanceof Known(var identity)) {
      var rest = settings.timing().renewalRest();
      timers.startSingleTimer(new RenewalDue(), Identities.untilRenewal(identity, rest, now));
    }
    state.orders().unanswered().forEach(order -> answer(order, open, state));
    return state.with(open);
  }

  private LinkState ended(
      ActorRef<GatewaySession.Command> session, SessionEnd end, LinkState state) {
    return switch (state.line()) {
      case Opening(var current) when current.equals(session) -> again(end, state);
      case Open(var current, var since, _) when current.equals(session) -> {
        boolean wasGood =
            !tools.clock().instant().isBefore(since.plus(settings.timing().goodAfter()));
        if (wasGood) {
          notes.startOver();
        }
        yield again(end, wasGood ? state.with(state.pauses().succeeded()) : state);
      }
      case Opening _, Open _, Closed _ -> state;
    };
  }

  private LinkState again(SessionEnd end, LinkState state) {
    timers.cancel(new RenewalDue());
    timers.cancel(new RenewalLate());
    var closed = state.with(new Closed()).with(new NoRenewal());
    return switch (end) {
      case SessionEnd.Lost(var why) -> failed(why, closed);
      case SessionEnd.Untrusted(var why) ->
          failed(
              why,
              closed.standing() instanceof Known(var identity)
                  ? closed.with(new Stranger(identity.key()))
                  : closed);
    };
  }

  private LinkState failed(Label why, LinkState state) {
    var pauses = state.pauses().failed();
    notes.warn("not at the gateway, trying again", "gateway", why);
    timers.startSingleTimer(new Begin(), pauses.pause(tools.random()));
    return state.with(pauses).because(why);
  }

  /// An order that is repeated while it is under way has its answer to come; one that has ended is
  /// asked of the keeper again, who knows how.
  private LinkState ordered(VmOrder order, LinkState state) {
    if (state.orders().of(order.task()).isPresent()) {
      return state;
    }
    if (state.orders().isFull()) {
      say(GatewaySession.Say.plainly(order.answer(Orders.TOO_MANY)), state);
      return state;
    }
    tools.keeper().tell(new VmCommand.Carry(order, reports));
    return state.with(state.orders().begun(order));
  }

  private LinkState reported(VmReport report, LinkState state) {
    return switch (report) {
      case VmReport.Progress(var task, var step) -> {
        if (state.line() instanceof Open(_, _, var features)
            && features.contains(GatewayFeature.PROGRESS)) {
          say(GatewaySession.Say.plainly(new DeviceFrame.VmProgress(task, step)), state);
        }
        yield state;
      }
      case VmReport.Ended(var task, var outcome, var handover) -> {
        var next = state.with(state.orders().ended(task, outcome, handover.stream().toList()));
        if (next.line() instanceof Open open
            && next.orders().of(task).orElse(null) instanceof Orders.Ended ended) {
          answer(ended, open, next);
        }
        yield next;
      }
    };
  }

  private void answer(Orders.Ended ended, Open open, LinkState state) {
    if (state.standing() instanceof Known(var identity)) {
      var self = context.getSelf();
      var task = ended.order().task();
      open.session()
          .tell(
              new GatewaySession.Say(
                  ended.frames(settings.worker(), identity.key(), open.features()),
                  () -> self.tell(new Written(task))));
    }
  }

  private static void say(GatewaySession.Say frame, LinkState state) {
    if (state.line() instanceof Open(var session, _, _)) {
      session.tell(frame);
    }
  }

  private LinkState renewing(LinkState state) {
    if (!(state.line() instanceof Open)
        || !(state.standing() instanceof Known(var identity))
        || state.renewal() instanceof Renewing) {
      return state;
    }
    var key = P256Key.draw();
    say(
        GatewaySession.Say.plainly(
            new DeviceFrame.CertRenewRequest(
                settings.worker(),
                Identities.serialOf(identity.certificate()),
                Pem.request(SigningRequest.pem(settings.worker().value(), key)))),
        state);
    timers.startSingleTimer(new RenewalLate(), GatewayFrameCodec.ANSWER_TIMEOUT);
    return state.with(new Renewing(key));
  }

  private LinkState renewed(
      ActorRef<GatewaySession.Command> session, GatewayFrame frame, LinkState state) {
    boolean isOurs = state.line() instanceof Open open && open.session().equals(session);
    return isOurs
            && state.renewal() instanceof Renewing renewing
            && state.standing() instanceof Known known
        ? renewed(frame, renewing.key(), known.identity(), state)
        : state;
  }

  private LinkState renewed(GatewayFrame frame, P256Key key, Identity identity, LinkState state) {
    return switch (frame) {
      case GatewayFrame.CertRenewed renewed ->
          kept(Identities.renewed(file, identity, key, renewed, tools.clock().instant()), state);
      case GatewayFrame.CertNotRenewed refused -> notRenewed(refused.error(), state);
      case GatewayFrame.Ready _,
          GatewayFrame.NotReady _,
          GatewayFrame.Announcement _,
          GatewayFrame.StatsRequest _,
          VmOrder _,
          GatewayFrame.UnfitVmOrder _ ->
          throw new IllegalStateException("BUG: no answer to a renewal");
    };
  }

  private LinkState kept(Identities.Replaced replaced, LinkState state) {
    return switch (replaced) {
      case Identities.NotKept(var why) -> notRenewed(why, state);
      case Identities.Kept(var next) -> reconnecting(next, state);
    };
  }

  /// At once, and with the new certificate.
  private LinkState reconnecting(Identity identity, LinkState state) {
    context.getLog().info("certificate renewed, until={}", identity.certificate().getNotAfter());
    timers.cancel(new RenewalLate());
    if (state.line() instanceof Open(var session, _, _)) {
      context.unwatch(session);
      session.tell(new GatewaySession.Leave());
    }
    return begun(state.with(new Known(identity)).with(new Closed()).with(new NoRenewal()));
  }

  /// The certificate that there is stays; a shorter life makes for shorter rests.
  private LinkState notRenewed(Label why, LinkState state) {
    if (!(state.renewal() instanceof Renewing)) {
      return state;
    }
    notes.warn("certificate not renewed, trying again", "gateway", why);
    timers.cancel(new RenewalLate());
    if (state.standing() instanceof Known(var identity)) {
      var left =
          Duration.between(
              tools.clock().instant(), identity.certificate().getNotAfter().toInstant());
      var soon = left.dividedBy(RETRIES_PER_REST);
      var usual = settings.timing().renewalRest();
      timers.startSingleTimer(new RenewalDue(), soon.compareTo(usual) < 0 ? soon : usual);
    }
    return state.with(new NoRenewal());
  }

  private static Status status(LinkState state) {
    return state.line() instanceof Open(_, var since, _)
            && state.standing() instanceof Known(var identity)
        ? new Connected(
            since, identity.certificate().getNotAfter().toInstant(), state.orders().open().size())
        : new Away(state.why());
  }
}
