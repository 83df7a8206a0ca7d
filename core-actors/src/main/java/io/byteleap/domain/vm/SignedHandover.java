package io.byteleap.domain.vm;

import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.units.Bytes;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A [Handover] with the signature of the worker's device key over [#text]: who did it on which
/// order, and what was found. The signature is in hex (ECDSA on P-256 with SHA-256, ASN.1).
public record SignedHandover(WorkerId worker, VmTaskId task, Handover handover, String signature) {
  private static final String PROTOCOL = "byteleap machine hand-over 1";
  private static final Pattern HEX = Pattern.compile("(?:[0-9a-f]{2}){8,80}");

  public SignedHandover {
    if (!HEX.matcher(signature).matches()) {
      throw new IllegalArgumentException("signature must be 8 to 80 bytes in lower-case hex");
    }
  }

  /// The one form of bytes that is signed: the name of the protocol and the facts, a line each, in
  /// this order, `name=value`; the time to the microsecond; addresses of GPUs as written, in order,
  /// with commas between. No value holds a line break, so that no two records share their bytes.
  public static Bytes text(WorkerId worker, VmTaskId task, Handover handover) {
    var lines =
        List.of(
            PROTOCOL,
            "worker=" + worker,
            "task=" + task,
            "vm=" + handover.vm(),
            "name=" + handover.name(),
            "at=" + handover.at().truncatedTo(ChronoUnit.MICROS),
            "domain_gone=" + handover.domainGone(),
            "disk_deleted=" + handover.diskDeleted(),
            "seed_deleted=" + handover.seedDeleted(),
            "reservation_free=" + handover.reservationFree(),
            "gpus_reset="
                + handover.gpusReset().stream()
                    .map(PciAddress::toString)
                    .collect(Collectors.joining(",")));
    return Bytes.ofText(String.join("\n", lines) + "\n");
  }

  /// What the signature is over.
  public Bytes text() {
    return text(worker, task, handover);
  }
}
