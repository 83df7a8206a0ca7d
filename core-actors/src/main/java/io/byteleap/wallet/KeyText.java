package io.byteleap.wallet;

import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.json.JsonProblem;
import io.byteleap.keys.Keypair;
import io.byteleap.keys.Mnemonic;
import io.byteleap.keys.PrefixedHex;
import io.byteleap.keys.PublicKey;
import io.byteleap.keys.SecretBytes;
import io.byteleap.keys.Ss58;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// The JSON object in a key file: `accountId`, `publicKey`, `privateKey`, `secretPhrase`,
/// `secretSeed`, `ss58Address`, each a text, null or absent.
///
/// The key is that of the first of phrase, seed, private key and address which is there; whatever
/// else is there must belong to the same key, for otherwise another reader would take another one.
/// A private key is 64 bytes, or 32 that are a seed. Unknown fields are passed by. Source: btwallet
/// 4.0.0.
final class KeyText {
  static final int BYTES_MAX = 16 << 10;

  private static final Json JSON = Json.upTo(BYTES_MAX);
  private static final String ACCOUNT = "accountId";
  private static final String PUBLIC = "publicKey";
  private static final String PRIVATE = "privateKey";
  private static final String PHRASE = "secretPhrase";
  private static final String SEED = "secretSeed";
  private static final String ADDRESS = "ss58Address";

  private KeyText() {}

  /// What the bytes of a plain file, or of one that was decrypted, are. `exposure` is that of the
  /// file.
  static KeyReading read(byte[] utf8, KeyReading.Exposure exposure) {
    JsonObject json;
    try {
      json = JSON.parse(utf8);
    } catch (JsonProblem e) {
      return refused(KeyReading.Why.NOT_JSON);
    }
    try {
      return read(json.literals(), exposure);
    } catch (JsonProblem e) {
      return refused(KeyReading.Why.BAD_FIELD);
    }
  }

  private static KeyReading read(Map<String, String> fields, KeyReading.Exposure exposure) {
    return switch (secret(fields)) {
      case Secret.None() -> publicOnly(fields);
      case Secret.Bad(var why) -> refused(why);
      case Secret.Good(var keypair) -> {
        var agreed = agreed(fields, keypair.publicKey());
        if (agreed.isPresent()) {
          keypair.close();
        }
        yield agreed
            .<KeyReading>map(KeyText::refused)
            .orElseGet(() -> new KeyReading.Signing(keypair, exposure));
      }
    };
  }

  private static KeyReading publicOnly(Map<String, String> fields) {
    String address = fields.get(ADDRESS);
    if (address == null) {
      return refused(KeyReading.Why.NO_KEY);
    }
    return switch (Ss58.read(address)) {
      case Ss58.Refused _ -> refused(KeyReading.Why.BAD_ADDRESS);
      case Ss58.Address(var key) ->
          agreed(fields, key)
              .<KeyReading>map(KeyText::refused)
              .orElseGet(() -> new KeyReading.PublicOnly(key));
    };
  }

  private sealed interface Secret {
    record None() implements Secret {}

    record Good(Keypair keypair) implements Secret {}

    record Bad(KeyReading.Why why) implements Secret {}
  }

  private static Secret secret(Map<String, String> fields) {
    if (fields.containsKey(PHRASE)) {
      return ofPhrase(fields.getOrDefault(PHRASE, ""));
    }
    if (fields.containsKey(SEED)) {
      return ofSeed(fields.getOrDefault(SEED, ""), KeyReading.Why.BAD_SEED);
    }
    return fields.containsKey(PRIVATE)
        ? ofPrivateKey(fields.getOrDefault(PRIVATE, ""))
        : new Secret.None();
  }

  private static Secret ofPhrase(String text) {
    return switch (Mnemonic.read(text)) {
      case Mnemonic.Refused _ -> new Secret.Bad(KeyReading.Why.BAD_PHRASE);
      case Mnemonic.Phrase(var mnemonic) -> {
        try (mnemonic;
            var seed = mnemonic.seed("")) {
          yield new Secret.Good(Keypair.ofSeed(seed));
        }
      }
    };
  }

