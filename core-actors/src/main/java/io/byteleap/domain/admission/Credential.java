package io.byteleap.domain.admission;

/// By what a worker shows who it is when it registers.
public sealed interface Credential {
  /// Nothing, as the existing workers.
  record NoKey() implements Credential {}

  /// A key, and the signature of the registration's [Statement] by it.
  record Keyed(WorkerKey key, KeySignature signature, Joining joining) implements Credential {}

  /// Whether a worker brings a token, which it needs where its key is not known yet.
  sealed interface Joining {}

  record NoToken() implements Joining {}

  record WithToken(TokenId token, TokenProof proof) implements Joining {}
}
