package io.byteleap.miner;

import java.util.HashMap;
import java.util.List;
import java.util.function.Function;

/// What must hold of the hotkeys of one miner together: not too many, none twice, no two with the
/// same door. Refused with [IllegalArgumentException], which names both entries.
final class HotkeyList {
  static final int HOTKEYS_MAX = 128;

  private HotkeyList() {}

  /// `hotkeys` with their ports, `usual` where an entry has none of its own.
  static List<HotkeyConfig> checked(List<HotkeyConfig> hotkeys, int usual) {
    if (hotkeys.size() > HOTKEYS_MAX) {
      throw new IllegalArgumentException(
          "hotkeys must be " + HOTKEYS_MAX + " at most, are " + hotkeys.size());
    }
    var all = hotkeys.stream().map(hotkey -> hotkey.atPort(usual)).toList();
    refuseTwins(all, entry -> entry.wallet().path() + "/" + entry.name(), "the same key", "");
    refuseTwins(
        all,
        HotkeyConfig::door,
        "the same door for workers",
        "; give one of them another path or port");
    return all;
  }

  private static void refuseTwins(
      List<HotkeyConfig> all, Function<HotkeyConfig, String> feature, String what, String remedy) {
    var known = new HashMap<String, Integer>();
    for (int i = 0; i < all.size(); i++) {
      String value = feature.apply(all.get(i));
      var other = known.putIfAbsent(value, i);
      if (other != null) {
        throw new IllegalArgumentException(
            "hotkeys[%d] and hotkeys[%d] have %s, %s%s".formatted(other, i, what, value, remedy));
      }
    }
  }
}
