package io.byteleap.node;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.keys.Ss58;

/// `security.unsigned_dev_hotkey`: the name under which a node of a network on one machine goes
/// without proving it. With it set, a node neither signs its requests nor asks for signatures, and
/// therefore listens on loopback only.
public record DevHotkey(String address) {
  public DevHotkey {
    if (!address.isEmpty() && !Ss58.isAddress(address)) {
      throw new IllegalArgumentException("must be an SS58 address with a right checksum");
    }
  }

  /// Read by the configuration.
  public static DevHotkey parse(String text) {
    return new DevHotkey(text);
  }

  /// The hotkey of a node that listens on `host`; refuses what this version cannot do safely.
  public Hotkey hotkeyOn(String host) {
    if (address.isEmpty()) {
      throw new IllegalArgumentException(
          "security.unsigned_dev_hotkey is required: this version cannot sign requests, and runs"
              + " on one machine only");
    }
    if (!ListenAddress.isLoopback(host)) {
      throw new IllegalArgumentException(
          "with security.unsigned_dev_hotkey a node must listen on 127.0.0.1, not on " + host);
    }
    return new Hotkey(address);
  }
}
