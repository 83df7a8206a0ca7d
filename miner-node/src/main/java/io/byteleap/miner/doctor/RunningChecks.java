package io.byteleap.miner.doctor;

import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.json.JsonObject;
import io.byteleap.node.Finding;
import io.byteleap.node.StatusReader;
import io.byteleap.wire.Decoded;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a miner that runs says of its dependencies, its validators and its workers.
final class RunningChecks {
  /// Validators hear from us every minute; so long without an answer is long.
  private static final Duration ANSWER_AGE_MAX = Duration.ofMinutes(5);

  private static final double NEARLY_FULL = 0.9;

  private final StatusReader reader;
  private final InstantSource clock;

  RunningChecks(StatusReader reader, InstantSource clock) {
    this.reader = reader;
    this.clock = clock;
  }

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    said("/ready").objectsOrNone("dependencies").stream()
        .map(RunningChecks::dependency)
        .forEach(findings::add);
    said("/status").objectsOrNone("hotkeys").stream()
        .map(RunningChecks::workers)
        .forEach(findings::add);
    var validators = said("/api/v1/validators?limit=1000").objectsOrNone("validators");
    validators.stream().map(this::validator).forEach(findings::add);
    findings.addAll(ClockCheck.against(endpoints(validators), clock));
    return findings;
  }

  private JsonObject said(String path) {
    return reader.get(path) instanceof StatusReader.Answered(var _, var body)
        ? body
        : JsonObject.EMPTY;
  }

  static Finding dependency(JsonObject dependency) {
    String name = dependency.text("name");
    String detail = dependency.text("detail");
    return dependency.flag("ok")
        ? Finding.ok(name, detail)
        : Finding.fail(name, detail, remedy(name.split(" ", 2)[0]));
  }

  private static String remedy(String dependency) {
    return switch (dependency) {
      case "chain" -> "see whether the nodes in subtensor.endpoints can be reached from here";
      case "registered" -> "register the hotkey in the subnet (btcli subnets register)";
      case "validators" ->
          "see `validators list`; let connections to their endpoints out, and look at"
              + " metagraph.validator_whitelist and validator_min_stake_tao";
      case "workers" -> "free the port, or give the door another one";
      default -> "wait until the miner has started, or look into its log";
    };
  }

  static Finding workers(JsonObject hotkey) {
    String check = "workers of " + hotkey.text("wallet");
    long connected = hotkey.integer("workers_connected");
    long places = hotkey.integer("workers_max");
    String measured = connected + " of " + places + " places taken";
    if (connected >= places) {
      return Finding.warn(check, measured, "the next worker is refused: give it another hotkey");
    }
    return connected >= NEARLY_FULL * places
        ? Finding.warn(check, measured, "make another hotkey ready")
        : Finding.ok(check, measured);
  }

  private Finding validator(JsonObject validator) {
    return validator(validator, clock.instant());
  }

  static Finding validator(JsonObject validator, Instant now) {
    String check = "validator " + validator.text("hotkey");
    var answered = validator.optionalText("last_answer_at").map(Instant::parse);
    String failure =
        validator
            .optionalObject("last_failure")
            .map(failed -> "; last failure: " + failed.text("cause"))
            .orElse("");
    if (answered.isEmpty()) {
      return Finding.warn(
          check,
          "never answered at " + validator.text("endpoint") + failure,
          "let connections to it out; if others reach it, set its endpoint in"
              + " metagraph.validator_whitelist");
    }
    var age = Duration.between(answered.get(), now);
    String measured = "answered " + age.toSeconds() + " s ago";
    return age.compareTo(ANSWER_AGE_MAX) <= 0
        ? Finding.ok(check, measured)
        : Finding.warn(
            check,
            measured + " at " + validator.text("endpoint") + failure,
            "nothing, if it is away for everybody; else let connections to it out");
  }

  private static List<Endpoint> endpoints(List<JsonObject> validators) {
    return validators.stream()
        .map(validator -> Decoded.of(() -> Endpoint.parse(validator.text("endpoint"))))
        .flatMap(
            decoded ->
                (decoded instanceof Decoded.Read<Endpoint>(var endpoint)
                        ? Optional.of(endpoint)
                        : Optional.<Endpoint>empty())
                    .stream())
        .distinct()
        .toList();
  }
}
