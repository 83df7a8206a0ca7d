package io.byteleap.worker.gateway;

import io.byteleap.actor.Backoff;
import io.byteleap.domain.units.Label;
import io.byteleap.tls.P256Key;
import io.byteleap.wire.vm.GatewayFeature;
import io.byteleap.worker.gateway.StateFile.Identity;
import java.time.Instant;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/// Where a worker stands with its gateway: who it is there, the session that there is, the renewal
/// that is under way, the pauses between attempts, why there was no session the last time, and the
/// orders that have no answer yet.
record LinkState(
    Standing standing, Line line, Renewal renewal, Backoff pauses, String why, Orders orders) {
  sealed interface Line {}

  /// Nothing is under way but a pause, or an attempt to enrol.
  record Closed() implements Line {}

  record Opening(ActorRef<GatewaySession.Command> session) implements Line {}

  record Open(ActorRef<GatewaySession.Command> session, Instant since, Set<GatewayFeature> features)
      implements Line {}

  sealed interface Standing {}

  /// No certificate that the gateway takes: the next step is to enrol with this key.
  record Stranger(P256Key key) implements Standing {}

  record Known(Identity identity) implements Standing {}

  sealed interface Renewal {}

  record NoRenewal() implements Renewal {}

  record Renewing(P256Key key) implements Renewal {}

  LinkState with(Standing next) {
    return new LinkState(next, line, renewal, pauses, why, orders);
  }

  LinkState with(Line next) {
    return new LinkState(standing, next, renewal, pauses, why, orders);
  }

  LinkState with(Renewal next) {
    return new LinkState(standing, line, next, pauses, why, orders);
  }

  LinkState with(Backoff next) {
    return new LinkState(standing, line, renewal, next, why, orders);
  }

  LinkState with(Orders next) {
    return new LinkState(standing, line, renewal, pauses, why, next);
  }

  LinkState because(Label next) {
    return new LinkState(standing, line, renewal, pauses, next.value(), orders);
  }
}
