package io.byteleap.wire.worker;

import io.byteleap.domain.admission.Credential;
import io.byteleap.domain.admission.Credential.Joining;
import io.byteleap.domain.admission.Credential.Keyed;
import io.byteleap.domain.admission.Credential.NoKey;
import io.byteleap.domain.admission.Credential.NoToken;
import io.byteleap.domain.admission.Credential.WithToken;
import io.byteleap.domain.admission.KeySignature;
import io.byteleap.domain.admission.TokenId;
import io.byteleap.domain.admission.TokenProof;
import io.byteleap.domain.admission.WorkerKey;
import io.byteleap.json.JsonObject;

/// The fields of a registration that show who the worker is: `key` and `key_signature`, and with a
/// join token `join_token` and `join_proof`. Each pair is there whole or not at all.
final class Credentials {
  private Credentials() {}

  static Credential read(JsonObject json) {
    if (!json.has("key")) {
      return new NoKey();
    }
    return new Keyed(
        new WorkerKey(json.text("key")),
        new KeySignature(json.text("key_signature")),
        joining(json));
  }

  private static Joining joining(JsonObject json) {
    return json.has("join_token")
        ? new WithToken(
            new TokenId(json.text("join_token")), new TokenProof(json.text("join_proof")))
        : new NoToken();
  }

  static JsonObject write(Credential credential) {
    return switch (credential) {
      case NoKey() -> JsonObject.EMPTY;
      case Keyed(var key, var signature, var joining) ->
          JsonObject.builder()
              .put("key", key.hex())
              .put("key_signature", signature.hex())
              .putAll(write(joining))
              .build();
    };
  }

  private static JsonObject write(Joining joining) {
    return switch (joining) {
      case NoToken() -> JsonObject.EMPTY;
      case WithToken(var token, var proof) ->
          JsonObject.builder()
              .put("join_token", token.hex())
              .put("join_proof", proof.hex())
              .build();
    };
  }
}
