package io.byteleap.miner.admission;

import io.byteleap.domain.admission.JoinToken;
import io.byteleap.domain.admission.TokenId;
import io.byteleap.domain.admission.TokenSecret;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.miner.admission.Answer.Changed;
import io.byteleap.miner.admission.Answer.Issued;
import io.byteleap.miner.admission.Answer.Refused;
import io.byteleap.miner.admission.Answer.Revoked;
import io.byteleap.miner.admission.Answer.Shown;
import io.byteleap.miner.admission.Answer.Why;
import io.byteleap.miner.admission.Member.Draining;
import io.byteleap.miner.admission.Member.OnDuty;
import io.byteleap.miner.admission.Member.Removed;
import io.byteleap.wire.worker.CloseCode;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides who is let in and carries out what the operator orders; whatever it changes is in the
/// book's file before anybody hears of it. For one thread at a time.
public final class Doorkeeper {
  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);

  private final BookStore store;
  private final LegacyPolicy legacy;
  private final TokenTerms terms;
  private final InstantSource clock;
  private final RandomGenerator random;

  public Doorkeeper(
      BookStore store,
      LegacyPolicy legacy,
      TokenTerms terms,
      InstantSource clock,
      RandomGenerator random) {
    this.store = store;
    this.legacy = legacy;
    this.terms = terms;
    this.clock = clock;
    this.random = random;
  }

  /// Whether the worker is let in, if there is a place; nothing is kept yet.
  public Book.Admission admit(WorkerId id, Claim claim) {
    return store.book().admit(id, claim, legacy, clock.instant());
  }

  /// Keeps what letting the worker in has changed. A reason not to let it in when that fails.
  public Optional<CloseCode> keep(Book.Admitted admitted) {
    if (admitted.next().equals(store.book())) {
      return Optional.empty();
    }
    if (!kept(admitted.next())) {
      return Optional.of(CloseCode.INTERNAL_ERROR);
    }
    var member = admitted.member();
    LOG.info("worker joined with a token, worker={}, label={}", member.id(), member.label());
    return Optional.empty();
  }

  public Set<WorkerId> bound() {
    return store.book().bound();
  }

  /// Carries out an order; `isConnected` says whether a worker of which nothing is kept is there.
  public Answer carryOut(Order order, Predicate<WorkerId> isConnected) {
    return switch (order) {
      case Order.Show() -> new Shown(store.book());
      case Order.NewToken wanted -> issue(wanted);
      case Order.Revoke(var token) -> revoke(token);
      case Order.OfWorker about -> ofWorker(about, isConnected);
    };
  }

  private Answer issue(Order.NewToken wanted) {
    var now = clock.instant();
    var address = terms.address(wanted.address());
    if (address.isEmpty()) {
      return new Refused(
          Why.INVALID,
          "say where workers find this miner (ws:// or wss://): with the token, or in"
              + " worker_management.public_url");
    }
    var book = store.book().tidied(now);
    if (book.tokens().size() >= Book.TOKENS_MAX) {
      return new Refused(
          Why.CONFLICT, Book.TOKENS_MAX + " tokens are valid, revoke some of them first");
    }
    var token =
        new Token(
            TokenId.draw(random),
            TokenSecret.draw(random),
            wanted.label(),
            now,
            now.plus(wanted.lifetime()),
            wanted.usesMax(),
            0);
    var text =
        new JoinToken(
            token.id(),
            token.secret(),
            address.get(),
            terms.miner(),
            terms.channelAt(address.get()));
    return done(
        book.with(token), "join token issued, token=" + token.id(), () -> new Issued(text, token));
  }

  private Answer revoke(TokenId id) {
    var token = store.book().token(id);
    return token.isEmpty()
        ? new Refused(Why.UNKNOWN, "there is no token " + id)
        : done(
            store.book().without(id),
            "join token revoked, token=" + id,
            () -> new Revoked(token.get()));
  }

  private Answer ofWorker(Order.OfWorker order, Predicate<WorkerId> isConnected) {
    var id = order.worker();
    var book = store.book();
    var known =
        book.member(id)
            .or(
                () ->
                    isConnected.test(id)
                        ? Optional.of(Member.legacy(id, clock.instant()))
                        : Optional.empty());
    if (known.isEmpty()) {
      return new Refused(Why.UNKNOWN, "there is no worker " + id);
    }
    return changed(order, known.get(), book);
  }

  private Answer changed(Order.OfWorker order, Member known, Book book) {
    if (known.isRemoved() && !isWayBack(order, known)) {
      return new Refused(
          Why.CONFLICT,
          "worker " + known.id() + " was removed; it comes back with a new join token only");
    }
    var next =
        switch (order) {
          case Order.Drain _ -> known.with(new Draining());
          case Order.Resume _ -> known.with(new OnDuty());
          case Order.Remove _ -> known.with(new Removed(clock.instant()));
          case Order.Rename(_, var label) -> known.with(label);
        };
    var kept = book.settled(next);
    if (kept.members().size() > Book.MEMBERS_MAX) {
      return new Refused(
          Why.CONFLICT, Book.MEMBERS_MAX + " workers are kept, remove some of them first");
    }
    return done(
        kept,
        "worker " + word(order) + " by the operator, worker=" + known.id(),
        () -> new Changed(next));
  }

  private static boolean isWayBack(Order.OfWorker order, Member known) {
    return order instanceof Order.Resume && !known.isKeyed();
  }

  private static String word(Order.OfWorker order) {
    return switch (order) {
      case Order.Drain _ -> "drained";
      case Order.Resume _ -> "resumed";
      case Order.Remove _ -> "removed";
      case Order.Rename _ -> "renamed";
    };
  }

  private Answer done(Book next, String what, Supplier<Answer> answer) {
    if (!next.equals(store.book())) {
      if (!kept(next)) {
        return new Refused(Why.FAILED, "the miner cannot write its file, see its log");
      }
      LOG.info("{}", what);
    }
    return answer.get();
  }

  private boolean kept(Book next) {
    try {
      store.keep(next);
      return true;
    } catch (IOException e) {
      LOG.error("the book of workers cannot be written, so nothing was changed", e);
      return false;
    }
  }
}
