package io.byteleap.wire.synapse;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.keys.SignedRequest;
import io.byteleap.wire.validator.SynapseType;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;

/// The HTTP headers of a synapse: lower-case names with underscores, plain values. Peers look names
/// up case-sensitively, so they must be written exactly so.
public record SynapseHeaders(SequencedMap<String, String> fields) {
  private static final String DENDRITE = "bt_header_dendrite_";
  private static final String AXON = "bt_header_axon_";
  private static final String BODY_HASH = "computed_body_hash";
  private static final String HEADER_SIZE = "header_size";
  private static final String TOTAL_SIZE = "total_size";
  private static final Set<String> OF_SYNAPSE =
      Set.of("name", "timeout", HEADER_SIZE, TOTAL_SIZE, BODY_HASH);

  /// What each side tells of itself, in headers and body, in the order in which it is written.
  static final List<String> TERMINAL_FIELDS =
      List.of(
          "status_code",
          "status_message",
          "process_time",
          "ip",
          "port",
          "version",
          "nonce",
          "uuid",
          "hotkey",
          "signature");

  private static final int FIELDS_MAX = 64;
  private static final int VALUE_LENGTH_MAX = 1_024;
  private static final Pattern SIZE = Pattern.compile("[0-9]{1,9}");

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
    fields.put(DENDRITE + "signature", caller.signature());
    fields.put(HEADER_SIZE, "0");
    fields.put(TOTAL_SIZE, "0");
    fields.put(BODY_HASH, SignedRequest.EMPTY_BODY_HASH);
    return new SynapseHeaders(fields);
  }

  /// Those of `all` that belong to a synapse; names are taken in lower case, the first of a name
  /// counts, at most 64 fields of at most 1,024 characters each.
  public static SynapseHeaders ofReceived(Map<String, String> all) {
    var fields = new LinkedHashMap<String, String>();
    all.forEach(
        (name, value) -> {
          boolean wanted = name.startsWith("bt_header_") || OF_SYNAPSE.contains(name);
          if (wanted && fields.size() < FIELDS_MAX && value.length() <= VALUE_LENGTH_MAX) {
            fields.putIfAbsent(name, value);
          }
        });
    return new SynapseHeaders(fields);
  }

  public Optional<String> callerHotkey() {
    return Optional.ofNullable(fields.get(DENDRITE + "hotkey"));
  }

  /// How a request was dealt with.
  public record Result(int status, String message, Duration processTime) {}

  /// What an axon tells of itself when it refuses; nobody checks its signature.
  public record Axon(long version, long nonce, String uuid, String signature) {}

  /// These headers as a good answer echoes them.
  public SynapseHeaders answering(Result result) {
    return echoed(terminals(result));
  }

  /// These headers as a refusal echoes them: with what the axon tells of itself, and with the
  /// address from which the request really came, when that is known.
  public SynapseHeaders refusing(Result result, Axon axon, Optional<Endpoint> peer) {
    var known = terminals(result);
    known.put(AXON + "version", Long.toString(axon.version()));
    known.put(AXON + "nonce", Long.toString(axon.nonce()));
    known.put(AXON + "uuid", axon.uuid());
    known.put(AXON + "signature", axon.signature());
    peer.ifPresent(
        endpoint -> {
          known.put(DENDRITE + "ip", endpoint.ip());
          known.put(DENDRITE + "port", Integer.toString(endpoint.port()));
        });
    return echoed(known);
  }

  /// The headers of a refusal that knows nothing of the request.
  public static SynapseHeaders refusingUnknown(Result result) {
    var none = new LinkedHashMap<String, String>();
    none.put("name", "Synapse");
    none.put("timeout", "12.0");
    none.put(HEADER_SIZE, "184"); // of Python's empty one
    return new SynapseHeaders(none).answering(result);
  }

  private Map<String, String> terminals(Result result) {
    var known = new LinkedHashMap<>(fields);
    known.put(AXON + "status_code", Integer.toString(result.status()));
    known.put(AXON + "status_message", result.message());
    known.put(AXON + "process_time", seconds(result.processTime()));
    return known;
  }

  private SynapseHeaders echoed(Map<String, String> known) {
    var answer = new LinkedHashMap<String, String>();
    copy("name", known, answer);
    copy("timeout", known, answer);
    TERMINAL_FIELDS.forEach(field -> copy(AXON + field, known, answer));
    TERMINAL_FIELDS.forEach(field -> copy(DENDRITE + field, known, answer));
    answer.put(HEADER_SIZE, size(HEADER_SIZE));
    answer.put(TOTAL_SIZE, size(TOTAL_SIZE));
    answer.put(BODY_HASH, SignedRequest.EMPTY_BODY_HASH);
    return new SynapseHeaders(answer);
  }

  /// Sizes are those of Python's objects; any number will do.
  private String size(String name) {
    return Optional.ofNullable(fields.get(name))
        .filter(text -> SIZE.matcher(text).matches())
        .orElse("0");
  }

  private static void copy(String name, Map<String, String> from, Map<String, String> to) {
    Optional.ofNullable(from.get(name)).ifPresent(value -> to.put(name, value));
  }

  /// As Python prints a float: `12.0`.
  static String seconds(Duration duration) {
    return Double.toString(duration.toNanos() / 1e9);
  }
}
