package io.byteleap.validator.gateway;

import io.byteleap.actor.FailureCause;
import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.lease.LeaseTerms;
import io.byteleap.domain.rental.Rental;
import io.byteleap.domain.rental.Tenure;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ScoringEntity.LeaseReply;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/// What a rental has the ledger of its miner do with the worker's lease; one thing at a time.
final class LedgerErrands {
  private static final Duration ASK_TIMEOUT = Duration.ofSeconds(5);

  private final ActorContext<RentalEntity.Command> context;
  private final RentalEntity.Settings settings;
  private final Errands errands;

  @FunctionalInterface
  private interface LedgerOrder {
    ScoringEntity.Command of(ActorRef<LeaseReply> replyTo);
  }

  LedgerErrands(
      ActorContext<RentalEntity.Command> context, RentalEntity.Settings settings, Errands errands) {
    this.context = context;
    this.settings = settings;
    this.errands = errands;
  }

  /// Takes the lease that a rental has to have, and leaves the one that it has to have no more.
  void tend(Rental rental, Instant now) {
    boolean isWanted = !rental.isOver() && rental.phase() != Rental.Phase.ENDING;
    switch (rental.tenure().lease()) {
      case Tenure.NoLease() when isWanted -> take(rental, now);
      case Tenure.Held(var lease, _, _) when !isWanted ->
          ask(rental, to -> new ScoringEntity.End(lease, to), new LeaseWish.Leave());
      case Tenure.NoLease _, Tenure.Held _, Tenure.Left _ -> {}
    }
  }

  /// Takes the next lease in the rental's name.
  void take(Rental rental, Instant now) {
    var terms = rental.terms();
    var until = now.plus(settings.leaseLength());
    var wanted =
        new LeaseTerms(
            terms.id().lease(rental.tenure().lease().count() + 1),
            terms.worker(),
            terms.source(),
            new LeaseScore(LeaseScore.WHOLE),
            new LeaseTerms.AtOnce(),
            until);
    ask(rental, to -> new ScoringEntity.Lend(wanted, to), new LeaseWish.Take(until));
  }

  /// Asks for the lease that was to be taken, as it stands.
  void look(Rental rental, Instant until) {
    var lease = rental.terms().id().lease(rental.tenure().lease().count() + 1);
    ask(rental, to -> new ScoringEntity.GetLease(lease, to), new LeaseWish.Take(until));
  }

  /// Renews the lease that there is.
  void keep(Rental rental, Instant now) {
    if (rental.tenure().lease() instanceof Tenure.Held(var lease, _, _)) {
      var until = now.plus(settings.leaseLength());
      ask(rental, to -> new ScoringEntity.Renew(lease, until, to), new LeaseWish.Keep(until));
    }
  }

  private void ask(Rental rental, LedgerOrder order, LeaseWish wish) {
    if (errands.isAskingLease()) {
      return;
    }
    errands.askingLease();
    context.ask(
        LeaseReply.class,
        settings.ledgers().of(rental.terms().miner()),
        ASK_TIMEOUT,
        order::of,
        (reply, failure) ->
            failure == null
                ? new RentalEntity.LeaseHeard(reply, wish)
                : new RentalEntity.LeaseNotHeard(FailureCause.text(failure)));
  }
}
