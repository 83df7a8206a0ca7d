package io.byteleap.wire.synapse;

import io.byteleap.domain.identity.Hotkey;

/// Who makes a request, as the SDK writes it: software version, time in nanoseconds, the request's
/// own UUID, hotkey, address (which nobody verifies) and signature (`0x` and 128 hex digits).
public record Caller(
    long version, long nonce, String uuid, Hotkey hotkey, String ip, String signature) {
  /// Version of the SDK whose wire format this is, as a number: 9.10.0.
  public static final long SDK_VERSION = 9_010_000;
}
