package io.byteleap.miner;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.keys.Signer;

/// A hotkey that this miner speaks for, opened.
public record Identity(HotkeyConfig config, Signer signer) {
  Hotkey hotkey() {
    return signer.hotkey();
  }
}
