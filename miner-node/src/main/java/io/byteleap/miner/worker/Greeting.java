package io.byteleap.miner.worker;

import io.byteleap.domain.admission.Channel;
import io.byteleap.domain.admission.Credential;
import io.byteleap.domain.admission.Credential.Keyed;
import io.byteleap.domain.admission.Credential.NoKey;
import io.byteleap.domain.admission.Nonce32;
import io.byteleap.domain.admission.Statement;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.miner.admission.Claim;
import io.byteleap.miner.admission.Claim.Proven;
import io.byteleap.miner.admission.Claim.Unproven;
import io.byteleap.wire.exact.ExactParts;
import io.byteleap.wire.worker.MinerFrame.Hello;
import io.byteleap.wire.worker.MinerFrame.Limits;
import io.byteleap.wire.worker.WorkerFrameCodec;
import java.net.InetAddress;
import java.util.List;

/// What a connection began with, against which the worker's registration is checked.
sealed interface Greeting {
  /// What this miner passes on beyond version 1.
  List<String> CHALLENGES = List.of(ExactParts.MATMUL_EXACT_V2);

  /// Nothing: the worker knows no keys.
  record None(InetAddress from) implements Greeting {}

  /// Our hello, whose nonce was never said before and never is again.
  record Said(Hello hello, InetAddress from) implements Greeting {}

  sealed interface Checked {}

  record Claimed(Claim claim) implements Checked {}

  /// The signature is not this key's, or not for this connection.
  record Wrong() implements Checked {}

  static Greeting of(WorkerSocket.Peer peer, WorkerConnection.Settings settings) {
    var terms = settings.terms();
    return switch (peer.dialect()) {
      case ORIGINAL -> new None(peer.host());
      case KEYED ->
          new Said(
              new Hello(
                  Nonce32.draw(terms.random()),
                  terms.miner(),
                  channel(peer, terms),
                  new Limits(
                      WorkerRegistry.WORKERS_MAX,
                      WorkerFrameCodec.FRAME_SIZE_MAX,
                      Math.toIntExact(settings.registrationTimeout().toSeconds())),
                  CHALLENGES),
              peer.host());
    };
  }

  private static Channel channel(WorkerSocket.Peer peer, DoorTerms terms) {
    return switch (peer.transport()) {
      case PLAIN -> new Channel.Plain();
      case TLS -> terms.tls().channel();
    };
  }

  default Checked check(WorkerId worker, Credential credential) {
    return switch (this) {
      case None(var from) ->
          switch (credential) {
            case NoKey() -> new Claimed(new Unproven(from));
            case Keyed _ -> new Wrong(); // there was nothing of ours to sign
          };
      case Said(var hello, var from) ->
          switch (credential) {
            case NoKey() -> new Claimed(new Unproven(from));
            case Keyed(var key, var signature, var joining) -> {
              var statement =
                  new Statement(hello.nonce(), hello.miner(), hello.channel(), worker, key);
              yield key.verifies(statement.bytes(), signature)
                  ? new Claimed(new Proven(statement, joining))
                  : new Wrong();
            }
          };
    };
  }
}
