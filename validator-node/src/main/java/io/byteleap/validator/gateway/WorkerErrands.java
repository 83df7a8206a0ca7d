package io.byteleap.validator.gateway;

import io.byteleap.domain.rental.Rental;
import io.byteleap.domain.rental.RentalOrder;
import io.byteleap.port.Devices;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/// What a rental sends to its worker, by the desk that knows where that is.
final class WorkerErrands {
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);

  private final ActorContext<RentalEntity.Command> context;
  private final RentalEntity.Settings settings;
  private final Errands errands;

  WorkerErrands(
      ActorContext<RentalEntity.Command> context, RentalEntity.Settings settings, Errands errands) {
    this.context = context;
    this.settings = settings;
    this.errands = errands;
  }

  /// Sends an order that may have gone out; of one that has not it is only looked whether the
  /// worker is there, so that it is stored first that it may have. One that fails because the
  /// worker was away has then never been there.
  void send(Rental rental, RentalOrder order, Instant now) {
    errands.sending(order.number(), now);
    switch (order.state()) {
      case RentalOrder.Waiting _ -> look(rental, order);
      case RentalOrder.Sent _ ->
          send(
              rental,
              RentalFrames.order(rental.terms(), order.kind(), order.number()),
              Integer.toString(order.number()));
      case RentalOrder.Over _ -> throw new IllegalStateException("BUG: an order that is over");
    }
  }

  /// Asks how the machine is; the answer comes under `word`.
  void askStats(Rental rental, String word) {
    send(rental, RentalFrames.stats(rental.terms(), word), word);
  }

  private void send(Rental rental, String frame, String word) {
    context.ask(
        DeviceDesk.Presence.class,
        settings.desks().of(owner(rental)),
        ASK_TIMEOUT,
        replyTo -> new DeviceDesk.Send(frame, replyTo),
        (presence, failure) ->
            new RentalEntity.Handed(failure == null ? presence : DeviceDesk.Presence.AWAY, word));
  }

  private void look(Rental rental, RentalOrder order) {
    context.ask(
        DeviceDesk.Presence.class,
        settings.desks().of(owner(rental)),
        ASK_TIMEOUT,
        DeviceDesk.Look::new,
        (presence, failure) ->
            new RentalEntity.Looked(
                failure == null ? presence : DeviceDesk.Presence.AWAY, order.number()));
  }

  private static Devices.Owner owner(Rental rental) {
    return new Devices.Owner(rental.terms().miner(), rental.terms().worker());
  }
}
