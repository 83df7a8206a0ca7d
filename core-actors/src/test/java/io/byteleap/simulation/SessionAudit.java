package io.byteleap.simulation;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.SessionId;
import io.byteleap.domain.session.SealedBox;
import io.byteleap.domain.units.Bytes;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// The numbers that were used under each key, and those that were taken.
public final class SessionAudit {
  /// A session's key in one direction is known by who seals with it.
  private record Key(SessionId session, Hotkey sender) {}

  private final Map<Key, BitSet> sealed = new HashMap<>();
  private final Map<Key, BitSet> opened = new HashMap<>();

  public void sealed(Hotkey sender, SealedBox box) {
    use(sealed, new Key(box.session(), sender), box, "sealed");
  }

  public void opened(SealedBox box) {
    use(opened, new Key(box.session(), box.sender()), box, "opened");
  }

  private static void use(Map<Key, BitSet> uses, Key key, SealedBox box, String how) {
    int number = Math.toIntExact(box.sequence());
    var used = uses.computeIfAbsent(key, _ -> new BitSet());
    if (number < 1 || used.get(number)) {
      throw new Broken(
          Invariant.SEQUENCE_NUMBER_USED_ONCE,
          "number " + number + " of " + key + " was " + how + " twice");
    }
    used.set(number);
  }

  /// What was opened is what was sealed.
  void fits(Bytes plaintext, long number) {
    if (!plaintext.equals(Correspondence.plaintext(number))) {
      throw new IllegalStateException("BUG: a box holds another call than #" + number);
    }
  }
}
