package io.byteleap.wire.synapse;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.wire.validator.SynapseType;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// The HTTP headers of a synapse: lower-case names with underscores, plain values. Peers look names
/// up case-sensitively, so they must be written exactly so.
public record SynapseHeaders(SequencedMap<String, String> fields) {
  private static final String DENDRITE = "bt_header_dendrite_";
  private static final String AXON = "bt_header_axon_";

  /// SHA3-256 of nothing: no synapse of this subnet declares fields to hash.
  private static final String EMPTY_BODY_HASH =
      "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a";

  private static final int FIELDS_MAX = 64;
  private static final int VALUE_LENGTH_MAX = 1_024;

  public SynapseHeaders {
    fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
  }

  /// The headers of a request of ours.
  public static SynapseHeaders ofRequest(
      SynapseType type, Duration timeout, Caller caller, Endpoint target, Hotkey targetHotkey) {
    var fields = new LinkedHashMap<String, String>();
    fields.put("name", type.className());
    fields.put("timeout", seconds(timeout));
    fields.put(AXON + "ip", target.ip());
    fields.put(AXON + "port", Integer.toString(target.port()));
    fields.put(AXON + "hotkey", targetHotkey.value());
    fields.put(DENDRITE + "ip", caller.ip());
    fields.put(DENDRITE + "version", Long.toString(caller.version()));
    fields.put(DENDRITE + "nonce", Long.toString(caller.nonce()));
    fields.put(DENDRITE + "uuid", caller.uuid());
    fields.put(DENDRITE + "hotkey", caller.hotkey().value());
    fields.put("header_size", "0");
    fields.put("total_size", "0");
    fields.put("computed_body_hash", EMPTY_BODY_HASH);
    return new SynapseHeaders(fields);
  }

  /// Those of `all` that belong to a synapse; names are taken in lower case, the first of a name
  /// counts, at most 64 fields of at most 1,024 characters each.
  public static SynapseHeaders ofReceived(Map<String, String> all) {
    var fields = new LinkedHashMap<String, String>();
    all.forEach(
        (name, value) -> {
          boolean wanted =
              name.startsWith("bt_header_") || name.equals("name") || name.equals("timeout");
          if (wanted && fields.size() < FIELDS_MAX && value.length() <= VALUE_LENGTH_MAX) {
            fields.putIfAbsent(name, value);
          }
        });
    return new SynapseHeaders(fields);
  }

  public Optional<String> callerHotkey() {
    return Optional.ofNullable(fields.get(DENDRITE + "hotkey"));
  }

  /// These headers as an answer with `status` echoes them.
  public SynapseHeaders answering(int status, String message, Duration processTime) {
    var answer = new LinkedHashMap<String, String>();
    copy("name", answer);
    copy("timeout", answer);
    answer.put(AXON + "status_code", Integer.toString(status));
    answer.put(AXON + "status_message", message);
    answer.put(AXON + "process_time", seconds(processTime));
    fields.forEach(
        (name, value) -> {
          if (name.startsWith("bt_header_")) {
            answer.putIfAbsent(name, value);
          }
        });
    answer.put("header_size", "0");
    answer.put("total_size", "0");
    answer.put("computed_body_hash", EMPTY_BODY_HASH);
    return new SynapseHeaders(answer);
  }

  private void copy(String name, Map<String, String> target) {
    Optional.ofNullable(fields.get(name)).ifPresent(value -> target.put(name, value));
  }

  /// As Python prints a float: `12.0`.
  static String seconds(Duration duration) {
    return Double.toString(duration.toNanos() / 1e9);
  }
}
