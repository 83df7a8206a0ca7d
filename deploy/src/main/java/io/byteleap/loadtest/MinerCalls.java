package io.byteleap.loadtest;

import io.byteleap.domain.session.HandshakePolicy;
import io.byteleap.keys.Signer;
import io.byteleap.miner.validator.CallResult;
import io.byteleap.miner.validator.Handshakes;
import io.byteleap.miner.validator.ValidatorLink;
import io.byteleap.transport.SynapseClient;
import io.byteleap.wire.validator.Payload;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/// A miner's calls to one validator through the miner's own client, with real signatures and
/// encryption, and nothing behind it: what is said is for who uses it to say.
public final class MinerCalls {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Signer signer;
  private final ActorSystem<?> system;
  private final ActorRef<ValidatorLink.Command> link;

  private MinerCalls(Signer signer, ActorSystem<?> system, ActorRef<ValidatorLink.Command> link) {
    this.signer = signer;
    this.system = system;
    this.link = link;
  }

  /// `name` is that of an actor of `system`, and of no other.
  public static MinerCalls start(
      String name, Signer signer, SynapseClient.Target validator, ActorSystem<?> system) {
    var clock = InstantSource.system();
    var client = new SynapseClient(system, signer, Door.HOST, clock);
    var handshakes = new Handshakes(signer, HandshakePolicy.STRICT, new SimpleMeterRegistry());
    return new MinerCalls(
        signer,
        system,
        system.systemActorOf(
            ValidatorLink.create(handshakes, validator, client, clock, new SecureRandom()),
            name,
            Props.empty()));
  }

  public Signer signer() {
    return signer;
  }

  public CompletionStage<CallResult> call(Payload payload) {
    return AskPattern.ask(
        link,
        replyTo -> new ValidatorLink.Call(payload, TIMEOUT, replyTo),
        TIMEOUT.plusSeconds(5),
        system.scheduler());
  }
}
