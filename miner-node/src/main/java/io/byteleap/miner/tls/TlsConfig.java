package io.byteleap.miner.tls;

import io.byteleap.config.Fallback;
import io.byteleap.tls.TlsProblem;
import java.nio.file.Path;
import java.time.Instant;

/// `worker_management.tls`: whether the workers' door is encrypted, and with which certificate.
public record TlsConfig(
    @Fallback("off") Mode mode, @Fallback("\"\"") Path certificate, @Fallback("\"\"") Path key) {
  /// `GENERATED` makes a certificate in the miner's data folder, `FILES` takes the operator's.
  public enum Mode {
    OFF,
    GENERATED,
    FILES
  }

  public TlsConfig {
    boolean namesFiles = !certificate.toString().isEmpty() && !key.toString().isEmpty();
    boolean namesOne = !certificate.toString().isEmpty() || !key.toString().isEmpty();
    if (mode == Mode.FILES && !namesFiles) {
      throw new IllegalArgumentException("certificate and key must be named where mode is files");
    }
    if (mode != Mode.FILES && namesOne) {
      throw new IllegalArgumentException("mode must be files where certificate or key is named");
    }
  }

  /// Whether connections without encryption are taken as well.
  public enum Plain {
    TAKEN,
    CUT
  }

  /// Makes or reads the certificate.
  public DoorTls open(Path dataDir, Plain plain, Instant now) throws TlsProblem {
    return switch (mode) {
      case OFF -> new DoorTls.Off();
      case GENERATED -> door(DoorCertificate.generated(dataDir, now), plain);
      case FILES -> door(DoorCertificate.of(certificate, key), plain);
    };
  }

  private static DoorTls door(DoorIdentity identity, Plain plain) {
    return switch (plain) {
      case TAKEN -> new DoorTls.WhereAsked(identity);
      case CUT -> new DoorTls.Always(identity);
    };
  }
}
