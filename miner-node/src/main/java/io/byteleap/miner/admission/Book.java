package io.byteleap.miner.admission;

import io.byteleap.domain.admission.Credential.NoToken;
import io.byteleap.domain.admission.Credential.WithToken;
import io.byteleap.domain.admission.TokenId;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.miner.admission.Claim.Proven;
import io.byteleap.miner.admission.Claim.Unproven;
import io.byteleap.miner.admission.Member.Keyed;
import io.byteleap.miner.admission.Member.Legacy;
import io.byteleap.miner.admission.Member.OnDuty;
import io.byteleap.miner.admission.Member.Removed;
import io.byteleap.wire.worker.CloseCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The join tokens that a miner has given out, and the workers that it knows.
///
/// Bounds: 500 tokens, of which those that let nobody in any more are forgotten after 30 days, or
/// when the room is needed; and 1,000 workers, of which those that were removed longest ago make
/// room.
public record Book(SortedMap<TokenId, Token> tokens, SortedMap<WorkerId, Member> members) {
  static final int TOKENS_MAX = 500;
  static final int MEMBERS_MAX = 1_000;
  static final Duration TOKEN_MEMORY = Duration.ofDays(30);

  public static final Book EMPTY = new Book(new TreeMap<>(), new TreeMap<>());

  public Book {
    tokens = Collections.unmodifiableSortedMap(new TreeMap<>(tokens));
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
  }

  public sealed interface Admission {}

  /// Let in as `member`. `next` is this book unless the worker joined just now.
  public record Admitted(Book next, Member member) implements Admission {}

  public record TurnedAway(CloseCode why) implements Admission {}

  /// Whether the worker is let in. Whether there is a place for it is another question.
  public Admission admit(WorkerId id, Claim claim, LegacyPolicy legacy, Instant now) {
    return switch (claim) {
      case Unproven(var from) ->
          unprovenRefusal(id)
              .or(() -> legacy.refusal(from))
              .<Admission>map(TurnedAway::new)
              .orElseGet(() -> new Admitted(this, memberOr(id, Member.legacy(id, now))));
      case Proven proven -> admitProven(id, proven, now);
    };
  }

  private Optional<CloseCode> unprovenRefusal(WorkerId id) {
    return member(id)
        .flatMap(
            known -> {
              if (known.isRemoved()) {
                return Optional.of(CloseCode.REMOVED);
              }
              return known.isKeyed() ? Optional.of(CloseCode.KEY_MISMATCH) : Optional.empty();
            });
  }

  private Admission admitProven(WorkerId id, Proven proven, Instant now) {
    var known = member(id).filter(Member::isBound);
    if (known.isEmpty()) {
      return join(id, proven, now);
    }
    return known.get().identity().equals(new Keyed(proven.statement().key()))
        ? new Admitted(this, known.get())
        : new TurnedAway(CloseCode.KEY_MISMATCH);
  }

  private Admission join(WorkerId id, Proven proven, Instant now) {
    return switch (proven.joining()) {
      case NoToken() ->
          new TurnedAway(
              member(id).filter(Member::isRemoved).isPresent()
                  ? CloseCode.REMOVED
                  : CloseCode.JOIN_TOKEN_NEEDED);
      case WithToken(var tokenId, var proof) -> {
        var token =
            token(tokenId).filter(known -> known.secret().proves(proven.statement(), proof));
        yield token.isEmpty()
            ? new TurnedAway(CloseCode.JOIN_TOKEN_UNKNOWN)
            : join(id, proven, token.get(), now);
      }
    };
  }

  private Admission join(WorkerId id, Proven proven, Token token, Instant now) {
    return switch (token.stateAt(now)) {
      case EXPIRED -> new TurnedAway(CloseCode.JOIN_TOKEN_EXPIRED);
      case USED_UP -> new TurnedAway(CloseCode.JOIN_TOKEN_USED_UP);
      case VALID -> {
        var before = member(id);
        if (before.filter(known -> isRemovedSince(known, token.issuedAt())).isPresent()) {
          yield new TurnedAway(CloseCode.REMOVED);
        }
        var identity = new Keyed(proven.statement().key());
        var member =
            before
                .filter(known -> !known.isRemoved())
                .map(known -> new Member(id, identity, known.label(), now, known.duty()))
                .orElseGet(() -> new Member(id, identity, token.label(), now, new OnDuty()));
        yield new Admitted(with(token.used()).with(member), member);
      }
    };
  }

  private static boolean isRemovedSince(Member member, Instant issuedAt) {
    return member.duty() instanceof Removed(var at) && !issuedAt.isAfter(at);
  }

  public Optional<Member> member(WorkerId id) {
    return Optional.ofNullable(members.get(id));
  }

  public Optional<Token> token(TokenId id) {
    return Optional.ofNullable(tokens.get(id));
  }

  private Member memberOr(WorkerId id, Member other) {
    return member(id).orElse(other);
  }

  /// The workers whose places are kept for them.
  public Set<WorkerId> bound() {
    return members.values().stream()
        .filter(Member::isBound)
        .map(Member::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  Book with(Token token) {
    var next = new TreeMap<>(tokens);
    next.put(token.id(), token);
    return new Book(next, members);
  }

  Book without(TokenId token) {
    var next = new TreeMap<>(tokens);
    next.remove(token);
    return new Book(next, members);
  }

  Book with(Member member) {
    var next = new TreeMap<>(members);
    next.put(member.id(), member);
    if (next.size() > MEMBERS_MAX) {
      next.values().stream()
          .filter(Member::isRemoved)
          .min(Comparator.comparing(Book::removedAt))
          .ifPresent(longestGone -> next.remove(longestGone.id()));
    }
    return new Book(tokens, next);
  }

  private static Instant removedAt(Member member) {
    return member.duty() instanceof Removed(var at) ? at : Instant.MAX;
  }

  Book without(WorkerId member) {
    var next = new TreeMap<>(members);
    next.remove(member);
    return new Book(tokens, next);
  }

  /// Without the tokens that are of no more use to anybody.
  Book tidied(Instant now) {
    var next = new TreeMap<>(tokens);
    next.values()
        .removeIf(
            token ->
                token.stateAt(now) != Token.State.VALID
                    && now.isAfter(token.expiresAt().plus(TOKEN_MEMORY)));
    if (next.size() >= TOKENS_MAX) {
      next.values().removeIf(token -> token.stateAt(now) != Token.State.VALID);
    }
    return new Book(next, members);
  }

  /// Nothing is kept of a worker without a key about which nothing is decided.
  Book settled(Member member) {
    boolean isPlain =
        member.identity() instanceof Legacy
            && member.duty() instanceof OnDuty
            && member.label().isBlank();
    return isPlain ? without(member.id()) : with(member);
  }
}
