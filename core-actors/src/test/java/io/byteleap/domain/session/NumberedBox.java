package io.byteleap.domain.session;

import io.byteleap.domain.session.SecureSession.Client;
import io.byteleap.domain.session.SecureSession.Server;
import io.byteleap.domain.units.Bytes;

/// Boxes under any number, also under those that a session never gives out.
public final class NumberedBox {
  private NumberedBox() {}

  public static SealedBox seal(
      SecureSession session, long sequence, MessageType type, Bytes plaintext) {
    var self = session.self();
    var key =
        switch (self) {
          case Client _ -> session.keys().clientToServer();
          case Server _ -> session.keys().serverToClient();
        };
    return new SealedBox.Address(session.id(), sequence, self.own(), self.peer(), type)
        .seal(key, plaintext);
  }
}