  private static Secret ofSeed(String text, KeyReading.Why otherwise) {
    return PrefixedHex.decoded(text, Keypair.SEED_SIZE)
        .<Secret>map(
            bytes -> {
              try (var seed = SecretBytes.taking(bytes)) {
                return new Secret.Good(Keypair.ofSeed(seed));
              }
            })
        .orElseGet(() -> new Secret.Bad(otherwise));
  }

  private static Secret ofPrivateKey(String text) {
    return PrefixedHex.decoded(text, Keypair.PRIVATE_KEY_SIZE)
        .map(KeyText::ofScalarAndNonce)
        .orElseGet(() -> ofSeed(text, KeyReading.Why.BAD_PRIVATE_KEY));
  }

  private static Secret ofScalarAndNonce(byte[] bytes) {
    try (var secret = SecretBytes.taking(bytes)) {
      return Keypair.ofPrivateKey(secret)
          .<Secret>map(Secret.Good::new)
          .orElseGet(() -> new Secret.Bad(KeyReading.Why.BAD_PRIVATE_KEY));
    }
  }

  /// Empty when every field belongs to `key`.
  private static Optional<KeyReading.Why> agreed(Map<String, String> fields, PublicKey key) {
    for (String name : new String[] {PUBLIC, ACCOUNT}) {
      String text = fields.get(name);
      if (text != null && PublicKey.ofHex(text).isEmpty()) {
        return Optional.of(KeyReading.Why.BAD_PUBLIC_KEY);
      }
      if (text != null && !PublicKey.ofHex(text).equals(Optional.of(key))) {
        return Optional.of(KeyReading.Why.DIFFERENT_KEYS);
      }
    }
    String address = fields.get(ADDRESS);
    if (address != null && !Ss58.isAddress(address)) {
      return Optional.of(KeyReading.Why.BAD_ADDRESS);
    }
    return address == null || address.equals(key.address().value())
        ? secretsAgree(fields, key)
        : Optional.of(KeyReading.Why.DIFFERENT_KEYS);
  }

  /// Whether the secrets that come after the one which was read are of the same key.
  private static Optional<KeyReading.Why> secretsAgree(Map<String, String> fields, PublicKey key) {
    for (Secret secret : laterSecrets(fields)) {
      switch (secret) {
        case Secret.None() -> {}
        case Secret.Bad(var why) -> {
          return Optional.of(why);
        }
        case Secret.Good(var keypair) -> {
          try (keypair) {
            if (!keypair.publicKey().equals(key)) {
              return Optional.of(KeyReading.Why.DIFFERENT_KEYS);
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Secret[] laterSecrets(Map<String, String> fields) {
    String seed = fields.get(SEED);
    String privateKey = fields.get(PRIVATE);
    return new Secret[] {
      seed == null ? new Secret.None() : ofSeed(seed, KeyReading.Why.BAD_SEED),
      privateKey == null ? new Secret.None() : ofPrivateKey(privateKey)
    };
  }

  /// The file of a phrase without a password.
  static SecretBytes of(Mnemonic mnemonic) {
    try (var seed = mnemonic.seed("");
        var keypair = Keypair.ofSeed(seed)) {
      return text(
          keypair,
          json -> json.put(PHRASE, mnemonic.phrase()).put(SEED, PrefixedHex.of(seed.reveal())));
    }
  }

  /// The file of a key that has no phrase.
  static SecretBytes of(Keypair keypair) {
    return text(keypair, json -> json);
  }

  private static SecretBytes text(
      Keypair keypair, java.util.function.UnaryOperator<JsonObject.Builder> secrets) {
    try (var privateKey = keypair.privateKey()) {
      var json = common(keypair.publicKey()).put(PRIVATE, PrefixedHex.of(privateKey.reveal()));
      String text =
          secrets.apply(json).put(ADDRESS, keypair.publicKey().toString()).build().toText();
      return SecretBytes.taking(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// The public half of a file.
  static String publicText(PublicKey key) {
    return common(key).put(ADDRESS, key.toString()).build().toText();
  }

  private static JsonObject.Builder common(PublicKey key) {
    return JsonObject.builder().put(ACCOUNT, key.hex()).put(PUBLIC, key.hex());
  }

  private static KeyReading refused(KeyReading.Why why) {
    return new KeyReading.Refused(why);
  }
}
