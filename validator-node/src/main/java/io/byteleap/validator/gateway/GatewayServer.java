package io.byteleap.validator.gateway;

import io.byteleap.domain.vm.SecureUrl;
import io.byteleap.node.ListenAddress;
import io.byteleap.port.Devices;
import io.byteleap.tls.PemIdentity;
import io.byteleap.tls.TlsContexts;
import io.byteleap.validator.enrolment.TokenReader;
import io.byteleap.wire.vm.GatewayFrame;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.HttpsConnectionContext;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.server.Route;

/// The gateway's two doors, both with TLS: one where workers enrol, which asks for no certificate,
/// and one where they hold their sessions, which lets nobody in without one of this gateway's.
public final class GatewayServer {
  private static final Duration UNBIND_MAX = Duration.ofSeconds(3);
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /// Where the doors are, and by which name or address workers reach them.
  public record Doors(ListenAddress enrolment, ListenAddress sessions, String publicName) {
    public SecureUrl enrolmentUrl() {
      return SecureUrl.https(
          "https://" + publicName + ":" + enrolment.port() + "/" + EnrolmentDoor.PATH);
    }

    public SecureUrl sessionUrl() {
      return SecureUrl.wss("wss://" + publicName + ":" + sessions.port() + "/" + SessionDoor.PATH);
    }
  }

  /// Who the enrolment door is in TLS.
  public sealed interface Front {}

  /// A certificate of the gateway's own authority.
  public record Own() implements Front {}

  /// The operator's, which machines trust by themselves.
  public record Operators(PemIdentity identity) implements Front {}

  /// How long certificates are good, and how often workers are to be heard.
  public record Terms(Duration certificateLife, Duration heartbeatInterval) {}

  /// What the gateway works with.
  public record Tools(
      GatewayAuthority authority,
      TokenReader tokens,
      Devices devices,
      DeviceDesk.Desks desks,
      OrderInbox inbox,
      GatewayMeters meters,
      InstantSource clock,
      RandomGenerator random,
      Executor blocking) {}

  public record Bound(ServerBinding enrolment, ServerBinding sessions) {}

  private final ActorSystem<?> system;
  private final Doors doors;
  private final Tools tools;

  private GatewayServer(ActorSystem<?> system, Doors doors, Tools tools) {
    this.system = system;
    this.doors = doors;
    this.tools = tools;
  }

  /// Opens both doors; the stage fails when one cannot be. `spawner` makes the actors of sessions.
  public static CompletionStage<Bound> bind(
      ActorSystem<?> system,
      ActorRef<SpawnProtocol.Command> spawner,
      Doors doors,
      Front front,
      Terms terms,
      Tools tools) {
    return new GatewayServer(system, doors, tools).bind(spawner, front, terms);
  }

  private CompletionStage<Bound> bind(
      ActorRef<SpawnProtocol.Command> spawner, Front front, Terms terms) {
    var desk =
        new EnrolmentDesk(
            new EnrolmentDesk.Terms(terms.certificateLife(), doors.sessionUrl()),
            tools.authority(),
            tools.tokens(),
            tools.devices(),
            tools.clock());
    var enrolment = new EnrolmentDoor(desk, tools.meters(), tools.clock(), tools.blocking());
    var sessions =
        new SessionDoor(
            system,
            spawner,
            new DeviceSession.Tools(
                desk,
                tools.devices(),
                tools.desks(),
                tools.inbox(),
                new GatewayFrame.HeartbeatInterval(terms.heartbeatInterval()),
                tools.meters(),
                tools.clock(),
                tools.random(),
                tools.blocking()));
    var mutual =
        new FreshContext(
            now -> tools.authority().mutualServer(doors.publicName(), now), tools.clock());
    var first = open(doors.enrolment(), server(front), enrolment.route());
    return first.thenCompose(
        one ->
            open(
                    doors.sessions(),
                    ConnectionContext.httpsServer(() -> demanding(mutual.get())),
                    sessions.route())
                .thenApply(two -> new Bound(one, two)));
  }

  private HttpsConnectionContext server(Front front) {
    return switch (front) {
      case Own() -> {
        var own =
            new FreshContext(
                now -> tools.authority().server(doors.publicName(), now), tools.clock());
        yield ConnectionContext.httpsServer(() -> engine(own.get()));
      }
      case Operators(var identity) -> {
        var theirs = TlsContexts.server(identity);
        yield ConnectionContext.httpsServer(() -> engine(theirs));
      }
    };
  }

  private static SSLEngine engine(SSLContext context) {
    var engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setEnabledProtocols(PROTOCOLS);
    return engine;
  }

  private static SSLEngine demanding(SSLContext context) {
    var engine = engine(context);
    engine.setNeedClientAuth(true);
    return engine;
  }

  private CompletionStage<ServerBinding> open(
      ListenAddress address, HttpsConnectionContext tls, Route route) {
    return Http.get(system)
        .newServerAt(address.host(), address.port())
        .enableHttps(tls)
        .bind(route)
        .thenApply(binding -> binding.addToCoordinatedShutdown(UNBIND_MAX, system));
  }
}
