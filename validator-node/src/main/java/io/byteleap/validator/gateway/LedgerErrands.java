package io.byteleap.validator.gateway;

import io.byteleap.domain.lease.LeaseScore;
import io.byteleap.domain.lease.LeaseTerms;
import io.byteleap.domain.rental.Rental;
import io.byteleap.domain.rental.Tenure;
import io.byteleap.validator.presence.ScoringEntity;
import io.byteleap.validator.presence.ScoringEntity.LeaseReply;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;

/// What a rental has the ledger of its miner do with the worker's lease; one thing at a time.
final class LedgerErrands {
  private final RentalEntity.Settings settings;
  private final Errands errands;
  private final Asker asker;

  @FunctionalInterface
  interface LedgerOrder {
    ScoringEntity.Command of(ActorRef<LeaseReply> replyTo);
  }

  /// Puts an order to the ledger; the answer comes as a message of its own.
  @FunctionalInterface
  interface Asker {
    void ask(Rental rental, LedgerOrder order, LeaseWish wish);
  }

  LedgerErrands(RentalEntity.Settings settings, Errands errands, Asker asker) {
    this.settings = settings;
    this.errands = errands;
    this.asker = asker;
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
    if (!errands.isAskingLease()) {
      errands.askingLease();
      asker.ask(rental, order, wish);
    }
  }
}
