package io.byteleap.wallet;

import io.byteleap.keys.Keypair;
import io.byteleap.keys.PublicKey;

/// What a key file holds.
public sealed interface KeyReading {
  /// A key that signs; whoever gets it closes it.
  record Signing(Keypair keypair, Exposure exposure) implements KeyReading {}

  /// A file without a secret.
  record PublicOnly(PublicKey key) implements KeyReading {}

  record Refused(Why why) implements KeyReading {}

  /// Who can read the file besides its owner.
  enum Exposure {
    OWNER_ONLY,
    /// Whoever logs in to the machine may be able to: worth a warning.
    OTHERS_TOO
  }

  /// Why a key file is not read. None of them tells anything of its content.
  enum Why {
    MISSING("there is no such file"),
    NOT_A_FILE("is not a regular file"),
    UNREADABLE("cannot be read"),
    TOO_BIG("is larger than a key file can be"),
    OTHERS_MAY_WRITE("may be written by others than its owner: chmod 600"),
    ANSIBLE_VAULT("is an Ansible vault, which is not read here: encrypt it anew with btcli"),
    FERNET("is a Fernet token, which is not read here: encrypt it anew with btcli"),
    NO_PASSWORD("is encrypted, and there is no password for it"),
    BAD_PASSWORD_SOURCE("is encrypted, and its password cannot be read from where it should be"),
    EXPOSED_PASSWORD(
        "is encrypted, and the file with its password can be read or written by others: chmod 600"),
    WRONG_PASSWORD("is encrypted with another password, or damaged"),
    TOO_LITTLE_MEMORY("is encrypted, which takes a heap of 1 GiB (-Xmx1g)"),
    NOT_JSON("is not a JSON object"),
    BAD_FIELD("has a field that is not a text"),
    BAD_PHRASE("has a secretPhrase that is not a phrase"),
    BAD_SEED("has a secretSeed that is not 32 bytes of hex"),
    BAD_PRIVATE_KEY("has a privateKey that is not one"),
    BAD_PUBLIC_KEY("has a publicKey or accountId that is not 32 bytes of hex"),
    BAD_ADDRESS("has an ss58Address that is not one"),
    NO_KEY("has no key in it"),
    DIFFERENT_KEYS("has fields that belong to different keys");

    private final String text;

    Why(String text) {
      this.text = text;
    }

    /// Continues a sentence that begins with the file's name.
    public String text() {
      return text;
    }
  }
}
