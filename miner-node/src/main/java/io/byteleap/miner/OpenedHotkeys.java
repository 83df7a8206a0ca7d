package io.byteleap.miner;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.wallet.NodeHotkey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// The hotkeys of a configuration, opened one after another; or why one of them is not.
sealed interface OpenedHotkeys {
  record Opened(List<Identity> hotkeys) implements OpenedHotkeys {
    public Opened {
      hotkeys = List.copyOf(hotkeys);
    }
  }

  /// `why` is a sentence for the operator.
  record Refused(String why) implements OpenedHotkeys {}

  static OpenedHotkeys of(MinerConfig config) {
    var opened = new ArrayList<Identity>();
    var names = new HashMap<Hotkey, String>();
    for (var hotkey : config.identities()) {
      switch (NodeHotkey.open(hotkey.wallet())) {
        case NodeHotkey.Refused(var why) -> {
          return new Refused(why);
        }
        case NodeHotkey.Opened(var signer) -> {
          var twin = names.putIfAbsent(signer.hotkey(), hotkey.name());
          if (twin != null) {
            return new Refused(
                "hotkeys: %s and %s are the same key, %s"
                    .formatted(twin, hotkey.name(), signer.hotkey()));
          }
          opened.add(new Identity(hotkey, signer));
        }
      }
    }
    return new Opened(opened);
  }
}
