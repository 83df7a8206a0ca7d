package io.byteleap.chain.subtensor;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.units.Bytes;
import io.byteleap.keys.Ss58;
import io.byteleap.scale.ScaleReader;
import java.util.HexFormat;

/// An account of the chain: the 32 bytes of its public key.
public record AccountId(Bytes key) {
  public static final int SIZE = 32;

  public AccountId {
    if (key.length() != SIZE) {
      throw new IllegalArgumentException("an account has 32 bytes, not " + key.length());
    }
  }

  static AccountId read(ScaleReader reader) {
    return new AccountId(reader.raw(SIZE));
  }

  public Hotkey address() {
    return Ss58.address(key.toArray());
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(key.toArray());
  }
}
