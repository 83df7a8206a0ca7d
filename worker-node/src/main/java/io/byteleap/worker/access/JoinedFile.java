package io.byteleap.worker.access;

import io.byteleap.domain.admission.CertificateHash;
import io.byteleap.domain.admission.Channel;
import io.byteleap.domain.identity.Hotkey;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;
import io.byteleap.worker.access.MinerDoor.Joined;
import java.nio.file.Path;
import java.util.Optional;

/// The miner that the worker has joined, in its file, so that the token is not needed any more.
final class JoinedFile {
  private static final String NAME = "miner.json";
  private static final Json JSON = Json.upTo(64 << 10);

  private final SmallFile file;

  JoinedFile(Path folder) {
    this.file = new SmallFile(folder.resolve(NAME));
  }

  Optional<Joined> read() throws AccessProblem {
    var text = file.read();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return switch (Decoded.of(() -> joined(JSON.parse(text.get())))) {
      case Decoded.Read<Joined>(var joined) -> Optional.of(joined);
      case Decoded.Refused<Joined>(var why) ->
          throw new AccessProblem(
              file.path()
                  + " is damaged ("
                  + why
                  + "): put it back, or remove it and join with a new token");
    };
  }

  private static Joined joined(JsonObject json) {
    String certificate = json.text("certificate");
    return new Joined(
        new Hotkey(json.text("hotkey")),
        certificate.isEmpty()
            ? new Channel.Plain()
            : new Channel.Secured(new CertificateHash(certificate)),
        json.text("address"));
  }

  void write(Joined joined) throws AccessProblem {
    file.write(
        JsonObject.builder()
                .put("hotkey", joined.miner().value())
                .put("certificate", joined.pinned().text())
                .put("address", joined.address())
                .build()
                .toText()
            + "\n");
  }
}
