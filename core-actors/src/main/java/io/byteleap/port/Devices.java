package io.byteleap.port;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Workers that are enrolled at the VM gateway: their certificates, and the tokens that were used.
/// Calls block, and throw [History.HistoryUnavailable] when the database is away.
public interface Devices {
  /// A worker of a miner, under which name it is rented.
  record Owner(Hotkey miner, WorkerId worker) {}

  /// A certificate: the number by which its issuer knows it (lower-case hex), whose it is, and from
  /// when until when it is good.
  record Certificate(String serial, Owner owner, Instant issuedAt, Instant until) {}

  /// A token that was shown, by its name, and until when it would have been good.
  record UsedToken(String name, Instant until) {}

  enum Enrolled {
    KEPT,
    /// The token was used before.
    TOKEN_USED,
    /// The worker was revoked.
    REVOKED
  }

  /// What there is to know of the holder of a certificate.
  sealed interface Standing {}

  record Good(Certificate certificate) implements Standing {}

  record Revoked(Owner owner) implements Standing {}

  record Unknown() implements Standing {}

  /// One enrolled worker, for people: its certificates' last end, when it was heard last, and
  /// whether it is revoked.
  record Entry(Owner owner, Instant until, Optional<Instant> seenAt, Optional<Instant> revokedAt) {}

  /// Uses the token and keeps the certificate, both or neither.
  Enrolled enrol(UsedToken token, Certificate certificate, Instant now);

  /// Keeps another certificate of a worker that has one; false when the worker is revoked.
  boolean renew(Certificate certificate);

  Standing find(String serial);

  void seen(Owner owner, Instant now);

  /// Workers that are not revoked and were heard at `since` or later.
  List<Owner> seenSince(Instant since);

  /// Revokes a worker, with all its certificates; it enrols no more. Empty when it never enrolled.
  Optional<Entry> revoke(Owner owner, Instant now);

  /// Lets a revoked worker enrol again; its old certificates stay revoked.
  Optional<Entry> allow(Owner owner);

  /// By hotkey and worker.
  Page<Entry> page(Page.Wish wish);
}
