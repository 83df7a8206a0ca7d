package io.byteleap.transport;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.keys.NonceBook;
import io.byteleap.keys.RequestProof;
import io.byteleap.keys.SignatureCheck;
import io.byteleap.keys.Verifier;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.synapse.SynapseHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/// Tells by a request's headers who makes it: a member of the subnet, which signed the request for
/// us, now, and not before. Remembers members only, so it is bounded. For many threads.
///
/// What is cheap comes first: membership, then the nonce, then the signature (some 0.2 ms, twice as
/// much for a wrong one). A nonce is used up only by a good signature. Nonces of before the start
/// are refused, since nobody remembers which of them were used.
final class CallerCheck {
  /// A timeout counts up to the longest that any kind of request has.
  private static final NonceBook.Rules RULES =
      new NonceBook.Rules(
          Duration.ofSeconds(4), Duration.ofSeconds(60), Duration.ofSeconds(30), 1_024);

  /// More than a subnet has members; beyond, those who left it are forgotten.
  private static final int MEMBERS_MAX = 4_096;

  private static final double NANOS_PER_SECOND = 1e9;

  private final Hotkey own;
  private final Membership membership;
  private final InstantSource clock;
  private final NonceBook first;
  private final Map<Hotkey, Member> members = new ConcurrentHashMap<>();

  CallerCheck(Hotkey own, Membership membership, InstantSource clock) {
    this.own = own;
    this.membership = membership;
    this.clock = clock;
    this.first = new NonceBook(List.of(), SynapseClient.nanos(clock.instant()) - 1);
  }

  sealed interface Verdict {}

  record Verified(Hotkey caller) implements Verdict {}

  /// Not a member, or nobody.
  record Forbidden(String reason) implements Verdict {}

  /// `error` holds nothing of the headers but what was read and found well-formed.
  record NotVerified(String error) implements Verdict {}

  /// A number among the headers is none.
  record Unreadable() implements Verdict {}

  /// Somebody who was a member when we last heard of it.
  private record Member(Verifier verifier, AtomicReference<NonceBook> book) {}

  Verdict of(SynapseHeaders headers) {
    var claimed = headers.callerHotkey().flatMap(CallerCheck::hotkey);
    if (claimed.isEmpty()) {
      return new Forbidden("missing_hotkey");
    }
    var refusal = membership.refusal(claimed.get());
    if (refusal.isPresent()) {
      return new Forbidden(refusal.get());
    }
    return switch (RequestProof.read(headers.fields(), own)) {
      case RequestProof.Refused(var why) -> refused(why);
      case RequestProof.Proof(var proof) ->
          member(claimed.get())
              .map(member -> judged(proof, member))
              .orElseGet(() -> new NotVerified("hotkey is not a key"));
    };
  }

  private static Optional<Hotkey> hotkey(String text) {
    return switch (Decoded.of(() -> new Hotkey(text))) {
      case Decoded.Read<Hotkey>(var hotkey) -> Optional.of(hotkey);
      case Decoded.Refused<Hotkey> _ -> Optional.empty();
    };
  }

  private Optional<Member> member(Hotkey hotkey) {
    var known = members.get(hotkey);
    if (known != null) {
      return Optional.of(known);
    }
    if (members.size() >= MEMBERS_MAX) {
      members.keySet().removeIf(old -> membership.refusal(old).isPresent());
    }
    return Verifier.of(hotkey)
        .map(
            verifier ->
                members.computeIfAbsent(
                    hotkey, _ -> new Member(verifier, new AtomicReference<>(first))));
  }

  private Verdict judged(RequestProof proof, Member member) {
    var now = clock.instant();
    if (member.book().get().taking(proof, now, RULES) instanceof NonceBook.Refused(var why)) {
      return refused(why, proof, now);
    }
    if (proof.check(member.verifier()) != SignatureCheck.GOOD) {
      return new NotVerified(
          "Signature mismatch with "
              + new String(proof.request().message(), StandardCharsets.UTF_8)
              + " and "
              + proof.signature().hex());
    }
    while (true) {
      var before = member.book().get();
      switch (before.taking(proof, now, RULES)) {
        case NonceBook.Refused(var why) -> {
          return refused(why, proof, now);
        }
        case NonceBook.Taken(var next) -> {
          if (member.book().compareAndSet(before, next)) {
            return new Verified(proof.request().from());
          }
        }
      }
    }
  }

  private static Verdict refused(RequestProof.Why why) {
    return switch (why) {
      case MISSING_HOTKEY -> new Forbidden("missing_hotkey");
      case BAD_HOTKEY -> new NotVerified("hotkey is not an SS58 address");
      case MISSING_NONCE -> new NotVerified("Missing Nonce");
      case BAD_UUID -> new NotVerified("uuid is missing, or none");
      case MISSING_SIGNATURE -> new NotVerified("Missing Signature");
      case BAD_SIGNATURE -> new NotVerified("signature is not 0x and 128 hex digits");
      case OTHER_BODY_HASH -> new NotVerified("computed_body_hash is not that of no fields");
      case BAD_NONCE, BAD_TIMEOUT -> new Unreadable();
    };
  }

  private static Verdict refused(NonceBook.Why why, RequestProof proof, Instant now) {
    double age = (SynapseClient.nanos(now) - proof.request().nonce()) / NANOS_PER_SECOND;
    return switch (why) {
      case USED -> new NotVerified("Nonce is too old, a newer one was last processed");
      case TOO_OLD ->
          new NotVerified(
              "Nonce is too old: acceptable delta is "
                  + hundredths(acceptable(proof))
                  + " seconds but request was "
                  + hundredths(age)
                  + " seconds old");
      case TOO_FAR_AHEAD ->
          new NotVerified("Nonce is " + hundredths(-age) + " seconds ahead of our time");
    };
  }

  private static double acceptable(RequestProof proof) {
    var timeout = proof.timeout();
    var counted = timeout.compareTo(RULES.timeoutMax()) < 0 ? timeout : RULES.timeoutMax();
    return RULES.allowance().plus(counted).toNanos() / NANOS_PER_SECOND;
  }

  private static String hundredths(double seconds) {
    return String.format(Locale.ROOT, "%.2f", seconds);
  }
}
